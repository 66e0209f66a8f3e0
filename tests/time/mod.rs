//! What happens to law in time: a folder for every case in which statements of several acts meet (S1 to S5, S18, S19).
//!
//! A folder holds instruments, one in a file, and `scenarios.act`, whose lines say what the law is on each day. The vocabulary is
//! `rulebook.act` of this folder. What `check` warns of is kept as a snapshot: most cases have no warning. A new case is a new
//! folder.

use std::fs;
use std::path::{Path, PathBuf};

use lexact::Rulebook;
use lexact::diagnostics::render::plain;

/// The text of a file.
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The entries of a folder, by name.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// What is wrong with the case in a folder; what `check` warns of is compared with a snapshot.
fn run(folder: &Path) -> Vec<String> {
    let mut sources = vec![("rulebook.act".to_string(), read(&folder.with_file_name("rulebook.act")))];
    sources.extend(entries(folder).iter().map(|path| (name(path), read(path))));
    let book = match Rulebook::from_sources(sources) {
        Ok(book) => book,
        Err(failure) => return vec![format!("{}:\n{failure}", name(folder))],
    };
    if !book.warnings().is_empty() {
        let told: String = book.warnings().iter().map(|d| plain(d, book.sources())).collect();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(name(folder), told);
        });
    }
    let report = lexact::review::run(&book);
    let none = report.lines.is_empty().then(|| format!("{}: no scenario", name(folder)));
    let failed = report.failed().map(|line| {
        let why = line.failure.as_deref().unwrap_or_default();
        format!("{}/{}: {}\n  came out: {why}", name(folder), line.place(), line.expected)
    });
    failed.chain(none).collect()
}

#[test]
fn every_case_comes_out_as_its_scenarios_say() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/time");
    let folders = entries(&here).into_iter().filter(|path| path.is_dir() && !path.ends_with("snapshots"));
    let wrong: Vec<String> = folders.flat_map(|folder| run(&folder)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
