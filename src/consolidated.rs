//! The consolidated text of a day, for reading: every provision, group and value in force, with the act that wrote it.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::model::{
    Amended, Clause, Doubt, GroupId, GroupTerm, Guard, Model, ProvisionId, Rewording, StatementId, Type, Verb, Version,
};
use crate::source::SourceId;
use crate::syntax;
use crate::syntax::ast::{ItemKind, Row, row_address};
use crate::temporal::{Text, members_of};
use crate::value::Date;
use crate::{Law, Rulebook};

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
    /// The acts that changed its words since, in order.
    pub amended_by: Vec<Amendment>,
    /// Its paragraphs, each with the act whose words it has.
    pub paragraphs: Vec<Sourced>,
    /// Why it may not be the law of the matter at hand, where other words stand beside it for other matters (S19).
    pub only_where: Option<String>,
    /// The members of a group that day.
    pub members: Vec<String>,
    /// The same, each with the act that put it there; the address is the member.
    pub member_sources: Vec<Sourced>,
    /// What was put into a group or taken out since its list was stated.
    pub changes: Vec<Change>,
}

/// A change of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// The paragraph's address; empty where words of the whole provision changed.
    pub address: String,
    /// What was done: `amended`, `inserted`, `omitted`, `renumbered`.
    pub how: &'static str,
    /// The act that says so.
    pub act: String,
    /// The act's official citation.
    pub citation: String,
    /// From when.
    pub in_force_from: Date,
    /// True where it waits for the text it was made for (S3).
    pub held: bool,
}

/// A paragraph or a member, and the act that put it where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced {
    /// The paragraph's address, or the member.
    pub address: String,
    /// What the act did: `written`, or the words of [`Amendment::how`].
    pub how: &'static str,
    /// The other group that a member comes from.
    pub through: Option<String>,
    /// The act.
    pub act: String,
    /// The act's official citation.
    pub citation: String,
    /// From when.
    pub in_force_from: Date,
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
        if !self.amended_by.is_empty() {
            let amendment = |a: &Amendment| {
                json!({
                    "paragraph": a.address.trim_start(),
                    "change": a.how,
                    "act": a.act,
                    "citation": a.citation,
                    "in_force_from": a.in_force_from.to_string(),
                    "held": a.held,
                })
            };
            value["amended_by"] = self.amended_by.iter().map(amendment).collect();
        }
        if !self.paragraphs.is_empty() {
            let paragraph = |p: &Sourced| sourced("paragraph", p);
            value["paragraphs"] = self.paragraphs.iter().map(paragraph).collect();
        }
        if let Some(only_where) = &self.only_where {
            value["only_where"] = json!(only_where);
        }
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
            let member = |m: &Sourced| {
                let mut value = sourced("member", m);
                if let Some(through) = &m.through {
                    value["through"] = json!(through);
                }
                value
            };
            value["member_sources"] = self.member_sources.iter().map(member).collect();
            value["changes"] = self.changes.iter().map(change).collect();
        }
        value
    }
}

fn sourced(name: &str, of: &Sourced) -> Value {
    let mut value = json!({});
    value[name] = json!(of.address.trim_start());
    value["change"] = json!(of.how);
    value["act"] = json!(of.act);
    value["citation"] = json!(of.citation);
    value["in_force_from"] = json!(of.in_force_from.to_string());
    value
}

impl Law {
    /// What is in force: values and groups first, then the provisions in text order; as printed or as enforced.
    pub fn consolidated(&self, as_printed: bool) -> Vec<Passage> {
        let text = &if as_printed { self.printed() } else { self.enforced() }.text;
        let model = self.rulebook().model();
        let mut passages = Vec::new();
        for (value, versions) in &text.values {
            let name = model.vocabulary.values.get_index(value.ix()).map_or("", |(name, _)| name);
            passages.extend(versions.iter().map(|version| {
                let mut passage = self.passage(name, "value", version.last());
                passage.only_where = self.only_where(version);
                passage
            }));
        }
        for (group, in_force) in &text.groups {
            let Some((name, declared)) = model.vocabulary.groups.get_index(group.ix()) else { continue };
            let word = |term: &GroupTerm| term_text(model, &declared.of, term);
            let mut passage = self.passage(name, "group", in_force.stated_by);
            passage.members = members_of(model, text, *group).iter().map(word).collect();
            let mut sources = IndexMap::new();
            member_sources(model, text, text, (*group, None), &mut Vec::new(), &mut sources);
            passage.member_sources = sources
                .iter()
                .map(|(term, (by, through))| {
                    let through = through.map(|g| term_text(model, &declared.of, &GroupTerm::Group(g)));
                    Sourced { through, ..self.sourced(word(term), "written", *by) }
                })
                .collect();
            for (insert, term, by) in &in_force.changes {
                let act = model.act(model.statement(*by).act);
                passage.changes.push(Change {
                    insert: *insert,
                    member: word(term),
                    act: act.name.clone(),
                    citation: act.citation.clone(),
                    in_force_from: self.begins(*by),
                });
            }
            passages.push(passage);
        }
        for (id, versions) in &text.provisions {
            passages.extend(versions.iter().map(|version| self.provision_passage(*id, version)));
        }
        passages
    }

    fn provision_passage(&self, id: ProvisionId, version: &Version) -> Passage {
        let model = self.rulebook().model();
        let keyword = model.version(id, version).map_or("", |p| p.kind.keyword());
        let mut passage = self.passage(model.tree.text(id), keyword, version.written_by);
        passage.only_where = self.only_where(version);
        let amended = model.amended(id, version);
        if let Some(amended) = amended {
            passage.text = self.rulebook().sources().text(amended.span).trim_end().to_string();
            for change in &version.amended_by {
                self.add_amendment(&mut passage, amended, *change);
            }
        }
        let places = addresses(&passage.text);
        passage.paragraphs = places
            .into_iter()
            .map(|address| {
                let by = amended.and_then(|amended| amended.source_of(&address, version));
                let how = by.map_or("written", |by| rewording(model, by).word());
                self.sourced(address, how, by.unwrap_or(version.written_by))
            })
            .collect();
        passage
    }

    /// What one statement did to the words of a provision.
    fn add_amendment(&self, passage: &mut Passage, amended: &Amended, change: StatementId) {
        let model = self.rulebook().model();
        let act = model.act(model.statement(change).act);
        let amendment = |address: &str| Amendment {
            address: address.to_string(),
            how: rewording(model, change).word(),
            act: act.name.clone(),
            citation: act.citation.clone(),
            in_force_from: self.begins(change),
            held: amended.held.contains(&change),
        };
        let addresses = amended.paragraphs.iter().filter(|(_, by)| *by == change).map(|(address, _)| address.as_str());
        let before = passage.amended_by.len();
        passage.amended_by.extend(addresses.map(amendment));
        if passage.amended_by.len() == before {
            let address = match &model.statement(change).clause {
                Clause::Amend(amend) => amend.address.as_str(),
                _ => "",
            };
            passage.amended_by.push(amendment(address));
        }
    }

    fn sourced(&self, address: String, how: &'static str, by: StatementId) -> Sourced {
        let model = self.rulebook().model();
        let act = model.act(model.statement(by).act);
        let (act, citation) = (act.name.clone(), act.citation.clone());
        Sourced { address, how, through: None, act, citation, in_force_from: self.begins(by) }
    }

    fn passage(&self, id: &str, keyword: &'static str, by: StatementId) -> Passage {
        let model = self.rulebook().model();
        let statement = model.statement(by);
        let act = model.act(statement.act);
        let life = self.calendar().life(by);
        let in_force_from = self.begins(by);
        Passage {
            id: id.to_string(),
            keyword,
            text: dedent(self.rulebook().sources().text(statement.span)),
            act: act.name.clone(),
            citation: act.citation.clone(),
            in_force_from,
            enforced_from: life.and_then(|l| l.complies).unwrap_or(in_force_from),
            until: life.and_then(|l| l.end),
            amended_by: Vec::new(),
            paragraphs: Vec::new(),
            only_where: None,
            members: Vec::new(),
            member_sources: Vec::new(),
            changes: Vec::new(),
        }
    }

    fn begins(&self, id: StatementId) -> Date {
        self.calendar().life(id).and_then(|life| life.effective).unwrap_or(Date::FIRST)
    }

    fn only_where(&self, version: &Version) -> Option<String> {
        self.rulebook().only_where(version)
    }

    /// The days on which some act wrote or changed, or will write or change, something with this id or name, in order.
    pub fn days_written(&self, id: &str) -> Vec<Date> {
        let model = self.rulebook().model();
        let vocabulary = &model.vocabulary;
        let is_beneath = |node: ProvisionId| crate::model::provisions::is_beneath(model.tree.text(node), id);
        let names = |clause: &Clause| match clause {
            Clause::Provision(p) => is_beneath(p.id),
            Clause::Amend(amendment) => is_beneath(amendment.target),
            Clause::Renumber(renumber) => renumber.moves.iter().any(|(_, to)| is_beneath(*to)),
            Clause::Value(v, _) | Clause::Set(v, _) => vocabulary.values.get_index_of(id) == Some(v.ix()),
            Clause::Group(g) => vocabulary.groups.get_index_of(id) == Some(g.group.ix()),
            _ => false,
        };
        let written = model.statements.iter().enumerate().filter(|(_, s)| names(&s.clause));
        let lives = written.filter_map(|(ix, _)| self.calendar().life(StatementId(ix as u32)));
        let mut days: Vec<Date> = lives.filter_map(|life| life.effective).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

impl Rulebook {
    /// What must be so for a version to stand, in the author's words.
    pub(crate) fn only_where(&self, version: &Version) -> Option<String> {
        let model = self.model();
        let words = |doubt: &Doubt| match doubt {
            Doubt::Transactions(act) => {
                let span = model.act(*act).applies_to.as_ref().map_or(model.act(*act).span, |a| a.condition.span);
                self.sources().text(span).split_whitespace().collect::<Vec<_>>().join(" ")
            }
            Doubt::Force(by) => match &model.statement(*by).clause {
                Clause::Verb(Verb { why: Some(why), .. }) => format!("it is in force, which is uncertain: {why}"),
                _ => "it is in force, which is uncertain".to_string(),
            },
        };
        let guard = |guard: &Guard| {
            let all: Vec<String> = guard.conditions.iter().map(words).collect();
            let all = all.join(" and ");
            if guard.holds { all } else { format!("not ({all})") }
        };
        let all: Vec<String> = version.guards.iter().map(guard).collect();
        (!all.is_empty()).then(|| all.join(" and "))
    }
}

/// The addresses of the paragraphs and rows of a provision's text.
fn addresses(text: &str) -> Vec<String> {
    let (file, _) = syntax::parse(SourceId::default(), text);
    let Some(item) = file.items.first() else { return Vec::new() };
    let rows: &[Row] = match &item.kind {
        ItemKind::Table(table) => &table.rows,
        _ => &[],
    };
    let mut addresses = syntax::amend::addresses(&item.kind);
    addresses.extend(rows.iter().map(|row| row_address(&row.label)));
    addresses
}

fn rewording(model: &Model, by: StatementId) -> Rewording {
    match &model.statement(by).clause {
        Clause::Amend(amendment) => amendment.how,
        _ => Rewording::Amended,
    }
}

/// Groups within groups are followed so deep; the checks of a rulebook allow no more.
const DEEPEST: usize = 64;

/// Every member of a group with the statement that put it there, and the group through which it comes.
fn member_sources(
    model: &Model,
    today: &Text,
    text: &Text,
    (group, through): (GroupId, Option<GroupId>),
    within: &mut Vec<GroupId>,
    all: &mut IndexMap<GroupTerm, (StatementId, Option<GroupId>)>,
) {
    let Some(in_force) = text.groups.get(&group) else { return };
    if within.contains(&group) || within.len() > DEEPEST {
        return;
    }
    within.push(group);
    let mut put = |term: &GroupTerm, by: StatementId, all: &mut IndexMap<_, _>| {
        let (inner, text) = match term {
            GroupTerm::Group(inner) => (*inner, Some(text)),
            GroupTerm::AsItStood(inner, day) => (*inner, today.earlier.get(day)),
            _ => {
                all.entry(term.clone()).or_insert((by, through));
                return;
            }
        };
        if let Some(text) = text {
            member_sources(model, today, text, (inner, through.or(Some(inner))), within, all);
        }
    };
    let mut own = IndexMap::new();
    if let Clause::Group(stated) = &model.statement(in_force.stated_by).clause {
        stated.members.iter().for_each(|term| put(term, in_force.stated_by, &mut own));
    }
    for (_, term, by) in in_force.changes.iter().filter(|(insert, ..)| *insert) {
        put(term, *by, &mut own);
    }
    within.pop();
    let members = members_of(model, text, group);
    own.retain(|term, _| members.contains(term));
    for (term, source) in own {
        all.entry(term).or_insert(source);
    }
}

pub(crate) fn term_text(model: &Model, of: &Type, term: &GroupTerm) -> String {
    match (term, of) {
        (GroupTerm::Member(member), Type::Enumeration(id)) => {
            model.vocabulary.enumerations.get(id.ix()).map_or("", |e| e.code(*member)).to_string()
        }
        (GroupTerm::Member(member), _) => member.to_string(),
        (GroupTerm::Text(text), _) => text.clone(),
        (GroupTerm::Provision(id), _) => model.tree.text(*id).to_string(),
        (GroupTerm::Group(_) | GroupTerm::AsItStood(..), _) => {
            let group = |id: &GroupId| model.vocabulary.groups.get_index(id.ix()).map_or("", |(name, _)| name);
            match term {
                GroupTerm::AsItStood(id, day) => format!("{} as it stood on {day}", group(id)),
                GroupTerm::Group(id) => group(id).to_string(),
                _ => String::new(),
            }
        }
    }
}

/// The lines without the indentation that all but the first share.
pub(crate) fn dedent(text: &str) -> String {
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
