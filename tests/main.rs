//! All integration tests, one binary.

mod architecture;
mod check;
mod cli;
mod done;
mod limits;
mod oracle;
mod print;
mod syntax;
