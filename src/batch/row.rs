//! One row → the text of its facts.

use super::cells::{Cells, plain, quoted};
use super::table::{Kind, Leaf, Node, Table};
use crate::facts::FactError;

/// The cells of a table's facts, by their leaf.
pub(super) type Leaves<'a> = Vec<Cells<'a>>;

impl Table<'_> {
    /// Writes the facts of a row as JSON.
    ///
    /// # Errors
    /// A cell that should be JSON and is not.
    pub(super) fn write(&self, cells: &Leaves<'_>, row: usize, out: &mut String) -> Result<(), FactError> {
        out.clear();
        self.record(&self.facts, cells, row, out).map(|_| ())
    }

    /// Writes a record; tells whether anything of it is given.
    fn record(&self, nodes: &[Node], cells: &Leaves<'_>, row: usize, out: &mut String) -> Result<bool, FactError> {
        out.push('{');
        let mut any = false;
        for node in nodes {
            let before = out.len();
            out.push_str(if any { "," } else { "" });
            let given = match node {
                Node::Leaf(key, n) => match (cells.get(*n), self.leaves.get(*n)) {
                    (Some(cells), Some(leaf)) => {
                        out.push_str(key);
                        self.leaf(leaf, cells, row, out)?
                    }
                    _ => false,
                },
                Node::Record(key, nodes) => {
                    out.push_str(key);
                    self.record(nodes, cells, row, out)?
                }
            };
            if !given {
                out.truncate(before);
            }
            any |= given;
        }
        out.push('}');
        Ok(any)
    }

    /// Writes a value; tells whether it is given.
    fn leaf(&self, leaf: &Leaf, cells: &Cells<'_>, row: usize, out: &mut String) -> Result<bool, FactError> {
        match cells {
            Cells::YesNo(all) if arrow_array::Array::is_null(*all, row) => return Ok(false),
            Cells::Numbers(all, _) if all.get(row).copied().flatten().is_none() => return Ok(false),
            Cells::Days(all) if all.get(row).copied().flatten().is_none() => return Ok(false),
            Cells::YesNo(_) | Cells::Numbers(..) | Cells::Days(_) => plain(cells, row, out),
            Cells::Json(_) => match cells.text(row) {
                None | Some("null") => return Ok(false),
                Some(text) => out.push_str(text),
            },
            Cells::Texts(_) | Cells::Owned(_) => match cells.text(row) {
                None | Some("") => return Ok(false),
                Some(text) if self.batch.options.none.as_deref() == Some(text) => out.push_str("null"),
                Some(text) => written(leaf, text, out)?,
            },
        }
        Ok(true)
    }
}

/// Writes a cell of text as what its fact takes; what it does not take stays a text, and the reader of facts says what is wrong.
fn written(leaf: &Leaf, text: &str, out: &mut String) -> Result<(), FactError> {
    match leaf.kind {
        Kind::YesNo => match yes(text) {
            Some(yes) => out.push_str(if yes { "true" } else { "false" }),
            None => quoted(text, out),
        },
        Kind::Number if is_number(text) => out.push_str(text),
        Kind::Number | Kind::Date | Kind::Text => quoted(text, out),
        Kind::Json => match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => out.push_str(text),
            Err(why) => {
                return Err(FactError {
                    path: leaf.path.clone(),
                    code: "batch/not-json",
                    message: format!("this is no JSON: {why}"),
                    help: Some("lists, ranges and whole records are written as JSON in their cell".into()),
                });
            }
        },
    }
    Ok(())
}

/// `true`, `yes`, `false` or `no`, in capitals or not.
pub(super) fn yes(text: &str) -> Option<bool> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    match () {
        () if is("true") || is("yes") => Some(true),
        () if is("false") || is("no") => Some(false),
        () => None,
    }
}

/// A number as JSON has it.
fn is_number(text: &str) -> bool {
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(n, exponent)| (n, Some(exponent)));
    let digits = number.strip_prefix('-').unwrap_or(number);
    let (whole, after) = digits.split_once('.').map_or((digits, None), |(whole, after)| (whole, Some(after)));
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    all(whole) && after.is_none_or(all) && exponent.is_none_or(all) && (whole.len() == 1 || !whole.starts_with('0'))
}
