//! Which facts are still needed: only those whose absence leaves something open.

use std::collections::HashSet;

use indexmap::IndexSet;

use crate::eval::{Evaluator, Frame, Mode, Outcome, Reading};
use crate::plan::slots::{Cell, InstanceId, MATTER};
use crate::plan::{Aggregated, Cases, Chosen, Conclusion, Datum, Kind, ListCell, NodeId, Op, ProvisionIx};
use crate::value::{Causes, Truth};

/// A cell that is missing: the instance it belongs to and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Need {
    /// The instance.
    pub instance: InstanceId,
    /// The cell, counted from the instance's first.
    pub offset: u32,
}

/// Collects needs in one mode, in the order in which the law reads them.
pub struct Needs<'e, 'a> {
    pub(super) evaluator: &'e Evaluator<'a>,
    pub(super) mode: Mode,
    visited: HashSet<(ProvisionIx, InstanceId, Mode)>,
    /// The deemed facts looked into: their number in the plan, and the instance.
    pub(super) deemed: HashSet<(u32, InstanceId)>,
    /// Instances that a definition which spreads was asked about within itself: their turn comes after it, so that a long chain
    /// is no deep one.
    spreading: Option<Vec<(ProvisionIx, InstanceId)>>,
    /// What was found.
    pub found: IndexSet<Need>,
}

impl<'e, 'a> Needs<'e, 'a> {
    /// A collector for what `evaluator` leaves open in `mode`.
    pub fn new(evaluator: &'e Evaluator<'a>, mode: Mode) -> Needs<'e, 'a> {
        let (visited, deemed) = (HashSet::new(), HashSet::new());
        Needs { evaluator, mode, visited, deemed, spreading: None, found: IndexSet::new() }
    }

    /// The evaluator that left it open.
    pub fn evaluator(&self) -> &'e Evaluator<'a> {
        self.evaluator
    }

    /// What an unresolved decision waits for.
    pub fn outcome(&mut self, outcome: &Outcome) {
        if !outcome.causes.has(Causes::MISSING) {
            return;
        }
        for candidate in &outcome.open {
            self.provision(candidate.rule, candidate.instance);
            let conclusions = &self.evaluator.plan.provision(candidate.rule).conclusions;
            if let Some(Conclusion::Is(_, cases)) = conclusions.get(candidate.conclusion as usize) {
                let mut frame = self.evaluator.frame(candidate.rule, candidate.instance, self.mode);
                self.cases(cases, &mut frame);
            }
        }
    }

    /// What a provision waits for on an instance: its condition, and what may take it away.
    pub fn provision(&mut self, provision: ProvisionIx, instance: InstanceId) {
        if !self.visited.insert((provision, instance, self.mode)) {
            return;
        }
        self.existence(instance);
        let compiled = self.evaluator.plan.provision(provision);
        if let Some(condition) = compiled.condition {
            let mut frame = self.evaluator.frame(provision, instance, self.mode);
            self.condition(condition, &mut frame);
        }
        for defeater in compiled.relieved_by.iter().chain(&compiled.limited_by).chain(&compiled.overridden_by) {
            let at = self.evaluator.meets(*defeater, instance);
            let effect = match self.evaluator.plan.provision(*defeater).kind {
                Kind::Exemption { .. } => self.evaluator.relief(*defeater, at, self.mode),
                Kind::Rule => self.evaluator.status_beside(*defeater, at, self.mode, Some(instance)),
                _ => self.evaluator.open(*defeater, at, self.mode),
            };
            if matches!(effect, Truth::Undetermined(_)) {
                self.provision(*defeater, at);
            }
        }
    }

    /// A phantom stands for the lists that are absent or incomplete: those are what is needed.
    fn existence(&mut self, instance: InstanceId) {
        let slots = self.evaluator.slots;
        if !slots.is_phantom(instance) {
            return;
        }
        if let Some((parent, offset, _)) = slots.instances.get(instance.0 as usize).and_then(|i| i.parent) {
            // An optional record that is not given: whether it is none, or what it stands in.
            return if slots.is_phantom(parent) { self.existence(parent) } else { self.missing(parent, offset) };
        }
        let Some(absent) = slots.instances.get(instance.0 as usize) else { return };
        for (ix, known) in slots.instances.iter().enumerate().filter(|(_, known)| !known.phantom) {
            let id = InstanceId(ix as u32);
            let may_hold = |cell: &&ListCell| absent.record.is_some_and(|record| cell.holds.contains(&record));
            for cell in self.evaluator.plan.list_cells(known.record).iter().filter(may_hold) {
                let open = match slots.cell(id, cell.offset) {
                    Cell::Missing => true,
                    Cell::List(list) => !slots.list(*list).complete,
                    _ => false,
                };
                if open {
                    self.missing(id, cell.offset);
                }
            }
        }
    }

    fn definition(&mut self, definition: ProvisionIx, instance: InstanceId) {
        let spreads = self.evaluator.plan.provision(definition).spreads.is_some();
        if let (true, Some(waiting)) = (spreads, &mut self.spreading) {
            waiting.push((definition, instance));
            return;
        }
        if spreads {
            self.spreading = Some(Vec::new());
        }
        self.one_definition(definition, instance);
        if spreads {
            while let Some((definition, instance)) = self.spreading.as_mut().and_then(Vec::pop) {
                self.one_definition(definition, instance);
            }
            self.spreading = None;
        }
    }

    fn one_definition(&mut self, definition: ProvisionIx, instance: InstanceId) {
        if self.visited.insert((definition, instance, self.mode)) {
            let mut frame = self.evaluator.frame(definition, instance, self.mode);
            self.cases(&self.evaluator.plan.provision(definition).cases, &mut frame);
        }
    }

    fn cases(&mut self, cases: &Cases, frame: &mut Frame) {
        for (when, value) in &cases.cases {
            let holds = when.map_or(Truth::True, |when| self.evaluator.truth(when, frame));
            if let Some(when) = when {
                self.condition(*when, frame);
            }
            if !holds.fails() {
                self.value(*value, frame);
            }
            if holds.holds() {
                return;
            }
        }
        if let Some(value) = cases.otherwise {
            self.value(value, frame);
        }
    }

    /// What a condition waits for, if it is open.
    pub fn condition(&mut self, node: NodeId, frame: &mut Frame) {
        if !matches!(self.evaluator.truth(node, frame), Truth::Undetermined(_)) {
            return;
        }
        match self.evaluator.plan.op(node) {
            Op::Guard { when, variables } => self.condition(*when, &mut Frame::of(*variables, frame.mode)),
            Op::Not(inner) => self.condition(*inner, frame),
            Op::And(parts) | Op::Or(parts) => parts.iter().for_each(|p| self.condition(*p, frame)),
            Op::List(_, paragraphs) => {
                paragraphs.iter().filter_map(|p| p.node).for_each(|p| self.condition(p, frame));
            }
            Op::Quantified { variable, list, body, .. } => self.quantified(*variable, *list, *body, frame),
            Op::Includes { decision, of, concluded_by } => {
                let Some(instance) = self.instance(*of, frame) else { return };
                self.existence(instance);
                for rule in concluded_by {
                    for on in self.evaluator.concluding_instances(*decision, *rule, instance) {
                        let status = self.evaluator.status_beside(*rule, on, self.mode, Some(instance));
                        if matches!(status, Truth::Undetermined(_)) {
                            self.provision(*rule, on);
                        }
                    }
                }
            }
            Op::Applies(provisions) => self.applies(provisions, frame),
            Op::FactIncludes(offset, _) => self.missing(MATTER, *offset),
            Op::Equals(a, b) => [a, b].into_iter().for_each(|side| match self.evaluator.value(*side, frame) {
                Reading::Known(Datum::Record(instance)) => self.name(instance),
                _ => self.value(*side, frame),
            }),
            Op::IsNone(inner) => match self.evaluator.value(*inner, frame) {
                Reading::Known(Datum::Record(instance)) => self.existence(instance),
                _ => self.value(*inner, frame),
            },
            Op::Deemed { given, by } => self.deemed(*given, *by, frame),
            op => {
                let mut inner = Vec::new();
                crate::plan::children(op, &mut |child| inner.push(child));
                inner.into_iter().for_each(|child| self.value(child, frame));
                if matches!(op, Op::Fact(_) | Op::Field(..) | Op::Defined { .. } | Op::Decision(..)) {
                    self.value(node, frame);
                }
            }
        }
    }

    /// The name by which a record is told apart, or whether there is one at all.
    fn name(&mut self, instance: InstanceId) {
        let slots = self.evaluator.slots;
        if slots.is_phantom(instance) {
            return self.existence(instance);
        }
        let record = slots.record_of(instance);
        let name = record.and_then(|record| self.evaluator.plan.names.get(record.ix()).copied().flatten());
        if let Some(offset) = name.filter(|offset| *slots.cell(instance, *offset) == Cell::Missing) {
            self.missing(instance, offset);
        }
    }

    fn applies(&mut self, provisions: &[ProvisionIx], frame: &Frame) {
        let outer = std::mem::replace(&mut self.mode, Mode::WithoutClaims);
        for provision in provisions {
            for instance in self.evaluator.asked_on(*provision, frame) {
                let applies = self.evaluator.applies_beside(*provision, instance, frame.instance);
                if matches!(applies, Truth::Undetermined(_)) {
                    match self.evaluator.plan.provision(*provision).kind {
                        Kind::Define => self.definition(*provision, instance),
                        _ => self.provision(*provision, instance),
                    }
                }
            }
        }
        self.mode = outer;
    }

    fn quantified(&mut self, variable: u32, list: NodeId, body: Option<NodeId>, frame: &mut Frame) {
        let evaluator = self.evaluator;
        match evaluator.list_cells(list, frame) {
            Ok((elements, complete)) => {
                if !complete {
                    self.place(list, frame);
                }
                for element in elements {
                    evaluator.bind(variable, element, frame);
                    if let Some(body) = body {
                        self.condition(body, frame);
                    }
                }
            }
            Err(_) => self.place(list, frame),
        }
    }

    /// What a calculation over a list waits for: the rest of the list, whether an element counts, and what for.
    fn aggregate(&mut self, aggregated: &Aggregated, frame: &mut Frame) {
        let evaluator = self.evaluator;
        let Ok(elements) = evaluator.elements(aggregated, frame) else { return self.place(aggregated.list, frame) };
        if elements.further.is_some_and(|further| !further.holds.fails()) {
            self.place(aggregated.list, frame);
        }
        let cells = evaluator.list_cells(aggregated.list, frame).map_or(&[][..], |(cells, _)| cells);
        for (cell, counted) in cells.iter().zip(elements.given) {
            if counted.holds.fails() {
                continue;
            }
            evaluator.bind(aggregated.variable, cell, frame);
            aggregated.body.iter().for_each(|body| self.condition(*body, frame));
            aggregated.value.iter().for_each(|value| self.value(*value, frame));
        }
    }

    /// What the choice of an element waits for, and what is read of those that may be it.
    fn chosen(&mut self, chosen: &Chosen, frame: &mut Frame) {
        let evaluator = self.evaluator;
        self.aggregate(&chosen.among, frame);
        let cells = evaluator.list_cells(chosen.among.list, frame).map_or(&[][..], |(cells, _)| cells);
        for place in evaluator.may_be_chosen(chosen, frame) {
            if let Some(cell) = cells.get(place) {
                evaluator.bind(chosen.among.variable, cell, frame);
                self.value(chosen.read, frame);
            }
        }
    }

    /// What a value waits for, if it is open.
    pub(super) fn value(&mut self, node: NodeId, frame: &mut Frame) {
        if !matches!(self.evaluator.value(node, frame), Reading::Undetermined(_)) {
            return;
        }
        match self.evaluator.plan.op(node) {
            Op::Fact(_) | Op::Field(..) => self.place(node, frame),
            Op::Deemed { given, by } => self.deemed(*given, *by, frame),
            Op::Defined { by, of, .. } => match self.instance(*of, frame) {
                Some(instance) => {
                    self.existence(instance);
                    self.definition(*by, instance);
                }
                None => of.iter().for_each(|of| self.place(*of, frame)),
            },
            Op::Decision(decision, of) => {
                if let Some(instance) = self.instance(*of, frame) {
                    self.existence(instance);
                    let outcome = self.evaluator.outcome(*decision, instance, self.mode);
                    self.outcome(&outcome);
                }
            }
            Op::Variable(_) => {}
            Op::Aggregate(aggregated) => self.aggregate(aggregated, frame),
            Op::Chosen(chosen) => self.chosen(chosen, frame),
            Op::Call(call) => self.cases(&call.cases, frame),
            Op::Choose { when, then, otherwise } => {
                self.condition(*when, frame);
                self.value(*then, frame);
                self.value(*otherwise, frame);
            }
            Op::Arithmetic(..) | Op::Offset { .. } | Op::Negate(_) | Op::Scale(_) | Op::Round { .. } => {
                let mut inner = Vec::new();
                crate::plan::children(self.evaluator.plan.op(node), &mut |child| inner.push(child));
                inner.into_iter().for_each(|child| self.value(child, frame));
            }
            _ => self.condition(node, frame),
        }
    }

    /// The cell an operation names, or the nearest one above it that is missing.
    fn place(&mut self, node: NodeId, frame: &mut Frame) {
        match self.evaluator.plan.op(node) {
            Op::Fact(offset) => self.missing(MATTER, *offset),
            Op::Field(base, offset) => match self.evaluator.value(*base, frame) {
                Reading::Known(Datum::Record(instance)) if self.is_of_list(instance) => self.existence(instance),
                Reading::Known(Datum::Record(instance)) => self.missing(instance, *offset),
                _ => self.place(*base, frame),
            },
            _ => {}
        }
    }

    /// True for the phantom of lists: what is needed is more of a list, not a field.
    fn is_of_list(&self, instance: InstanceId) -> bool {
        self.evaluator.slots.instances.get(instance.0 as usize).is_some_and(|i| i.phantom && i.parent.is_none())
    }

    fn missing(&mut self, instance: InstanceId, offset: u32) {
        // Of what a reference would name, the reference is needed first.
        let slots = self.evaluator.slots;
        let (mut instance, mut offset, mut at) = (instance, offset, instance);
        while let Some(known) = slots.instances.get(at.0 as usize)
            && let Some((above, cell, _)) = known.parent
        {
            if known.unnamed {
                (instance, offset) = (above, cell);
            }
            at = above;
        }
        self.found.insert(Need { instance, offset });
    }

    fn instance(&self, of: Option<NodeId>, frame: &mut Frame) -> Option<InstanceId> {
        match of {
            None => Some(MATTER),
            Some(node) => match self.evaluator.value(node, frame) {
                Reading::Known(Datum::Record(instance)) => Some(instance),
                _ => None,
            },
        }
    }
}
