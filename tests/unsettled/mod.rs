//! What may be none, or is not a number at all, is never called decided.

use lexact::{Decision, Known, Rulebook, Status};

const VOCABULARY: &str = "rulebook small\n  title \"Small\"\nrecord Party \"a party\"\n  name identity \"name\"\n\
     fact broker optional Party \"the broker\"\nfact notice duration \"length of notice\"\n\
     decision license required | not needed \"license\"\ndecision share number \"share\"\n";
const ACT: &str = "act one\n  citation \"1 Reg. 1\"\n  published 2024-01-01\n  effective 2024-01-01\n";

fn decide(rules: &str, facts: &str) -> Decision {
    let act = format!("{ACT}{rules}");
    let book = Rulebook::from_sources([("rulebook.act", VOCABULARY), ("one.act", act.as_str())]).unwrap();
    let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
    law.decide(&law.facts().from_json(facts).unwrap())
}

/// An optional record that is not given may be none: neither its absence nor its instance is certain.
#[test]
fn an_optional_record_that_is_not_given_may_be_none() {
    for rules in [
        "rule 1 for each Party\n  then license is required\n",
        "rule 1\n  when broker is not none\n  then license is required\n",
        "define d.1 listed of Party = yes\nrule 1\n  when listed of broker\n  then license is required\n",
    ] {
        let open = decide(rules, "{}");
        assert_eq!(open["license"].status, Status::Unknown, "{rules}");
        let needs: Vec<&str> = open.needs_of("license").iter().map(|n| n.fact.as_str()).collect();
        assert_eq!(needs, ["broker"], "{rules}");
        assert_eq!(decide(rules, r#"{"broker": {"name": "B"}}"#)["license"], "required", "{rules}");
        assert_eq!(decide(rules, r#"{"broker": null}"#)["license"].status, Status::Silent, "{rules}");
    }
}

/// A default that divides by zero decides nothing (S16).
#[test]
fn an_undefined_default_is_undefined() {
    assert_eq!(decide("default 1 share is 1 / 0\n", "{}")["share"].status, Status::Undefined);
}

/// A duration among the facts is compared with days.
#[test]
fn a_duration_counts_days() {
    let rules = "rule 1\n  when notice is at least 25 days\n  then license is required\n";
    assert_eq!(decide(rules, r#"{"notice": 30}"#)["license"], "required");
    assert_eq!(decide(rules, r#"{"notice": "24 days"}"#)["license"].status, Status::Silent);
}

/// Of one record it is not asked twice whether it is there: what surely overrides a rule on every record there may be leaves none to it.
#[test]
fn what_is_taken_away_of_whatever_there_may_be_is_gone() {
    let vocabulary = "rulebook small\n  title \"Small\"\nrecord Party \"a party\"\n  listed yes/no \"listed\"\n\
        fact parties list of Party \"the parties\"\nfact lifted yes/no \"lifted\"\n\
        decision license required | not needed \"license\"\ndecision marks of Party set of provision \"marks\"\n";
    let rules = "default 9 license is not needed\n\
        rule 1 for each Party overrides 2\n  when lifted\n  then license is not needed\n\
        rule 2 for each Party\n  when party.listed\n  then license is required\n\
        rule 3 for each Party\n  when lifted\n  then marks includes this\n\
        rule 4 for each Party\n  when party.listed and not marks of party includes 3 and not 3 applies\n  then license is required\n";
    let act = format!("{ACT}{rules}");
    let book = Rulebook::from_sources([("rulebook.act", vocabulary), ("one.act", act.as_str())]).unwrap();
    let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
    let decided = |facts: &str| {
        let facts = law.facts().from_json(facts).unwrap();
        let decision = law.decide(&facts);
        let program = law.program(&["license"]).unwrap();
        assert_eq!(program.decide(&program.row(&facts)).status("license"), Some(decision["license"].status));
        decision["license"].to_string()
    };
    assert_eq!(decided(r#"{"lifted": true}"#), "not needed");
    assert_eq!(decided(r#"{"lifted": false}"#), "unknown");
    assert_eq!(decided(r#"{"lifted": false, "parties": [{"listed": true}]}"#), "required");
}
