//! A reference evaluator, written from the documents alone: slow, obvious, and compared with the interpreter on rulebooks
//! drawn by lot. It shares no code with `src/`.

mod beside;
mod calculate;
mod cases;
mod check;
mod chosen;
#[cfg(feature = "batch")]
mod columns;
mod compare;
mod deem;
mod differ;
pub mod evaluate;
pub mod facts;
mod functions;
pub mod generate;
pub mod life;
pub mod model;
mod over_time;
mod patch;
pub mod print;
mod range;
mod sound;
pub mod text;
mod working;
