//! A reference evaluator, written from the documents alone: slow, obvious, and compared with the interpreter on rulebooks
//! drawn by lot. It shares no code with `src/`.

mod calculate;
mod cases;
mod check;
mod compare;
mod deem;
mod differ;
mod evaluate;
mod facts;
mod functions;
mod generate;
mod life;
mod model;
mod over_time;
mod patch;
mod print;
mod range;
mod sound;
mod text;
