//! Lexact: a declarative language for regulation, and its interpreter.

pub mod diagnostics;
pub mod eval;
pub mod facts;
pub mod model;
pub mod plan;
pub mod resolve;
pub mod source;
pub mod syntax;
pub mod temporal;
pub mod types;
pub mod value;
