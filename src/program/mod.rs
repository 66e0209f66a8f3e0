//! Plan → code that decides a row of numbers: answers alone, fast.
//!
//! - *takes* the plan of one law, the vocabulary, and the decisions that are wanted
//! - *gives* [`code::Code`]: which cells are read and how each becomes a small number, tables to walk, and flat operations for what
//!   no table holds
//! - *forgets* provisions, paragraphs, reasons, causes: whoever wants them asks the evaluator, on the same facts
//! - *keeps* every answer: what cannot be settled here is open, and an open decision is asked of the evaluator
//! - *reports* nothing
//!
//! | file | does |
//! |---|---|
//! | [`cells`] | which values of a fact the law tells apart, and the code of each |
//! | [`graph`] | conditions, every part once |
//! | [`translate`] | plan → graph |
//! | [`diagram`] | conditions and decisions → decision diagrams |
//! | [`layout`] | where the codes lie; facts → row |
//! | [`reader`] | JSON text → row |
//! | [`code`] | graph and diagrams → code |
//! | [`run`] | code and row → answers |
//! | [`columns`] | columns of facts → columns of answers |
//!
//! # One provision
//!
//! `3A090.a.2` says, of each Item, that `classification includes this` where the form is an integrated circuit, `tpp` is at least
//! 1600 and `performance_density` is at least 5.92. For the fact `item` that is a condition on three cells. The law compares `tpp`
//! with 1600, 2400 and 4800 in all, so its code is the number of these it reaches, from 2 on; `1599.99999999` has the code 2 and
//! `1600` the code 3, and nothing else of the number is kept. The condition becomes a diagram: form, then `tpp`, then density, each
//! with one way for each code, and one for *not given* that ends open. Note 2, an exemption, joins it, and so do the other
//! elements: if what comes of it stays small, one walk of four steps gives the whole classification.
//!
//! INVARIANT: an answer that is not open is the one the evaluator gives.

pub mod cells;
pub mod code;
pub mod columns;
pub mod diagram;
pub mod graph;
pub mod layout;
pub mod reader;
pub mod run;
pub mod translate;

pub use code::{Code, Wanted, compile};
