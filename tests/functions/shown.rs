//! What an answer shows of tables, tiers, scales and rounding.

use super::cases;

fn explained(case: &str, on: &str, facts: &str) -> String {
    cases::decide(&cases::open("functions", case), on, facts).explain().to_string()
}

#[test]
fn the_bands_and_the_unrounded_value() {
    insta::assert_snapshot!(explained("bands", "2022-01-01", r#"{ "price": "600050.45 GBP" }"#));
}

#[test]
fn the_row_that_gives_the_value() {
    insta::assert_snapshot!(explained(
        "lines-by-year",
        "2025-02-01",
        r#"{ "completed_on": "2027-03-01", "count": 35000 }"#
    ));
}

#[test]
fn the_row_and_the_act_that_amended_it() {
    insta::assert_snapshot!(explained("rows-amended", "2021-03-01", r#"{ "kind": "bus", "age": 3 }"#));
}

#[test]
fn the_tier_of_a_country() {
    insta::assert_snapshot!(explained(
        "tiers",
        "2025-02-01",
        r#"{ "destination": "CN", "buyer": { "seat": "IN", "size": 12 } }"#
    ));
}

#[test]
fn the_entries_of_a_register() {
    insta::assert_snapshot!(explained("register", "2024-04-01", r#"{ "buyer": { "name": "Bolt Works" } }"#));
}

#[test]
fn what_a_table_waits_for() {
    let decision = cases::decide(&cases::open("functions", "rows-amended"), "2020-03-01", r#"{ "kind": "car" }"#);
    let json = decision.to_json();
    let needs: Vec<&str> =
        json["needs"].as_array().unwrap().iter().map(|need| need["fact"].as_str().unwrap()).collect();
    assert_eq!(needs, ["age"]);
    assert_eq!(json["decisions"]["fee"]["status"], "unknown");
}

#[test]
fn the_steps_stand_in_the_json() {
    let decision = cases::decide(&cases::open("functions", "bands"), "2020-02-01", r#"{ "price": "126000 GBP" }"#);
    let json = decision.to_json();
    let scale = &json["decisions"]["duty"]["because"][0]["because"][0];
    assert_eq!(scale["provision"], "1");
    assert_eq!(scale["citation"], "Act 1");
    assert_eq!(scale["calculated"][0]["steps"][1]["text"], "up to 250_000 GBP at 2% + SURCHARGE");
    assert_eq!(scale["calculated"][0]["steps"][1]["value"], "20 GBP of 1000 GBP");
}
