//! References by name, as facts give them.

use super::{decide, needs, open};
use lexact::Known;

/// What is wrong with these facts.
fn refused(facts: &str) -> String {
    let book = open("references");
    let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
    law.facts().from_json(facts).unwrap_err().to_string()
}

#[test]
fn two_of_one_name_that_differ_are_refused_with_both_places() {
    let companies = r#"[{"name": "A", "listed": true}, {"name": "B"}, {"name": "A", "listed": false}]"#;
    assert_eq!(
        refused(&format!(r#"{{"companies": {companies}, "goods": [{{"maker": "B"}}, {{"maker": "A"}}]}}"#)),
        "goods[1].maker: `A` is the name of two Company that differ: companies[0], companies[2]; \
         give them different names, or say the same of both"
    );
    let book = open("references");
    let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
    // Nobody refers to either: they may be two companies of one name.
    assert!(law.facts().from_json(&format!(r#"{{"companies": {companies}}}"#)).is_ok());
    // Their references differ too, though each is a circle.
    let circles = r#"{"buyer": "A", "companies": [{"name": "A", "parent": "A"}, {"name": "A", "parent": "B"}]}"#;
    assert!(refused(circles).contains("differ: companies[0], companies[1]"));
    assert!(law.facts().from_json(&circles.replace("\"B\"", "\"A\"")).is_ok());
}

#[test]
fn a_reference_is_a_name_and_nothing_else() {
    assert_eq!(
        refused(r#"{"goods": [{"maker": {"name": "A"}}]}"#),
        "goods[0].maker: the name of a Company is needed, not an object; state the Company itself elsewhere among the facts"
    );
    assert!(refused(r#"{"goods": [{"maker": null}]}"#).contains("goods[0].maker: `maker` cannot be none"));
    assert!(
        refused(r#"{"partners": ["A", 3]}"#).contains("partners[1]: the name of a Company is needed, not the number")
    );
}

#[test]
fn the_schema_says_that_it_is_a_name() {
    let schema = open("references").schema();
    let name = serde_json::json!("The name of a Company among the facts.");
    assert_eq!(schema["$defs"]["Good"]["properties"]["maker"]["type"], "string");
    assert_eq!(schema["$defs"]["Good"]["properties"]["maker"]["description"], name);
    assert_eq!(schema["properties"]["partners"]["anyOf"][0]["items"]["description"], name);
}

#[test]
fn facts_that_a_host_sets_refer_by_name_too() {
    let book = open("references");
    let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
    let mut builder = lexact::facts::FactsBuilder::default();
    builder.set("goods[0].maker", "A").set("companies[0].name", "A").set("companies[0].listed", true);
    assert_eq!(law.decide(&law.facts().from_builder(builder).unwrap())["banned"], "yes");
}

#[test]
fn the_path_is_the_one_the_facts_have() {
    let book = open("references");
    let facts = r#"{"companies": [{"name": "A", "listed": true}], "goods": [{"maker": "A"}]}"#;
    let opinion = decide(&book, facts).explain();
    assert!(opinion.contains("companies[0].listed: yes"), "{opinion}");
}

#[test]
fn what_would_settle_it_is_the_reference_or_a_fact_of_the_one_it_names() {
    let book = open("references");
    let rest = r#""companies": [], "partners": []"#;
    let decision = decide(&book, &format!(r#"{{"buyer": "B", "goods": [{{"maker": "A"}}, {{}}], {rest}}}"#));
    assert_eq!(needs(&decision, "banned"), ["goods[0].maker.listed", "goods[1].maker"]);
    let decision = decide(&book, &format!(r#"{{"goods": [], {rest}}}"#));
    assert_eq!(needs(&decision, "above"), ["buyer"]);
}
