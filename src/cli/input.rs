//! Rulebooks and facts, opened.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::args::{Format, Matter};
use super::clock;
use super::output::Trouble;
use crate::diagnostics::Diagnostic;
use crate::source::Sources;
use crate::{Decision, FactErrors, Failure, Law, Rulebook};

/// Larger fact files than this are refused.
const MOST_BYTES: u64 = 256 << 20;

pub fn rulebook(folder: &Path, format: Format) -> Result<Rulebook, Trouble> {
    Rulebook::open(folder).map_err(|failure| failed(&failure, format))
}

/// A rulebook with mistakes.
pub fn failed(failure: &Failure, format: Format) -> Trouble {
    Trouble::Wrong { diagnostics: failure.diagnostics().to_vec(), sources: failure.sources().clone(), format }
}

/// What `explain` is asked.
pub fn decision(args: &Matter, format: Format) -> Result<Decision, Trouble> {
    let rulebook = rulebook(&args.rulebook, format)?;
    let (on, known) = clock::days(&args.days)?;
    FactFile::read(&args.facts, format)?.decide(&rulebook.in_force(on, known), format)
}

/// A file of facts.
pub struct FactFile {
    /// What messages call it.
    name: String,
    bytes: Vec<u8>,
}

impl FactFile {
    pub fn read(path: &Path, format: Format) -> Result<FactFile, Trouble> {
        let name = if path.as_os_str() == "-" { "standard input".to_string() } else { path.display().to_string() };
        match bytes(path) {
            Ok(bytes) => Ok(FactFile { name, bytes }),
            Err(why) => {
                let message = format!("cannot read the facts in {name}: {why}");
                Err(wrong(vec![Diagnostic::error("facts/unreadable", message)], format))
            }
        }
    }

    /// The answer under a law.
    pub fn decide(&self, law: &Law, format: Format) -> Result<Decision, Trouble> {
        let facts = law.facts().from_bytes(&self.bytes).map_err(|errors| mistakes(errors, &self.name, format))?;
        Ok(law.decide(&facts))
    }
}

/// Where a file is, or would be written, without links; none where its folder is not there.
pub fn place(path: &Path) -> Option<PathBuf> {
    let folder = || {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(parent.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(folder)
}

/// The text of a receipt.
pub fn receipt(path: &Path, format: Format) -> Result<String, Trouble> {
    let read = bytes(path).and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_string()));
    read.map_err(|why| {
        let message = format!("cannot read the receipt {}: {why}", path.display());
        wrong(vec![Diagnostic::error("receipt/unreadable", message)], format)
    })
}

/// Facts that are wrong, by the name of their file.
pub fn mistakes(FactErrors(errors): FactErrors, name: &str, format: Format) -> Trouble {
    let told = errors.into_iter().map(|error| {
        let at = if error.path.is_empty() { String::new() } else { format!("{}: ", error.path) };
        Diagnostic::error(error.code, format!("{name}: {at}{}", error.message)).maybe_help(error.help)
    });
    wrong(told.collect(), format)
}

/// The text of a fact file.
pub fn text(path: &Path) -> Result<String, Trouble> {
    let told = |why: String| {
        let message = format!("cannot read the facts in {}: {why}", path.display());
        wrong(vec![Diagnostic::error("facts/unreadable", message)], Format::Text)
    };
    String::from_utf8(bytes(path).map_err(told)?).map_err(|_| told("they are not UTF-8".into()))
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    match read {
        Ok(_) if bytes.len() as u64 > MOST_BYTES => Err("it is longer than 256 MB".into()),
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err("there is no such file".into()),
        Err(error) if error.kind() == std::io::ErrorKind::IsADirectory => Err("it is a folder".into()),
        Err(error) => Err(error.to_string()),
    }
}

pub fn wrong(diagnostics: Vec<Diagnostic>, format: Format) -> Trouble {
    Trouble::Wrong { diagnostics, sources: Sources::default(), format }
}
