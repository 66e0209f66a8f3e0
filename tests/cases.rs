//! Rulebooks made for one thing each: a folder for each case, with its vocabulary, its law, and scenarios that say how it comes out.

use std::fs;
use std::path::{Path, PathBuf};

use lexact::diagnostics::render::plain;
use lexact::{Decision, Known, Rulebook};

/// The folder of the cases.
pub fn folder(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(of)
}

/// The files of a case: name and text, in the order of their names.
pub fn sources(of: &str, case: &str) -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder(of).join(case)).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "act"));
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The rulebook of a case, without a warning.
pub fn open(of: &str, case: &str) -> Rulebook {
    let book = Rulebook::from_sources(sources(of, case)).unwrap_or_else(|failure| panic!("{case}:\n{failure}"));
    let warnings: String = book.warnings().iter().map(|d| plain(d, book.sources())).collect();
    assert!(warnings.is_empty(), "{case}:\n{warnings}");
    book
}

pub fn decide(book: &Rulebook, on: &str, facts: &str) -> Decision {
    let law = book.in_force(on.parse().unwrap(), Known::Latest);
    law.decide(&law.facts().from_json(facts).unwrap())
}

/// Runs the scenarios of every case in a folder.
pub fn come_out_as_their_scenarios_say(of: &str) {
    let cases =
        fs::read_dir(folder(of)).unwrap().map(|e| e.unwrap().path()).filter(|path| path.join("rulebook.act").is_file());
    let mut wrong = Vec::new();
    for case in cases {
        let case = case.file_name().unwrap().to_string_lossy().into_owned();
        let report = lexact::review::run(&open(of, &case));
        assert!(!report.lines.is_empty(), "{case} has no scenario");
        for line in report.failed() {
            let why = line.failure.as_deref().unwrap_or_default();
            wrong.push(format!("{case}/{}: {}\n  came out: {why}", line.place(), line.expected));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
