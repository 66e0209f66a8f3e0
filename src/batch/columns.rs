//! Cells → columns of codes, where all rows may be coded at once.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::cells::Cells;
use super::row::{Leaves, yes};
use super::table::{Kind, Table};
use crate::fast::{Column, Columns, Whole};
use crate::program::cells::POWERS;
use crate::value::Date;

/// Most different texts in one column; beyond, each row is read by itself.
const MOST_NAMES: usize = 1 << 12;
/// Most places after the point of a column of numbers.
const MOST_PLACES: u32 = 9;

impl Table<'_> {
    /// The rows as columns; none where some column is none of those that are coded as a whole.
    pub(super) fn columns(&self, cells: &Leaves<'_>, days: &[Option<Date>]) -> Option<Columns<'static>> {
        if !self.is_plain {
            return None;
        }
        let mut columns = Columns::new(days.len());
        for (leaf, cells) in self.leaves.iter().zip(cells) {
            let none = self.batch.options.none.as_deref();
            let column = column(leaf.kind, cells, (days.len(), none), &mut columns)?;
            self.batch.programs.enter(&mut columns, &leaf.path, column).ok()?;
        }
        let day = |on: &Option<Date>| on.and_then(|on| i32::try_from(on.number()).ok());
        columns.enter_days(ints(days.iter().map(day).collect()));
        Some(columns)
    }
}

fn ints(all: Vec<Option<i32>>) -> Column<'static> {
    let given = all.iter().map(Option::is_some).collect();
    let values = all.into_iter().map(Option::unwrap_or_default).collect();
    Column { given: Some(Cow::Owned(given)), ..Column::of(Whole::Ints(Cow::Owned(values))) }
}

/// One column; rows whose cell is not plainly of the kind are left to the reader of facts.
fn column(
    kind: Kind,
    cells: &Cells<'_>,
    (rows, none): (usize, Option<&str>),
    columns: &mut Columns<'_>,
) -> Option<Column<'static>> {
    let texts = Texts { cells, rows, none };
    match (kind, cells) {
        (Kind::Number, Cells::Numbers(all, places)) => Some(numbers(all.iter().copied(), *places)),
        (Kind::Number, Cells::Texts(_) | Cells::Owned(_)) => {
            let of = |text: &str| decimal(text);
            let all = each(texts, columns, of);
            let places = all.iter().flatten().map(|(_, places)| *places).max().unwrap_or(0);
            let mut scaled = Vec::with_capacity(rows);
            for (row, one) in all.into_iter().enumerate() {
                let one = one.map(|(mantissa, of)| mantissa.checked_mul(POWERS[(places - of) as usize]));
                if one == Some(None) {
                    columns.refuse(row);
                }
                scaled.push(one.flatten());
            }
            Some(numbers(scaled.into_iter(), places))
        }
        (Kind::YesNo, Cells::YesNo(all)) => Some(bytes(all.iter().map(|yes| yes.map(u8::from)).collect())),
        (Kind::YesNo, Cells::Texts(_) | Cells::Owned(_)) => {
            Some(bytes(each(texts, columns, |text| yes(text).map(u8::from))))
        }
        (Kind::Date, Cells::Days(all)) => Some(ints(all.clone())),
        (Kind::Date, Cells::Texts(_) | Cells::Owned(_)) => {
            let day = |text: &str| i32::try_from(Date::parse(text).ok()?.number()).ok();
            Some(ints(each(texts, columns, day)))
        }
        (Kind::Text, Cells::Texts(_) | Cells::Owned(_)) => names(texts, columns),
        _ => None,
    }
}

/// The texts of all rows, read; a row whose text is not so is left to the reader of facts.
fn each<T>(texts: Texts<'_>, columns: &mut Columns<'_>, read: impl Fn(&str) -> Option<T>) -> Vec<Option<T>> {
    let mut one = |row: usize| {
        let text = texts.given(row, columns)?;
        let value = read(text);
        if value.is_none() {
            columns.refuse(row);
        }
        value
    };
    (0..texts.rows).map(&mut one).collect()
}

/// A column of texts.
#[derive(Clone, Copy)]
struct Texts<'a> {
    cells: &'a Cells<'a>,
    rows: usize,
    /// What says that there is none.
    none: Option<&'a str>,
}

impl<'a> Texts<'a> {
    /// The text of a row, where one is given; a row that says there is none is left to the reader of facts.
    fn given(self, row: usize, columns: &mut Columns<'_>) -> Option<&'a str> {
        let text = self.cells.text(row).filter(|text| !text.is_empty())?;
        if self.none == Some(text) {
            columns.refuse(row);
            return None;
        }
        Some(text)
    }
}

fn numbers(all: impl Iterator<Item = Option<i64>> + Clone, places: u32) -> Column<'static> {
    let given = all.clone().map(|value| value.is_some()).collect();
    let values = all.map(Option::unwrap_or_default).collect();
    Column { places, given: Some(Cow::Owned(given)), ..Column::of(Whole::Longs(Cow::Owned(values))) }.narrow()
}

fn bytes(all: Vec<Option<u8>>) -> Column<'static> {
    let given = all.iter().map(Option::is_some).collect();
    let values = all.into_iter().map(Option::unwrap_or_default).collect();
    Column { given: Some(Cow::Owned(given)), ..Column::of(Whole::Bytes(Cow::Owned(values))) }
}

fn names(texts: Texts<'_>, columns: &mut Columns<'_>) -> Option<Column<'static>> {
    let rows = texts.rows;
    let mut known: FxHashMap<&str, u16> = FxHashMap::default();
    let mut all: Vec<String> = Vec::new();
    let (mut values, mut given) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    for row in 0..rows {
        let text = texts.given(row, columns);
        given.push(text.is_some());
        let Some(text) = text else {
            values.push(0);
            continue;
        };
        let next = all.len() as u16;
        let number = *known.entry(text).or_insert(next);
        if number == next && all.len() == usize::from(next) {
            all.push(text.to_string());
        }
        values.push(number);
        if all.len() > MOST_NAMES {
            return None;
        }
    }
    let whole = Whole::Shorts(Cow::Owned(values));
    Some(Column { given: Some(Cow::Owned(given)), names: Cow::Owned(all), ..Column::of(whole) })
}

/// A plain decimal of up to 18 digits: its digits, and how many of them stand after the point.
fn decimal(text: &str) -> Option<(i64, u32)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, after) = digits.split_once('.').unwrap_or((digits, ""));
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    if whole.is_empty() || leading_zero || whole.len() + after.len() > 18 || after.len() > MOST_PLACES as usize {
        return None;
    }
    if digits.ends_with('.') {
        return None;
    }
    let mut mantissa = 0i64;
    for digit in whole.bytes().chain(after.bytes()) {
        mantissa = mantissa * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
    }
    Some((if text.starts_with('-') { -mantissa } else { mantissa }, after.len() as u32))
}
