//! Tables: a row is answered as the law of its day answers it, however it is read and whoever is stopped on the way.

mod command;
pub mod tables;

use lexact::batch::{Batch, Desk, Options};
use lexact::{Known, Rulebook};

use crate::program::facts::Lot;
use tables::{Matter, asked, same};

fn matters(book: &Rulebook, seed: u64, count: usize) -> Vec<Matter> {
    let mut lot = Lot::new(book, seed);
    let days = book.revisions(Known::Latest);
    // The day before, the day itself and a later one; a few days often, so that rows are alike.
    let day = |n: usize| match n % 3 {
        0 => days[n % days.len()],
        1 => days[n % days.len()].next(),
        _ => days[n % days.len()].previous(),
    };
    (0..count).map(|n| Matter { on: day(n), facts: lot.facts(if n % 3 == 0 { 12 } else { 0 }) }).collect()
}

fn rulebook(name: &str, count: usize) {
    let book = Rulebook::open(format!("{}/rules/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let matters = matters(&book, 5, count);
    let expected = asked(&book, Known::Latest, &matters);
    same(&book, Known::Latest, &matters, &expected);
}

#[test]
fn us_ear_by_lines_and_by_columns() {
    rulebook("us-ear", 40);
}

#[test]
fn ai_compute_by_lines_and_by_columns() {
    rulebook("ai-compute", 150);
}

#[test]
fn us_income_tax_by_lines_and_by_columns() {
    rulebook("us-income-tax", 100);
}

#[test]
fn lamps_by_lines_and_by_columns() {
    let book = crate::program::lamps();
    let matters = matters(&book, 3, 1500);
    let expected = asked(&book, Known::Latest, &matters);
    same(&book, Known::Latest, &matters, &expected);
}

/// Two rules conclude the same, the second in some of the cases of the first: no answer turns on what tells their citations apart.
#[test]
fn the_first_citation_is_told_apart_where_no_answer_is() {
    let book = Rulebook::from_sources([
        ("rulebook.act", "rulebook lamps\nfact gas yes/no\nfact light number\ndecision permit required | not needed"),
        (
            "a.act",
            "act 2020-a citation \"Order 1\" published 2020-01-01 effective 2020-01-02
             default 1 permit is not needed
             rule 2 when all of (1) gas (2) light is at least 12.5 then permit is required",
        ),
        (
            "b.act",
            "act 2020-b citation \"Order 2\" published 2020-01-03 effective 2020-01-04
             rule 3 when gas then permit is required",
        ),
    ])
    .unwrap_or_else(|failure| panic!("{failure}"));
    let on = "2020-02-01".parse().unwrap();
    let matter = |facts: &str| Matter { on, facts: facts.to_string() };
    let mut matters = Vec::new();
    for facts in [r#"{"gas": true, "light": 12.5}"#, r#"{"gas": true, "light": 12.49}"#, r#"{"gas": true}"#, "{}"] {
        matters.extend([matter(facts), matter(facts)]);
    }
    let expected = asked(&book, Known::Latest, &matters);
    let citations: Vec<_> = expected.iter().map(|told| told.as_ref().unwrap()[0].2.as_deref().unwrap()).collect();
    assert_eq!(citations[0], "Order 1");
    assert_eq!(citations[2], "Order 2");
    same(&book, Known::Latest, &matters, &expected);
}

#[test]
fn columns_that_are_no_facts_are_told() {
    let book = crate::program::lamps();
    let batch = |options| Batch::new(&book, Known::Latest, options).unwrap();
    let on = || Options { on_column: "made_on".into(), ..Options::default() };
    let error = |options: Options, columns: &[&str]| {
        let schema = tables::schema(columns);
        batch(options).table(&schema).map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(
        error(on(), &["made_on", "lihgt"]),
        "the column `lihgt` is no fact of this rulebook; did you mean `light`? `--keep lihgt` copies it to the answers, \
         `--ignore-column lihgt` leaves it out"
    );
    assert_eq!(
        error(on(), &["made_in"]),
        "there is no column `made_on`, which `on-column` names; did you mean `made_in`?"
    );
    assert_eq!(error(on(), &["made_on", "gas", "gas"]), "two columns are named `gas`");
    let unknown = Batch::new(&book, Known::Latest, Options { decide: vec!["clas".into()], ..on() }).map(|_| ());
    assert_eq!(unknown.unwrap_err().to_string(), "`clas` is no decision of this rulebook; did you mean `class`?");
    // The answers have names too.
    for (keep, decide, twice) in [
        (vec!["made_in", "made_in"], vec![], "made_in"),
        (vec!["row"], vec![], "row"),
        (vec!["class.status"], vec!["class"], "class.status"),
        (vec![], vec!["class", "class"], "class"),
    ] {
        let names = |all: Vec<&str>| all.into_iter().map(String::from).collect();
        let options = Options { keep: names(keep), decide: names(decide), ..on() };
        let why = Batch::new(&book, Known::Latest, options).map(|_| ()).unwrap_err();
        assert_eq!(why.message, format!("two columns of the answers would be named `{twice}`"));
    }
}

#[test]
fn binary_floating_point_is_refused() {
    let book = crate::program::lamps();
    let options = Options { on_column: "made_on".into(), ..Options::default() };
    let batch = Batch::new(&book, Known::Latest, options).unwrap();
    let field = |name, ty| arrow_schema::Field::new(name, ty, true);
    let fields =
        vec![field("made_on", arrow_schema::DataType::Date32), field("light", arrow_schema::DataType::Float64)];
    let error = batch.table(&arrow_schema::Schema::new(fields)).map(|_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the column `light` cannot be read: binary floating point has no exact decimals; write it as decimal128 or as text"
    );
}

#[test]
fn rows_with_mistakes_leave_their_neighbours_alone() {
    let book = crate::program::lamps();
    let options = Options { on_column: "made_on".into(), decide: vec!["class".into()], ..Options::default() };
    let batch = Batch::new(&book, Known::Latest, options).unwrap();
    let lines = [
        r#"{"made_on": "2020-03-01", "light": 800}"#,
        r#"{"made_on": "2020-03-01", "light": -1}"#,
        r#"{"made_on": "2020-02-30", "light": 800}"#,
        r#"{"light": 800}"#,
        "{",
        r#"{"made_on": "2020-03-01", "light": 799.99}"#,
    ];
    let decided = batch.decide_lines(lines.into_iter(), 11, &mut Desk::default());
    assert_eq!(tables::column(&decided.answers, "row"), ["11", "16"]);
    assert_eq!(tables::column(&decided.answers, "class"), ["bright", "dim"]);
    let bad: Vec<(u64, &str)> = decided.bad.iter().map(|bad| (bad.row, bad.mistakes[0].path.as_str())).collect();
    assert_eq!(bad, [(12, "light"), (13, "made_on"), (14, "made_on"), (15, "")]);
}
