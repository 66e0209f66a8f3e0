//! All integration tests, one binary.

mod architecture;
mod check;
mod limits;
mod print;
mod cli;
mod done;
mod regimes;
mod syntax;
