//! Reasons as data that can be told: ids, titles, citations, paragraph texts and the facts they met, typed, and without a
//! sentence. The JSON and every text form are made from it.

use super::read::Read;
use super::values::{Listed, Shown, Value};
use super::{Calculation, Element, Gives, Need, Part, Reason, State, Step};
use crate::eval::{Evaluator, Mode, Reading};
use crate::model::{Comparison, Model, StatementId, Titles, Type};
use crate::plan::slots::{Cell, InstanceId};
use crate::plan::{Datum, NodeId, Op, Plan, Provision};
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
    /// True of a definition of a value, and not only of yes or no.
    pub of_a_value: bool,
    /// Of a definition or conclusion of a value, or of one by a plain condition: what it gives.
    pub gives: Option<Given>,
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
    /// What would have made another answer, and is not met: exemptions and limits that would have taken it away, and rules that would
    /// have concluded otherwise.
    pub not_met: Vec<Told>,
    /// True where what it rests on is too long a chain to be told on.
    pub goes_on: bool,
}

impl Told {
    /// The value that it gives, with the words that give it, where no calculation says so already.
    pub fn given(&self) -> Option<(&Given, &Value)> {
        let gives = self.gives.as_ref()?;
        let is_calculated = self.calculations.iter().any(|c| c.case.is_none() && c.text == gives.by.text);
        gives.value.as_ref().filter(|_| !is_calculated).map(|value| (gives, value))
    }

    /// True if it would give a day that lies beyond the working days that are listed.
    pub fn is_unlisted(&self) -> bool {
        self.gives.as_ref().is_some_and(|gives| gives.by.listed.is_some())
    }

    /// The paragraphs that made it so: all but those of cases that are not met.
    pub fn met(&self) -> impl Iterator<Item = &ToldParagraph> {
        let is_met = |case: &ToldCase| case.met != Some(false);
        self.paragraphs.iter().filter(move |paragraph| paragraph.case.as_ref().is_none_or(is_met))
    }

    /// The cases that were asked whether they are met, in order, each with its paragraphs.
    pub fn cases(&self) -> Vec<(&ToldCase, Vec<&ToldParagraph>)> {
        let mut all: Vec<(&ToldCase, Vec<&ToldParagraph>)> = Vec::new();
        for paragraph in &self.paragraphs {
            let Some(case) = &paragraph.case else { continue };
            match all.last_mut().filter(|(known, _)| known.number == case.number) {
                Some((_, paragraphs)) => paragraphs.push(paragraph),
                None => all.push((case, vec![paragraph])),
            }
        }
        all
    }

    /// The facts that it read itself.
    pub fn read(&self) -> impl Iterator<Item = &ToldFact> {
        let given = self.gives.iter().map(|gives| &gives.by);
        let paragraphs = self.paragraphs.iter().chain(given).flat_map(|paragraph| &paragraph.facts);
        let calculated = self.calculations.iter().flat_map(|c| c.facts.iter().chain(&c.elements));
        paragraphs.chain(calculated).filter(|fact| fact.value != Value::Counted)
    }

    /// The facts that its paragraphs read, and the words that give yes or no, each once.
    pub fn facts_of_paragraphs(&self) -> Vec<&ToldFact> {
        let plain = self.gives.iter().filter(|gives| gives.value.is_none()).map(|gives| &gives.by);
        each_once(self.paragraphs.iter().chain(plain).flat_map(|paragraph| &paragraph.facts))
    }

    /// The facts that it and what it rests on read, each once.
    pub fn facts(&self) -> Vec<&ToldFact> {
        let inner: Vec<&ToldFact> = self.because.iter().flat_map(Told::facts).collect();
        each_once(self.read().chain(inner))
    }

    /// The days that counts of working days have left, in it or in what it rests on.
    pub fn listed(&self) -> Option<Listed> {
        let given = self.gives.iter().map(|gives| &gives.by);
        let here = self.paragraphs.iter().chain(given).find_map(|paragraph| paragraph.listed);
        here.or_else(|| self.because.iter().find_map(Told::listed))
    }
}

fn each_once<'t>(facts: impl Iterator<Item = &'t ToldFact>) -> Vec<&'t ToldFact> {
    let mut all: Vec<&ToldFact> = Vec::new();
    for fact in facts {
        if !all.iter().any(|known| known.path == fact.path) {
            all.push(fact);
        }
    }
    all
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
    /// The facts it read.
    pub facts: Vec<ToldFact>,
    /// The groups it asked about.
    pub groups: Vec<ToldGroup>,
    /// What it compared, and how far that lies from where it would turn.
    pub measures: Vec<Measure>,
    /// Where it counts working days beyond those that are listed: the days of which they are.
    pub listed: Option<Listed>,
    /// The case that it is the condition of, or stands in.
    pub case: Option<ToldCase>,
}

/// A case of a conclusion or of a definition, which was asked whether it is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldCase {
    /// Which one, from 0.
    pub number: u32,
    /// The words of what it gives.
    pub gives: String,
    /// Whether it is met; none where that is open.
    pub met: Option<bool>,
}

/// A fact as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldFact {
    /// Its path.
    pub path: String,
    /// What it is, in the languages of the vocabulary.
    pub doc: Titles,
    /// Its value.
    pub value: Value,
    /// True where it is read as given though rules may deem it to be something.
    pub as_given: bool,
    /// What rules make of it.
    pub deemed: Option<Presumed>,
    /// False for an element of which it is open whether it counts.
    pub counts: bool,
}

/// What rules make of a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presumed {
    /// The rules that deem it to be its value.
    pub by: Vec<String>,
    /// True where these disagree.
    pub differently: bool,
    /// The rules that may deem it to be something else.
    pub unless: Vec<String>,
    /// True where an exemption from one of those rules rebuts it.
    pub rebuttable: bool,
}

/// A group that a paragraph asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldGroup {
    /// Its name.
    pub name: String,
    /// The citations of the acts that state it and changed its members.
    pub citations: Vec<String>,
    /// The path of the fact that is asked for, where it is one.
    pub of: Option<String>,
    /// Whether it is a member, where that is known.
    pub member: Option<bool>,
}

/// A comparison of two known values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What is compared, in the words of the rule file.
    pub words: String,
    /// The path of the fact that it is, where it is one.
    pub fact: Option<String>,
    /// Its value.
    pub value: Shown,
    /// How it is to compare.
    pub by: Comparison,
    /// With what.
    pub bound: Shown,
    /// How far apart they are, exactly; none where there is no distance.
    pub distance: Option<Shown>,
    /// On which side of the bound the value lies.
    pub side: std::cmp::Ordering,
    /// True for days.
    pub of_days: bool,
    /// True if it compares so.
    pub holds: bool,
}

/// What a definition gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The words that give it, and what they read.
    pub by: ToldParagraph,
    /// The value; none where it is yes or no, which is how the definition stands.
    pub value: Option<Value>,
}

/// A calculation as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldCalculation {
    /// The address of the paragraph it stands in; empty where there is none.
    pub address: String,
    /// The case in whose condition it stands: its number, from 0.
    pub case: Option<u32>,
    /// Its words in the rule file.
    pub text: String,
    /// What it came to.
    pub value: Value,
    /// The elements it counted.
    pub elements: Vec<ToldFact>,
    /// The facts that it read to tell which elements count, and what for.
    pub facts: Vec<ToldFact>,
    /// The steps it was made in.
    pub steps: Vec<ToldStep>,
}

/// A step of a calculation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToldStep {
    /// A band of a scale: its line, what it took, and of how much.
    Band {
        /// The line in the rule file.
        line: String,
        /// What was taken.
        taken: String,
        /// Of how much.
        of: String,
    },
    /// The value before it was rounded.
    Unrounded(Value),
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
    /// The tag of the language of titles and names; empty for the main one.
    pub language: &'t str,
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
        Told {
            cite: self.model.about.cite(&id),
            provision: id,
            title: written.and_then(|p| p.titles.in_language(self.language)).map(str::to_string),
            of: compiled.spreads.map(|_| self.named(reason.instance)),
            keyword: written.map_or("", |p| p.kind.keyword()),
            state: reason.state,
            of_a_value: self.is_of_a_value(compiled),
            gives: self.gives(reason),
            paragraphs: reason.paragraphs.iter().map(|part| self.part(part, reason)).collect(),
            calculations: reason.calculations.iter().map(|c| self.calculation(c, reason.mode)).collect(),
            act: act.name.clone(),
            citation: act.citation.clone(),
            in_force_from: compiled.in_force_from,
            enforced_from: compiled.enforced_from,
            amended_by: self.sources(compiled.version.amended_by.iter().filter(|id| !held.contains(id))),
            again_from: compiled.again_from,
            because: reason.because.iter().map(|r| self.tell(r)).collect(),
            not_met: reason.not_met.iter().map(|r| self.tell(r)).collect(),
            goes_on: reason.goes_on,
        }
    }

    /// An instance as it is called: its name, else its path.
    fn named(&self, instance: InstanceId) -> String {
        let known = self.evaluator.slots.instances.get(instance.0 as usize);
        let record = known.and_then(|i| i.record);
        match (self.name(instance), known.and_then(|i| i.parent)) {
            (Some(name), _) => name,
            (_, Some((instance, offset, place))) => {
                let path = (self.path)(Need { instance, offset });
                place.map_or(path.clone(), |n| format!("{path}[{n}]"))
            }
            _ => record.map_or_else(String::new, |record| self.model.vocabulary.record(record).name.clone()),
        }
    }

    /// The name by which a record is told apart, where it has one.
    pub(super) fn name(&self, instance: InstanceId) -> Option<String> {
        let record = self.evaluator.slots.record_of(instance)?;
        let offset = self.evaluator.plan.names.get(record.ix()).copied().flatten()?;
        match self.evaluator.slots.cell(instance, offset) {
            Cell::Text(name) => Some(name.to_string()),
            _ => None,
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

    fn part(&self, part: &Part, reason: &Reason) -> ToldParagraph {
        let case = part.case.map(|case| ToldCase {
            number: case.number,
            gives: self.words(case.value),
            met: (case.holds.holds() || case.holds.fails()).then(|| case.holds.holds()),
        });
        ToldParagraph { case, ..self.paragraph(&part.address, part.node, reason) }
    }

    fn paragraph(&self, address: &str, node: NodeId, reason: &Reason) -> ToldParagraph {
        let Read { facts, groups, measures, listed } = self.read(node, reason);
        let (address, text) = (address.to_string(), self.chosen(address, node));
        ToldParagraph { address, text, facts, groups, measures, listed, case: None }
    }

    /// What a definition or conclusion gives, where its paragraphs do not say it: a value, or yes or no by a condition that is no list.
    /// Of a conclusion whose value is written in the law the answer says it.
    fn gives(&self, reason: &Reason) -> Option<Given> {
        let Gives { value: node, decision } = reason.gives?;
        let ty = match decision {
            Some(decision) => &self.model.vocabulary.decision(decision).ty,
            None => {
                let compiled = self.evaluator.plan.provision(reason.provision);
                &self.model.vocabulary.defined.get(compiled.defines?.ix())?.ty
            }
        };
        let op = self.evaluator.plan.op(node);
        let is_told = match op {
            Op::Constant(_) | Op::None => true,
            // What defines or decides it says so.
            Op::Defined { .. } | Op::Decision(..) => !reason.because.is_empty(),
            _ => false,
        };
        if decision.is_some() && is_told {
            return None;
        }
        if *ty == Type::YesNo {
            let is_told = match op {
                Op::List(..) => true,
                Op::Constant(_) => !reason.paragraphs.is_empty(),
                // Its paragraphs stand within it, and read its elements.
                Op::Quantified { .. } => false,
                _ => reason.paragraphs.iter().any(|part| part.case.is_none()),
            };
            return (!is_told).then(|| Given { by: self.paragraph("", node, reason), value: None });
        }
        let value = match decision {
            Some(_) => self.value_of_conclusion(node, ty, reason),
            None => {
                let range = self.evaluator.range_of_definition(reason.provision, reason.instance, reason.mode);
                self.model.range_shown(&range, Some(ty), self.language)
            }
        };
        Some(Given { by: self.paragraph("", node, reason), value: Some(value) })
    }

    /// True of a definition that gives a value when it is asked, and not only yes or no.
    fn is_of_a_value(&self, provision: &Provision) -> bool {
        let defined = provision.defines.and_then(|name| self.model.vocabulary.defined.get(name.ix()));
        let asked = provision.is_function() || provision.spreads.is_some();
        !asked && defined.is_some_and(|defined| defined.ty != Type::YesNo)
    }

    fn value_of_conclusion(&self, node: NodeId, ty: &Type, reason: &Reason) -> Value {
        let mut frame = self.evaluator.frame(reason.provision, reason.instance, reason.mode);
        match self.evaluator.value(node, &mut frame) {
            Reading::Undetermined(_) => {
                self.model.range_shown(&self.evaluator.range(node, &mut frame), Some(ty), self.language)
            }
            reading => self.model.value_shown(&reading, Some(ty), self.language),
        }
    }

    fn calculation(&self, calculation: &Calculation, mode: Mode) -> ToldCalculation {
        let ty = self.evaluator.plan.calculated.get(&calculation.node);
        let elements: Vec<ToldFact> =
            calculation.counted.iter().map(|element| self.element(element, ty, mode)).collect();
        let is_element = |fact: &ToldFact| elements.iter().any(|element| element.path == fact.path);
        let read = calculation.read.iter().filter_map(|read| self.cell_read(*read, mode));
        ToldCalculation {
            address: calculation.place.address.clone(),
            case: calculation.place.case,
            text: self.words(calculation.node),
            value: self.model.range_shown(&calculation.value, ty, self.language),
            facts: read.filter(|fact| !is_element(fact)).collect(),
            elements,
            steps: calculation.steps.iter().map(|step| self.step(step, ty)).collect(),
        }
    }

    /// A step: `up to 925_000 GBP at 5%` took `5000 GBP` of `100000 GBP`.
    fn step(&self, step: &Step, ty: Option<&Type>) -> ToldStep {
        match step {
            Step::Band { span, taken, amount } => {
                let of = self.evaluator.plan.calculated.get(amount).or(ty);
                let words =
                    |number: &crate::value::Number, ty| self.model.datum_text(&Datum::Number(number.clone()), ty);
                ToldStep::Band { line: self.line(*span), taken: words(&taken.taken, ty), of: words(&taken.amount, of) }
            }
            Step::Unrounded(range) => ToldStep::Unrounded(self.model.range_shown(range, ty, self.language)),
        }
    }

    /// An element that was counted: `history[0].tpp` and `400`; of a count, `history[0]` and that it counted.
    fn element(&self, element: &Element, ty: Option<&Type>, mode: Mode) -> ToldFact {
        let list = || element.list.map_or_else(String::new, |list| (self.path)(list));
        let path = element.cell.map_or_else(|| format!("{}[{}]", list(), element.place), |cell| (self.path)(cell));
        let of_cell = |cell: Need| self.type_of(cell);
        let deemed = element.deemed.zip(element.cell).and_then(|(by, cell)| self.deemed(by, cell, mode));
        let (value, deemed) = match deemed {
            Some((value, presumed)) => (value, Some(presumed)),
            None if element.counts => (Value::Counted, None),
            None => {
                let known = matches!(&element.counted.value, Ok(range) if range.value().is_some());
                let is_none = |cell: Need| *self.evaluator.slots.cell(cell.instance, cell.offset) == Cell::None;
                let value = match element.cell {
                    Some(cell) if !known && is_none(cell) => Value::None,
                    Some(_) if !known => Value::NotGiven,
                    cell => {
                        let ty = cell.and_then(of_cell).or(ty);
                        self.model.range_shown(&element.counted.value, ty, self.language)
                    }
                };
                (value, None)
            }
        };
        let value = if value == Value::Undefined { Value::NotKnown } else { value };
        let doc = element.cell.map_or_else(Titles::default, |cell| self.doc(cell));
        ToldFact { path, doc, value, as_given: false, deemed, counts: element.counted.holds == Truth::True }
    }

    pub(super) fn type_of(&self, cell: Need) -> Option<&Type> {
        self.model.type_of_cell(self.evaluator.slots.record_of(cell.instance), cell.offset)
    }

    /// What the vocabulary says of a fact.
    pub(super) fn doc(&self, cell: Need) -> Titles {
        self.model.doc_of_cell(self.evaluator.slots.record_of(cell.instance), cell.offset)
    }

    /// The words of a paragraph: one line, without comments.
    pub(super) fn words(&self, node: NodeId) -> String {
        self.line(self.evaluator.plan.nodes[node.0 as usize].span)
    }

    /// The words of a place in the rule files, on one line, without comments and without the bars of a row.
    pub(super) fn line(&self, span: Span) -> String {
        let text = self.sources.on_one_line(span);
        // Of a row of a table: its cells, for its number is told beside it.
        let cells = text.strip_prefix('|').and_then(|t| t.strip_suffix('|')).and_then(|t| t.split_once('|'));
        let text = cells.map_or(text.as_str(), |(_, cells)| cells);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
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

    /// What the vocabulary says of a fact or field by its cell.
    pub fn doc_of_cell(&self, record: Option<crate::model::RecordId>, offset: u32) -> Titles {
        let doc = match record {
            None => self.vocabulary.facts.get_index(offset as usize).map(|(_, f)| &f.doc),
            Some(id) => self.vocabulary.record(id).fields.get_index(offset as usize).map(|(_, f)| &f.doc),
        };
        doc.cloned().unwrap_or_default()
    }
}
