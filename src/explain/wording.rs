//! Reasons in words: ids, titles, citations, paragraph texts and the facts they met. Data, from which the JSON and every
//! text form are made.

use super::{Calculation, Element, Need, Reason, State, Step};
use crate::eval::{End, Evaluator, Mode, Range, Reading};
use crate::model::{Clause, Model, StatementId, Type};
use crate::plan::slots::{Cell, InstanceId};
use crate::plan::{Datum, NodeId, Op, Plan};
use crate::source::{Sources, Span};
use crate::value::{Date, Truth};

/// A reason as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The provision's id.
    pub provision: String,
    /// Its codified citation.
    pub cite: String,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Of a definition that spreads: the instance, by its name or its path.
    pub of: Option<String>,
    /// The keyword that begins it: `rule`, `exemption`, `default` …
    pub keyword: &'static str,
    /// How it stands.
    pub state: State,
    /// The paragraphs that made it so.
    pub paragraphs: Vec<ToldParagraph>,
    /// The calculations over lists that it rests on.
    pub calculations: Vec<ToldCalculation>,
    /// The act that wrote it.
    pub act: String,
    /// The act's official citation.
    pub citation: String,
    /// First day it is law.
    pub in_force_from: Date,
    /// First day it is enforced; where it is not enforced that day, the day on which it will be, if any.
    pub enforced_from: Option<Date>,
    /// The acts that changed its words since, in order.
    pub amended_by: Vec<Source>,
    /// Where it was away for a time and is back: since when.
    pub again_from: Option<Date>,
    /// What it rests on.
    pub because: Vec<Told>,
}

impl Told {
    /// Since when, and by whose changes: `in force from 2024-12-02, enforced from 2024-12-31, amended by 90 FR 9604`.
    pub fn since(&self) -> String {
        let mut words = format!("in force from {}", self.in_force_from);
        match self.enforced_from {
            Some(day) if day != self.in_force_from => words += &format!(", enforced from {day}"),
            Some(_) => {}
            None => words += ", not enforced",
        }
        if let Some(again) = self.again_from {
            words += &format!(", again from {again}");
        }
        if !self.amended_by.is_empty() {
            let acts: Vec<&str> = self.amended_by.iter().map(|source| source.citation.as_str()).collect();
            words += &format!(", amended by {}", acts.join(", "));
        }
        words
    }
}

/// An act that some words of a provision come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub act: String,
    /// Its official citation.
    pub citation: String,
}

/// A paragraph as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldParagraph {
    /// Its address; empty for a condition that is no list of paragraphs.
    pub address: String,
    /// Its words in the rule file.
    pub text: String,
    /// Facts it read: path and value. Groups it asked about: name and the citations of the acts that made them.
    pub facts: Vec<(String, String)>,
}

/// A calculation over a list as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldCalculation {
    /// The address of the paragraph it stands in; empty where there is none.
    pub address: String,
    /// Its words in the rule file.
    pub text: String,
    /// What it came to: `26900000`, `at least 12 t`, `not known`.
    pub value: String,
    /// The elements it counted: path and value.
    pub elements: Vec<(String, String)>,
    /// The steps it was made in, words and value: the bands of a scale, the value before it was rounded.
    pub steps: Vec<(String, String)>,
}

/// What is needed to put reasons into words.
pub struct Teller<'t, 'a> {
    /// The model.
    pub model: &'t Model,
    /// The text of the rule files.
    pub sources: &'t Sources,
    /// The evaluator that found the reasons.
    pub evaluator: &'t Evaluator<'a>,
    /// The path of a fact's cell.
    pub path: &'t dyn Fn(super::Need) -> String,
}

impl Teller<'_, '_> {
    /// A reason in words.
    pub fn tell(&self, reason: &Reason) -> Told {
        let plan: &Plan = self.evaluator.plan;
        let compiled = plan.provision(reason.provision);
        let act = self.model.act(self.model.statement(compiled.version.written_by).act);
        let written = self.model.version(compiled.id, &compiled.version);
        let held = self.model.amended(compiled.id, &compiled.version).map_or(&[][..], |a| &a.held);
        let id = self.model.tree.text(compiled.id).to_string();
        let paragraph = |(address, node): &(String, NodeId)| ToldParagraph {
            address: address.clone(),
            text: self.chosen(address, *node),
            facts: self.facts(*node, reason),
        };
        Told {
            cite: self.model.about.cite(&id),
            provision: id,
            title: written.and_then(|p| p.titles.main()).map(str::to_string),
            of: compiled.spreads.map(|_| self.named(reason.instance)),
            keyword: written.map_or("", |p| p.kind.keyword()),
            state: reason.state,
            paragraphs: reason.paragraphs.iter().map(paragraph).collect(),
            calculations: reason.calculations.iter().map(|c| self.calculation(c, reason.mode)).collect(),
            act: act.name.clone(),
            citation: act.citation.clone(),
            in_force_from: compiled.in_force_from,
            enforced_from: compiled.enforced_from,
            amended_by: self.sources(compiled.version.amended_by.iter().filter(|id| !held.contains(id))),
            again_from: compiled.again_from,
            because: reason.because.iter().map(|r| self.tell(r)).collect(),
        }
    }

    /// An instance as it is called: its name, else its path.
    fn named(&self, instance: InstanceId) -> String {
        let known = self.evaluator.slots.instances.get(instance.0 as usize);
        let record = known.and_then(|i| i.record);
        let field = record.and_then(|record| self.evaluator.plan.names.get(record.ix()).copied().flatten());
        match (field.map(|offset| self.evaluator.slots.cell(instance, offset)), known.and_then(|i| i.parent)) {
            (Some(Cell::Text(name)), _) => name.to_string(),
            (_, Some((instance, offset, place))) => {
                let path = (self.path)(Need { instance, offset });
                place.map_or(path.clone(), |n| format!("{path}[{n}]"))
            }
            _ => record.map_or_else(String::new, |record| self.model.vocabulary.record(record).name.clone()),
        }
    }

    /// The words of a paragraph; of what chooses a version, also which way it went.
    fn chosen(&self, address: &str, node: NodeId) -> String {
        match self.evaluator.plan.op(node) {
            Op::Not(_) if address == super::FOR => format!("all but: {}", self.words(node)),
            _ => self.words(node),
        }
    }

    /// The acts of some statements, each once.
    fn sources<'s>(&self, statements: impl Iterator<Item = &'s StatementId>) -> Vec<Source> {
        let mut all: Vec<Source> = Vec::new();
        for act in statements.map(|id| self.model.act(self.model.statement(*id).act)) {
            if !all.iter().any(|source| source.act == act.name) {
                all.push(Source { act: act.name.clone(), citation: act.citation.clone() });
            }
        }
        all
    }

    fn calculation(&self, calculation: &Calculation, mode: Mode) -> ToldCalculation {
        let ty = self.evaluator.plan.calculated.get(&calculation.node);
        let value = match &calculation.value {
            Ok(range) => self.model.range_text(range, ty),
            Err(causes) if causes.has(crate::value::Causes::MISSING) => "not known".into(),
            Err(_) => "undefined".into(),
        };
        ToldCalculation {
            address: calculation.address.clone(),
            text: self.words(calculation.node),
            value,
            elements: calculation.counted.iter().map(|element| self.element(element, ty, mode)).collect(),
            steps: calculation.steps.iter().map(|step| self.step(step, ty)).collect(),
        }
    }

    /// A step: `up to 925_000 GBP at 5%` and `5000 GBP of 100000 GBP`; `before rounding` and `3001.005 GBP`.
    fn step(&self, step: &Step, ty: Option<&Type>) -> (String, String) {
        match step {
            Step::Band { span, taken, amount } => {
                let of = self.evaluator.plan.calculated.get(amount).or(ty);
                let words =
                    |number: &crate::value::Number, ty| self.model.datum_text(&Datum::Number(number.clone()), ty);
                let text = format!("{} of {}", words(&taken.taken, ty), words(&taken.amount, of));
                (self.line(*span), text)
            }
            Step::Unrounded(Ok(range)) => ("before rounding".into(), self.model.range_text(range, ty)),
            Step::Unrounded(Err(_)) => ("before rounding".into(), "not known".into()),
        }
    }

    /// An element that was counted: `history[0].tpp` and `400`; of a count, `history[0]` and `counted`.
    fn element(&self, element: &Element, ty: Option<&Type>, mode: Mode) -> (String, String) {
        let list = || element.list.map_or_else(String::new, |list| (self.path)(list));
        let path = element.cell.map_or_else(|| format!("{}[{}]", list(), element.place), |cell| (self.path)(cell));
        let of_cell = |cell: Need| {
            let record = self.evaluator.slots.record_of(cell.instance);
            self.model.type_of_cell(record, cell.offset)
        };
        let deemed = element.deemed.zip(element.cell).and_then(|(by, cell)| self.deemed(by, cell, mode));
        let value = deemed.unwrap_or_else(|| match &element.counted.value {
            _ if element.counts => "counted".to_string(),
            Ok(range) if range.value().is_some() => self.model.range_text(range, element.cell.and_then(of_cell).or(ty)),
            Ok(_) | Err(_) if element.cell.is_some() => "not given".into(),
            Ok(range) => self.model.range_text(range, ty),
            Err(_) => "not known".into(),
        });
        match element.counted.holds {
            Truth::True => (path, value),
            _ => (path, format!("{value}, if it counts")),
        }
    }

    /// The words of a paragraph: one line, without comments.
    fn words(&self, node: NodeId) -> String {
        self.line(self.evaluator.plan.nodes[node.0 as usize].span)
    }

    /// The words of a place in the rule files, on one line, without comments and without the bars of a row.
    fn line(&self, span: Span) -> String {
        let lines = self.sources.text(span).lines().map(|line| line.split(" --").next().unwrap_or("").trim());
        let text = lines.filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" ");
        // Of a row of a table: its cells, for its number is told beside it.
        let cells = text.strip_prefix('|').and_then(|t| t.strip_suffix('|')).and_then(|t| t.split_once('|'));
        let text = cells.map_or(text.as_str(), |(_, cells)| cells);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A group a paragraph asks about: its name, and the citations of the acts that state it and changed its members.
    fn group(&self, set: u32) -> Option<(String, String)> {
        let statements = self.evaluator.plan.set_statements.get(set as usize)?;
        let Clause::Group(stated) = &self.model.statement(*statements.first()?).clause else { return None };
        let (name, _) = self.model.vocabulary.groups.get_index(stated.group.ix())?;
        let mut citations: Vec<&str> = Vec::new();
        for statement in statements {
            let citation = self.model.act(self.model.statement(*statement).act).citation.as_str();
            if !citations.contains(&citation) {
                citations.push(citation);
            }
        }
        Some((name.clone(), citations.join(", ")))
    }

    /// The single facts that a paragraph reads directly, with their values, and the groups it asks about, with their acts.
    fn facts(&self, node: NodeId, reason: &Reason) -> Vec<(String, String)> {
        let mut frame = self.evaluator.frame(reason.provision, reason.instance, reason.mode);
        let mut open = vec![node];
        let mut facts = Vec::new();
        while let Some(node) = open.pop() {
            let op = self.evaluator.plan.op(node);
            let (op, deemed) = match op {
                Op::Deemed { given, by } => (self.evaluator.plan.op(*given), Some(*by)),
                op => (op, None),
            };
            let need = match op {
                Op::Fact(offset) => Some(super::Need { instance: crate::plan::slots::MATTER, offset: *offset }),
                Op::Field(base, offset) => match self.evaluator.value(*base, &mut frame) {
                    Reading::Known(Datum::Record(instance)) => Some(super::Need { instance, offset: *offset }),
                    _ => None,
                },
                // What stands for elements of a list is told by element.
                Op::Quantified { .. } | Op::Aggregate(_) | Op::Chosen(_) => continue,
                // What a function reads of its values is told with its row.
                Op::Call(call) => {
                    open.extend(&call.arguments);
                    continue;
                }
                Op::In(value, set) => {
                    facts.extend(self.group(*set));
                    open.push(*value);
                    continue;
                }
                _ => {
                    crate::plan::children(op, &mut |child| open.push(child));
                    None
                }
            };
            let Some(need) = need else { continue };
            let record = self.evaluator.slots.record_of(need.instance);
            let ty = self.model.type_of_cell(record, need.offset);
            let as_given = deemed.is_none() && self.evaluator.plan.deemed.contains_key(&(record, need.offset));
            let path = (self.path)(need) + if as_given { " as given" } else { "" };
            if let Some(told) = deemed.and_then(|by| self.deemed(by, need, reason.mode)) {
                facts.push((path, told));
                continue;
            }
            let value = match self.evaluator.value(node, &mut frame) {
                Reading::Known(Datum::Record(_)) => continue,
                Reading::Known(datum) => self.model.datum_text(&datum, ty),
                Reading::None => "none".into(),
                Reading::Undetermined(_) => "not given".into(),
            };
            facts.push((path, value));
        }
        facts.reverse();
        let mut told = std::collections::HashSet::new();
        facts.retain(|fact: &(String, String)| told.insert(fact.clone()));
        facts
    }
}

impl Model {
    /// The type of a fact or field by its cell.
    pub fn type_of_cell(&self, record: Option<crate::model::RecordId>, offset: u32) -> Option<&Type> {
        match record {
            None => self.vocabulary.facts.get_index(offset as usize).map(|(_, f)| &f.ty),
            Some(id) => self.vocabulary.record(id).fields.get_index(offset as usize).map(|(_, f)| &f.ty),
        }
    }

    /// What a value may be, in the words of its type: `12 t`, `at least 12 t`, `more than 0 and at most 5`, `not known`.
    pub fn range_text(&self, range: &Range, ty: Option<&Type>) -> String {
        if let Some(value) = range.value() {
            return self.datum_text(value, ty);
        }
        let end = |end: &Option<End>, included: &str, excluded: &str| {
            let words = |end: &End| {
                format!("{} {}", if end.included { included } else { excluded }, self.datum_text(&end.at, ty))
            };
            end.as_ref().map(words)
        };
        let (low, high) = match range.low.as_ref().or(range.high.as_ref()).map(|end| &end.at) {
            Some(Datum::Date(_)) => {
                (end(&range.low, "on or after", "after"), end(&range.high, "on or before", "before"))
            }
            _ => (end(&range.low, "at least", "more than"), end(&range.high, "at most", "less than")),
        };
        let ends: Vec<String> = low.into_iter().chain(high).collect();
        if ends.is_empty() { "not known".into() } else { ends.join(" and ") }
    }
}
