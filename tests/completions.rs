//! What is decided holds under every completion: what the tests of it have in common, whatever they decide.

use lexact::{Decision, Known, Law, Rulebook};
use serde_json::Value;

/// The law of one act.
pub fn law(vocabulary: &str, act: &str) -> Law {
    let book = Rulebook::from_sources([("rulebook.act", vocabulary), ("one.act", act)])
        .unwrap_or_else(|failure| panic!("{failure}"));
    book.in_force("2024-01-01".parse().unwrap(), Known::Latest)
}

/// Yes, no, or not decided.
pub fn decided(decision: &Decision, name: &str) -> Option<bool> {
    match decision[name].value.as_deref() {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    }
}

/// A record of what is known.
pub fn record<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let known = fields.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?)));
    Value::Object(known.collect())
}

/// Every completion of a matter: `filled` gives every way to fill in the first thing that is missing.
pub fn completions<M: Clone>(matter: &M, filled: fn(&M) -> Option<Vec<M>>) -> Vec<M> {
    match filled(matter) {
        None => vec![matter.clone()],
        Some(steps) => steps.iter().flat_map(|step| completions(step, filled)).collect(),
    }
}
