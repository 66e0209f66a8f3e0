//! References by name and definitions that spread: a folder for each, with its vocabulary, its law and scenarios that say how it
//! comes out; what an answer shows, what it waits for, what is refused, and that what is decided stays so.

mod references;
mod shown;
mod soundness;

use std::fs;
use std::path::{Path, PathBuf};

use lexact::diagnostics::render::plain;
use lexact::{Decision, Known, Rulebook};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spread")
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

fn decide(book: &Rulebook, facts: &str) -> Decision {
    let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
    law.decide(&law.facts().from_json(facts).unwrap())
}

fn needs<'d>(decision: &'d Decision, name: &str) -> Vec<&'d str> {
    decision[name].needs.iter().map(|need| need.fact.as_str()).collect()
}

#[test]
fn every_case_comes_out_as_its_scenarios_say() {
    let cases =
        fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).filter(|path| path.join("rulebook.act").is_file());
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
