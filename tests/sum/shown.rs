//! What an answer shows of a calculation over a list, and what it waits for.

use super::{decide, open};
use lexact::Decision;

/// A shipment of so much that brings the consignee to the cap, where `item` is 1,000,000.
fn shipments(item: u32) -> String {
    let earlier = |consignee: &str, tpp: u32, quantity: u32, day: &str, under_lpp: bool| {
        format!(
            r#"{{"consignee": {{"name": "{consignee}"}}, "item": {{"tpp": {tpp}}}, "quantity": {quantity},
                "shipped_on": "{day}", "under_lpp": {under_lpp}}}"#
        )
    };
    let history = [
        earlier("Parent", 15_900_000, 1, "2025-02-03", true),
        earlier("Other", 9_000_000, 10, "2025-02-03", true),
        earlier("Parent", 1_000_000, 10, "2025-12-31", true),
        earlier("Parent", 9_000_000, 10, "2024-12-31", true),
    ];
    format!(
        r#"{{"item": {{"tpp": {item}}}, "quantity": 1, "consignee": {{"name": "Parent"}}, "history": [{}]}}"#,
        history.join(", ")
    )
}

/// What the opinion tells of calculations: what each came to, and the lines beneath that tell what it counted.
fn told(decision: &Decision) -> Vec<String> {
    let opinion = decision.explain();
    let lines = opinion.lines().skip_while(|line| *line != "Analysis").map(str::trim);
    let lines = lines.filter(|line| line.contains("sum of") || line.starts_with("history[") && line.contains(": "));
    lines.map(|line| line.split_once("earlier.under_lpp)").map_or(line, |(_, value)| value).to_string()).collect()
}

#[test]
fn the_sum_and_the_shipments_it_counted() {
    let book = open("yearly-cap");
    let within = decide(&book, "2025-06-01", &shipments(1_000_000));
    assert_eq!(within["license"], "not needed");
    let counted = [": 25900000", "history[0]: 15900000", "history[2]: 10000000"];
    assert_eq!(told(&within)[0], ": 26900000");
    assert_eq!(told(&within)[1..4], counted);
    let beyond = decide(&book, "2025-06-01", &shipments(1_000_001));
    assert_eq!(beyond["license"], "required");
    assert_eq!(told(&beyond)[0], ": 26900001");
    assert_eq!(told(&beyond)[1..], counted);
}

#[test]
fn the_json_carries_them() {
    let decision = decide(&open("yearly-cap"), "2025-06-01", &shipments(1_000_001));
    let json = decision.to_json();
    let reason = &json["options"][0]["because"][0]["because"][0];
    assert_eq!(reason["provision"], "740.29(b)(2)");
    let (total, sum) = (&reason["calculated"][0], &reason["calculated"][1]);
    assert_eq!((&total["value"], &sum["value"]), (&"26900001".into(), &"25900000".into()));
    assert_eq!(total["elements"], serde_json::json!([]));
    let elements =
        serde_json::json!([{"fact": "history[0]", "value": "15900000"}, {"fact": "history[2]", "value": "10000000"}]);
    assert_eq!(sum["elements"], elements);
}

fn needs(decision: &Decision) -> Vec<&str> {
    decision.needs_of("license").iter().map(|need| need.fact.as_str()).collect()
}

#[test]
fn what_would_settle_it() {
    let book = open("yearly-cap");
    let ask = |history: &str| {
        let facts = format!(
            r#"{{"item": {{"tpp": 1}}, "quantity": 1, "consignee": {{"name": "Parent"}}, "history": {history}}}"#
        );
        decide(&book, "2025-06-01", &facts)
    };
    let open_ended = r#"{"complete": false, "list": [
        {"consignee": {"name": "Parent"}, "item": {"tpp": 5}, "shipped_on": "2025-02-03", "under_lpp": true},
        {"consignee": {"name": "Parent"}, "item": {"tpp": 5}, "quantity": 5, "shipped_on": "2025-02-03"},
        {"consignee": {"name": "Other"}, "item": {"tpp": 5}, "shipped_on": "2025-02-03"},
        {"item": {"tpp": 5}, "quantity": 5, "shipped_on": "2025-02-03", "under_lpp": true}]}"#;
    let decision = ask(open_ended);
    assert_eq!(
        needs(&decision),
        ["history", "history[0].quantity", "history[1].under_lpp", "history[3].consignee.name"]
    );
    assert_eq!(told(&decision)[1..4], [": at least 0", "history[0]: at least 0", "history[1]: 25, if it counts"]);
    // A partial sum over the cap already decides.
    let over = r#"{"complete": false, "list": [{"consignee": {"name": "Parent"}, "item": {"tpp": 26900000},
        "quantity": 1, "shipped_on": "2025-02-03", "under_lpp": true}, {}]}"#;
    assert_eq!(ask(over)["license"], "required");
}

/// A value stipulated for a sum is an error where what is given already exceeds it.
#[test]
fn a_stipulated_sum_below_the_partial_sum_is_refused() {
    let book = open("yearly-cap");
    let law = book.in_force("2025-06-01".parse().unwrap(), lexact::Known::Latest);
    let facts = |total: &str| {
        law.facts().from_json(&format!(r#"{{"item": {{"tpp": 10}}, "quantity": 2, "received_tpp": {total}}}"#))
    };
    assert_eq!(law.decide(&facts("26900000").unwrap())["license"], "not needed");
    let refused = facts("19").unwrap_err().to_string();
    assert!(refused.contains("is given as 19, but by `740.29(b)(2)` the other facts make it at least 20"), "{refused}");
}

/// A bound is checked on the elements of a list and on what may be none, as it is counted on.
#[test]
fn bounds_hold_for_elements_and_for_what_may_be_none() {
    let vocabulary = "rulebook small\n  title \"Small\"\nfact amounts list of number at least 0 \"amounts\"\n\
         fact one optional number more than 0 \"one\"\ndecision due yes/no \"due\"\n";
    let act = "act a\n  citation \"A\"\n  published 2024-01-01\n  effective 2024-01-01\nrule 1\n\
         \x20 then due is yes when sum of (x for x in amounts) is at least 5; no otherwise\n";
    let book = lexact::Rulebook::from_sources([("rulebook.act", vocabulary), ("a.act", act)]).unwrap();
    let law = book.in_force("2024-01-01".parse().unwrap(), lexact::Known::Latest);
    let read = |json: &str| law.facts().from_json(json);
    assert!(read(r#"{"amounts": [1, -1]}"#).unwrap_err().to_string().contains("amounts[1]"));
    assert!(read(r#"{"one": 0}"#).is_err());
    assert!(read(r#"{"one": null}"#).is_ok());
    let partial =
        |list: &str| law.decide(&read(&format!(r#"{{"amounts": {{"list": {list}, "complete": false}}}}"#)).unwrap());
    assert_eq!(partial("[2, 3]")["due"], "yes");
    assert_eq!(partial("[2]")["due"].status, lexact::Status::Unknown);
}
