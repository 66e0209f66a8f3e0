//! Reasons as data that can be told: ids, titles, citations, paragraph texts and the facts they met, typed, and without a
//! sentence. The JSON and every text form are made from it.

use super::values::{Shown, Value};
use super::{Calculation, Element, Need, Reason, State, Step};
use crate::eval::{Evaluator, Mode};
use crate::model::{Comparison, Model, StatementId, Titles, Type};
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
    /// Of a definition of a value, or of one by a plain condition: what it gives.
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
    /// Its words in the rule file.
    pub text: String,
    /// What it came to.
    pub value: Value,
    /// The elements it counted.
    pub elements: Vec<ToldFact>,
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
            gives: self.gives(reason),
            paragraphs: reason
                .paragraphs
                .iter()
                .map(|(address, node)| self.paragraph(address, *node, reason))
                .collect(),
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

    fn paragraph(&self, address: &str, node: NodeId, reason: &Reason) -> ToldParagraph {
        let read = self.read(node, reason);
        let (address, text) = (address.to_string(), self.chosen(address, node));
        ToldParagraph { address, text, facts: read.facts, groups: read.groups, measures: read.measures }
    }

    /// What a definition gives, where its paragraphs do not say it: a value, or yes or no by a condition that is no list.
    fn gives(&self, reason: &Reason) -> Option<Given> {
        let compiled = self.evaluator.plan.provision(reason.provision);
        let ty = &self.model.vocabulary.defined.get(compiled.defines?.ix())?.ty;
        if compiled.is_function() || compiled.spreads.is_some() {
            return None;
        }
        let mut frame = self.evaluator.frame(reason.provision, reason.instance, reason.mode);
        let holds = |when: &Option<NodeId>, frame: &mut _| when.is_none_or(|w| self.evaluator.truth(w, frame).holds());
        let case = compiled.cases.cases.iter().find(|(when, _)| holds(when, &mut frame));
        let node = case.map(|(_, value)| *value).or(compiled.cases.otherwise)?;
        if *ty == Type::YesNo {
            let plain = reason.paragraphs.is_empty() && !matches!(self.evaluator.plan.op(node), Op::List(..));
            return plain.then(|| Given { by: self.paragraph("", node, reason), value: None });
        }
        let range = self.evaluator.range_of_definition(reason.provision, reason.instance, reason.mode);
        let value = self.model.range_shown(&range, Some(ty), self.language);
        Some(Given { by: self.paragraph("", node, reason), value: Some(value) })
    }

    fn calculation(&self, calculation: &Calculation, mode: Mode) -> ToldCalculation {
        let ty = self.evaluator.plan.calculated.get(&calculation.node);
        ToldCalculation {
            address: calculation.address.clone(),
            text: self.words(calculation.node),
            value: self.model.range_shown(&calculation.value, ty, self.language),
            elements: calculation.counted.iter().map(|element| self.element(element, ty, mode)).collect(),
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
                let value = match element.cell {
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
