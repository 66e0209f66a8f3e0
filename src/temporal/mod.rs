//! Model + `on` + `known` → the text in force, in three tracks, by one fold (S1 to S5).
//!
//! - *takes* the model and a day to choose: `on` (whose law) and `known` (what was public)
//! - *gives* the [`Text`] of a track: which statement writes each provision, group and value that day
//! - *forgets* every version but one, and all dates
//! - *keeps* for each node the statement that put it there
//! - *reports* `temporal/…`, for all days at once ([`check`](check::check))
//!
//! It is the only place where dates of instruments are compared. It sees no trees and no facts.

pub mod check;
mod error;
mod fold;

pub use check::check;
pub use fold::{Text, consolidate, members_of};

use crate::model::{Model, Statement};
use crate::value::Date;

/// What had been public by when: the second clock (S17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// Everything in the rulebook.
    Latest,
    /// What was public on that day.
    Day(Date),
}

impl Known {
    /// True if something public from `day` is known.
    pub fn reaches(self, day: Date) -> bool {
        match self {
            Known::Latest => true,
            Known::Day(known) => day <= known,
        }
    }
}

impl std::fmt::Display for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Known::Latest => f.write_str("latest"),
            Known::Day(day) => day.fmt(f),
        }
    }
}

/// The three tracks of S1: each holds part of what the one before holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Track {
    /// Public and within its dates.
    Printed,
    /// Printed, not suspended, not awaiting commencement. No verb of this version suspends, so it equals `Printed`.
    Operative,
    /// Operative, and compliance is due.
    Enforced,
}

/// S1: whether a statement is alive in a track on a day.
pub fn is_alive(statement: &Statement, on: Date, known: Known, track: Track) -> bool {
    let printed =
        known.reaches(statement.public_from) && statement.effective <= on && statement.end.is_none_or(|end| on < end);
    match track {
        Track::Printed | Track::Operative => printed,
        Track::Enforced => printed && statement.comply_from <= on,
    }
}

/// Every day on which some statement begins, ends or falls due, in order: between two of them the law does not change.
/// Only statements that are known count.
pub fn boundaries(model: &Model, known: Known) -> Vec<Date> {
    let mut days: Vec<Date> = turning_days(model, known).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The same days in no order, repeated where several statements turn on one.
fn turning_days(model: &Model, known: Known) -> impl Iterator<Item = Date> + '_ {
    let statements = model.statements.iter().filter(move |s| known.reaches(s.public_from));
    statements.flat_map(|s| [Some(s.effective), Some(s.comply_from), s.end].into_iter().flatten())
}

/// True where what was known then gives another text that day than what is known now: some statement in force was not
/// public yet. Always true of what is known now.
pub fn differs_from_latest(model: &Model, on: Date, known: Known) -> bool {
    let alive = |s: &Statement| is_alive(s, on, Known::Latest, Track::Printed);
    known == Known::Latest || model.statements.iter().any(|s| !known.reaches(s.public_from) && alive(s))
}

/// The first day of the revision that `on` falls in: the last boundary not after it; none before the first.
pub fn revision_start(model: &Model, on: Date, known: Known) -> Option<Date> {
    turning_days(model, known).filter(|day| *day <= on).max()
}
