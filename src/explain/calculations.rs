//! Calculations in an explanation: what they came to, the elements of a list they counted, the bands of a scale, what was rounded.

use super::Need;
use crate::eval::{Counted, Evaluator, Frame, Range, Reading, Taken};
use crate::plan::slots::{Cell, MATTER};
use crate::plan::{Aggregated, Chosen, Datum, NodeId, Op, Scale};
use crate::source::Span;
use crate::value::Causes;

/// A calculation that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calculation {
    /// Where it stands.
    pub place: Place,
    /// The operation.
    pub node: NodeId,
    /// What it came to; the causes where that may be nothing.
    pub value: Result<Range, Causes>,
    /// The elements that count, or may.
    pub counted: Vec<Element>,
    /// What it read to tell whether elements count, and what for, each once.
    pub read: Vec<ReadCell>,
    /// How a scale or a rounding came to it.
    pub steps: Vec<Step>,
}

/// Where in a provision something is calculated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The address of the paragraph; empty where a condition or value is no list of paragraphs.
    pub address: String,
    /// The case in whose condition it stands: its number, from 0.
    pub case: Option<u32>,
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
    /// Where rules may deem that fact to be something: its number in the plan.
    pub deemed: Option<u32>,
    /// The cell of the list.
    pub list: Option<Need>,
    /// Its place in the list.
    pub place: usize,
    /// True where it is only counted, for no value of its own.
    pub counts: bool,
    /// Whether it counts, and what for.
    pub counted: Counted,
}

/// A fact that a calculation read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadCell {
    /// Its cell.
    pub cell: Need,
    /// Where rules may deem it to be something: its number in the plan.
    pub deemed: Option<u32>,
}

/// What a calculation came to, and what it counted.
pub(super) fn calculation(
    evaluator: &Evaluator<'_>,
    place: Place,
    node: NodeId,
    aggregated: &Aggregated,
    frame: &mut Frame,
) -> Calculation {
    let value = evaluator.range(node, frame);
    let list = cell_of(evaluator, aggregated.list, frame);
    let cells = evaluator.list_cells(aggregated.list, frame).map_or(&[][..], |(cells, _)| cells);
    let given = evaluator.elements(aggregated, frame).map_or_else(|_| Vec::new(), |elements| elements.given);
    let mut counted = Vec::new();
    let mut reads = Reads { evaluator, all: Vec::new() };
    reads.aggregated(aggregated, frame);
    for ((place, element), one) in cells.iter().enumerate().zip(given) {
        if one.holds.fails() {
            continue;
        }
        evaluator.bind(aggregated.variable, element, frame);
        let cell = aggregated.value.and_then(|value| cell_of(evaluator, value, frame));
        let deemed = aggregated.value.and_then(|value| match evaluator.plan.op(value) {
            Op::Deemed { by, .. } => Some(*by),
            _ => None,
        });
        counted.push(Element { cell, deemed, list, place, counts: aggregated.value.is_none(), counted: one });
    }
    Calculation { place, node, value, counted, read: reads.all, steps: Vec::new() }
}

/// Of lists longer than this no facts of elements are told that made nothing hold, and counted nothing.
pub(super) const MOST_ELEMENTS: usize = 8;

/// Collects the cells that operations read.
struct Reads<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    all: Vec<ReadCell>,
}

impl Reads<'_, '_> {
    /// What is read of the elements that count, or may; where none does, of all, if there are not many.
    fn aggregated(&mut self, aggregated: &Aggregated, frame: &mut Frame) {
        let evaluator = self.evaluator;
        let parts: Vec<NodeId> = aggregated.body.into_iter().chain(aggregated.value).collect();
        self.elements((aggregated.variable, aggregated.list), aggregated.body, &parts, frame);
        if evaluator.list_cells(aggregated.list, frame).is_ok_and(|(cells, complete)| cells.is_empty() && complete)
            && let Some(cell) = cell_of(evaluator, aggregated.list, frame)
        {
            self.add(ReadCell { cell, deemed: None });
        }
    }

    fn elements(&mut self, (variable, list): (u32, NodeId), body: Option<NodeId>, parts: &[NodeId], frame: &mut Frame) {
        let evaluator = self.evaluator;
        let cells = evaluator.list_cells(list, frame).map_or(&[][..], |(cells, _)| cells);
        let mut counts = |cell: &&Cell| {
            evaluator.bind(variable, cell, frame);
            body.is_none_or(|body| !evaluator.truth(body, frame).fails())
        };
        let counting: Vec<&Cell> = cells.iter().filter(&mut counts).collect();
        let few = cells.len() <= MOST_ELEMENTS;
        let told: Vec<&Cell> = if counting.is_empty() && few { cells.iter().collect() } else { counting };
        for cell in told {
            evaluator.bind(variable, cell, frame);
            parts.iter().for_each(|part| self.operation(*part, frame));
        }
    }

    fn operation(&mut self, node: NodeId, frame: &mut Frame) {
        let op = self.evaluator.plan.op(node);
        let deemed = if let Op::Deemed { by, .. } = op { Some(*by) } else { None };
        if let Some(cell) = cell_of(self.evaluator, node, frame) {
            return self.add(ReadCell { cell, deemed });
        }
        match op {
            Op::Aggregate(inner) | Op::Chosen(Chosen { among: inner, .. }) => self.aggregated(inner, frame),
            Op::Quantified { variable, list, body: Some(body), .. } => {
                self.elements((*variable, *list), Some(*body), &[*body], frame);
            }
            Op::Call(call) => call.arguments.iter().for_each(|argument| self.operation(*argument, frame)),
            op => {
                let mut inner = Vec::new();
                crate::plan::children(op, &mut |child| inner.push(child));
                inner.into_iter().for_each(|child| self.operation(child, frame));
            }
        }
    }

    fn add(&mut self, read: ReadCell) {
        if !self.all.contains(&read) {
            self.all.push(read);
        }
    }
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
    Calculation { place: Place::default(), node, value, counted: Vec::new(), read: Vec::new(), steps }
}

/// What a value was rounded to, and from.
pub(super) fn rounding(
    evaluator: &Evaluator<'_>,
    place: Place,
    node: NodeId,
    of: NodeId,
    frame: &mut Frame,
) -> Calculation {
    let value = evaluator.range(node, frame);
    let steps = vec![Step::Unrounded(evaluator.range(of, frame))];
    Calculation { place, node, value, counted: Vec::new(), read: Vec::new(), steps }
}

/// The cell an operation reads, where it reads one.
fn cell_of(evaluator: &Evaluator<'_>, node: NodeId, frame: &mut Frame) -> Option<Need> {
    match evaluator.plan.op(node) {
        Op::Fact(offset) => Some(Need { instance: MATTER, offset: *offset }),
        Op::Field(base, offset) => match evaluator.value(*base, frame) {
            Reading::Known(Datum::Record(instance)) => Some(Need { instance, offset: *offset }),
            _ => None,
        },
        Op::Deemed { given, .. } => cell_of(evaluator, *given, frame),
        _ => None,
    }
}
