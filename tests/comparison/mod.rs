//! The same facts on several days: no change is missed, none is made up, and each has its instrument.

use std::collections::BTreeSet;

use lexact::comparison::{Kind, Row, joined, side_by_side};
use lexact::{Date, Decision, Known, Rulebook};

fn decide(rulebook: &Rulebook, facts: &str, days: &[Date]) -> Vec<Decision> {
    let decide = |day: &Date| {
        let law = rulebook.in_force(*day, Known::Latest);
        law.decide(&law.facts().from_json(facts).unwrap())
    };
    days.iter().map(decide).collect()
}

fn by(row: &Row, name: &str) -> Vec<String> {
    let turn = row.turns.iter().find(|turn| turn.name == name && turn.kind == Kind::Decision).expect(name);
    turn.by.iter().map(|difference| difference.instrument.citation.clone()).collect()
}

fn days(all: &[&str]) -> Vec<Date> {
    all.iter().map(|day| day.parse().unwrap()).collect()
}

/// In every joined row every revision answers alike, and the next answers otherwise.
#[test]
fn every_change_is_told_once() {
    let rulebook = Rulebook::open("tests/cli/books/radio").unwrap();
    let revisions = rulebook.revisions(Known::Latest);
    for power in ["40 W", "110 W", "150 W", "600 W", "950 W", "1700 W", "2500 W"] {
        for region in ["NORTH", "WEST", "EAST"] {
            let facts = format!(r#"{{"power": "{power}", "region": "{region}", "mobile": false, "claims": []}}"#);
            let plain = |d: &Decision| {
                let words = |(name, outcome): (&String, &lexact::Outcome)| format!("{name} {}", outcome.words());
                (d.decisions.iter().map(words).collect::<Vec<_>>(), d.as_printed.iter().map(words).collect::<Vec<_>>())
            };
            let decisions = decide(&rulebook, &facts, &revisions);
            let rows = joined(decisions.clone());
            for decision in &decisions {
                let on = decision.law().on();
                let row = rows.iter().rfind(|row| row.decision.law().on() <= on).unwrap();
                assert_eq!(plain(&row.decision), plain(decision), "{facts} on {on}");
                assert!(row.until.is_none_or(|until| on < until));
            }
            for row in rows.iter().skip(1) {
                assert!(!row.turns.is_empty());
                for turn in &row.turns {
                    assert!(!turn.by.is_empty() && turn.before != turn.now, "{facts} on {}", row.decision.law().on());
                }
            }
        }
    }
}

/// What falls back to older text is due to the act that took the newer away.
#[test]
fn a_change_is_due_to_its_instrument() {
    let rulebook = Rulebook::open("tests/cli/books/radio").unwrap();
    let facts = r#"{"power": "1700 W", "region": "EAST", "mobile": true, "claims": []}"#;
    let all = days(&["2020-06-30", "2020-07-01", "2022-02-01", "2022-10-01"]);
    let rows = side_by_side(decide(&rulebook, facts, &all));
    let permit: Vec<String> = rows.iter().map(|row| row.decision["permit"].words()).collect();
    assert_eq!(permit, ["not needed", "required", "required", "required"]);
    assert_eq!(by(&rows[1], "permit"), ["RA 2020, no. 2"]);
    // An exemption is not enforced for some months.
    let facts = r#"{"power": "1700 W", "region": "WEST", "mobile": false, "claims": []}"#;
    let all = days(&["2022-01-31", "2022-02-01", "2022-10-01"]);
    let rows = side_by_side(decide(&rulebook, facts, &all));
    let permit: Vec<String> = rows.iter().map(|row| row.decision["permit"].words()).collect();
    assert_eq!(permit, ["not needed", "required", "not needed"]);
    assert_eq!(by(&rows[1], "permit"), ["Order 1 of 2022"]);
    assert_eq!(by(&rows[2], "permit"), ["Order 7 of 2022"]);
}

/// The second clock: one day, known on two days.
#[test]
fn what_was_learned_is_due_to_what_became_public() {
    let rulebook = Rulebook::open("rules/us-ear").unwrap();
    let facts = std::fs::read_to_string("tests/cli/facts/h800.json").unwrap();
    let known = |known: Known| {
        let law = rulebook.in_force("2023-11-17".parse().unwrap(), known);
        law.decide(&law.facts().from_json(&facts).unwrap())
    };
    let before = known(Known::Day("2023-10-01".parse().unwrap()));
    let rows = side_by_side(vec![before, known(Known::Latest)]);
    assert_eq!(by(&rows[1], "license"), ["88 FR 73458"]);
    let named: BTreeSet<&str> = rows[1].turns.iter().map(|turn| turn.name.as_str()).collect();
    assert!(named.contains("740.8(a)") && named.contains("classification"), "{named:?}");
}

/// A duty that is due on the day asked about, and days that count working days: rows begin where something else turns, and where the list
/// of working days begins and ends.
#[test]
fn days_that_move_on_with_the_day_are_no_change() {
    let rulebook = Rulebook::from_sources([
        ("rulebook.act", "rulebook small\n  cite as \"Act {id}\"\n  cite as \"Order {id}\" for 2\n  cite as \"Rule {id}\" for 2.1\nfact sent date\ndecision late yes/no\n"),
        (
            "one.act",
            "act one\n  citation \"1\"\n  published 2020-01-01\n  effective 2020-02-01\n\
             value working_days = Monday to Friday from 2020-01-01 through 2020-12-31\ndefault 1 late is no\n\
             rule 2.1\n  when sent is at least 3 working days before on\n  then late is yes\n\
             rule 3\n  then must \"Enter the number\" by on\n",
        ),
    ])
    .unwrap_or_else(|failure| panic!("{failure}"));
    let facts = r#"{"sent": "2020-03-01"}"#;
    let known = decide(&rulebook, facts, &days(&["2020-02-01"]));
    let turning = rulebook.turning_days(Known::Latest, known[0].facts());
    let rows = joined(decide(&rulebook, facts, &turning));
    let begin: Vec<String> = rows.iter().map(|row| row.decision.law().on().to_string()).collect();
    assert_eq!(begin, ["2020-02-01", "2020-03-05", "2021-01-02"]);
    let because = rows[1].decision.because("late");
    assert_eq!(because[0].cite, "Rule 2.1", "the nearest of the forms that an id stands beneath");
}
