//! Why text that is printed is not enforced on a day: suspended, not enforced, or not due yet (S18).

use std::fmt;

use serde_json::{Value, json};

use crate::Law;
use crate::language::ENGLISH;
use crate::model::provisions::is_beneath;
use crate::model::{Clause, Named, ProvisionId, StatementId, VerbKind};
use crate::temporal::Track;
use crate::value::Date;

/// A provision of which some printed words are not enforced that day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Away {
    /// The id of the provision that is written, changed, moved or repealed; with all beneath it where it is repealed or moved.
    pub provision: String,
    /// The act whose words they are.
    pub act: String,
    /// Its official citation.
    pub citation: String,
    /// Why.
    pub why: Why,
    /// The act that suspends, or stops enforcement, and its official citation; none where compliance is not due yet.
    pub by: Option<(String, String)>,
    /// First day it is away.
    pub from: Date,
    /// First day it is there again, where that is known.
    pub until: Option<Date>,
}

/// Why printed words are not enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// An act suspends them.
    Suspended,
    /// An act stops enforcing them.
    NotEnforced,
    /// Compliance is not due yet.
    NotDue,
}

impl Why {
    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Why::Suspended => "suspended",
            Why::NotEnforced => "not enforced",
            Why::NotDue => "not due",
        }
    }
}

impl Away {
    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        json!({
            "provision": self.provision,
            "act": self.act,
            "citation": self.citation,
            "why": self.why.word(),
            "by": self.by.as_ref().map(|(act, citation)| json!({ "act": act, "citation": citation })),
            "from": self.from.to_string(),
            "until": self.until.map(|day| day.to_string()),
        })
    }
}

/// What an act says with effect from a day that is still to be appointed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaiting {
    /// The id or name of what is written, changed, moved or repealed.
    pub provision: String,
    /// The act.
    pub act: String,
    /// Its official citation.
    pub citation: String,
}

impl Awaiting {
    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        json!({
            "provision": self.provision,
            "act": self.act,
            "citation": self.citation,
            "why": "awaits a day to be appointed",
        })
    }
}

/// `` `4` of Order 3 of 2021 awaits a day to be appointed ``
impl fmt::Display for Awaiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of {} awaits a day to be appointed", self.provision, self.citation)
    }
}

/// `` `742.6(a)(6)(iii)` of 90 FR 4544 is not enforced from 2025-05-13 (BIS press release) ``
impl fmt::Display for Away {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ENGLISH.away(self, std::slice::from_ref(&self.provision)))
    }
}

impl Law {
    /// What is enacted and known, and awaits a day to be appointed.
    pub fn awaiting(&self) -> Vec<Awaiting> {
        let mut all: Vec<Awaiting> = Vec::new();
        let waits = self.calendar().all().filter(|(_, life)| life.effective.is_none());
        for (id, _) in waits {
            let act = self.rulebook().model().act(self.rulebook().model().statement(id).act);
            for provision in self.named_in(id) {
                let new = Awaiting { provision, act: act.name.clone(), citation: act.citation.clone() };
                if !all.contains(&new) {
                    all.push(new);
                }
            }
        }
        all
    }

    /// What is printed that day and not enforced, in text order.
    pub fn away(&self) -> Vec<Away> {
        if !self.printed_differs() {
            return Vec::new();
        }
        let mut all: Vec<Away> = Vec::new();
        let mut add = |away: Away| {
            if !all.contains(&away) {
                all.push(away);
            }
        };
        let printed = self.calendar().alive(self.on(), Track::Printed);
        for (id, life) in printed.filter(|(_, life)| !life.enforced.contains(self.on())) {
            for node in self.nodes_of(id) {
                for by in life.moved_by(VerbKind::Suspend, self.on()) {
                    add(self.away_by(id, &node, Why::Suspended, by));
                }
                for by in life.moved_by(VerbKind::StopEnforcing, self.on()) {
                    add(self.away_by(id, &node, Why::NotEnforced, by));
                }
                if let (Some(from), Some(due)) = (life.effective, life.complies.filter(|due| *due > self.on())) {
                    add(Away { from, until: Some(due), ..self.words_of(id, &node, Why::NotDue) });
                }
            }
        }
        for mark in self.calendar().marks_on(self.on(), Track::Enforced) {
            let why = if mark.track == Track::Enforced { Why::NotEnforced } else { Why::Suspended };
            for (node, versions) in &self.printed().text.provisions {
                if self.rulebook().model().tree.is_within(*node, mark.node) {
                    let name = self.name_of(*node);
                    versions.iter().for_each(|v| add(self.away_by(v.written_by, &name, why, mark.by)));
                }
            }
        }
        all
    }

    /// What of it bears on these provisions and groups; all of it where nothing can be told to bear on them.
    pub(crate) fn away_of(&self, names: &[String]) -> Vec<Away> {
        let all = self.away();
        let bears = |away: &&Away| names.iter().any(|name| is_beneath(name, &away.provision));
        let bearing: Vec<Away> = all.iter().filter(bears).cloned().collect();
        if bearing.is_empty() { all } else { bearing }
    }

    fn away_by(&self, id: StatementId, node: &str, why: Why, by: StatementId) -> Away {
        let model = self.rulebook().model();
        let verb = self.calendar().life(by);
        let run = verb.and_then(|life| {
            life.operative
                .runs()
                .iter()
                .find(|(from, until)| *from <= self.on() && until.is_none_or(|until| self.on() < until))
        });
        let act = model.act(model.statement(by).act);
        Away {
            by: Some((act.name.clone(), act.citation.clone())),
            from: run.map_or(self.on(), |(from, _)| *from),
            until: run.and_then(|(_, until)| *until),
            ..self.words_of(id, node, why)
        }
    }

    fn words_of(&self, id: StatementId, node: &str, why: Why) -> Away {
        let model = self.rulebook().model();
        let act = model.act(model.statement(id).act);
        Away {
            provision: node.to_string(),
            act: act.name.clone(),
            citation: act.citation.clone(),
            why,
            by: None,
            from: self.on(),
            until: None,
        }
    }

    fn name_of(&self, node: ProvisionId) -> String {
        self.rulebook().model().tree.text(node).to_string()
    }

    /// What a statement writes, changes, moves or repeals, under the ids of the day.
    fn nodes_of(&self, id: StatementId) -> Vec<String> {
        let model = self.rulebook().model();
        let standing = self.printed().text.provisions.iter().filter(|(_, versions)| {
            versions.iter().any(|version| version.written_by == id || version.amended_by.contains(&id))
        });
        let standing: Vec<String> = standing.map(|(node, _)| self.name_of(*node)).collect();
        let writes = matches!(model.statement(id).clause, Clause::Provision(_) | Clause::Amend(_));
        if writes || !standing.is_empty() { standing } else { self.named_in(id) }
    }

    /// What a statement names as written, changed, moved or repealed.
    fn named_in(&self, id: StatementId) -> Vec<String> {
        let model = self.rulebook().model();
        let group = |ix: usize| model.vocabulary.groups.get_index(ix).map(|(name, _)| name.clone());
        let value = |ix: usize| model.vocabulary.values.get_index(ix).map(|(name, _)| name.clone());
        match &model.statement(id).clause {
            Clause::Provision(provision) => vec![self.name_of(provision.id)],
            Clause::Amend(amendment) => vec![self.name_of(amendment.target)],
            Clause::Renumber(renumber) => vec![self.name_of(renumber.from), self.name_of(renumber.to)],
            Clause::Value(v, _) | Clause::Set(v, _) => value(v.ix()).into_iter().collect(),
            Clause::Group(g) => group(g.group.ix()).into_iter().collect(),
            Clause::Members(change) => change.groups.iter().filter_map(|g| group(g.ix())).collect(),
            Clause::Repeal(targets) => targets
                .iter()
                .filter_map(|target| match target {
                    Named::Provision(node) => Some(self.name_of(*node)),
                    Named::Group(g) => group(g.ix()),
                    Named::Value(v) => value(v.ix()),
                })
                .collect(),
            Clause::Verb(_) => Vec::new(),
        }
    }
}
