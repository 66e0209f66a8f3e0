//! What would have to be otherwise for another answer: the nearest misses, told with paragraphs, distances and days.

use std::cmp::Ordering;

use indexmap::IndexSet;
use serde_json::{Value as Json, json};

use super::gather::Matter;
use super::{Decision, Outcome, Status, Verdict};
use crate::comparison;
use crate::diagnostics::near_of;
use crate::eval::{End, Evaluator, Frame, Mode, Range, Reading, Value};
use crate::explain::values::{self as shown, Shown};
use crate::explain::{Explainer, Need, Reason};
use crate::model::{DecisionId, Type};
use crate::plan::slots::{Cell, InstanceId, MATTER, Slots, Supposed};
use crate::plan::{Datum, NodeId, Op, ProvisionIx, children, has_bit};
use crate::possible::{Answer, Change, Class, Miss, Question, Search, Test};
use crate::value::{Causes, Date, Number, RoundingMode, Truth};

/// Why an answer is not another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    /// The answer that is asked about: `license is not needed`.
    pub wish: String,
    /// What it is instead: `required`.
    pub came: String,
    /// The same, to be told.
    pub verdict: Verdict,
    /// True where it is so already.
    pub holds: bool,
    /// Sets of facts whose change brings it about, and no part of which does: the fewest changes first.
    pub misses: Vec<NearMiss>,
    /// Days on which the same facts get that answer: the nearest before and the nearest after.
    pub days: Vec<OtherDay>,
    /// True if there are no other sets than these.
    pub complete: bool,
}

/// Facts that would have to change together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The changes, in the order of the law.
    pub changes: Vec<FactChange>,
}

/// A fact that would have to be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactChange {
    /// Its JSON path; `claims` for an exemption that would have to be claimed.
    pub fact: String,
    /// What it is; none where it is not given, and for claims.
    pub given: Option<Shown>,
    /// What it would have to be: any of these.
    pub wanted: Vec<Wanted>,
    /// Which way a number or day would have to move.
    pub direction: Option<Ordering>,
    /// How far a number is from the threshold, or a day in days; none where that has no meaning.
    pub distance: Option<Shown>,
    /// One value that would do, as it may be given.
    pub example: String,
    /// The paragraphs that it meets or fails: `3A090.a.2(3)`.
    pub paragraphs: Vec<String>,
}

/// What a fact would have to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A value, or none, or anything between two ends.
    Value(shown::Value),
    /// A member of this group.
    In(String),
    /// No member of this group.
    Outside(String),
    /// One of these members.
    OneOf(Vec<Shown>),
    /// A name that no provision mentions.
    AnotherName,
    /// These exemptions would have to be claimed; none of them, where there are none.
    Claimed(Vec<String>),
}

/// A day on which the same facts get the other answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherDay {
    /// The nearest such day.
    pub day: Date,
    /// True where it lies before the day asked about: the answer was so until then.
    pub before: bool,
    /// The citations on which the answer rests that day.
    pub citations: Vec<String>,
    /// The citations of the instruments that ended it, or that bring it about; none where the answer turns on the day itself.
    pub by: Vec<String>,
}

/// A wish that says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WishError {
    /// What is wrong with it.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl std::fmt::Display for WishError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for WishError {}

/// A wish, read.
struct Wish {
    name: String,
    id: DecisionId,
    instance: InstanceId,
    wanted: Goal,
}

#[derive(Clone)]
enum Goal {
    /// This value, or (false) any other.
    Is(String, bool),
    /// A node of the tree is in the set, or (false) is not.
    Includes(String, bool),
}

impl Goal {
    /// True if an outcome is so.
    fn is_met(&self, outcome: &Outcome) -> bool {
        match self {
            Goal::Is(value, so) => {
                outcome.status == Status::Decided && outcome.value.as_ref().is_some_and(|v| (v == value) == *so)
            }
            Goal::Includes(node, so) => {
                let mut beneath = outcome
                    .elements
                    .iter()
                    .flatten()
                    .filter(|e| crate::model::provisions::is_beneath(&e.provision, node));
                if *so { beneath.any(|e| e.sure) } else { beneath.next().is_none() }
            }
        }
    }
}

pub(super) fn why_not(decision: &Decision, wish: &str, keep: &[&str]) -> Result<WhyNot, WishError> {
    let law = decision.law();
    let matter = Matter::new(law, decision.facts(), law.enforced()).told_in(decision.language);
    let read = read(&matter, wish)?;
    let (slots, classes) = (decision.facts().slots(), matter.classes());
    keep.iter().try_for_each(|path| is_known(&matter, slots, path))?;
    let outcome = &decision[read.name.as_str()];
    let holds = read.wanted.is_met(outcome);
    let model = law.rulebook().model();
    let ty = &model.vocabulary.decision(read.id).ty;
    let mut answer = WhyNot {
        wish: wish.trim().to_string(),
        came: outcome.to_string(),
        verdict: Verdict::of(
            outcome,
            &decision.because(&read.name),
            decision.needs_of(&read.name),
            ty,
            (model, decision.language),
        ),
        holds,
        misses: Vec::new(),
        days: Vec::new(),
        complete: true,
    };
    if holds {
        return Ok(answer);
    }
    let question = match &read.wanted {
        Goal::Is(..) => Question::Outcome(read.id, read.instance, Mode::WithClaims),
        Goal::Includes(node, _) => {
            let tree = &model.tree;
            let elements = matter.elements(read.id, read.instance).into_iter();
            let named =
                elements.filter(|(element, ..)| crate::model::provisions::is_beneath(tree.text(*element), node));
            Question::Applies(named.flat_map(|(.., rules)| rules).collect())
        }
    };
    let wanted = |answer: &Answer| match (&read.wanted, &answer.value) {
        (Goal::Is(value, so), Some(known)) if answer.status == Status::Decided => {
            (matter.value_text(read.id, known) == *value) == *so
        }
        (Goal::Includes(_, so), Some(Value::Known(Datum::YesNo(holds)))) => holds == so,
        _ => false,
    };
    let kept = |place: Need| {
        let path = matter.path(place);
        keep.iter().any(|keep| is_within(&path, keep))
    };
    let found = Search::new(classes, slots, law.on(), &question, &wanted, &kept).run();
    answer.complete = found.complete;
    answer.misses =
        found.found.iter().map(|miss| Telling { matter: &matter, slots, question: &question }.miss(miss)).collect();
    answer.days = days(decision, &read);
    Ok(answer)
}

/// Reads `license is not needed`, `license is not required`, `classification includes 3A090`, `… does not include …`.
fn read(matter: &Matter<'_>, wish: &str) -> Result<Wish, WishError> {
    let words = wish.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = matter.named();
    let of = |name: &str| words.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
    let found = named.iter().filter(|(name, ..)| of(name)).max_by_key(|(name, ..)| name.len());
    let Some((name, id, instance)) = found.cloned() else {
        let first = words.split(" is ").next().unwrap_or("");
        let names: Vec<&str> = named.iter().map(|(name, ..)| name.as_str()).collect();
        return Err(WishError {
            message: format!("`{first}` is no decision of this rulebook"),
            help: Some(format!("its decisions are {}", names.join(", "))),
        });
    };
    let model = matter.law.rulebook().model();
    let rest = words[name.len()..].trim_start();
    let declared = model.vocabulary.decision(id);
    if declared.is_set() {
        let forms = [("includes ", true), ("does not include ", false)];
        let read = forms.iter().find_map(|(form, so)| rest.strip_prefix(form).map(|node| (node.to_string(), *so)));
        let Some((node, so)) = read else {
            let help = format!("write `{name} includes ID` or `{name} does not include ID`");
            return Err(WishError { message: format!("`{name}` is a set"), help: Some(help) });
        };
        if model.tree.find(&node).is_none() {
            return Err(WishError { message: format!("there is no provision `{node}`"), help: None });
        }
        return Ok(Wish { name, id, instance, wanted: Goal::Includes(node, so) });
    }
    if !matches!(declared.ty.required(), Type::Enumeration(_) | Type::YesNo) {
        // The law tells the facts apart by its thresholds, not by what is calculated from them.
        return Err(WishError {
            message: format!("`{name}` is calculated: which facts would make it another is not looked for"),
            help: Some("ask about a decision that is one of several values, or decide with other facts".into()),
        });
    }
    let help = format!("write `{name} is VALUE` or `{name} is not VALUE`");
    let Some(value) = rest.strip_prefix("is ") else {
        return Err(WishError { message: format!("`{wish}` says nothing about `{name}`"), help: Some(help) });
    };
    // `not needed` may be a value; only where it is none does `not` turn the wish around.
    let known = |value: &str| match declared.ty.required() {
        Type::Enumeration(list) => {
            let list = &model.vocabulary.enumerations[list.ix()];
            list.find(value).map(|member| list.code(member).to_string())
        }
        _ => (!value.starts_with("not ")).then(|| value.to_string()),
    };
    let wanted = match (known(value), value.strip_prefix("not ").and_then(known)) {
        (Some(value), _) => Goal::Is(value, true),
        (None, Some(value)) => Goal::Is(value, false),
        (None, None) => {
            let help = match declared.ty.required() {
                Type::Enumeration(list) => {
                    let members: Vec<&str> =
                        model.vocabulary.enumerations[list.ix()].members.keys().map(String::as_str).collect();
                    format!("it is one of {}", members.join(", "))
                }
                _ => help,
            };
            return Err(WishError { message: format!("`{name}` is never `{value}`"), help: Some(help) });
        }
    };
    Ok(Wish { name, id, instance, wanted })
}

/// A path that is to be kept must be that of a fact of the matter, or of a record or list that holds some.
fn is_known(matter: &Matter<'_>, slots: &Slots, keep: &str) -> Result<(), WishError> {
    let paths: Vec<String> = slots.places().map(|(instance, offset)| matter.path(Need { instance, offset })).collect();
    if paths.iter().any(|path| is_within(path, keep)) {
        return Ok(());
    }
    let message = format!("`{keep}` is no fact of this matter: it cannot be kept");
    Err(WishError { message, help: near_of(keep, paths.iter().map(String::as_str)) })
}

/// True if a path is another, or leads on from it.
fn is_within(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The nearest days before and after on which the same facts get the wanted answer: of all on which a text changes or, on these facts,
/// a provision that reads the day itself may turn.
fn days(decision: &Decision, wish: &Wish) -> Vec<OtherDay> {
    let law = decision.law();
    let at = |day: Date| law.rulebook().in_force(day, law.known()).decide(decision.facts());
    let met = |day: &Date| {
        let law = law.rulebook().in_force(*day, law.known());
        wish.wanted.is_met(&Matter::new(&law, decision.facts(), law.enforced()).outcome(wish.id, wish.instance))
    };
    let told = |day: Date, before: bool| {
        let then = at(day);
        // It was over on the next day, or came about on that one.
        let due = match day.plus_days(if before { 1 } else { -1 }).map(at) {
            Some(after) if before => comparison::due_to(&wish.name, &then, &after),
            Some(earlier) => comparison::due_to(&wish.name, &earlier, &then),
            None => Vec::new(),
        };
        let by: IndexSet<String> = due.into_iter().map(|difference| difference.instrument.citation).collect();
        let because = then.because(&wish.name).into_iter();
        let citations: IndexSet<String> = because.map(|told| told.citation).collect();
        OtherDay { day, before, citations: citations.into_iter().collect(), by: by.into_iter().collect() }
    };
    let turns = law.rulebook().turning_days(law.known(), decision.facts());
    let later = turns.iter().copied().filter(|day| *day > law.on()).find(met).map(|day| told(day, false));
    // Between two of them all days are alike: the last is the nearest.
    let last_days = turns.iter().rev().filter(|day| **day <= law.on()).filter_map(|day| day.plus_days(-1));
    let earlier = last_days.into_iter().find(met).map(|day| told(day, true));
    earlier.into_iter().chain(later).collect()
}

/// Puts misses into words.
struct Telling<'t, 'a> {
    matter: &'t Matter<'a>,
    slots: &'t Slots,
    question: &'t Question,
}

impl Telling<'_, '_> {
    fn miss(&self, miss: &Miss) -> NearMiss {
        let mut changed = self.slots.clone();
        for change in &miss.changes {
            let place = (change.place.instance, change.place.offset);
            changed.put(place.0, place.1, Cell::Missing);
            change.to.iter().take(1).for_each(|class| class.put(&mut changed, place));
        }
        let after = Evaluator::new(self.matter.plan(), &changed, self.matter.law.on());
        NearMiss { changes: miss.changes.iter().map(|change| self.change(change, &after)).collect() }
    }

    fn change(&self, change: &Change, after: &Evaluator<'_>) -> FactChange {
        let place = change.place;
        let cell = self.slots.cell(place.instance, place.offset);
        let (wanted, given) = (self.wanted(change), self.given(place, cell));
        let nearest = change.to.first();
        let edge = nearest.and_then(|class| self.edge(cell, class));
        let direction = edge.as_ref().map(|(direction, _)| *direction);
        let distance = edge.as_ref().and_then(|(_, edge)| self.distance(place, cell, edge));
        // A number whose digits never end cannot be given.
        let may_be_given = |class: &&Class| !matches!(class, Class::Is(Cell::Number(n)) if n.decimal().is_none());
        let example = change.to.iter().find(may_be_given).or(nearest);
        let example = example.map_or_else(String::new, |class| self.example(place, cell, class));
        let paragraphs = self.paragraphs(place, after, edge.map(|(_, edge)| edge).as_ref());
        FactChange { fact: self.matter.path(place), given, wanted, direction, distance, example, paragraphs }
    }

    fn ty(&self, place: Need) -> Option<&Type> {
        self.matter.law.rulebook().model().type_of_cell(self.slots.record_of(place.instance), place.offset)
    }

    fn shown(&self, place: Need, datum: &Datum) -> Shown {
        self.matter.law.rulebook().model().shown(datum, self.ty(place), self.matter.language)
    }

    /// What a fact is, where it is a value.
    fn given(&self, place: Need, cell: &Cell) -> Option<Shown> {
        match self.matter.evaluator.cell(cell) {
            Reading::Known(datum) => Some(self.shown(place, &datum)),
            Reading::None => Some(Shown::Plain("none".into())),
            Reading::Undetermined(_) => None,
        }
    }

    /// What a fact would have to be.
    fn wanted(&self, change: &Change) -> Vec<Wanted> {
        let place = change.place;
        let mut bits: Vec<u64> = Vec::new();
        let mut intervals: Vec<(Edge, Edge)> = Vec::new();
        let mut others: Vec<Wanted> = Vec::new();
        let name = |name: &std::sync::Arc<str>| Wanted::Value(shown::Value::Is(Shown::Plain(name.to_string())));
        for class in &change.to {
            match class {
                Class::Is(Cell::Member(member)) => set_bit(&mut bits, *member),
                Class::OneOf(Supposed::Members(more)) => {
                    (0..more.len() as u32 * 64).filter(|m| has_bit(more, *m)).for_each(|m| set_bit(&mut bits, m));
                }
                Class::OneOf(Supposed::Between(low, high)) => intervals.push((low.clone(), high.clone())),
                Class::OneOf(Supposed::Names(names)) => others.extend(names.iter().map(name)),
                Class::OneOf(Supposed::OtherNames(_)) => others.push(Wanted::AnotherName),
                Class::Is(Cell::Provisions(ids)) => {
                    let tree = &self.matter.law.rulebook().model().tree;
                    others.push(Wanted::Claimed(ids.iter().map(|id| tree.text(*id).to_string()).collect()));
                }
                Class::Is(Cell::None) => others.push(Wanted::Value(shown::Value::None)),
                Class::Is(cell) => match self.matter.evaluator.cell(cell) {
                    Reading::Known(datum @ (Datum::Number(_) | Datum::Date(_) | Datum::Days(_))) => {
                        intervals.push((Some((datum.clone(), true)), Some((datum, true))));
                    }
                    Reading::Known(datum) => others.push(Wanted::Value(shown::Value::Is(self.shown(place, &datum)))),
                    _ => {}
                },
            }
        }
        let model = self.matter.law.rulebook().model();
        let range = |(low, high): (Edge, Edge)| {
            let end =
                |edge: Edge| edge.filter(|(at, _)| !is_of_the_calendar(at)).map(|(at, included)| End { at, included });
            let range = Range { low: end(low), high: end(high), causes: Causes::NONE };
            Wanted::Value(model.range_shown(&Ok(range), self.ty(place), self.matter.language))
        };
        let mut all: Vec<Wanted> = joined(intervals).into_iter().map(range).collect();
        if !bits.is_empty() {
            all.push(self.members(place, &bits));
        }
        all.extend(others);
        all
    }

    /// Members by the group that holds them, or all others; else one by one.
    fn members(&self, place: Need, bits: &[u64]) -> Wanted {
        let (model, plan) = (self.matter.law.rulebook().model(), self.matter.plan());
        let count = match self.ty(place).map(Type::required) {
            Some(Type::Enumeration(list)) => model.vocabulary.enumerations[list.ix()].members.len() as u32,
            _ => 0,
        };
        for test in self.matter.distinctions().of((place.instance, place.offset)) {
            let Test::In(set) = test else { continue };
            let group = plan.sets.get(*set as usize);
            let (Some(group), Some(name)) = (group, model.group_of_set(plan, *set)) else { continue };
            let within = |m: u32| group.contains(&Datum::Member(m));
            if (0..count).all(|m| within(m) == has_bit(bits, m)) {
                return Wanted::In(name.to_string());
            }
            if (0..count).all(|m| within(m) != has_bit(bits, m)) {
                return Wanted::Outside(name.to_string());
            }
        }
        Wanted::OneOf((0..count).filter(|m| has_bit(bits, *m)).map(|m| self.shown(place, &Datum::Member(m))).collect())
    }

    /// Which way a value lies from a class, and where the class begins on that side; none where it has no order.
    fn edge(&self, cell: &Cell, class: &Class) -> Option<(Ordering, Datum)> {
        let Reading::Known(given) = self.matter.evaluator.cell(cell) else { return None };
        let (low, high) = match class {
            Class::OneOf(Supposed::Between(low, high)) => (low.clone(), high.clone()),
            Class::Is(own) => match self.matter.evaluator.cell(own) {
                Reading::Known(at) => (Some((at.clone(), true)), Some((at, true))),
                _ => return None,
            },
            _ => return None,
        };
        let beyond = |edge: &Edge, out: Ordering| {
            let (at, included) = edge.as_ref()?;
            let order = given.order(at)?;
            (order == out || order == Ordering::Equal && !included).then(|| at.clone())
        };
        match (beyond(&low, Ordering::Less), beyond(&high, Ordering::Greater)) {
            _ if matches!(given, Datum::Member(_) | Datum::YesNo(_)) => None,
            (Some(edge), _) => Some((Ordering::Greater, edge)),
            (_, Some(edge)) => Some((Ordering::Less, edge)),
            _ => None,
        }
    }

    /// How far a value is from an edge.
    fn distance(&self, place: Need, cell: &Cell, edge: &Datum) -> Option<Shown> {
        let apart = match (self.matter.evaluator.cell(cell), edge) {
            (Reading::Known(Datum::Number(a)), Datum::Number(b)) => {
                Datum::Number(if a > *b { a.sub(b) } else { b.sub(&a) })
            }
            (Reading::Known(Datum::Date(a)), Datum::Date(b)) => Datum::Days(a.days_until(*b).abs()),
            (Reading::Known(Datum::Days(a)), Datum::Days(b)) => Datum::Days(a.checked_sub(*b)?.abs()),
            _ => return None,
        };
        Some(self.shown(place, &apart))
    }

    /// One value of a class, as it may be given: the one nearest to what is given, or near to it.
    fn example(&self, place: Need, cell: &Cell, class: &Class) -> String {
        let datum = match class {
            Class::Is(Cell::None) => return "none".into(),
            Class::Is(Cell::Provisions(ids)) => {
                let tree = &self.matter.law.rulebook().model().tree;
                return ids.iter().map(|id| tree.text(*id)).collect::<Vec<_>>().join(", ");
            }
            Class::OneOf(Supposed::Names(names)) => names.first().map(|name| Datum::Text(name.clone())),
            Class::OneOf(Supposed::OtherNames(_)) => return "a name that no provision mentions".into(),
            Class::Is(own) => match self.matter.evaluator.cell(own) {
                Reading::Known(datum) => Some(datum),
                _ => None,
            },
            Class::OneOf(Supposed::Members(bits)) => {
                (0..bits.len() as u32 * 64).find(|m| has_bit(bits, *m)).map(Datum::Member)
            }
            Class::OneOf(Supposed::Between(low, high)) => {
                let rises = self.edge(cell, class).is_none_or(|(direction, _)| direction != Ordering::Less);
                if rises { near(low, high, 1) } else { near(high, low, -1) }
            }
        };
        datum.map_or_else(String::new, |datum| self.shown(place, &datum).to_string())
    }

    /// The paragraphs that read a fact and come out otherwise once everything is changed: of the provisions on which the answer
    /// rests, and of those that would have brought it about too if the fact had stopped short of the edge. Where there are none,
    /// of those on which the other answer would rest.
    fn paragraphs(&self, place: Need, after: &Evaluator<'_>, edge: Option<&Datum>) -> Vec<String> {
        let mut found = self.turned(place, after, &self.visited(&self.matter.evaluator), None);
        let others = self.visited(after);
        let found_there = match (edge, found.is_empty()) {
            (_, true) => self.turned(place, after, &others, None),
            (Some(edge), false) => self.turned(place, after, &others, Some(edge)),
            (None, false) => Vec::new(),
        };
        found_there.into_iter().for_each(|paragraph| {
            if !found.contains(&paragraph) {
                found.push(paragraph);
            }
        });
        found
    }

    /// The provisions on which the answer rests.
    fn visited(&self, evaluator: &Evaluator<'_>) -> Vec<(ProvisionIx, InstanceId)> {
        let mut explainer = Explainer::new(evaluator, Mode::WithClaims);
        let reasons: Vec<Reason> = match self.question {
            Question::Outcome(id, instance, mode) => {
                explainer.outcome(*id, *instance, &evaluator.outcome(*id, *instance, *mode))
            }
            Question::Applies(rules) => rules.iter().map(|(rule, on)| explainer.rule(*rule, *on)).collect(),
            _ => Vec::new(),
        };
        let mut at = Vec::new();
        reasons.iter().for_each(|reason| visited(reason, &mut at));
        at
    }

    /// The paragraphs of some provisions that read a fact and come out otherwise; with an edge, those that compare with it.
    fn turned(
        &self,
        place: Need,
        after: &Evaluator<'_>,
        at: &[(ProvisionIx, InstanceId)],
        edge: Option<&Datum>,
    ) -> Vec<String> {
        let before = &self.matter.evaluator;
        let mut found = Vec::new();
        for (ix, instance) in at.iter().copied() {
            let compiled = before.plan.provision(ix);
            let id = self.matter.law.rulebook().model().tree.text(compiled.id);
            let conclusions = compiled.conclusions.iter().filter_map(|conclusion| match conclusion {
                crate::plan::Conclusion::Is(_, cases) => Some(cases.roots()),
                _ => None,
            });
            for root in compiled.condition.into_iter().chain(compiled.cases.roots()).chain(conclusions.flatten()) {
                let mut walk = Walk { place, before, after, id, edge, address: String::new(), found: &mut found };
                let mut frames =
                    [before.frame(ix, instance, Mode::WithClaims), after.frame(ix, instance, Mode::WithClaims)];
                walk.node(root, &mut frames);
            }
        }
        found
    }
}

/// Looks for the paragraphs that a change of one fact turns.
struct Walk<'w, 'a, 'b> {
    place: Need,
    before: &'w Evaluator<'a>,
    after: &'w Evaluator<'b>,
    id: &'w str,
    edge: Option<&'w Datum>,
    address: String,
    found: &'w mut Vec<String>,
}

impl Walk<'_, '_, '_> {
    fn node(&mut self, node: NodeId, frames: &mut [Frame; 2]) {
        let op = self.before.plan.op(node);
        match op {
            Op::List(_, paragraphs) => {
                for paragraph in paragraphs {
                    if let Some(body) = paragraph.node {
                        let outer = std::mem::replace(&mut self.address, paragraph.address.clone());
                        self.node(body, frames);
                        self.address = outer;
                    }
                }
            }
            Op::Quantified { variable, list, body: Some(body), .. } => {
                let Ok((elements, _)) = self.before.list_cells(*list, &mut frames[0]) else { return };
                for element in elements {
                    self.before.bind(*variable, element, &mut frames[0]);
                    self.after.bind(*variable, element, &mut frames[1]);
                    self.node(*body, frames);
                }
            }
            Op::And(_) | Op::Or(_) | Op::Not(_) => {
                let mut inner = Vec::new();
                children(op, &mut |child| inner.push(child));
                inner.into_iter().for_each(|child| self.node(child, frames));
            }
            _ => {
                let turned = |a: Truth, b: Truth| a.holds() != b.holds() || a.fails() != b.fails();
                if self.reads(node, &mut frames[0])
                    && self.is_at_the_edge(op, &mut frames[0])
                    && turned(self.before.truth(node, &mut frames[0]), self.after.truth(node, &mut frames[1]))
                {
                    let paragraph = format!("{}{}", self.id, self.address);
                    if !self.found.contains(&paragraph) {
                        self.found.push(paragraph);
                    }
                }
            }
        }
    }

    /// True if a comparison is with the edge; without an edge any is.
    fn is_at_the_edge(&self, op: &Op, frame: &mut Frame) -> bool {
        match (self.edge, op) {
            (None, _) => true,
            (Some(edge), Op::Compare(_, a, b) | Op::Equals(a, b)) => {
                [a, b].into_iter().any(|side| self.before.value(*side, frame) == Reading::Known(edge.clone()))
            }
            _ => false,
        }
    }

    /// True if an operation reads the fact, itself or in a calculation, of which each is looked into once.
    fn reads(&self, node: NodeId, frame: &mut Frame) -> bool {
        let mut defined = IndexSet::new();
        let mut found = self.reads_itself(node, frame, &mut defined);
        let mut next = 0;
        while let (false, Some((by, instance))) = (found, defined.get_index(next).copied()) {
            next += 1;
            // A definition with paragraphs of its own is told by them.
            let cases = &self.before.plan.provision(by).cases;
            let numeric = cases.cases.iter().all(|(_, value)| !matches!(self.before.plan.op(*value), Op::List(..)));
            let mut frame = self.before.frame(by, instance, Mode::WithClaims);
            found = numeric && cases.roots().any(|root| self.reads_itself(root, &mut frame, &mut defined));
        }
        found
    }

    /// True if an operation reads the fact without a definition between; the definitions it asks are noted.
    fn reads_itself(&self, node: NodeId, frame: &mut Frame, defined: &mut IndexSet<(ProvisionIx, InstanceId)>) -> bool {
        let op = self.before.plan.op(node);
        match op {
            Op::Fact(offset) if self.place == (Need { instance: MATTER, offset: *offset }) => return true,
            Op::Field(base, offset)
                if *offset == self.place.offset
                    && self.before.value(*base, frame) == Reading::Known(Datum::Record(self.place.instance)) =>
            {
                return true;
            }
            Op::Defined { by, of, .. } => {
                let instance = match of.map(|of| self.before.value(of, frame)) {
                    None => MATTER,
                    Some(Reading::Known(Datum::Record(instance))) => instance,
                    Some(_) => return false,
                };
                defined.insert((*by, instance));
                return false;
            }
            _ => {}
        }
        let mut inner = Vec::new();
        children(op, &mut |child| inner.push(child));
        inner.into_iter().any(|child| self.reads_itself(child, frame, defined))
    }
}

/// An end of an interval, and whether it is in it.
type Edge = Option<(Datum, bool)>;

/// Intervals in order, those that touch made one.
fn joined(mut intervals: Vec<(Edge, Edge)>) -> Vec<(Edge, Edge)> {
    intervals.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some((a, _)), Some((b, _))) => a.order(b).unwrap_or(Ordering::Equal),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    let mut all: Vec<(Edge, Edge)> = Vec::new();
    for (low, high) in intervals {
        if let Some((_, end)) = all.last_mut()
            && touch(end, &low)
        {
            *end = high;
        } else {
            all.push((low, high));
        }
    }
    all
}

/// Days so near to either end of the calendar only say that from those beyond it nothing can be counted.
fn is_of_the_calendar(at: &Datum) -> bool {
    const NEAR: i64 = 200 * 366;
    match at {
        Datum::Date(day) => day.number() < NEAR || day.days_until(Date::LAST) < NEAR,
        _ => false,
    }
}

/// True if nothing lies between the end of one interval and the beginning of the next.
fn touch(end: &Edge, begin: &Edge) -> bool {
    match (end, begin) {
        (Some((Datum::Date(a), true)), Some((Datum::Date(b), true))) => a.plus_days(1) == Some(*b),
        (Some((Datum::Days(a), true)), Some((Datum::Days(b), true))) => a.checked_add(1) == Some(*b),
        (Some((a, a_in)), Some((b, b_in))) => a == b && a_in != b_in,
        _ => false,
    }
}

fn set_bit(bits: &mut Vec<u64>, member: u32) {
    let word = member as usize / 64;
    if bits.len() <= word {
        bits.resize(word + 1, 0);
    }
    bits[word] |= 1 << (member % 64);
}

/// A value between two ends, as near to the first as its kind allows and as it can be given; `away` is the way from it.
fn near(near: &Edge, far: &Edge, away: i64) -> Option<Datum> {
    let datum = match (near, far) {
        (Some((at, true)), _) | (None, Some((at, true))) => at.clone(),
        (Some((Datum::Number(a), false)), Some((Datum::Number(b), _))) => {
            Datum::Number(a.add(b).div(&Number::from(2))?)
        }
        (Some((Datum::Number(a), false)), None) => Datum::Number(a.add(&Number::from(away))),
        (None, Some((Datum::Number(b), false))) => Datum::Number(b.sub(&Number::from(away))),
        (Some((at, false)), _) | (None, Some((at, false))) => at.clone(),
        (None, None) => Datum::Number(Number::ZERO),
    };
    let Datum::Number(number) = &datum else { return Some(datum) };
    if number.decimal().is_some() {
        return Some(datum);
    }
    let (low, high) = if away > 0 { (near, far) } else { (far, near) };
    Some(written_out(number, low, high).map_or(datum, Datum::Number))
}

/// Most places after the point of a number that is given as an example.
const MOST_PLACES: i64 = 18;

/// A number with as few digits as lie between two ends, near to one whose digits never end; none where so many do not do.
fn written_out(number: &Number, low: &Edge, high: &Edge) -> Option<Number> {
    let within = |edge: &Edge, candidate: &Number, side: Ordering| match edge {
        Some((Datum::Number(at), included)) => candidate.cmp(at) == side || *included && candidate == at,
        _ => true,
    };
    let mut step = Number::from(1);
    for _ in 0..=MOST_PLACES {
        let ways = [RoundingMode::Down, RoundingMode::Up].map(|mode| number.rounded(mode, &step));
        let inside = |way: &Number| within(low, way, Ordering::Greater) && within(high, way, Ordering::Less);
        if let Some(found) = ways.into_iter().flatten().find(inside) {
            return Some(found);
        }
        step = step.div(&Number::from(10))?;
    }
    None
}

fn visited(reason: &Reason, all: &mut Vec<(ProvisionIx, InstanceId)>) {
    let at = (reason.provision, reason.instance);
    if !all.contains(&at) {
        all.push(at);
    }
    reason.because.iter().for_each(|inner| visited(inner, all));
}

impl WhyNot {
    /// Its JSON form; keys are only ever added.
    pub fn to_json(&self) -> Json {
        let direction = |change: &FactChange| match change.direction {
            Some(Ordering::Less) => json!("fall"),
            Some(Ordering::Greater) => json!("rise"),
            _ => Json::Null,
        };
        let change = |change: &FactChange| {
            json!({
                "fact": change.fact,
                "given": change.given.as_ref().map(ToString::to_string),
                "wanted": crate::language::ENGLISH.wanted(&change.wanted),
                "direction": direction(change),
                "distance": change.distance.as_ref().map(ToString::to_string),
                "example": change.example,
                "paragraphs": change.paragraphs,
            })
        };
        let miss = |miss: &NearMiss| Json::Array(miss.changes.iter().map(change).collect());
        let day = |day: &OtherDay| json!({ "day": day.day.to_string(), "before": day.before, "citations": day.citations, "by": day.by });
        json!({
            "wish": self.wish, "came": self.came, "holds": self.holds, "complete": self.complete,
            "misses": self.misses.iter().map(miss).collect::<Vec<_>>(),
            "days": self.days.iter().map(day).collect::<Vec<_>>(),
        })
    }
}
