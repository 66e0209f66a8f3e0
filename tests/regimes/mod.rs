//! Every revision of every rulebook, one page each: what took effect, what the text now says, how standing cases come out.
//! Reviewing an instrument is reading one new page; an edit that moves an old page is a question to its author.

mod change;
mod chips;
mod example;
mod page;
mod reference;
mod standing;

use std::fmt::Display;
use std::path::{Path, PathBuf};

use lexact::model::Act;
use lexact::{Date, Known, Rulebook};
use standing::Standing;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What was read; the test fails with what is wrong, as an author sees it.
#[expect(clippy::panic, reason = "for tests alone")]
fn sound<T>(read: Result<T, impl Display>) -> T {
    read.unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn open(name: &str) -> Rulebook {
    sound(Rulebook::open(root().join("rules").join(name)))
}

/// The rulebooks that hold law; a folder of vocabulary alone has no revisions.
fn rulebooks() -> Vec<Rulebook> {
    let entries = std::fs::read_dir(root().join("rules")).expect("the folder of rulebooks");
    let mut folders: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    let books = folders.iter().map(|folder| sound(Rulebook::open(folder)));
    books.filter(|book| !book.revisions(Known::Latest).is_empty()).collect()
}

/// Each day on which the law changed, with the day of the revision before it.
fn steps(book: &Rulebook) -> Vec<(Option<Date>, Date)> {
    let days = book.revisions(Known::Latest);
    let before = std::iter::once(None).chain(days.iter().copied().map(Some));
    before.zip(days.iter().copied()).collect()
}

fn pages(book: &Rulebook) -> PathBuf {
    root().join("tests/snapshots/regimes").join(book.name())
}

/// The name of an instrument's own page.
fn known(act: &Act) -> String {
    format!("known-{}", act.name)
}

/// Compares a page with its snapshot in the rulebook's folder.
fn assert_page(book: &Rulebook, name: &str, page: &str) {
    for line in page.lines() {
        assert!(line.chars().count() <= page::WIDTH, "{name}: this line is too long: {line}");
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(pages(book));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, page));
}

/// One page for each day on which the law changed.
#[test]
fn revisions() {
    for book in rulebooks() {
        let standing = Standing::of(&book);
        let mut before = None;
        for (previous, day) in steps(&book) {
            let now = standing.on(&book, day, Known::Latest);
            let page = page::revision(&book, previous, day, before.as_ref(), &now);
            assert_page(&book, &day.to_string(), &page);
            before = Some(now);
        }
    }
}

/// One page for each instrument: what the standing cases would have been on its effective days, had it not been public.
#[test]
fn before_publication() {
    for book in rulebooks() {
        let standing = Standing::of(&book);
        for act in &book.model().acts {
            assert_page(&book, &known(act), &page::unpublished(&book, act, &standing));
        }
    }
}

/// No standing case changes between two revisions: its answer on the eve of one is that of the first day of the one before.
/// (That a change on the day itself has an instrument, the page sees to.)
#[test]
fn nothing_changes_between_revisions() {
    for book in rulebooks() {
        let standing = Standing::of(&book);
        for (previous, day) in steps(&book) {
            let Some(previous) = previous else { continue };
            let then = standing.on(&book, previous, Known::Latest);
            let eve = standing.on(&book, day.previous(), Known::Latest);
            assert_eq!(then.lines, eve.lines, "{}: between {previous} and {day}", book.name());
        }
    }
}

/// A page whose revision or instrument is gone is gone too.
#[test]
fn no_page_is_left_over() {
    for book in rulebooks() {
        let revisions = book.revisions(Known::Latest).into_iter().map(|day| day.to_string());
        let mut expected: Vec<String> = revisions.chain(book.model().acts.iter().map(known)).collect();
        expected.sort();
        let files = std::fs::read_dir(pages(&book)).expect("the folder of pages");
        let names = files.map(|file| file.expect("a page").file_name().to_string_lossy().into_owned());
        let mut found: Vec<String> = names.filter_map(|n| n.strip_suffix(".snap").map(str::to_string)).collect();
        found.sort();
        assert_eq!(found, expected, "{}", book.name());
    }
}
