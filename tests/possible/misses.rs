//! The nearest misses: each really brings about the other answer, and no part of it does.

use lexact::language::{CHINESE, ENGLISH};
use lexact::{Decision, Known, Law, Rulebook, Status};
use serde_json::{Value, json};

use super::decide;

fn us_ear() -> Rulebook {
    Rulebook::open(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/us-ear")).unwrap()
}

fn law(book: &Rulebook, day: &str) -> Law {
    book.in_force(day.parse().unwrap(), Known::Latest)
}

fn party(parent: &str) -> Value {
    json!({ "name": "Buyer", "role": "ultimate consignee", "headquarters": parent, "ultimate_parent_headquarters": parent,
        "headquarters_known_to_exporter": true })
}

fn chip(tpp: &str, density: &str, data_centers: bool, destination: &str, parent: &str) -> Value {
    json!({
        "item": { "form": "integrated circuit", "tpp": tpp, "performance_density": density, "io_rate": 400,
            "for_data_centers": data_centers },
        "exporter": { "name": "Seller", "headquarters": "US", "ultimate_parent_headquarters": "US" },
        "destination": destination, "activity": "export", "parties": [party(parent)], "claims": []
    })
}

/// Sets the value at a path: `parties[0].headquarters`.
fn set(facts: &mut Value, path: &str, value: Value) {
    let mut at = facts;
    for step in path.split('.') {
        let (name, place) = match step.split_once('[') {
            Some((name, place)) => (name, Some(place.trim_end_matches(']').parse::<usize>().unwrap())),
            None => (step, None),
        };
        at = &mut at[name];
        if let Some(place) = place {
            at = &mut at[place];
        }
    }
    *at = value;
}

/// The facts with some of the changes made, each by its example.
fn changed<'c>(facts: &Value, changes: impl Iterator<Item = &'c lexact::decision::FactChange>) -> Value {
    let mut facts = facts.clone();
    for change in changes {
        let value = match change.example.as_str() {
            ids if change.fact == "claims" => json!(ids.split(", ").filter(|id| *id != "none").collect::<Vec<_>>()),
            "none" if change.given.as_ref().is_none_or(|given| given.to_string() != "none") => Value::Null,
            "yes" => json!(true),
            "no" => json!(false),
            example => json!(example),
        };
        set(&mut facts, &change.fact, value);
    }
    facts
}

/// Tries every miss, and every part of it, for the decision to be `value`; how many there were.
fn tried(law: &Law, facts: &Value, decision: &Decision, name: &str, value: &str) -> usize {
    let is = |decision: &Decision| {
        decision[name].status == Status::Decided && decision[name].value.as_deref() == Some(value)
    };
    let answer = decision.why_not(&format!("{name} is {value}")).unwrap();
    assert_eq!(answer.holds, is(decision));
    for miss in &answer.misses {
        let shown = || format!("{name} on {}\n{}\n{facts}", law.on(), answer.to_text(ENGLISH));
        let count = miss.changes.len();
        for part in 0..1u32 << count {
            let chosen = miss.changes.iter().enumerate().filter(|(n, _)| part >> n & 1 == 1).map(|(_, change)| change);
            let after = changed(facts, chosen);
            let whole = part + 1 == 1 << count;
            let read = law.facts().from_json(&after.to_string());
            let met = read.is_ok_and(|facts| is(&law.decide(&facts)));
            assert_eq!(met, whole, "part {part:b} of {:?}: {after}\n{}", miss.changes, shown());
        }
    }
    answer.misses.len()
}

/// Over the days on which the law of chips changed: every miss offered is one.
#[test]
fn every_miss_is_one() {
    let book = us_ear();
    let cases = [
        chip("15832", "19.45", true, "CN", "CN"),
        chip("1936", "6.57", true, "CN", "CN"),
        chip("4707", "7.74", false, "DE", "CN"),
        chip("500", "1.2", true, "VN", "VN"),
    ];
    let days = book.revisions(Known::Latest);
    let mut count = 0;
    for (number, day) in days.iter().enumerate().skip(1).step_by(3) {
        let law = book.in_force(*day, Known::Latest);
        let facts = &cases[number % cases.len()];
        let decision = decide(&law, facts);
        for (name, values) in [("license", &["required", "not needed"][..]), ("review", &["presumption of denial"])] {
            for value in values {
                count += tried(&law, facts, &decision, name, value);
            }
        }
    }
    assert!(count > 20, "{count} misses over {} days", days.len());
}

/// An L4 to China: what a lawyer would say.
#[test]
fn the_l4() {
    let book = us_ear();
    let law = law(&book, "2023-12-01");
    let facts = chip("1936", "6.57", true, "CN", "CN");
    let told = decide(&law, &facts).why_not("license is not needed").unwrap().to_text(ENGLISH);
    insta::assert_snapshot!("l4", told);
    // Of 3A090.b: License Exception NAC is a way, with notice in time.
    let facts = chip("1936", "3.5", true, "CN", "CN");
    let told = decide(&law, &facts).why_not("license is not needed").unwrap().to_text(ENGLISH);
    insta::assert_snapshot!("of-3A090-b", told);
    let told = decide(&law, &facts).in_language("zh").why_not("license is not needed").unwrap().to_text(CHINESE);
    insta::assert_snapshot!("of-3A090-b-zh", told);
    let unknown = decide(&law, &facts).why_not("license is free").unwrap_err();
    assert_eq!(unknown.to_string(), "`license` is never `free`; it is one of required, not needed");
    assert!(decide(&law, &facts).why_not("licence is required").is_err());
    let facts = chip("1936", "6.57", true, "CN", "CN");
    let set = decide(&law, &facts).why_not("classification does not include 3A090.a").unwrap();
    let set = set.to_text(ENGLISH);
    assert!(set.contains("fall from 6.57 to less than 5.92"), "{set}");
}
