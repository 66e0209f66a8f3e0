//! Calculations in an explanation: what they came to, the elements of a list they counted, the bands of a scale, what was rounded.

use super::Need;
use crate::eval::{Counted, Evaluator, Frame, Range, Reading, Taken};
use crate::plan::slots::MATTER;
use crate::plan::{Aggregated, Datum, NodeId, Op, Scale};
use crate::source::Span;
use crate::value::Causes;

/// A calculation that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calculation {
    /// The paragraph it stands in; empty where a condition or value is no list of paragraphs.
    pub address: String,
    /// The operation.
    pub node: NodeId,
    /// What it came to; the causes where that may be nothing.
    pub value: Result<Range, Causes>,
    /// The elements that count, or may.
    pub counted: Vec<Element>,
    /// How a scale or a rounding came to it.
    pub steps: Vec<Step>,
}

/// A step of a calculation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A band of a scale.
    Band {
        /// Its line.
        span: Span,
        /// What was taken, and the type of the amount.
        taken: Taken,
        /// The operation that reads the amount.
        amount: NodeId,
    },
    /// What was rounded.
    Unrounded(Result<Range, Causes>),
}

/// An element that a calculation counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The cell of its value, where its value is a single fact.
    pub cell: Option<Need>,
    /// The cell of the list.
    pub list: Option<Need>,
    /// Its place in the list.
    pub place: usize,
    /// True where it is only counted, for no value of its own.
    pub counts: bool,
    /// Whether it counts, and what for.
    pub counted: Counted,
}

/// What a calculation came to, and what it counted.
pub(super) fn calculation(
    evaluator: &Evaluator<'_>,
    address: String,
    node: NodeId,
    aggregated: &Aggregated,
    frame: &mut Frame,
) -> Calculation {
    let value = evaluator.range(node, frame);
    let list = cell_of(evaluator, aggregated.list, frame);
    let cells = evaluator.list_cells(aggregated.list, frame).map_or(&[][..], |(cells, _)| cells);
    let given = evaluator.elements(aggregated, frame).map_or_else(|_| Vec::new(), |elements| elements.given);
    let mut counted = Vec::new();
    for ((place, element), one) in cells.iter().enumerate().zip(given) {
        if one.holds.fails() {
            continue;
        }
        evaluator.bind(aggregated.variable, element, frame);
        let cell = aggregated.value.and_then(|value| cell_of(evaluator, value, frame));
        counted.push(Element { cell, list, place, counts: aggregated.value.is_none(), counted: one });
    }
    Calculation { address, node, value, counted, steps: Vec::new() }
}

/// What a scale took, band by band.
pub(super) fn scale(evaluator: &Evaluator<'_>, node: NodeId, scale: &Scale, frame: &mut Frame) -> Calculation {
    let value = evaluator.range(node, frame);
    let bands = evaluator.scaled(scale, frame).map_or_else(Vec::new, |scaled| scaled.bands);
    let step = |taken: Taken| {
        let span = scale.bands.get(taken.band)?.span;
        Some(Step::Band { span, taken, amount: scale.amount })
    };
    let steps = bands.into_iter().filter_map(step).collect();
    Calculation { address: String::new(), node, value, counted: Vec::new(), steps }
}

/// What a value was rounded to, and from.
pub(super) fn rounding(
    evaluator: &Evaluator<'_>,
    address: String,
    node: NodeId,
    of: NodeId,
    frame: &mut Frame,
) -> Calculation {
    let value = evaluator.range(node, frame);
    let steps = vec![Step::Unrounded(evaluator.range(of, frame))];
    Calculation { address, node, value, counted: Vec::new(), steps }
}

/// The cell an operation reads, where it reads one.
fn cell_of(evaluator: &Evaluator<'_>, node: NodeId, frame: &mut Frame) -> Option<Need> {
    match evaluator.plan.op(node) {
        Op::Fact(offset) => Some(Need { instance: MATTER, offset: *offset }),
        Op::Field(base, offset) => match evaluator.value(*base, frame) {
            Reading::Known(Datum::Record(instance)) => Some(Need { instance, offset: *offset }),
            _ => None,
        },
        _ => None,
    }
}
