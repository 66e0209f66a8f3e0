//! Text, history and difference tell one story: of every rulebook here and of every case of `tests/time`, on every day on which
//! something turns.

use std::fs;
use std::path::{Path, PathBuf};

use lexact::consolidated::Passage;
use lexact::history::{History, Run};
use lexact::{Date, Known, Rulebook};

/// Rulebooks with many instruments; `radio` has every verb of time.
const BOOKS: [&str; 6] = [
    "tests/cli/books/radio",
    "examples/stalls",
    "rules/uk-sdlt",
    "rules/us-ear",
    "rules/ai-compute",
    "rules/us-income-tax",
];

fn books() -> impl Iterator<Item = (String, Rulebook)> {
    let open = |folder: &str| (folder.to_string(), Rulebook::open(folder).unwrap());
    BOOKS.into_iter().map(open).chain(cases())
}

/// The cases of `tests/time`.
fn cases() -> impl Iterator<Item = (String, Rulebook)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/time");
    let vocabulary = fs::read_to_string(here.join("rulebook.act")).unwrap();
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        all.sort();
        all
    };
    let folders = entries(&here).into_iter().filter(|path| path.is_dir() && !path.ends_with("snapshots"));
    folders.map(move |folder| {
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let acts = entries(&folder).into_iter().map(|path| (name(&path), fs::read_to_string(&path).unwrap()));
        let sources = [("rulebook.act".to_string(), vocabulary.clone())].into_iter().chain(acts);
        (name(&folder), Rulebook::from_sources(sources).unwrap())
    })
}

/// Every day on which some track of some history turns: between two of them no text changes.
fn days(histories: &[History]) -> Vec<Date> {
    let runs = histories.iter().flat_map(|h| h.tracks().into_iter().flat_map(|(_, runs)| runs));
    let mut days: Vec<Date> = runs.flat_map(|run| [Some(run.from), run.until]).flatten().collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn run_on(runs: &[Run], day: Date) -> Option<&Run> {
    runs.iter().find(|run| run.from <= day && run.until.is_none_or(|until| day < until))
}

#[test]
fn history_and_text_agree() {
    for (folder, book) in books() {
        let histories = book.history(None, Known::Latest);
        for day in days(&histories) {
            let law = book.in_force(day, Known::Latest);
            for (as_printed, track) in [(true, 0), (false, 2)] {
                let passages = law.consolidated(as_printed);
                for history in &histories {
                    let standing = run_on(history.tracks()[track].1, day);
                    let shown: Vec<&Passage> = passages.iter().filter(|p| p.id == history.id).collect();
                    let versions = standing.map_or(0, |run| run.versions.len());
                    assert_eq!(versions, shown.len(), "{folder}: {} on {day}", history.id);
                    for (version, passage) in standing.iter().flat_map(|run| &run.versions).zip(shown) {
                        let last = version.amended_by.last().unwrap_or(&version.written_by);
                        let by = if history.kind == "value" { last } else { &version.written_by };
                        assert_eq!(by.act, passage.act, "{folder}: {} on {day}", history.id);
                    }
                }
            }
        }
    }
}

#[test]
fn every_turn_of_a_track_has_an_event() {
    let mut untold = Vec::new();
    for (folder, book) in books() {
        for history in book.history(None, Known::Latest) {
            for (track, runs) in history.tracks() {
                for run in runs {
                    for day in [Some(run.from), run.until].into_iter().flatten() {
                        if !history.events.iter().any(|event| event.on == day) {
                            untold.push(format!("{folder}: {} turns on {day} ({track})", history.id));
                        }
                    }
                }
            }
        }
    }
    assert!(untold.is_empty(), "{}", untold.join("\n"));
}

#[test]
fn there_is_a_difference_where_the_texts_differ() {
    for (folder, book) in books() {
        let all = days(&book.history(None, Known::Latest));
        for as_printed in [true, false] {
            let texts: Vec<_> =
                all.iter().map(|day| book.in_force(*day, Known::Latest).consolidated(as_printed)).collect();
            for (days, texts) in all.windows(2).zip(texts.windows(2)) {
                let ([from, to], [before, after]) = (days, texts) else { continue };
                let found = book.differences((*from, Known::Latest), (*to, Known::Latest), as_printed);
                let changes = || found.iter().flat_map(|d| &d.changes);
                if before == after {
                    assert!(found.is_empty(), "{folder}: {from} to {to}: {found:#?}");
                }
                let differs = |p: &&Passage| {
                    let same =
                        |other: &&Passage| other.id == p.id && other.text == p.text && other.changes == p.changes;
                    !before.iter().any(|b| same(&b))
                };
                for passage in after.iter().filter(differs) {
                    let moved = |to: &serde_json::Value| to.as_str() == Some(passage.id.as_str());
                    let told = changes().any(|change| change.id == passage.id || moved(&change.to_json()["to"]));
                    // A restatement in the same words has another layout, and no difference.
                    let earlier = before.iter().find(|b| b.id == passage.id);
                    let same_words = earlier.is_some_and(|b| plain(&b.text) == plain(&passage.text));
                    assert!(told || same_words, "{folder}: {} from {from} to {to}", passage.id);
                }
                assert!(changes().all(|change| !change.wording().is_empty()));
            }
        }
    }
}

/// Words alone, without what belongs to the statement: `amend`, dates, comments.
fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| line.split(" -- ").next().unwrap_or(""));
    let dates = ["effective ", "through ", "until ", "comply from "];
    let lines = lines.filter(|line| !dates.iter().any(|date| line.trim_start().starts_with(date)));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).filter(|word| *word != "amend").collect();
    words.join(" ")
}

#[test]
fn nothing_changes_from_a_day_to_itself() {
    for (folder, book) in cases() {
        for day in days(&book.history(None, Known::Latest)) {
            let same = book.differences((day, Known::Latest), (day, Known::Latest), false);
            assert!(same.is_empty(), "{folder}: {day}: {same:#?}");
        }
    }
}
