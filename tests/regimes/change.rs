//! What one revision changed in the consolidated text of a track.

use std::fmt::Write;

use indexmap::{IndexMap, IndexSet};
use lexact::model::{ActId, Clause, GroupId, GroupTerm, Model, ProvisionId, Repealed, StatementId};
use lexact::temporal::check::term_name;
use lexact::temporal::{Text, Track, consolidate, members_of};
use lexact::{Date, Known, Rulebook};

use super::page::wrap;
use super::standing::act_of;

/// The acts of which something takes effect on a day.
pub fn taking_effect(model: &Model, day: Date) -> IndexSet<ActId> {
    model.statements.iter().filter(|s| s.effective == day).map(|s| s.act).collect()
}

/// What changed in a track since the revision before; empty if nothing did.
pub fn of(book: &Rulebook, previous: Option<Date>, day: Date, track: Track) -> String {
    let text = |on| consolidate(book.model(), on, Known::Latest, track);
    let change = Change { book, day, before: previous.map(text).unwrap_or_default(), after: text(day) };
    [change.removed(), change.written(), change.groups(), change.values()].concat()
}

struct Change<'b> {
    book: &'b Rulebook,
    day: Date,
    before: Text,
    after: Text,
}

impl Change<'_> {
    fn removed(&self) -> String {
        let gone = self.before.provisions.iter().filter(|(id, _)| !self.after.provisions.contains_key(*id));
        gone.map(|(id, by)| {
            let what = format!("{} {}", self.keyword(*by), self.book.model().tree.text(*id));
            headline('-', &what, &self.ended_by(*id, *by))
        })
        .collect()
    }

    /// Provisions that are new, and those that a later statement now writes, with their text.
    fn written(&self) -> String {
        let mut out = String::new();
        for (id, by) in &self.after.provisions {
            let before = self.before.provisions.get(id);
            if before == Some(by) {
                continue;
            }
            let mark = if before.is_none() { '+' } else { '~' };
            let what = format!("{} {}", self.keyword(*by), self.book.model().tree.text(*id));
            let by_whom = match before {
                None => act_of(self.book, *by).to_string(),
                Some(old) => format!("{}, was {}", act_of(self.book, *by), act_of(self.book, *old)),
            };
            out += &headline(mark, &what, &by_whom);
            out += &self.source(*by);
        }
        out
    }

    fn groups(&self) -> String {
        let all: IndexSet<&GroupId> = self.before.groups.keys().chain(self.after.groups.keys()).collect();
        all.into_iter().map(|group| self.group(*group)).collect()
    }

    /// A group: the words of a new list that follows other groups, and the members in and out.
    fn group(&self, group: GroupId) -> String {
        let (old, new) = (self.before.groups.get(&group), self.after.groups.get(&group));
        let restated = new.map(|g| g.stated_by).filter(|by| old.is_none_or(|g| g.stated_by != *by));
        let moves = self.moves(group);
        if old.is_some() && new.is_some() && restated.is_none() && moves.is_empty() {
            return String::new();
        }
        let name = self.book.model().vocabulary.groups.get_index(group.ix()).map_or("", |(name, _)| name);
        let head = headline(mark(old, new), &format!("group {name}"), &self.changed_by(group));
        let words = restated.filter(|by| self.follows(*by)).map_or_else(String::new, |by| self.source(by));
        head + &words + &moves
    }

    /// The members that are new in a group and those that left it.
    fn moves(&self, group: GroupId) -> String {
        let members = |text| members_of(self.book.model(), text, group);
        let (old, new) = (members(&self.before), members(&self.after));
        let line = |label: &str, these: Vec<&GroupTerm>| {
            let names: Vec<String> = these.into_iter().map(|m| term_name(self.book.model(), group, m)).collect();
            if names.is_empty() { String::new() } else { wrap(&format!("    {label}  {}", names.join(" "))) }
        };
        line("in ", new.difference(&old).collect()) + &line("out", old.difference(&new).collect())
    }

    /// True if the list a statement gives names other groups.
    fn follows(&self, by: StatementId) -> bool {
        let Clause::Group(list) = &self.book.model().statement(by).clause else { return false };
        list.members.iter().chain(&list.except).any(|term| matches!(term, GroupTerm::Group(_)))
    }

    fn values(&self) -> String {
        let model = self.book.model();
        let mut all: IndexMap<_, [Option<&StatementId>; 2]> = IndexMap::new();
        for (side, text) in [&self.before, &self.after].into_iter().enumerate() {
            text.values.iter().for_each(|(value, by)| all.entry(*value).or_default()[side] = Some(by));
        }
        let mut out = String::new();
        for (value, [old, new]) in all.into_iter().filter(|(_, [old, new])| old != new) {
            let name = model.vocabulary.values.get_index(value.ix()).map_or("", |(name, _)| name);
            out += &headline(mark(old, new), &format!("value {name}"), new.map_or("", |by| act_of(self.book, *by)));
            out += &new.map_or_else(String::new, |by| self.source(*by));
        }
        out
    }

    fn keyword(&self, by: StatementId) -> &'static str {
        self.book.model().provision(by).map_or("", |p| p.kind.keyword())
    }

    fn source(&self, by: StatementId) -> String {
        let text = self.book.sources().text(self.book.model().statement(by).span);
        text.trim_end().lines().map(|line| wrap(&format!("    {line}"))).collect()
    }

    /// Who repealed a provision; else its own time was up.
    fn ended_by(&self, id: ProvisionId, written: StatementId) -> String {
        let model = self.book.model();
        let reaches =
            |target: &Repealed| matches!(target, Repealed::Provision(node) if model.tree.is_within(id, *node));
        let repeals = |clause: &Clause| matches!(clause, Clause::Repeal(targets) if targets.iter().any(reaches));
        let repeal = model.statements.iter().find(|s| s.effective == self.day && repeals(&s.clause));
        let written = act_of(self.book, written);
        match repeal {
            Some(repeal) => format!("repealed by {}, was {written}", model.act(repeal.act).name),
            None => format!("lapsed, was {written}"),
        }
    }

    /// The acts that changed a group now; none where it only follows other groups.
    fn changed_by(&self, group: GroupId) -> String {
        let writers = |text: &Text| -> IndexSet<StatementId> {
            let Some(group) = text.groups.get(&group) else { return IndexSet::new() };
            std::iter::once(group.stated_by).chain(group.changes.iter().map(|(_, _, by)| *by)).collect()
        };
        let old = writers(&self.before);
        let new: IndexSet<&str> = writers(&self.after).difference(&old).map(|by| act_of(self.book, *by)).collect();
        let names: Vec<&str> = new.into_iter().collect();
        if names.is_empty() { "follows other groups".into() } else { names.join(", ") }
    }
}

/// `+` for what is new, `-` for what is gone, `~` for what changed.
fn mark<T>(old: Option<T>, new: Option<T>) -> char {
    match (old, new) {
        (None, _) => '+',
        (_, None) => '-',
        _ => '~',
    }
}

/// `+ rule 3A090.a.1                        2023-10-25-advanced-computing`
fn headline(mark: char, what: &str, by: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{mark} {what:<40} {by}");
    out
}
