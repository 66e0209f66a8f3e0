//! All integration tests, one binary.

mod architecture;
mod check;
mod cli;
mod done;
mod limits;
mod print;
mod regimes;
mod syntax;
