//! Every revision of every regime, one page each: which instruments, what the text now says, how standing matters come out, as
//! known today and as known the day before. Reviewing an instrument is reading its pages; an edit that moves an old page is a
//! question to its author. A change that no instrument explains fails.

mod change;
mod chips;
mod example;
mod page;
mod reference;
mod standing;
mod turns;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use lexact::temporal::{Calendar, Track};
use lexact::{Date, Known, Rulebook};
use page::Regime;
use standing::Outcomes;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What was read; the test fails with what is wrong, as an author sees it.
#[expect(clippy::panic, reason = "for tests alone")]
fn sound<T>(read: Result<T, impl Display>) -> T {
    read.unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The name of the file with the standing matters of a regime.
fn matters_file(name: &str) -> String {
    format!("matters/{name}.act")
}

/// A rulebook with its standing matters.
fn open(name: &str) -> Rulebook {
    let book = sound(Rulebook::open(root().join("rules").join(name)));
    let file = matters_file(name);
    let Ok(matters) = std::fs::read_to_string(root().join("tests/regimes").join(&file)) else { return book };
    let files = book.sources().iter().map(|(_, source)| (source.name.clone(), source.text.to_string()));
    sound(Rulebook::from_sources(files.chain([(file, matters)])))
}

/// The regimes, read once; a folder of vocabulary alone has no revisions.
fn regimes() -> &'static [Regime] {
    static REGIMES: OnceLock<Vec<Regime>> = OnceLock::new();
    REGIMES.get_or_init(read_regimes)
}

fn read_regimes() -> Vec<Regime> {
    let entries = std::fs::read_dir(root().join("rules")).expect("the folder of rulebooks");
    let mut folders: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    let books = folders.iter().map(|folder| open(&folder.file_name().expect("a name").to_string_lossy()));
    books.filter(|book| !book.revisions(Known::Latest).is_empty()).map(Regime::new).collect()
}

fn pages(name: &str) -> PathBuf {
    root().join("tests/snapshots/regimes").join(name)
}

/// Compares a page with its snapshot in the rulebook's folder.
fn assert_page(book: &str, name: &str, page: &str) {
    for line in page.lines() {
        assert!(line.chars().count() <= page::WIDTH, "{name}: this line is too long: {line}");
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(pages(book));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, page));
}

const INDEX: &str = "index";

const INDEX_HEADING: &str = "\
The days on which the law changed; the text that did, as printed (P), operative (O), enforced (E); the number of standing matters
that come out otherwise since; the instruments. Each day has a page of its own.

day         text  matters
";

const WITHOUT_A_PAGE: &str = "\
Instruments that change no text on any day: they keep other text from being enforced, or only inform; with the day they became public.

";

/// One page for each day on which the law changed, and one that lists them all.
#[test]
fn revisions() {
    for regime in regimes() {
        let name = regime.book.name();
        let mut index = format!("{name}: revisions\n\n{INDEX_HEADING}");
        let mut names = vec![INDEX.to_string()];
        let mut unexplained = Vec::new();
        let mut before: Option<(Date, Outcomes)> = None;
        let days = regime.book.revisions(Known::Latest);
        for (n, day) in days.iter().copied().enumerate() {
            let revision = regime.revision(before.as_ref().map(|(day, outcomes)| (*day, outcomes)), day);
            // A good while after the last one, to see what the text itself will do.
            let last = days.get(n + 1).map_or_else(|| day.plus_days(730).unwrap_or(day), |next| next.previous());
            index += &revision.entry;
            for (day, line) in regime.by_the_day_alone(day, &revision.outcomes, last) {
                index += &page::wrap(&format!("{day}  the text speaks of this day; {line}"));
            }
            assert_page(name, &day.to_string(), &revision.page);
            names.push(day.to_string());
            unexplained.extend(revision.unexplained);
            before = Some((day, revision.outcomes));
        }
        let others = regime.without_a_page(&days);
        if !others.is_empty() {
            index += &format!("\n{WITHOUT_A_PAGE}{others}");
        }
        assert_page(name, INDEX, &index);
        no_page_is_left_over(name, names);
        assert!(unexplained.is_empty(), "{name}: no instrument explains these changes:\n{}", unexplained.join("\n"));
    }
}

/// A page whose revision is gone is gone too.
fn no_page_is_left_over(name: &str, mut expected: Vec<String>) {
    expected.sort();
    let files = std::fs::read_dir(pages(name)).expect("the folder of pages");
    let names = files.map(|file| file.expect("a page").file_name().to_string_lossy().into_owned());
    let mut found: Vec<String> = names.filter_map(|n| n.strip_suffix(".snap").map(str::to_string)).collect();
    found.sort();
    assert_eq!(found, expected, "{name}");
}

/// Between two boundaries the text of no track changes: on the eve of one it is that of the first day of the one before.
#[test]
fn nothing_changes_between_boundaries() {
    for regime in regimes() {
        let model = regime.book.model();
        let calendar = Calendar::new(model, Known::Latest);
        for days in calendar.boundaries().windows(2) {
            for track in Track::ALL {
                let (first, eve) = (days[0], days[1].previous());
                let same = calendar.text(model, first, track) == calendar.text(model, eve, track);
                assert!(same, "{}: between {first} and {eve}, {track:?}", regime.book.name());
            }
        }
    }
}
