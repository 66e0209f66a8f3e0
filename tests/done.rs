//! The cases the first version promises, through the library.

use lexact::explain::wording::Told;
use lexact::{Date, Decision, Known, Rulebook};

fn us_ear() -> Rulebook {
    Rulebook::open(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/us-ear")).expect("the rulebook of the EAR")
}

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn decide(rulebook: &Rulebook, chip: &str, on: &str, known: Known) -> Decision {
    let path = format!("{}/tests/cli/facts/{chip}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a fact file");
    let law = rulebook.in_force(day(on), known);
    let facts = law.facts().from_json(&text).expect("facts");
    law.decide(&facts)
}

fn rests_on(reasons: &[Told], provision: &str, citation: &str) -> bool {
    let this = |told: &Told| told.provision == provision && told.citation == citation;
    reasons.iter().any(|told| this(told) || rests_on(&told.because, provision, citation))
}

#[test]
fn h800() {
    let book = us_ear();
    let before = decide(&book, "h800", "2023-11-16", Known::Latest);
    assert_eq!(before["license"], "not needed");
    assert_eq!(before.because("license")[0].provision, "736.1");
    let after = decide(&book, "h800", "2023-11-17", Known::Latest);
    assert_eq!(after["license"], "required");
    let because = after.because("license");
    assert!(rests_on(&because, "742.6(a)(6)(iii)", "88 FR 73458"));
    assert!(rests_on(&because, "3A090.a.1", "88 FR 73458"));
    let unknown_then = decide(&book, "h800", "2023-11-17", Known::Day(day("2023-10-01")));
    assert_eq!(unknown_then["license"], "not needed");
}

#[test]
fn rtx_4090_d_is_taken_out_by_note_2() {
    let decision = decide(&us_ear(), "rtx-4090-d", "2023-12-28", Known::Latest);
    assert_eq!(decision["license"], "not needed");
    assert!(rests_on(&decision.because("license"), "3A090.note-2", "88 FR 73458"));
    assert!(decision.explain().contains("3A090.note-2"));
}

#[test]
fn l4() {
    let decision = decide(&us_ear(), "l4", "2023-11-17", Known::Latest);
    assert_eq!(decision["license"], "required");
    assert!(rests_on(&decision.because("license"), "3A090.a.2", "88 FR 73458"));
}

#[test]
fn a100() {
    let book = us_ear();
    assert_eq!(decide(&book, "a100", "2022-10-20", Known::Latest)["license"], "not needed");
    assert_eq!(decide(&book, "a100", "2022-10-21", Known::Latest)["license"], "required");
}

#[test]
fn rtx_4090_and_its_option() {
    let book = us_ear();
    let decision = decide(&book, "rtx-4090", "2023-12-01", Known::Latest);
    let without = decision["license"].without_claims.as_ref().expect("a single-valued decision");
    assert_eq!(without.value.as_deref(), Some("required"));
    let option = decision.options.iter().find(|o| o.provision == "740.8(a)").expect("the option");
    assert_eq!(option.state, "unknown");
    let needs: Vec<&str> = option.needs.iter().map(|n| n.fact.as_str()).collect();
    assert_eq!(needs, ["bis_notified_on", "bis_reply", "purchase_order_held"]);
    let decision = decide(&book, "rtx-4090-notified", "2023-12-01", Known::Latest);
    let option = decision.options.iter().find(|o| o.provision == "740.8(a)").expect("the option");
    assert_eq!(option.state, "open");
}

/// Changing one number in a rule file changes the next run.
#[test]
fn a_changed_number_changes_the_answer() {
    let book = us_ear();
    let changed = |name: &str, text: &str| match name {
        "2023-10-25-advanced-computing.act" => text.replace("4800", "20000").replace("at least 1600", "at least 20000"),
        _ => text.to_string(),
    };
    let sources = book.sources().iter().map(|(_, s)| (s.name.clone(), changed(&s.name, &s.text)));
    let book = Rulebook::from_sources(sources.collect::<Vec<_>>()).expect("the changed rulebook");
    assert_eq!(decide(&book, "h800", "2023-11-17", Known::Latest)["license"], "not needed");
}

/// Every scenario of the shipped rulebooks passes.
#[test]
fn scenarios_pass() {
    let report = lexact::review::run(&us_ear());
    let failed: Vec<String> = report
        .failed()
        .map(|l| format!("{}: {}\n  {}", l.place(), l.expected, l.failure.as_deref().unwrap_or("")))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(report.lines.len() > 200);
}

/// The target instruments beside the shipped act of 2022: they check, and the scenario of the 2023 act passes. Beside them
/// stand what the shipped act needs and the targets leave out: its further facts, and the country groups other than D:5.
#[test]
fn target_instruments_beside_the_shipped_act() {
    let root = env!("CARGO_MANIFEST_DIR");
    let targets = ["rulebook.act", "1996-base.act", "2023-10-25-advanced-computing.act"];
    let shipped = ["2022-10-13-advanced-computing.act", "vocabulary-2022.act", "1996-country-groups.act"];
    let read = |path: String| std::fs::read_to_string(path).expect("a rule file");
    let mut sources =
        vec![("countries/rulebook.act".to_string(), read(format!("{root}/rules/countries/rulebook.act")))];
    sources.extend(targets.map(|f| (f.to_string(), read(format!("{root}/tests/targets/{f}")))));
    sources.extend(shipped.map(|f| (f.to_string(), read(format!("{root}/rules/us-ear/{f}")))));
    let book = Rulebook::from_sources(sources).expect("the target instruments check");
    let report = lexact::review::run(&book);
    assert!(report.passed(), "{report:?}");
    assert!(report.lines.len() >= 4);
}
