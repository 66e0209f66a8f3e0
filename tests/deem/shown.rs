//! What an answer shows of a presumption, and what it waits for.

use super::{decide, open};
use lexact::explain::values::Shown;
use lexact::language::ENGLISH;
use lexact::{Decision, Deemed, Status};

/// The lines of the opinion that name the fact.
fn told(decision: &Decision, fact: &str) -> Vec<String> {
    let opinion = decision.explain();
    opinion.lines().map(str::trim).filter(|line| line.contains(fact)).map(str::to_string).collect()
}

fn needs(decision: &Decision, name: &str) -> Vec<String> {
    decision.needs_of(name).iter().map(|need| need.fact.clone()).collect()
}

const LETTERED: &str = r#""lettered": true, "vehicle": {"seats": 5, "for_hire": false}"#;

#[test]
fn the_deemed_value_and_the_rule_that_deems_it() {
    let decision = decide(&open("rebutted"), "2024-01-01", &format!(r#"{{{LETTERED}, "private": false}}"#));
    assert_eq!(decision["licence"], "required");
    let lines = told(&decision, "vehicle.for_hire");
    assert_eq!(
        lines,
        [
            "vehicle.for_hire: yes, presumed (rebuttable) by 1 — it is offered for hire",
            "vehicle.for_hire: yes, presumed (rebuttable) by 1",
            "vehicle.for_hire: yes, presumed (rebuttable) by 1",
            "vehicle.for_hire: yes, presumed (rebuttable) by s 1; given as no",
        ]
    );
    let because = decision.because("licence");
    assert_eq!((because[0].provision.as_str(), because[0].because[0].provision.as_str()), ("4", "1"));
    let (applies, reasons) = decision.applies("7");
    assert_eq!(applies, Some(true));
    let fact = &reasons[0].paragraphs[0].facts[0];
    assert_eq!((fact.path.as_str(), fact.value.known()), ("vehicle.for_hire", Some(&Shown::YesNo(false))));
    assert!(fact.as_given && fact.deemed.is_none());
    assert!(reasons[0].because.is_empty());
}

#[test]
fn the_json_lists_what_is_deemed() {
    let decision = decide(&open("rebutted"), "2024-01-01", &format!(r#"{{{LETTERED}, "private": false}}"#));
    let by = serde_json::json!({"provision": "1", "act": "1-cabs", "citation": "Act 1", "cite": "s 1"});
    let deemed = serde_json::json!([
        {"fact": "vehicle.for_hire", "value": "yes", "given": "no", "rebuttable": true, "by": by}
    ]);
    assert_eq!(decision.to_json()["deemed"], deemed);
    let rebutted =
        decide(&open("rebutted"), "2024-01-01", &format!(r#"{{{LETTERED}, "private": true, "barred": false}}"#));
    assert_eq!(rebutted.to_json()["deemed"], serde_json::json!([]));
    assert_eq!(told(&rebutted, "vehicle.for_hire")[1], "vehicle.for_hire: no");
}

/// A fact that nobody gave is deemed all the same, and one of an instance that may not exist is not told.
#[test]
fn what_is_not_given() {
    let decision =
        decide(&open("rebutted"), "2024-01-01", r#"{"lettered": true, "vehicle": {"seats": 6}, "private": false}"#);
    assert_eq!(decision.deemed[0].given, None);
    assert_eq!(decision.deemed[0].to_string(), "vehicle.for_hire: yes, presumed (rebuttable) by s 1; not given");
    let open_list = decide(
        &open("lists"),
        "2024-01-01",
        r#"{"stock": {"list": [{"volume": 1}], "complete": false}, "crates": []}"#,
    );
    let facts: Vec<&str> = open_list.deemed.iter().map(|deemed: &Deemed| deemed.fact.as_str()).collect();
    assert_eq!(facts, ["stock[0].sealed"]);
}

#[test]
fn what_an_open_presumption_waits_for() {
    let book = open("rebutted");
    let ask = |facts: &str| decide(&book, "2024-01-01", facts);
    let open = ask(&format!("{{{LETTERED}}}"));
    assert_eq!(needs(&open, "licence"), ["private", "barred"]);
    assert!(open.deemed.is_empty());
    let line = &told(&open, "vehicle.for_hire")[1];
    assert_eq!(line, "vehicle.for_hire: no, unless 1 deems it otherwise");
    let nothing_given = ask(r#"{"lettered": true, "vehicle": {"seats": 5}}"#);
    assert_eq!(needs(&nothing_given, "licence"), ["vehicle.for_hire", "private", "barred"]);
    // Where it surely applies, what is given is of no use.
    assert!(needs(&ask(r#"{"lettered": true, "vehicle": {"seats": 5}, "private": false}"#), "licence").is_empty());
    let of_value = decide(&super::open("calculated"), "2024-01-01", r#"{"sealed": true}"#);
    assert_eq!(needs(&of_value, "freight"), ["places"]);
}

#[test]
fn two_that_differ() {
    let facts = r#"{"seat": "home", "registered": true, "managed": false, "treaty": true, "wound_up": false}"#;
    let decision = decide(&open("several"), "2024-01-01", facts);
    assert_eq!(decision["tax"].status, Status::Conflict);
    assert_eq!(decision["tax"].causes, ["conflict"]);
    assert!(decision.explain().contains("tax is in conflict: it rests on provisions that disagree"));
    let deemed: Vec<(String, &str)> =
        decision.deemed.iter().map(|d| (d.value.to_string(), d.provision.as_str())).collect();
    assert_eq!(deemed, [("home".to_string(), "1"), ("abroad".to_string(), "3")]);
}

/// Of what a list may still hold it is decided where a presumption settles it for whatever there is.
#[test]
fn elements_of_a_list_that_is_not_complete() {
    let vocabulary = "rulebook small\n  title \"Small\"\nrecord Thing \"a thing\"\n  fine yes/no \"fine\"\n\
         \x20 amount number at least 0 \"amount\"\nfact things list of Thing \"things\"\nfact all_fine yes/no \"all\"\n\
         decision total number\ndecision told yes/no\n";
    let act = "act a\n  citation \"A\"\n  published 2024-01-01\n  effective 2024-01-01\n\
         rule 1 for each Thing\n  when all_fine\n  then deem thing.fine is yes\n\
         rule 2\n  then total is sum of (t.amount for t in things where not t.fine)\n\
         rule 3 for each Thing\n  when not thing.fine\n  then told is yes\ndefault 4 told is no\n";
    let book = lexact::Rulebook::from_sources([("rulebook.act", vocabulary), ("a.act", act)]).unwrap();
    let ask = |all: bool| {
        decide(
            &book,
            "2024-01-01",
            &format!(r#"{{"things": {{"list": [{{}}], "complete": false}}, "all_fine": {all}}}"#),
        )
    };
    assert_eq!(ask(true)["total"], "0");
    assert_eq!(ask(true)["told"], "no");
    assert_eq!(ask(false)["told"].status, Status::Unknown);
    assert_eq!(needs(&ask(false), "told"), ["things[0].fine", "things"]);
}

/// The elements a calculation counts are told as they are deemed.
#[test]
fn elements_of_a_calculation() {
    let vocabulary = "rulebook small\n  title \"Small\"\nrecord Thing \"a thing\"\n  amount number at least 0 \"amount\"\n\
         fact things list of Thing \"things\"\ndecision total number\n";
    let act = "act a\n  citation \"A\"\n  published 2024-01-01\n  effective 2024-01-01\n\
         rule 1 for each Thing\n  when thing.amount as given is less than 5\n  then deem thing.amount is 5\n\
         rule 2\n  then total is sum of (t.amount for t in things)\n";
    let book = lexact::Rulebook::from_sources([("rulebook.act", vocabulary), ("a.act", act)]).unwrap();
    let decision = decide(&book, "2024-01-01", r#"{"things": [{"amount": 1}, {"amount": 7}]}"#);
    assert_eq!(decision["total"], "12");
    let elements = &decision.because("total")[0].calculations[0].elements;
    let told: Vec<(&str, String)> = elements.iter().map(|fact| (fact.path.as_str(), ENGLISH.read(fact))).collect();
    assert_eq!(told, [("things[0].amount", "5, deemed by 1".into()), ("things[1].amount", "7".into())]);
    assert_eq!(decision.because("total")[0].because[0].provision, "1");
}
