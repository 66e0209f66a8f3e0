//! What answers show of what they rest on: a folder for each case, with its vocabulary, its law, and matters whose opinions are kept in
//! every language and as JSON.

use std::fs;

use lexact::Rulebook;
use lexact::language::{ENGLISH, LANGUAGES};
use serde_json::Value;

use super::cases;

fn opinions_of(case: &str) {
    let book = cases::open("reasons", case);
    let text = fs::read_to_string(cases::folder("reasons").join(case).join("matters.json")).unwrap();
    let matters: Value = serde_json::from_str(&text).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, matter) in matters.as_object().unwrap() {
        let decision = cases::decide(&book, matter["on"].as_str().unwrap(), &matter["facts"].to_string());
        settings.bind(|| {
            for language in LANGUAGES {
                let tag = language.tag();
                insta::assert_snapshot!(format!("{case}.{name}.{tag}"), decision.opinion(*language).to_text());
            }
            let mut json = decision.to_json();
            let keys = ["rulebook", "digest", "engine", "on", "known", "stipulated", "elsewhere", "as_printed", "away"];
            keys.iter().for_each(|key| drop(json.as_object_mut().unwrap().remove(*key)));
            insta::assert_snapshot!(format!("{case}.{name}.json"), serde_json::to_string_pretty(&json).unwrap());
        });
    }
}

/// Cases that are passed over, dates that are calculated, deadlines that are not settled.
#[test]
fn of_days_and_cases() {
    opinions_of("port");
}

/// What sums and counts read, and what would have made another answer.
#[test]
fn of_sums_and_what_is_not_met() {
    opinions_of("rebate");
}

/// A decision of a record rests on what its own rules read; a rule that a claim takes away is told in full where claims do not count;
/// a text of which the force is uncertain is spoken of where an answer turns on it.
#[test]
fn of_records_claims_and_doubts() {
    opinions_of("ranks");
}

/// A chain of owners that is longer than what is told of it.
#[test]
fn of_a_long_chain() {
    let link = |n: usize| {
        format!(r#"{{"name": "P{n}", "listed": {}, "owners": [{{"owner": "P{}", "share": 50}}]}}"#, n == 60, n + 1)
    };
    let parties: Vec<String> = (1..=60).map(link).collect();
    let last = r#"{"name": "P61", "listed": false, "owners": []}"#;
    let facts = format!(r#"{{"target": {}, "parties": [{}, {last}]}}"#, link(0), parties.join(", "));
    let book: Rulebook = cases::open("spread", "ownership");
    let decision = cases::decide(&book, "2024-01-01", &facts);
    assert_eq!(decision["license"], "required");
    let told = decision.opinion(ENGLISH).to_text();
    let end: Vec<&str> = told.lines().skip_while(|line| !line.contains("of P40 ")).map(str::trim).take(2).collect();
    assert_eq!(
        end,
        ["s 11 of P40 is met [Act 1, in force from 2020-01-01]", "the chain goes on, and is not told further"]
    );
    let json = decision.to_json().to_string();
    assert_eq!(json.matches("\"goes_on\":true").count(), 1);
}
