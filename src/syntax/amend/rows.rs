//! Rows of a table that gives values: found, put in their place, left out.

use std::cmp::Ordering;

use super::Misfit;
use crate::syntax::ast::{ItemKind, Row, row_address};

fn rows(provision: &mut ItemKind) -> Result<&mut Vec<Row>, Misfit> {
    match provision {
        ItemKind::Table(table) => Ok(&mut table.rows),
        _ => Err(Misfit::NoRows),
    }
}

/// The row with this label.
pub(super) fn find<'p>(provision: &'p mut ItemKind, label: &str) -> Result<&'p mut Row, Misfit> {
    let missing = || Misfit::NoSuchParagraph(row_address(label));
    rows(provision)?.iter_mut().find(|row| row.label.node == label).ok_or_else(missing)
}

/// Puts a row where its label belongs: before the first that comes after it.
pub(super) fn insert(provision: &mut ItemKind, row: &Row) -> Result<(), Misfit> {
    let rows = rows(provision)?;
    if rows.iter().any(|known| known.label.node == row.label.node) {
        return Err(Misfit::AlreadyThere(row_address(&row.label)));
    }
    let after = |known: &Row| order(&known.label, &row.label) == Ordering::Greater;
    let at = rows.iter().position(after).unwrap_or(rows.len());
    rows.insert(at, row.clone());
    Ok(())
}

/// Leaves a row out; a table keeps at least one.
pub(super) fn omit(provision: &mut ItemKind, label: &str) -> Result<(), Misfit> {
    let rows = rows(provision)?;
    let at = rows.iter().position(|row| row.label.node == label);
    let at = at.ok_or_else(|| Misfit::NoSuchParagraph(row_address(label)))?;
    if rows.len() == 1 {
        return Err(Misfit::Empties(String::new()));
    }
    rows.remove(at);
    Ok(())
}

/// The order of two labels: numbers by size, all else by letters; `2` before `2A` before `10`.
fn order(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (parts(a).into_iter(), parts(b).into_iter());
    loop {
        let ordering = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                _ => a.cmp(b),
            },
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
}

/// A label cut where digits begin and end.
fn parts(label: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut digits = None;
    for (at, c) in label.char_indices() {
        if digits.is_some_and(|digits: bool| digits != c.is_ascii_digit()) {
            cuts.push(at);
        }
        digits = Some(c.is_ascii_digit());
    }
    cuts.push(label.len());
    cuts.windows(2).filter_map(|cut| label.get(cut[0]..cut[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_ordered_as_people_number() {
        let mut labels = ["10", "2A", "1", "2", "a.10", "a.2", "2B", "9"];
        labels.sort_by(|a, b| order(a, b));
        assert_eq!(labels, ["1", "2", "2A", "2B", "9", "10", "a.2", "a.10"]);
    }
}
