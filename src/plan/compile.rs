//! The pass: each provision in force becomes operations, and learns who defeats it.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::slots::Layout;
use super::{
    Aggregated, Cases, Conclusion, Datum, Decision, Floor, Kind, ListCell, Membership, Node, NodeId, Op, Paragraph,
    Plan, Provision, ProvisionIx, datum, deemed, error, order,
};
use crate::diagnostics::{Diagnostic, Sink};
use crate::model::{
    self, Clause, ConclusionKind, Constant, DefinedId, Doubt, Expr, ExprKind, FieldId, GroupId, GroupTerm, Guard,
    Model, ProvisionId, ProvisionKind, Reach, RecordId, Type, ValueId, Version,
};
use crate::source::Span;
use crate::temporal::{Calendar, Text, Track, members_as_they_stood, members_of};
use crate::value::{Date, Number, WorkingWeek};

/// Compiles the text of a track on a day, of a rulebook that has been [checked](check); the day is used to say since when a provision
/// stands.
pub fn compile(model: &Model, calendar: &Calendar, text: &Text, on: Date, track: Track) -> Plan {
    compiled(model, calendar, text, on, track).0
}

/// What is wrong with the text of a track on a day, circles and chains too deep among it; the day is named in messages.
pub fn check(model: &Model, calendar: &Calendar, text: &Text, on: Date, track: Track) -> Vec<Diagnostic> {
    let (plan, mut sink) = compiled(model, calendar, text, on, track);
    order::check(model, &plan, &mut sink);
    sink.into_sorted()
}

fn compiled(model: &Model, calendar: &Calendar, text: &Text, on: Date, track: Track) -> (Plan, Sink) {
    let mut compiler = Compiler::new(model, calendar, text, on, track);
    compiler.number_provisions();
    compiler.decisions();
    compiler.provisions();
    compiler.defeaters();
    compiler.unscoped_definitions();
    compiler.plan.parents = model.tree.iter().map(|(id, _)| model.tree.parent(id)).collect();
    let layout = Layout::of(&model.vocabulary);
    let stipulation = |(ix, d): (usize, &model::Defined)| layout.shape(d.of).stipulation(DefinedId(ix as u32));
    let defined = model.vocabulary.defined.iter().enumerate();
    compiler.plan.stipulations = defined.map(|d| stipulation(d).unwrap_or(u32::MAX)).collect();
    compiler.plan.names = model.vocabulary.records.values().map(model::Record::name_field).collect();
    let matter = lists(model, model.vocabulary.facts.values().map(|f| &f.ty));
    let records = model.vocabulary.records.values().map(|r| lists(model, r.fields.values().map(|f| &f.ty)));
    compiler.plan.lists = std::iter::once(matter).chain(records).collect();
    compiler.plan.floors = floors(&model.vocabulary);
    compiler.plan.claims = model.vocabulary.claims().map_or(0, |id| id.0);
    (compiler.plan, compiler.sink)
}

/// Most operations of a law: functions that ask functions are written out again and again.
const MOST_OPERATIONS: usize = 2_000_000;

/// A scope, and the versions of a definition that stand in it, by number.
type Scoped = (Option<ProvisionId>, Vec<ProvisionIx>);

/// A place within no provision.
const NOWHERE: ProvisionId = ProvisionId(u32::MAX);

struct Compiler<'a> {
    model: &'a Model,
    calendar: &'a Calendar,
    text: &'a Text,
    on: Date,
    track: Track,
    plan: Plan,
    sink: Sink,
    /// The provisions in force, in text order.
    all: Vec<(&'a Version, &'a model::Provision)>,
    /// Definitions in force of each name: scope, and the versions by number, the last the one that stands where no other does.
    definitions: IndexMap<DefinedId, Vec<Scoped>>,
    /// Per node: the provisions in force at or beneath it.
    beneath: IndexMap<ProvisionId, Vec<ProvisionIx>>,
    /// Per decision and node: the rules that conclude an element at or beneath it.
    elements: IndexMap<(model::DecisionId, ProvisionId), Vec<ProvisionIx>>,
    /// Sets already made.
    sets: IndexMap<(GroupId, Option<Date>), u32>,
    /// The provision being compiled, and its paragraphs so far.
    at: ProvisionId,
    /// What chooses the transactions of each act.
    guarded: IndexMap<model::ActId, NodeId>,
    paragraphs: IndexMap<String, NodeId>,
    /// The name being defined and the number of the definition, where it spreads.
    spreading: Option<(DefinedId, ProvisionIx)>,
    /// The values that the function being written out is asked with.
    inputs: Vec<NodeId>,
    /// The entries of registers that variables stand for: what each field of the entry is.
    entries: IndexMap<u32, Vec<(FieldId, Option<Expr>)>>,
    /// The functions being written out, one for another.
    calling: Vec<ProvisionIx>,
    /// Functions already written out, by what they are asked with.
    called: IndexMap<(ProvisionIx, Vec<NodeId>), super::Call>,
}

impl<'a> Compiler<'a> {
    fn new(model: &'a Model, calendar: &'a Calendar, text: &'a Text, on: Date, track: Track) -> Compiler<'a> {
        let versions = text.provisions.iter().flat_map(|(id, versions)| versions.iter().map(move |v| (*id, v)));
        Compiler {
            model,
            calendar,
            text,
            on,
            track,
            plan: Plan::default(),
            sink: Sink::default(),
            all: versions.map(|(id, v)| (v, written_out(model, id, v))).collect(),
            definitions: IndexMap::new(),
            beneath: IndexMap::new(),
            elements: IndexMap::new(),
            sets: IndexMap::new(),
            at: NOWHERE,
            guarded: IndexMap::new(),
            paragraphs: IndexMap::new(),
            spreading: None,
            inputs: Vec::new(),
            entries: IndexMap::new(),
            calling: Vec::new(),
            called: IndexMap::new(),
        }
    }

    /// Numbers, and what must be known of every provision before any is compiled.
    fn number_provisions(&mut self) {
        self.plan.deemed = deemed::cells(self.all.iter().map(|(_, provision)| *provision));
        for (number, (version, provision)) in self.all.clone().into_iter().enumerate() {
            let ix = ProvisionIx(number as u32);
            for node in self.model.tree.upwards(provision.id) {
                self.beneath.entry(node).or_default().push(ix);
            }
            if let ProvisionKind::Define { name, scope, .. } = &provision.kind {
                self.define(*name, *scope, ix, provision, version);
            }
            for conclusion in &provision.conclusions {
                if let ConclusionKind::Includes { decision, elements } = &conclusion.kind {
                    for node in elements.iter().flat_map(|e| self.model.tree.upwards(*e)) {
                        self.elements.entry((*decision, node)).or_default().push(ix);
                    }
                }
            }
        }
        let names = 0..self.model.vocabulary.defined.len() as u32;
        self.plan.in_force = names.map(|n| self.definitions.contains_key(&DefinedId(n))).collect();
    }

    fn define(
        &mut self,
        name: DefinedId,
        scope: Option<ProvisionId>,
        ix: ProvisionIx,
        provision: &model::Provision,
        version: &Version,
    ) {
        let all = self.definitions.entry(name).or_default();
        let Some((_, versions)) = all.iter_mut().find(|(other, _)| *other == scope) else {
            all.push((scope, vec![ix]));
            return;
        };
        let first = versions.first().and_then(|first| self.all.get(first.0 as usize)).map(|(_, p)| *p);
        versions.push(ix);
        let another = first.filter(|first| first.id != provision.id || version.guards.is_empty());
        if let Some(first) = another {
            let name = &self.model.vocabulary.defined[name.ix()].name;
            self.sink.push(error::defined_twice(name, &self.on.to_string(), first.id_span, provision.id_span));
        }
    }

    fn decisions(&mut self) {
        for decision in self.model.vocabulary.decisions.values() {
            let only_fact = decision.of.and_then(|of| self.model.vocabulary.only_fact_of(of)).map(|fact| fact.0);
            self.plan.decisions.push(Decision {
                of: decision.of,
                is_set: decision.is_set(),
                concluded_by: Vec::new(),
                default: None,
                only_fact,
            });
        }
    }

    fn provisions(&mut self) {
        for (version, provision) in self.all.clone() {
            let compiled = self.provision(version, provision);
            let ix = ProvisionIx(self.plan.provisions.len() as u32);
            for (number, conclusion) in compiled.conclusions.iter().enumerate() {
                if let Some(decision) = conclusion.decision() {
                    self.plan.decisions[decision.ix()].concluded_by.push((ix, number as u32));
                }
            }
            if compiled.kind == (Kind::Exemption { elective: true }) {
                self.plan.options.push(ix);
            }
            if let ProvisionKind::Default { decision, value } = &provision.kind {
                let value = self.node(value);
                let name = &self.model.vocabulary.decision(*decision).name;
                let slot = &mut self.plan.decisions[decision.ix()].default;
                let first = slot.and_then(|(first, _)| self.plan.provisions.get(first.0 as usize));
                // Versions of one default stand together only where all versions of all days are looked at.
                let another = first.filter(|first| first.id != provision.id || version.guards.is_empty());
                if let Some(first) = another {
                    let first = self.model.statement(first.version.written_by).span;
                    self.sink.push(error::default_twice(name, &self.on.to_string(), first, provision.id_span));
                }
                *slot = Some((ix, value));
            }
            self.plan.provisions.push(compiled);
        }
    }

    fn provision(&mut self, version: &Version, provision: &model::Provision) -> Provision {
        self.at = provision.id;
        self.paragraphs.clear();
        self.spreading = match &provision.kind {
            ProvisionKind::Define { name, spreads: true, .. } => {
                Some((*name, ProvisionIx(self.plan.provisions.len() as u32)))
            }
            _ => None,
        };
        let span = provision.condition.as_ref().map_or(provision.id_span, |c| c.span);
        // A definition is chosen where it is read.
        let chosen_there = matches!(provision.kind, ProvisionKind::Define { .. });
        let guards = if chosen_there { None } else { self.guards(version, span) };
        let condition = provision.condition.as_ref().map(|c| self.node(c));
        let condition = match (guards, condition) {
            (Some(guards), Some(condition)) => Some(self.push(Op::And(vec![guards, condition]), span)),
            (guards, condition) => guards.or(condition),
        };
        let standing = self.calendar.standing(self.model, (provision.id, version), self.on, self.track);
        let (kind, cases) = match &provision.kind {
            ProvisionKind::Rule { .. } => (Kind::Rule, Cases::default()),
            ProvisionKind::Exemption { if_claimed, .. } => {
                (Kind::Exemption { elective: *if_claimed }, Cases::default())
            }
            ProvisionKind::Limit { .. } => (Kind::Limit, Cases::default()),
            ProvisionKind::Default { .. } => (Kind::Default, Cases::default()),
            ProvisionKind::Register { .. } => (Kind::Register, Cases::default()),
            // A function is written out where it is asked.
            ProvisionKind::Define { function: Some(_), .. } => (Kind::Define, Cases::default()),
            ProvisionKind::Define { cases, otherwise, .. } => {
                (Kind::Define, self.cases(cases, otherwise.as_ref(), provision.id_span))
            }
        };
        let conclusions = provision.conclusions.iter().map(|c| self.conclusion(&c.kind)).collect();
        Provision {
            id: provision.id,
            version: version.clone(),
            in_force_from: standing.in_force_from,
            enforced_from: standing.enforced_from,
            again_from: standing.again_from,
            kind,
            instance: provision.for_each,
            condition,
            defines: match &provision.kind {
                ProvisionKind::Define { name, .. } => Some(*name),
                _ => None,
            },
            spreads: self.spreading.and_then(|_| cases.cases.first()).map(|(_, value)| *value),
            cases,
            conclusions,
            relieved_by: Vec::new(),
            limited_by: Vec::new(),
            overridden_by: Vec::new(),
            variables: provision.variables.0.len() as u32,
        }
    }

    /// The condition that chooses a version: what its act or a doubt about its force asks for.
    fn guard(&mut self, guard: &Guard) -> NodeId {
        let mut span = Span::default();
        let mut parts = Vec::new();
        for doubt in &guard.conditions {
            parts.push(match doubt {
                Doubt::Transactions(act) => {
                    let when = self.transactions(*act);
                    span = self.plan.nodes.get(when.0 as usize).map_or(span, |node| node.span);
                    when
                }
                Doubt::Force(by) => {
                    span = self.model.statement(*by).span;
                    let uncertain = self.push(Op::Uncertain(*by), span);
                    self.push(Op::Holds(uncertain), span)
                }
            });
        }
        let all = if parts.len() == 1 { parts[0] } else { self.push(Op::And(parts), span) };
        if guard.holds { all } else { self.push(Op::Not(all), span) }
    }

    /// Whether the transaction is one that an act applies to: the same wherever it is asked, so compiled once, in no provision's
    /// scope.
    fn transactions(&mut self, act: model::ActId) -> NodeId {
        if let Some(known) = self.guarded.get(&act) {
            return *known;
        }
        let act_text = self.model.act(act);
        let when = match &act_text.applies_to {
            None => self.push(Op::Constant(Datum::YesNo(true)), act_text.span),
            Some(applies_to) => {
                let at = std::mem::replace(&mut self.at, NOWHERE);
                let spreading = self.spreading.take();
                let paragraphs = std::mem::take(&mut self.paragraphs);
                let when = self.node(&applies_to.condition);
                (self.at, self.paragraphs, self.spreading) = (at, paragraphs, spreading);
                let variables = applies_to.variables.0.len() as u32;
                self.push(Op::Guard { when, variables }, applies_to.condition.span)
            }
        };
        self.guarded.insert(act, when);
        when
    }

    /// The guards of a version as one condition; none where it stands alone.
    fn guards(&mut self, version: &Version, span: Span) -> Option<NodeId> {
        let guards: Vec<NodeId> = version.guards.iter().map(|guard| self.guard(guard)).collect();
        match guards.as_slice() {
            [] => None,
            [one] => Some(*one),
            _ => Some(self.push(Op::And(guards), span)),
        }
    }

    /// One of several versions of a value: each under its guards; the last where none of the others stands, if one always does.
    fn chosen(&mut self, versions: Vec<(&Version, Op)>, span: Span) -> Op {
        let always = one_always_stands(versions.iter().map(|(version, _)| *version));
        let mut chosen = if always { None } else { Some(Op::Silent) };
        for (version, op) in versions.into_iter().rev() {
            chosen = Some(match (chosen, self.guards(version, span)) {
                (Some(rest), Some(when)) => {
                    let (then, otherwise) = (self.push(op, span), self.push(rest, span));
                    Op::Choose { when, then, otherwise }
                }
                _ => op,
            });
        }
        chosen.unwrap_or(Op::Silent)
    }

    fn cases(&mut self, cases: &[model::Case], otherwise: Option<&model::CaseValue>, span: Span) -> Cases {
        let cases = cases
            .iter()
            .map(|case| {
                let when = case.when.as_ref().map(|w| self.node(w));
                (when, self.case_value(&case.value, span))
            })
            .collect();
        let otherwise = otherwise.map(|value| self.case_value(value, span));
        Cases { cases, otherwise, complete: false }
    }

    /// Reports a definition that spreads and reads itself through a function.
    fn through(&mut self, own: ProvisionIx, function: ProvisionIx) {
        let named = |ix: ProvisionIx| {
            let provision = self.all.get(ix.0 as usize).map(|(_, provision)| *provision)?;
            Some((self.model.tree.text(provision.id).to_string(), provision.id_span))
        };
        let chain: Vec<_> = [own, function, own].into_iter().filter_map(named).collect();
        self.sink.push(error::circle(&chain, false));
    }

    /// A function written out for the values it is asked with.
    fn call(&mut self, by: ProvisionIx, arguments: &[NodeId], span: Span) -> Op {
        let Some((_, provision)) = self.all.get(by.0 as usize).copied() else { return Op::Silent };
        let ProvisionKind::Define { cases, otherwise, function, .. } = &provision.kind else { return Op::Silent };
        let key = (by, arguments.to_vec());
        if let Some(known) = self.called.get(&key) {
            return Op::Call(known.clone());
        }
        if self.calling.contains(&by) {
            let chain = self.calling.iter().skip_while(|open| **open != by).chain([&by]);
            let named = chain
                .filter_map(|ix| self.all.get(ix.0 as usize))
                .map(|(_, provision)| (self.model.tree.text(provision.id).to_string(), provision.id_span));
            let named: Vec<_> = named.collect();
            self.sink.push(error::circle(&named, false));
            return Op::Silent;
        }
        if self.plan.nodes.len() > MOST_OPERATIONS {
            self.sink.push(error::too_costly(span));
            return Op::Silent;
        }
        self.calling.push(by);
        let at = std::mem::replace(&mut self.at, provision.id);
        let paragraphs = std::mem::take(&mut self.paragraphs);
        let inputs = std::mem::replace(&mut self.inputs, arguments.to_vec());
        let rows = cases.iter().map(|case| case.address.clone().unwrap_or_default()).collect();
        let cases = Cases { complete: true, ..self.cases(cases, otherwise.as_ref(), provision.id_span) };
        (self.at, self.paragraphs, self.inputs) = (at, paragraphs, inputs);
        self.calling.pop();
        let otherwise = match function {
            // The line of such a tier begins with its number.
            Some(model::Function { form: model::FunctionForm::Tiers, .. }) => String::new(),
            _ => "otherwise".to_string(),
        };
        let call = super::Call { by, arguments: arguments.to_vec(), cases, rows, otherwise };
        self.called.insert(key, call.clone());
        Op::Call(call)
    }

    /// What is asked of a list that is a register: the same of each of its entries, with what they say written in.
    fn over_register(
        &mut self,
        register: &Expr,
        variable: model::VariableId,
        span: Span,
        each: &mut dyn FnMut(&mut Self) -> NodeId,
        all: &dyn Fn(&mut Self, Vec<NodeId>) -> Op,
    ) -> Op {
        let ExprKind::Register(register) = register.kind else { return Op::Silent };
        let Some((_, name)) = self.model.vocabulary.registers.get_index(register.ix()) else { return Op::Silent };
        let node = name.node;
        let standing: Vec<ProvisionIx> = self.beneath.get(&node).cloned().unwrap_or_default();
        let mut versions = Vec::new();
        for by in standing {
            let Some((version, provision)) = self.all.get(by.0 as usize).copied() else { continue };
            let ProvisionKind::Register { columns, entries } = &provision.kind else { continue };
            let mut asked = Vec::with_capacity(entries.len());
            for entry in entries.iter().filter(|_| provision.id == node) {
                let fields = columns.iter().copied().zip(entry.cells.iter().cloned()).collect();
                self.entries.insert(variable.0, fields);
                let body = each(self);
                asked.push(self.push(Op::Entry { by, row: entry.address.clone(), body }, entry.span));
            }
            self.entries.shift_remove(&variable.0);
            versions.push((version, all(self, asked)));
        }
        self.chosen(versions, span)
    }

    /// So many working days, as the value of the day says which these are.
    fn working_days(&mut self, count: i64, by: ValueId, span: Span) -> Op {
        let text = self.text;
        let mut versions = Vec::new();
        for version in text.values.get(&by).into_iter().flatten() {
            if let Clause::Value(_, expr) | Clause::Set(_, expr) = &self.model.statement(version.last()).clause
                && let ExprKind::Week(week) = &expr.kind
            {
                versions.push((version, self.working_days_of(count, week, span)));
            }
        }
        self.chosen(versions, span)
    }

    fn working_days_of(&mut self, count: i64, week: &model::Week, span: Span) -> Op {
        let days = |holidays| {
            let week = WorkingWeek::new(week.days, holidays, week.covers);
            Op::Constant(Datum::WorkingDays(count, std::sync::Arc::new(week)))
        };
        let Some((register, field)) = week.except else { return days(Vec::new()) };
        let Some((_, name)) = self.model.vocabulary.registers.get_index(register.ix()) else { return Op::Silent };
        let mut versions = Vec::new();
        for by in self.beneath.get(&name.node).cloned().unwrap_or_default() {
            let Some((version, provision)) = self.all.get(by.0 as usize).copied() else { continue };
            let ProvisionKind::Register { columns, entries } = &provision.kind else { continue };
            let column = columns.iter().position(|column| *column == field);
            let holidays =
                entries.iter().map(|entry| entry.cells.get(column?)?.as_ref()).map(|cell| match cell?.kind {
                    ExprKind::Constant(Constant::Date(day)) => Some(day),
                    _ => None,
                });
            // Where an entry does not say its day, nobody can count.
            versions.push((version, holidays.collect::<Option<Vec<_>>>().map_or(Op::Silent, days)));
        }
        self.chosen(versions, span)
    }

    fn any_entry(
        &mut self,
        quantifier: model::ListQuantifier,
        register: &Expr,
        variable: model::VariableId,
        body: Option<&Expr>,
        span: Span,
    ) -> Op {
        let mut each = |all: &mut Self| match body {
            Some(body) => all.node(body),
            None => all.push(Op::Constant(Datum::YesNo(true)), span),
        };
        self.over_register(register, variable, span, &mut each, &|this, asked| match quantifier {
            model::ListQuantifier::Any => Op::Or(asked),
            model::ListQuantifier::No => Op::Not(this.push(Op::Or(asked), span)),
            model::ListQuantifier::EveryAtLeastOne if asked.is_empty() => Op::Constant(Datum::YesNo(false)),
            model::ListQuantifier::EveryAtLeastOne | model::ListQuantifier::EveryEvenIfNone => Op::And(asked),
        })
    }

    /// The sum of what its entries count for: those that do not count, nothing.
    fn sum_of_entries(
        &mut self,
        register: &Expr,
        variable: model::VariableId,
        value: Option<&Expr>,
        body: Option<&Expr>,
        span: Span,
    ) -> Op {
        let number = |n: i64| Op::Constant(Datum::Number(Number::from(n)));
        let mut each = |all: &mut Self| {
            let counts = match value {
                Some(value) => all.value(value),
                None => all.push(number(1), span),
            };
            let Some(body) = body else { return counts };
            let (when, otherwise) = (all.node(body), all.push(number(0), span));
            all.push(Op::Choose { when, then: counts, otherwise }, span)
        };
        self.over_register(register, variable, span, &mut each, &|this, mut asked| {
            // Added pair by pair, so that a long register does not nest deep.
            while asked.len() > 1 {
                let pairs: Vec<Vec<NodeId>> = asked.chunks(2).map(<[NodeId]>::to_vec).collect();
                let add = |pair: Vec<NodeId>| match pair.as_slice() {
                    [a, b] => this.push(Op::Arithmetic(model::Arithmetic::Add, *a, *b), span),
                    [one, ..] => *one,
                    [] => this.push(number(0), span),
                };
                asked = pairs.into_iter().map(add).collect();
            }
            let zero = this.push(number(0), span);
            let sum = asked.pop().unwrap_or(zero);
            Op::Arithmetic(model::Arithmetic::Add, zero, sum)
        })
    }

    fn scale(&mut self, scale: &model::Scale) -> Op {
        let amount = self.value(&scale.amount);
        self.plan.calculated.entry(amount).or_insert_with(|| scale.amount.ty.clone());
        let band = |band: &model::Band| super::Band {
            bound: band.bound.as_ref().map(|(included, at)| (*included, self.value(at))),
            rate: self.value(&band.rate),
            span: band.span,
        };
        Op::Scale(super::Scale { marginal: scale.marginal, amount, bands: scale.bands.iter().map(band).collect() })
    }

    fn round(&mut self, inner: &Expr, rounding: &model::Rounding) -> Op {
        let value = self.value(inner);
        let of = match &rounding.to {
            model::RoundedTo::Places(places) => Some(Number::scaled(1, *places)),
            model::RoundedTo::Multiples(of) => constant(of),
        };
        // What is no number has been reported before.
        of.map_or(Op::Silent, |of| Op::Round { value, of, mode: rounding.mode })
    }

    fn case_value(&mut self, value: &model::CaseValue, span: Span) -> NodeId {
        match value {
            model::CaseValue::Is(expr) => self.node(expr),
            model::CaseValue::Silent => self.push(Op::Silent, span),
        }
    }

    fn conclusion(&mut self, conclusion: &ConclusionKind) -> Conclusion {
        match conclusion {
            ConclusionKind::Is { decision, cases, otherwise } => {
                let cases =
                    cases.iter().map(|(when, value)| (when.as_ref().map(|w| self.node(w)), self.node(value))).collect();
                let otherwise = otherwise.as_ref().map(|value| self.node(value));
                Conclusion::Is(*decision, Cases { cases, otherwise, complete: false })
            }
            ConclusionKind::Includes { decision, elements } => Conclusion::Includes(*decision, elements.clone()),
            ConclusionKind::Discretion { decision, .. } => Conclusion::Discretion(*decision),
            ConclusionKind::Duty(duty) => Conclusion::Duty {
                date: duty.date.as_ref().map(|d| self.node(d)),
                when: duty.when.as_ref().map(|w| self.node(w)),
            },
            ConclusionKind::Deem { place, value } => {
                let given = self.as_given(place);
                Conclusion::Deem { place: self.push(given, place.span), value: self.value(value) }
            }
        }
    }

    /// For each name the versions of its unscoped definition, with what chooses each.
    fn unscoped_definitions(&mut self) {
        for name in 0..self.model.vocabulary.defined.len() as u32 {
            let all = self.definitions.get(&DefinedId(name)).into_iter().flatten();
            let versions = all.filter(|(scope, _)| scope.is_none()).flat_map(|(_, versions)| versions);
            let versions: Vec<ProvisionIx> = versions.copied().collect();
            let guarded = versions.into_iter().filter_map(|ix| {
                let (version, provision) = self.all.get(ix.0 as usize).copied()?;
                Some((ix, self.guards(version, provision.id_span)))
            });
            let guarded = guarded.collect();
            self.plan.definitions.push(guarded);
        }
    }

    /// Who relieves, limits and overrides whom.
    fn defeaters(&mut self) {
        let all = self.all.clone();
        for (number, (_, provision)) in all.iter().enumerate() {
            let defeater = ProvisionIx(number as u32);
            match &provision.kind {
                ProvisionKind::Exemption { from, .. } => {
                    for target in self.reached(from, provision.id, |k| k == Kind::Rule) {
                        self.plan.provisions[target.0 as usize].relieved_by.push(defeater);
                    }
                }
                ProvisionKind::Limit { on } => {
                    let exemptions = self.reached(on, provision.id, |k| matches!(k, Kind::Exemption { .. }));
                    let named = |p: &ProvisionIx| on.nodes.contains(&self.plan.provision(*p).id);
                    let limits = self.reached(on, provision.id, |k| k == Kind::Limit).into_iter().filter(named);
                    for target in exemptions.into_iter().chain(limits.collect::<Vec<_>>()) {
                        self.plan.provisions[target.0 as usize].limited_by.push(defeater);
                    }
                }
                ProvisionKind::Rule { overrides, subject_to } => {
                    for target in self.reached(&reach(overrides), provision.id, |k| k == Kind::Rule) {
                        self.plan.provisions[target.0 as usize].overridden_by.push(defeater);
                    }
                    for prevailing in self.reached(&reach(subject_to), provision.id, |k| k == Kind::Rule) {
                        self.plan.provisions[number].overridden_by.push(prevailing);
                    }
                }
                _ => {}
            }
        }
        for provision in &mut self.plan.provisions {
            for list in [&mut provision.relieved_by, &mut provision.limited_by, &mut provision.overridden_by] {
                list.sort_unstable();
                list.dedup();
            }
        }
    }

    /// Provisions in force of one kind that a reach names, but never the one that names them.
    fn reached(&self, reach: &Reach, own: ProvisionId, kind: impl Fn(Kind) -> bool) -> Vec<ProvisionIx> {
        let mut all = self.within(reach);
        all.retain(|ix| {
            let provision = self.plan.provision(*ix);
            kind(provision.kind) && provision.id != own
        });
        all
    }

    /// Provisions in force that a reach names, in text order.
    fn within(&self, reach: &Reach) -> Vec<ProvisionIx> {
        let named = reach.nodes.iter().filter_map(|node| self.beneath.get(node));
        let mut all: Vec<ProvisionIx> = named.flatten().copied().collect();
        let except: HashSet<ProvisionIx> =
            reach.except.iter().filter_map(|node| self.beneath.get(node)).flatten().copied().collect();
        all.retain(|ix| !except.contains(ix));
        all.sort_unstable();
        all.dedup();
        all
    }

    // ---- expressions

    fn push(&mut self, op: Op, span: Span) -> NodeId {
        self.plan.nodes.push(Node { op, span });
        NodeId(self.plan.nodes.len() as u32 - 1)
    }

    fn nodes(&mut self, exprs: &[Expr]) -> Vec<NodeId> {
        exprs.iter().map(|e| self.node(e)).collect()
    }

    /// An expression in the position of a condition: a yes/no value is asked whether it holds.
    fn node(&mut self, expr: &Expr) -> NodeId {
        if let Some(input) = self.input(expr) {
            return self.push(Op::Holds(input), expr.span);
        }
        let op = self.op(expr);
        let is_value = matches!(
            op,
            Op::Fact(_)
                | Op::Variable(_)
                | Op::Field(..)
                | Op::Deemed { .. }
                | Op::Defined { .. }
                | Op::Decision(..)
                | Op::Call(_)
                | Op::Chosen(_)
                | Op::Constant(Datum::YesNo(_))
        );
        let id = self.typed(op, expr);
        if is_value && expr.ty.required() == &Type::YesNo { self.push(Op::Holds(id), expr.span) } else { id }
    }

    /// The entry of a register that a variable stands for.
    fn entry(&self, base: &Expr) -> Option<&Vec<(FieldId, Option<Expr>)>> {
        match &base.kind {
            ExprKind::Variable(id) => self.entries.get(&id.0),
            _ => None,
        }
    }

    /// The value that the function around is asked with.
    fn input(&self, expr: &Expr) -> Option<NodeId> {
        match expr.kind {
            ExprKind::Input(ix) => self.inputs.get(ix as usize).copied(),
            _ => None,
        }
    }

    /// An expression in the position of a value.
    fn value(&mut self, expr: &Expr) -> NodeId {
        if let Some(input) = self.input(expr) {
            return input;
        }
        let op = self.op(expr);
        self.typed(op, expr)
    }

    /// An operation, with the type of its value where explanations need it.
    fn typed(&mut self, op: Op, expr: &Expr) -> NodeId {
        let calculates = matches!(
            op,
            Op::Aggregate(_)
                | Op::Chosen(_)
                | Op::Arithmetic(..)
                | Op::Negate(_)
                | Op::Call(_)
                | Op::Scale(_)
                | Op::Round { .. }
        );
        // One of several texts of a function is chosen where it is asked.
        let calculates = calculates || matches!((&op, &expr.kind), (Op::Choose { .. }, ExprKind::Call(..)));
        let id = self.push(op, expr.span);
        if calculates {
            self.plan.calculated.insert(id, expr.ty.clone());
        }
        id
    }

    fn op(&mut self, expr: &Expr) -> Op {
        // A list is read of the element itself: what is asked of lists wants the cell.
        if let Some(chosen) = chosen_in(expr).filter(|_| !matches!(expr.ty.required(), Type::List(_) | Type::Set(_))) {
            return self.chosen_one(chosen, expr);
        }
        match &expr.kind {
            ExprKind::Constant(constant) => Op::Constant(datum(constant)),
            ExprKind::Quantity(number, _) => Op::Constant(Datum::Number(number.clone())),
            ExprKind::Variable(id) if self.entries.contains_key(&id.0) => {
                self.sink.push(error::entry_as_whole(expr.span));
                Op::Silent
            }
            ExprKind::Variable(id) => Op::Variable(id.0),
            ExprKind::Field(base, _, field) if self.entry(base).is_some() => {
                let cell = self.entry(base).and_then(|fields| fields.iter().find(|(f, _)| f == field)).cloned();
                match cell {
                    Some((_, Some(value))) => self.op(&value),
                    Some((_, None)) => Op::None,
                    // The register has no such column.
                    None => Op::Silent,
                }
            }
            ExprKind::Fact(_) | ExprKind::Field(..) => self.read(expr),
            ExprKind::AsGiven(inner) => self.as_given(inner),
            ExprKind::Defined(name, of) => {
                let of = of.as_ref().map(|o| self.value(o));
                let by = self.definition(*name);
                // Where a version that spreads counts, it alone stands: what it reads of others is itself.
                if let Some((own, number)) = self.spreading
                    && own == *name
                    && by.contains(&number)
                {
                    // Whether what it has reached stays so is checked of its own words only: not of a function's.
                    if let Some(function) = self.calling.last() {
                        self.through(number, *function);
                        return Op::Silent;
                    }
                    return Op::Defined { name: *name, by: number, of };
                }
                let versions = by
                    .iter()
                    .filter_map(|by| Some((self.all.get(by.0 as usize)?.0, Op::Defined { name: *name, by: *by, of })));
                let versions = versions.collect();
                self.chosen(versions, expr.span)
            }
            ExprKind::Decision(id, of) => Op::Decision(*id, of.as_ref().map(|o| self.value(o))),
            ExprKind::Value(id, day) => {
                let text = match day {
                    None => Some(self.text),
                    Some(day) => self.text.earlier.get(day),
                };
                let versions = text.and_then(|text| text.values.get(id)).into_iter().flatten();
                let mut all = Vec::new();
                for version in versions {
                    if let Clause::Value(_, expr) | Clause::Set(_, expr) = &self.model.statement(version.last()).clause
                    {
                        all.push((version, self.op(expr)));
                    }
                }
                self.chosen(all, expr.span)
            }
            ExprKind::WorkingDays(count, by) => self.working_days(*count, *by, expr.span),
            ExprKind::On => Op::On,
            ExprKind::Negate(inner) => Op::Negate(self.value(inner)),
            ExprKind::Arithmetic(op, a, b) => Op::Arithmetic(*op, self.value(a), self.value(b)),
            ExprKind::Offset { days, after, from } => {
                Op::Offset { days: self.value(days), after: *after, from: self.value(from) }
            }
            ExprKind::Equals(a, b) => Op::Equals(self.value(a), self.value(b)),
            ExprKind::IsNone(inner) => Op::IsNone(self.value(inner)),
            ExprKind::Compare(by, a, b) | ExprKind::CompareDates(by, a, b) => {
                Op::Compare(*by, self.value(a), self.value(b))
            }
            ExprKind::Distance { comparison, day, days, after, from } => Op::Distance {
                comparison: *comparison,
                day: self.value(day),
                days: self.value(days),
                after: *after,
                from: self.value(from),
            },
            ExprKind::SameYear(a, b) => Op::SameYear(self.value(a), self.value(b)),
            ExprKind::In(inner, group, day) => {
                let inner = self.value(inner);
                Op::In(inner, self.set(*group, *day))
            }
            ExprKind::Includes { decision, of, elements, groups } => {
                let of = of.as_ref().map(|o| self.value(o));
                self.note_elsewhere(&reach(elements));
                let includes = self.includes(*decision, of, elements, groups);
                if groups.iter().all(|g| self.text.groups.contains_key(g)) {
                    return includes;
                }
                // Of a group that is not in force the law says nothing; what else is named is asked about all the same.
                Op::Or(vec![self.push(includes, expr.span), self.push(Op::Silent, expr.span)])
            }
            ExprKind::FactIncludes(fact, nodes) => Op::FactIncludes(fact.0, nodes.clone()),
            ExprKind::Not(inner) => Op::Not(self.node(inner)),
            ExprKind::And(parts) => Op::And(self.nodes(parts)),
            ExprKind::Or(parts) => Op::Or(self.nodes(parts)),
            ExprKind::List(quantifier, paragraphs) => Op::List(*quantifier, self.paragraphs(paragraphs)),
            ExprKind::Quantified { quantifier, variable, list, body } if is_register(list) => {
                self.any_entry(*quantifier, list, *variable, body.as_deref(), expr.span)
            }
            ExprKind::Aggregate { function, value, variable, list, body } if is_register(list) => match function {
                model::Aggregate::Sum | model::Aggregate::Count => {
                    self.sum_of_entries(list, *variable, value.as_deref(), body.as_deref(), expr.span)
                }
                model::Aggregate::Least | model::Aggregate::Greatest => {
                    self.sink.push(error::extreme_of_register(expr.span));
                    Op::Silent
                }
            },
            ExprKind::Quantified { quantifier, variable, list, body } => Op::Quantified {
                quantifier: *quantifier,
                variable: variable.0,
                of: element_record(list),
                list: self.value(list),
                body: body.as_ref().map(|b| self.node(b)),
            },
            ExprKind::Aggregate { function, value, variable, list, body } => Op::Aggregate(Aggregated {
                function: *function,
                value: value.as_ref().map(|v| self.value(v)),
                variable: variable.0,
                of: element_record(list),
                list: self.value(list),
                body: body.as_ref().map(|b| self.node(b)),
            }),
            ExprKind::Chosen(chosen) => self.chosen_one(chosen, expr),
            ExprKind::Call(name, arguments) => {
                let arguments: Vec<NodeId> = arguments.iter().map(|argument| self.value(argument)).collect();
                let mut versions = Vec::new();
                for by in self.definition(*name) {
                    let Some((version, _)) = self.all.get(by.0 as usize).copied() else { continue };
                    versions.push((version, self.call(by, &arguments, expr.span)));
                }
                self.chosen(versions, expr.span)
            }
            ExprKind::Scale(scale) => self.scale(scale),
            ExprKind::Round(inner, rounding) => self.round(inner, rounding),
            ExprKind::Applies(reach) => {
                self.note_elsewhere(reach);
                self.applies(reach, expr.span)
            }
            ExprKind::Paragraph(address) => match self.paragraphs.get(address) {
                Some(node) => Op::Holds(*node),
                None => Op::Silent,
            },
            // Errors are reported before a plan is made; a plan with one is never evaluated.
            ExprKind::Register(_) => {
                self.sink.push(error::entry_as_whole(expr.span));
                Op::Silent
            }
            // A week is read by `working_days` alone.
            ExprKind::Related(..)
            | ExprKind::Input(_)
            | ExprKind::Words(_)
            | ExprKind::None
            | ExprKind::Week(_)
            | ExprKind::Error => Op::Silent,
        }
    }

    /// One element of a list, and what an expression reads of it: that is read of every element that may be the one, so that it is
    /// known where they all agree.
    fn chosen_one(&mut self, chosen: &model::Chosen, whole: &Expr) -> Op {
        if is_register(&chosen.list) {
            self.sink.push(error::extreme_of_register(whole.span));
            return Op::Silent;
        }
        let among = Aggregated {
            function: chosen.function,
            value: Some(self.value(&chosen.key)),
            variable: chosen.variable.0,
            of: element_record(&chosen.list),
            list: self.value(&chosen.list),
            body: chosen.body.as_ref().map(|b| self.node(b)),
        };
        let read = self.value(&read_of(chosen, whole));
        Op::Chosen(super::Chosen { among, read })
    }

    /// A fact or field: where some provision in force deems it, as it is deemed.
    fn read(&mut self, expr: &Expr) -> Op {
        let given = self.as_given(expr);
        match expr.names_cell().and_then(|cell| self.plan.deemed.get_index_of(&cell)) {
            Some(by) => Op::Deemed { given: self.push(given, expr.span), by: by as u32 },
            None => given,
        }
    }

    /// A fact or field, whatever it is deemed to be.
    fn as_given(&mut self, expr: &Expr) -> Op {
        match &expr.kind {
            ExprKind::Fact(fact) => Op::Fact(fact.0),
            ExprKind::Field(base, _, field) => Op::Field(self.value(base), field.0),
            _ => Op::Silent,
        }
    }

    fn paragraphs(&mut self, paragraphs: &[model::Paragraph]) -> Vec<Paragraph> {
        paragraphs
            .iter()
            .map(|p| {
                let node = p.body.as_ref().map(|b| self.node(b));
                if let Some(node) = node {
                    self.paragraphs.insert(p.address.clone(), node);
                }
                Paragraph { address: p.address.clone(), node }
            })
            .collect()
    }

    /// The definitions of a name that the provision at hand sees, the narrowest scope around it first, then the wider ones as far
    /// as they are needed.
    fn definition(&self, name: DefinedId) -> Vec<ProvisionIx> {
        let all = self.definitions.get(&name).map_or(&[][..], Vec::as_slice);
        let sees = |scope: &Option<ProvisionId>| scope.is_none_or(|s| self.model.tree.is_within(self.at, s));
        let mut visible: Vec<_> = all.iter().filter(|(scope, _)| sees(scope)).collect();
        visible.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.map_or(0, |s| self.model.tree.text(s).len())));
        let mut chain = Vec::new();
        for (_, versions) in visible {
            chain.extend(versions.iter().copied());
            let versions = versions.iter().filter_map(|ix| self.all.get(ix.0 as usize)).map(|(version, _)| *version);
            // Where the narrower definition may not stand, the wider one is seen through it.
            if one_always_stands(versions) {
                break;
            }
        }
        chain
    }

    /// Rules in force that conclude an element at or beneath one of these nodes.
    fn includes(
        &self,
        decision: model::DecisionId,
        of: Option<NodeId>,
        nodes: &[ProvisionId],
        groups: &[GroupId],
    ) -> Op {
        let mut all = nodes.to_vec();
        for group in groups {
            all.extend(members_of(self.model, self.text, *group).into_iter().filter_map(|term| match term {
                GroupTerm::Provision(node) => Some(node),
                _ => None,
            }));
        }
        let concluding = all.iter().filter_map(|node| self.elements.get(&(decision, *node)));
        let mut concluded_by: Vec<ProvisionIx> = concluding.flatten().copied().collect();
        concluded_by.sort_unstable();
        concluded_by.dedup();
        Op::Includes { decision, of, concluded_by }
    }

    /// Any of the provisions applies; a definition of which several versions stand is asked under its guards.
    fn applies(&mut self, reach: &Reach, span: Span) -> Op {
        let (guarded, plain): (Vec<_>, Vec<_>) = self.applying(reach).into_iter().partition(|ix| {
            self.all.get(ix.0 as usize).is_some_and(|(version, provision)| {
                !version.guards.is_empty() && matches!(provision.kind, ProvisionKind::Define { .. })
            })
        });
        if guarded.is_empty() {
            return Op::Applies(plain);
        }
        let mut any = vec![self.push(Op::Applies(plain), span)];
        for ix in guarded {
            let Some((version, _)) = self.all.get(ix.0 as usize).copied() else { continue };
            let applies = self.push(Op::Applies(vec![ix]), span);
            let parts = self.guards(version, span).into_iter().chain([applies]).collect();
            any.push(self.push(Op::And(parts), span));
        }
        Op::Or(any)
    }

    /// S9: rules at or beneath the nodes; of what a node names itself, also an exemption, limit or definition.
    fn applying(&self, reach: &Reach) -> Vec<ProvisionIx> {
        let speaks = |ix: &ProvisionIx| {
            let (_, provision) = &self.all[ix.0 as usize];
            (provision.id != self.at || reach.nodes.contains(&self.at))
                && match provision.kind {
                    ProvisionKind::Rule { .. } => true,
                    ProvisionKind::Default { .. } | ProvisionKind::Register { .. } => false,
                    _ => reach.nodes.contains(&provision.id),
                }
        };
        self.within(reach).into_iter().filter(speaks).collect()
    }

    /// Ids that are not encoded, at or beneath what is asked about or above it.
    fn note_elsewhere(&mut self, reach: &Reach) {
        let tree = &self.model.tree;
        let asked = |id: &ProvisionId| tree.reaches(reach, *id) || reach.nodes.iter().any(|n| tree.is_within(*n, *id));
        let new: Vec<ProvisionId> = self.model.elsewhere.iter().copied().filter(asked).collect();
        self.plan.elsewhere.extend(new.into_iter().filter(|id| !self.plan.elsewhere.contains(id)).collect::<Vec<_>>());
    }

    fn set(&mut self, group: GroupId, day: Option<Date>) -> u32 {
        if let Some(known) = self.sets.get(&(group, day)) {
            return *known;
        }
        let text = match day {
            None => Some(self.text),
            Some(day) => self.text.earlier.get(&day),
        };
        let in_force = text.and_then(|text| text.groups.get(&group));
        let set = if in_force.is_none() {
            Membership::NotInForce
        } else {
            let members = match day {
                None => members_of(self.model, self.text, group),
                Some(day) => members_as_they_stood(self.model, self.text, group, day),
            };
            match self.model.vocabulary.groups[group.ix()].of {
                Type::Enumeration(_) => Membership::Members(bits(members.iter())),
                _ => Membership::Texts(members.iter().filter_map(open_name).collect()),
            }
        };
        self.plan.sets.push(set);
        let statements = in_force.map(|in_force| {
            let changes = in_force.changes.iter().map(|(_, _, statement)| *statement);
            std::iter::once(in_force.stated_by).chain(changes).collect()
        });
        self.plan.set_statements.push(statements.unwrap_or_default());
        let ix = self.plan.sets.len() as u32 - 1;
        self.sets.insert((group, day), ix);
        ix
    }
}

/// The provision of a version.
///
/// # Panics
/// Where it was not written out, so that law is never lost without a word.
#[expect(clippy::panic, reason = "every version of every day is written out when a rulebook is opened")]
fn written_out<'a>(model: &'a Model, id: ProvisionId, version: &Version) -> &'a model::Provision {
    match model.version(id, version) {
        Some(provision) => provision,
        None => panic!("a version of `{}` was not written out", model.tree.text(id)),
    }
}

/// True if one of these versions stands whichever of their conditions hold.
fn one_always_stands<'v>(versions: impl Iterator<Item = &'v Version>) -> bool {
    const MOST_CONDITIONS: usize = 10;
    let versions: Vec<&Version> = versions.collect();
    let mut conditions: Vec<&[Doubt]> = Vec::new();
    for guard in versions.iter().flat_map(|version| &version.guards) {
        if !conditions.contains(&guard.conditions.as_slice()) {
            conditions.push(&guard.conditions);
        }
    }
    let stands = |version: &Version, holding: u32| {
        version.guards.iter().all(|guard| {
            let ix = conditions.iter().position(|c| *c == guard.conditions.as_slice()).unwrap_or(0);
            guard.holds == (holding >> ix & 1 == 1)
        })
    };
    conditions.len() <= MOST_CONDITIONS
        && (0..1u32 << conditions.len()).all(|holding| versions.iter().any(|version| stands(version, holding)))
}

fn bits<'t>(members: impl Iterator<Item = &'t GroupTerm>) -> Vec<u64> {
    let mut bits: Vec<u64> = Vec::new();
    for member in members {
        if let GroupTerm::Member(m) = member {
            let word = *m as usize / 64;
            bits.resize(bits.len().max(word + 1), 0);
            bits[word] |= 1 << (m % 64);
        }
    }
    bits
}

fn open_name(term: &GroupTerm) -> Option<Arc<str>> {
    match term {
        GroupTerm::Text(text) => Some(text.as_str().into()),
        _ => None,
    }
}

fn reach(nodes: &[ProvisionId]) -> Reach {
    Reach { nodes: nodes.to_vec(), except: Vec::new() }
}

/// The element that an expression reads something of.
fn chosen_in(expr: &Expr) -> Option<&model::Chosen> {
    match &expr.kind {
        ExprKind::Chosen(chosen) => Some(chosen),
        ExprKind::Field(of, ..) | ExprKind::AsGiven(of) | ExprKind::Defined(_, Some(of)) => chosen_in(of),
        _ => None,
    }
}

/// What an expression reads of the element, with the variable in its place.
fn read_of(chosen: &model::Chosen, expr: &Expr) -> Expr {
    let inner = |of: &Expr| Box::new(read_of(chosen, of));
    let kind = match &expr.kind {
        ExprKind::Field(of, record, field) => ExprKind::Field(inner(of), *record, *field),
        ExprKind::AsGiven(of) => ExprKind::AsGiven(inner(of)),
        ExprKind::Defined(name, Some(of)) => ExprKind::Defined(*name, Some(inner(of))),
        _ => ExprKind::Variable(chosen.variable),
    };
    Expr { kind, ty: expr.ty.clone(), span: expr.span }
}

fn is_register(list: &Expr) -> bool {
    matches!(list.kind, ExprKind::Register(_))
}

/// The number that an expression of constants is.
fn constant(expr: &Expr) -> Option<Number> {
    match &expr.kind {
        ExprKind::Constant(Constant::Number(number)) | ExprKind::Quantity(number, _) => Some(number.clone()),
        _ => None,
    }
}

/// The lists and records among fields of these types: where further instances may lie.
fn lists<'t>(model: &Model, types: impl Iterator<Item = &'t Type>) -> Vec<ListCell> {
    let cell = |(ix, ty): (usize, &Type)| {
        let holds = model.vocabulary.records_in(ty);
        (!holds.is_empty()).then_some(ListCell { offset: ix as u32, holds })
    };
    types.enumerate().filter_map(cell).collect()
}

/// The record a type is.
fn record_of(ty: &Type) -> Option<RecordId> {
    match ty {
        Type::Record(id) => Some(*id),
        _ => None,
    }
}

/// The record that each element of a list is.
fn element_record(list: &Expr) -> Option<RecordId> {
    match list.ty.required() {
        Type::List(of) => record_of(of),
        _ => None,
    }
}

/// What is known of each cell before it is given: of the matter, then of each record.
fn floors(vocabulary: &model::Vocabulary) -> Vec<Vec<Option<Floor>>> {
    let floor = |ty: &Type, lower: &Option<(crate::value::Number, bool)>| {
        let element = match ty {
            Type::List(inner) => inner,
            other => other,
        };
        let known = matches!(element, Type::Number(_) | Type::Date | Type::Days);
        known.then(|| Floor { lower: lower.clone(), other_end: None })
    };
    let matter = vocabulary.facts.values().map(|f| floor(&f.ty, &f.lower)).collect();
    let records = vocabulary.records.values();
    let of_record = |r: &model::Record| {
        let mut floors: Vec<Option<Floor>> = r.fields.values().map(|f| floor(&f.ty, &f.lower)).collect();
        if let (true, [Some(from), Some(to)]) = (r.is_range, floors.as_mut_slice()) {
            (from.other_end, to.other_end) = (Some((model::TO.0, true)), Some((model::FROM.0, false)));
        }
        floors
    };
    std::iter::once(matter).chain(records.map(of_record)).collect()
}
