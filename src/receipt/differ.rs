//! Where two answers, or the files of two rulebooks, differ.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::members;

/// What a receipt says, and what is so now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// What the receipt says.
    pub receipt: String,
    /// What is so now.
    pub now: String,
}

impl Differs {
    pub(super) fn between(receipt: &str, now: &str) -> Option<Differs> {
        (receipt != now).then(|| Differs { receipt: receipt.into(), now: now.into() })
    }
}

/// What a receipt says, and what is so now, of one file or at one place of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Different {
    /// The name of the file, or the JSON path: `decisions.license.value`.
    pub at: String,
    /// What the receipt says: a digest, or JSON text; none where there is nothing.
    pub receipt: Option<String>,
    /// What is so now.
    pub now: Option<String>,
}

/// The files whose digests differ.
pub(super) fn files(receipt: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<Different> {
    let mut all: Vec<&String> = receipt.keys().chain(now.keys().filter(|name| !receipt.contains_key(*name))).collect();
    all.sort();
    let different = all.into_iter().filter(|name| receipt.get(*name) != now.get(*name));
    let of = |name: &String| Different {
        at: name.clone(),
        receipt: receipt.get(name).cloned(),
        now: now.get(name).cloned(),
    };
    different.map(of).collect()
}

/// Every place at which two JSON texts differ, both without spaces; those members of the whole that are told elsewhere are left
/// out.
pub(super) fn between(receipt: &str, now: &str, told: &[&str]) -> Vec<Different> {
    let mut all = Vec::new();
    compare("", receipt, now, &mut all);
    all.retain(|different| !told.contains(&different.at.as_str()));
    all
}

/// Goes down one level at a time, so that only what stands on both sides nests.
fn compare(at: &str, receipt: &str, now: &str, all: &mut Vec<Different>) {
    if receipt == now {
        return;
    }
    let before = all.len();
    if let (Some(old), Some(new)) = (members(receipt), members(now)) {
        let find = |all: &[(String, &RawValue)], key: &str| {
            all.iter().find(|(k, _)| k == key).map(|(_, value)| value.get().to_string())
        };
        let added = new.0.iter().filter(|(key, _)| find(&old.0, key).is_none());
        for (key, _) in old.0.iter().chain(added) {
            either(&below(at, key), find(&old.0, key), find(&new.0, key), all);
        }
    } else if let (Some(old), Some(new)) = (elements(receipt), elements(now)) {
        for n in 0..old.len().max(new.len()) {
            let find = |all: &[&RawValue]| all.get(n).map(|value| value.get().to_string());
            either(&format!("{at}[{n}]"), find(&old), find(&new), all);
        }
    }
    // Values of other kinds, or the same members in another order.
    if all.len() == before {
        all.push(Different { at: at.into(), receipt: Some(receipt.into()), now: Some(now.into()) });
    }
}

fn either(at: &str, receipt: Option<String>, now: Option<String>, all: &mut Vec<Different>) {
    match (receipt, now) {
        (Some(receipt), Some(now)) => compare(at, &receipt, &now, all),
        (receipt, now) => all.push(Different { at: at.into(), receipt, now }),
    }
}

fn elements(text: &str) -> Option<Vec<&RawValue>> {
    text.starts_with('[').then(|| serde_json::from_str(text).ok()).flatten()
}

/// `decisions.license`, `decisions["classification of engine"]`
fn below(at: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    match (plain, at.is_empty()) {
        (true, true) => key.to_string(),
        (true, false) => format!("{at}.{key}"),
        (false, _) => format!("{at}[{}]", Value::from(key)),
    }
}
