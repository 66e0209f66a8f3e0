//! What is decided of ranges and of one element of a list holds under every completion, found by trying them, each answer worked out
//! by hand; and what holds of ranges under every completion is decided.

use std::sync::OnceLock;

use lexact::Law;
use proptest::prelude::*;
use serde_json::Value;

use crate::completions;

const VOCABULARY: &str = r#"rulebook small
  title "Small"
record Thing
  counts  yes/no
  size    number at least 0
  kind    number
fact band    range of number at least 0
fact other   range of number
fact mark    number
fact things  list of Thing
decision touches   yes/no
decision covers    yes/no
decision inner     yes/no
decision meets     yes/no
decision holds     yes/no
decision inside    yes/no
decision has       yes/no
decision greatest  yes/no
decision least     yes/no
"#;

const ACT: &str = "act one
  citation \"1\"
  published 2024-01-01
  effective 2024-01-01
rule 1
  then touches is yes when band touches more than 20, at most 40; no otherwise
rule 2
  then covers is yes when band covers more than 20, less than 40; no otherwise
rule 3
  then inner is yes when band lies within at least 20, less than 40; no otherwise
rule 4
  then meets is yes when band touches other; no otherwise
rule 5
  then holds is yes when band covers other; no otherwise
rule 6
  then inside is yes when band lies within other; no otherwise
rule 7
  then has is yes when band covers mark; no otherwise
rule 8
  then greatest is yes when (the t in things with the greatest t.size where t.counts).kind is at least 1; no otherwise
rule 9
  then least is yes when (the t in things with the least t.size).kind is at least 1; no otherwise
";

/// The decisions, in the order of [`Matter::answers`].
const DECISIONS: [&str; 9] = ["touches", "covers", "inner", "meets", "holds", "inside", "has", "greatest", "least"];
/// How many of them are about ranges.
const OF_RANGES: usize = 7;

fn law() -> &'static Law {
    static LAW: OnceLock<Law> = OnceLock::new();
    LAW.get_or_init(|| completions::law(VOCABULARY, ACT))
}

/// The ends of a range, each known or not.
type Ends = (Option<i64>, Option<i64>);

#[derive(Clone, Debug, Default)]
struct Thing {
    counts: Option<bool>,
    size: Option<i64>,
    kind: Option<i64>,
}

#[derive(Clone, Debug)]
struct Matter {
    band: Ends,
    other: Ends,
    at: Option<i64>,
    things: Vec<Thing>,
    complete: bool,
}

fn ends(ends: Ends) -> Option<Value> {
    let range = completions::record([("from", ends.0.map(Value::from)), ("to", ends.1.map(Value::from))]);
    (ends != (None, None)).then_some(range)
}

impl Matter {
    fn json(&self) -> String {
        let thing = |thing: &Thing| {
            completions::record([
                ("counts", thing.counts.map(Value::from)),
                ("size", thing.size.map(Value::from)),
                ("kind", thing.kind.map(Value::from)),
            ])
        };
        let things: Vec<Value> = self.things.iter().map(thing).collect();
        completions::record([
            ("band", ends(self.band)),
            ("other", ends(self.other)),
            ("mark", self.at.map(Value::from)),
            ("things", Some(serde_json::json!({ "list": things, "complete": self.complete }))),
        ])
        .to_string()
    }

    /// One step nearer to complete in what ranges read.
    fn ranges_filled(&self) -> Option<Vec<Matter>> {
        // An end lies at every value that the law or a fact names, between each two, and far away.
        const VALUES: [i64; 9] = [-1_000, 0, 10, 20, 25, 30, 40, 45, 1_000];
        let fill = |ends: Ends, floor: i64| -> Option<Vec<Ends>> {
            let in_order = move |(from, to): (i64, i64)| from <= to && from >= floor;
            let all: Vec<(i64, i64)> = match ends {
                (Some(_), Some(_)) => return None,
                (Some(from), None) => VALUES.map(|to| (from, to)).into(),
                (None, Some(to)) => VALUES.iter().copied().chain([to]).map(|from| (from, to)).collect(),
                (None, None) => VALUES.iter().flat_map(|from| VALUES.map(|to| (*from, to))).collect(),
            };
            // The other end is always a completion too, so that there is one.
            let beside = ends.0.map(|from| (from, from));
            let all = all.into_iter().chain(beside).filter(|ends| in_order(*ends));
            Some(all.map(|(from, to)| (Some(from), Some(to))).collect())
        };
        if let Some(all) = fill(self.band, 0) {
            return Some(all.into_iter().map(|band| Matter { band, ..self.clone() }).collect());
        }
        if let Some(all) = fill(self.other, i64::MIN) {
            return Some(all.into_iter().map(|other| Matter { other, ..self.clone() }).collect());
        }
        let at = |at: i64| Matter { at: Some(at), ..self.clone() };
        self.at.is_none().then(|| VALUES.map(at).into())
    }

    /// One step nearer to complete in what is read of the list.
    fn things_filled(&self) -> Option<Vec<Matter>> {
        let with = |change: &dyn Fn(&mut Matter)| {
            let mut matter = self.clone();
            change(&mut matter);
            matter
        };
        for (ix, thing) in self.things.iter().enumerate() {
            if thing.counts.is_none() {
                return Some([true, false].map(|v| with(&|m| m.things[ix].counts = Some(v))).into());
            }
            if thing.size.is_none() {
                return Some([0, 1, 2, 3, 1_000].map(|v| with(&|m| m.things[ix].size = Some(v))).into());
            }
            if thing.kind.is_none() {
                return Some([0, 1, 2].map(|v| with(&|m| m.things[ix].kind = Some(v))).into());
            }
        }
        let closed = || with(&|m| m.complete = true);
        let more = || {
            with(&|m| {
                m.complete = true;
                m.things.push(Thing::default());
            })
        };
        (!self.complete).then(|| vec![closed(), more()])
    }

    /// What holds of the ranges, all of them known: by what lies in them.
    fn of_ranges(&self) -> [Option<bool>; OF_RANGES] {
        let known = |(from, to): Ends| (from.unwrap(), to.unwrap());
        let ((a, b), (c, d), at) = (known(self.band), known(self.other), self.at.unwrap());
        [
            // Half steps, so that what is near an end is tried as well.
            (a * 2..=b * 2).any(|x| x > 40 && x <= 80),
            (41..80).all(|x| (a * 2..=b * 2).contains(&x)),
            [a, b].iter().all(|x| (20..40).contains(x)),
            a.max(c) <= b.min(d),
            (a..=b).contains(&c) && (a..=b).contains(&d),
            (c..=d).contains(&a) && (c..=d).contains(&b),
            (a..=b).contains(&at),
        ]
        .map(Some)
    }

    /// What holds of the chosen thing, everything known; none where there is none, or several that differ.
    fn of_things(&self) -> [Option<bool>; 2] {
        let kind = |things: &[&Thing], best: Option<i64>| {
            let kinds: Vec<i64> = things.iter().filter(|t| t.size == best).map(|t| t.kind.unwrap()).collect();
            let first = *kinds.first()?;
            kinds.iter().all(|kind| *kind == first).then_some(first >= 1)
        };
        let counting: Vec<&Thing> = self.things.iter().filter(|t| t.counts == Some(true)).collect();
        let all: Vec<&Thing> = self.things.iter().collect();
        let greatest = counting.iter().filter_map(|t| t.size).max();
        [kind(&counting, greatest), kind(&all, all.iter().filter_map(|t| t.size).min())]
    }
}

fn end() -> impl Strategy<Value = Option<i64>> {
    proptest::option::weighted(0.6, proptest::sample::select(vec![0, 10, 20, 25, 30, 40, 45]))
}

fn range() -> impl Strategy<Value = Ends> {
    (end(), end()).prop_map(|ends| match ends {
        (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b))),
        one_open => one_open,
    })
}

fn thing() -> impl Strategy<Value = Thing> {
    let counts = proptest::option::weighted(0.8, proptest::bool::weighted(0.7));
    let (size, kind) = (proptest::option::weighted(0.7, 0i64..4), proptest::option::weighted(0.8, 0i64..3));
    (counts, size, kind).prop_map(|(counts, size, kind)| Thing { counts, size, kind })
}

fn matter() -> impl Strategy<Value = Matter> {
    let list = proptest::collection::vec(thing(), 0..4);
    (range(), range(), end(), list, proptest::bool::weighted(0.8))
        .prop_map(|(band, other, at, things, complete)| Matter { band, other, at, things, complete })
}

/// The one answer of all completions, where they agree.
fn agreed(answers: &[Option<bool>]) -> Option<bool> {
    answers.first().copied().flatten().filter(|first| answers.iter().all(|answer| *answer == Some(*first)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_holds_under_every_completion(matter in matter()) {
        let decision = law().decide(&law().facts().from_json(&matter.json()).unwrap());
        let ranges = completions::completions(&matter, Matter::ranges_filled);
        let things = completions::completions(&matter, Matter::things_filled);
        let ranges: Vec<_> = ranges.iter().map(Matter::of_ranges).collect();
        let things: Vec<_> = things.iter().map(Matter::of_things).collect();
        for (ix, name) in DECISIONS.iter().enumerate() {
            let decided = completions::decided(&decision, name);
            let answers: Vec<_> = match ix.checked_sub(OF_RANGES) {
                None => ranges.iter().map(|answer| answer[ix]).collect(),
                Some(ix) => things.iter().map(|answer| answer[ix]).collect(),
            };
            let agreed = agreed(&answers);
            if decided.is_some() || ix < OF_RANGES {
                prop_assert!(decided == agreed, "{name} is {decided:?}, not {agreed:?}: {}", matter.json());
            }
        }
    }
}
