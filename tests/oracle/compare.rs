//! The interpreter against the oracle, on cases drawn by lot.

use super::differ::{Difference, differences, minimise};
use super::evaluate::{answer, contradicts};
use super::facts::{complete, to_json};
use super::generate::{Gen, Question};
use super::model::*;
use super::print::sources;
use super::sound::show;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How many questions are put by default; `LEXACT_ORACLE_CASES` says otherwise.
const CASES: usize = 600;
/// The same where ranges, chosen elements and working days are drawn, too; `LEXACT_ORACLE_WIDE` says otherwise.
const WIDE_CASES: usize = 30;
/// Questions to one rulebook.
const PER_BOOK: usize = 15;

type Read = Result<lexact::Rulebook, String>;

/// File names and texts.
type Texts = Vec<(String, String)>;

/// The last rulebook read: most smaller cases change the facts alone.
#[derive(Default)]
struct Last(RefCell<Option<(Texts, Read)>>);

impl Last {
    /// What the interpreter says.
    fn ask(&self, book: &Book, question: &Question) -> Result<Value, String> {
        let texts = sources(book);
        let mut last = self.0.borrow_mut();
        if last.as_ref().is_none_or(|(before, _)| *before != texts) {
            let read = lexact::Rulebook::from_sources(texts.clone()).map_err(|e| format!("rules: {e}"));
            *last = Some((texts, read));
        }
        match &last.as_ref().expect("just read").1 {
            Ok(rulebook) => put(rulebook, question),
            Err(e) => Err(e.clone()),
        }
    }
}

pub fn put(rulebook: &lexact::Rulebook, question: &Question) -> Result<Value, String> {
    let date = |d: Day| lexact::value::Date::parse(&show_day(d)).expect("a date");
    let known = question.known.map_or(lexact::Known::Latest, |d| lexact::Known::Day(date(d)));
    let law = rulebook.in_force(date(question.on), known);
    let text = to_json(&question.facts);
    let facts = law.facts().from_json(&text).map_err(|e| format!("facts: {e}"))?;
    let decision = law.decide(&facts);
    // A program says the same; one in twenty is compiled, for time.
    let compiled = text.len().is_multiple_of(20);
    match compiled.then(|| crate::program::disagrees(&law, &text, &decision)).flatten() {
        Some(why) => Err(why),
        None => Ok(decision.to_json()),
    }
}

/// How many ways to fill in the missing facts are drawn, where the interpreter knows more than the oracle.
const COMPLETIONS: usize = 6;

fn differ(book: &Book, question: &Question, got: &Result<Value, String>) -> Vec<String> {
    // A stipulated value that its definition contradicts is an error of fact (S20).
    let contradiction = contradicts(book, question.on, question.known, &question.facts);
    let json = match got {
        Err(e) if contradiction && e.contains("facts: ") => return vec![],
        Err(e) => return vec![e.clone()],
        Ok(_) if contradiction => return vec!["a stipulation contradicts its definition, and nobody says so".into()],
        Ok(json) => json,
    };
    let expected = answer(book, question.on, question.known, &question.facts);
    let (open, mut wrong): (Vec<_>, Vec<_>) =
        differences(book, &expected, json).into_iter().partition(|difference| difference.waits);
    // What the oracle leaves open and the interpreter settles must come out so however the facts are filled in.
    let mut lot = Gen::new(question.on as u64);
    let pool = lot.pool(question.on);
    for _ in 0..if open.is_empty() { 0 } else { COMPLETIONS } {
        let full = complete(book, &question.facts, &pool, &mut |n| lot.rng.below(n));
        if contradicts(book, question.on, question.known, &full) {
            continue;
        }
        let after = differences(book, &answer(book, question.on, question.known, &full), json);
        let of_those = |difference: &Difference| open.iter().any(|open| open.place == difference.place);
        let facts = to_json(&full);
        wrong.extend(after.into_iter().filter(of_those).map(|mut difference| {
            difference.words += &format!(" with {facts}");
            difference
        }));
        if !wrong.is_empty() {
            break;
        }
    }
    wrong.into_iter().map(|difference| format!("{}: {}", difference.place, difference.words)).collect()
}

/// The first mistake without its place.
fn code(error: &str) -> &str {
    let line = error.lines().find(|l| l.contains("error: ")).unwrap_or(error);
    line.split_once("error: ").map_or(line, |x| x.1)
}

/// A smaller case fails alike: an answer for an answer, the same code for an error.
fn alike(first: &Result<Value, String>, now: &Result<Value, String>) -> bool {
    match (first, now) {
        (Ok(_), Ok(_)) => true,
        (Err(a), Err(b)) => code(a) == code(b),
        _ => false,
    }
}

/// The report on one question, where the answers differ.
pub fn differ_once(seed: u64, book: &Book, question: &Question, got: &Result<Value, String>) -> Option<String> {
    (!differ(book, question, got).is_empty()).then(|| report(seed, book, question, got))
}

fn report(seed: u64, book: &Book, question: &Question, got: &Result<Value, String>) -> String {
    let last = Last::default();
    let fails = |b: &Book, q: &Question| {
        let now = last.ask(b, q);
        let valid = || b.acts.len() == 1 || super::check::verdict(b) == super::check::Verdict::Valid;
        alike(got, &now) && !differ(b, q, &now).is_empty() && valid()
    };
    let (small, q) = if std::env::var_os("LEXACT_ORACLE_WHOLE").is_some() {
        (book.clone(), question.clone())
    } else {
        minimise(book, question, &fails)
    };
    let now = last.ask(&small, &q);
    let expected = answer(&small, q.on, q.known, &q.facts);
    format!(
        "seed {seed}\n{}\n{}\nthe oracle:\n{}\nthe interpreter: {}\n",
        differ(&small, &q, &now).join("\n"),
        show(&small, &q),
        expected.brief(),
        now.map_or_else(|e| e, |json| serde_json::to_string_pretty(&json).expect("JSON"))
    )
}

#[test]
fn the_interpreter_agrees_with_the_oracle() {
    agree("LEXACT_ORACLE_CASES", CASES, Gen::new);
}

#[test]
fn the_interpreter_agrees_on_ranges_chosen_elements_and_working_days() {
    agree("LEXACT_ORACLE_WIDE", WIDE_CASES, Gen::wide);
}

/// Puts so many questions, or as many as the variable says, to rulebooks that are drawn so.
fn agree(variable: &str, cases: usize, draw: fn(u64) -> Gen) {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let cases = number(variable).map_or(cases, |n| n as usize);
    let first = number("LEXACT_ORACLE_SEED").unwrap_or(1);
    let most = number("LEXACT_ORACLE_FAILURES").unwrap_or(1) as usize;
    let mut run = 0;
    let mut failures = Vec::new();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let (mut reading, mut theirs, mut ours) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for seed in first..first + cases.div_ceil(PER_BOOK) as u64 {
        let mut lot = draw(seed);
        let book = lot.book();
        let start = Instant::now();
        let rulebook = lexact::Rulebook::from_sources(sources(&book));
        reading += start.elapsed();
        for _ in 0..PER_BOOK {
            let question = lot.question(&book);
            let start = Instant::now();
            let got = match &rulebook {
                Ok(rulebook) => put(rulebook, &question),
                Err(e) => Err(format!("rules: {e}")),
            };
            theirs += start.elapsed();
            run += 1;
            let start = Instant::now();
            let differs = !differ(&book, &question, &got).is_empty();
            ours += start.elapsed();
            if let (true, Err(e)) = (differs, &got) {
                let seen = refused.entry(code(e).to_string()).or_insert(0);
                *seen += 1;
                if *seen > 1 {
                    break;
                }
            }
            if differs {
                failures.push(report(seed, &book, &question, &got));
                break;
            }
        }
        if failures.len() >= most {
            break;
        }
    }
    println!("{run} cases run, {} rulebooks disagree", failures.len());
    println!("rulebooks or facts refused: {refused:?}");
    println!("reading {reading:.1?}, the interpreter {theirs:.1?}, the oracle {ours:.1?}");
    assert!(failures.is_empty(), "{}", failures.join("\n==========\n"));
}
