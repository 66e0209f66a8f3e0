//! All integration tests, one binary.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod amend;
mod architecture;
#[cfg(feature = "batch")]
mod batch;
mod cases;
mod check;
mod cli;
mod comparison;
mod completions;
mod deem;
mod docs;
mod done;
mod draft;
mod format;
mod functions;
mod interview;
mod limits;
mod opinions;
mod oracle;
mod possible;
mod print;
mod program;
mod provenance;
mod ranges;
mod reasons;
mod receipts;
mod regimes;
mod spread;
mod sum;
mod syntax;
mod time;
mod unsettled;
mod working;
