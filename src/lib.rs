//! Lexact: a declarative language for regulation, and its interpreter.

pub mod diagnostics;
pub mod source;
pub mod syntax;
pub mod value;
