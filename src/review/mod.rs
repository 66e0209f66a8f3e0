//! Looking a rulebook over: its scenarios, and what they leave unexercised. Uses the public interface only.

mod coverage;
mod scenarios;

pub use coverage::{Coverage, Gap, coverage};
pub use scenarios::{Line, Report, run};
