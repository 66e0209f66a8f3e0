//! The values of one Arrow column.

use std::borrow::Cow;
use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, BooleanArray, StringArray};
use arrow_schema::DataType;

use crate::program::cells::POWERS;
use crate::value::Date;

/// The values of one column, in one of few forms.
pub(super) enum Cells<'a> {
    /// Texts.
    Texts(&'a StringArray),
    /// Texts of other forms.
    Owned(Vec<Option<String>>),
    /// JSON, made of nested columns.
    Json(Vec<Option<String>>),
    /// Yes and no.
    YesNo(&'a BooleanArray),
    /// Decimals: digits, and how many of them stand after the point.
    Numbers(Vec<Option<i64>>, u32),
    /// Days, as [`Date::number`] counts them.
    Days(Vec<Option<i32>>),
}

/// The form a column is read in; how it is not, where it is in none.
pub(super) fn readable(ty: &DataType) -> Result<(), &'static str> {
    match ty {
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Boolean
        | DataType::Date32
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::Null => Ok(()),
        DataType::Decimal128(_, scale) if *scale >= 0 => Ok(()),
        DataType::Dictionary(_, values) if matches!(**values, DataType::Utf8 | DataType::LargeUtf8) => Ok(()),
        DataType::List(inner) | DataType::LargeList(inner) => readable(inner.data_type()),
        DataType::Struct(fields) => fields.iter().try_for_each(|field| readable(field.data_type())),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            Err("binary floating point has no exact decimals; write it as decimal128 or as text")
        }
        DataType::Timestamp(..) | DataType::Date64 => Err("a time of day is no day; write it as date32 or as text"),
        _ => Err("it is not of a type that facts have; write it as text"),
    }
}

impl<'a> Cells<'a> {
    /// Reads a column of a [`readable`] type.
    pub fn new(array: &'a ArrayRef) -> Cells<'a> {
        let rows = array.len();
        let of = |value: &dyn Fn(usize) -> String| {
            (0..rows).map(|row| array.is_valid(row).then(|| value(row))).collect::<Vec<_>>()
        };
        match array.data_type() {
            DataType::Utf8 => Cells::Texts(array.as_string()),
            DataType::Boolean => Cells::YesNo(array.as_boolean()),
            DataType::Int8 => whole::<Int8Type>(array),
            DataType::Int16 => whole::<Int16Type>(array),
            DataType::Int32 => whole::<Int32Type>(array),
            DataType::Int64 => whole::<Int64Type>(array),
            DataType::UInt8 => whole::<UInt8Type>(array),
            DataType::UInt16 => whole::<UInt16Type>(array),
            DataType::UInt32 => whole::<UInt32Type>(array),
            DataType::UInt64 => decimals(array.as_primitive::<UInt64Type>().iter().map(|n| n.map(i128::from)), 0),
            DataType::Decimal128(_, scale) => {
                decimals(array.as_primitive::<Decimal128Type>().iter(), u32::from(scale.unsigned_abs()))
            }
            DataType::Date32 => Cells::Days(array.as_primitive::<Date32Type>().iter().map(|d| d.map(day)).collect()),
            DataType::LargeUtf8 => Cells::Owned(of(&|row| array.as_string::<i64>().value(row).to_string())),
            DataType::Utf8View => Cells::Owned(of(&|row| array.as_string_view().value(row).to_string())),
            DataType::Dictionary(..) => Cells::Owned(named(array)),
            _ => Cells::Json(of(&|row| {
                let mut text = String::new();
                nested(array, row, &mut text);
                text
            })),
        }
    }

    /// The text of a cell of texts.
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Cells::Texts(all) => all.is_valid(row).then(|| all.value(row)),
            Cells::Owned(all) | Cells::Json(all) => all.get(row)?.as_deref(),
            _ => None,
        }
    }
}

fn whole<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &ArrayRef) -> Cells<'static> {
    Cells::Numbers(array.as_primitive::<T>().iter().map(|n| n.map(Into::into)).collect(), 0)
}

/// Decimals as numbers where all of them fit, else as texts.
fn decimals(all: impl Iterator<Item = Option<i128>> + Clone, places: u32) -> Cells<'static> {
    let fits = |n: Option<i128>| match n {
        Some(n) => i64::try_from(n).ok().map(Some),
        None => Some(None),
    };
    match all.clone().map(fits).collect::<Option<Vec<_>>>() {
        Some(small) if (places as usize) < POWERS.len() => Cells::Numbers(small, places),
        _ => Cells::Owned(all.map(|n| n.map(|n| decimal(n, places))).collect()),
    }
}

/// The values of a column as texts: those of texts as they are, of others as JSON has them; none of types that are not
/// readable.
pub fn texts(array: &ArrayRef) -> Vec<Option<String>> {
    if readable(array.data_type()).is_err() {
        return vec![None; array.len()];
    }
    let cells = Cells::new(array);
    let one = |row: usize| match &cells {
        Cells::Days(all) => all.get(row).copied().flatten().and_then(date).map(|day| day.to_string()),
        Cells::Texts(_) | Cells::Owned(_) | Cells::Json(_) => cells.text(row).map(str::to_string),
        _ => array.is_valid(row).then(|| {
            let mut text = String::new();
            plain(&cells, row, &mut text);
            text
        }),
    };
    (0..array.len()).map(one).collect()
}

/// A decimal as it is written.
pub(super) fn decimal(mantissa: i128, places: u32) -> String {
    let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = places as usize + 1);
    let (before, after) = digits.split_at(digits.len() - places as usize);
    let sign = if mantissa < 0 { "-" } else { "" };
    if after.is_empty() { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
}

/// A day of Arrow, counted from 1970, as [`Date::number`] counts; beyond the calendar it stays so.
fn day(since_1970: i32) -> i32 {
    const FROM_THE_FIRST: i32 = 719_162;
    since_1970.saturating_add(FROM_THE_FIRST)
}

/// The day with a number; none outside the calendar.
pub(super) fn date(number: i32) -> Option<Date> {
    Date::FIRST.plus_days(i64::from(number))
}

fn named(array: &ArrayRef) -> Vec<Option<String>> {
    let dictionary = array.as_any_dictionary();
    let values = Cells::new(dictionary.values());
    let keys = dictionary.normalized_keys();
    let one = |row: usize| {
        let key = keys.get(row).copied().filter(|_| array.is_valid(row))?;
        values.text(key).map(str::to_string)
    };
    (0..array.len()).map(one).collect()
}

/// Writes one value of any readable type as JSON.
fn nested(array: &ArrayRef, row: usize, out: &mut String) {
    if array.is_null(row) {
        out.push_str("null");
        return;
    }
    match array.data_type() {
        DataType::List(_) => list(&array.as_list::<i32>().value(row), out),
        DataType::LargeList(_) => list(&array.as_list::<i64>().value(row), out),
        DataType::Struct(fields) => {
            let of = array.as_struct();
            out.push('{');
            let mut first = true;
            // A field that is null is not given.
            for (field, column) in fields.iter().zip(of.columns()).filter(|(_, column)| column.is_valid(row)) {
                out.push_str(if first { "" } else { "," });
                first = false;
                quoted(field.name(), out);
                out.push(':');
                nested(column, row, out);
            }
            out.push('}');
        }
        _ => plain(&Cells::new(&array.slice(row, 1)), 0, out),
    }
}

fn list(elements: &ArrayRef, out: &mut String) {
    out.push('[');
    for row in 0..elements.len() {
        out.push_str(if row == 0 { "" } else { "," });
        nested(elements, row, out);
    }
    out.push(']');
}

/// Writes a cell as JSON by its own form.
pub(super) fn plain(cells: &Cells<'_>, row: usize, out: &mut String) {
    match cells {
        Cells::Texts(_) | Cells::Owned(_) => quoted(cells.text(row).unwrap_or(""), out),
        Cells::Json(_) => out.push_str(cells.text(row).unwrap_or("null")),
        Cells::YesNo(all) => out.push_str(if all.value(row) { "true" } else { "false" }),
        Cells::Numbers(all, places) => match all.get(row).copied().flatten() {
            Some(n) if *places == 0 => {
                let _ = write!(out, "{n}");
            }
            Some(n) => out.push_str(&decimal(i128::from(n), *places)),
            None => out.push_str("null"),
        },
        Cells::Days(all) => match all.get(row).copied().flatten() {
            Some(n) => quoted(&date(n).map_or_else(|| Cow::Owned(n.to_string()), |d| Cow::Owned(d.to_string())), out),
            None => out.push_str("null"),
        },
    }
}

/// Writes a text in quotation marks.
pub(super) fn quoted(text: &str, out: &mut String) {
    out.push('"');
    if text.bytes().all(|byte| byte >= 0x20 && !matches!(byte, b'"' | b'\\')) {
        out.push_str(text);
    } else {
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                c if c < ' ' => {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
                c => out.push(c),
            }
        }
    }
    out.push('"');
}
