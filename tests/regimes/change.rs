//! What one revision changed in the consolidated text of a track.

use std::fmt::Write;

use indexmap::IndexSet;
use lexact::model::{ActId, Clause, GroupId, GroupTerm, Model, Repealed, Statement, StatementId, ValueId};
use lexact::temporal::check::term_name;
use lexact::temporal::{Text, Track, consolidate, members_of};
use lexact::{Date, Known, Rulebook};

use super::page::wrap;
use super::standing::act_of;

/// The acts that may explain a change on a day: something of them takes effect, falls due or ends.
pub fn explaining(model: &Model, day: Date) -> IndexSet<ActId> {
    let moves = |s: &&Statement| s.effective == day || s.comply_from == day || s.end == Some(day);
    model.statements.iter().filter(moves).map(|s| s.act).collect()
}

/// What changed in a track since the revision before.
pub fn of(book: &Rulebook, previous: Option<Date>, day: Date, track: Track) -> String {
    let text = |on| consolidate(book.model(), on, Known::Latest, track);
    let change = Change { book, day, before: previous.map(text).unwrap_or_default(), after: text(day) };
    let changes = [change.removed(), change.written(), change.groups(), change.values()].concat();
    if changes.is_empty() { "nothing changes\n".into() } else { changes }
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
            let within = |node| self.book.model().tree.is_within(*id, node);
            let by = self.ended_by(*by, |target| matches!(target, Repealed::Provision(node) if within(*node)));
            headline('-', &what, &by)
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
        let all: IndexSet<&ValueId> = self.before.values.keys().chain(self.after.values.keys()).collect();
        all.into_iter().map(|value| self.value(*value)).collect()
    }

    fn value(&self, value: ValueId) -> String {
        let (old, new) = (self.before.values.get(&value), self.after.values.get(&value));
        let by = match (old, new) {
            (old, new) if old == new => return String::new(),
            (Some(old), None) => self.ended_by(*old, |target| *target == Repealed::Value(value)),
            (_, new) => new.map_or_else(String::new, |new| act_of(self.book, *new).to_string()),
        };
        let name = self.book.model().vocabulary.values.get_index(value.ix()).map_or("", |(name, _)| name);
        let head = headline(mark(old, new), &format!("value {name}"), &by);
        head + &new.map_or_else(String::new, |new| self.source(*new))
    }

    fn keyword(&self, by: StatementId) -> &'static str {
        self.book.model().provision(by).map_or("", |p| p.kind.keyword())
    }

    fn source(&self, by: StatementId) -> String {
        let text = self.book.sources().text(self.book.model().statement(by).span);
        text.trim_end().lines().map(|line| wrap(&format!("    {line}"))).collect()
    }

    /// Who repealed what a statement wrote; else its own time was up.
    fn ended_by(&self, written: StatementId, reaches: impl Fn(&Repealed) -> bool) -> String {
        let repeals = |clause: &Clause| matches!(clause, Clause::Repeal(targets) if targets.iter().any(&reaches));
        let mut today = self.book.model().statements.iter().filter(|s| s.effective == self.day);
        let written = act_of(self.book, written);
        match today.find(|s| repeals(&s.clause)) {
            Some(repeal) => format!("repealed by {}, was {written}", self.book.model().act(repeal.act).name),
            None => format!("lapsed, was {written}"),
        }
    }

    /// The acts that changed a group now; none where it only follows other groups.
    fn changed_by(&self, group: GroupId) -> String {
        if let (Some(old), None) = (self.before.groups.get(&group), self.after.groups.get(&group)) {
            return self.ended_by(old.stated_by, |target| *target == Repealed::Group(group));
        }
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
