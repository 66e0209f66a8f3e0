//! Facts that rules deem to be something: an overlay below every reader (S12).
//!
//! Of the rules that deem one fact of one instance those that surely apply count, as with a decision; the given value stands
//! where none may.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::ranges::{Range, both, exact};
use super::{Evaluator, Frame, Mode, Reading};
use crate::plan::slots::{InstanceId, MATTER};
use crate::plan::{Comparison, Datum, Deeming, NodeId, Op};
use crate::value::{Causes, Truth};

/// A rule, on one instance, that deems a fact or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presumption {
    /// The rule, and which of its conclusions.
    pub by: Deeming,
    /// The instance it runs on.
    pub on: InstanceId,
    /// Whether it deems: it applies, and no rule that overrides it deems otherwise.
    pub deems: Truth,
    /// What it deems the fact to be.
    pub value: Reading,
}

/// What rules make of one fact of one instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deemed {
    /// The rules that deem it, or may, in text order.
    pub presumptions: Vec<Presumption>,
    /// False where some rule surely applies: then the given value does not count.
    pub given_counts: bool,
}

/// A deemed fact: its place in [`Plan::deemed`](crate::plan::Plan::deemed), the instance, and whether claims count.
type Key = (u32, InstanceId, Mode);

/// What was settled.
#[derive(Default)]
pub(super) struct Memo {
    deemed: RefCell<FxHashMap<Key, Rc<Deemed>>>,
    ranges: RefCell<FxHashMap<Key, Ranged>>,
    targets: RefCell<FxHashMap<Deeming, Rc<Targets>>>,
}

/// What a fact may be read as; the causes where that may be no value.
type Ranged = Result<Range, Causes>;

/// Where a conclusion deems, over all instances its rule runs on.
#[derive(Default)]
struct Targets {
    /// By the instance whose fact is deemed: the instances of the rule.
    of: FxHashMap<InstanceId, Vec<InstanceId>>,
    /// Instances of the rule of which it is not known whose fact is deemed.
    open: Vec<InstanceId>,
}

impl Deemed {
    /// The presumptions that surely hold.
    pub fn sure(&self) -> impl Iterator<Item = &Presumption> {
        self.presumptions.iter().filter(|p| p.deems.holds())
    }

    /// True if two that surely hold differ.
    pub fn in_conflict(&self) -> bool {
        let mut known = self.sure().filter(|p| matches!(p.value, Reading::Known(_)));
        let first = known.next();
        known.any(|p| Some(&p.value) != first.map(|first| &first.value))
    }

    /// What is read, where `given` is what the facts say.
    fn reading(&self, given: Reading) -> Reading {
        if self.presumptions.is_empty() {
            return given;
        }
        if self.in_conflict() {
            return Reading::Undetermined(Causes::CONFLICT);
        }
        let given = self.given_counts.then_some(given);
        let all: Vec<&Reading> = self.presumptions.iter().map(|p| &p.value).chain(&given).collect();
        match all.first() {
            Some(first @ Reading::Known(_)) if all.iter().all(|other| other == first) => (*first).clone(),
            _ => Reading::Undetermined(self.causes().and(given.map_or(Causes::NONE, |given| given.causes()))),
        }
    }

    /// Why it is open whether it is deemed, and what; no value to deem it is undefined.
    fn causes(&self) -> Causes {
        let of = |p: &Presumption| match &p.value {
            Reading::None => p.deems.causes().and(Causes::UNDEFINED),
            value => p.deems.causes().and(value.causes()),
        };
        self.presumptions.iter().fold(Causes::NONE, |all, p| all.and(of(p)))
    }

    /// The one value or the one presumption from which its range comes; none where several may disagree.
    fn only(&self) -> Option<&Presumption> {
        let first = self.presumptions.first()?;
        let same = |p: &Presumption| p.value == first.value && matches!(p.value, Reading::Known(_));
        (self.presumptions.len() == 1 || self.presumptions.iter().all(same)).then_some(first)
    }
}

impl Evaluator<'_> {
    /// A fact or field as it is deemed.
    pub(super) fn read_deemed(&self, given: NodeId, by: u32, frame: &mut Frame) -> Reading {
        match self.instance_of(given, frame) {
            Ok(instance) => self.deemed(by, instance, frame.mode).reading(self.given(given, instance)),
            Err(reading) => reading,
        }
    }

    /// The instance whose fact or field an operation reads: the matter for a fact.
    ///
    /// # Errors
    /// What reading it gives, where there is no such instance or it is not known.
    pub fn instance_of(&self, given: NodeId, frame: &mut Frame) -> Result<InstanceId, Reading> {
        match self.plan.op(given) {
            Op::Field(base, _) => match self.value(*base, frame) {
                Reading::Known(Datum::Record(instance)) => Ok(instance),
                Reading::Known(_) => Err(Reading::UNDEFINED),
                other => Err(other),
            },
            _ => Ok(MATTER),
        }
    }

    fn given(&self, given: NodeId, instance: InstanceId) -> Reading {
        match self.plan.op(given) {
            Op::Fact(offset) | Op::Field(_, offset) => self.cell(self.slots.cell(instance, *offset)),
            _ => Reading::UNDEFINED,
        }
    }

    /// What rules make of a fact of an instance.
    pub fn deemed(&self, by: u32, instance: InstanceId, mode: Mode) -> Rc<Deemed> {
        let key = (by, instance, self.remembered(mode));
        if let Some(known) = self.deemed.deemed.borrow().get(&key) {
            return Rc::clone(known);
        }
        let deemed = Rc::new(self.settle_deemed(by, instance, mode));
        self.deemed.deemed.borrow_mut().insert(key, Rc::clone(&deemed));
        deemed
    }

    fn settle_deemed(&self, by: u32, instance: InstanceId, mode: Mode) -> Deemed {
        let mut all = Vec::new();
        for deeming in self.plan.deeming(by) {
            let Some((place, value)) = self.plan.deems(*deeming) else { continue };
            for (on, applies) in self.deeming_instances(*deeming, place, instance, mode) {
                if !applies.fails() {
                    let value = self.allowed(by, self.value(value, &mut self.frame(deeming.rule, on, mode)));
                    all.push(Presumption { by: *deeming, on, deems: applies, value });
                }
            }
        }
        let mut given_counts = !all.iter().any(|p| p.deems.holds());
        if self.slots.may_be_none(instance) {
            // Of what may turn out to be none, nothing is deemed for sure.
            given_counts = true;
            let perhaps = Truth::Undetermined(Causes::MISSING);
            all.iter_mut().for_each(|p| p.deems = p.deems.and(perhaps));
        }
        let undefeated = self.undefeated_presumptions(&all);
        all.iter_mut().zip(undefeated).for_each(|(p, deems)| p.deems = deems);
        all.retain(|p| !p.deems.fails());
        Deemed { presumptions: all, given_counts }
    }

    /// The instances of a rule on which it deems a fact of `instance` or may, and whether it applies there.
    fn deeming_instances(
        &self,
        deeming: Deeming,
        place: NodeId,
        instance: InstanceId,
        mode: Mode,
    ) -> Vec<(InstanceId, Truth)> {
        // What it says of each instance it says of whatever else may exist: of that it does not ask whether it exists.
        if self.is_of_each(place) {
            return vec![(instance, self.presumes(deeming, instance, mode))];
        }
        let targets = self.targets(deeming, place);
        let applies = |on: &InstanceId| (*on, self.presumes(deeming, *on, mode).and(self.exists(*on)));
        let sure = targets.of.get(&instance).into_iter().flatten().map(applies);
        if !self.slots.is_phantom(instance) {
            return sure.collect();
        }
        // It stands for several, of which the rule may mean one.
        let perhaps = |(on, truth): (InstanceId, Truth)| (on, truth.and(Truth::Undetermined(Causes::MISSING)));
        sure.chain(targets.open.iter().map(applies)).map(perhaps).collect()
    }

    /// The instances of a rule on which it would deem a fact of `instance`.
    pub fn deems_of(&self, deeming: Deeming, instance: InstanceId) -> Vec<InstanceId> {
        match self.plan.deems(deeming) {
            Some((place, _)) if self.is_of_each(place) => vec![instance],
            Some((place, _)) => self.targets(deeming, place).of.get(&instance).cloned().unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// Whether a rule applies on an instance, if that exists.
    fn presumes(&self, deeming: Deeming, on: InstanceId, mode: Mode) -> Truth {
        let mut applies = self.condition(deeming.rule, on, mode);
        for exemption in &self.plan.provision(deeming.rule).relieved_by {
            if applies.fails() {
                break;
            }
            applies = applies.and(!self.relief(*exemption, self.meets(*exemption, on), mode));
        }
        applies
    }

    /// `deem item.…` in a rule `for each Item`
    fn is_of_each(&self, place: NodeId) -> bool {
        matches!(self.plan.op(place), Op::Field(base, _) if matches!(self.plan.op(*base), Op::Variable(0)))
    }

    /// Whose fact a conclusion deems, over all instances of its rule: worked out once.
    fn targets(&self, deeming: Deeming, place: NodeId) -> Rc<Targets> {
        if let Some(known) = self.deemed.targets.borrow().get(&deeming) {
            return Rc::clone(known);
        }
        let mut targets = Targets::default();
        for on in self.instances(deeming.rule) {
            let mut frame = self.frame(deeming.rule, *on, Mode::WithoutClaims);
            match self.instance_of(place, &mut frame) {
                Ok(instance) => targets.of.entry(instance).or_default().push(*on),
                Err(Reading::Undetermined(_)) => targets.open.push(*on),
                Err(_) => {}
            }
        }
        let targets = Rc::new(targets);
        self.deemed.targets.borrow_mut().insert(deeming, Rc::clone(&targets));
        targets
    }

    /// A value below the declared bound of the fact is undefined: nothing that reads the fact reckons with it.
    fn allowed(&self, by: u32, value: Reading) -> Reading {
        match &value {
            Reading::Known(datum) if !self.is_allowed(by, &Range::exactly(datum.clone())) => Reading::UNDEFINED,
            _ => value,
        }
    }

    /// True if no value of a range is below the declared bound of a fact.
    fn is_allowed(&self, by: u32, range: &Range) -> bool {
        let floor =
            self.plan.deemed.get_index(by as usize).and_then(|((record, offset), _)| self.plan.floor(*record, *offset));
        let Some((bound, included)) = floor.and_then(|floor| floor.lower.as_ref()) else { return true };
        let least = if *included { Comparison::AtLeast } else { Comparison::MoreThan };
        range.compare(least, &Range::exactly(Datum::Number(bound.clone()))) == Some(true)
    }

    // ---- overrides

    /// Which presumptions stand after those of rules that override theirs and deem otherwise (S8).
    fn undefeated_presumptions(&self, all: &[Presumption]) -> Vec<Truth> {
        let mut settled = vec![None; all.len()];
        (0..all.len()).map(|ix| self.undefeated_presumption(ix, all, &mut settled)).collect()
    }

    /// Overriding is free of circles, so this ends.
    fn undefeated_presumption(&self, ix: usize, all: &[Presumption], settled: &mut Vec<Option<Truth>>) -> Truth {
        if let Some(known) = settled[ix] {
            return known;
        }
        let mine = &all[ix];
        let overridden_by = &self.plan.provision(mine.by.rule).overridden_by;
        let mut stands = mine.deems;
        for (other, theirs) in all.iter().enumerate() {
            let overrides = overridden_by.contains(&theirs.by.rule) && self.meets(theirs.by.rule, mine.on) == theirs.on;
            if overrides {
                let defeats = self.undefeated_presumption(other, all, settled).and(differ(&mine.value, &theirs.value));
                stands = stands.and(!defeats);
            }
        }
        settled[ix] = Some(stands);
        stands
    }

    // ---- ranges

    /// What a fact or field may be as it is deemed: what it is given as, or the value of the one presumption.
    pub(super) fn range_of_deemed(&self, given: NodeId, by: u32, frame: &mut Frame) -> Result<Range, Causes> {
        let instance = match self.instance_of(given, frame) {
            Ok(instance) => instance,
            Err(reading) => return exact(reading),
        };
        let key = (by, instance, self.remembered(frame.mode));
        if let Some(known) = self.deemed.ranges.borrow().get(&key) {
            return known.clone();
        }
        let range = self.settle_range(given, by, instance, frame);
        self.deemed.ranges.borrow_mut().insert(key, range.clone());
        range
    }

    fn settle_range(&self, given: NodeId, by: u32, instance: InstanceId, frame: &mut Frame) -> Result<Range, Causes> {
        let deemed = self.deemed(by, instance, frame.mode);
        if deemed.presumptions.is_empty() {
            return self.range(given, frame);
        }
        let reading = deemed.reading(self.given(given, instance));
        let Reading::Undetermined(causes) = reading else { return exact(reading) };
        // Two that may both apply and differ would be a conflict, which has no range.
        let Some(only) = deemed.only() else { return Err(causes) };
        let Some((_, value)) = self.plan.deems(only.by) else { return Err(causes) };
        let deemed_to_be = self.range(value, &mut self.frame(only.by.rule, only.on, frame.mode));
        let deemed_to_be = deemed_to_be.map_err(|more| causes.and(more))?;
        if !self.is_allowed(by, &deemed_to_be) {
            return Err(causes.and(Causes::UNDEFINED));
        }
        let range = match deemed.given_counts {
            true => both(Ok(deemed_to_be), self.range(given, frame)).map(|(a, b)| a.or(&b)),
            false => Ok(deemed_to_be),
        };
        range.map(|range| range.because(causes)).map_err(|more| causes.and(more))
    }
}

/// Whether two values differ; open where one is not known.
fn differ(a: &Reading, b: &Reading) -> Truth {
    match (a, b) {
        (Reading::Known(a), Reading::Known(b)) => Truth::of(a != b),
        (a, b) => {
            let causes = a.causes().and(b.causes());
            Truth::Undetermined(if causes.is_empty() { Causes::UNDEFINED } else { causes })
        }
    }
}
