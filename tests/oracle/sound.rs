//! What is decided stays decided, with the same value, however the missing facts turn out.

use super::evaluate::{Answer, Outcome, Report, Truth, answer, contradicts};
use super::facts::{complete, missing, to_json};
use super::generate::{Gen, Question};
use super::model::*;
use super::print::sources;

/// The decided parts of an answer that differ in another one.
pub fn changed(before: &Answer, after: &Answer) -> Vec<String> {
    let mut out = Vec::new();
    for (track, a, b) in
        [("enforced", &before.decisions, &after.decisions), ("printed", &before.printed, &after.printed)]
    {
        for (name, reports) in a {
            for (fact, report) in reports {
                match (report, &b[name][fact]) {
                    (Report::One { with, without }, Report::One { with: with2, without: without2 }) => {
                        for (mode, x, y) in [("", with, with2), (" without claims", without, without2)] {
                            if matches!(x, Outcome::Decided(_)) && x != y {
                                out.push(format!("{track} {name} {fact}{mode}: {x:?} became {y:?}"));
                            }
                        }
                    }
                    (Report::Set(x), Report::Set(y)) => {
                        for (e, t) in &x.0 {
                            if *t == Truth::True && y.0.get(e) != Some(&Truth::True) {
                                out.push(format!("{track} {name} {fact}: {e} was in, became {:?}", y.0.get(e)));
                            }
                        }
                        for e in y.0.keys().filter(|e| !x.0.contains_key(*e)) {
                            out.push(format!("{track} {name} {fact}: {e} was out, became {:?}", y.0[e]));
                        }
                    }
                    _ => unreachable!(),
                }
            }
        }
    }
    for (id, state) in &before.options {
        if *state != "unknown" && after.options[id] != *state {
            out.push(format!("option {id}: {state} became {}", after.options[id]));
        }
    }
    out
}

pub fn show(book: &Book, question: &Question) -> String {
    let mut out = String::new();
    for (name, text) in sources(book) {
        out += &format!("-- {name}\n{text}\n");
    }
    let known = question.known.map_or("latest".into(), show_day);
    out + &format!("on {} known {known}\nfacts {}\n", show_day(question.on), to_json(&question.facts))
}

#[test]
fn decided_stays_decided() {
    let mut cases = 0;
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let books = number("LEXACT_ORACLE_SOUND").unwrap_or(20);
    // One in four of them draws ranges, chosen elements and working days, too.
    let lots = (0..books).map(Gen::new).chain((0..books.div_ceil(4)).map(Gen::wide));
    for (seed, mut lot) in lots.enumerate() {
        let book = lot.book();
        for _ in 0..4 {
            let question = lot.question(&book);
            cases += stays(&mut lot, &book, &question, seed as u64, 6);
        }
    }
    println!("{cases} completions tried");
}

/// Tries completions of what is missing; how many.
pub fn stays(lot: &mut Gen, book: &Book, question: &Question, seed: u64, times: usize) -> usize {
    if missing(book, &question.facts) == 0 || contradicts(book, question.on, question.known, &question.facts) {
        return 0;
    }
    let before = answer(book, question.on, question.known, &question.facts);
    let pool = lot.pool(question.on);
    for _ in 0..times {
        let full = complete(book, &question.facts, &pool, &mut |n| lot.rng.below(n));
        let after = answer(book, question.on, question.known, &full);
        let changes = changed(&before, &after);
        assert!(
            changes.is_empty(),
            "seed {seed}: {changes:#?}\n{}completed {}\nbefore {before:#?}\nafter {after:#?}",
            show(book, question),
            to_json(&full)
        );
    }
    times
}

/// Claims left out are every open option claimed; none claimed is the answer without claims.
#[test]
fn claiming_all_or_nothing() {
    for seed in 0..20 {
        let mut lot = Gen::new(seed);
        let book = lot.book();
        for _ in 0..3 {
            let mut question = lot.question(&book);
            let mut ask = |claims: Option<Vec<String>>| {
                question.facts.claims = claims;
                answer(&book, question.on, question.known, &question.facts)
            };
            let absent = ask(None);
            let none = ask(Some(vec![]));
            let all =
                ask(Some((0..10).flat_map(|n| (1..7).map(move |m| format!("{}", m * 100 + n * 10 + 1))).collect()));
            assert_eq!((&absent.decisions, &absent.options), (&all.decisions, &all.options), "seed {seed}");
            assert_eq!(absent.options.keys().collect::<Vec<_>>(), none.options.keys().collect::<Vec<_>>());
            for (name, reports) in &absent.decisions {
                for (fact, report) in reports {
                    if let (Report::One { without, .. }, Report::One { with, .. }) =
                        (report, &none.decisions[name][fact])
                    {
                        assert_eq!(without, with, "seed {seed} {name}");
                    }
                }
            }
        }
    }
}
