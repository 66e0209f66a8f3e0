//! What changed between two texts, and which instruments made it so.

use indexmap::{IndexMap, IndexSet};
use lexact::Rulebook;
use lexact::model::{
    ActId, Clause, GroupId, GroupTerm, Model, Named, ProvisionId, StatementId, ValueId, VerbKind, Version,
};
use lexact::temporal::check::term_name;
use lexact::temporal::{Text, members_of};

use super::page::wrap;
use super::turns::{self, Touches, Turn, What};

/// Two texts and all that turned between them.
pub struct Change<'b> {
    model: &'b Model,
    book: &'b Rulebook,
    before: &'b Text,
    after: &'b Text,
    /// What turned, by what it touches.
    turns: IndexMap<Named, Vec<&'b Turn>>,
}

/// What differs, and by which acts.
#[derive(Default)]
pub struct Changed(pub IndexMap<String, IndexSet<ActId>>);

impl Changed {
    /// What differs and no instrument explains.
    pub fn unexplained(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, by)| by.is_empty()).map(|(name, _)| name.as_str())
    }

    /// The acts that explain what differs among these names; where it names none of them, all.
    pub fn by(&self, names: &IndexSet<String>) -> IndexSet<ActId> {
        let some: IndexSet<ActId> =
            self.0.iter().filter(|(name, _)| names.contains(*name)).flat_map(|(_, by)| by).copied().collect();
        if some.is_empty() { self.all() } else { some }
    }

    /// All acts that changed something.
    pub fn all(&self) -> IndexSet<ActId> {
        self.0.values().flatten().copied().collect()
    }
}

impl<'b> Change<'b> {
    pub fn new(book: &'b Rulebook, before: &'b Text, after: &'b Text, turned: &'b [Turn]) -> Change<'b> {
        let model = book.model();
        let mut turns: IndexMap<Named, Vec<&Turn>> = IndexMap::new();
        for turn in turned {
            for subject in turns::subjects(model, turn) {
                turns.entry(subject).or_default().push(turn);
            }
        }
        Change { model, book, before, after, turns }
    }

    /// The names of what differs.
    pub fn changed(&self) -> Changed {
        let named = |subject: Named| (turns::name(self.model, subject).to_string(), self.by(subject));
        Changed(self.subjects().into_iter().map(named).collect())
    }

    /// What differs, line by line; with the words of a statement where it takes effect, unless they are shown already.
    pub fn lines(&self, shown: Option<&mut IndexSet<StatementId>>) -> String {
        let mut shown = shown;
        let line = |subject: Named| {
            let head = match subject {
                Named::Provision(id) => self.provision(id),
                Named::Group(id) => self.group(id),
                Named::Value(id) => self.value(id),
            };
            let words = shown.as_mut().map_or_else(String::new, |shown| self.words(subject, shown));
            let moves = match subject {
                Named::Group(group) => self.moves(group),
                _ => String::new(),
            };
            head + &words + &moves
        };
        self.subjects().into_iter().map(line).collect()
    }

    fn subjects(&self) -> Vec<Named> {
        let (before, after) = (self.before, self.after);
        let gone = before.provisions.keys().filter(|id| !after.provisions.contains_key(*id));
        let new = after.provisions.iter().filter(|(id, versions)| before.provisions.get(*id) != Some(*versions));
        let groups: IndexSet<GroupId> = before.groups.keys().chain(after.groups.keys()).copied().collect();
        let values: IndexSet<ValueId> = before.values.keys().chain(after.values.keys()).copied().collect();
        let moved = |group: &GroupId| {
            before.groups.get(group) != after.groups.get(group)
                || self.members(before, *group) != self.members(after, *group)
        };
        let provisions = gone.chain(new.map(|(id, _)| id)).map(|id| Named::Provision(*id));
        let groups = groups.into_iter().filter(moved).map(Named::Group);
        let values = values.into_iter().filter(|v| before.values.get(v) != after.values.get(v)).map(Named::Value);
        provisions.chain(groups).chain(values).collect()
    }

    fn members(&self, text: &Text, group: GroupId) -> IndexSet<GroupTerm> {
        members_of(self.model, text, group)
    }

    fn turned(&self, subject: Named) -> &[&Turn] {
        self.turns.get(&subject).map_or(&[], Vec::as_slice)
    }

    /// Who made something differ. A group that follows others changes by whoever changed those.
    fn by(&self, subject: Named) -> IndexSet<ActId> {
        let own: IndexSet<ActId> = self.turned(subject).iter().flat_map(|t| &t.by).copied().collect();
        match subject {
            Named::Group(group) if own.is_empty() => {
                let followed = self.followed(group);
                followed.into_iter().flat_map(|g| self.turned(Named::Group(g))).flat_map(|t| &t.by).copied().collect()
            }
            _ => own,
        }
    }

    /// The groups that a group follows, directly or through others.
    fn followed(&self, group: GroupId) -> IndexSet<GroupId> {
        let mut all = IndexSet::from([group]);
        let mut at = 0;
        while let Some(group) = all.get_index(at).copied() {
            at += 1;
            let in_force = [self.before, self.after].into_iter().filter_map(|text| text.groups.get(&group));
            for group in in_force {
                let stated = match &self.model.statement(group.stated_by).clause {
                    Clause::Group(list) => [&list.members[..], &list.except[..]].concat(),
                    _ => Vec::new(),
                };
                let terms = stated.into_iter().chain(group.changes.iter().map(|(_, term, _)| term.clone()));
                all.extend(terms.filter_map(|term| match term {
                    GroupTerm::Group(inner) => Some(inner),
                    _ => None,
                }));
            }
        }
        all
    }

    fn provision(&self, id: ProvisionId) -> String {
        let (old, new) = (self.before.provisions.get(&id), self.after.provisions.get(&id));
        let kind = new.or(old).and_then(|v| v.first()).and_then(|v| self.model.version(id, v));
        let keyword = kind.map_or("", |p| p.kind.keyword());
        let what = format!("{keyword} {}", self.model.tree.text(id));
        self.versions(Named::Provision(id), &what, old, new)
    }

    fn value(&self, id: ValueId) -> String {
        let (old, new) = (self.before.values.get(&id), self.after.values.get(&id));
        let what = format!("value {}", turns::name(self.model, Named::Value(id)));
        self.versions(Named::Value(id), &what, old, new)
    }

    fn versions(&self, subject: Named, what: &str, old: Option<&Vec<Version>>, new: Option<&Vec<Version>>) -> String {
        let writers = |versions: Option<&Vec<Version>>| -> String {
            let all: IndexSet<&str> =
                versions.into_iter().flatten().map(|version| self.act_of(version.written_by)).collect();
            all.into_iter().collect::<Vec<_>>().join(" or ")
        };
        let changes: IndexSet<&str> =
            new.into_iter().flatten().flat_map(|v| &v.amended_by).map(|by| self.act_of(*by)).collect();
        let mut by = writers(new);
        if !changes.is_empty() {
            by += &format!(" as changed by {}", changes.into_iter().collect::<Vec<_>>().join(", "));
        }
        if old.is_some() && writers(old) != writers(new) {
            by += if by.is_empty() { "was " } else { ", was " };
            by += &writers(old);
        }
        headline(mark(old, new), what, &[vec![by], self.phrases(subject, new.is_some())].concat().join("; "))
    }

    /// What happened, where it is more than that a text takes effect. What is repealed and still stands was written anew.
    fn phrases(&self, subject: Named, stands: bool) -> Vec<String> {
        let mut all = IndexSet::new();
        for turn in self.turned(subject) {
            let phrase = self.phrase(turn);
            all.extend(phrase.filter(|phrase| !(stands && phrase.starts_with("repealed"))));
        }
        all.into_iter().collect()
    }

    fn phrase(&self, turn: &Turn) -> Option<String> {
        let act = |id: &ActId| self.model.act(*id).name.as_str();
        let others: Vec<&str> = turn.by.iter().filter(|by| **by != turn.of).map(act).collect();
        let own = act(&turn.of);
        if let (What::TakesEffect, Touches::Statement(id)) = (turn.what, &turn.touches) {
            return match &self.model.statement(*id).clause {
                Clause::Repeal(_) => Some(format!("repealed by {own}")),
                Clause::Renumber(_) => Some(format!("renumbered by {own}")),
                Clause::Verb(_) => Some(format!("revoked by {own}")),
                _ => None,
            };
        }
        let words = match (turn.what, &turn.touches) {
            (What::Away(kind), Touches::Provision(_)) => {
                let done = if kind == VerbKind::Suspend { "suspended" } else { "not enforced" };
                return Some(format!("{done} by {own}"));
            }
            (what, _) => what.words(),
        };
        let by = if others.is_empty() { String::new() } else { format!(" by {}", others.join(", ")) };
        Some(format!("{own} {words}{by}"))
    }

    /// The words of the statements that take effect, as their author laid them out.
    fn words(&self, subject: Named, shown: &mut IndexSet<StatementId>) -> String {
        let mut out = String::new();
        for turn in self.turned(subject) {
            let Touches::Statement(id) = turn.touches else { continue };
            let clause = &self.model.statement(id).clause;
            let says = match clause {
                Clause::Provision(_) | Clause::Amend(_) | Clause::Value(..) | Clause::Set(..) => true,
                Clause::Group(list) => {
                    let follows = |term: &GroupTerm| matches!(term, GroupTerm::Group(_) | GroupTerm::AsItStood(..));
                    list.members.iter().chain(&list.except).any(follows)
                }
                _ => false,
            };
            if says && matches!(turn.what, What::TakesEffect | What::Commenced) && shown.insert(id) {
                let text = self.book.sources().text(self.model.statement(id).span);
                out.extend(text.trim_end().lines().map(|line| wrap(&format!("    {line}"))));
            }
        }
        out
    }

    /// A group, with whoever changed it.
    fn group(&self, group: GroupId) -> String {
        let (old, new) = (self.before.groups.get(&group), self.after.groups.get(&group));
        let subject = Named::Group(group);
        let acts: IndexSet<&str> =
            self.turned(subject).iter().flat_map(|t| &t.by).map(|by| self.model.act(*by).name.as_str()).collect();
        let mut by = vec![acts.into_iter().collect::<Vec<_>>().join(", ")];
        if by[0].is_empty() {
            by[0] = "follows other groups".into();
        }
        by.extend(self.phrases(subject, new.is_some()));
        headline(mark(old, new), &format!("group {}", turns::name(self.model, subject)), &by.join("; "))
    }

    /// The members that are new in a group and those that left it.
    fn moves(&self, group: GroupId) -> String {
        let (old, new) = (self.members(self.before, group), self.members(self.after, group));
        let line = |label: &str, these: Vec<&GroupTerm>| {
            let names: Vec<String> = these.iter().map(|m| term_name(self.model, group, m)).collect();
            // Names of several words need a mark between them.
            let between = if names.iter().any(|name| name.contains(' ')) { "; " } else { " " };
            if names.is_empty() { String::new() } else { wrap(&format!("    {label}  {}", names.join(between))) }
        };
        line("in ", new.difference(&old).collect()) + &line("out", old.difference(&new).collect())
    }

    fn act_of(&self, statement: StatementId) -> &str {
        &self.model.act(self.model.statement(statement).act).name
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
    wrap(&format!("{mark} {what:<40} {by}"))
}
