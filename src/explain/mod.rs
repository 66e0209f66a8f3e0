//! Findings → reasons: which provisions and paragraphs an answer rests on, and which facts it still waits for.
//!
//! - *takes* an [`Evaluator`](crate::eval::Evaluator) that has been, or will be, asked
//! - *gives* trees of [`Reason`]s, and [`Need`]s
//! - *forgets* nothing and decides nothing: every truth it tells is the evaluator's
//! - *keeps* text order; a provision told once is told without its own reasons the second time
//! - *reports* nothing
//!
//! It sees no raw JSON and no terminal. What it tells is data ([`wording`]); the sentences are those of a [`language`](crate::language).

mod calculations;
mod deemed;
mod needs;
mod read;
mod reasons;
pub mod values;
pub mod wording;

pub use calculations::{Calculation, Element, Place, ReadCell, Step};
pub use needs::{Need, Needs};
pub use reasons::{Case, Explainer, FOR, Gives, Part, Reason, State};
