//! A program and the law decide alike: every status, value and element, of every rulebook, on every revision.

mod columns;
pub mod facts;

use lexact::{Answer, Date, Decision, Desk, Docket, FactErrors, Known, Law, Program, Rulebook, Status};

use facts::Lot;

fn folder(rulebook: &str) -> String {
    format!("{}/rules/{rulebook}", env!("CARGO_MANIFEST_DIR"))
}

/// Where an answer says otherwise than the law.
fn disagreement(program: &Program, answer: &Answer, decision: &Decision) -> Option<String> {
    for (at, name) in program.decisions().enumerate() {
        let outcome = &decision[name];
        let elements = outcome.elements.as_ref();
        let sure = elements.map(|all| all.iter().filter(|e| e.sure).map(|e| e.provision.as_str()).collect::<Vec<_>>());
        let law = (outcome.status, outcome.value.as_deref(), sure.unwrap_or_default());
        let ours = (answer.status_at(at), answer.value_at(at), answer.elements_at(at));
        if ours != law {
            return Some(format!("{name}: a program says {ours:?}, the law {law:?}"));
        }
    }
    None
}

/// Where a program, compiled for this, says otherwise than the law of a matter: from its facts, or from their text.
pub fn disagrees(law: &Law, text: &str, decision: &Decision) -> Option<String> {
    let program = law.program(&[]).unwrap();
    let row = program.row(decision.facts());
    let mut desk = Desk::default();
    let of_row = disagreement(&program, &program.decide(&row), decision);
    let of_text = || disagreement(&program, &program.decide_json(text, &mut desk).unwrap(), decision);
    of_row.or_else(of_text)
}

fn same(program: &Program, text: &str, desk: &mut Desk) -> bool {
    let law = program.law();
    let facts = law.facts().from_json(text).unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    let decision = law.decide(&facts);
    let row = program.row(&facts);
    let of_row = disagreement(program, &program.decide(&row), &decision);
    let answer = program.decide_json(text, desk).unwrap();
    if let Some(why) = of_row.or_else(|| disagreement(program, &answer, &decision)) {
        panic!("on {} of {}: {why}\n{text}\n{}", law.on(), law.rulebook().name(), decision.explain());
    }
    !answer.is_open()
}

fn programs(book: &Rulebook) -> Vec<Program> {
    let days: Vec<Date> = book.revisions(Known::Latest);
    days.iter().map(|day| book.in_force(*day, Known::Latest).program(&[]).unwrap()).collect()
}

/// True where two records of one name differ: such facts are of no matter, whatever the law.
fn has_namesakes(law: &Law, text: &str) -> bool {
    let namesakes = |errors: FactErrors| errors.0.iter().all(|error| error.message.contains("is the name of two"));
    law.facts().from_json(text).is_err_and(namesakes)
}

/// Most scenarios of a rulebook that are asked about, and most drawn matters.
const MOST: usize = 250;

fn rulebook(name: &str) {
    let book = Rulebook::open(folder(name)).unwrap_or_else(|failure| panic!("{failure}"));
    let programs = programs(&book);
    let (mut settled, mut desk) = (0, Desk::default());
    let expectations: Vec<_> = book.model().scenarios.iter().flat_map(|s| &s.expectations).collect();
    for (n, expectation) in expectations.iter().enumerate().step_by(expectations.len().div_ceil(MOST).max(1)) {
        let text = serde_json::to_string(&expectation.facts).unwrap();
        let of_day = programs.iter().rposition(|program| program.law().on() <= expectation.on).unwrap_or(0);
        for at in [of_day, n % programs.len()] {
            // What contradicts a definition of another day is an error of fact there.
            if programs[at].law().facts().from_json(&text).is_ok() {
                settled += usize::from(same(&programs[at], &text, &mut desk));
            }
        }
    }
    let mut lot = Lot::new(&book, 7);
    for n in 0..MOST {
        let missing = if n % 3 == 0 { 10 } else { 0 };
        let mut drawn = std::iter::repeat_with(|| lot.facts(missing));
        let text = drawn.find(|text| !has_namesakes(programs[0].law(), text)).unwrap();
        settled += usize::from(same(&programs[n % programs.len()], &text, &mut desk));
    }
    println!("{name}: {settled} settled at once");
}

#[test]
fn ai_compute_is_decided_alike() {
    rulebook("ai-compute");
}

#[test]
fn uk_sdlt_is_decided_alike() {
    rulebook("uk-sdlt");
}

#[test]
fn us_ear_is_decided_alike() {
    rulebook("us-ear");
}

#[test]
fn us_income_tax_is_decided_alike() {
    rulebook("us-income-tax");
}

// ---- one small law

const WORDS: &str = r#"
rulebook lamps
unit lm
unit W
fact light    number in lm at least 0
fact power    number in W more than 0
fact offset   number
fact gas      yes/no
fact made_on  date
fact sold_on  optional date
fact colour   red < amber < green
fact maker    identity
fact parts    list of Piece
record Piece
  colour  red < amber < green
  price   number
decision class  dim | bright | glaring
decision permit required | not needed
decision marks  set of provision
"#;

const ACT: &str = r#"
act 2020-lamps citation "Order 1" published 2020-01-02 effective 2020-02-01
group KNOWN of identity is "Acme", "Bolt"
default 1 class is dim
rule 2
  when all of
    (1) light is at least 800 lm
    (2) light is less than 2000.5 lm
  then class is bright
rule 3
  when light is at least 2000.5 lm
  then class is glaring
default 4 permit is not needed
rule 5
  when any of
    (1) light / power is more than 12.5 lm/W
    (2) offset is less than -3
    (3) any piece in parts where all of
        (i)  piece.colour is at least amber
        (ii) piece.price is more than 9.99
    (4) sum of (piece.price for piece in parts) is exactly 30
  then permit is required
exemption 6 from 5
  when all of
    (1) maker in KNOWN
    (2) gas is no
rule 7
  when sold_on is within 30 days after made_on
  then marks includes this
rule 8
  when at least 2 of
    (1) gas
    (2) colour is green
    (3) made_on is on or after 2020-06-01
  then marks includes this
"#;

const ACT_2021: &str = r#"
act 2021-lamps citation "Order 2" published 2021-01-02 effective 2021-02-01
rule 3
  when light is at least 3000 lm
  then class is glaring
"#;

pub fn lamps() -> Rulebook {
    Rulebook::from_sources([("rulebook.act", WORDS), ("2020-lamps.act", ACT), ("2021-lamps.act", ACT_2021)])
        .unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn thresholds_are_exact_whatever_the_digits() {
    let book = lamps();
    let program = book.in_force("2020-03-01".parse().unwrap(), Known::Latest).program(&["class"]).unwrap();
    assert!(program.is_fast("class"));
    let mut desk = Desk::default();
    for (light, class) in [
        ("799.999999999999", "dim"),
        ("799.99999999999999999999999", "dim"),
        ("800", "bright"),
        ("800.0", "bright"),
        ("8e2", "bright"),
        ("\"800 lm\"", "bright"),
        ("\"800\"", "bright"),
        ("\"799.9999\"", "dim"),
        ("\"2000.5 lm\"", "glaring"),
        ("\" 800   lm \"", "bright"),
        ("\"8e2\"", "bright"),
        ("2000.49999999999", "bright"),
        ("2000.5", "glaring"),
        ("2000.500000000001", "glaring"),
        ("999999999999999999", "glaring"),
        ("99999999999999999999999999", "glaring"),
    ] {
        let text = format!(r#"{{"light": {light}}}"#);
        assert_eq!(program.decide_json(&text, &mut desk).unwrap().value("class"), Some(class), "{light}");
        same(&program, &text, &mut desk);
    }
}

#[test]
fn drawn_matters_are_decided_alike() {
    let book = lamps();
    for program in programs(&book) {
        for decision in ["class", "permit", "marks"] {
            assert!(program.is_fast(decision), "{decision}");
        }
        let (mut lot, mut desk, mut settled) = (Lot::new(&book, 11), Desk::default(), 0);
        for n in 0..1500 {
            settled += usize::from(same(&program, &lot.facts(if n % 2 == 0 { 8 } else { 0 }), &mut desk));
        }
        assert!(settled > 600, "{settled}");
    }
}

#[test]
fn mistakes_are_told_as_ever() {
    let book = lamps();
    let program = book.in_force("2020-03-01".parse().unwrap(), Known::Latest).program(&[]).unwrap();
    let facts = program.law().facts();
    for text in [
        "",
        "{",
        "[]",
        r#"{"light": 1,}"#,
        r#"{"light": 01}"#,
        r#"{"light": -1}"#,
        r#"{"power": 0}"#,
        r#"{"light": 1, "light": 1}"#,
        r#"{"lihgt": 1}"#,
        r#"{"light": null}"#,
        r#"{"gas": "yes"}"#,
        r#"{"gas": truex}"#,
        r#"{"made_on": "2020-02-30"}"#,
        r#"{"made_on": 20200201}"#,
        r#"{"colour": "blue"}"#,
        r#"{"parts": [{"colour": "red"}, {"color": "red"}]}"#,
        r#"{"parts": {"list": [], "complete": 1}}"#,
        r#"{"claims": ["5.9"]}"#,
        r#"{"gas": true} {}"#,
    ] {
        let errors = program.read_json(text).map(|_| ()).unwrap_err();
        assert_eq!(errors, facts.from_json(text).unwrap_err(), "{text}");
    }
    for text in [r#"{}"#, " {\n} ", r#"{ "maker" : "A\u0063me" , "sold_on" : null }"#, r#"{"light": -0}"#] {
        assert!(program.read_json(text).is_ok(), "{text}");
        same(&program, text, &mut Desk::default());
    }
}

#[test]
fn names_that_are_not_declared_are_told() {
    let book = lamps();
    let law = book.in_force("2020-03-01".parse().unwrap(), Known::Latest);
    let unknown = law.program(&["clas"]).unwrap_err();
    assert_eq!(unknown.to_string(), "`clas` is no decision of this rulebook; did you mean `class`?");
    let no_day = book.programs(&["class"], "light", Known::Latest).map(|_| ()).unwrap_err();
    assert_eq!(no_day.to_string(), "`light` is no fact of this rulebook that is a day");
}

#[test]
fn every_matter_is_decided_under_the_law_of_its_day() {
    let book = lamps();
    let programs = book.programs(&["class"], "made_on", Known::Latest).unwrap();
    let mut docket = Docket::default();
    let expected = [
        ("2020-01-31", None),
        ("2020-02-01", Some("glaring")),
        ("2021-01-31", Some("glaring")),
        ("2021-02-01", Some("dim")),
        ("9999-12-31", Some("dim")),
    ];
    for (day, _) in expected {
        let text = format!(r#"{{"light": 2500, "made_on": "{day}"}}"#);
        docket.enter(programs.read_json(&text).unwrap().detached(&programs).unwrap());
    }
    let mut desk = Desk::default();
    for (number, (day, class)) in expected.into_iter().enumerate() {
        let answer = programs.decide_of(&docket, number, &mut desk).unwrap();
        assert_eq!(answer.value_at(0), class, "{day}");
        assert_eq!(answer.decision().unwrap().law().on().to_string(), day);
    }
    let errors = programs.read_json(r#"{"light": 2500}"#).map(|_| ()).unwrap_err();
    assert_eq!((errors.0[0].path.as_str(), errors.0[0].code), ("made_on", "facts/no-day"));
}

#[test]
fn a_row_of_another_program_is_read_anew() {
    let book = lamps();
    let program = |day: &str| book.in_force(day.parse().unwrap(), Known::Latest).program(&["class"]).unwrap();
    let (early, late) = (program("2020-03-01"), program("2021-03-01"));
    let row = early.read_json(r#"{"light": 2500}"#).unwrap();
    assert_eq!(early.decide(&row).value_at(0), Some("glaring"));
    // The row keeps its day: what the late program does not understand is asked of the law of that day.
    assert_eq!(late.decide(&row).value_at(0), Some("glaring"));
}

#[test]
fn what_is_not_given_is_unknown() {
    let book = lamps();
    let program = book.in_force("2020-03-01".parse().unwrap(), Known::Latest).program(&[]).unwrap();
    let row = program.read_json("{}").unwrap();
    assert_eq!(program.decide(&row).status("class"), Some(Status::Unknown));
}

/// Two records hold each other: their facts do not lie in one place.
#[test]
fn records_that_hold_each_other_keep_their_places() {
    let book = Rulebook::from_sources([
        (
            "rulebook.act",
            "rulebook firms\nrecord Firm\n  owner Person\n  rich yes/no\nrecord Person\n  employer Firm\n  tall number\n\
             fact firm Firm\nfact person Person\nfact zeal number\ndecision permit required | not needed",
        ),
        (
            "a.act",
            "act 2020-a citation \"Order 1\" published 2020-01-01 effective 2020-01-02
             default 1 permit is not needed
             rule 2 when zeal is at least 50 then permit is required",
        ),
    ])
    .unwrap();
    let law = book.in_force("2020-01-02".parse().unwrap(), Known::Latest);
    let program = law.program(&["permit"]).unwrap();
    let mut desk = Desk::default();
    for text in [
        r#"{"person": {"employer": {"owner": {"tall": 50}}}}"#,
        r#"{"person": {"tall": 50}}"#,
        r#"{"zeal": 50}"#,
        r#"{"zeal": 49, "person": {"tall": 50}}"#,
    ] {
        same(&program, text, &mut desk);
    }
}
