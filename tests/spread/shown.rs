//! What an answer shows of a definition that has spread, and what it waits for.

use super::{decide, needs, open};

const CHAIN: &str = r#"{
    "target": {"name": "T", "listed": false, "owners": [{"owner": "A", "share": 60}, {"owner": "Z", "share": 40}]},
    "parties": [
        {"name": "A", "listed": false, "owners": [{"owner": "B", "share": 30}, {"owner": "C", "share": "25%"}]},
        {"name": "B", "listed": false, "owners": [{"owner": "C", "share": 100}]},
        {"name": "C", "listed": true},
        {"name": "Z", "listed": false, "owners": []}]}"#;

#[test]
fn who_and_why_as_a_chain_each_told_once() {
    let opinion = decide(&open("ownership"), CHAIN).explain();
    insta::assert_snapshot!(opinion);
}

#[test]
fn the_json_says_of_whom() {
    let json = decide(&open("ownership"), CHAIN).to_json();
    let target = &json["decisions"]["license"]["because"][0]["because"][0];
    assert_eq!((&target["provision"], &target["of"]), (&"11".into(), &"T".into()));
    let elements = serde_json::json!([{"fact": "target.owners[0].share", "value": "60%"}]);
    assert_eq!(target["calculated"][0]["elements"], elements);
    assert_eq!(target["because"][0]["of"], "A");
}

#[test]
fn what_would_settle_it() {
    let book = open("ownership");
    let decision = decide(
        &book,
        r#"{"target": {"name": "T", "listed": false, "owners": [{"owner": "A", "share": 40}, {"owner": "B"}, {"owner": "Z", "share": 20}]},
            "parties": [
                {"name": "A", "owners": {"list": [], "complete": false}},
                {"name": "B", "listed": true},
                {"name": "Z", "listed": false, "owners": []}]}"#,
    );
    assert_eq!(needs(&decision, "license"), ["target.owners[1].share", "parties[0].listed", "parties[0].owners"]);
    insta::assert_snapshot!(decision.explain());
}

#[test]
fn what_fails_tells_how_far_it_failed() {
    let facts = CHAIN.replace("\"share\": 60", "\"share\": 49.9");
    insta::assert_snapshot!(decide(&open("ownership"), &facts).explain());
}

/// A chain of many owners is settled, told and asked about in time that grows with the chain, without a deep stack.
#[test]
fn a_long_chain_is_no_deep_one() {
    const LONG: usize = 3_000;
    let book = open("ownership");
    let facts = |last: &str| {
        let link = |n: usize| {
            format!(r#"{{"name": "P{n}", "listed": false, "owners": [{{"owner": "P{}", "share": 50}}]}}"#, n + 1)
        };
        let parties: Vec<String> = (1..LONG).map(link).collect();
        format!(
            r#"{{"target": {{"name": "T", "listed": false, "owners": [{{"owner": "P1", "share": 50}}]}},
                "parties": [{}, {{"name": "P{LONG}"{last}}}]}}"#,
            parties.join(", ")
        )
    };
    let reached = decide(&book, &facts(r#", "listed": true"#));
    assert_eq!(reached["license"], "required");
    assert!(reached.explain().contains("s 11 of P39 is met"));
    assert!(!reached.explain().contains("s 11 of P60 is met"));
    assert_eq!(decide(&book, &facts(r#", "listed": false, "owners": []"#))["license"], "not needed");
    let open = decide(&book, &facts(r#", "owners": []"#));
    assert_eq!(needs(&open, "license"), [format!("parties[{}].listed", LONG - 1)]);
}
