//! Rows → answers, each found once.

use std::sync::Arc;

use arrow_array::{Array, RecordBatch};
use rustc_hash::FxHashMap;

use super::cells::{Cells, date};
use super::table::Table;
use super::{BadRow, Batch, Decided, answers};
use crate::decision::Status;
use crate::explain::State;
use crate::facts::{FactError, FactErrors};
use crate::fast::keyed::NO_KEY;
use crate::value::Date;

/// The answer to one decision.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Told {
    pub value: Option<Arc<str>>,
    pub status: Status,
    pub citation: Option<Arc<str>>,
}

/// Most answers that are kept by their keys; further ones are found anew.
const MOST_KEPT: usize = 1 << 18;

/// What is kept between rows, so that rows that are alike are decided once. One for each thread; of one [`Batch`] only.
#[derive(Debug, Default)]
pub struct Desk {
    fast: crate::fast::Desk,
    /// The answers of rows, by number.
    pub(super) results: Vec<Arc<[Told]>>,
    numbers: FxHashMap<Arc<[Told]>, u32>,
    /// Rows that were coded as columns: their revision and key.
    by_columns: FxHashMap<(u32, u64), u32>,
    /// Rows that were read as texts.
    by_text: FxHashMap<Box<[u32]>, u32>,
    key: Vec<u32>,
    text: String,
}

impl Desk {
    fn number(&mut self, told: Vec<Told>) -> u32 {
        let told: Arc<[Told]> = told.into();
        if let Some(known) = self.numbers.get(&told) {
            return *known;
        }
        let number = self.results.len() as u32;
        self.results.push(Arc::clone(&told));
        if self.numbers.len() < MOST_KEPT {
            self.numbers.insert(told, number);
        }
        number
    }

    /// Answers are kept for the rows at hand; beyond many, all are forgotten before the next rows.
    pub(super) fn make_room(&mut self) {
        if self.results.len() > MOST_KEPT || self.by_text.len() > MOST_KEPT || self.by_columns.len() > MOST_KEPT {
            *self = Desk { fast: std::mem::take(&mut self.fast), ..Desk::default() };
        }
    }
}

impl Table<'_> {
    /// Decides rows, of which the first has this number.
    pub fn decide(&self, rows: &RecordBatch, first: u64, desk: &mut Desk) -> Decided {
        desk.make_room();
        let cells = self.leaves.iter().map(|leaf| Cells::new(rows.column(leaf.column))).collect();
        let days = self.days(rows);
        let known: Vec<Option<Date>> = days.iter().map(|day| day.as_ref().ok().copied()).collect();
        let mut keys = Vec::new();
        match self.columns(&cells, &known) {
            Some(columns) => self.batch.programs.keys(&columns, &mut keys),
            None => keys.resize(rows.num_rows(), NO_KEY),
        }
        let (mut found, mut bad) = (Vec::with_capacity(rows.num_rows()), Vec::new());
        for (row, (day, key)) in days.into_iter().zip(keys).enumerate() {
            if let Some(known) = desk.by_columns.get(&key) {
                found.push(Some(*known));
                continue;
            }
            let mut text = std::mem::take(&mut desk.text);
            let written = day.and_then(|day| self.write(&cells, row, &mut text).map(|()| day).map_err(|e| vec![e]));
            let told = written.and_then(|day| self.batch.told(&text, day, desk));
            desk.text = text;
            if let (Ok(number), true) = (&told, key != NO_KEY) {
                desk.by_columns.insert(key, *number);
            }
            found.push(told.as_ref().ok().copied());
            bad.extend(told.err().map(|mistakes| BadRow { row: first + row as u64, mistakes }));
        }
        let kept = self.keep.iter().map(|column| (rows.schema_ref().field(*column).name(), rows.column(*column)));
        Decided { answers: answers::batch(&self.batch.programs, &found, first, kept, &desk.results), bad }
    }

    /// The day of each row, or what is wrong with it.
    fn days(&self, rows: &RecordBatch) -> Vec<Result<Date, Vec<FactError>>> {
        let column = rows.column(self.on);
        let cells = Cells::new(column);
        let name = &self.batch.options.on_column;
        let one = |row: usize| match &cells {
            Cells::Days(all) => match all.get(row).copied().flatten() {
                None => Err(no_day(name)),
                Some(number) => date(number).ok_or_else(|| bad_day(name, "this day is not of the calendar".into())),
            },
            _ => day(name, cells.text(row)),
        };
        (0..column.len()).map(one).collect()
    }
}

/// The day that a cell or field says.
pub(super) fn day(name: &str, text: Option<&str>) -> Result<Date, Vec<FactError>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Err(no_day(name)) };
    Date::parse(text).map_err(|why| {
        bad_day(
            name,
            match why {
                crate::value::DateError::NoSuchDay(why) => why,
                crate::value::DateError::Form => format!("`{text}` is no day; write it as 2023-11-17"),
            },
        )
    })
}

fn no_day(name: &str) -> Vec<FactError> {
    bad_day(name, "the day whose law applies is not given".into())
}

pub(super) fn bad_day(name: &str, message: String) -> Vec<FactError> {
    vec![FactError { path: name.to_string(), code: "facts/no-day", message, help: None }]
}

impl Batch {
    /// The number of the answers of a text of facts, under the law of a day.
    pub(super) fn told(&self, text: &str, on: Date, desk: &mut Desk) -> Result<u32, Vec<FactError>> {
        let Desk { fast, key, by_text, .. } = desk;
        let has_key = self.programs.key(text, on, fast, key);
        if has_key && let Some(known) = by_text.get(key.as_slice()) {
            return Ok(*known);
        }
        let told = self.asked(text, on).map_err(|FactErrors(errors)| errors)?;
        let number = desk.number(told);
        if has_key {
            desk.by_text.insert(desk.key.as_slice().into(), number);
        }
        Ok(number)
    }

    /// The answers of a text of facts, by the evaluator.
    fn asked(&self, text: &str, on: Date) -> Result<Vec<Told>, FactErrors> {
        let law = self.programs.rulebook().in_force(on, self.programs.known());
        let decision = law.decide(&law.facts().from_json(text)?);
        let one = |name: &str| {
            let outcome = decision.get(name);
            let elements = outcome.and_then(|outcome| outcome.elements.as_ref());
            let sure = elements.map(|all| {
                let sure = all.iter().filter(|element| element.sure).map(|element| element.provision.as_str());
                sure.collect::<Vec<_>>().join(", ")
            });
            let value = outcome.and_then(|outcome| outcome.value.clone()).or(sure);
            let counts = |told: &&crate::Told| matches!(told.state, State::Applies | State::Open);
            let citation = decision.because(name).iter().find(counts).map(|told| Arc::from(told.citation.as_str()));
            Told {
                value: value.map(Arc::from),
                status: outcome.map_or(Status::Unknown, |outcome| outcome.status),
                citation,
            }
        };
        Ok(self.programs.decisions().map(one).collect())
    }
}
