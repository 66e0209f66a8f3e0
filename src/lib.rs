//! Lexact: a declarative language for regulation, and its interpreter.
//!
//! Rule files and facts go in; a decision comes out that names the provision, the paragraph, the instrument and the date it
//! rests on. What is called decided holds whatever the missing facts turn out to be; numbers are exact; every evaluation ends.
//! New law is a new file: nothing is rebuilt, and a running host exchanges its rules in one step.
//!
//! ```
//! let rulebook = lexact::Rulebook::open("rules/us-ear")?; // parsed, checked, all versions
//! let facts = std::fs::read_to_string("examples/h800.json")?;
//!
//! let law = rulebook.in_force("2023-11-17".parse()?, lexact::Known::Latest);
//! let decision = law.decide(&law.facts().from_json(&facts)?);
//!
//! assert_eq!(decision["license"], "required");
//! assert_eq!(decision.because("license")[0].citation, "88 FR 73458");
//! println!("{}", decision.explain());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The stages
//!
//! ```text
//! text ─ syntax ─▶ tree ─ resolve ─▶ model ─ types ─▶ model with types
//!                                                        │ temporal (on, known)
//!                      facts (JSON) ─ facts ─▶ slots     ▼
//!                                               │      text of a day ─ plan ─▶ plan
//!                                               └────────────┬──────────────────┤
//!                                                            │            program ─▶ Answer, without reasons
//!                                                            ▼
//!                                     eval ─▶ findings ─ explain ─▶ reasons ─▶ Decision
//!                                               └─ possible: what the missing facts could be
//! ```
//!
//! Each stage is a module whose page says what it takes, gives, forgets and keeps. They are public to be read and tested; the
//! interface that a host builds on is the names below.
//!
//! # The names
//!
//! | name | is |
//! |---|---|
//! | [`Rulebook`] | everything one regime ever said, all versions |
//! | [`Failure`] | every mistake of a rulebook that cannot be used |
//! | [`Law`] | the text of one day as known on one day, ready to decide |
//! | [`Known`] | the second clock: up to when instruments had been published |
//! | [`FactsReader`] | reads facts for a law |
//! | [`Facts`], [`FactsBuilder`] | the facts of one matter; facts set one by one |
//! | [`FactErrors`], [`FactError`] | every mistake in facts, each with its JSON path |
//! | [`Decision`] | the answer: outcomes, options, duties, needs, reasons |
//! | [`Outcome`], [`Status`] | how one decision came out |
//! | [`Receipt`], [`Replay`] | all that is needed to decide the same again; whether it came out the same |
//! | [`Opinion`] | the answer as a reasoned opinion, in a language: text, Markdown, HTML, JSON |
//! | [`Program`], [`Programs`] | decisions compiled: of one law, or each under the law of its day |
//! | [`Row`], [`Docket`], [`Desk`] | the facts of one matter, or of many, as programs read them; memory that is used again |
//! | [`Answer`] | the answers of a program |
//! | [`Columns`], [`Column`], [`Whole`] | the facts of many matters, a column for each fact |
//! | [`ColumnDesk`], [`Tuple`] | their answers: one tuple for all rows that are answered alike |
//! | [`Interview`], [`Question`] | asks for what still matters, one fact at a time |
//! | [`Date`], [`Number`] | a civil day; an exact number |

pub mod away;
#[cfg(feature = "batch")]
pub mod batch;
#[cfg(feature = "cli")]
pub mod cli;
pub mod comparison;
pub mod consolidated;
pub mod decision;
pub mod diagnostics;
pub mod difference;
pub mod eval;
pub mod explain;
pub mod facts;
mod fast;
pub mod history;
pub mod interview;
pub mod language;
mod law;
pub mod model;
pub mod opinion;
mod parallel;
pub mod plan;
pub mod possible;
pub mod program;
pub mod receipt;
pub mod resolve;
pub mod review;
mod rulebook;
pub mod source;
pub mod syntax;
pub mod temporal;
pub mod types;
pub mod value;

pub use decision::{
    Choice, Decision, Deemed, Duty, FactChange, NearMiss, Need, NoSuchDecision, OtherDay, Outcome, Status, Wanted,
    WhyNot,
};
pub use explain::wording::Told;
pub use facts::{FactError, FactErrors, Facts, FactsBuilder};
pub use fast::{
    Answer, BadColumn, Column, ColumnDesk, Columns, Desk, Docket, Program, Programs, Row, Tuple, UnknownDecision, Whole,
};
pub use interview::{Interview, Question};
pub use law::{FactsReader, Law, OtherRulebook};
pub use opinion::Opinion;
pub use receipt::{Receipt, Replay};
pub use rulebook::{Draft, Failure, Rulebook};
pub use temporal::Known;
pub use value::{Date, Number};

/// The Rust blocks of README and docs, compiled and run as tests of the documentation.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../README.md")]
    pub struct Readme;
    #[doc = include_str!("../docs/src/embedding/rust.md")]
    pub struct Rust;
    #[cfg(feature = "batch")]
    #[doc = include_str!("../docs/src/reference/batch.md")]
    pub struct Tables;
    #[doc = include_str!("../docs/src/embedding/threads-and-hot-swap.md")]
    pub struct Threads;
    #[doc = include_str!("../docs/src/cookbook/swap-rules.md")]
    pub struct SwapRules;
}
