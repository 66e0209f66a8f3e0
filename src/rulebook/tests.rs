//! The short ways to a text against the long ones, on rulebooks drawn by lot.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Rulebook;
use crate::model::{Model, ProvisionId, StatementId, Version};
use crate::temporal::{Calendar, Composition, Known, Text, Track, compositions, exhaustive_compositions};
use crate::value::Date;

/// Numbers by lot, the same in every run.
struct Lot(u64);

impl Lot {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

const VOCABULARY: &str = "rulebook drawn\n  title \"Drawn by lot\"\nfact x number \"x\"\nfact old yes/no \"old\"\n\
    identity Port \"a port\"\n  A \"A\"\n  B \"B\"\n  C \"C\"\nfact port Port \"port\"\n\
    decision license required | not needed \"license\"\n";

fn day(n: usize) -> Date {
    "2020-01-01".parse::<Date>().unwrap().plus_days(n as i64).unwrap()
}

fn rule(lot: &mut Lot, id: &str, amend: &str) -> String {
    let (a, b) = (lot.below(50), lot.below(50));
    format!(
        "{amend}rule {id}\n  when all of\n    (a) x is at least {a}\n    (b) x is at most {b} or port in G\n  then license is required\n"
    )
}

fn act(lot: &mut Lot, n: usize) -> String {
    let public = day(10 * n);
    let mut act =
        format!("act a{n}\n  citation \"{n}\"\n  published {public}\n  effective {}\n", day(10 * n + lot.below(25)));
    if n > 1 && lot.below(8) == 0 {
        act += "  applies to transactions with old\n";
    }
    if n == 0 {
        act += "\nvalue V = 1\ngroup G of Port is A\n";
        (0..4).for_each(|id| act += &format!("\n{}", rule(lot, &format!("1.{id}"), "")));
        return act;
    }
    let earlier = format!("a{}", lot.below(n));
    for _ in 0..1 + lot.below(3) {
        let id = format!("1.{}", lot.below(4));
        let from = day(10 * n + lot.below(20));
        let held = if lot.below(2) == 0 { " held" } else { "" };
        let statement = match lot.below(14) {
            0..4 => rule(lot, &id, "amend "),
            4..7 => format!("amend {id}(a) to x is at least {}{held}\n", lot.below(50)),
            7 => format!("set V to {}\n", lot.below(50)),
            8 => format!("renumber {id} as 1.{}\n", 4 + lot.below(3)),
            9 => format!("repeal {id}\n"),
            10 => format!("suspend act {earlier} from {from} through {}\n", day(10 * n + 20 + lot.below(30))),
            11 => format!("stop enforcing act {earlier} from {from}\n"),
            12 => {
                format!("revoke act {earlier} {}\n", ["restoring what it replaced", "without restoring"][lot.below(2)])
            }
            _ => format!("force uncertain of act {earlier} from {from} \"nobody knows\"\n"),
        };
        let _ = write!(act, "\n{statement}");
    }
    act
}

fn drawn(seed: u64) -> Option<Rulebook> {
    let lot = &mut Lot(seed);
    let acts = 3 + lot.below(7);
    let acts: Vec<(String, String)> = (0..acts).map(|n| (format!("{n}.act"), act(lot, n))).collect();
    let vocabulary = ("rulebook.act".to_string(), VOCABULARY.to_string());
    Rulebook::from_sources(std::iter::once(vocabulary).chain(acts)).ok()
}

/// In the order of reading.
type Standing<'t> = Vec<(&'t ProvisionId, &'t Vec<Version>)>;

fn standing(text: &Text) -> Standing<'_> {
    text.provisions.iter().collect()
}

fn same_texts(model: &Model) -> usize {
    let mut days: BTreeSet<Date> = model.acts.iter().map(|act| act.public_from).collect();
    let last = days.pop_last();
    let known = days.into_iter().map(Known::Day).chain(last.map(|_| Known::Latest));
    let mut compared = 0;
    for known in known {
        let calendar = Calendar::new(model, known);
        for on in calendar.boundaries() {
            for track in Track::ALL {
                let short = calendar.text(model, *on, track);
                let long = calendar.long_text(model, *on, track);
                assert_eq!(standing(&short), standing(&long), "{on} {known} {track:?}");
                assert_eq!(short.groups, long.groups);
                assert_eq!(short.values, long.values);
                compared += 1;
            }
        }
    }
    compared
}

/// What identifies a version, and what is to be checked of it.
type Key = (ProvisionId, StatementId, Vec<StatementId>, Option<Date>, Vec<StatementId>);

fn by_version(all: Vec<Composition>) -> Vec<Key> {
    let key = |c: Composition| {
        let mut unexcused: Vec<StatementId> = c.unexcused.into_iter().map(|(id, _)| id).collect();
        unexcused.sort_unstable_by_key(|id| id.0);
        (c.node, c.version.written_by, c.version.amended_by, c.printed, unexcused)
    };
    let mut all: Vec<_> = all.into_iter().map(key).collect();
    all.sort_by(|a, b| {
        (a.0.0, a.1.0).cmp(&(b.0.0, b.1.0)).then_with(|| a.2.iter().map(|s| s.0).cmp(b.2.iter().map(|s| s.0)))
    });
    all
}

#[test]
fn short_ways_give_the_same() {
    let (mut read, mut texts, mut versions) = (0, 0, 0);
    for seed in 0..200 {
        let Some(book) = drawn(seed) else { continue };
        read += 1;
        texts += same_texts(book.model());
        let long = by_version(exhaustive_compositions(book.model()));
        versions += long.len();
        assert_eq!(by_version(compositions(book.model())), long, "seed {seed}");
    }
    assert!(read > 25 && texts > 1_500 && versions > 70, "{read} rulebooks, {texts} texts, {versions} versions");
}
