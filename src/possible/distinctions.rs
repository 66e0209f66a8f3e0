//! Where the law tells the values of a fact apart.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use crate::eval::{Counted, Evaluator, Frame, Mode, Range, Reading, shifted};
use crate::plan::slots::{InstanceId, MATTER};
use crate::plan::{
    Aggregate, Aggregated, Arithmetic, Cases, Comparison, Datum, NodeId, Op, Plan, Provision, ProvisionIx, children,
};
use crate::value::{Date, Number};

/// A fact or field of an instance.
pub type Place = (InstanceId, u32);

/// A test of one fact with what does not depend on it.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Compared with a value, directly: the value lies on one side.
    Compare(Comparison, Datum),
    /// A value where some calculation with the fact crosses a threshold: it may lie on either side.
    Turns(Datum),
    /// In a group: its place in the plan's sets.
    In(u32),
}

/// The tests of each fact of a matter, over all provisions of a law.
#[derive(Debug, Default)]
pub struct Distinctions {
    tests: IndexMap<Place, Vec<Test>, rustc_hash::FxBuildHasher>,
    /// Where the day itself is tested.
    days: BTreeSet<Date>,
    /// False where some test is not among these: the law is too large, or it tests what is not turned around.
    complete: bool,
}

/// Most operations walked, so that no rulebook can make this slow; beyond, some classes stay undivided.
const MOST_STEPS: u32 = 200_000;
/// How far from a working day the days without work are looked for that are counted to it.
const DAYS_OFF: i64 = 10;
/// Most calculations one inside another that are turned around to find where they cross a threshold.
const MOST_DEPTH: u32 = 12;

impl Distinctions {
    /// The tests of a fact.
    pub fn of(&self, place: Place) -> &[Test] {
        self.tests.get(&place).map_or(&[], Vec::as_slice)
    }

    /// Every fact that some provision tests, in the order of the law.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.tests.keys().copied()
    }

    /// The days on which a provision that reads the day itself may turn: on them, or on the days after them.
    pub fn days(&self) -> impl Iterator<Item = Date> + '_ {
        self.days.iter().copied()
    }

    /// Reads all provisions on all their instances.
    pub fn new(evaluator: &Evaluator<'_>) -> Distinctions {
        let found = Distinctions { complete: true, ..Distinctions::default() };
        let mut walk = Walk { evaluator, found, seen: FxHashSet::default(), steps: 0 };
        for (number, provision) in evaluator.plan.provisions.iter().enumerate() {
            let ix = ProvisionIx(number as u32);
            let roots = roots(evaluator.plan, provision);
            for instance in evaluator.instances(ix).iter().filter(|i| !evaluator.slots.is_phantom(**i)) {
                let mut frame = evaluator.frame(ix, *instance, Mode::WithClaims);
                walk.seen.clear();
                roots.iter().for_each(|root| walk.condition(*root, &mut frame));
            }
        }
        walk.found
    }

    /// False where some test is not among these: the law is too large, or it tests what is not turned around (a scale, a rounding, the choice
    /// of an element, many calculations one inside another).
    pub fn is_complete(&self) -> bool {
        self.complete
    }
}

/// Where the operations of a provision begin.
fn roots(plan: &Plan, provision: &Provision) -> Vec<NodeId> {
    let of_conclusions = provision.conclusions.iter().flat_map(|conclusion| match conclusion {
        crate::plan::Conclusion::Is(_, cases) => cases.roots().collect(),
        crate::plan::Conclusion::Duty { date, when } => date.iter().chain(when).copied().collect(),
        crate::plan::Conclusion::Deem { value, .. } => vec![*value],
        _ => Vec::new(),
    });
    let guards = provision.defines.and_then(|name| plan.definitions.get(name.ix()));
    let guards = guards.into_iter().flatten().filter_map(|(_, guard)| *guard);
    let own = provision.condition.into_iter().chain(provision.spreads);
    own.chain(provision.cases.roots()).chain(of_conclusions).chain(guards).collect()
}

struct Walk<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    found: Distinctions,
    /// The operations of the provision at hand that need not be walked again: what they read has not changed.
    seen: FxHashSet<NodeId>,
    steps: u32,
}

impl Walk<'_, '_> {
    fn condition(&mut self, node: NodeId, frame: &mut Frame) {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            self.found.complete = false;
            return;
        }
        if !self.seen.insert(node) {
            return;
        }
        let op = self.evaluator.plan.op(node);
        match op {
            Op::Compare(by, a, b) => {
                self.compare(*by, *a, *b, frame);
                self.compare(by.turned(), *b, *a, frame);
            }
            Op::Equals(a, b) => {
                self.compare(Comparison::Exactly, *a, *b, frame);
                self.compare(Comparison::Exactly, *b, *a, frame);
            }
            Op::In(inner, set) => self.tested(*inner, &Test::In(*set), frame),
            Op::SameYear(day, of) => {
                self.years(*day, *of, frame);
                self.years(*of, *day, frame);
            }
            Op::Distance { day, days, after, from, .. } => self.distance(*day, *days, *after, *from, frame),
            Op::Quantified { variable, list, .. } => return self.elements(op, *variable, *list, frame),
            Op::Aggregate(aggregated) => return self.elements(op, aggregated.variable, aggregated.list, frame),
            Op::Chosen(chosen) => return self.elements(op, chosen.among.variable, chosen.among.list, frame),
            Op::Guard { when, variables } => {
                return self.condition(*when, &mut Frame::of(*variables, frame.mode));
            }
            _ => {}
        }
        let mut inner = Vec::new();
        children(op, &mut |child| inner.push(child));
        inner.into_iter().for_each(|child| self.condition(child, frame));
    }

    /// What is asked of each element of a list.
    fn elements(&mut self, op: &Op, variable: u32, list: NodeId, frame: &mut Frame) {
        let evaluator = self.evaluator;
        let Ok((elements, _)) = evaluator.list_cells(list, frame) else { return };
        let mut inner = Vec::new();
        children(op, &mut |child| inner.push(child));
        let before = self.seen.clone();
        for element in elements {
            evaluator.bind(variable, element, frame);
            // Of another element the same operations read other facts.
            self.seen.clone_from(&before);
            inner.iter().for_each(|child| self.condition(*child, frame));
        }
    }

    fn compare(&mut self, by: Comparison, side: NodeId, other: NodeId, frame: &mut Frame) {
        if let Reading::Known(at) = self.evaluator.value(other, frame) {
            self.reaches(side, &at, Some(by), frame, 0);
        }
    }

    fn years(&mut self, day: NodeId, of: NodeId, frame: &mut Frame) {
        let Reading::Known(Datum::Date(of)) = self.evaluator.value(of, frame) else { return };
        let (first, last) = of.year_edges();
        self.reaches(day, &Datum::Date(first), Some(Comparison::AtLeast), frame, 0);
        self.reaches(day, &Datum::Date(last), Some(Comparison::AtMost), frame, 0);
    }

    /// A distance turns where the day is the other day, and where it is so far away.
    fn distance(&mut self, day: NodeId, days: NodeId, after: bool, from: NodeId, frame: &mut Frame) {
        let Reading::Known(period) = self.evaluator.value(days, frame) else { return };
        for (side, other, after) in [(day, from, after), (from, day, !after)] {
            let Reading::Known(Datum::Date(other)) = self.evaluator.value(other, frame) else { continue };
            self.reaches(side, &Datum::Date(other), None, frame, 0);
            for far in days_near(shifted(other, &period, after), &period) {
                self.reaches(side, &Datum::Date(far), None, frame, 0);
            }
        }
        self.ends(from, &period, after, frame, 0);
    }

    /// Finds the values of facts at which a calculation comes to `target`.
    fn reaches(&mut self, node: NodeId, target: &Datum, by: Option<Comparison>, frame: &mut Frame, depth: u32) {
        self.steps += 1;
        if self.steps > MOST_STEPS || depth > MOST_DEPTH {
            self.found.complete = false;
            return;
        }
        let test = by.map_or_else(|| Test::Turns(target.clone()), |by| Test::Compare(by, target.clone()));
        match self.evaluator.plan.op(node) {
            Op::Fact(_) | Op::Field(..) | Op::On => self.tested(node, &test, frame),
            Op::Aggregate(aggregated) => self.aggregate(aggregated, target, frame, depth),
            Op::Deemed { given, .. } => self.reaches(*given, target, by, frame, depth + 1),
            Op::Entry { body, .. } => self.reaches(*body, target, by, frame, depth + 1),
            Op::Holds(inner) => self.reaches(*inner, target, by, frame, depth + 1),
            Op::Choose { then, otherwise, .. } => {
                self.reaches(*then, target, None, frame, depth + 1);
                self.reaches(*otherwise, target, None, frame, depth + 1);
            }
            Op::Call(call) => self.cases(&call.cases, target, frame, depth),
            Op::Defined { by, of, .. } => {
                let Ok(instance) = self.instance(*of, frame) else { return };
                if let Some(offset) = self.stipulation(*by) {
                    self.add((instance, offset), &test);
                }
                let mut frame = self.evaluator.frame(*by, instance, frame.mode);
                self.cases(&self.evaluator.plan.provision(*by).cases, target, &mut frame, depth);
            }
            Op::Offset { days, after, from } => {
                let (Reading::Known(period), Datum::Date(day)) = (self.evaluator.value(*days, frame), target) else {
                    return;
                };
                for day in days_near(shifted(*day, &period, !after), &period) {
                    self.reaches(*from, &Datum::Date(day), None, frame, depth + 1);
                }
                self.ends(*from, &period, *after, frame, depth);
            }
            Op::Negate(inner) => {
                if let Datum::Number(number) = target {
                    self.reaches(*inner, &Datum::Number(number.neg()), None, frame, depth + 1);
                }
            }
            Op::Arithmetic(op, a, b) => self.arithmetic(*op, *a, *b, target, frame, depth),
            // These are not turned around.
            Op::Scale(_) | Op::Round { .. } | Op::Chosen(_) => self.found.complete = false,
            _ => {}
        }
    }

    /// The first and the last day from which a period can be counted: from others the calendar, or the list of working days, ends before.
    fn ends(&mut self, from: NodeId, period: &Datum, after: bool, frame: &mut Frame, depth: u32) {
        let ends = match period {
            // The day itself is not looked at, and each day up to the last that is counted is.
            Datum::WorkingDays(_, week) => {
                let (before, behind) = (week.covers().0.plus_days(-1), week.covers().1.plus_days(1));
                let counted = |end: Option<Date>, after, step| shifted(end?, period, after)?.plus_days(step);
                if after { [before, counted(behind, false, -1)] } else { [counted(before, true, 1), behind] }
            }
            _ if after => [None, shifted(Date::LAST, period, false)],
            _ => [shifted(Date::FIRST, period, true), None],
        };
        for (day, by) in ends.into_iter().zip([Comparison::AtLeast, Comparison::AtMost]) {
            if let Some(day) = day {
                self.reaches(from, &Datum::Date(day), Some(by), frame, depth + 1);
            }
        }
    }

    fn cases(&mut self, cases: &Cases, target: &Datum, frame: &mut Frame, depth: u32) {
        let values = cases.cases.iter().map(|(_, value)| *value).chain(cases.otherwise);
        values.for_each(|value| self.reaches(value, target, None, frame, depth + 1));
    }

    /// One side of a calculation, the other being known.
    fn arithmetic(&mut self, op: Arithmetic, a: NodeId, b: NodeId, target: &Datum, frame: &mut Frame, depth: u32) {
        self.found.complete &= op != Arithmetic::Power;
        let Datum::Number(target) = target else { return };
        let known = |reading| match reading {
            Reading::Known(Datum::Number(number)) => Some(number),
            _ => None,
        };
        if let Some(b) = known(self.evaluator.value(b, frame)) {
            let wanted = match op {
                Arithmetic::Add => Some(target.sub(&b)),
                Arithmetic::Subtract => Some(target.add(&b)),
                Arithmetic::Multiply => target.div(&b),
                Arithmetic::Divide => Some(target.mul(&b)),
                Arithmetic::Power => None,
            };
            self.number(a, wanted, frame, depth);
        }
        if let Some(a) = known(self.evaluator.value(a, frame)) {
            let wanted = match op {
                Arithmetic::Add => Some(target.sub(&a)),
                Arithmetic::Subtract => Some(a.sub(target)),
                Arithmetic::Multiply => target.div(&a),
                Arithmetic::Divide => a.div(target),
                Arithmetic::Power => None,
            };
            self.number(b, wanted, frame, depth);
        }
    }

    /// One element of a calculation over a list, the others being known.
    fn aggregate(&mut self, aggregated: &Aggregated, target: &Datum, frame: &mut Frame, depth: u32) {
        let (Some(value), Datum::Number(wanted)) = (aggregated.value, target) else { return };
        let Ok(elements) = self.evaluator.elements(aggregated, frame) else { return };
        let Ok((cells, _)) = self.evaluator.list_cells(aggregated.list, frame) else { return };
        let counts = |counted: &&Counted| counted.holds.holds();
        let known = |counted: &Counted| match counted.value.as_ref().ok().and_then(Range::value) {
            Some(Datum::Number(number)) => Some(number.clone()),
            _ => None,
        };
        let sum = match aggregated.function {
            Aggregate::Sum => {
                let values: Option<Vec<Number>> = elements.given.iter().filter(counts).map(known).collect();
                let Some(values) = values else { return };
                Some(values.iter().fold(Number::ZERO, |sum, value| sum.add(value)))
            }
            _ => None,
        };
        for (cell, counted) in cells.iter().zip(&elements.given).filter(|(_, counted)| counts(counted)) {
            let own = match (&sum, known(counted)) {
                (Some(sum), Some(own)) => wanted.sub(&sum.sub(&own)),
                _ => wanted.clone(),
            };
            self.evaluator.bind(aggregated.variable, cell, frame);
            self.reaches(value, &Datum::Number(own), None, frame, depth + 1);
        }
    }

    fn number(&mut self, node: NodeId, wanted: Option<Number>, frame: &mut Frame, depth: u32) {
        if let Some(number) = wanted {
            self.reaches(node, &Datum::Number(number), None, frame, depth + 1);
        }
    }

    /// The fact that an operation reads is tested.
    fn tested(&mut self, node: NodeId, test: &Test, frame: &mut Frame) {
        match self.evaluator.plan.op(node) {
            Op::Fact(offset) => self.add((MATTER, *offset), test),
            Op::On => {
                if let Test::Compare(_, Datum::Date(day)) | Test::Turns(Datum::Date(day)) = test {
                    self.found.days.insert(*day);
                }
            }
            Op::Field(base, offset) => {
                if let Reading::Known(Datum::Record(instance)) = self.evaluator.value(*base, frame) {
                    self.add((instance, *offset), test);
                }
            }
            Op::Deemed { given, .. } => self.tested(*given, test, frame),
            Op::Choose { then, otherwise, .. } => {
                self.tested(*then, test, frame);
                self.tested(*otherwise, test, frame);
            }
            Op::Entry { body, .. } => self.tested(*body, test, frame),
            _ => {}
        }
    }

    fn add(&mut self, place: Place, test: &Test) {
        let tests = self.found.tests.entry(place).or_default();
        if !tests.contains(test) {
            tests.push(test.clone());
        }
    }

    fn instance(&self, of: Option<NodeId>, frame: &mut Frame) -> Result<InstanceId, ()> {
        match of.map(|of| self.evaluator.value(of, frame)) {
            None => Ok(MATTER),
            Some(Reading::Known(Datum::Record(instance))) => Ok(instance),
            Some(_) => Err(()),
        }
    }

    /// The cell in which the value of a defined name may be stipulated, if it is given there.
    fn stipulation(&self, by: ProvisionIx) -> Option<u32> {
        let name = self.evaluator.plan.provision(by).defines?;
        self.evaluator.plan.stipulations.get(name.ix()).copied()
    }
}

/// The days at which a period may turn: months are shorter and longer, so that of a period in months some days around count, and
/// several days are counted to one working day.
fn days_near(day: Option<Date>, period: &Datum) -> Vec<Date> {
    let around = match period {
        Datum::Months(_) => -3..=3,
        Datum::WorkingDays(..) => -DAYS_OFF..=DAYS_OFF,
        _ => 0..=0,
    };
    day.into_iter().flat_map(|day| around.clone().filter_map(move |n| day.plus_days(n))).collect()
}
