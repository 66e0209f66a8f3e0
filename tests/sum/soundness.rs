//! What is decided of a calculation holds under every completion, found by trying them; and where a calculation reads every fact
//! once, what holds under every completion is decided.

use std::sync::OnceLock;

use lexact::Law;
use proptest::prelude::*;
use serde_json::Value;

use crate::completions;

const VOCABULARY: &str = r#"rulebook small
  title "Small"
record Thing
  counts  yes/no
  amount  number at least 0
  change  number
fact things  list of Thing
fact bound   number
fact factor  number more than 0
decision sum       yes/no
decision count     yes/no
decision balance   yes/no
decision greatest  yes/no
decision least     yes/no
decision weighted  yes/no
decision scaled    yes/no
decision mean      yes/no
decision chosen    yes/no
"#;

const ACT: &str = "act one
  citation \"1\"
  published 2024-01-01
  effective 2024-01-01
rule 1
  then sum is yes when sum of (t.amount for t in things where t.counts) is at least bound; no otherwise
rule 2
  then count is yes when count of (t in things where t.counts) is at most bound; no otherwise
rule 3
  then balance is yes when sum of (t.change for t in things where t.counts) is more than bound; no otherwise
rule 4
  then greatest is yes when greatest of (t.amount for t in things where t.counts) is at least bound; no otherwise
rule 5
  then least is yes when least of (t.change for t in things where t.counts) is less than bound; no otherwise
rule 6
  then weighted is yes when sum of (t.amount * t.change for t in things) is at least bound; no otherwise
rule 7
  then scaled is yes when factor * sum of (t.amount for t in things) - bound is at least 2; no otherwise
rule 8
  then mean is yes when sum of (t.amount for t in things) / (factor + count of (t in things)) is less than 1; no otherwise
define 9.1 fee of Thing = thing.amount + 1 when thing.counts
  otherwise -1
rule 9
  then chosen is yes when sum of (fee of t for t in things) is bound; no otherwise
";

/// The decisions, in the order of [`answers`].
const DECISIONS: [&str; 9] = ["sum", "count", "balance", "greatest", "least", "weighted", "scaled", "mean", "chosen"];

fn law() -> &'static Law {
    static LAW: OnceLock<Law> = OnceLock::new();
    LAW.get_or_init(|| completions::law(VOCABULARY, ACT))
}

#[derive(Clone, Debug, Default)]
struct Thing {
    counts: Option<bool>,
    amount: Option<i64>,
    change: Option<i64>,
}

impl Thing {
    fn json(&self) -> Value {
        completions::record([
            ("counts", self.counts.map(Value::from)),
            ("amount", self.amount.map(Value::from)),
            ("change", self.change.map(Value::from)),
        ])
    }
}

#[derive(Clone, Debug)]
struct Matter {
    things: Vec<Thing>,
    complete: bool,
    bound: Option<i64>,
    factor: Option<i64>,
}

impl Matter {
    fn json(&self) -> String {
        let things: Vec<Value> = self.things.iter().map(Thing::json).collect();
        completions::record([
            ("things", Some(serde_json::json!({ "list": things, "complete": self.complete }))),
            ("bound", self.bound.map(Value::from)),
            ("factor", self.factor.map(Value::from)),
        ])
        .to_string()
    }

    /// One step nearer to complete: every way to fill in the first thing that is missing; none where nothing is.
    fn filled(&self) -> Option<Vec<Matter>> {
        const AMOUNTS: [i64; 3] = [0, 1, 1_000];
        const CHANGES: [i64; 3] = [-1_000, 0, 1_000];
        let with = |change: &dyn Fn(&mut Matter)| {
            let mut matter = self.clone();
            change(&mut matter);
            matter
        };
        for (ix, thing) in self.things.iter().enumerate() {
            if thing.counts.is_none() {
                return Some([true, false].map(|v| with(&|m| m.things[ix].counts = Some(v))).into());
            }
            if thing.amount.is_none() {
                return Some(AMOUNTS.map(|v| with(&|m| m.things[ix].amount = Some(v))).into());
            }
            if thing.change.is_none() {
                return Some(CHANGES.map(|v| with(&|m| m.things[ix].change = Some(v))).into());
            }
        }
        if !self.complete {
            let closed = with(&|m| m.complete = true);
            let more = with(&|m| {
                m.complete = true;
                m.things.push(Thing::default());
            });
            return Some(vec![closed, more]);
        }
        if self.bound.is_none() {
            return Some([-2_000, -1, 0, 2, 5_000].map(|v| with(&|m| m.bound = Some(v))).into());
        }
        if self.factor.is_none() {
            return Some([1, 3].map(|v| with(&|m| m.factor = Some(v))).into());
        }
        None
    }

    /// Every completion.
    fn completions(&self) -> Vec<Matter> {
        completions::completions(self, Matter::filled)
    }

    /// The answers to a complete matter, worked out by hand; none where there is none.
    fn answers(&self) -> [Option<bool>; 9] {
        let (bound, factor) = (self.bound.unwrap(), self.factor.unwrap());
        let amount = |t: &Thing| t.amount.unwrap();
        let change = |t: &Thing| t.change.unwrap();
        let counting = || self.things.iter().filter(|t| t.counts.unwrap());
        let total: i64 = self.things.iter().map(amount).sum();
        let fee = |t: &Thing| if t.counts.unwrap() { amount(t) + 1 } else { -1 };
        [
            Some(counting().map(amount).sum::<i64>() >= bound),
            Some(counting().count() as i64 <= bound),
            Some(counting().map(change).sum::<i64>() > bound),
            counting().map(amount).max().map(|most| most >= bound),
            counting().map(change).min().map(|least| least < bound),
            Some(self.things.iter().map(|t| amount(t) * change(t)).sum::<i64>() >= bound),
            Some(factor * total - bound >= 2),
            Some(total < factor + self.things.len() as i64),
            Some(self.things.iter().map(fee).sum::<i64>() == bound),
        ]
    }
}

fn thing() -> impl Strategy<Value = Thing> {
    let known = |chance| proptest::option::weighted(chance, proptest::bool::ANY);
    (known(0.7), proptest::option::weighted(0.7, 0i64..4), proptest::option::weighted(0.7, -3i64..4))
        .prop_map(|(counts, amount, change)| Thing { counts, amount, change })
}

fn matter() -> impl Strategy<Value = Matter> {
    let list = proptest::collection::vec(thing(), 0..3);
    let bound = proptest::option::weighted(0.9, -3i64..8);
    let factor = proptest::option::weighted(0.7, 1i64..4);
    (list, proptest::bool::weighted(0.7), bound, factor).prop_map(|(things, complete, bound, factor)| Matter {
        things,
        complete,
        bound,
        factor,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_holds_under_every_completion(matter in matter()) {
        let decision = law().decide(&law().facts().from_json(&matter.json()).unwrap());
        let completions = matter.completions();
        let answers: Vec<_> = completions.iter().map(Matter::answers).collect();
        for (ix, name) in DECISIONS.iter().enumerate() {
            let decided = completions::decided(&decision, name);
            let first = answers[0][ix];
            let agree = answers.iter().all(|answer| answer[ix] == first);
            if decided.is_some() {
                prop_assert!(agree && decided == first, "{name} is {decided:?}, not {first:?}: {}", matter.json());
            }
            // The first three read every fact once, and the completions above reach every end, but for long lists.
            let reached = ix == 0 || ix == 2 || ix == 1 && matter.complete;
            if agree && reached && first.is_some() && matter.bound.is_some() {
                prop_assert!(decided == first, "{name} is open, but always {first:?}: {}", matter.json());
            }
        }
    }
}
