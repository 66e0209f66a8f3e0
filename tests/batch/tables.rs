//! Matters as tables: what the law says of each, and whether tables say the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use lexact::batch::{Batch, Decided, Desk, Options};
use lexact::explain::State;
use lexact::facts::json::{Json, parse};
use lexact::{Date, Known, Rulebook};

/// The facts of a matter, and the day whose law applies.
pub struct Matter {
    pub on: Date,
    pub facts: String,
}

/// Of each decision: value, status, first citation.
pub type Told = Vec<(Option<String>, String, Option<String>)>;

/// What the law says of each matter; none where its facts cannot be read.
pub fn asked(book: &Rulebook, known: Known, matters: &[Matter]) -> Vec<Option<Told>> {
    let one = |matter: &Matter| {
        let law = book.in_force(matter.on, known);
        let decision = law.decide(&law.facts().from_json(&matter.facts).ok()?);
        let told = decision.decisions.iter().map(|(name, outcome)| {
            let sure = |all: &Vec<lexact::decision::Element>| {
                all.iter().filter(|e| e.sure).map(|e| e.provision.as_str()).collect::<Vec<_>>().join(", ")
            };
            let value = outcome.value.clone().or(outcome.elements.as_ref().map(sure));
            let because = decision.because(name);
            let first = because.iter().find(|told| matches!(told.state, State::Applies | State::Open));
            (value, outcome.status.word().to_string(), first.map(|told| told.citation.clone()))
        });
        Some(told.collect())
    };
    matters.iter().map(one).collect()
}

/// A name that no fact has.
const DAY: &str = "day of the law";
/// What says that there is none.
const NONE: &str = "there is none";

/// Asks a table of lines, and tables of columns in several forms: each must say what is expected.
pub fn same(book: &Rulebook, known: Known, matters: &[Matter], expected: &[Option<Told>]) {
    let options = Options { on_column: DAY.into(), none: Some(NONE.into()), ..Options::default() };
    let batch = Batch::new(book, known, options).unwrap();
    let line = |matter: &Matter| {
        let rest = matter.facts.trim_start().strip_prefix('{').unwrap();
        let comma = if rest.trim() == "}" { "" } else { "," };
        format!("{{\"{DAY}\": \"{}\"{comma}{rest}", matter.on)
    };
    let lines: Vec<String> = matters.iter().map(line).collect();
    let mut desk = Desk::default();
    // Twice: what was decided before must not be taken for what it is not.
    for _ in 0..2 {
        let decided = batch.decide_lines(lines.iter().map(String::as_str), 1, &mut desk);
        compare(&batch, &decided, matters, expected, "lines");
    }
    for form in 0..2 {
        let rows = flat(matters, form);
        let table = batch.table(rows.schema_ref()).unwrap_or_else(|bad| panic!("{bad}"));
        let mut desk = Desk::default();
        for _ in 0..2 {
            let decided = table.decide(&rows, 1, &mut desk);
            compare(&batch, &decided, matters, expected, &format!("columns of form {form}"));
        }
    }
}

fn compare(batch: &Batch, decided: &Decided, matters: &[Matter], expected: &[Option<Told>], by: &str) {
    let rows = column(&decided.answers, "row");
    let columns: Vec<[Vec<String>; 3]> = batch
        .decisions()
        .map(|name| ["", ".status", ".citation"].map(|part| column(&decided.answers, &format!("{name}{part}"))))
        .collect();
    let mut at = 0;
    for (n, (matter, expected)) in matters.iter().zip(expected).enumerate() {
        let row = (n + 1).to_string();
        let Some(expected) = expected else {
            assert!(decided.bad.iter().any(|bad| bad.row == n as u64 + 1), "{by}: a mistake passes: {}", matter.facts);
            continue;
        };
        assert_eq!(
            rows.get(at),
            Some(&row),
            "{by}: on {} refused: {}\n{:?}",
            matter.on,
            matter.facts,
            decided.bad.first()
        );
        for (name, (columns, (value, status, citation))) in batch.decisions().zip(columns.iter().zip(expected)) {
            let told = [&columns[0][at], &columns[1][at], &columns[2][at]];
            let want = [value.as_deref().unwrap_or(""), status, citation.as_deref().unwrap_or("")];
            assert_eq!(told.map(String::as_str), want, "{by}: {name} on {}: {}", matter.on, matter.facts);
        }
        at += 1;
    }
    assert_eq!(rows.len(), at, "{by}");
}

/// A column of answers as texts.
pub fn column(answers: &RecordBatch, name: &str) -> Vec<String> {
    let column = answers.column_by_name(name).unwrap();
    let text = |row: usize| match column.data_type() {
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::Dictionary(..) => {
            let named = column.as_dictionary::<Int32Type>();
            let names = named.values().as_string::<i32>();
            named.key(row).map_or(String::new(), |key| names.value(key).to_string())
        }
        _ => column.as_string::<i32>().value(row).to_string(),
    };
    (0..column.len()).map(text).collect()
}

/// A schema of columns of text.
pub fn schema(columns: &[&str]) -> Schema {
    Schema::new(columns.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect::<Vec<_>>())
}

/// The values of each path of some rows.
type Paths = BTreeMap<String, Vec<Option<Json>>>;

/// The values of each path, and none where it is not given; what lies at a path of `whole` is one value.
fn paths(matters: &[Matter], whole: &[String]) -> Paths {
    let mut all = Paths::new();
    for (row, matter) in matters.iter().enumerate() {
        let facts = parse(&matter.facts).unwrap();
        let mut open = vec![(String::new(), facts)];
        while let Some((path, value)) = open.pop() {
            let is_record = match &value {
                Json::Object(of) => !of.members.contains_key("list") && !of.members.is_empty(),
                _ => false,
            };
            match value {
                Json::Object(of) if is_record && !whole.contains(&path) || path.is_empty() => {
                    let dot = if path.is_empty() { "" } else { "." };
                    open.extend(of.members.into_iter().map(|(name, value)| (format!("{path}{dot}{name}"), value)));
                }
                value => {
                    let column = all.entry(path).or_default();
                    column.resize(row, None);
                    column.push(Some(value));
                }
            }
        }
    }
    all.values_mut().for_each(|column| column.resize(matters.len(), None));
    all
}

/// The matters as one table: all columns texts, or each of the narrowest type that holds it. A record that is none or empty in one row is
/// one column of JSON in all.
pub fn flat(matters: &[Matter], form: usize) -> RecordBatch {
    let first = "1970-01-01".parse::<Date>().unwrap();
    let days: Vec<Option<i32>> = matters.iter().map(|m| Some(first.days_until(m.on) as i32)).collect();
    let texts: Vec<String> = matters.iter().map(|m| m.on.to_string()).collect();
    let on: ArrayRef = if form == 0 { Arc::new(StringArray::from(texts)) } else { Arc::new(Date32Array::from(days)) };
    let mut columns: Vec<(String, ArrayRef)> = vec![(DAY.to_string(), on)];
    let all = paths(matters, &[]);
    let is_below = |path: &String| all.keys().any(|other| other.starts_with(&format!("{path}.")));
    let whole: Vec<String> = all.keys().filter(|path| is_below(path)).cloned().collect();
    for (path, values) in paths(matters, &whole) {
        columns.push((path, if form == 0 { as_texts(&values) } else { typed(&values) }));
    }
    RecordBatch::try_from_iter(columns).unwrap()
}

fn as_texts(values: &[Option<Json>]) -> ArrayRef {
    let text = |value: &Option<Json>| {
        value.as_ref().map(|value| match value {
            Json::Text(text) => text.clone(),
            Json::Null => NONE.to_string(),
            other => other.to_string(),
        })
    };
    Arc::new(StringArray::from(values.iter().map(text).collect::<Vec<_>>()))
}

/// The values of a column, where all that are given are so.
fn all<T>(values: &[Option<Json>], so: impl Fn(&Json) -> Option<T>) -> Option<Vec<Option<T>>> {
    let one = |value: &Option<Json>| match value {
        Some(value) => so(value).map(Some),
        None => Some(None),
    };
    values.iter().map(one).collect()
}

fn typed(values: &[Option<Json>]) -> ArrayRef {
    let yes = |value: &Json| match value {
        Json::YesNo(yes) => Some(*yes),
        _ => None,
    };
    let number = |value: &Json| match value {
        Json::Number(text) => Some(text.clone()),
        _ => None,
    };
    // Numbers as they are written, all with four places.
    let decimal = |value: &Json| -> Option<i128> {
        let text = number(value)?;
        let (whole, after) = text.split_once('.').unwrap_or((&text, ""));
        let whole: i128 = whole.parse().ok().filter(|_| after.len() <= 4 && !text.starts_with("-0"))?;
        let after = format!("{after:0<4}").parse::<i128>().ok()?;
        Some(whole * 10_000 + if whole < 0 { -after } else { after })
    };
    if let Some(all) = all(values, yes) {
        return Arc::new(BooleanArray::from(all));
    }
    if let Some(all) = all(values, |value| number(value)?.parse::<i64>().ok()) {
        return Arc::new(Int64Array::from(all));
    }
    match all(values, decimal) {
        Some(all) => Arc::new(Decimal128Array::from(all).with_precision_and_scale(38, 4).unwrap()),
        None => as_texts(values),
    }
}

/// A file of CSV without quotation marks, all columns texts.
pub fn read_csv(path: &std::path::Path) -> RecordBatch {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let names = lines.next().unwrap();
    let rows: Vec<Vec<&str>> = lines.collect();
    let column = |at: usize| -> ArrayRef {
        Arc::new(StringArray::from(rows.iter().map(|row| Some(row[at]).filter(|t| !t.is_empty())).collect::<Vec<_>>()))
    };
    RecordBatch::try_from_iter(names.iter().enumerate().map(|(at, name)| (*name, column(at)))).unwrap()
}

/// Writes a table of Parquet.
pub fn write_parquet(rows: &RecordBatch, path: &std::path::Path) {
    let file = std::fs::File::create(path).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, rows.schema(), None).unwrap();
    writer.write(rows).unwrap();
    writer.close().unwrap();
}
