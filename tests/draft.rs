//! A draft finds what opening finds, whatever was changed before.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use lexact::{Draft, Failure, Rulebook};
use proptest::prelude::*;

/// Small rulebooks, two with scenarios.
const BOOKS: [&str; 3] = ["examples/stalls", "tests/cli/books/radio", "rules/ai-compute"];

/// A rulebook that uses another.
const USING: [(&str, &str); 4] = [
    ("ports/rulebook.act", "identity Port \"a port\"\n  A \"A\"\n  B \"B\"\n"),
    ("ports/units.act", "unit t \"tonnes\"\n"),
    (
        "rulebook.act",
        "rulebook cargo\n  title \"Cargo\"\nuses ports\nfact port Port \"port\"\nfact load number in t \"load\"\ndecision duty due | none due\n",
    ),
    (
        "2020-duty.act",
        "act 2020-duty\n  citation \"1\"\n  published 2020-01-01\n  effective 2020-01-01\n\ndefault 1 duty is none due\n\nrule 2\n  when port is A and load is at least 5 t\n  then duty is due\n",
    ),
];

/// What a check says, and all that a rulebook means, with places.
fn said(checked: Result<Rulebook, Failure>) -> String {
    match checked {
        Ok(rulebook) => {
            let digests = rulebook.file_digests();
            format!("{}\n{digests:?}\n{:?}\n{:?}", rulebook.digest(), rulebook.warnings(), rulebook.model())
        }
        Err(failure) => failure.to_string(),
    }
}

/// One of the rulebooks by its number, the last of them the one that uses another.
fn book(number: usize) -> Vec<(String, String)> {
    let using = || USING.iter().map(|(name, text)| ((*name).to_string(), (*text).to_string())).collect();
    BOOKS.get(number).map_or_else(using, |folder| files(folder))
}

fn files(folder: &str) -> Vec<(String, String)> {
    let rulebook = Rulebook::open(folder).unwrap_or_else(|failure| panic!("{failure}"));
    rulebook.sources().iter().map(|(_, file)| (file.name.clone(), file.text.to_string())).collect()
}

/// One change of a file: which, where in it, and what is done there.
#[derive(Clone, Debug)]
enum Edit {
    /// A part of the text is left out.
    Cut(usize, usize, usize),
    /// A text is put in.
    Type(usize, usize, &'static str),
    /// The file goes.
    Remove(usize),
    /// The file comes back as it was at first.
    Restore(usize),
    /// A file nobody had.
    Add(&'static str, &'static str),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let typed = prop_oneof![Just("\n"), Just("-- "), Just(" and"), Just("2"), Just("\nfact spare number \"spare\"\n")];
    let added = prop_oneof![
        Just(("scenarios/added.act", "scenario \"nothing\"\n  on 2024-01-01 expect duty \"none\"\n")),
        Just(("2030-added.act", "act 2030-added\n  citation \"c\"\n  published 2030-01-01\n  effective 2030-01-01\n")),
        Just(("ports/added.act", "identity Planet \"a planet\"\n  EARTH \"Earth\"\n")),
    ];
    let edit = prop_oneof![
        (0..9usize, 0..4000usize, 1..30usize).prop_map(|(file, at, length)| Edit::Cut(file, at, length)),
        (0..9usize, 0..4000usize, typed).prop_map(|(file, at, text)| Edit::Type(file, at, text)),
        (0..9usize).prop_map(Edit::Remove),
        (0..9usize).prop_map(Edit::Restore),
        added.prop_map(|(name, text)| Edit::Add(name, text)),
    ];
    proptest::collection::vec(edit, 1..5)
}

/// Characters from some place on, as bytes: within the text, and between two characters.
fn place(text: &str, at: usize) -> usize {
    let at = at % (text.len() + 1);
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// The file after an edit, by its name; none where it goes.
fn edited(files: &[(String, String)], first: &[(String, String)], edit: &Edit) -> Option<(String, Option<String>)> {
    let some = |file: usize| files.get(file % files.len().max(1)).cloned();
    match edit {
        Edit::Cut(file, at, length) => some(*file).map(|(name, mut text)| {
            let from = place(&text, *at);
            let to = place(&text, (from + length).min(text.len())).max(from);
            text.replace_range(from..to, "");
            (name, Some(text))
        }),
        Edit::Type(file, at, typed) => some(*file).map(|(name, mut text)| {
            text.insert_str(place(&text, *at), typed);
            (name, Some(text))
        }),
        Edit::Remove(file) => some(*file).map(|(name, _)| (name, None)),
        Edit::Restore(file) => first.get(file % first.len()).cloned().map(|(name, text)| (name, Some(text))),
        Edit::Add(name, text) => Some(((*name).to_string(), Some((*text).to_string()))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn finds_what_opening_finds(number in 0..=BOOKS.len(), edits in edits()) {
        let first = book(number);
        let mut draft = Draft::default();
        first.iter().for_each(|(name, text)| draft.write(name, text.as_str()));
        draft.check().unwrap();
        let mut now: Vec<(String, String)> = first.clone();
        for edit in edits {
            let Some((name, text)) = edited(&now, &first, &edit) else { continue };
            match text {
                Some(text) => draft.write(&name, text),
                None => prop_assert!(draft.remove(&name), "{}", name),
            }
            now = draft.files().map(|(name, text)| (name, text.to_string())).collect();
            prop_assert_eq!(said(draft.check()), said(Rulebook::from_sources(now.clone())));
        }
    }
}

/// The files stand in the order in which the folder has them, whichever way they came there.
#[test]
fn files_written_one_by_one_are_the_folder() {
    for book in BOOKS {
        let mut read = Draft::default();
        assert!(read.read(book).unwrap());
        assert!(!read.read(book).unwrap());
        let mut written = Draft::default();
        let mut files: Vec<_> = read.files().collect();
        files.sort_by_key(|(name, _)| name.len());
        files.into_iter().for_each(|(name, text)| written.write(&name, text));
        assert!(read.files().eq(written.files()), "{book}");
        assert_eq!(said(written.check()), said(Rulebook::open(book)), "{book}");
    }
}

/// Rulebooks that are used and no longer, whichever came first: as the folder has them.
#[test]
fn rulebooks_that_are_used_come_and_go() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("draft-using");
    let _ = std::fs::remove_dir_all(&folder);
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put(
        "own/rulebook.act",
        "rulebook own\n  title \"Own\"\nuses ports\nfact port Port \"port\"\ndecision duty due | none due\n",
    );
    put("own/uses.act", "uses units\nfact load number in t \"load\"\n");
    put("ports/rulebook.act", "rulebook ports\n  title \"Ports\"\nidentity Port \"a port\"\n  A \"A\"\n");
    put("units/rulebook.act", "rulebook units\n  title \"Units\"\nunit t \"tonnes\"\n");
    let own = folder.join("own");
    let mut draft = Draft::default();
    draft.read(&own).unwrap();
    assert_eq!(said(draft.check()), said(Rulebook::open(&own)));

    // The only file that uses one of them goes, and comes back.
    assert!(draft.remove("uses.act"));
    std::fs::rename(own.join("uses.act"), own.join("uses.txt")).unwrap();
    assert_eq!(said(draft.check()), said(Rulebook::open(&own)));
    assert!(!draft.read(&own).unwrap());
    std::fs::rename(own.join("uses.txt"), own.join("uses.act")).unwrap();
    draft.write("uses.act", "uses units\nfact load number in t \"load\"\n");
    assert!(draft.read(&own).unwrap());
    assert_eq!(said(draft.check()), said(Rulebook::open(&own)));

    // The line goes; then another order of lines.
    for text in [
        "rulebook own\n  title \"Own\"\ndecision duty due | none due\n",
        "rulebook own\n  title \"Own\"\nuses units\nuses ports\nfact port Port \"port\"\ndecision duty due | none due\n",
    ] {
        draft.write("rulebook.act", text);
        put("own/rulebook.act", text);
        assert_eq!(said(draft.check()), said(Rulebook::open(&own)));
    }
}

/// A folder of its own for one test.
fn copied(book: &str, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    for (name, text) in files(book) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_folder_that_cannot_be_read_changes_nothing() {
    let folder = copied("examples/stalls", "draft-unreadable");
    let mut draft = Draft::default();
    draft.read(&folder).unwrap();
    let before = said(draft.check());
    std::fs::write(folder.join("bad.act"), [0xff, 0xfe]).unwrap();
    assert!(draft.read(&folder).unwrap_err().to_string().contains("bad.act"));
    assert_eq!(said(draft.check()), before);
}

/// `lexact check --watch` says again what a check finds, as soon as a file is another.
#[test]
fn watching() {
    let folder = copied("examples/stalls", "draft-watched");
    let mut watching = Command::new(env!("CARGO_BIN_EXE_lexact"))
        .args(["check", "--watch"])
        .arg(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (tell, told) = channel();
    let out = BufReader::new(watching.stdout.take().unwrap());
    std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
    let next = || told.recv_timeout(Duration::from_secs(60)).expect("a line");
    assert!(next().ends_with("no mistakes"));
    let amendment = folder.join("2021-05-03-amendment.act");
    let text = std::fs::read_to_string(&amendment).unwrap();
    // Written at once, so that no half of it is ever there.
    let put = |text: &str| {
        std::fs::write(folder.join("new"), text).unwrap();
        std::fs::rename(folder.join("new"), &amendment).unwrap();
    };
    put(&text.replace("8 m2", "8 m3"));
    assert_eq!(next(), "1 mistake");
    put(&text);
    assert!(next().ends_with("no mistakes"));
    watching.kill().unwrap();
    watching.wait().unwrap();
}

/// A row of an older rulebook is of no use to the new program, and says so.
#[test]
fn rows_of_the_rulebook_before_are_told() {
    let mut draft = Draft::default();
    draft.read("examples/stalls").unwrap();
    let program = |rulebook: Rulebook| {
        let law = rulebook.in_force("2023-05-01".parse().unwrap(), lexact::Known::Latest);
        law.program(&["permit"]).unwrap()
    };
    let old = program(draft.check().unwrap());
    let facts = old.law().facts().from_json(r#"{"stall": {"area": 7}, "street": "HIGH", "claims": []}"#).unwrap();
    let row = old.row(&facts);
    let name = "2021-05-03-amendment.act";
    let text = draft.files().find(|file| file.0 == name).unwrap().1;
    draft.write(name, text.replace("8 m2", "6 m2"));
    let new = program(draft.check().unwrap());
    let answer = new.decide(&row);
    assert_eq!(answer.status("permit"), Some(lexact::Status::Unknown));
    assert_eq!(answer.value("permit"), None);
    assert_eq!(answer.decision().unwrap_err().0[0].code, "facts/other-rulebook");
}
