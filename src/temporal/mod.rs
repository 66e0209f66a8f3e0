//! Model + `on` + `known` → the text in force, in three tracks, by one fold (S1 to S5).
//!
//! - *takes* the model and a day to choose: `on` (whose law) and `known` (what was public)
//! - *gives* the [`Calendar`] of what is known: when each statement is alive; and the [`Text`] of a track on a day: which statements
//!   stand at each provision, group and value
//! - *forgets* every version but one, and all dates
//! - *keeps* for each node the statement that wrote it and those that changed it since
//! - *reports* `temporal/…`, for all days at once ([`check`](check::check))
//!
//! Verbs of time only move the lives of other statements: six edits of intervals (`calendar.rs`). Then one fold (`fold.rs`) makes the text of
//! any day in any track. It is the only place where dates of instruments are compared. It sees no trees and no facts.

pub mod calendar;
pub mod check;
mod days;
mod error;
mod fold;
mod subjects;
mod verbs;
mod versions;
mod why;

pub use calendar::{Calendar, Life, Mark, Moved, Standing};
pub use check::check;
pub use days::Days;
pub use fold::{GroupInForce, Text, members_as_they_stood, members_of};
#[cfg(test)]
pub(crate) use versions::exhaustive_compositions;
pub use versions::{Composition, all_versions, compositions, revisions};

use crate::value::{Date, DateError};

/// What had been public by when: the second clock (S17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// Everything in the rulebook.
    Latest,
    /// What was public on that day.
    Day(Date),
}

impl Known {
    /// Reads `latest` or a day.
    ///
    /// # Errors
    /// As [`Date::parse`].
    pub fn parse(text: &str) -> Result<Known, DateError> {
        match text {
            "latest" => Ok(Known::Latest),
            day => Date::parse(day).map(Known::Day),
        }
    }

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Track {
    /// Public and within its dates, neither revoked nor annulled.
    Printed,
    /// Printed, and not suspended.
    Operative,
    /// Operative, compliance due, and not left unenforced.
    Enforced,
}

impl Track {
    /// All three, from the widest.
    pub const ALL: [Track; 3] = [Track::Printed, Track::Operative, Track::Enforced];
}
