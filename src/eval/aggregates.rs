//! Calculations over a list: `sum of`, `count of`, `least of`, `greatest of` (S15).
//!
//! An element surely counts, surely does not, or may. What is not in a list that is not complete may be any number of elements
//! of which nothing is known.

use super::ranges::{Range, missing};
use super::{Evaluator, Frame};
use crate::plan::slots::{Cell, MATTER};
use crate::plan::{Aggregate, Aggregated, Datum, Floor, NodeId, Op, RecordId};
use crate::value::{Causes, Number, Truth};

/// An element of a list, as a calculation finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Whether it counts.
    pub holds: Truth,
    /// What it counts for, if it does; the causes where that may be no value.
    pub value: Result<Range, Causes>,
}

/// The elements of a list, as a calculation finds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elements {
    /// Those that are given, in their order.
    pub given: Vec<Counted>,
    /// What every further one would be; none where the list is complete.
    pub further: Option<Counted>,
}

impl Evaluator<'_> {
    /// What a calculation over a list may come to.
    pub(super) fn aggregate(&self, aggregated: &Aggregated, frame: &mut Frame) -> Result<Range, Causes> {
        let elements = self.elements(aggregated, frame)?;
        match aggregated.function {
            Aggregate::Sum | Aggregate::Count => elements.sum(),
            Aggregate::Least => elements.extreme(false),
            Aggregate::Greatest => elements.extreme(true),
        }
    }

    /// Each element of the list of a calculation: whether it counts, and what for.
    ///
    /// # Errors
    /// The causes, where it is not known which list it is for another reason than a missing fact.
    pub fn elements(&self, aggregated: &Aggregated, frame: &mut Frame) -> Result<Elements, Causes> {
        let (cells, complete) = match self.list_cells(aggregated.list, frame) {
            Ok(list) => list,
            Err(Causes::MISSING) => (&[][..], false),
            Err(causes) => return Err(causes),
        };
        let given = cells.iter().map(|cell| self.counted(aggregated, cell, frame)).collect();
        let further = (!complete).then(|| self.further(aggregated, frame));
        Ok(Elements { given, further })
    }

    fn counted(&self, aggregated: &Aggregated, element: &Cell, frame: &mut Frame) -> Counted {
        self.bind(aggregated.variable, element, frame);
        let holds = aggregated.body.map_or(Truth::True, |body| self.truth(body, frame));
        let value = match aggregated.value {
            // What does not count is not asked for its value.
            _ if holds.fails() => Err(Causes::NONE),
            None => Ok(Range::exactly(Datum::Number(Number::from(1)))),
            // Why there is none is what reading the value says: with an operand that is missing it is missing, whatever the other is.
            Some(value) => self.range(value, frame).map_err(|causes| match self.value(value, frame) {
                super::Reading::Undetermined(causes) => causes,
                _ => causes,
            }),
        };
        Counted { holds, value }
    }

    /// An element that is not given: a phantom of its record, or a value of which only its declaration is known.
    fn further(&self, aggregated: &Aggregated, frame: &mut Frame) -> Counted {
        let unknown = Counted { holds: Truth::Undetermined(Causes::MISSING), value: Err(Causes::MISSING) };
        let Some(element) = self.further_element(aggregated.of) else { return unknown };
        let mut counted = self.counted(aggregated, &element, frame);
        let is_element = |node: NodeId| matches!(self.plan.op(node), Op::Variable(v) if *v == aggregated.variable);
        if aggregated.value.is_some_and(is_element)
            && let Some(floor) = self.floor_of_elements(aggregated.list, frame)
            && counted.value.is_err()
        {
            counted.value = Ok(missing(floor));
        }
        counted.holds = counted.holds.and(Truth::Undetermined(Causes::MISSING));
        counted
    }

    /// What stands for an element that is not given; none where nothing can be told of it.
    pub fn further_element(&self, of: Option<RecordId>) -> Option<Cell> {
        let Some(record) = of else { return Some(Cell::Missing) };
        let last = *self.slots.instances_of(record).last()?;
        (self.slots.is_phantom(last) && !self.slots.may_be_none(last)).then_some(Cell::Record(last))
    }

    fn floor_of_elements(&self, list: NodeId, frame: &mut Frame) -> Option<&Floor> {
        match self.plan.op(list) {
            Op::Fact(offset) => self.plan.floor(None, *offset),
            Op::Field(base, offset) => match self.value(*base, frame) {
                super::Reading::Known(Datum::Record(instance)) => {
                    let record = self.slots.record_of(instance);
                    self.plan.floor(record.filter(|_| instance != MATTER), *offset)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

impl Elements {
    /// Those that count or may.
    fn open(&self) -> impl Iterator<Item = &Counted> {
        self.given.iter().filter(|counted| !counted.holds.fails())
    }

    fn more(&self) -> Option<&Counted> {
        self.further.as_ref().filter(|counted| !counted.holds.fails())
    }

    /// Why there may be no value: of every element that may count.
    fn unsettled(&self) -> Causes {
        let causes = |all: Causes, counted: &Counted| {
            let value = match &counted.value {
                Ok(range) => range.causes,
                Err(causes) => *causes,
            };
            all.and(counted.holds.causes()).and(value)
        };
        self.open().chain(self.more()).fold(Causes::NONE, causes)
    }

    /// The sum of what counts: an element that may count adds its value or nothing.
    fn sum(&self) -> Result<Range, Causes> {
        let failed = |_: Causes| self.unsettled();
        let zero = Range::exactly(Datum::Number(Number::ZERO));
        let mut sum = zero.clone();
        for counted in self.open() {
            let value = counted.value.clone().map_err(failed)?;
            let value = if counted.holds.holds() { value } else { value.or(&zero).because(counted.holds.causes()) };
            sum = sum.plus(&value).ok_or_else(|| self.unsettled().and(Causes::UNDEFINED))?;
        }
        if let Some(further) = self.more() {
            let each = further.value.clone().map_err(failed)?.or(&zero);
            // Any number of them: an end that is not zero is as far away as one likes.
            let ends_at_zero = |end: &Option<super::ranges::End>| *end == zero.low;
            sum.low = sum.low.filter(|_| ends_at_zero(&each.low));
            sum.high = sum.high.filter(|_| ends_at_zero(&each.high));
            sum = sum.because(each.causes.and(further.holds.causes()));
        }
        Ok(sum)
    }

    /// The greatest (or least) of what counts; of nothing it is undefined (S16).
    fn extreme(&self, greatest: bool) -> Result<Range, Causes> {
        let failed = |_: Causes| self.unsettled();
        let mut best: Option<Range> = None;
        for counted in self.open().filter(|counted| counted.holds.holds()) {
            let value = counted.value.clone().map_err(failed)?;
            best = Some(best.map_or(value.clone(), |best| best.extreme(&value, greatest)));
        }
        let perhaps: Vec<&Counted> = self.open().filter(|c| !c.holds.holds()).chain(self.more()).collect();
        let Some(mut best) = best else {
            return Err(if perhaps.is_empty() { Causes::UNDEFINED } else { self.unsettled() });
        };
        for counted in perhaps {
            let value = counted.value.clone().map_err(failed)?;
            // It counts, or the best without it stands.
            best = best.or(&best.extreme(&value, greatest)).because(counted.holds.causes());
        }
        Ok(best)
    }
}
