//! Plan → graph: provisions at work on an instance become conditions over cells.
//!
//! What is defined, exempted, limited, overridden is written in where it is asked, for the instance it is asked of; equal parts are
//! one node. An open condition means *ask the evaluator*, so whatever is not translated is open and never wrong.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::cells::{Key, Test, counted, declared};
use super::graph::{Cond, Frame, Graph, Node, Num, Number, Outcome, OutcomeIx, Path, PathIx, Place, Source};
use crate::model::{Type, Vocabulary};
use crate::plan::{
    Aggregate, Arithmetic, Cases, Comparison, Conclusion, Datum, DecisionId, Kind, ListQuantifier, NodeId, Op, Plan,
    ProvisionId, ProvisionIx, Quantifier, RecordId,
};

/// Most conditions of a program; what is larger is left to the evaluator.
const MOST_NODES: usize = 100_000;
/// Most records inside one another that a path goes through.
const MOST_STEPS: usize = 12;
/// Most loops inside one another.
pub const REGISTERS: u8 = 8;

/// The value of a decision that is left to a person.
pub const DISCRETION: u8 = 250;
/// Some value, not known which: its condition is never settled.
const SOME_VALUE: u8 = 251;

/// A record instance: one that lies in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instance(pub Place);

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Variable {
    Unbound,
    Instance(Instance),
    Scalar(Place, Key),
}

/// What the operations of a provision see.
#[derive(Clone, Debug)]
struct Scope {
    claims: bool,
    instance: Option<Instance>,
    variables: Vec<Variable>,
    /// The first register that no loop around uses.
    free: u8,
}

/// A value, as far as it is known without facts.
#[derive(Clone, Debug)]
enum Value {
    Constant(Datum),
    None,
    Cell(Place, Key),
    Instance(Instance),
    Truth(Cond),
    Outcome(OutcomeIx),
    Number(Num),
    /// The first whose condition holds; open where none does.
    Choose(Vec<(Cond, Value)>),
    Open,
    Beyond,
}

/// What is asked of a provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Asked {
    Condition,
    Status,
    Open,
    Undefeated(u32),
}

type Memo<K, V> = FxHashMap<(K, ProvisionIx, Option<Instance>, bool, u8), V>;

/// Translates the plan of one law.
pub struct Translator<'a> {
    plan: &'a Plan,
    vocabulary: &'a Vocabulary,
    /// What has come of it.
    pub graph: Graph,
    provisions: Memo<Asked, Cond>,
    definitions: Memo<(), Value>,
    outcomes: FxHashMap<(DecisionId, Option<Instance>, bool, u8), OutcomeIx>,
}

impl<'a> Translator<'a> {
    /// Begins with nothing.
    pub fn new(plan: &'a Plan, vocabulary: &'a Vocabulary) -> Translator<'a> {
        Translator {
            plan,
            vocabulary,
            graph: Graph::default(),
            provisions: FxHashMap::default(),
            definitions: FxHashMap::default(),
            outcomes: FxHashMap::default(),
        }
    }

    // ---- what is asked from outside

    /// A decision of the matter, or of a record that is a fact.
    pub fn decision(&mut self, decision: DecisionId, fact: Option<u32>) -> OutcomeIx {
        let instance = fact.and_then(|offset| self.fact_instance(offset));
        self.outcome(decision, instance, true, 1)
    }

    /// The elements of a set decision, each with the condition under which it is in.
    pub fn elements(&mut self, decision: DecisionId, fact: Option<u32>) -> IndexMap<ProvisionId, Cond> {
        let instance = fact.and_then(|offset| self.fact_instance(offset));
        let mut all: IndexMap<ProvisionId, Vec<Cond>> = IndexMap::new();
        for (rule, conclusion) in self.plan.decision(decision).concluded_by.clone() {
            let conclusions = &self.plan.provision(rule).conclusions;
            let Some(Conclusion::Includes(_, elements)) = conclusions.get(conclusion as usize) else { continue };
            let status =
                self.concluding(decision, rule, instance, 1, &mut |this, on, free| this.status(rule, on, true, free));
            elements.iter().for_each(|element| all.entry(*element).or_default().push(status));
        }
        all.into_iter().map(|(element, parts)| (element, self.graph.any(parts))).collect()
    }

    fn fact_instance(&mut self, offset: u32) -> Option<Instance> {
        let root = self.root(Frame::Matter);
        match self.step(Place { register: 0, path: root }, None, offset) {
            Value::Instance(instance) => Some(instance),
            _ => None,
        }
    }

    // ---- paths

    fn root(&mut self, frame: Frame) -> PathIx {
        self.graph.intern(Path { frame, steps: Vec::new(), special: None })
    }

    /// A field of an instance, or a fact of the matter.
    fn step(&mut self, of: Place, record: Option<RecordId>, offset: u32) -> Value {
        let Some(ty) = declared(self.vocabulary, record, offset) else { return Value::Beyond };
        let Some(Path { frame, mut steps, .. }) = self.graph.path(of.path).cloned() else { return Value::Beyond };
        let around = self.records_of(frame, &steps);
        steps.push((record, offset));
        let by_name = is_by_name(self.vocabulary, record, offset);
        match ty {
            // A record within one of its kind is not made where it is not given.
            Type::Record(inner) if by_name || around.contains(inner) || steps.len() > MOST_STEPS => Value::Beyond,
            Type::Record(_) => Value::Instance(Instance(Place { path: self.path(frame, steps), ..of })),
            Type::Optional(inner) if matches!(**inner, Type::Record(_)) => Value::Beyond,
            _ => Value::Cell(Place { path: self.path(frame, steps), ..of }, Key::Cell(record, offset)),
        }
    }

    fn path(&mut self, frame: Frame, steps: Vec<(Option<RecordId>, u32)>) -> PathIx {
        self.graph.intern(Path { frame, steps, special: None })
    }

    fn special(&mut self, key: Key) -> Place {
        let path = self.graph.intern(Path { frame: Frame::Matter, steps: Vec::new(), special: Some(key) });
        Place { register: 0, path }
    }

    /// The records that a path lies in, its own end included.
    fn records_of(&self, frame: Frame, steps: &[(Option<RecordId>, u32)]) -> Vec<RecordId> {
        let first = match frame {
            Frame::Record(record) => Some(record),
            _ => None,
        };
        let within =
            steps.iter().filter_map(|(record, offset)| match declared(self.vocabulary, *record, *offset)?.required() {
                Type::Record(id) => Some(*id),
                _ => None,
            });
        first.into_iter().chain(within).collect()
    }

    fn record_of(&self, instance: Instance) -> Option<RecordId> {
        let path = self.graph.path(instance.0.path)?;
        self.records_of(path.frame, &path.steps).last().copied()
    }

    // ---- provisions

    fn scope(&self, provision: ProvisionIx, instance: Option<Instance>, claims: bool, free: u8) -> Scope {
        let provision = self.plan.provision(provision);
        let mut variables = vec![Variable::Unbound; provision.variables as usize];
        let instance = instance.filter(|_| provision.instance.is_some());
        if let (Some(instance), Some(first)) = (instance, variables.first_mut()) {
            *first = Variable::Instance(instance);
        }
        Scope { claims, instance, variables, free }
    }

    /// True where a provision cannot be asked of this instance.
    fn misses(&self, provision: ProvisionIx, instance: Option<Instance>) -> bool {
        let record = self.plan.provision(provision).instance;
        record.is_some() && instance.and_then(|i| self.record_of(i)) != record
    }

    /// Settles something of a provision once for each instance it is asked of.
    fn once(
        &mut self,
        asked: Asked,
        provision: ProvisionIx,
        instance: Option<Instance>,
        (claims, free): (bool, u8),
        settle: impl FnOnce(&mut Self, Option<Instance>) -> Cond,
    ) -> Cond {
        let own = instance.filter(|_| self.plan.provision(provision).instance.is_some());
        let key = (asked, provision, own, claims, free);
        if let Some(known) = self.provisions.get(&key) {
            return *known;
        }
        let too_large = free >= REGISTERS || self.graph.nodes.len() > MOST_NODES;
        let cond =
            if too_large || self.misses(provision, own) { self.graph.add(Node::Beyond) } else { settle(self, own) };
        self.provisions.insert(key, cond);
        cond
    }

    fn condition(&mut self, provision: ProvisionIx, instance: Option<Instance>, claims: bool, free: u8) -> Cond {
        self.once(Asked::Condition, provision, instance, (claims, free), |this, own| {
            match this.plan.provision(provision).condition {
                None => this.graph.truth(true),
                Some(node) => {
                    let mut scope = this.scope(provision, own, claims, free);
                    this.truth(node, &mut scope)
                }
            }
        })
    }

    /// A rule applies: its condition holds, and no exemption takes it away.
    fn status(&mut self, rule: ProvisionIx, instance: Option<Instance>, claims: bool, free: u8) -> Cond {
        self.once(Asked::Status, rule, instance, (claims, free), |this, own| {
            let mut parts = vec![this.condition(rule, own, claims, free)];
            for exemption in this.plan.provision(rule).relieved_by.clone() {
                let relief = this.relief(exemption, own, claims, free);
                parts.push(this.graph.not(relief));
            }
            this.graph.all(parts)
        })
    }

    fn relief(&mut self, exemption: ProvisionIx, instance: Option<Instance>, claims: bool, free: u8) -> Cond {
        let elective = self.plan.provision(exemption).kind == Kind::Exemption { elective: true };
        match (elective, claims) {
            (true, false) => self.graph.truth(false),
            (true, true) => {
                let key = Key::Counts(exemption);
                let place = self.special(key);
                let counts = self.graph.test(place, key, Test::Holds);
                let open = self.open(exemption, instance, claims, free);
                self.graph.all([counts, open])
            }
            (false, _) => self.open(exemption, instance, claims, free),
        }
    }

    /// An exemption or limit stands open: its condition holds, and no limit bars it.
    fn open(&mut self, provision: ProvisionIx, instance: Option<Instance>, claims: bool, free: u8) -> Cond {
        self.once(Asked::Open, provision, instance, (claims, free), |this, own| {
            let mut parts = vec![this.condition(provision, own, claims, free)];
            for limit in this.plan.provision(provision).limited_by.clone() {
                let bars = this.open(limit, own, claims, free);
                parts.push(this.graph.not(bars));
            }
            this.graph.all(parts)
        })
    }

    /// A rule applies and no other overrides it in one of its conclusions.
    fn undefeated(
        &mut self,
        (rule, conclusion): (ProvisionIx, u32),
        instance: Option<Instance>,
        claims: bool,
        free: u8,
    ) -> Cond {
        self.once(Asked::Undefeated(conclusion), rule, instance, (claims, free), |this, own| {
            let mut parts = vec![this.status(rule, own, claims, free)];
            for defeater in this.plan.provision(rule).overridden_by.clone() {
                let defeats = this.defeats(defeater, (rule, conclusion), own, claims, free);
                parts.push(this.graph.not(defeats));
            }
            this.graph.all(parts)
        })
    }

    fn defeats(
        &mut self,
        defeater: ProvisionIx,
        (rule, conclusion): (ProvisionIx, u32),
        instance: Option<Instance>,
        claims: bool,
        free: u8,
    ) -> Cond {
        let target = self.plan.provision(rule).conclusions.get(conclusion as usize);
        let Some(decision) = target.and_then(Conclusion::decision) else { return self.graph.truth(false) };
        let mine = self.values(rule, conclusion, instance, claims, free);
        let mut any = Vec::new();
        for (number, other) in (0u32..).zip(self.plan.provision(defeater).conclusions.clone()) {
            if other.decision() != Some(decision) {
                continue;
            }
            let undefeated = self.undefeated((defeater, number), instance, claims, free);
            let theirs = self.values(defeater, number, instance, claims, free);
            let mut differ = Vec::new();
            for (when, value) in &theirs {
                // What is not known which may be the same or not: its condition is open.
                for (and, _) in mine.iter().filter(|(_, own)| own != value || *own == SOME_VALUE) {
                    differ.push(self.graph.all([*when, *and]));
                }
            }
            let differ = self.graph.any(differ);
            any.push(self.graph.all([undefeated, differ]));
        }
        self.graph.any(any)
    }

    /// What a rule concludes where it applies: the values, each with its condition.
    fn values(
        &mut self,
        rule: ProvisionIx,
        conclusion: u32,
        instance: Option<Instance>,
        claims: bool,
        free: u8,
    ) -> Vec<(Cond, u8)> {
        let conclusions = &self.plan.provision(rule).conclusions;
        match conclusions.get(conclusion as usize) {
            Some(Conclusion::Discretion(_)) => vec![(self.graph.truth(true), DISCRETION)],
            Some(Conclusion::Is(_, cases)) if !self.misses(rule, instance) => {
                let mut scope = self.scope(rule, instance, claims, free);
                let value = self.cases(cases, &mut scope, false);
                let mut found = Vec::new();
                let always = self.graph.truth(true);
                self.flatten(value, always, &mut found);
                found
            }
            _ => vec![(self.graph.add(Node::Beyond), SOME_VALUE)],
        }
    }

    /// The members that a value may be, each with the condition under which it is.
    fn flatten(&mut self, value: Value, when: Cond, found: &mut Vec<(Cond, u8)>) {
        match value {
            Value::Constant(Datum::Member(member)) if member < u32::from(DISCRETION) => {
                found.push((when, member as u8))
            }
            Value::Choose(all) => {
                let mut rest = when;
                for (and, value) in all {
                    let here = self.graph.all([rest, and]);
                    self.flatten(value, here, found);
                    let not = self.graph.not(and);
                    rest = self.graph.all([rest, not]);
                }
            }
            Value::Open => {
                let open = self.graph.add(Node::Open);
                found.push((self.graph.all([when, open]), SOME_VALUE));
            }
            _ => {
                let beyond = self.graph.add(Node::Beyond);
                found.push((self.graph.all([when, beyond]), SOME_VALUE));
            }
        }
    }

    // ---- instances

    /// Something asked of every instance on which a rule concludes a decision of an instance.
    fn concluding(
        &mut self,
        decision: DecisionId,
        rule: ProvisionIx,
        instance: Option<Instance>,
        free: u8,
        ask: &mut dyn FnMut(&mut Self, Option<Instance>, u8) -> Cond,
    ) -> Cond {
        let decision = self.plan.decision(decision);
        let record = self.plan.provision(rule).instance;
        match decision.of {
            None => self.on_each(record, free, ask),
            Some(of) if record == Some(of) => ask(self, instance, free),
            Some(_) => {
                let only = decision.only_fact.and_then(|offset| self.fact_instance(offset));
                if only.is_some() && only == instance {
                    self.on_each(record, free, ask)
                } else {
                    self.graph.truth(false)
                }
            }
        }
    }

    /// Something asked of every instance of a record, or once.
    fn on_each(
        &mut self,
        record: Option<RecordId>,
        free: u8,
        ask: &mut dyn FnMut(&mut Self, Option<Instance>, u8) -> Cond,
    ) -> Cond {
        let Some(record) = record else { return ask(self, None, free) };
        if free >= REGISTERS {
            return self.graph.add(Node::Beyond);
        }
        let mut parts = Vec::new();
        let mut frames = vec![Frame::Matter];
        frames.extend((0..self.vocabulary.records.len() as u32).map(|id| Frame::Record(RecordId(id))));
        for frame in frames {
            if let Frame::Record(of) = frame
                && !is_listed(self.vocabulary, of)
            {
                continue;
            }
            let register = if frame == Frame::Matter { 0 } else { free };
            let Some(places) = self.lying_in(frame, record) else { return self.graph.add(Node::Beyond) };
            let each: Vec<Cond> = places
                .into_iter()
                .map(|path| ask(self, Some(Instance(Place { register, path })), free + u8::from(register != 0)))
                .collect();
            let any = self.graph.any(each);
            parts.push(match frame {
                Frame::Record(of) => self.graph.some(Source::Every(of), register, any),
                _ => any,
            });
        }
        self.graph.any(parts)
    }

    /// The instances of a record that lie in a frame; none where some may lie there that a program does not find.
    fn lying_in(&mut self, frame: Frame, record: RecordId) -> Option<Vec<PathIx>> {
        let mut found = Vec::new();
        let mut open = vec![Vec::new()];
        while let Some(steps) = open.pop() {
            let around = self.records_of(frame, &steps);
            let of = around.last().copied();
            if of == Some(record) {
                found.push(self.path(frame, steps.clone()));
            }
            let fields = match of {
                None => self.vocabulary.facts.len(),
                Some(id) => self.vocabulary.record(id).fields.len(),
            };
            for offset in 0..fields as u32 {
                let Some(ty) = declared(self.vocabulary, of, offset) else { continue };
                let holds = self.vocabulary.records_in(ty);
                if !holds.contains(&record) {
                    continue;
                }
                match ty {
                    _ if is_by_name(self.vocabulary, of, offset) => return None,
                    Type::Record(inner) if around.contains(inner) || steps.len() >= MOST_STEPS => return None,
                    Type::Record(_) => {
                        let mut within = steps.clone();
                        within.push((of, offset));
                        open.push(within);
                    }
                    Type::List(inner) if matches!(**inner, Type::Record(_)) => {}
                    _ => return None,
                }
            }
        }
        found.sort_unstable();
        Some(found)
    }

    // ---- decisions

    fn outcome(&mut self, decision: DecisionId, instance: Option<Instance>, claims: bool, free: u8) -> OutcomeIx {
        let key = (decision, instance, claims, free);
        if let Some(known) = self.outcomes.get(&key) {
            return *known;
        }
        let mut concluded = Vec::new();
        for (rule, conclusion) in self.plan.decision(decision).concluded_by.clone() {
            // Which values it may conclude is the same on every instance; under which conditions is not.
            let mut values: Vec<u8> = Vec::new();
            self.concluding(decision, rule, instance, free, &mut |this, on, free| {
                values.extend(this.values(rule, conclusion, on, claims, free).into_iter().map(|(_, value)| value));
                this.graph.truth(false)
            });
            values.sort_unstable();
            values.dedup();
            for value in values {
                let when = self.concluding(decision, rule, instance, free, &mut |this, on, free| {
                    let undefeated = this.undefeated((rule, conclusion), on, claims, free);
                    let own = this.values(rule, conclusion, on, claims, free);
                    let whens: Vec<Cond> = own.into_iter().filter(|(_, v)| *v == value).map(|(when, _)| when).collect();
                    let any = this.graph.any(whens);
                    this.graph.all([undefeated, any])
                });
                concluded.push((when, value));
            }
        }
        let default = match self.plan.decision(decision).default {
            None => None,
            Some((by, node)) => {
                let mut scope = self.scope(by, None, claims, free);
                match self.value(node, &mut scope) {
                    Value::Constant(Datum::Member(member)) if member < u32::from(DISCRETION) => Some(member as u8),
                    _ => {
                        concluded.push((self.graph.add(Node::Beyond), SOME_VALUE));
                        None
                    }
                }
            }
        };
        let mut by_value: IndexMap<u8, Vec<Cond>> = IndexMap::new();
        concluded.into_iter().for_each(|(when, value)| by_value.entry(value).or_default().push(when));
        let any = by_value.into_iter().map(|(value, whens)| (self.graph.any(whens), value));
        let mut concluded: Vec<(Cond, u8)> = any.collect();
        concluded.retain(|(when, _)| *self.graph.node(*when) != Node::False);
        let outcome = OutcomeIx(self.graph.outcomes.insert_full(Outcome { concluded, default }).0 as u32);
        self.outcomes.insert(key, outcome);
        outcome
    }

    // ---- conditions

    fn truth(&mut self, node: NodeId, scope: &mut Scope) -> Cond {
        let plan = self.plan;
        match plan.op(node) {
            Op::Entry { body, .. } => self.truth(*body, scope),
            Op::Not(inner) => {
                let inner = self.truth(*inner, scope);
                self.graph.not(inner)
            }
            Op::And(parts) => {
                let parts = self.truths(parts.iter().copied(), scope);
                self.graph.all(parts)
            }
            Op::Or(parts) => {
                let parts = self.truths(parts.iter().copied(), scope);
                self.graph.any(parts)
            }
            Op::List(quantifier, paragraphs) => {
                let parts = self.truths(paragraphs.iter().filter_map(|p| p.node), scope);
                match quantifier {
                    Quantifier::AllOf => self.graph.all(parts),
                    Quantifier::AnyOf => self.graph.any(parts),
                    Quantifier::NoneOf => {
                        let any = self.graph.any(parts);
                        self.graph.not(any)
                    }
                    Quantifier::ExactlyOneOf => self.graph.add(Node::One(parts)),
                    Quantifier::AtLeast(n) => self.graph.add(Node::AtLeast(*n, parts)),
                }
            }
            Op::Equals(a, b) => self.compare(Comparison::Exactly, *a, *b, scope),
            Op::Compare(by, a, b) => self.compare(*by, *a, *b, scope),
            Op::IsNone(inner) => {
                let value = self.value(*inner, scope);
                self.is_none(value)
            }
            Op::Distance { comparison, day, days, after, from } => {
                self.distance(*comparison, *day, *days, *after, *from, scope)
            }
            Op::In(inner, set) => {
                let value = self.value(*inner, scope);
                self.is_in(value, *set)
            }
            Op::Includes { decision, of, concluded_by } => match self.instance(*of, scope) {
                Ok(instance) => {
                    let (claims, free) = (scope.claims, scope.free);
                    let mut parts = Vec::new();
                    for rule in concluded_by {
                        let mut ask = |this: &mut Self, on, free| this.status(*rule, on, claims, free);
                        parts.push(self.concluding(*decision, *rule, instance, free, &mut ask));
                    }
                    self.graph.any(parts)
                }
                Err(other) => self.unreadable(&other),
            },
            Op::Quantified { quantifier, variable, list, body, .. } => {
                self.quantified(*quantifier, *variable, *list, *body, scope)
            }
            Op::Applies(provisions) => {
                let mut parts = Vec::new();
                for provision in provisions {
                    let record = plan.provision(*provision).instance;
                    let same = scope.instance.filter(|i| record.is_some() && self.record_of(*i) == record);
                    parts.push(match same {
                        Some(instance) => self.applies_on(*provision, Some(instance), scope.free),
                        None => {
                            let mut ask = |this: &mut Self, on, free| this.applies_on(*provision, on, free);
                            self.on_each(record, scope.free, &mut ask)
                        }
                    });
                }
                self.graph.any(parts)
            }
            Op::Guard { when, variables } => {
                let variables = vec![Variable::Unbound; *variables as usize];
                let mut inner = Scope { claims: scope.claims, instance: None, variables, free: scope.free };
                self.truth(*when, &mut inner)
            }
            Op::Holds(inner) => {
                let value = self.value(*inner, scope);
                self.holds(value)
            }
            Op::SameYear(..) | Op::FactIncludes(..) => self.graph.add(Node::Beyond),
            _ => {
                let value = self.value(node, scope);
                self.holds(value)
            }
        }
    }

    fn truths(&mut self, nodes: impl Iterator<Item = NodeId>, scope: &mut Scope) -> Vec<Cond> {
        nodes.map(|node| self.truth(node, scope)).collect()
    }

    fn applies_on(&mut self, provision: ProvisionIx, instance: Option<Instance>, free: u8) -> Cond {
        match self.plan.provision(provision).kind {
            Kind::Rule => self.status(provision, instance, false, free),
            Kind::Exemption { .. } | Kind::Limit => self.open(provision, instance, false, free),
            Kind::Define => {
                let value = self.definition(provision, instance, false, free);
                self.holds(value)
            }
            Kind::Default | Kind::Register => self.graph.truth(false),
        }
    }

    /// A value in the place of a condition.
    fn holds(&mut self, value: Value) -> Cond {
        match value {
            Value::Constant(Datum::YesNo(yes)) => self.graph.truth(yes),
            Value::None => self.graph.truth(false),
            Value::Cell(place, key) => self.graph.test(place, key, Test::Holds),
            Value::Truth(cond) => cond,
            Value::Choose(all) => self.chosen(all, Self::holds),
            other => self.unreadable(&other),
        }
    }

    fn is_none(&mut self, value: Value) -> Cond {
        match value {
            Value::None => self.graph.truth(true),
            Value::Constant(_) | Value::Instance(_) => self.graph.truth(false),
            Value::Cell(place, key) => self.graph.test(place, key, Test::IsNone),
            Value::Choose(all) => self.chosen(all, Self::is_none),
            other => self.unreadable(&other),
        }
    }

    fn is_in(&mut self, value: Value, set: u32) -> Cond {
        match value {
            Value::None => self.graph.truth(false),
            Value::Constant(datum) => match super::cells::asked_of(self.plan, &Test::In(set), &datum) {
                super::cells::OPEN => self.graph.add(Node::Open),
                answer => self.graph.truth(answer == super::cells::TRUE),
            },
            Value::Cell(place, key) => self.graph.test(place, key, Test::In(set)),
            Value::Choose(all) => self.chosen(all, |this, value| this.is_in(value, set)),
            other => self.unreadable(&other),
        }
    }

    /// What comes of reading something that has no value here.
    fn unreadable(&mut self, value: &Value) -> Cond {
        let node = match value {
            Value::Open => Node::Open,
            Value::None => Node::False,
            _ => Node::Beyond,
        };
        self.graph.add(node)
    }

    /// A condition on a value that is chosen.
    fn chosen(&mut self, all: Vec<(Cond, Value)>, mut ask: impl FnMut(&mut Self, Value) -> Cond) -> Cond {
        let asked: Vec<(Cond, Cond)> = all.into_iter().map(|(when, value)| (when, ask(self, value))).collect();
        let open = self.graph.add(Node::Open);
        asked.into_iter().rev().fold(open, |rest, (when, then)| self.graph.choose(when, then, rest))
    }

    fn compare(&mut self, by: Comparison, a: NodeId, b: NodeId, scope: &mut Scope) -> Cond {
        let (a, b) = (self.value(a, scope), self.value(b, scope));
        self.compared(by, a, b)
    }

    fn compared(&mut self, by: Comparison, a: Value, b: Value) -> Cond {
        match (a, b) {
            (Value::None, _) | (_, Value::None) => self.graph.truth(false),
            (Value::Choose(all), b) => self.chosen(all, |this, a| this.compared(by, a, b.clone())),
            (a, Value::Choose(all)) => self.chosen(all, |this, b| this.compared(by, a.clone(), b)),
            (Value::Constant(a), Value::Constant(b)) => {
                let equal = by == Comparison::Exactly && a.order(&b).is_none();
                let holds = if equal { Some(a == b) } else { a.order(&b).map(|order| by.holds(order)) };
                match holds {
                    Some(holds) => self.graph.truth(holds),
                    None => self.graph.add(Node::Open),
                }
            }
            (Value::Cell(place, key), Value::Constant(datum)) => self.cell_compared(by, place, key, datum),
            (Value::Constant(datum), Value::Cell(place, key)) => self.cell_compared(by.turned(), place, key, datum),
            (Value::Outcome(outcome), Value::Constant(datum)) => self.outcome_compared(by, outcome, &datum),
            (Value::Constant(datum), Value::Outcome(outcome)) => self.outcome_compared(by.turned(), outcome, &datum),
            (Value::Truth(cond), Value::Constant(Datum::YesNo(yes)))
            | (Value::Constant(Datum::YesNo(yes)), Value::Truth(cond)) => {
                if yes {
                    cond
                } else {
                    self.graph.not(cond)
                }
            }
            (a, b) => self.numbers_compared(by, a, b),
        }
    }

    fn cell_compared(&mut self, by: Comparison, place: Place, key: Key, datum: Datum) -> Cond {
        let test = if by == Comparison::Exactly { Test::Equals(datum) } else { Test::Compare(by, datum) };
        self.graph.test(place, key, test)
    }

    fn outcome_compared(&mut self, by: Comparison, outcome: OutcomeIx, datum: &Datum) -> Cond {
        let Datum::Member(member) = datum else { return self.graph.add(Node::Beyond) };
        let values = (0..64u32).filter(|value| by.holds(value.cmp(member)));
        let known = self.graph.outcomes.get_index(outcome.0 as usize);
        let largest =
            known.and_then(|o| o.concluded.iter().map(|(_, v)| *v).filter(|v| *v < DISCRETION).chain(o.default).max());
        if *member > 63 || largest.is_some_and(|v| v > 63) {
            return self.graph.add(Node::Beyond);
        }
        let mask = values.fold(0u64, |mask, value| mask | 1 << value);
        self.graph.add(Node::Is(outcome, mask))
    }

    /// Numbers, days and members that are not constant: compared exactly.
    fn numbers_compared(&mut self, by: Comparison, a: Value, b: Value) -> Cond {
        let mut parts = Vec::new();
        for value in [&a, &b] {
            if let Value::Cell(place, key) = value
                && self.is_optional(*key)
            {
                let none = self.graph.test(*place, *key, Test::IsNone);
                parts.push(self.graph.not(none));
            }
        }
        let (Some(a), Some(b)) = (self.numbered(a), self.numbered(b)) else { return self.graph.add(Node::Beyond) };
        parts.push(self.graph.add(Node::Compare(by, a, b)));
        self.graph.all(parts)
    }

    fn is_optional(&self, key: Key) -> bool {
        match key {
            Key::Cell(record, offset) => {
                matches!(declared(self.vocabulary, record, offset), Some(Type::Optional(_)))
            }
            _ => false,
        }
    }

    fn distance(
        &mut self,
        by: Comparison,
        day: NodeId,
        days: NodeId,
        after: bool,
        from: NodeId,
        scope: &mut Scope,
    ) -> Cond {
        let (day, days, from) = (self.value(day, scope), self.value(days, scope), self.value(from, scope));
        let mut parts = Vec::new();
        for value in [&day, &days, &from] {
            match value {
                Value::None => return self.graph.truth(false),
                Value::Cell(place, key) if self.is_optional(*key) => {
                    let none = self.graph.test(*place, *key, Test::IsNone);
                    parts.push(self.graph.not(none));
                }
                _ => {}
            }
        }
        let months = match &days {
            Value::Constant(Datum::Months(months)) => Some(*months),
            _ => None,
        };
        let (Some(day), Some(from)) = (self.numbered(day), self.numbered(from)) else {
            return self.graph.add(Node::Beyond);
        };
        let far = match months {
            Some(months) => {
                let signed = if after { months } else { months.saturating_neg() };
                let far = self.graph.number(Number::Months(from, signed));
                Some(self.apart(far, from, after))
            }
            None => self.numbered(days),
        };
        let Some(far) = far else { return self.graph.add(Node::Beyond) };
        let apart = self.apart(day, from, after);
        let zero = self.graph.number(Number::Constant(0, 0));
        parts.push(self.graph.add(Node::Compare(Comparison::AtLeast, apart, zero)));
        parts.push(self.graph.add(Node::Compare(by, apart, far)));
        self.graph.all(parts)
    }

    /// How many days one day lies after another, or before it.
    fn apart(&mut self, day: Num, from: Num, after: bool) -> Num {
        let (a, b) = if after { (day, from) } else { (from, day) };
        self.graph.number(Number::Arithmetic(Arithmetic::Subtract, a, b))
    }

    // ---- lists

    /// What a loop over a list goes over, with the variable bound to the element; none where it is beyond a program.
    fn list(&mut self, variable: u32, list: NodeId, scope: &mut Scope) -> Result<Source, Cond> {
        let read = match self.plan.op(list) {
            Op::Fact(_) | Op::Field(..) | Op::Variable(_) => self.value(list, scope),
            _ => Value::Beyond,
        };
        let Value::Cell(place, Key::Cell(record, offset)) = read else {
            let empty = matches!(read, Value::None);
            return Err(self.graph.add(if empty { Node::False } else { Node::Beyond }));
        };
        let register = scope.free;
        let inner = match declared(self.vocabulary, record, offset).map(Type::required) {
            Some(Type::List(inner) | Type::Set(inner)) => &**inner,
            _ => &Type::Unknown,
        };
        let by_name = is_by_name(self.vocabulary, record, offset);
        let element = match inner {
            Type::Record(of) if !by_name => {
                let path = self.root(Frame::Record(*of));
                Variable::Instance(Instance(Place { register, path }))
            }
            Type::YesNo | Type::Number(_) | Type::Date | Type::Days | Type::Text | Type::Enumeration(_) => {
                let path = self.root(Frame::Element(record, offset));
                Variable::Scalar(Place { register, path }, Key::Element(record, offset))
            }
            _ => return Err(self.graph.add(Node::Beyond)),
        };
        if register >= REGISTERS {
            return Err(self.graph.add(Node::Beyond));
        }
        if let Some(slot) = scope.variables.get_mut(variable as usize) {
            *slot = element;
        }
        Ok(Source::List(place))
    }

    fn quantified(
        &mut self,
        quantifier: ListQuantifier,
        variable: u32,
        list: NodeId,
        body: Option<NodeId>,
        scope: &mut Scope,
    ) -> Cond {
        let source = match self.list(variable, list, scope) {
            Ok(source) => source,
            // Nothing is in the list of nothing.
            Err(empty) if *self.graph.node(empty) == Node::False => {
                let any = matches!(quantifier, ListQuantifier::Any | ListQuantifier::EveryAtLeastOne);
                return self.graph.truth(!any);
            }
            Err(beyond) => return beyond,
        };
        let register = scope.free;
        scope.free += 1;
        let body = match body {
            Some(body) => self.truth(body, scope),
            None => self.graph.truth(true),
        };
        scope.free -= 1;
        let some = |this: &mut Self, body| this.graph.some(source, register, body);
        match quantifier {
            ListQuantifier::Any => some(self, body),
            ListQuantifier::No => {
                let some = some(self, body);
                self.graph.not(some)
            }
            ListQuantifier::EveryAtLeastOne | ListQuantifier::EveryEvenIfNone => {
                let fails = self.graph.not(body);
                let one_fails = some(self, fails);
                let every = self.graph.not(one_fails);
                if quantifier == ListQuantifier::EveryEvenIfNone {
                    return every;
                }
                let always = self.graph.truth(true);
                let one = some(self, always);
                self.graph.all([every, one])
            }
        }
    }

    // ---- values

    fn value(&mut self, node: NodeId, scope: &mut Scope) -> Value {
        let plan = self.plan;
        match plan.op(node) {
            Op::Constant(datum) => Value::Constant(datum.clone()),
            Op::Variable(ix) => match scope.variables.get(*ix as usize) {
                Some(Variable::Instance(instance)) => Value::Instance(*instance),
                Some(Variable::Scalar(place, key)) => Value::Cell(*place, *key),
                _ => Value::Beyond,
            },
            Op::Fact(offset) => {
                let path = self.root(Frame::Matter);
                self.step(Place { register: 0, path }, None, *offset)
            }
            Op::Field(base, offset) => match self.value(*base, scope) {
                Value::Instance(instance) => match self.record_of(instance) {
                    Some(record) => self.step(instance.0, Some(record), *offset),
                    None => Value::Beyond,
                },
                Value::None => Value::None,
                _ => Value::Beyond,
            },
            Op::Defined { by, of, .. } => match self.instance(*of, scope) {
                Ok(instance) => self.definition(*by, instance, scope.claims, scope.free),
                Err(other) => other,
            },
            Op::Decision(decision, of) => match self.instance(*of, scope) {
                Ok(instance) => Value::Outcome(self.outcome(*decision, instance, scope.claims, scope.free)),
                Err(other) => other,
            },
            Op::On => Value::Cell(self.special(Key::Day), Key::Day),
            Op::Choose { when, then, otherwise } => {
                let when = self.truth(*when, scope);
                let then = self.value(*then, scope);
                let otherwise = self.value(*otherwise, scope);
                let always = self.graph.truth(true);
                Value::Choose(vec![(when, then), (always, otherwise)])
            }
            Op::Call(call) => self.cases(&call.cases, scope, true),
            Op::Entry { body, .. } => self.value(*body, scope),
            Op::Uncertain(_) | Op::Silent => Value::Open,
            Op::None => Value::None,
            Op::Negate(_) | Op::Arithmetic(..) | Op::Offset { .. } | Op::Aggregate(_) => {
                self.calculated(node, scope).map_or(Value::Beyond, Value::Number)
            }
            Op::Deemed { given, by } => self.deemed(*given, *by, scope).unwrap_or(Value::Beyond),
            Op::Scale(_) | Op::Round { .. } | Op::Chosen(_) => Value::Beyond,
            // Named one by one: what is neither here nor a truth would go round for ever.
            Op::Guard { .. }
            | Op::Holds(_)
            | Op::Equals(..)
            | Op::IsNone(_)
            | Op::Compare(..)
            | Op::Distance { .. }
            | Op::SameYear(..)
            | Op::In(..)
            | Op::Includes { .. }
            | Op::FactIncludes(..)
            | Op::Applies(_)
            | Op::Not(_)
            | Op::And(_)
            | Op::Or(_)
            | Op::List(..)
            | Op::Quantified { .. } => Value::Truth(self.truth(node, scope)),
        }
    }

    /// A fact or field as it is deemed; none where rules may deem it to be several things, override each other in it, or deem
    /// another instance than the own of their kind.
    fn deemed(&mut self, given: NodeId, by: u32, scope: &mut Scope) -> Option<Value> {
        let own = self.deemed_of(given, scope)?;
        let given = self.value(given, scope);
        let (claims, free) = (scope.claims, scope.free);
        let (mut presumed, mut deemed_to_be) = (Vec::new(), None);
        for deeming in self.plan.deeming(by) {
            let (place, value) = self.plan.deems(*deeming)?;
            let rule = self.plan.provision(deeming.rule);
            if self.plan.deeming(by).iter().any(|other| rule.overridden_by.contains(&other.rule)) {
                return None;
            }
            let value = match self.plan.op(value) {
                Op::Constant(datum @ (Datum::YesNo(_) | Datum::Member(_))) => datum.clone(),
                // A yes/no value is written as one that holds.
                Op::Holds(inner) => match self.plan.op(*inner) {
                    Op::Constant(datum @ Datum::YesNo(_)) => datum.clone(),
                    _ => return None,
                },
                _ => return None,
            };
            if deemed_to_be.get_or_insert_with(|| value.clone()) != &value {
                return None;
            }
            let own_variable = |node: &NodeId| matches!(self.plan.op(*node), Op::Variable(0));
            if matches!(self.plan.op(place), Op::Field(base, _) if own_variable(base)) {
                presumed.push(self.status(deeming.rule, own, claims, free));
            } else if rule.instance.is_none() {
                let mut of_rule = self.scope(deeming.rule, None, claims, free);
                if self.deemed_of(place, &mut of_rule)? == own {
                    presumed.push(self.status(deeming.rule, None, claims, free));
                }
            } else {
                return None;
            }
        }
        let Some(deemed_to_be) = deemed_to_be else { return Some(given) };
        let (presumed, always) = (self.graph.any(presumed), self.graph.truth(true));
        Some(Value::Choose(vec![(presumed, Value::Constant(deemed_to_be)), (always, given)]))
    }

    /// The instance whose field is read, none for a fact of the matter.
    fn deemed_of(&mut self, place: NodeId, scope: &mut Scope) -> Option<Option<Instance>> {
        match self.plan.op(place) {
            Op::Fact(_) => Some(None),
            Op::Field(base, _) => match self.value(*base, scope) {
                Value::Instance(instance) => Some(Some(instance)),
                _ => None,
            },
            _ => None,
        }
    }

    fn instance(&mut self, of: Option<NodeId>, scope: &mut Scope) -> Result<Option<Instance>, Value> {
        let Some(of) = of else { return Ok(None) };
        match self.value(of, scope) {
            Value::Instance(instance) => Ok(Some(instance)),
            Value::None => Err(Value::None),
            _ => Err(Value::Beyond),
        }
    }

    fn definition(&mut self, by: ProvisionIx, instance: Option<Instance>, claims: bool, free: u8) -> Value {
        let provision = self.plan.provision(by);
        let key = ((), by, instance, claims, free);
        if let Some(known) = self.definitions.get(&key) {
            return known.clone();
        }
        let too_large = free >= REGISTERS || self.graph.nodes.len() > MOST_NODES;
        let value = if too_large || provision.spreads.is_some() || self.misses(by, instance) {
            Value::Beyond
        } else {
            let mut scope = self.scope(by, instance, claims, free);
            self.cases(&provision.cases, &mut scope, true)
        };
        self.definitions.insert(key, value.clone());
        value
    }

    /// The value of the first case that holds. Where none does, a definition is open; a rule concludes nothing.
    fn cases(&mut self, cases: &Cases, scope: &mut Scope, defines: bool) -> Value {
        let mut all = Vec::new();
        for (when, value) in &cases.cases {
            let when = match when {
                Some(when) => self.truth(*when, scope),
                None => self.graph.truth(true),
            };
            let value = self.value(*value, scope);
            all.push((when, value));
        }
        if let Some(value) = cases.otherwise {
            all.push((self.graph.truth(true), self.value(value, scope)));
        }
        match all.as_slice() {
            [(when, value)] if defines && *self.graph.node(*when) == Node::True => value.clone(),
            [] if defines => Value::Open,
            _ => Value::Choose(all),
        }
    }

    // ---- numbers

    fn calculated(&mut self, node: NodeId, scope: &mut Scope) -> Option<Num> {
        let number = match self.plan.op(node) {
            Op::Negate(inner) => Number::Negate(self.operand(*inner, scope)?),
            Op::Arithmetic(Arithmetic::Power, ..) => return None,
            Op::Arithmetic(op, a, b) => Number::Arithmetic(*op, self.operand(*a, scope)?, self.operand(*b, scope)?),
            Op::Offset { days, after, from } => {
                let from = self.operand(*from, scope)?;
                match self.value(*days, scope) {
                    Value::Constant(Datum::Months(months)) => {
                        Number::Months(from, if *after { months } else { months.checked_neg()? })
                    }
                    other => {
                        let days = self.numbered(other)?;
                        let signed = if *after { days } else { self.graph.number(Number::Negate(days)) };
                        Number::Days(from, signed)
                    }
                }
            }
            Op::Aggregate(aggregated) => {
                let source = self.list(aggregated.variable, aggregated.list, scope).ok()?;
                let register = scope.free;
                scope.free += 1;
                let body = match aggregated.body {
                    Some(body) => self.truth(body, scope),
                    None => self.graph.truth(true),
                };
                let value = aggregated.value.map(|value| self.operand(value, scope));
                scope.free -= 1;
                let value = match value {
                    None => None,
                    Some(value) => Some(value?),
                };
                let extreme = matches!(aggregated.function, Aggregate::Least | Aggregate::Greatest);
                if extreme && value.is_none() {
                    return None;
                }
                Number::Fold(aggregated.function, source, register, value, body)
            }
            _ => return None,
        };
        Some(self.graph.number(number))
    }

    fn operand(&mut self, node: NodeId, scope: &mut Scope) -> Option<Num> {
        let value = self.value(node, scope);
        self.numbered(value)
    }

    /// A value as a number that can be calculated with.
    fn numbered(&mut self, value: Value) -> Option<Num> {
        let number = match value {
            Value::Constant(datum) => {
                let (mantissa, scale) = counted(&datum)?.decimal()?;
                Number::Constant(mantissa, scale)
            }
            Value::Cell(place, key) => {
                let ty = match key {
                    Key::Cell(record, offset) => declared(self.vocabulary, record, offset).map(Type::required),
                    Key::Element(record, offset) => match declared(self.vocabulary, record, offset).map(Type::required)
                    {
                        Some(Type::List(inner)) => Some(&**inner),
                        _ => None,
                    },
                    Key::Day => Some(&Type::Date),
                    Key::Counts(_) => None,
                };
                if !matches!(ty?, Type::Number(_) | Type::Date | Type::Days | Type::Enumeration(_)) {
                    return None;
                }
                self.graph.exact.insert(place.path);
                Number::Cell(place)
            }
            Value::Number(number) => return Some(number),
            // With nothing, nothing is calculated.
            Value::Open | Value::None => Number::Pick(Vec::new()),
            Value::Choose(all) => {
                let all = all.into_iter().map(|(when, value)| Some((when, self.numbered(value)?)));
                Number::Pick(all.collect::<Option<_>>()?)
            }
            _ => return None,
        };
        Some(self.graph.number(number))
    }
}

/// True where a fact or field names its record.
pub fn is_by_name(vocabulary: &Vocabulary, record: Option<RecordId>, offset: u32) -> bool {
    match record {
        None => vocabulary.facts.get_index(offset as usize).is_some_and(|(_, fact)| fact.by_name),
        Some(id) => vocabulary.record(id).fields.get_index(offset as usize).is_some_and(|(_, field)| field.by_name),
    }
}

/// True if some list has elements of this record.
pub fn is_listed(vocabulary: &Vocabulary, record: RecordId) -> bool {
    let lists = |ty: &Type| match ty.required() {
        Type::List(inner) | Type::Set(inner) => **inner == Type::Record(record),
        _ => false,
    };
    vocabulary.facts.values().any(|fact| lists(&fact.ty))
        || vocabulary.records.values().any(|record| record.fields.values().any(|field| lists(&field.ty)))
}
