//! A reference evaluator, written from the documents alone: slow, obvious, and compared with the interpreter on rulebooks
//! drawn by lot. It shares no code with `src/`.

mod evaluate;
mod facts;
mod generate;
mod model;
mod print;
mod text;

mod cases;
mod differ;
mod sound;
// wired when the public API lands
// mod compare;
