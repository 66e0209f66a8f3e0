//! The cases the first version promises, through the library.

use std::path::Path;

use lexact::explain::wording::Told;
use lexact::{Date, Decision, Known, Rulebook};

use super::cases;

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
    let needs: Vec<&str> = decision.needs_of_option(&option.provision).iter().map(|n| n.fact.as_str()).collect();
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

/// Where the law goes by names that nobody published, or by lists that are empty, names made up for a test show that it works.
#[test]
fn names_that_the_rulebook_leaves_out() {
    let root = env!("CARGO_MANIFEST_DIR");
    let made_up = "us-ear-names.act";
    let text = std::fs::read_to_string(format!("{root}/tests/data/{made_up}")).expect("the names");
    let book = us_ear();
    let sources = book.sources().iter().map(|(_, s)| (s.name.clone(), s.text.to_string()));
    let book = Rulebook::from_sources(sources.chain([("2025-02-01-names.act".to_string(), text)]))
        .expect("the rulebook with names");
    let report = lexact::review::run(&book);
    let here: Vec<_> = report.lines.iter().filter(|line| line.place().starts_with("2025-02-01-names.act")).collect();
    let failed: Vec<_> = here.iter().filter_map(|line| line.failure.as_deref().map(|f| (&line.expected, f))).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(here.len() > 10);
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a rule file")
}

/// What the target instruments stand beside: the countries, the shipped act of 2022 that they amend, and the facts and country groups
/// that it asks for.
fn beside_the_targets() -> Vec<(String, String)> {
    let shipped = ["2022-10-13-advanced-computing.act", "vocabulary-2022.act", "1996-country-groups.act"];
    let mut sources = vec![
        ("countries/rulebook.act".to_string(), read("rules/countries/rulebook.act")),
        ("vocabulary-beside.act".to_string(), read("tests/data/beside-the-targets.act")),
    ];
    sources.extend(shipped.map(|file| (file.to_string(), read(&format!("rules/us-ear/{file}")))));
    sources
}

/// The first target instruments by the small vocabulary of the target rulebook: they check, and the scenario of the 2023 act passes.
#[test]
fn target_instruments_beside_the_shipped_act() {
    let targets = ["rulebook.act", "1996-base.act", "2023-10-25-advanced-computing.act"];
    let mut sources = beside_the_targets();
    sources.extend(targets.map(|file| (file.to_string(), read(&format!("tests/targets/{file}")))));
    let book = Rulebook::from_sources(sources).expect("the target instruments check");
    let report = lexact::review::run(&book);
    assert!(report.passed(), "{report:?}");
    assert!(report.lines.len() >= 4);
}

/// All target instruments as one rulebook, word for word. The folder of companions has the larger vocabulary, what little else they
/// ask for, and the acts of which the targets show an excerpt: where it stands there is a line `--- excerpt` with its id.
fn all_targets() -> Rulebook {
    let excerpts = read("tests/targets/excerpts.act");
    let excerpts: Vec<&str> = excerpts.split("\n\n").skip(1).map(str::trim_end).collect();
    let mut sources = beside_the_targets();
    let whole = cases::sources("", "targets").into_iter();
    sources.extend(whole.filter(|(name, _)| !["rulebook.act", "excerpts.act"].contains(&name.as_str())));
    let mut placed = 0;
    for (name, mut text) in cases::sources("data", "targets") {
        for excerpt in &excerpts {
            let id = excerpt.split_whitespace().nth(1).expect("an id");
            let place = format!("--- excerpt {id}\n");
            placed += text.matches(&place).count();
            text = text.replace(&place, &format!("{excerpt}\n"));
        }
        sources.push((name, text));
    }
    assert_eq!((placed, excerpts.len()), (3, 3));
    Rulebook::from_sources(sources).unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn all_targets_check_and_their_scenarios_pass() {
    let book = all_targets();
    // The case of 742.6(b)(10)(i) counts again from (1).
    let warnings: Vec<&str> = book.warnings().iter().map(|warning| warning.code).collect();
    assert_eq!(warnings, ["syntax/case-counts-again"]);
    let report = lexact::review::run(&book);
    let failed: Vec<String> = report
        .failed()
        .map(|l| format!("{}: {}\n  {}", l.place(), l.expected, l.failure.as_deref().unwrap_or("")))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let lines = |file: &str| report.lines.iter().filter(|line| line.place().starts_with(file)).count();
    assert_eq!(lines("2023-10-25-advanced-computing.act"), 4);
    assert_eq!(lines("2024-12-05-hbm.act"), 5);
    assert_eq!(lines("2025-01-16-foundry-due-diligence.act"), 3);
    assert!(lines("scenarios.act") > 50);
}

/// The statements of a vocabulary: each with the lines beneath it.
fn statements(vocabulary: &str) -> Vec<Vec<&str>> {
    let mut statements: Vec<Vec<&str>> = Vec::new();
    for line in vocabulary.lines().filter(|line| !line.is_empty() && !line.starts_with("---")) {
        match statements.last_mut() {
            Some(last) if line.starts_with(' ') => last.push(line),
            _ => statements.push(vec![line]),
        }
    }
    statements
}

/// The larger vocabulary says all that the target rulebook says, in the same words.
#[test]
fn the_larger_vocabulary_holds_that_of_the_target() {
    let (target, larger) = (read("tests/targets/rulebook.act"), read("tests/data/targets/rulebook.act"));
    let larger = statements(&larger);
    for statement in statements(&target) {
        let within = larger.iter().any(|other| other[0] == statement[0] && statement.iter().all(|l| other.contains(l)));
        assert!(within, "{}", statement.join("\n"));
    }
}

// ---- all of time

/// A matter of the rulebook of the EAR.
fn matter(rulebook: &Rulebook, facts: &serde_json::Value, on: &str, known: Known) -> Decision {
    let law = rulebook.in_force(day(on), known);
    let facts = law.facts().from_serialize(facts).expect("facts");
    law.decide(&facts)
}

/// A chip that only 744.11 can ask a license for, sold to a party with these owners.
fn owned(owners: serde_json::Value) -> serde_json::Value {
    serde_json::json!({
        "item": { "form": "integrated circuit", "io_rate": 900, "dram_bandwidth": 300, "tpp": 900, "performance_density": 1,
                  "for_data_centers": false },
        "destination": "MY", "activity": "export", "claims": [],
        "exporter": { "name": "Seller", "role": "other" },
        "parties": [{ "name": "Buyer", "role": "ultimate consignee", "headquarters": "MY", "ultimate_parent_headquarters": "MY",
                      "headquarters_known_to_exporter": true, "owners": owners }],
    })
}

#[test]
fn affiliates_captured_stayed_and_captured_again() {
    let book = us_ear();
    let half = owned(serde_json::json!([{ "owner": "SMIC", "share": "50%" }]));
    let license = |on: &str| matter(&book, &half, on, Known::Latest);
    assert_eq!(license("2025-09-28")["license"], "not needed");
    for on in ["2025-09-29", "2025-11-09"] {
        let decision = license(on);
        assert_eq!(decision["license"], "required", "{on}");
        assert!(rests_on(&decision.because("license"), "744.11(a)(1)", "90 FR 47201"), "{on}");
        assert!(decision.as_printed.is_empty(), "{on}");
    }
    for on in ["2025-11-10", "2026-11-09"] {
        let decision = license(on);
        assert_eq!(decision["license"], "not needed", "{on}");
        assert_eq!(decision.as_printed["license"], "required", "{on}");
        assert!(rests_on(&decision.because_as_printed("license"), "744.11(a)(1)", "90 FR 47201"), "{on}");
        // The older text operates meanwhile, and the act that made it so is cited.
        assert!(rests_on(
            &decision.because("license"),
            "744.11(a)(1)",
            "15 CFR 744.11(a)(1), as it stood before 90 FR 47201"
        ));
        let note = "`744.11(a)(1)` of 90 FR 47201 is suspended from 2025-11-10 through 2026-11-09 (90 FR 50857)";
        assert!(decision.notes.iter().any(|n| n.to_string().contains(note)), "{:?}", decision.notes);
    }
    // Whether the stay was prolonged nobody could verify, so counsel is asked.
    let open = license("2026-11-10");
    assert_eq!(open["license"].status, lexact::Status::Unknown);
    assert!(open.needs_of("license").iter().any(|need| need.fact == "stay_of_affiliates" && need.counsel));
    let after = |word: &str| {
        let mut told = half.clone();
        told["stay_of_affiliates"] = serde_json::json!(word);
        matter(&book, &told, "2026-11-10", Known::Latest)
    };
    assert_eq!(after("prolonged")["license"], "not needed");
    let again = after("over");
    assert_eq!(again["license"], "required");
    let because = again.because("license");
    assert!(rests_on(&because, "744.11(a)(1)", "90 FR 47201"));
    assert_eq!(because[0].again_from, Some(day("2026-11-10")));
}

#[test]
fn a_listed_party_itself_stays_restricted_all_the_time() {
    let book = us_ear();
    let mut listed = owned(serde_json::json!([]));
    listed["parties"][0]["name"] = serde_json::json!("SMIC");
    for on in ["2025-09-28", "2025-09-29", "2025-11-10", "2026-11-09", "2026-11-10"] {
        assert_eq!(matter(&book, &listed, on, Known::Latest)["license"], "required", "{on}");
    }
}

/// An H100 for a buyer of this country.
fn h100(country: &str) -> serde_json::Value {
    serde_json::json!({
        "item": { "form": "integrated circuit", "io_rate": 900, "dram_bandwidth": 3350, "tpp": 15832,
                  "performance_density": "19.45", "for_data_centers": true },
        "destination": country, "activity": "export", "claims": [],
        "parties": [{ "name": "Buyer", "role": "ultimate consignee", "headquarters": country,
                      "ultimate_parent_headquarters": country, "headquarters_known_to_exporter": true, "owners": [] }],
    })
}

#[test]
fn ai_diffusion_as_printed_and_as_enforced() {
    let book = us_ear();
    let poland = matter(&book, &h100("PL"), "2025-06-01", Known::Latest);
    assert_eq!(poland["license"], "not needed");
    assert_eq!(poland.as_printed["license"], "required");
    assert!(
        rests_on(&poland.because("license"), "736.1", "15 CFR 736.1")
            || poland.because("license")[0].provision == "736.1"
    );
    assert!(rests_on(&poland.because_as_printed("license"), "742.6(a)(6)(iii)(A)", "90 FR 4544"));
    let note = "`742.6(a)(6)(iii)(A)` of 90 FR 4544 is not enforced from 2025-05-13 (BIS press release of 13 May 2025)";
    assert!(poland.notes.iter().any(|n| n.to_string().contains(note)), "{:?}", poland.notes);
    let known_then = matter(&book, &h100("PL"), "2025-06-01", Known::Day(day("2025-05-01")));
    assert_eq!(known_then["license"], "required");
    assert!(rests_on(&known_then.because("license"), "742.6(a)(6)(iii)(A)", "90 FR 4544"));

    let china = matter(&book, &h100("CN"), "2025-06-01", Known::Latest);
    assert_eq!(china["license"], "required");
    assert!(rests_on(&china.because("license"), "742.6(a)(6)(iii)", "88 FR 73458"));
    assert!(rests_on(&china.because_as_printed("license"), "742.6(a)(6)(iii)(A)", "90 FR 4544"));
    assert!(!china.as_printed.contains_key("license"), "the printed law answers alike");
}
