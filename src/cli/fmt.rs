//! `lexact fmt`: rule files in the canonical layout.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::Fmt;
use super::output::{Trouble, report};
use super::{Answer, WRONG, count};
use crate::diagnostics::Diagnostic;
use crate::rulebook::read_text;
use crate::source::Sources;
use crate::syntax::format::formatted;

/// Why a file was left as it was.
struct Refused {
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

impl Refused {
    fn because(message: String) -> Refused {
        Refused { diagnostics: vec![Diagnostic::error("rulebook/unreadable", message)], sources: Sources::default() }
    }
}

pub fn run(args: &Fmt) -> Result<Answer, Trouble> {
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    for path in &args.paths {
        match act_files(path) {
            Ok(found) => files.extend(found),
            Err(message) => refused.push(Refused::because(message)),
        }
    }
    files.dedup();
    let (mut changed, mut unchanged) = (Vec::new(), 0);
    for file in &files {
        match format_file(file, args.check) {
            Ok(true) => changed.push(file),
            Ok(false) => unchanged += 1,
            Err(why) => refused.push(why),
        }
    }
    for (n, why) in refused.iter().enumerate() {
        if n > 0 {
            super::output::note("");
        }
        report(&why.diagnostics, &why.sources);
    }
    let mut text: String = changed.iter().map(|file| format!("{}\n", file.display())).collect();
    text += &summary(changed.len(), unchanged, refused.len(), args.check);
    let wrong = !refused.is_empty() || args.check && !changed.is_empty();
    Ok(Answer { text, code: if wrong { WRONG } else { 0 } })
}

fn summary(changed: usize, unchanged: usize, refused: usize, check: bool) -> String {
    let done = if check { "would change" } else { "formatted" };
    let mut parts = vec![format!("{} {done}", count(changed, "file")), format!("{unchanged} unchanged")];
    if refused > 0 {
        parts.push(format!("{refused} left as {}", if refused == 1 { "it was" } else { "they were" }));
    }
    format!("{}\n", parts.join(", "))
}

/// The rule files at a path: itself, or all beneath it by name. Links are not followed: what they lead to is another
/// path.
fn act_files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_dir() {
        let mut all = Vec::new();
        beneath(path, &mut all)?;
        return if all.is_empty() { Err(format!("there is no `.act` file in `{}`", path.display())) } else { Ok(all) };
    }
    match (path.exists(), is_act(path)) {
        (true, true) => Ok(vec![path.to_path_buf()]),
        (true, false) => Err(format!("`{}` is no rule file; the name of one ends in `.act`", path.display())),
        (false, _) => Err(format!("there is no file or folder `{}`", path.display())),
    }
}

fn is_act(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "act")
}

fn beneath(folder: &Path, all: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|why| format!("cannot read `{}`: {why}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if hidden || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            beneath(&path, all)?;
        } else if is_act(&path) {
            all.push(path);
        }
    }
    Ok(())
}

/// Formats one file; true if that changes it. With `check` it is not written.
fn format_file(path: &Path, check: bool) -> Result<bool, Refused> {
    let text = read_text(path).map_err(Refused::because)?;
    let formatted = formatted(&text).map_err(|diagnostics| {
        let mut sources = Sources::default();
        sources.add(path.display().to_string(), text.as_str());
        Refused { diagnostics: diagnostics.into_iter().filter(Diagnostic::is_error).collect(), sources }
    })?;
    if formatted == text {
        return Ok(false);
    }
    if !check {
        replace(path, &text, &formatted)
            .map_err(|why| Refused::because(format!("cannot write `{}`: {why}", path.display())))?;
    }
    Ok(true)
}

/// Puts `formatted` in the place of a file, whole or not at all: it is written beside the file and then renamed. Where
/// the file is a link, what it leads to is replaced.
fn replace(path: &Path, text: &str, formatted: &str) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = write_new(&beside, formatted, fs::metadata(&path)?.permissions()).and_then(|()| {
        // Somebody may have saved the file meanwhile.
        if fs::read(&path)? != text.as_bytes() {
            return Err(std::io::Error::other("it has changed meanwhile"));
        }
        fs::rename(&beside, &path)
    });
    if written.is_err() {
        // What cannot be removed is a hidden file that nothing reads.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_new(path: &Path, text: &str, permissions: fs::Permissions) -> std::io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()
}
