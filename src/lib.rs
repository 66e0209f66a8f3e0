//! Lexact: a declarative language for regulation, and its interpreter.

pub mod diagnostics;
pub mod facts;
pub mod model;
pub mod plan;
pub mod source;
pub mod syntax;
pub mod value;
