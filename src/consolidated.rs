//! The consolidated text of a day, for reading: every provision, group and value in force, with the act that wrote it.

use serde_json::{Value, json};

use crate::Law;
use crate::model::{Clause, GroupTerm, Model, StatementId, Type};
use crate::temporal::members_of;
use crate::value::Date;

/// A provision, group or value in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its id or name.
    pub id: String,
    /// The keyword that begins it: `rule`, `define`, `group`, `value` …
    pub keyword: &'static str,
    /// The words of the statement that put it there, as the author laid them out.
    pub text: String,
    /// The act that wrote it.
    pub act: String,
    /// The act's official citation.
    pub citation: String,
    /// First day it is law.
    pub in_force_from: Date,
    /// First day it is enforced.
    pub enforced_from: Date,
    /// First day it is no longer law, where that is known.
    pub until: Option<Date>,
    /// The members of a group that day.
    pub members: Vec<String>,
    /// What was put into a group or taken out since its list was stated.
    pub changes: Vec<Change>,
}

/// A change of a group's members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// True for `insert`.
    pub insert: bool,
    /// Who.
    pub member: String,
    /// The act that says so.
    pub act: String,
    /// The act's official citation.
    pub citation: String,
    /// From when.
    pub in_force_from: Date,
}

impl Passage {
    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        let mut value = json!({
            "id": self.id,
            "kind": self.keyword,
            "act": self.act,
            "citation": self.citation,
            "in_force_from": self.in_force_from.to_string(),
            "enforced_from": self.enforced_from.to_string(),
            "until": self.until.map(|day| day.to_string()),
            "text": self.text,
        });
        if self.keyword == "group" {
            let change = |c: &Change| {
                json!({
                    "change": if c.insert { "insert" } else { "remove" },
                    "member": c.member,
                    "act": c.act,
                    "citation": c.citation,
                    "in_force_from": c.in_force_from.to_string(),
                })
            };
            value["members"] = json!(self.members);
            value["changes"] = self.changes.iter().map(change).collect();
        }
        value
    }
}

impl Law {
    /// What is in force: values and groups first, then the provisions in text order; as printed or as enforced.
    pub fn consolidated(&self, as_printed: bool) -> Vec<Passage> {
        let text = &if as_printed { self.printed() } else { self.enforced() }.text;
        let model = self.rulebook().model();
        let mut passages = Vec::new();
        for (value, statement) in &text.values {
            let name = model.vocabulary.values.get_index(value.ix()).map_or("", |(name, _)| name);
            passages.push(self.passage(name, "value", *statement));
        }
        for (group, in_force) in &text.groups {
            let Some((name, declared)) = model.vocabulary.groups.get_index(group.ix()) else { continue };
            let word = |term: &GroupTerm| term_text(model, &declared.of, term);
            let mut passage = self.passage(name, "group", in_force.stated_by);
            passage.members = members_of(model, text, *group).iter().map(word).collect();
            for (insert, term, by) in &in_force.changes {
                let statement = model.statement(*by);
                let act = model.act(statement.act);
                passage.changes.push(Change {
                    insert: *insert,
                    member: word(term),
                    act: act.name.clone(),
                    citation: act.citation.clone(),
                    in_force_from: statement.effective,
                });
            }
            passages.push(passage);
        }
        for (id, statement) in &text.provisions {
            let keyword = model.provision(*statement).map_or("", |p| p.kind.keyword());
            passages.push(self.passage(model.tree.text(*id), keyword, *statement));
        }
        passages
    }

    fn passage(&self, id: &str, keyword: &'static str, statement: StatementId) -> Passage {
        let model = self.rulebook().model();
        let statement = model.statement(statement);
        let act = model.act(statement.act);
        Passage {
            id: id.to_string(),
            keyword,
            text: dedent(self.rulebook().sources().text(statement.span)),
            act: act.name.clone(),
            citation: act.citation.clone(),
            in_force_from: statement.effective,
            enforced_from: statement.comply_from,
            until: statement.end,
            members: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// The days on which some act wrote, or will write, something with this id or name, in order.
    pub fn days_written(&self, id: &str) -> Vec<Date> {
        let model = self.rulebook().model();
        let vocabulary = &model.vocabulary;
        let names = |clause: &Clause| match clause {
            Clause::Provision(p) => crate::model::provisions::is_beneath(model.tree.text(p.id), id),
            Clause::Value(v, _) => vocabulary.values.get_index_of(id) == Some(v.ix()),
            Clause::Group(g) => vocabulary.groups.get_index_of(id) == Some(g.group.ix()),
            _ => false,
        };
        let known = model.statements.iter().filter(|s| self.known().reaches(s.public_from));
        let mut days: Vec<Date> = known.filter(|s| names(&s.clause)).map(|s| s.effective).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

fn term_text(model: &Model, of: &Type, term: &GroupTerm) -> String {
    match (term, of) {
        (GroupTerm::Member(member), Type::Enumeration(id)) => {
            model.vocabulary.enumerations.get(id.ix()).map_or("", |e| e.code(*member)).to_string()
        }
        (GroupTerm::Member(member), _) => member.to_string(),
        (GroupTerm::Text(text), _) => text.clone(),
        (GroupTerm::Provision(id), _) => model.tree.text(*id).to_string(),
        (GroupTerm::Group(id), _) => {
            model.vocabulary.groups.get_index(id.ix()).map_or("", |(name, _)| name).to_string()
        }
    }
}

/// The lines without the indentation that all but the first share.
fn dedent(text: &str) -> String {
    let text = text.trim_end();
    let indent = |line: &str| line.chars().take_while(|c| *c == ' ').count();
    let shared = text.lines().skip(1).filter(|l| !l.trim().is_empty()).map(indent).min().unwrap_or(0);
    let shared = shared.saturating_sub(2);
    let cut = |(n, line): (usize, &str)| match n {
        0 => line.trim_end().to_string(),
        _ => line.get(shared..).unwrap_or("").trim_end().to_string(),
    };
    text.lines().enumerate().map(cut).collect::<Vec<_>>().join("\n")
}
