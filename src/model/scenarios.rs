//! The lawyer's tests, checked against the vocabulary. Facts are kept as the JSON a fact file would hold.

use crate::source::Span;
use crate::value::Date;

/// A scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its title.
    pub title: String,
    /// Its facts, as a JSON object.
    pub facts: serde_json::Map<String, serde_json::Value>,
    /// What is expected, line by line.
    pub expectations: Vec<Expectation>,
    /// Where its title stands.
    pub span: Span,
}

/// One line of a scenario.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The day.
    pub on: Date,
    /// What was public by when; none: everything.
    pub known: Option<Date>,
    /// True for `as printed`.
    pub as_printed: bool,
    /// The facts of this line, those of the scenario included.
    pub facts: serde_json::Map<String, serde_json::Value>,
    /// What is expected.
    pub expect: Expect,
    /// Ids that must stand in the tree of reasons: provisions or paragraphs.
    pub because: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// What a line expects.
#[derive(Clone, Debug)]
pub enum Expect {
    /// A decision satisfies a test; `by` names the provision that says so.
    Holds(DecisionTest, Option<String>),
    /// An elective exemption is `open`, `closed` or `unknown`.
    Option(String, &'static str),
    /// A provision applies, or does not.
    Applies(String, bool),
    /// A decision is not decided; with the cause and the words after it, where stated.
    Unresolved(DecisionTest, Option<String>),
    /// These provisions disagree.
    Conflict(Vec<String>),
    /// A duty with these words binds.
    Duty(String),
}

/// A test of one decision's outcome.
#[derive(Clone, Debug)]
pub struct DecisionTest {
    /// The decision.
    pub decision: String,
    /// The fact whose instance is meant, where the decision is `of` a record and several facts are such records.
    pub of: Option<String>,
    /// The test; none: only whether it is resolved matters.
    pub test: Option<OutcomeTest>,
}

/// What an outcome must satisfy. Values are texts as they stand in a decision's JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutcomeTest {
    /// One of these values.
    Is(Vec<String>),
    /// None of these values.
    IsNot(Vec<String>),
    /// A set that holds at least one of these nodes, or of what stands beneath them.
    IncludesAny(Vec<String>),
    /// A set that holds each of them.
    IncludesAll(Vec<String>),
    /// A set that holds none of them.
    IncludesNone(Vec<String>),
}
