//! The interpreter against the oracle on sequences of instruments drawn by lot: which provisions are in force and who wrote
//! them, on every side of every turning day, as known before and after every publication; and what is decided.

use super::check::knowns;
use super::compare::{differ_once, put};
use super::generate::{Gen, turning_days};
use super::life::{Lives, Track};
use super::model::*;
use super::print::sources;
use super::text::fold_lives;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Sequences of instruments drawn by default; `LEXACT_ORACLE_HISTORIES` says otherwise.
const HISTORIES: u64 = 30;
/// Days asked of one of them, and questions put.
const DAYS: usize = 15;
const QUESTIONS: usize = 6;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|n| n.parse().ok())
}

fn date(day: Day) -> lexact::value::Date {
    lexact::value::Date::parse(&show_day(day)).expect("a date")
}

/// In force on a day: id and act, a line each, for every text that may stand there.
pub fn in_force(lives: &Lives, book: &Book, track: Track, on: Day, known: Option<Day>) -> BTreeSet<(String, String)> {
    let text = fold_lives(lives, track, on, known);
    let acts =
        |places: &Vec<(usize, usize, usize)>| places.iter().map(|p| book.acts[p.0].name.clone()).collect::<Vec<_>>();
    text.written.iter().flat_map(|(id, places)| acts(places).into_iter().map(move |act| (id.clone(), act))).collect()
}

/// What the interpreter says is in force; a `set` value counts as the act's that wrote the value or set it.
fn told(law: &lexact::Law, as_printed: bool) -> BTreeSet<(String, String)> {
    law.consolidated(as_printed).into_iter().map(|p| (p.id, p.act)).collect()
}

/// Where the two differ, on one day as known on one day.
pub fn text_differs(rulebook: &lexact::Rulebook, book: &Book, on: Day, known: Option<Day>) -> Vec<String> {
    let law = rulebook.in_force(date(on), known.map_or(lexact::Known::Latest, |d| lexact::Known::Day(date(d))));
    let lives = Lives::new(book, known);
    let mut out = Vec::new();
    for (track, as_printed) in [(Track::Printed, true), (Track::Enforced, false)] {
        let (ours, theirs) = (in_force(&lives, book, track, on, known), told(&law, as_printed));
        let is_value = |id: &str| {
            book.acts
                .iter()
                .flat_map(|a| &a.parts)
                .flat_map(|p| &p.statements)
                .any(|s| matches!(&s.kind, Kind::Value { name, .. } if name == id))
        };
        let ids = |all: &BTreeSet<(String, String)>| all.iter().map(|x| x.0.clone()).collect::<BTreeSet<_>>();
        let known = known.map_or("latest".into(), show_day);
        let place = format!("{track:?} on {} known {known}", show_day(on));
        for id in ids(&ours).difference(&ids(&theirs)) {
            out.push(format!("{place}: {id} is in force, the interpreter says it is not"));
        }
        for id in ids(&theirs).difference(&ids(&ours)) {
            out.push(format!("{place}: {id} is not in force, the interpreter says it is"));
        }
        for (id, act) in ours.difference(&theirs).filter(|x| !is_value(&x.0) && ids(&theirs).contains(&x.0)) {
            let who: Vec<&String> = theirs.iter().filter(|x| x.0 == *id).map(|x| &x.1).collect();
            out.push(format!("{place}: {id} was written by {act}, the interpreter says {who:?}"));
        }
    }
    out
}

/// Every day to ask about: each turning day and its neighbours; and what may be known: each public day, the day before it, all.
pub fn days_to_ask(book: &Book) -> (Vec<Day>, Vec<Option<Day>>) {
    let days: BTreeSet<Day> = turning_days(book).into_iter().flat_map(|d| [d - 1, d, d + 1]).collect();
    let known: BTreeSet<Option<Day>> = knowns(book).into_iter().flat_map(|k| [k, k.map(|d| d - 1)]).collect();
    (days.into_iter().collect(), known.into_iter().collect())
}

/// The smallest sequence of instruments that still fails: acts, parts and statements are taken out, dates dropped.
pub fn smallest(book: &Book, fails: &dyn Fn(&Book) -> bool) -> Book {
    let mut book = book.clone();
    loop {
        let mut smaller = false;
        let mut i = 0;
        while let Some(candidate) = super::differ::smaller_books(&book).into_iter().nth(i) {
            if fails(&candidate) {
                (book, smaller) = (candidate, true);
            } else {
                i += 1;
            }
        }
        if !smaller {
            return book;
        }
    }
}

fn read(book: &Book) -> Result<lexact::Rulebook, String> {
    lexact::Rulebook::from_sources(sources(book)).map_err(|e| format!("{e}"))
}

fn print(book: &Book) -> String {
    sources(book).into_iter().map(|(name, text)| format!("-- {name}\n{text}\n")).collect()
}

fn headline(error: &str) -> String {
    let line = error.lines().find(|l| l.contains("error: ")).unwrap_or(error);
    let line = line.split_once("error: ").map_or(line, |x| x.1);
    line.chars().filter(|c| !c.is_ascii_digit()).take(60).collect()
}

/// Valid still, and refused for the same reason.
fn refused_alike(book: &Book, why: &str) -> bool {
    super::check::verdict(book) == super::check::Verdict::Valid
        && read(book).is_err_and(|e| headline(&e) == headline(why))
}

#[test]
fn the_interpreter_agrees_over_time() {
    let count = number("LEXACT_ORACLE_HISTORIES").unwrap_or(HISTORIES);
    let first = number("LEXACT_ORACLE_SEED").unwrap_or(1);
    let most = number("LEXACT_ORACLE_FAILURES").unwrap_or(1) as usize;
    let whole = std::env::var_os("LEXACT_ORACLE_WHOLE").is_some();
    let all_days = std::env::var_os("LEXACT_ORACLE_ALL_DAYS").is_some();
    let mut failures = Vec::new();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let (mut drawing, mut reading, mut texts, mut answers) =
        (Duration::ZERO, Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let (mut drawn, mut asked, mut put_to) = (0, 0, 0);
    for seed in first..first + count {
        let mut lot = Gen::new(seed);
        let start = Instant::now();
        let Some(book) = lot.history() else { continue };
        drawing += start.elapsed();
        drawn += 1;
        let start = Instant::now();
        let rulebook = read(&book);
        reading += start.elapsed();
        let rulebook = match rulebook {
            Ok(rulebook) => rulebook,
            Err(e) => {
                let seen = refused.entry(headline(&e)).or_insert(0);
                *seen += 1;
                if *seen == 1 {
                    let small = if whole { book } else { smallest(&book, &|b| refused_alike(b, &e)) };
                    let now = read(&small).err().unwrap_or_default();
                    failures.push(format!("seed {seed}: refused\n{}\n{now}", print(&small)));
                }
                continue;
            }
        };
        let (days, known) = days_to_ask(&book);
        let mut pairs: Vec<(Day, Option<Day>)> = days.iter().flat_map(|d| known.iter().map(|k| (*d, *k))).collect();
        if !all_days {
            while pairs.len() > DAYS {
                let n = lot.rng.below(pairs.len());
                pairs.swap_remove(n);
            }
        }
        let start = Instant::now();
        let mut failed = false;
        for (on, k) in pairs {
            asked += 1;
            let differs = text_differs(&rulebook, &book, on, k);
            if !differs.is_empty() {
                let fails = |b: &Book| {
                    super::check::verdict(b) == super::check::Verdict::Valid
                        && read(b).is_ok_and(|r| !text_differs(&r, b, on, k).is_empty())
                };
                let small = if whole { book.clone() } else { smallest(&book, &fails) };
                let now = read(&small).map_or_else(|e| vec![e], |r| text_differs(&r, &small, on, k));
                failures.push(format!("seed {seed}\n{}\n{}", now.join("\n"), print(&small)));
                failed = true;
                break;
            }
        }
        texts += start.elapsed();
        if !failed {
            let start = Instant::now();
            for _ in 0..QUESTIONS {
                put_to += 1;
                let question = lot.question(&book);
                let got = put(&rulebook, &question);
                if let Some(told) = differ_once(seed, &book, &question, &got) {
                    failures.push(told);
                    break;
                }
            }
            answers += start.elapsed();
        }
        if failures.len() >= most {
            break;
        }
    }
    println!("{drawn} sequences, {asked} texts, {put_to} questions; refused: {refused:?}");
    println!("drawing {drawing:.1?}, reading {reading:.1?}, texts {texts:.1?}, answers {answers:.1?}");
    assert!(failures.is_empty(), "{}", failures.join("\n==========\n"));
}

/// What the oracle calls a mistake the interpreter refuses.
#[test]
fn mistakes_are_refused() {
    let first = number("LEXACT_ORACLE_SEED").unwrap_or(1);
    let most = number("LEXACT_ORACLE_FAILURES").unwrap_or(1) as usize;
    let mut failures = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for seed in first..first + number("LEXACT_ORACLE_HISTORIES").unwrap_or(HISTORIES) / 2 {
        let Some(drawn) = Gen::new(seed).mistaken() else { continue };
        for (_, why) in &drawn.problems {
            *seen.entry(format!("{why:?}")).or_default() += 1;
        }
        if read(&drawn.book).is_ok() {
            let why: BTreeSet<_> = drawn.problems.iter().map(|p| p.1.clone()).collect();
            let fails = |b: &Book| match super::check::verdict(b) {
                super::check::Verdict::Invalid(p) => p.iter().all(|p| why.contains(&p.1)) && read(b).is_ok(),
                _ => false,
            };
            let small = smallest(&drawn.book, &fails);
            failures.push(format!(
                "seed {seed}: {:?} is not refused\n{}",
                super::check::problems(&small),
                print(&small)
            ));
            if failures.len() >= most {
                break;
            }
        }
    }
    println!("{seen:?}");
    assert!(failures.is_empty(), "{}", failures.join("\n==========\n"));
}

/// A guard whose fact is missing leaves decided what every completion leaves so.
#[test]
fn decided_stays_decided_under_guards() {
    let mut cases = 0;
    for seed in 0..number("LEXACT_ORACLE_SOUND").unwrap_or(20) / 2 {
        let mut lot = Gen::new(seed);
        let Some(book) = lot.history() else { continue };
        for _ in 0..3 {
            let mut question = lot.question(&book);
            for guarded in ["urgent", "activity", "amount"] {
                if lot.rng.chance(70) {
                    question.facts.given.remove(guarded);
                }
            }
            cases += super::sound::stays(&mut lot, &book, &question, seed, 4);
        }
    }
    println!("{cases} completions tried");
}

/// The cases worked by hand, on every day and every `known`, for every fact given and missing.
#[test]
fn the_interpreter_agrees_on_worked_cases() {
    let only = std::env::var("LEXACT_ORACLE_CASE").unwrap_or_default();
    let mut failures = Vec::new();
    for case in super::cases::time_cases::worked().into_iter().filter(|c| c.name.contains(&only)) {
        let book = &case.book;
        let rulebook = read(book);
        let (rulebook, why) = match (rulebook, &case.wrong) {
            (Ok(rulebook), None) => (rulebook, ()),
            (Err(_), Some(_)) => continue,
            (Err(e), None) => {
                failures.push(format!("{}: refused\n{}\n{e}", case.name, print(book)));
                continue;
            }
            (Ok(_), Some(why)) => {
                failures.push(format!("{}: not refused, though {why:?}\n{}", case.name, print(book)));
                continue;
            }
        };
        let () = why;
        let (days, known) = days_to_ask(book);
        let mut told = Vec::new();
        for (on, k) in days.iter().flat_map(|d| known.iter().map(move |k| (*d, *k))) {
            told.extend(text_differs(&rulebook, book, on, k));
            let truth = |name: &str, n: usize, facts: &mut Facts| match n % 3 {
                0 => _ = facts.given.insert(name.into(), Data::YesNo(true)),
                1 => _ = facts.given.insert(name.into(), Data::YesNo(false)),
                _ => {}
            };
            for n in ((on % 9) as usize..27).step_by(9) {
                let mut facts = Facts::default();
                truth("p", n, &mut facts);
                truth("q", n / 3, &mut facts);
                truth("r", n / 9, &mut facts);
                if n % 2 == 0 {
                    facts.given.insert("amount".into(), Data::Num(super::generate::num("7")));
                    facts.given.insert("destination".into(), Data::Word("FR".into()));
                }
                let question = super::generate::Question { on, known: k, facts };
                let got = put(&rulebook, &question);
                told.extend(differ_once(0, book, &question, &got));
            }
            if !told.is_empty() {
                break;
            }
        }
        if let Some(first) = told.into_iter().next() {
            failures.push(format!("{}: {first}\n{}", case.name, print(book)));
        }
    }
    assert!(failures.is_empty(), "{} cases\n{}", failures.len(), failures.join("\n==========\n"));
}
