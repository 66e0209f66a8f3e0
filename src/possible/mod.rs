//! Findings that are open → what the missing facts could be, and whether that matters.
//!
//! - *takes* a plan, the slots of one matter and the words of the rulebook
//! - *gives* for a question that is open: the answer, where every way to fill in the facts gives it; else the facts on which it
//!   turns, most decisive first; and for an answer that somebody would rather not have, the nearest matters without it
//! - *forgets* nothing: it asks the evaluator again, with more supposed
//! - *keeps* soundness: a class of values is supposed as a whole, so what is settled holds of every value in it
//! - *reports* nothing: within [`MOST_TRIALS`] it is exact wherever the law asks about missing facts one by one; beyond it says so
//!
//! A fact is tried out class by class: the law tells its values apart only at the thresholds, groups and values it compares it
//! with, so there are few classes, and all values of one get the same answers. Two missing facts that are compared with each
//! other, calculations with several, and lists that are not given are not divided: there an answer may stay open that is not.

mod classes;
mod distinctions;
mod explore;
mod misses;
mod question;

pub use classes::{Class, Classes};
pub use distinctions::{Distinctions, Test};
pub use explore::{Explored, Explorer, MOST_TRIALS};
pub use misses::{Change, MOST_ASKED, MOST_TOGETHER, Miss, Misses, Search};
pub use question::{Answer, Question};
