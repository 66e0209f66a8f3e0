//! Lexact: a declarative language for regulation, and its interpreter.

#[cfg(feature = "cli")]
pub mod cli;
pub mod consolidated;
pub mod decision;
pub mod diagnostics;
pub mod eval;
pub mod explain;
pub mod facts;
mod law;
pub mod model;
pub mod plan;
pub mod resolve;
pub mod review;
mod rulebook;
pub mod source;
pub mod syntax;
pub mod temporal;
pub mod types;
pub mod value;

pub use decision::{Decision, Outcome, Status};
pub use facts::{FactError, FactErrors, Facts, FactsBuilder};
pub use law::{FactsReader, Law};
pub use rulebook::{Failure, Rulebook};
pub use temporal::Known;
pub use value::{Date, Number};
