//! The nearest misses: each really brings about the other answer, and no part of it does.

use lexact::decision::{FactChange, NearMiss};
use lexact::language::{CHINESE, ENGLISH};
use lexact::model::Type;
use lexact::{Date, Decision, Known, Law, Rulebook, Status};
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
fn changed<'c>(facts: &Value, changes: impl Iterator<Item = &'c FactChange>) -> Value {
    let mut facts = facts.clone();
    for change in changes {
        let value = match change.example.as_str() {
            ids if change.fact == "claims" => {
                json!(ids.split(", ").filter(|id| !matches!(*id, "" | "none")).collect::<Vec<_>>())
            }
            "none" if change.given.as_ref().is_none_or(|given| given.to_string() != "none") => Value::Null,
            "yes" => json!(true),
            "no" => json!(false),
            example => json!(example),
        };
        set(&mut facts, &change.fact, value);
    }
    facts
}

/// Tries every miss, and every set of no more than two of the facts offered, for the decision to be `value`: a miss brings it about and no
/// part of it does, and what does has a miss within. How many misses there were.
fn tried(law: &Law, facts: &Value, decision: &Decision, name: &str, value: &str) -> usize {
    let is = |decision: &Decision| {
        decision[name].status == Status::Decided && decision[name].value.as_deref() == Some(value)
    };
    let answer = decision.why_not(&format!("{name} is {value}")).unwrap();
    assert_eq!(answer.holds, is(decision));
    if answer.holds {
        return 0;
    }
    let brought_about = |chosen: &[&FactChange]| {
        let after = changed(facts, chosen.iter().copied());
        let read = law.facts().from_json(&after.to_string());
        (read.is_ok_and(|facts| is(&law.decide(&facts))), after)
    };
    let shown = || format!("{name} on {}\n{}\n{facts}", law.on(), answer.to_text(ENGLISH));
    for miss in &answer.misses {
        let count = miss.changes.len();
        for part in 0..1u32 << count {
            let chosen: Vec<&FactChange> =
                miss.changes.iter().enumerate().filter(|(n, _)| part >> n & 1 == 1).map(|(_, change)| change).collect();
            let (met, after) = brought_about(&chosen);
            assert_eq!(met, part + 1 == 1 << count, "part {part:b} of {:?}: {after}\n{}", miss.changes, shown());
        }
    }
    let mut offered: Vec<&FactChange> = Vec::new();
    for change in answer.misses.iter().flat_map(|miss| &miss.changes) {
        if !offered.iter().any(|other| (&other.fact, &other.example) == (&change.fact, &change.example)) {
            offered.push(change);
        }
    }
    for (n, first) in offered.iter().enumerate() {
        for second in &offered[n..] {
            if n > 0 && first.fact == second.fact && first.example != second.example {
                continue;
            }
            let both = if first.example == second.example && first.fact == second.fact {
                &[*first][..]
            } else {
                &[*first, *second]
            };
            let (met, after) = brought_about(both);
            let within = |miss: &NearMiss| {
                miss.changes.iter().all(|change| both.iter().any(|chosen| chosen.fact == change.fact))
            };
            assert!(!met || answer.misses.iter().any(within), "not offered: {after}\n{}", shown());
        }
    }
    answer.misses.len()
}

/// The decisions with a list of values, and the values.
fn listed(law: &Law) -> Vec<(String, Vec<String>)> {
    let vocabulary = &law.rulebook().model().vocabulary;
    let values = |decision: &lexact::model::Decision| match &decision.ty {
        Type::Enumeration(list) if decision.of.is_none() => {
            let values = vocabulary.enumerations[list.0 as usize].members.keys().cloned().collect();
            Some((decision.name.clone(), values))
        }
        _ => None,
    };
    vocabulary.decisions.values().filter_map(values).collect()
}

/// Of a matter on one day: every decision with a list of values, and every value that it has not.
fn every_value(law: &Law, facts: &Value) -> usize {
    let decision = decide(law, facts);
    let listed = listed(law);
    let wishes = listed.iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
    wishes.map(|(name, value)| tried(law, facts, &decision, name, value)).sum()
}

/// True where everything is to be tried: `LEXACT_MISSES=all`.
fn everything() -> bool {
    std::env::var("LEXACT_MISSES").is_ok_and(|all| all == "all")
}

/// Over the days on which the law of chips changed: every miss offered is one. By default one of four matters on every other day, in turn.
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
    for (number, day) in days.iter().enumerate() {
        let law = book.in_force(*day, Known::Latest);
        for (case, facts) in cases.iter().enumerate() {
            if everything() || number % 2 == 0 && number / 2 % cases.len() == case {
                count += every_value(&law, facts);
            }
        }
    }
    assert!(count > 30, "{count} misses over {} days", days.len());
}

/// The named cases of the opinions, under the law of their day; of every revision where everything is to be tried.
#[test]
fn every_miss_of_the_named_cases_is_one() {
    let mut count = 0;
    for path in crate::opinions::files() {
        let case = crate::opinions::case(&path);
        let book = crate::opinions::rulebook(&case);
        let mut days: Vec<Date> = vec![case["on"].as_str().unwrap().parse().unwrap()];
        if everything() {
            days.extend(book.revisions(Known::Latest));
        }
        for day in days {
            let law = book.in_force(day, Known::Latest);
            // On another day a fact may be none that anybody knows of.
            if law.facts().from_json(&case["facts"].to_string()).is_ok() {
                count += every_value(&law, &case["facts"]);
            }
        }
    }
    assert!(count > 20, "{count}");
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

/// Why not, as text, under one act of one day.
fn told_of(vocabulary: &str, rules: &str, facts: &str, on: &str, wish: &str) -> Vec<String> {
    let act = format!("act one\n  citation \"1\"\n  published 2020-01-01\n  effective 2020-01-02\n{rules}");
    let book = Rulebook::from_sources([("rulebook.act", format!("rulebook small\n{vocabulary}")), ("one.act", act)])
        .unwrap_or_else(|failure| panic!("{failure}"));
    let decision = decide(&law(&book, on), &serde_json::from_str(facts).unwrap());
    let why_not = decision.why_not(wish).unwrap();
    why_not.to_text(ENGLISH).lines().skip(1).map(|line| line.trim().to_string()).collect()
}

/// A day that is counted from another lies on one side of it: the miss names the whole side, and not the end of the calendar.
#[test]
fn counted_days_have_one_bound() {
    let vocabulary = "fact sent date\nfact a number\ndecision p yes/no\n";
    let rules = "default 9 p is no\nrule 1\n  when on is after 3 days after sent\n  then p is yes\n\
        rule 2\n  when a * 2 is at least 10\n  then p is yes\n";
    let told =
        |sent: &str, wish| told_of(vocabulary, rules, &format!(r#"{{"sent": "{sent}", "a": 1}}"#), "2020-04-03", wish);
    assert_eq!(
        told("2020-05-27", "p is yes"),
        [
            "sent would have to be on or before 2020-03-30, not 2020-05-27 (1)",
            "or a would have to rise from 1 to at least 5 (2)",
            "or the same facts from 2020-05-31; it rests on 1",
        ]
    );
    assert_eq!(
        told("2020-03-01", "p is no"),
        [
            "sent would have to be on or after 2020-03-31, not 2020-03-01 (1)",
            "or the same facts until 2020-03-04; it rested on 1",
        ]
    );
}

/// Working days are listed from a first to a last day: beyond them the law is silent, and the days told end there.
#[test]
fn the_days_end_where_working_days_are_no_longer_listed() {
    let vocabulary = "fact sent date\ndecision p yes/no\n";
    let rules = "value working_days = Monday to Friday from 2020-01-01 through 2020-12-31\ndefault 9 p is no\n\
        rule 1\n  when sent is at least 3 working days before on\n  then p is yes\n";
    let told = told_of(vocabulary, rules, r#"{"sent": "2020-03-01"}"#, "2021-06-01", "p is yes");
    assert_eq!(told, ["no change of facts would do", "or the same facts until 2021-01-01; it rested on 1"]);
}

/// What an exemption needs to be given brings it about alone: the number that would only meet the rule is not changed as well.
#[test]
fn what_is_given_besides_makes_no_other_change_needless() {
    let vocabulary = "fact sent date\nfact seen date\nfact a number\nfact e yes/no\ndecision p yes/no\n";
    let rules = "default 9 p is no\nrule 1\n  when any of\n    (1) a is at least 5\n    (2) e\n  then p is yes\n\
        exemption 2 from 1\n  when seen is before sent\n";
    let told = told_of(vocabulary, rules, r#"{"sent": "2020-05-27", "a": 3}"#, "2020-04-03", "p is no");
    assert_eq!(
        told,
        [
            "e, which is not given, would have to be no (1(2))",
            "or seen, which is not given, would have to be on or before 2020-05-26 (2)",
            "not all changes that could be made together were tried",
        ]
    );
}

/// One fact alone is found, however many facts could change: on days on which the law is large, too.
#[test]
fn one_fact_of_a_large_law() {
    let book = us_ear();
    let h20 = chip("2368", "2.91", true, "CN", "CN");
    for day in ["2025-01-20", "2026-06-01"] {
        let why_not = decide(&law(&book, day), &h20).why_not("license is required").unwrap();
        let alone: Vec<&str> =
            why_not.misses.iter().filter(|m| m.changes.len() == 1).map(|m| m.changes[0].fact.as_str()).collect();
        assert!(["item.tpp", "item.performance_density"].iter().all(|fact| alone.contains(fact)), "{day}: {alone:?}");
    }
}

/// An exemption that is not claimed, and a given fact that it asks: both change, though nothing asks that fact while nobody claims it.
#[test]
fn a_claim_and_a_fact_change_together() {
    let book = Rulebook::open(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/stalls")).unwrap();
    let facts = json!({ "street": "HIGH", "stall": { "area": 10, "hot_food": false, "keeper": "business" },
        "notified_on": "2023-04-28", "claims": [] });
    let why_not = decide(&law(&book, "2023-05-01"), &facts).why_not("permit is not needed").unwrap();
    let last = why_not.misses.last().unwrap();
    let told: Vec<(&str, &str)> = last.changes.iter().map(|c| (c.fact.as_str(), c.example.as_str())).collect();
    assert_eq!(told, [("notified_on", "2023-04-17"), ("claims", "Art.5")]);
}
