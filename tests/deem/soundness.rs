//! What is decided where facts are deemed holds under every completion, found by trying them.

use std::sync::OnceLock;

use lexact::{Law, Status};
use proptest::prelude::*;
use serde_json::Value;

use crate::completions;

const VOCABULARY: &str = r#"rulebook small
  title "Small"
record Thing
  marked  yes/no
  fine    yes/no
  amount  number at least 0
fact things  list of Thing
fact a       yes/no
fact b       yes/no
fact c       yes/no
fact d       yes/no
fact level   number at least 0
fact bound   number at least 0
decision high    yes/no
decision raw     yes/no
decision total   yes/no
decision some    yes/no
decision all_so  yes/no
decision exists  yes/no
"#;

const ACT: &str = "act one
  citation \"1\"
  published 2024-01-01
  effective 2024-01-01
rule 1
  when a
  then deem level is 10
rule 2
  when b
  then deem level is bound + 1
rule 3 overrides 1
  when c
  then deem level is 3
exemption 4 from 2
  when d
rule 5 for each Thing
  when thing.marked
  then deem thing.amount is 2
rule 6 for each Thing
  when thing.amount as given is at least 5
  then deem thing.fine is yes
exemption 7 from 6
  when d
rule 8
  when a
  then high is yes when level is at least bound; no otherwise
rule 9
  when not a
  then high is yes when level is more than bound; no otherwise
rule 10
  then raw is yes when level as given is at least bound; no otherwise
rule 11
  then total is yes when sum of (t.amount for t in things where t.fine) is at least 4; no otherwise
rule 12
  then some is yes when any t in things where t.fine and t.amount is at least 3; no otherwise
rule 13
  then all_so is yes when every t in things (even if none) where t.fine or t.amount is 2; no otherwise
rule 14 for each Thing
  when thing.amount is more than 2 and not thing.fine
  then must \"tell\"
rule 15
  then exists is yes when 14 applies; no otherwise
";

/// The decisions, in the order of [`Matter::answers`].
const DECISIONS: [&str; 6] = ["high", "raw", "total", "some", "all_so", "exists"];

fn law() -> &'static Law {
    static LAW: OnceLock<Law> = OnceLock::new();
    LAW.get_or_init(|| completions::law(VOCABULARY, ACT))
}

#[derive(Clone, Debug, Default)]
struct Thing {
    marked: Option<bool>,
    fine: Option<bool>,
    amount: Option<i64>,
}

impl Thing {
    fn json(&self) -> Value {
        completions::record([
            ("marked", self.marked.map(Value::from)),
            ("fine", self.fine.map(Value::from)),
            ("amount", self.amount.map(Value::from)),
        ])
    }
}

#[derive(Clone, Debug)]
struct Matter {
    things: Vec<Thing>,
    complete: bool,
    facts: [Option<bool>; 4],
    level: Option<i64>,
    bound: Option<i64>,
}

impl Matter {
    fn json(&self) -> String {
        let [a, b, c, d] = self.facts.map(|fact| fact.map(Value::from));
        let things: Vec<Value> = self.things.iter().map(Thing::json).collect();
        completions::record([
            ("things", Some(serde_json::json!({ "list": things, "complete": self.complete }))),
            ("a", a),
            ("b", b),
            ("c", c),
            ("d", d),
            ("level", self.level.map(Value::from)),
            ("bound", self.bound.map(Value::from)),
        ])
        .to_string()
    }

    /// One step nearer to complete: every way to fill in the first thing that is missing; none where nothing is.
    fn filled(&self) -> Option<Vec<Matter>> {
        const AMOUNTS: [i64; 4] = [0, 2, 4, 1_000];
        let with = |change: &dyn Fn(&mut Matter)| {
            let mut matter = self.clone();
            change(&mut matter);
            matter
        };
        for (ix, thing) in self.things.iter().enumerate() {
            if thing.marked.is_none() {
                return Some([true, false].map(|v| with(&|m| m.things[ix].marked = Some(v))).into());
            }
            if thing.fine.is_none() {
                return Some([true, false].map(|v| with(&|m| m.things[ix].fine = Some(v))).into());
            }
            if thing.amount.is_none() {
                return Some(AMOUNTS.map(|v| with(&|m| m.things[ix].amount = Some(v))).into());
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
        if let Some(ix) = self.facts.iter().position(Option::is_none) {
            return Some([true, false].map(|v| with(&|m| m.facts[ix] = Some(v))).into());
        }
        if self.level.is_none() {
            return Some([0, 3, 10, 1_000].map(|v| with(&|m| m.level = Some(v))).into());
        }
        if self.bound.is_none() {
            return Some([0, 2, 3, 9, 500].map(|v| with(&|m| m.bound = Some(v))).into());
        }
        None
    }

    /// Every completion.
    fn completions(&self) -> Vec<Matter> {
        completions::completions(self, Matter::filled)
    }

    /// What the level of a complete matter is read as, worked out by hand; none where it is deemed differently.
    fn level(&self) -> Option<i64> {
        let [a, b, c, d] = self.facts.map(Option::unwrap);
        let mut deemed = Vec::new();
        deemed.extend((a && !c).then_some(10));
        deemed.extend((b && !d).then_some(self.bound.unwrap() + 1));
        deemed.extend(c.then_some(3));
        match deemed.as_slice() {
            [] => self.level,
            [first, others @ ..] => others.iter().all(|other| other == first).then_some(*first),
        }
    }

    /// The answers to a complete matter, worked out by hand; none where there is a conflict.
    fn answers(&self) -> [Option<bool>; 6] {
        let (bound, given) = (self.bound.unwrap(), self.level.unwrap());
        let (a, d) = (self.facts[0].unwrap(), self.facts[3].unwrap());
        let amount = |t: &Thing| if t.marked.unwrap() { 2 } else { t.amount.unwrap() };
        let fine = |t: &Thing| t.fine.unwrap() || t.amount.unwrap() >= 5 && !d;
        let things = || self.things.iter();
        [
            self.level().map(|level| if a { level >= bound } else { level > bound }),
            Some(given >= bound),
            Some(things().filter(|t| fine(t)).map(amount).sum::<i64>() >= 4),
            Some(things().any(|t| fine(t) && amount(t) >= 3)),
            Some(things().all(|t| fine(t) || amount(t) == 2)),
            Some(things().any(|t| amount(t) > 2 && !fine(t))),
        ]
    }
}

fn thing() -> impl Strategy<Value = Thing> {
    let known = proptest::option::weighted(0.7, proptest::bool::ANY);
    (known.clone(), known, proptest::option::weighted(0.7, 0i64..7)).prop_map(|(marked, fine, amount)| Thing {
        marked,
        fine,
        amount,
    })
}

fn matter() -> impl Strategy<Value = Matter> {
    let list = proptest::collection::vec(thing(), 0..3);
    let fact = proptest::option::weighted(0.7, proptest::bool::ANY);
    let number = proptest::option::weighted(0.8, 0i64..12);
    (list, proptest::bool::weighted(0.7), [fact.clone(), fact.clone(), fact.clone(), fact], number.clone(), number)
        .prop_map(|(things, complete, facts, level, bound)| Matter { things, complete, facts, level, bound })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_holds_under_every_completion(matter in matter()) {
        let decision = law().decide(&law().facts().from_json(&matter.json()).unwrap());
        let answers: Vec<_> = matter.completions().iter().map(Matter::answers).collect();
        for (ix, name) in DECISIONS.iter().enumerate() {
            let outcome = &decision[name];
            let decided = completions::decided(&decision, name);
            let first = answers[0][ix];
            if decided.is_some() {
                let agree = answers.iter().all(|answer| answer[ix] == first);
                prop_assert!(agree && decided == first, "{name} is {decided:?}, not {first:?}: {}", matter.json());
            }
            if outcome.status == Status::Conflict {
                let always = answers.iter().all(|answer| answer[ix].is_none());
                prop_assert!(always, "{name} is in conflict, but may be decided: {}", matter.json());
            }
            if answers.len() == 1 {
                prop_assert!(decided == first, "{name} is open, but {first:?}: {}", matter.json());
            }
        }
    }
}

/// Loops, where a property would seldom meet the case: every mix of what is given of the level.
#[test]
fn the_level_in_every_mix_of_facts() {
    let known = [None, Some(true), Some(false)];
    let numbers = [None, Some(0), Some(2), Some(3), Some(9), Some(10)];
    let mut decided = 0;
    for mix in 0..81 {
        let facts = [0, 1, 2, 3].map(|place| known[mix / 3usize.pow(place) % 3]);
        for (level, bound) in numbers.iter().flat_map(|level| numbers.map(|bound| (*level, bound))) {
            let matter = Matter { things: Vec::new(), complete: true, facts, level, bound };
            let outcome = &law().decide(&law().facts().from_json(&matter.json()).unwrap())["high"];
            let answers: Vec<_> = matter.completions().iter().map(|m| m.answers()[0]).collect();
            let value = outcome.value.as_deref().map(|value| value == "yes");
            decided += usize::from(value.is_some());
            assert!(value.is_none() || answers.iter().all(|a| *a == value), "{}: {value:?}", matter.json());
            let conflict = outcome.status == Status::Conflict;
            assert!(!conflict || answers.iter().all(Option::is_none), "{}: conflict", matter.json());
        }
    }
    assert!(decided > 500, "only {decided} of 2916 are decided");
}
