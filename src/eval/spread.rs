//! Definitions that spread: `restricted of Party, spreading from party.listed when …` (S14).
//!
//! The least set of instances that holds whoever meets the condition, the set itself being asked about. It is found twice: what is
//! undetermined counts as false, and as true. Only conditions that hold of more as the set grows are allowed, so every completion
//! of the facts has its set between the two: what is in the lesser holds, what is outside the greater does not, and the rest is
//! undetermined. The phantom of lists stands for instances that are not given, as everywhere: of it nothing is known, so what it
//! is found to be holds for any of them.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Evaluator, Mode};
use crate::plan::slots::InstanceId;
use crate::plan::{NodeId, ProvisionIx};
use crate::value::{Causes, Truth};

/// How a definition stands on each instance.
pub(super) type Reach = FxHashMap<InstanceId, Truth>;

/// A definition whose reach is being found: what is taken of each instance meanwhile. Nothing that reads it is remembered, for
/// nothing but its own condition may read it: another way would be a circle.
pub(super) struct Assumed {
    by: ProvisionIx,
    reach: Reach,
    /// The instances asked about since the last look.
    read: Vec<InstanceId>,
}

/// One definition that spreads, in one mode.
#[derive(Clone, Copy)]
struct Spread {
    by: ProvisionIx,
    condition: NodeId,
    mode: Mode,
}

impl Evaluator<'_> {
    /// Whether a definition that spreads has reached an instance.
    pub(super) fn spread(&self, by: ProvisionIx, instance: InstanceId, mode: Mode) -> Truth {
        if let Some(assumed) = self.assumed.borrow_mut().iter_mut().rfind(|assumed| assumed.by == by) {
            assumed.read.push(instance);
            return of(&assumed.reach, instance);
        }
        let key = (by, self.remembered(mode));
        let known = self.spreads.borrow().get(&key).map(Rc::clone);
        let reach = known.unwrap_or_else(|| {
            let reach = Rc::new(self.reach(by, mode));
            self.spreads.borrow_mut().insert(key, Rc::clone(&reach));
            reach
        });
        of(&reach, instance)
    }

    fn reach(&self, by: ProvisionIx, mode: Mode) -> Reach {
        let Some(condition) = self.plan.provision(by).spreads else { return Reach::default() };
        let spread = Spread { by, condition, mode };
        let all = self.instances(by);
        let none: Reach = all.iter().map(|instance| (*instance, Truth::False)).collect();
        let (least, _) = self.grow(spread, none.clone(), all, |held, found| if found.holds() { found } else { held });
        let (_, joined) = self.grow(spread, none, all, |held, found| if found.fails() { held } else { Truth::True });
        // Those between are told why in the order in which they may have joined: each rests on some before it.
        let between: Vec<InstanceId> = joined.into_iter().filter(|i| !of(&least, *i).holds()).collect();
        let (reach, _) = self.grow(spread, least, &between, |held, found| match found.causes() {
            Causes::NONE => held.or(UNKNOWN),
            causes => Truth::Undetermined(held.causes().and(causes)),
        });
        reach
    }

    /// Asks the condition of each instance in turn, and again of whoever asked about one that has changed, until nothing changes.
    /// `next` makes of what was held and what is found what is held now; it only ever adds. Gives also which changed, in order.
    fn grow(
        &self,
        spread: Spread,
        start: Reach,
        ask: &[InstanceId],
        next: impl Fn(Truth, Truth) -> Truth,
    ) -> (Reach, Vec<InstanceId>) {
        let mut queue: VecDeque<InstanceId> = ask.iter().copied().collect();
        let mut queued: FxHashSet<InstanceId> = ask.iter().copied().collect();
        let among = queued.clone();
        let mut waiting: FxHashMap<InstanceId, Vec<InstanceId>> = FxHashMap::default();
        let mut changed = Vec::new();
        self.assumed.borrow_mut().push(Assumed { by: spread.by, reach: start, read: Vec::new() });
        while let Some(instance) = queue.pop_front() {
            queued.remove(&instance);
            let found = self.truth(spread.condition, &mut self.frame(spread.by, instance, spread.mode));
            let mut assumed = self.assumed.borrow_mut();
            let Some(assumed) = assumed.last_mut() else { break };
            for read in assumed.read.drain(..) {
                waiting.entry(read).or_default().push(instance);
            }
            let held = of(&assumed.reach, instance);
            let now = next(held, found);
            if now == held {
                continue;
            }
            assumed.reach.insert(instance, now);
            changed.push(instance);
            let again = waiting.remove(&instance).unwrap_or_default();
            queue.extend(again.into_iter().filter(|i| among.contains(i) && queued.insert(*i)));
        }
        let reach = self.assumed.borrow_mut().pop().map_or_else(Reach::default, |assumed| assumed.reach);
        (reach, changed)
    }
}

const UNKNOWN: Truth = Truth::Undetermined(Causes::MISSING);

/// What is held of an instance.
fn of(reach: &Reach, instance: InstanceId) -> Truth {
    reach.get(&instance).copied().unwrap_or(UNKNOWN)
}
