//! Rulebooks and facts, opened.

use std::io::Read;
use std::path::Path;

use super::args::{Format, Matter};
use super::clock;
use super::output::Trouble;
use crate::diagnostics::Diagnostic;
use crate::source::Sources;
use crate::{Decision, FactErrors, Rulebook};

/// Larger fact files than this are refused.
const MOST_BYTES: u64 = 256 << 20;

pub fn rulebook(folder: &Path, format: Format) -> Result<Rulebook, Trouble> {
    Rulebook::open(folder).map_err(|failure| Trouble::Wrong {
        diagnostics: failure.diagnostics().to_vec(),
        sources: failure.sources().clone(),
        format,
    })
}

/// What `decide` and `explain` are asked.
pub fn decision(args: &Matter, format: Format) -> Result<Decision, Trouble> {
    let rulebook = rulebook(&args.rulebook, format)?;
    let (on, known) = clock::days(&args.days)?;
    let law = rulebook.in_force(on, known);
    let name =
        if args.facts.as_os_str() == "-" { "standard input".to_string() } else { args.facts.display().to_string() };
    let bytes = bytes(&args.facts).map_err(|why| {
        let message = format!("cannot read the facts in {name}: {why}");
        wrong(vec![Diagnostic::error("facts/unreadable", message)], format)
    })?;
    let facts = law.facts().from_bytes(&bytes).map_err(|errors| mistakes(errors, &name, format))?;
    Ok(law.decide(&facts))
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
        Ok(_) if bytes.len() as u64 > MOST_BYTES => Err("they are longer than 256 MB".into()),
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err("there is no such file".into()),
        Err(error) if error.kind() == std::io::ErrorKind::IsADirectory => Err("it is a folder".into()),
        Err(error) => Err(error.to_string()),
    }
}

fn wrong(diagnostics: Vec<Diagnostic>, format: Format) -> Trouble {
    Trouble::Wrong { diagnostics, sources: Sources::default(), format }
}
