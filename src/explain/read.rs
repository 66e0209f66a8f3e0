//! What a paragraph read: single facts with their values, groups with their acts, comparisons with their distances.

use std::cmp::Ordering;

use super::calculations::MOST_ELEMENTS;
use super::values::{Listed, Shown, Value};
use super::wording::{Measure, Teller, ToldFact, ToldGroup};
use super::{Need, ReadCell, Reason};
use crate::eval::{Frame, Mode, Reading, shifted};
use crate::model::Model;
use crate::model::{Clause, Comparison, Type};
use crate::plan::Plan;
use crate::plan::slots::{Cell, MATTER};
use crate::plan::{Datum, NodeId, Op, RecordId};
use crate::value::Truth;

/// What was found, in the order in which the paragraph reads it.
#[derive(Default)]
pub(super) struct Read {
    pub facts: Vec<ToldFact>,
    pub groups: Vec<ToldGroup>,
    pub measures: Vec<Measure>,
    /// Of a count of working days that leaves the days listed: these days.
    pub listed: Option<Listed>,
}

impl Read {
    fn add<T: PartialEq>(all: &mut Vec<T>, new: T) {
        if !all.contains(&new) {
            all.push(new);
        }
    }
}

/// A comparison that a paragraph makes.
struct Compared {
    by: Comparison,
    left: NodeId,
    value: Datum,
    bound: Datum,
}

impl Teller<'_, '_> {
    /// What a paragraph of a reason reads directly.
    pub(super) fn read(&self, node: NodeId, reason: &Reason) -> Read {
        let mut frame = self.evaluator.frame(reason.provision, reason.instance, reason.mode);
        self.read_in(node, &mut frame)
    }

    /// Where a day is counted in working days beyond those that are listed: the days of which they are.
    pub fn listed(&self, day: NodeId, frame: &mut Frame) -> Option<Listed> {
        self.read_in(day, frame).listed
    }

    /// What an operation reads directly.
    fn read_in(&self, node: NodeId, frame: &mut Frame) -> Read {
        let mut read = Read::default();
        self.operation(node, frame, &mut read);
        read
    }

    fn operation(&self, node: NodeId, frame: &mut Frame, read: &mut Read) {
        let op = self.evaluator.plan.op(node);
        if let Some((cell, deemed)) = self.cell(node, frame) {
            if let Some(fact) = self.fact(node, cell, deemed, frame) {
                Read::add(&mut read.facts, fact);
            }
            return;
        }
        match op {
            Op::Quantified { variable, of, list, body: Some(body), .. } => {
                return self.elements((*variable, *of), *list, *body, frame, read);
            }
            // What is counted is told with the calculation.
            Op::Quantified { .. } | Op::Aggregate(_) | Op::Chosen(_) => return,
            // Of what failed, the parts that failed; of what holds, those that hold.
            Op::And(parts) if self.evaluator.truth(node, frame).fails() => {
                return self.parts(parts, Truth::fails, frame, read);
            }
            Op::Or(parts) if self.evaluator.truth(node, frame).holds() => {
                return self.parts(parts, Truth::holds, frame, read);
            }
            // A record that something is asked of is no fact that is read.
            Op::Defined { of: Some(of), .. } | Op::Decision(_, Some(of)) | Op::Includes { of: Some(of), .. }
                if matches!(self.evaluator.value(*of, frame), Reading::Known(Datum::Record(_))) =>
            {
                return;
            }
            // What a function reads of its values is told with its row.
            Op::Call(call) => return call.arguments.iter().for_each(|argument| self.operation(*argument, frame, read)),
            Op::In(value, set) => {
                let group = self.group(node, *value, *set, frame);
                group.into_iter().for_each(|group| Read::add(&mut read.groups, group));
            }
            Op::Compare(by, left, right) => {
                if let (Reading::Known(value), Reading::Known(bound)) =
                    (self.evaluator.value(*left, frame), self.evaluator.value(*right, frame))
                {
                    let types = self.type_of_value(*left, frame).or_else(|| self.type_of_value(*right, frame));
                    self.measure(Compared { by: *by, left: *left, value, bound }, types, frame, read);
                }
            }
            Op::Distance { comparison, day, days, after, from } => {
                let compared = self.distance(*comparison, *day, (*days, *after, *from), frame);
                compared.into_iter().for_each(|compared| self.measure(compared, Some(&Type::Date), frame, read));
                read.listed = read.listed.or_else(|| self.beyond((*days, *after, *from), frame));
            }
            Op::Offset { days, after, from } => {
                read.listed = read.listed.or_else(|| self.beyond((*days, *after, *from), frame));
            }
            _ => {}
        }
        let mut inner = Vec::new();
        crate::plan::children(op, &mut |child| inner.push(child));
        inner.into_iter().for_each(|child| self.operation(child, frame, read));
    }

    /// The days of which the law lists the working days, where a count from a known day leaves them.
    fn beyond(&self, (days, after, from): (NodeId, bool, NodeId), frame: &mut Frame) -> Option<Listed> {
        let (period, from) = (self.evaluator.value(days, frame), self.evaluator.value(from, frame));
        let (Reading::Known(period), Reading::Known(Datum::Date(from))) = (period, from) else { return None };
        let Datum::WorkingDays(_, week) = &period else { return None };
        let (first, last) = week.covers();
        shifted(from, &period, after).is_none().then_some(Listed { from: first, through: last })
    }

    fn parts(&self, parts: &[NodeId], tells: fn(Truth) -> bool, frame: &mut Frame, read: &mut Read) {
        for part in parts {
            if tells(self.evaluator.truth(*part, frame)) {
                self.operation(*part, frame, read);
            }
        }
    }

    /// What is read of the elements of a list: of those of which the body holds, else of all; of an empty list, that it is empty; of a list
    /// that is not given, what is the same for whatever element. Of a long list nothing is told here: the reasons of its elements stay.
    fn elements(
        &self,
        (variable, of): (u32, Option<RecordId>),
        list: NodeId,
        body: NodeId,
        frame: &mut Frame,
        read: &mut Read,
    ) {
        let Ok((elements, complete)) = self.evaluator.list_cells(list, frame) else {
            if let Some(element) = self.evaluator.further_element(of) {
                self.evaluator.bind(variable, &element, frame);
                if self.evaluator.truth(body, frame).fails() {
                    self.operation(body, frame, read);
                }
            }
            return;
        };
        if let (true, true, Some((cell, _))) = (elements.is_empty(), complete, self.cell(list, frame)) {
            Read::add(&mut read.facts, self.told_cell(cell, Value::None));
        }
        if elements.len() > MOST_ELEMENTS {
            return;
        }
        let mut holds = |element| {
            self.evaluator.bind(variable, element, frame);
            self.evaluator.truth(body, frame).holds()
        };
        let holding: Vec<_> = elements.iter().filter(|element| holds(element)).collect();
        let told = if holding.is_empty() { elements.iter().collect() } else { holding };
        for element in told {
            self.evaluator.bind(variable, element, frame);
            self.operation(body, frame, read);
        }
    }

    /// The cell that an operation reads, where it reads one, and by which conclusions that may be deemed.
    fn cell(&self, node: NodeId, frame: &mut Frame) -> Option<(Need, Option<u32>)> {
        let op = self.evaluator.plan.op(node);
        let (op, deemed) = match op {
            Op::Deemed { given, by } => (self.evaluator.plan.op(*given), Some(*by)),
            op => (op, None),
        };
        let need = match op {
            Op::Fact(offset) => Need { instance: MATTER, offset: *offset },
            Op::Field(base, offset) => match self.evaluator.value(*base, frame) {
                Reading::Known(Datum::Record(instance)) => Need { instance, offset: *offset },
                _ => return None,
            },
            _ => return None,
        };
        Some((need, deemed))
    }

    /// The fact that an operation reads; none where it is a record.
    fn fact(&self, node: NodeId, cell: Need, deemed: Option<u32>, frame: &mut Frame) -> Option<ToldFact> {
        let record = self.evaluator.slots.record_of(cell.instance);
        let as_given = deemed.is_none() && self.evaluator.plan.deemed.contains_key(&(record, cell.offset));
        let (value, deemed) = match deemed.and_then(|by| self.deemed(by, cell, frame.mode)) {
            Some((value, presumed)) => (value, Some(presumed)),
            None => (self.value_of(&self.evaluator.value(node, frame), cell)?, None),
        };
        Some(ToldFact { path: (self.path)(cell), doc: self.doc(cell), value, as_given, deemed, counts: true })
    }

    /// What a cell is read as; of a record its name, and nothing where it has none.
    fn value_of(&self, reading: &Reading, cell: Need) -> Option<Value> {
        match reading {
            Reading::Known(Datum::Record(instance)) => self.name(*instance).map(|name| Value::Is(Shown::Plain(name))),
            reading => Some(self.model.value_shown(reading, self.type_of(cell), self.language)),
        }
    }

    /// A fact that a calculation read; none where it is a record without a name.
    pub(super) fn cell_read(&self, read: ReadCell, mode: Mode) -> Option<ToldFact> {
        let ReadCell { cell, deemed } = read;
        let known = self.evaluator.slots.cell(cell.instance, cell.offset);
        if let Some((value, presumed)) = deemed.and_then(|by| self.deemed(by, cell, mode)) {
            return Some(ToldFact { deemed: Some(presumed), ..self.told_cell(cell, value) });
        }
        let value = match known {
            Cell::List(list) if self.evaluator.slots.list(*list).elements.is_empty() => Value::None,
            Cell::List(_) => return None,
            known => self.value_of(&self.evaluator.cell(known), cell)?,
        };
        Some(self.told_cell(cell, value))
    }

    /// A fact with its value, read as given.
    fn told_cell(&self, cell: Need, value: Value) -> ToldFact {
        let (path, doc) = ((self.path)(cell), self.doc(cell));
        ToldFact { path, doc, value, as_given: false, deemed: None, counts: true }
    }

    /// A group a paragraph asks about: its name, and the citations of the acts that state it and changed its members.
    fn group(&self, node: NodeId, value: NodeId, set: u32, frame: &mut Frame) -> Option<ToldGroup> {
        let statements = self.evaluator.plan.set_statements.get(set as usize)?;
        let name = self.model.group_of_set(self.evaluator.plan, set)?;
        let mut citations: Vec<String> = Vec::new();
        for statement in statements {
            let citation = &self.model.act(self.model.statement(*statement).act).citation;
            if !citations.contains(citation) {
                citations.push(citation.clone());
            }
        }
        let truth = self.evaluator.truth(node, frame);
        let member = (truth.holds() || truth.fails()).then(|| truth.holds());
        let of = self.cell(value, frame).map(|(cell, _)| (self.path)(cell));
        Some(ToldGroup { name: name.to_string(), citations, of, member })
    }

    /// `day is at least 25 days before from` as a comparison of the day with the last day that will do.
    fn distance(
        &self,
        comparison: Comparison,
        left: NodeId,
        (days, after, from): (NodeId, bool, NodeId),
        frame: &mut Frame,
    ) -> Option<Compared> {
        let known = |node, frame: &mut Frame| match self.evaluator.value(node, frame) {
            Reading::Known(datum) => Some(datum),
            _ => None,
        };
        let (value, Datum::Date(from)) = (known(left, frame)?, known(from, frame)?) else { return None };
        let bound = shifted(from, &known(days, frame)?, after)?;
        // A longer time before a day is an earlier day.
        let by = match comparison {
            Comparison::AtLeast if !after => Comparison::AtMost,
            Comparison::MoreThan if !after => Comparison::LessThan,
            Comparison::AtMost if !after => Comparison::AtLeast,
            Comparison::LessThan if !after => Comparison::MoreThan,
            other => other,
        };
        Some(Compared { by, left, value, bound: Datum::Date(bound) })
    }

    fn measure(&self, compared: Compared, ty: Option<&Type>, frame: &mut Frame, read: &mut Read) {
        let Compared { by, left, value, bound } = compared;
        let Some(side) = value.order(&bound) else { return };
        let distance = match (&value, &bound) {
            (Datum::Number(a), Datum::Number(b)) => {
                let (more, less) = if side == Ordering::Less { (b, a) } else { (a, b) };
                let distance = Datum::Number(more.sub(less));
                Some(Shown::Plain(self.model.datum_text(&distance, ty)))
            }
            (Datum::Date(a), Datum::Date(b)) => Some(Shown::Days(a.days_until(*b).abs())),
            (Datum::Days(a), Datum::Days(b)) => a.checked_sub(*b).map(|n| Shown::Days(n.abs())),
            _ => None,
        };
        let measure = Measure {
            words: self.words(left),
            fact: self.cell(left, frame).map(|(cell, _)| (self.path)(cell)),
            of_days: matches!(value, Datum::Date(_)),
            value: self.model.shown(&value, ty, self.language),
            by,
            bound: self.model.shown(&bound, ty, self.language),
            distance,
            side,
            holds: by.holds(side),
        };
        Read::add(&mut read.measures, measure);
    }

    /// The type of what an operation gives, where that is at hand.
    fn type_of_value(&self, node: NodeId, frame: &mut Frame) -> Option<&Type> {
        if let Some((cell, _)) = self.cell(node, frame) {
            return self.type_of(cell).map(Type::required);
        }
        match self.evaluator.plan.op(node) {
            Op::Defined { name, .. } => self.model.vocabulary.defined.get(name.ix()).map(|defined| &defined.ty),
            Op::Decision(decision, _) => Some(&self.model.vocabulary.decision(*decision).ty),
            _ => self.evaluator.plan.calculated.get(&node),
        }
    }
}

impl Model {
    /// The name of the group that a set of the plan is made of; none where it is not in force.
    pub fn group_of_set(&self, plan: &Plan, set: u32) -> Option<&str> {
        let statement = plan.set_statements.get(set as usize)?.first()?;
        let Clause::Group(stated) = &self.statement(*statement).clause else { return None };
        self.vocabulary.groups.get_index(stated.group.ix()).map(|(name, _)| name.as_str())
    }
}
