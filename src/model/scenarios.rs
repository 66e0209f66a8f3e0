//! The lawyer's tests, with provisions and decisions bound. Facts are kept as the JSON a fact file would hold.

use super::expressions::Expr;
use super::provisions::ProvisionId;
use super::vocabulary::DecisionId;
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
    /// The line as written, from `expect`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What a line expects.
#[derive(Clone, Debug)]
pub enum Expect {
    /// A decision satisfies a test; `by` names the provision that says so.
    Holds {
        /// The test, as a condition over facts and decisions.
        test: Expr,
        /// The decision it reads.
        decision: DecisionId,
        /// The provision.
        by: Option<String>,
    },
    /// An elective exemption is open, closed or unknown.
    Option(ProvisionId, &'static str),
    /// A provision applies, or does not.
    Applies(ProvisionId, bool),
    /// A decision is not decided; with a cause and the rest of its words, where stated.
    Unresolved {
        /// The decision, or a test of it.
        test: Expr,
        /// The decision it reads.
        decision: DecisionId,
        /// The cause: `silent`, `missing`, …; the text after it is shown, not tested, but for provisions after `at`.
        cause: Option<String>,
    },
    /// These provisions disagree.
    Conflict(Vec<String>),
    /// A duty with these words binds.
    Duty(String),
}
