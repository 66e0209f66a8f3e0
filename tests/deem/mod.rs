//! Presumptions: a folder for each case, with its vocabulary, its law and scenarios that say how it comes out; what an answer
//! shows, what it waits for, and that what is decided stays so.

mod shown;
mod soundness;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use lexact::diagnostics::render::plain;
use lexact::{Decision, Known, Rulebook};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deem")
}

/// The rulebook of a case.
fn open(case: &str) -> Rulebook {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join(case)).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let sources = files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap()));
    let book = Rulebook::from_sources(sources).unwrap_or_else(|failure| panic!("{case}:\n{failure}"));
    let warnings: String = book.warnings().iter().map(|d| plain(d, book.sources())).collect();
    assert!(warnings.is_empty(), "{case}:\n{warnings}");
    book
}

fn decide(book: &Rulebook, on: &str, facts: &str) -> Decision {
    let law = book.in_force(on.parse().unwrap(), Known::Latest);
    law.decide(&law.facts().from_json(facts).unwrap())
}

#[test]
fn every_case_comes_out_as_its_scenarios_say() {
    let cases = fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).filter(|path| path.is_dir());
    let mut wrong = Vec::new();
    for case in cases {
        let case = case.file_name().unwrap().to_string_lossy().into_owned();
        let report = lexact::review::run(&open(&case));
        assert!(!report.lines.is_empty(), "{case} has no scenario");
        for line in report.failed() {
            let why = line.failure.as_deref().unwrap_or_default();
            wrong.push(format!("{case}/{}: {}\n  came out: {why}", line.place(), line.expected));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
