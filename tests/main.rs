//! All integration tests, one binary.

mod architecture;
mod check;
mod syntax;
