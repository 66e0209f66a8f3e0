//! What an answer shows of ranges and of one element of a list, what it waits for, and which ranges are refused.

use lexact::Decision;

use super::cases;

fn decide(case: &str, facts: &str) -> Decision {
    cases::decide(&cases::open("ranges", case), "2024-01-01", facts)
}

fn needs(decision: &Decision, name: &str) -> Vec<String> {
    decision.needs_of(name).iter().map(|need| need.fact.clone()).collect()
}

/// The lines of the opinion with these words.
fn told(decision: &Decision, words: &str) -> Vec<String> {
    let opinion = decision.explain().to_string();
    opinion.lines().map(str::trim).filter(|line| line.contains(words)).map(str::to_string).collect()
}

/// What is said of facts that are refused.
fn refused(case: &str, facts: &str) -> String {
    let book = cases::open("ranges", case);
    let law = book.in_force("2024-01-01".parse().unwrap(), lexact::Known::Latest);
    law.facts().from_json(facts).expect_err(facts).to_string()
}

#[test]
fn both_ends_stand_beside_the_test() {
    let decision = decide(
        "bands",
        r#"{"item": {"power": "80 W", "band": {"from": "2.5 GHz", "to": "2800 MHz"}, "also_rated": []}}"#,
    );
    assert_eq!(decision["listed"], "yes");
    let line = "(1) item.band touches more than 2.7 GHz, at most 2.9 GHz: item.band.from is 2.5 GHz, \
        0.4 GHz below 2.9 GHz; item.band.to is 2.8 GHz, 0.1 GHz below 2.9 GHz, 0.1 GHz above 2.7 GHz";
    assert_eq!(told(&decision, "more than 2.7 GHz")[0], line);
}

#[test]
fn an_end_is_asked_for_by_itself() {
    let nothing = decide("bands", r#"{"item": {"power": "80 W"}}"#);
    assert_eq!(needs(&nothing, "listed"), ["item.band.from", "item.band.to"]);
    let lower = decide("bands", r#"{"item": {"power": "80 W", "band": {"from": "2.6 GHz"}}}"#);
    assert_eq!(needs(&lower, "listed"), ["item.band.to"]);
}

#[test]
fn what_was_chosen_and_by_what() {
    let facts = r#"{"item": {"points": [{"power": 5, "frequency": 2}, {"power": 9, "frequency": 4}]}}"#;
    let decision = decide("chosen", facts);
    assert_eq!(decision["tuned"], "4 GHz");
    assert!(!told(&decision, "with the greatest p.power).frequency").is_empty());
    let open = decide("chosen", r#"{"item": {"points": [{"frequency": 2}, {"power": 9}]}}"#);
    assert_eq!(needs(&open, "tuned"), ["item.points[0].power", "item.points[1].frequency"]);
}

#[test]
fn what_is_no_range() {
    let of = |band: &str| refused("bands", &format!(r#"{{"item": {{"band": {band}}}}}"#));
    let backwards = of(r#"{"from": "2.9 GHz", "to": "2700 MHz"}"#);
    assert!(backwards.contains("the range runs backwards"), "{backwards}");
    assert!(of(r#"{"from": -1, "to": 5}"#).contains("must be at least 0 GHz"));
    assert!(of(r#"{"from": null, "to": 5}"#).contains("`from` cannot be none"));
    assert!(of("5").contains(r#"a range of number in GHz at least 0, `{"from": …, "to": …}`, is needed"#));
    assert!(of(r#"{"from": 1, "upto": 5}"#).contains("`upto` is not a field"));
    assert!(refused("days", r#"{"absent": {"from": "2024-02-01", "to": "2024-01-31"}}"#).contains("backwards"));
}

#[test]
fn the_schema_has_both_ends() {
    let book = cases::open("ranges", "bands");
    let schema = book.schema();
    let band = &schema["$defs"]["Amplifier"]["properties"]["band"];
    assert_eq!(band["additionalProperties"], false);
    let ends: Vec<&str> = band["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(ends, ["from", "to"]);
    assert_eq!(schema["$defs"].as_object().unwrap().len(), 1, "ranges have no definition of their own");
}
