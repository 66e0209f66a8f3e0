//! From findings to the answer: statuses and values first, reasons on demand.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use indexmap::map::Entry;
use indexmap::{IndexMap, IndexSet};

use super::needed::Needed;
use super::{Choice, Decision, Duty, Element, Need, Note, Outcome, Plain, Status, Unsettled};
use crate::away::Away;
use crate::eval::{Evaluator, Frame, Mode, Reading, Value};
use crate::explain::values::Listed;
use crate::explain::wording::{Teller, Told};
use crate::explain::{self, Explainer};
use crate::facts::{Facts, paths};
use crate::law::{Law, View};
use crate::model::{Clause, ConclusionKind, DecisionId, FactId, ProvisionId, Type};
use crate::plan::slots::{Cell, InstanceId, MATTER};
use crate::plan::{Conclusion, Datum, Kind, NodeId, ProvisionIx};
use crate::possible::{Answer, Classes, Distinctions, Explorer, Question};
use crate::value::{Causes, Date, Truth};
use crate::{Known, Rulebook};

impl Decision {
    pub(crate) fn new(law: Law, facts: Facts) -> Decision {
        Decision::told(law, facts, "")
    }

    pub(super) fn told(law: Law, facts: Facts, language: &'static str) -> Decision {
        let enforced = Matter::new(&law, &facts, law.enforced()).told_in(language);
        let decisions = enforced.outcomes();
        let mut as_printed = IndexMap::new();
        if law.printed_differs() {
            as_printed = Matter::new(&law, &facts, law.printed()).told_in(language).outcomes();
            as_printed.retain(|name, outcome| !same_answer(outcome, decisions.get(name.as_str())));
        }
        let options = enforced.options();
        let duties = enforced.duties();
        let stipulated = facts.stipulated().iter().map(|s| s.path.clone()).collect();
        let tree = &law.rulebook().model().tree;
        let elsewhere = enforced.plan().elsewhere.iter().map(|id| tree.text(*id).to_string()).collect();
        let deemed = enforced.deemed();
        let mut notes = enforced.notes(&options);
        notes.extend(enforced.unclaimed(&decisions, &options));
        notes.extend(enforced.unlisted(&decisions, &duties));
        notes.extend(enforced.uncertain(&decisions));
        // What keeps printed words from being enforced, with the decisions it makes a difference to.
        let mut away: IndexMap<Away, Vec<&str>> = IndexMap::new();
        for name in as_printed.keys() {
            for one in bearing_on(&law, &facts, name) {
                away.entry(one).or_default().push(name);
            }
        }
        notes.extend(away.iter().map(|(away, decisions)| Note::PrintedDiffers {
            decisions: decisions.iter().map(ToString::to_string).collect(),
            away: away.clone(),
        }));
        let away = away.into_keys().collect();
        let needed = Needed::new(decisions.keys(), options.iter().map(|option| &option.provision));
        Decision {
            decisions,
            as_printed,
            away,
            options,
            duties,
            stipulated,
            deemed,
            elsewhere,
            notes,
            needed,
            law,
            facts,
            language,
        }
    }
}

/// S18: where the printed law answers a decision differently, which printed words are not enforced, and by whose act.
fn bearing_on(law: &Law, facts: &Facts, decision: &str) -> Vec<Away> {
    let mut rests_on = Vec::new();
    for view in [law.printed(), law.enforced()] {
        let matter = Matter::new(law, facts, view);
        for (_, id, instance) in matter.named().into_iter().filter(|(name, ..)| name == decision) {
            matter.because(id, instance).iter().for_each(|told| provisions_of(told, &mut rests_on));
        }
    }
    law.away_of(&rests_on)
}

fn provisions_of(told: &Told, all: &mut Vec<String>) {
    if !all.contains(&told.provision) {
        all.push(told.provision.clone());
    }
    all.extend(told.paragraphs.iter().flat_map(|p| &p.groups).map(|group| group.name.clone()));
    told.because.iter().for_each(|inner| provisions_of(inner, all));
}

/// The same status, value and elements, in any order: needs and causes may differ.
fn same_answer(a: &Outcome, b: Option<&Outcome>) -> bool {
    let elements = |o: &Outcome| {
        o.elements.as_ref().map(|all| all.iter().map(|e| (e.provision.clone(), e.sure)).collect::<BTreeSet<_>>())
    };
    b.is_some_and(|b| {
        (a.status, &a.value, &a.without_claims) == (b.status, &b.value, &b.without_claims) && elements(a) == elements(b)
    })
}

pub(super) fn because(decision: &Decision, name: &str, printed: bool) -> Vec<Told> {
    of_decision(decision, name, printed, |matter, id, instance| matter.because(id, instance))
}

/// The reasons of each element of a set-valued decision.
pub(super) fn because_of_elements(decision: &Decision, name: &str, printed: bool) -> Vec<(String, Vec<Told>)> {
    of_decision(decision, name, printed, |matter, id, instance| matter.because_of_elements(id, instance))
}

/// Asks something about the decision reported under this name; nothing where there is none.
fn of_decision<T>(
    decision: &Decision,
    name: &str,
    printed: bool,
    ask: impl Fn(&Matter<'_>, DecisionId, InstanceId) -> Vec<T>,
) -> Vec<T> {
    let law = decision.law();
    let view = if printed { law.printed() } else { law.enforced() };
    let matter = Matter::new(law, decision.facts(), view).told_in(decision.language);
    let found = matter.named().into_iter().find(|(n, ..)| n == name);
    found.map_or_else(Vec::new, |(_, id, instance)| ask(&matter, id, instance))
}

pub(super) fn because_of_option(decision: &Decision, provision: &str) -> Option<Told> {
    let law = decision.law();
    let matter = Matter::new(law, decision.facts(), law.enforced()).told_in(decision.language);
    let node = law.rulebook().model().tree.find(provision)?;
    let evaluator = &matter.evaluator;
    let versions = matter.plan().options.iter().filter(|ix| matter.plan().provision(**ix).id == node);
    let best = versions.filter_map(|ix| matter.best_instance(*ix).map(|(at, truth)| (ix, at, truth)));
    let (ix, at, _) = best.min_by_key(|(.., truth)| openness(*truth))?;
    let reason = Explainer::new(evaluator, Mode::WithClaims).relief(*ix, at);
    Some(matter.tell(&reason))
}

/// The order in which options are told: open before unknown before closed.
fn openness(truth: Truth) -> u8 {
    match truth {
        Truth::True => 0,
        Truth::Undetermined(_) => 1,
        Truth::False => 2,
    }
}

pub(super) fn applies(decision: &Decision, provision: &str) -> (Option<bool>, Vec<Told>) {
    let law = decision.law();
    let matter = Matter::new(law, decision.facts(), law.enforced());
    let evaluator = &matter.evaluator;
    let Some(node) = law.rulebook().model().tree.find(provision) else { return (Some(false), Vec::new()) };
    let mut any = Truth::False;
    let mut told = Vec::new();
    let mut explainer = Explainer::new(evaluator, Mode::WithoutClaims);
    for (ix, compiled) in matter.plan().provisions.iter().enumerate() {
        let ix = ProvisionIx(ix as u32);
        let named = compiled.id == node || (compiled.kind == Kind::Rule && matter.plan().is_within(compiled.id, node));
        if !named || compiled.kind == Kind::Default {
            continue;
        }
        for instance in evaluator.instances(ix) {
            any = any.or(evaluator.applies_on(ix, *instance));
            let reason = match compiled.kind {
                Kind::Rule => explainer.rule(ix, *instance),
                _ => explainer.relief(ix, *instance),
            };
            told.push(matter.tell(&reason));
        }
    }
    let holds = match any {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Undetermined(_) => None,
    };
    (holds, told)
}

impl Rulebook {
    /// Every day on which an answer to these facts may turn, in order: because a text changes, or because a provision that reads the day
    /// itself may come out otherwise. A provision is followed as far as its calculations can be turned around: not through powers and products of what reads the day.
    pub fn turning_days(&self, known: Known, facts: &Facts) -> Vec<Date> {
        let revisions = self.revisions(known);
        let mut all: BTreeSet<Date> = revisions.iter().copied().collect();
        let ends = revisions.iter().skip(1).copied().map(Some).chain([None]);
        // Before the first text there is none that could read anything.
        for (first, end) in revisions.iter().copied().zip(ends) {
            let law = self.in_force(first, known);
            for view in law.views().filter(|view| view.reads_the_day()) {
                let matter = Matter::new(&law, facts, view);
                let tested = matter.distinctions().days().flat_map(|day| [Some(day), day.plus_days(1)]).flatten();
                all.extend(tested.filter(|day| *day > first && end.is_none_or(|end| *day < end)));
            }
        }
        all.into_iter().collect()
    }
}

/// An element of a set, whether it is in, and the rules that may put it there with the instances they run on.
type Concluded = (ProvisionId, Truth, Vec<(ProvisionIx, InstanceId)>);

/// One matter under one track of a law.
pub(super) struct Matter<'a> {
    pub(super) law: &'a Law,
    facts: &'a Facts,
    pub(super) evaluator: Evaluator<'a>,
    /// Where the law tells the values of facts apart: asked only where an answer is open.
    distinctions: OnceCell<Distinctions>,
    /// The tag of the language of titles, names and questions.
    pub(super) language: &'static str,
}

impl<'a> Matter<'a> {
    pub fn new(law: &'a Law, facts: &'a Facts, view: &'a View) -> Matter<'a> {
        let evaluator = Evaluator::new(&view.plan, facts.slots(), law.on());
        Matter { law, facts, evaluator, distinctions: OnceCell::new(), language: "" }
    }

    /// The same, told in the language of this tag.
    pub(super) fn told_in(self, language: &'static str) -> Matter<'a> {
        Matter { language, ..self }
    }

    /// Fills in the missing facts.
    pub(super) fn explorer(&self) -> Explorer<'_> {
        Explorer::new(self.classes(), self.facts.slots(), self.law.on())
    }

    /// How the law divides the values of facts.
    pub(super) fn classes(&self) -> Classes<'_> {
        let vocabulary = &self.law.rulebook().model().vocabulary;
        Classes { vocabulary, plan: self.plan(), distinctions: self.distinctions() }
    }

    pub(super) fn distinctions(&self) -> &Distinctions {
        self.distinctions.get_or_init(|| Distinctions::new(&self.evaluator))
    }

    /// The answer to a question, and the facts that were filled in where it takes that; none where it turns on them.
    fn settled(&self, question: &Question) -> Option<(Answer, Vec<Need>)> {
        if let Some(answer) = question.answer(&self.evaluator) {
            return Some((answer, Vec::new()));
        }
        let (answer, whatever) = self.explorer().settle(question)?;
        Some((answer, self.needs(whatever)))
    }

    /// What is open of a truth, once the missing facts are filled in, with those that were.
    fn truth(&self, truth: Truth, question: impl FnOnce() -> Question) -> (Truth, Vec<Need>) {
        let settled = truth.causes().has(Causes::MISSING).then(|| self.settled(&question())).flatten();
        settled.map_or((truth, Vec::new()), |(answer, whatever)| (answer.truth(), whatever))
    }

    /// Where an answer is open because it is uncertain whether a text is in force: what the acts say of the texts that it asks.
    fn uncertain(&self, decisions: &IndexMap<String, Outcome>) -> Vec<Note> {
        let is_uncertain = |causes: &[&str]| causes.contains(&"uncertain");
        let open = |outcome: &Outcome| {
            is_uncertain(&outcome.causes) || outcome.elements.iter().flatten().any(|e| is_uncertain(&e.causes))
        };
        let mut asked = Vec::new();
        for (name, id, instance) in self.named() {
            if decisions.get(&name).is_some_and(open) {
                self.because(id, instance).iter().for_each(|told| provisions_of(told, &mut asked));
            }
        }
        let model = self.law.rulebook().model();
        let mut notes: Vec<Note> = Vec::new();
        for provision in &self.plan().provisions {
            if !asked.iter().any(|id| id == model.tree.text(provision.id)) {
                continue;
            }
            for by in self.plan().doubts(provision) {
                let statement = model.statement(by);
                let Clause::Verb(verb) = &statement.clause else { continue };
                let citation = model.act(statement.act).citation.clone();
                let note = Note::Uncertain { citation, why: verb.why.clone() };
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
        notes
    }

    pub(super) fn plan(&self) -> &'a crate::plan::Plan {
        self.evaluator.plan
    }

    /// Every decision with the instance it is reported for, under the name it is reported by.
    pub(super) fn named(&self) -> Vec<(String, DecisionId, InstanceId)> {
        let vocabulary = &self.law.rulebook().model().vocabulary;
        let mut all = Vec::new();
        for (ix, decision) in vocabulary.decisions.values().enumerate() {
            let id = DecisionId(ix as u32);
            let Some(record) = decision.of else {
                all.push((decision.name.clone(), id, MATTER));
                continue;
            };
            let is_such = |f: &crate::model::Fact| *f.ty.required() == Type::Record(record);
            let facts: Vec<(usize, &String)> = vocabulary
                .facts
                .iter()
                .enumerate()
                .filter(|(_, (_, f))| is_such(f))
                .map(|(ix, (n, _))| (ix, n))
                .collect();
            for (offset, name) in &facts {
                let cell = self.facts.slots().cell(MATTER, FactId(*offset as u32).0);
                let Cell::Record(instance) = cell else { continue };
                let shown =
                    if facts.len() == 1 { decision.name.clone() } else { format!("{} of {name}", decision.name) };
                all.push((shown, id, *instance));
            }
        }
        all
    }

    fn outcomes(&self) -> IndexMap<String, Outcome> {
        self.named().into_iter().map(|(name, id, instance)| (name, self.outcome(id, instance))).collect()
    }

    pub(super) fn outcome(&self, id: DecisionId, instance: InstanceId) -> Outcome {
        if self.plan().decision(id).is_set {
            return self.set_outcome(id, instance);
        }
        let [with, without] =
            [Mode::WithClaims, Mode::WithoutClaims].map(|mode| self.settled(&Question::Outcome(id, instance, mode)));
        let plain = |settled: &Option<(Answer, Vec<Need>)>| match settled {
            Some((answer, _)) => {
                let value = answer.value.as_ref().filter(|_| answer.status == Status::Decided);
                Plain { status: answer.status, value: value.map(|v| self.value_text(id, v)) }
            }
            None => Plain { status: Status::Unknown, value: None },
        };
        let (Plain { status, value }, without) = (plain(&with), plain(&without));
        let (causes, between, whatever) = match with {
            Some((answer, whatever)) => (answer.causes, answer.values, whatever),
            None => (self.evaluator.outcome(id, instance, Mode::WithClaims).causes, Vec::new(), Vec::new()),
        };
        Outcome {
            status,
            value,
            without_claims: Some(without),
            causes: causes.names().collect(),
            between: between.iter().map(|value| self.value_text(id, value)).collect(),
            elements: None,
            whatever,
        }
    }

    fn set_outcome(&self, id: DecisionId, instance: InstanceId) -> Outcome {
        let tree = &self.law.rulebook().model().tree;
        let mut whatever: IndexSet<Need> = IndexSet::new();
        let mut elements = Vec::new();
        let mut causes = Causes::NONE;
        for (element, truth, rules) in self.elements(id, instance) {
            let (truth, filled_in) = self.truth(truth, || Question::Applies(rules));
            whatever.extend(filled_in);
            if truth.fails() {
                continue;
            }
            causes = causes.and(truth.causes());
            elements.push(Element {
                provision: tree.text(element).to_string(),
                sure: truth.holds(),
                causes: truth.causes().names().collect(),
            });
        }
        let status = if causes.is_empty() { Status::Decided } else { Status::unresolved(causes) };
        Outcome {
            status,
            value: None,
            without_claims: None,
            causes: causes.names().collect(),
            between: Vec::new(),
            elements: Some(elements),
            whatever: whatever.into_iter().collect(),
        }
    }

    /// Every element some rule may put into a set, whether it is in, and the rules.
    pub(super) fn elements(&self, id: DecisionId, instance: InstanceId) -> Vec<Concluded> {
        let mut all: IndexMap<ProvisionId, (Truth, Vec<(ProvisionIx, InstanceId)>)> = IndexMap::new();
        for (rule, conclusion) in &self.plan().decision(id).concluded_by {
            let conclusions = &self.plan().provision(*rule).conclusions;
            let Some(Conclusion::Includes(_, elements)) = conclusions.get(*conclusion as usize) else { continue };
            for on in self.evaluator.concluding_instances(id, *rule, instance) {
                let status = self.evaluator.status(*rule, on, Mode::WithClaims);
                for element in elements {
                    let (truth, rules) = all.entry(*element).or_insert((Truth::False, Vec::new()));
                    *truth = truth.or(status);
                    if !rules.contains(&(*rule, on)) {
                        rules.push((*rule, on));
                    }
                }
            }
        }
        all.into_iter().map(|(element, (truth, rules))| (element, truth, rules)).collect()
    }

    pub(super) fn value_text(&self, id: DecisionId, value: &Value) -> String {
        let model = self.law.rulebook().model();
        match value {
            Value::Known(datum) => model.datum_text(datum, Some(&model.vocabulary.decision(id).ty)),
            Value::Discretion => "left to discretion".into(),
            Value::Unknown => "unknown".into(),
        }
    }

    pub(super) fn needs(&self, needs: Vec<explain::Need>) -> Vec<Need> {
        needs.into_iter().map(|need| self.need(need)).collect()
    }

    fn need(&self, need: explain::Need) -> Need {
        let model = self.law.rulebook().model();
        let record = self.facts.slots().record_of(need.instance);
        let fact = model.vocabulary.facts.get_index(need.offset as usize).filter(|_| record.is_none());
        let doc = model.doc_of_cell(record, need.offset);
        let question = doc.in_language(self.language).unwrap_or_default().to_string();
        Need { fact: self.path(need), question, counsel: fact.is_some_and(|(_, f)| f.question) }
    }

    pub(super) fn path(&self, need: explain::Need) -> String {
        let book = self.law.rulebook();
        paths::cell(&book.model().vocabulary, book.layout(), self.facts.slots(), need.instance, need.offset)
    }

    pub fn tell(&self, reason: &explain::Reason) -> Told {
        self.teller(&|need| self.path(need)).tell(reason)
    }

    fn teller<'t>(&'t self, path: &'t dyn Fn(explain::Need) -> String) -> Teller<'t, 'a> {
        let book = self.law.rulebook();
        let (model, sources) = (book.model(), book.sources());
        Teller { model, sources, evaluator: &self.evaluator, path, language: self.language }
    }

    fn because(&self, id: DecisionId, instance: InstanceId) -> Vec<Told> {
        if self.plan().decision(id).is_set {
            let reasons = self.because_of_elements(id, instance);
            return reasons.into_iter().flat_map(|(_, told)| told).collect();
        }
        let outcome = self.evaluator.outcome(id, instance, Mode::WithClaims);
        let mut explainer = Explainer::new(&self.evaluator, Mode::WithClaims);
        explainer.outcome(id, instance, &outcome).iter().map(|r| self.tell(r)).collect()
    }

    fn because_of_elements(&self, id: DecisionId, instance: InstanceId) -> Vec<(String, Vec<Told>)> {
        let tree = &self.law.rulebook().model().tree;
        let mut all = Vec::new();
        for (element, truth, rules) in self.elements(id, instance) {
            let mut explainer = Explainer::new(&self.evaluator, Mode::WithClaims);
            let told = rules
                .iter()
                .filter(|(rule, on)| {
                    let status = self.evaluator.status(*rule, *on, Mode::WithClaims);
                    std::mem::discriminant(&status) == std::mem::discriminant(&truth)
                })
                .map(|(rule, on)| self.tell(&explainer.rule(*rule, *on)))
                .collect();
            all.push((tree.text(element).to_string(), told));
        }
        all
    }

    // ---- options and duties

    fn options(&self) -> Vec<Choice> {
        let mut options: IndexMap<ProvisionId, Choice> = IndexMap::new();
        for ix in &self.plan().options {
            let option = self.option(*ix);
            match options.entry(self.plan().provision(*ix).id) {
                Entry::Vacant(place) => {
                    place.insert(option);
                }
                // Several versions of one exemption, of which the matter meets one (S19): one option.
                Entry::Occupied(mut known) => known.get_mut().or(option),
            }
        }
        options.into_values().collect()
    }

    /// The instance on which an exemption is most open: open before unknown before closed.
    pub(super) fn best_instance(&self, exemption: ProvisionIx) -> Option<(InstanceId, Truth)> {
        let open =
            |i: &InstanceId| (*i, self.evaluator.open(exemption, *i, Mode::WithClaims).and(self.evaluator.exists(*i)));
        self.evaluator.instances(exemption).iter().map(open).min_by_key(|(_, truth)| openness(*truth))
    }

    fn option(&self, ix: ProvisionIx) -> Choice {
        let (at, truth) = self.best_instance(ix).unwrap_or((MATTER, Truth::False));
        let (truth, _) = self.truth(truth, || Question::Open(ix, at));
        let state = match truth {
            Truth::True => "open",
            Truth::False => "closed",
            Truth::Undetermined(_) => "unknown",
        };
        let duties = if truth.fails() { Vec::new() } else { self.duties_of(ix, at, truth) };
        Choice {
            provision: self.law.rulebook().model().tree.text(self.plan().provision(ix).id).to_string(),
            state,
            claimed: self.evaluator.is_claimed(ix),
            duties,
        }
    }

    fn duties(&self) -> Vec<Duty> {
        let mut all = Vec::new();
        for (ix, provision) in self.plan().provisions.iter().enumerate() {
            let ix = ProvisionIx(ix as u32);
            if !provision.conclusions.iter().any(|c| matches!(c, Conclusion::Duty { .. })) {
                continue;
            }
            for instance in self.evaluator.instances(ix) {
                let status = match provision.kind {
                    Kind::Rule => self.evaluator.status(ix, *instance, Mode::WithClaims),
                    Kind::Exemption { elective: true } if !self.evaluator.is_claimed(ix) => Truth::False,
                    _ => self.evaluator.open(ix, *instance, Mode::WithClaims).and(self.evaluator.exists(*instance)),
                };
                all.extend(self.duties_of(ix, *instance, status));
            }
        }
        all.dedup();
        all
    }

    /// The duties of a provision that stands so.
    fn duties_of(&self, ix: ProvisionIx, instance: InstanceId, status: Truth) -> Vec<Duty> {
        let model = self.law.rulebook().model();
        let provision = self.plan().provision(ix);
        let act = model.act(model.statement(provision.version.written_by).act);
        let Some(written) = model.version(provision.id, &provision.version) else { return Vec::new() };
        let mut duties = Vec::new();
        for (compiled, written) in provision.conclusions.iter().zip(&written.conclusions) {
            let (Conclusion::Duty { date, when }, ConclusionKind::Duty(duty)) = (compiled, &written.kind) else {
                continue;
            };
            let mut frame = self.evaluator.frame(ix, instance, Mode::WithClaims);
            let binds = status.and(when.map_or(Truth::True, |w| self.evaluator.truth(w, &mut frame)));
            if binds.fails() {
                continue;
            }
            let (date, unsettled) = match date.map(|d| (d, self.evaluator.value(d, &mut frame))) {
                Some((_, Reading::Known(Datum::Date(date)))) => (Some(date), None),
                Some((node, Reading::Undetermined(_))) => (None, Some(self.unsettled(node, &mut frame))),
                _ => (None, None),
            };
            duties.push(Duty {
                provision: model.tree.text(provision.id).to_string(),
                act: act.name.clone(),
                citation: act.citation.clone(),
                prohibition: duty.prohibition,
                text: duty.text.clone(),
                date,
                unsettled,
                when: duty.when.as_ref().map(|when| self.law.rulebook().sources().on_one_line(when.span)),
                binds: binds.holds(),
            });
        }
        duties
    }

    fn unsettled(&self, date: NodeId, frame: &mut Frame) -> Unsettled {
        let span = self.plan().nodes.get(date.0 as usize).map(|node| node.span);
        let text = span.map_or_else(String::new, |span| self.law.rulebook().sources().on_one_line(span));
        Unsettled { text, listed: self.teller(&|need| self.path(need)).listed(date, frame) }
    }

    /// That answers and duties rest on working days beyond those that are listed.
    fn unlisted(&self, decisions: &IndexMap<String, Outcome>, duties: &[Duty]) -> Vec<Note> {
        let is_silent = |name: &String| decisions.get(name).is_some_and(|o| o.causes.contains(&"silent"));
        let silent = self.named().into_iter().filter(|(name, ..)| is_silent(name));
        let answers = silent.filter_map(|(name, id, instance)| {
            let listed = self.because(id, instance).iter().find_map(Told::listed)?;
            Some((name, listed))
        });
        let days = duties.iter().filter_map(|duty| Some((duty.provision.clone(), duty.unsettled.as_ref()?.listed?)));
        let mut all: Vec<(Listed, Vec<String>)> = Vec::new();
        for (name, listed) in answers.chain(days) {
            match all.iter_mut().find(|(known, _)| *known == listed) {
                Some((_, of)) if of.contains(&name) => {}
                Some((_, of)) => of.push(name),
                None => all.push((listed, vec![name])),
            }
        }
        all.into_iter().map(|(listed, of)| Note::Unlisted { of, listed }).collect()
    }

    /// Where no claims are given and an answer is what it is only because an exemption could be claimed: which.
    fn unclaimed(&self, decisions: &IndexMap<String, Outcome>, options: &[Choice]) -> Option<Note> {
        let differs = |o: &Outcome| {
            let without = o.without_claims.as_ref();
            without.is_some_and(|w| o.status == Status::Decided && (w.status, &w.value) != (o.status, &o.value))
        };
        let names: Vec<String> = decisions.iter().filter(|(_, o)| differs(o)).map(|(n, _)| n.clone()).collect();
        if self.evaluator.claims().is_some() || names.is_empty() {
            return None;
        }
        let open = options.iter().filter(|o| o.state == "open").map(|o| o.provision.clone());
        Some(Note::RestsOnClaims { decisions: names, exemptions: open.collect() })
    }

    fn notes(&self, options: &[Choice]) -> Vec<Note> {
        let mut notes = Vec::new();
        let model = self.law.rulebook().model();
        for claim in self.evaluator.claims().unwrap_or(&[]) {
            let claim = model.tree.text(*claim).to_string();
            let covered = |o: &&Choice| crate::model::provisions::is_beneath(&o.provision, &claim);
            let mut states = options.iter().filter(covered).map(|o| o.state).peekable();
            if states.peek().is_none() {
                notes.push(Note::NothingToClaim { claim });
            } else if states.all(|s| s == "closed") {
                notes.push(Note::Closed { claim });
            }
        }
        for stipulation in self.facts.stipulated() {
            let defined = |view: &View| view.plan.in_force.get(stipulation.name.ix()) == Some(&true);
            let fact = stipulation.path.clone();
            if !defined(self.law.enforced()) && defined(self.law.printed()) {
                notes.push(Note::DefinedInPrintAlone { fact });
            } else if !defined(self.law.enforced()) {
                notes.push(Note::DefinedNowhere { fact });
            }
        }
        notes
    }
}
