//! What a value may come to: its range over every completion of the missing facts (S15).
//!
//! A range is wide, never narrow: what lies outside it can be no completion's value. So a comparison that comes out alike over
//! two ranges is decided. A value that some completion leaves undefined, none or silent has no range.

use std::cmp::Ordering;

use super::expressions::{MOST_BITS, beyond, shifted};
use super::{Evaluator, Frame, Mode, Reading};
use crate::plan::slots::{Cell, InstanceId, MATTER, Supposed};
use crate::plan::{Arithmetic, Cases, Comparison, Datum, NodeId, Op, ProvisionIx, has_bit};
use crate::value::{Causes, Date, Number, Truth};

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Where it ends.
    pub at: Datum,
    /// True if the end itself is in it.
    pub included: bool,
}

/// The values something may take, whatever the missing facts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least value; none where it is open.
    pub low: Option<End>,
    /// The greatest value; none where it is open.
    pub high: Option<End>,
    /// Why it is not one value.
    pub causes: Causes,
}

/// Which of two ends is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Lesser,
    Greater,
}

impl Range {
    /// One value.
    pub fn exactly(datum: Datum) -> Range {
        let end = End { at: datum, included: true };
        Range { low: Some(end.clone()), high: Some(end), causes: Causes::NONE }
    }

    /// Anything.
    fn open(causes: Causes) -> Range {
        Range { low: None, high: None, causes }
    }

    fn is_open(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }

    /// The value, where only one is left.
    pub fn value(&self) -> Option<&Datum> {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) if low == high && low.included => Some(&low.at),
            _ => None,
        }
    }

    /// The range as a value that is read.
    pub fn reading(self) -> Reading {
        match self.value() {
            Some(datum) => Reading::Known(datum.clone()),
            None if self.causes.is_empty() => Reading::Undetermined(Causes::MISSING),
            None => Reading::Undetermined(self.causes),
        }
    }

    /// The same range for one more reason.
    pub fn because(mut self, causes: Causes) -> Range {
        self.causes = self.causes.and(causes);
        self
    }

    /// Everything in either.
    pub fn or(&self, other: &Range) -> Range {
        Range {
            low: either(&self.low, &other.low, Wanted::Lesser),
            high: either(&self.high, &other.high, Wanted::Greater),
            causes: self.causes.and(other.causes),
        }
    }

    /// The greater (or lesser) of a value of each.
    pub fn extreme(&self, other: &Range, greatest: bool) -> Range {
        let (near, far, wanted) = match greatest {
            true => ((&self.low, &other.low), (&self.high, &other.high), Wanted::Greater),
            false => ((&self.high, &other.high), (&self.low, &other.low), Wanted::Lesser),
        };
        // One of the two reaches the near end alone; the far end is open where one of them is.
        let near = match near {
            (Some(a), Some(b)) => Some(match a.at.order(&b.at) {
                Some(Ordering::Equal) => End { at: a.at.clone(), included: a.included && b.included },
                Some(Ordering::Less) if wanted == Wanted::Greater => b.clone(),
                Some(Ordering::Greater) if wanted == Wanted::Lesser => b.clone(),
                _ => a.clone(),
            }),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        let far = either(far.0, far.1, wanted);
        let (low, high) = if greatest { (near, far) } else { (far, near) };
        Range { low, high, causes: self.causes.and(other.causes) }
    }

    /// Of some ranges, the one whose values are at least as great (or small) as any other surely is.
    pub fn best<'r>(all: &[&'r Range], greatest: bool) -> Option<&'r Range> {
        let better = if greatest { Ordering::Greater } else { Ordering::Less };
        let near = |range: &'r Range| if greatest { range.low.as_ref() } else { range.high.as_ref() };
        let beats = |one: &'r Range, other: &'r Range| match (near(one), near(other)) {
            (Some(one), Some(other)) => match one.at.order(&other.at) {
                Some(Ordering::Equal) => !one.included && other.included,
                order => order == Some(better),
            },
            (one, other) => one.is_some() && other.is_none(),
        };
        all.iter().copied().reduce(|best, range| if beats(range, best) { range } else { best })
    }

    /// How a value of one may compare with a value of the other; none where all is possible or they have no order.
    pub fn compare(&self, by: Comparison, other: &Range) -> Option<bool> {
        let mut possible = vec![Ordering::Less, Ordering::Equal, Ordering::Greater];
        for (low, high, beyond) in
            [(&self.low, &other.high, Ordering::Less), (&other.low, &self.high, Ordering::Greater)]
        {
            let (Some(low), Some(high)) = (low, high) else { continue };
            match low.at.order(&high.at)? {
                Ordering::Less => {}
                Ordering::Equal if low.included && high.included => possible.retain(|o| *o != beyond),
                _ => possible.retain(|o| *o != beyond && *o != Ordering::Equal),
            }
        }
        let first = by.holds(*possible.first()?);
        possible.iter().all(|ordering| by.holds(*ordering) == first).then_some(first)
    }

    /// True if this is surely not the value.
    pub fn excludes(&self, value: &Datum) -> bool {
        self.compare(Comparison::Exactly, &Range::exactly(value.clone())) == Some(false)
    }

    fn negated(&self) -> Option<Range> {
        let turned = |end: &Option<End>| match end {
            None => Some(None),
            Some(end) => Some(Some(End { at: Datum::Number(number(end)?.neg()), included: end.included })),
        };
        Some(Range { low: turned(&self.high)?, high: turned(&self.low)?, causes: self.causes })
    }

    /// The sum; none where it is no number, or one beyond the limits.
    pub fn plus(&self, other: &Range) -> Option<Range> {
        let sum = |a: &Option<End>, b: &Option<End>| match (a, b) {
            (Some(a), Some(b)) => end(number(a)?.add(number(b)?), a.included && b.included).map(Some),
            _ => Some(None),
        };
        let (low, high) = (sum(&self.low, &other.low)?, sum(&self.high, &other.high)?);
        Some(Range { low, high, causes: self.causes.and(other.causes) })
    }

    /// The product of ends; an end that is open is infinite, and zero times it is zero.
    fn times(&self, other: &Range) -> Option<Range> {
        let causes = self.causes.and(other.causes);
        // Nothing is known of one of them: zero times it is not looked through.
        if self.is_open() || other.is_open() {
            return Some(Range::open(causes));
        }
        let mut corners = Vec::with_capacity(4);
        for a in self.bounds()? {
            for b in other.bounds()? {
                corners.push(a.times(&b));
            }
        }
        let least = corners.iter().min_by(|a, b| a.cmp(b, Wanted::Lesser))?.clone();
        let greatest = corners.iter().max_by(|a, b| a.cmp(b, Wanted::Greater))?.clone();
        Some(Range { low: least.end()?, high: greatest.end()?, causes })
    }

    /// The reciprocal; none where zero is among the values.
    fn reciprocal(&self) -> Option<Range> {
        let positive = |end: &Option<End>| {
            let Some(end) = end else { return Some(false) };
            number(end).map(|n| *n > Number::ZERO || (n.is_zero() && !end.included))
        };
        if !positive(&self.low)? {
            let turned = self.negated()?;
            return if positive(&turned.low)? { turned.reciprocal()?.negated() } else { None };
        }
        let one = Number::from(1);
        let inverse =
            |e: &End| number(e)?.is_zero().then_some(None).or_else(|| end(one.div(number(e)?)?, e.included).map(Some));
        let high = inverse(self.low.as_ref()?)?;
        let low = match &self.high {
            None => Some(End { at: Datum::Number(Number::ZERO), included: false }),
            Some(high) => inverse(high)?,
        };
        Some(Range { low, high, causes: self.causes })
    }

    fn bounds(&self) -> Option<[Bound; 2]> {
        let bound = |end: &Option<End>, infinite| match end {
            None => Some(infinite),
            Some(end) => Some(Bound::At(number(end)?.clone(), end.included)),
        };
        Some([bound(&self.low, Bound::Below)?, bound(&self.high, Bound::Above)?])
    }
}

/// An end of a range of numbers, infinite where it is open.
#[derive(Clone)]
enum Bound {
    Below,
    At(Number, bool),
    Above,
}

impl Bound {
    fn sign(&self) -> Ordering {
        match self {
            Bound::Below => Ordering::Less,
            Bound::At(number, _) => number.cmp(&Number::ZERO),
            Bound::Above => Ordering::Greater,
        }
    }

    fn times(&self, other: &Bound) -> Bound {
        match (self, other) {
            (Bound::At(a, x), Bound::At(b, y)) => {
                // Zero that is reached makes zero of everything that is.
                let reached = *x && (*y || a.is_zero()) || *y && b.is_zero();
                Bound::At(a.mul(b), reached)
            }
            (Bound::At(zero, included), _) | (_, Bound::At(zero, included)) if zero.is_zero() => {
                Bound::At(Number::ZERO, *included)
            }
            _ if self.sign() == other.sign() => Bound::Above,
            _ => Bound::Below,
        }
    }

    /// The order of two ends; of equal ones, that which is reached is the wanted one.
    fn cmp(&self, other: &Bound, wanted: Wanted) -> Ordering {
        match (self, other) {
            (Bound::At(a, x), Bound::At(b, y)) => a.cmp(b).then(match wanted {
                Wanted::Lesser => y.cmp(x),
                Wanted::Greater => x.cmp(y),
            }),
            (Bound::Below, Bound::Below) | (Bound::Above, Bound::Above) => Ordering::Equal,
            (Bound::Below, _) | (_, Bound::Above) => Ordering::Less,
            _ => Ordering::Greater,
        }
    }

    fn end(self) -> Option<Option<End>> {
        match self {
            Bound::At(number, included) => end(number, included).map(Some),
            Bound::Below | Bound::Above => Some(None),
        }
    }
}

/// An end at a number; none beyond the limits.
fn end(number: Number, included: bool) -> Option<End> {
    (number.bits() <= MOST_BITS).then_some(End { at: Datum::Number(number), included })
}

/// The number at an end; none where it is none.
pub(super) fn number(end: &End) -> Option<&Number> {
    match &end.at {
        Datum::Number(number) => Some(number),
        _ => None,
    }
}

/// The wanted one of two ends, open where one is; of equal ones, included where one is.
fn either(a: &Option<End>, b: &Option<End>, wanted: Wanted) -> Option<End> {
    let (a, b) = (a.as_ref()?, b.as_ref()?);
    Some(match a.at.order(&b.at)? {
        Ordering::Equal => End { at: a.at.clone(), included: a.included || b.included },
        Ordering::Less if wanted == Wanted::Lesser => a.clone(),
        Ordering::Greater if wanted == Wanted::Greater => a.clone(),
        _ => b.clone(),
    })
}

impl Evaluator<'_> {
    /// Whether two values that are not both known compare so all the same.
    pub(super) fn compare_ranges(&self, by: Comparison, a: NodeId, b: NodeId, frame: &mut Frame) -> Option<Truth> {
        let (a, b) = (self.range(a, frame).ok()?, self.range(b, frame).ok()?);
        a.compare(by, &b).map(Truth::of)
    }

    /// Whether a day that is not known lies so far from another all the same: on the right side of it, and on the right side of
    /// the day that is so far away.
    pub(super) fn distance_of_ranges(
        &self,
        by: Comparison,
        (day, days, after, from): (NodeId, NodeId, bool, NodeId),
        frame: &mut Frame,
    ) -> Option<Truth> {
        let (day, near) = (self.range(day, frame).ok()?, self.range(from, frame).ok()?);
        let far = self.range_of_offset(days, after, from, frame).ok();
        let (side, by) = if after { (Comparison::AtLeast, by) } else { (Comparison::AtMost, by.turned()) };
        let right = day.compare(side, &near);
        let far_enough = far.and_then(|far| day.compare(by, &far));
        match (right, far_enough) {
            (Some(false), _) | (_, Some(false)) => Some(Truth::False),
            (Some(true), Some(true)) => Some(Truth::True),
            _ => None,
        }
    }

    /// Whether a day lies in the year of another, both or one of them not known, all the same.
    pub(super) fn years_of_ranges(&self, day: NodeId, of: NodeId, frame: &mut Frame) -> Option<Truth> {
        let (day, of) = (self.range(day, frame).ok()?, self.range(of, frame).ok()?);
        let edge = |end: &Option<End>, last: bool| match end {
            Some(End { at: Datum::Date(day), included }) => {
                let (first, end) = day.year_edges();
                Some(Some(End { at: Datum::Date(if last { end } else { first }), included: *included }))
            }
            Some(_) => None,
            None => Some(None),
        };
        let edges =
            |last: bool| Some(Range { low: edge(&of.low, last)?, high: edge(&of.high, last)?, causes: of.causes });
        let from = day.compare(Comparison::AtLeast, &edges(false)?);
        let through = day.compare(Comparison::AtMost, &edges(true)?);
        match (from, through) {
            (Some(false), _) | (_, Some(false)) => Some(Truth::False),
            (Some(true), Some(true)) => Some(Truth::True),
            _ => None,
        }
    }

    /// The values an operation may read; the causes where it may read none at all.
    ///
    /// # Errors
    /// The causes, where the value may be undefined, none or silent, or is of a kind that has no range.
    pub fn range(&self, node: NodeId, frame: &mut Frame) -> Result<Range, Causes> {
        match self.plan.op(node) {
            Op::Fact(offset) => self.range_of_cell(MATTER, *offset),
            Op::Field(base, offset) => match self.value(*base, frame) {
                Reading::Known(Datum::Record(instance)) => self.range_of_cell(instance, *offset),
                other => exact(other),
            },
            Op::Deemed { given, by } => self.range_of_deemed(*given, *by, frame),
            Op::Defined { name, by, of } => {
                let instance = self.instance(*of, frame).map_err(|reading| causes_of(&reading))?;
                match self.stipulated(*name, instance) {
                    Cell::Missing => self.range_of_definition(*by, instance, frame.mode),
                    cell => exact(self.cell(cell)),
                }
            }
            Op::Negate(inner) => {
                let range = self.range(*inner, frame)?;
                range.negated().ok_or(range.causes.and(Causes::UNDEFINED))
            }
            Op::Arithmetic(op, a, b) => self.range_of_arithmetic(*op, *a, *b, frame),
            Op::Offset { days, after, from } => self.range_of_offset(*days, *after, *from, frame),
            Op::Aggregate(aggregated) => self.aggregate(aggregated, frame),
            Op::Chosen(chosen) => self.range_of_chosen(chosen, frame),
            Op::Entry { body, .. } => self.range(*body, frame),
            Op::Call(call) => self.range_of_cases(&call.cases, frame),
            Op::Scale(scale) => self.range_of_scale(scale, frame),
            Op::Round { value, of, mode } => self.range_of_rounded(*value, of, *mode, frame),
            Op::Choose { when, then, otherwise } => match self.truth(*when, frame) {
                Truth::True => self.range(*then, frame),
                Truth::False => self.range(*otherwise, frame),
                Truth::Undetermined(causes) => {
                    let (then, otherwise) = (self.range(*then, frame), self.range(*otherwise, frame));
                    both(then, otherwise).map(|(a, b)| a.or(&b).because(causes)).map_err(|more| causes.and(more))
                }
            },
            _ => exact(self.value(node, frame)),
        }
    }

    /// What is not given may be whatever its declaration allows; of what may not exist nothing is known.
    fn range_of_cell(&self, instance: InstanceId, offset: u32) -> Result<Range, Causes> {
        let cell = self.slots.cell(instance, offset);
        if *cell != Cell::Missing {
            return exact(self.cell(cell));
        }
        if let Some(supposed) = self.slots.supposed(instance, offset) {
            return supposed_range(supposed).ok_or(Causes::MISSING);
        }
        let record = self.slots.record_of(instance);
        match self.plan.floor(record, offset) {
            Some(floor) if !self.slots.may_be_none(instance) => {
                let known = missing(floor);
                // A range runs forwards: the end that is given bounds the other.
                let other = floor.other_end.map(|(end, upper)| (self.cell(self.slots.cell(instance, end)), upper));
                Ok(match other {
                    Some((Reading::Known(at), true)) => Range { high: Range::exactly(at).high, ..known },
                    Some((Reading::Known(at), false)) => Range { low: Range::exactly(at).low, ..known },
                    _ => known,
                })
            }
            _ => Err(Causes::MISSING),
        }
    }

    /// The values a definition may give, whatever is stipulated.
    ///
    /// # Errors
    /// As for [`Evaluator::range`].
    pub fn range_of_definition(&self, by: ProvisionIx, instance: InstanceId, mode: Mode) -> Result<Range, Causes> {
        match self.definition(by, instance, mode) {
            Reading::Undetermined(_) if self.plan.provision(by).spreads.is_none() => {}
            settled => return exact(settled),
        }
        let key = (by, instance, self.remembered(mode));
        if let Some(known) = self.ranges.borrow().get(&key) {
            return known.clone();
        }
        let mut frame = self.frame(by, instance, mode);
        let range = self.range_of_cases(&self.plan.provision(by).cases, &mut frame);
        self.ranges.borrow_mut().insert(key, range.clone());
        range
    }

    /// All that the cases of a definition may give.
    fn range_of_cases(&self, cases: &Cases, frame: &mut Frame) -> Result<Range, Causes> {
        let mut all: Option<Result<Range, Causes>> = None;
        let mut causes = Causes::NONE;
        let add = |all: &mut Option<Result<Range, Causes>>, range: Result<Range, Causes>| {
            *all = Some(match all.take() {
                None => range,
                Some(known) => both(known, range).map(|(a, b)| a.or(&b)),
            });
        };
        let mut settled = false;
        for (when, value) in &cases.cases {
            let holds = when.map_or(Truth::True, |when| self.truth(when, frame));
            if holds.fails() {
                continue;
            }
            causes = causes.and(holds.causes());
            add(&mut all, self.range(*value, frame));
            settled = holds.holds();
            if settled {
                break;
            }
        }
        let one_holds = cases.complete && cases.otherwise.is_none() && all.is_some();
        if !settled && !one_holds {
            let otherwise = cases.otherwise.map_or(Err(Causes::SILENT), |value| self.range(value, frame));
            add(&mut all, otherwise);
        }
        let all = all.unwrap_or(Err(Causes::SILENT));
        all.map(|range| range.because(causes)).map_err(|more| causes.and(more))
    }

    /// A day counted from one in a range; an end that is open is that of the calendar. None where a day of the range may be counted out of
    /// the calendar, or of the working days that are listed.
    fn range_of_offset(&self, days: NodeId, after: bool, from: NodeId, frame: &mut Frame) -> Result<Range, Causes> {
        let period = match self.value(days, frame) {
            Reading::Known(period) => period,
            other => return exact(other),
        };
        let range = self.range(from, frame)?;
        let counted = |end: &Option<End>, of_the_calendar: Date| {
            let day = match end {
                Some(End { at: Datum::Date(day), .. }) => *day,
                Some(_) => return None,
                None => of_the_calendar,
            };
            // Two days may be counted to one last day of a month, so what came near the end may reach it.
            Some(End { at: Datum::Date(shifted(day, &period, after)?), included: true })
        };
        match (counted(&range.low, Date::FIRST), counted(&range.high, Date::LAST)) {
            (Some(low), Some(high)) => Ok(Range { low: Some(low), high: Some(high), causes: range.causes }),
            _ if range.causes.is_empty() => Err(beyond(&period)),
            _ => Err(range.causes),
        }
    }

    fn range_of_arithmetic(&self, op: Arithmetic, a: NodeId, b: NodeId, frame: &mut Frame) -> Result<Range, Causes> {
        let (a, b) = both(self.range(a, frame), self.range(b, frame))?;
        let causes = a.causes.and(b.causes);
        let result = match op {
            Arithmetic::Add => a.plus(&b),
            Arithmetic::Subtract => b.negated().and_then(|b| a.plus(&b)),
            Arithmetic::Multiply => a.times(&b),
            Arithmetic::Divide => b.reciprocal().and_then(|b| a.times(&b)),
            Arithmetic::Power => match (a.value(), b.value()) {
                (Some(Datum::Number(a)), Some(Datum::Number(b))) => {
                    a.pow(b).map(|power| Range::exactly(Datum::Number(power)).because(causes))
                }
                _ => None,
            },
        };
        result.ok_or(if causes.is_empty() { Causes::UNDEFINED } else { causes })
    }
}

/// The values of a cell of which only its declaration is known.
pub(super) fn missing(floor: &crate::plan::Floor) -> Range {
    let low = floor.lower.as_ref().map(|(at, included)| End { at: Datum::Number(at.clone()), included: *included });
    Range { low, ..Range::open(Causes::MISSING) }
}

/// The values of a cell of which something is supposed; none for names, which have no order.
fn supposed_range(supposed: &Supposed) -> Option<Range> {
    let end = |(at, included): &(Datum, bool)| End { at: at.clone(), included: *included };
    match supposed {
        Supposed::Between(low, high) => {
            Some(Range { low: low.as_ref().map(end), high: high.as_ref().map(end), causes: Causes::MISSING })
        }
        Supposed::Members(bits) => {
            let mut members = (0..bits.len() as u32 * 64).filter(|m| has_bit(bits, *m));
            let first = members.next()?;
            let member = |m: u32| Some(End { at: Datum::Member(m), included: true });
            let last = members.next_back().unwrap_or(first);
            Some(Range { low: member(first), high: member(last), causes: Causes::MISSING })
        }
        Supposed::Names(_) | Supposed::OtherNames(_) => None,
    }
}

/// Two ranges, or the causes of both.
pub(super) fn both(a: Result<Range, Causes>, b: Result<Range, Causes>) -> Result<(Range, Range), Causes> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Ok(a), Err(b)) => Err(a.causes.and(b)),
        (Err(a), Ok(b)) => Err(a.and(b.causes)),
        (Err(a), Err(b)) => Err(a.and(b)),
    }
}

pub(super) fn exact(reading: Reading) -> Result<Range, Causes> {
    match reading {
        Reading::Known(datum) => Ok(Range::exactly(datum)),
        other => Err(causes_of(&other)),
    }
}

/// Why there is no value; to calculate with none is undefined.
fn causes_of(reading: &Reading) -> Causes {
    match reading {
        Reading::Undetermined(causes) => *causes,
        _ => Causes::UNDEFINED,
    }
}
