//! All integration tests, one binary.

mod architecture;
mod check;
mod cli;
mod docs;
mod done;
mod syntax;
