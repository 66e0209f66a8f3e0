//! The text of a day: every live statement, applied in order, in one track. Recomputed from nothing each time.

use super::model::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Track {
    Printed,
    Enforced,
}

/// The text in force: provisions, values, groups.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub rules: BTreeMap<String, Rule>,
    pub exemptions: BTreeMap<String, Exemption>,
    pub defines: BTreeMap<String, Define>,
    pub defaults: BTreeMap<String, (String, Expr)>,
    pub values: BTreeMap<String, Expr>,
    pub groups: BTreeMap<String, Group>,
    /// Which statement wrote each node: (act, part, position).
    pub written: BTreeMap<String, Place>,
    /// Statements that found nothing to change.
    pub dangling: BTreeSet<Place>,
    /// Insertions of what was there and removals of what was not.
    pub idle: BTreeSet<Place>,
    /// Repeals that found nothing.
    pub empty_repeals: BTreeSet<Place>,
    /// `amend rule` of what was not there.
    pub amends_nothing: BTreeSet<Place>,
}

impl Text {
    /// True when nobody could tell the two apart.
    pub fn same_law(&self, other: &Text) -> bool {
        let values = |text: &Text| format!("{:?}", text.values);
        self.written == other.written && self.groups == other.groups && values(self) == values(other)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    pub members: Vec<String>,
    pub except: Vec<String>,
}

/// Act, part and position of a statement.
pub type Place = (usize, usize, usize);

/// The dates of one statement: its own, else its part's, else its act's.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub published: Day,
    pub effective: Day,
    pub end: Option<Day>,
    pub comply: Day,
}

pub fn span(act: &Act, part: &Part, statement: &Statement) -> Span {
    let pick = |own: Option<Day>, part: Option<Day>, act: Option<Day>| own.or(part).or(act);
    let effective = pick(statement.dates.effective, part.dates.effective, act.dates.effective).expect("effective");
    let end = statement.dates.end.or(part.dates.end).or(act.dates.end).map(|end| match end {
        End::Through(d) => d + 1,
        End::Until(d) => d,
    });
    // `comply from` of an act does not delay exemptions and limits; a part's or their own date does.
    let relief = matches!(statement.kind, Kind::Exemption(_));
    let comply = pick(statement.dates.comply, part.dates.comply, if relief { None } else { act.dates.comply });
    Span { published: act.released.unwrap_or(act.published), effective, end, comply: comply.unwrap_or(effective) }
}

pub fn live(span: &Span, track: Track, on: Day, known: Option<Day>) -> bool {
    let printed =
        known.is_none_or(|k| span.published <= k) && span.effective <= on && span.end.is_none_or(|end| on < end);
    match track {
        Track::Printed => printed,
        Track::Enforced => printed && span.comply <= on,
    }
}

pub fn fold(book: &Book, track: Track, on: Day, known: Option<Day>) -> Text {
    // An act stands after the acts it names.
    let mut rank = vec![0usize; book.acts.len()];
    for _ in 0..book.acts.len() {
        for (i, act) in book.acts.iter().enumerate() {
            for (j, other) in book.acts.iter().enumerate() {
                if act.after.contains(&other.name) && rank[i] <= rank[j] {
                    rank[i] = rank[j] + 1;
                }
            }
        }
    }
    let mut order = Vec::new();
    for (a, act) in book.acts.iter().enumerate() {
        for (p, part) in act.parts.iter().enumerate() {
            for (s, statement) in part.statements.iter().enumerate() {
                let span = span(act, part, statement);
                if live(&span, track, on, known) {
                    order.push(((span.effective, span.published, rank[a], a, p, s), statement));
                }
            }
        }
    }
    order.sort_by_key(|(key, _)| *key);
    let mut text = Text::default();
    for ((_, _, _, a, p, s), statement) in order {
        apply(&mut text, (a, p, s), &statement.kind);
    }
    text
}

fn apply(text: &mut Text, place: Place, kind: &Kind) {
    match kind {
        Kind::Rule(rule) => {
            if rule.amend && !text.rules.contains_key(&rule.id) {
                text.amends_nothing.insert(place);
            }
            text.written.insert(rule.id.clone(), place);
            text.rules.insert(rule.id.clone(), rule.clone());
        }
        Kind::Exemption(exemption) => {
            text.written.insert(exemption.id.clone(), place);
            text.exemptions.insert(exemption.id.clone(), exemption.clone());
        }
        Kind::Define(define) => {
            text.written.insert(define.id.clone(), place);
            text.defines.insert(define.id.clone(), define.clone());
        }
        Kind::Default { id, decision, value } => {
            text.written.insert(id.clone(), place);
            text.defaults.insert(id.clone(), (decision.clone(), value.clone()));
        }
        Kind::Value { name, value } => {
            text.written.insert(name.clone(), place);
            text.values.insert(name.clone(), value.clone());
        }
        Kind::Group { name, members, except, .. } => {
            text.written.insert(name.clone(), place);
            text.groups.insert(name.clone(), Group { members: members.clone(), except: except.clone() });
        }
        Kind::Members { insert, members, group } => match text.groups.get_mut(group) {
            None => {
                text.dangling.insert(place);
            }
            Some(found) => {
                for member in members {
                    let there = found.members.contains(member);
                    if there == *insert {
                        text.idle.insert(place);
                    }
                    if *insert && !there {
                        found.members.push(member.clone());
                    }
                    if !*insert {
                        found.members.retain(|m| m != member);
                    }
                }
            }
        },
        Kind::Repeal(ids) => {
            for id in ids {
                let before = text.written.len();
                text.rules.retain(|k, _| !beneath(k, id));
                text.exemptions.retain(|k, _| !beneath(k, id));
                text.defines.retain(|k, _| !beneath(k, id));
                text.defaults.retain(|k, _| !beneath(k, id));
                text.values.retain(|k, _| !beneath(k, id));
                text.groups.retain(|k, _| !beneath(k, id));
                text.written.retain(|k, _| !beneath(k, id));
                if text.written.len() == before {
                    text.empty_repeals.insert(place);
                }
            }
        }
        Kind::Set { name, value } => match text.values.get_mut(name) {
            None => {
                text.dangling.insert(place);
            }
            Some(found) => *found = value.clone(),
        },
    }
}
