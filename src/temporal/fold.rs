//! The fold of S2: statements alive in a track, applied in order, give its text.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::Track;
use super::calendar::{Calendar, Life, Mark, verb};
use crate::model::{
    Amendment, Clause, Doubt, GroupId, GroupTerm, Guard, MemberChange, Model, Named, ProvisionId, ProvisionKind,
    Renumber, StatementId, Target, ValueId, VerbKind, Version,
};
use crate::value::Date;

/// The text of one track on one day: for each node the statements that put it there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Provisions in force, in text order: the order of the statements that wrote them. More than one version stands at a node
    /// where a fact, or the doubt whether a statement is in force, chooses between them (S19).
    pub provisions: IndexMap<ProvisionId, Vec<Version>, FxBuildHasher>,
    /// Groups in force.
    pub groups: IndexMap<GroupId, GroupInForce, FxBuildHasher>,
    /// Values in force, with what set each since.
    pub values: IndexMap<ValueId, Vec<Version>, FxBuildHasher>,
    /// The groups and values of the days that some provision names (`as it stood on D`).
    pub earlier: Arc<IndexMap<Date, Text>>,
}

/// A group in force: the statement that states its list, and changes of members since, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupInForce {
    /// The list.
    pub stated_by: StatementId,
    /// Members put in (true) or taken out (false) since, and by which statement.
    pub changes: Vec<(bool, GroupTerm, StatementId)>,
}

/// What went wrong while folding; each names the statement at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A change of what is not in force.
    AmendsNothing(StatementId),
    /// A change of what is in force and not enforced (S3).
    NotEnforced(StatementId),
    /// `renumber` to where another provision stands.
    Occupied(StatementId, ProvisionId, StatementId),
    /// `insert` or `remove` on a group that is not in force.
    NoSuchGroup(StatementId, GroupId),
    /// `insert` of a member that is in the group already, or `remove` of one that is not.
    NoChange(StatementId, GroupId, GroupTerm),
    /// A provision written where one is in force already, without `amend`: a restatement, which is allowed; reported only
    /// where both come from one act.
    WrittenTwice(StatementId, StatementId),
    /// A statement that only some transactions meet, or whose force is uncertain, and that cannot stand beside another.
    CannotDoubt(StatementId),
    /// Too many versions of one node.
    TooManyVersions(StatementId, Named),
}

/// The node that a change of words meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Node {
    Provision(ProvisionId),
    Group(GroupId),
    Value(ValueId),
}

/// Who wrote a text, and the changes made to it.
type Base = (StatementId, Vec<StatementId>);

/// What each change met in the printed text when it took effect: who wrote it, and the changes before.
#[derive(Debug, Default)]
pub(super) struct Met {
    changes: FxHashMap<(StatementId, Node), Vec<Base>>,
    /// Repeals and renumberings that found something.
    pub(super) removals: HashSet<(StatementId, Option<Named>)>,
}

impl Met {
    /// The statements that had written what a change met in print.
    pub(super) fn bases(&self, id: StatementId) -> impl Iterator<Item = StatementId> + '_ {
        self.changes
            .iter()
            .filter(move |((change, _), _)| *change == id)
            .flat_map(|(_, met)| met)
            .map(|(base, _)| *base)
    }

    /// The changes that came before this one in the printed text, on what this statement wrote.
    pub(super) fn before(&self, id: StatementId, node: ProvisionId, base: StatementId) -> Option<&[StatementId]> {
        let met = self.changes.get(&(id, Node::Provision(node)))?;
        met.iter().find(|(b, _)| *b == base).map(|(_, before)| before.as_slice())
    }
}

/// Versions of one node, at most so many.
const MOST_VERSIONS: usize = 16;

impl Calendar {
    /// The text in force on a day in a track.
    pub fn text(&self, model: &Model, on: Date, track: Track) -> Text {
        let earlier = self.earlier(model, track);
        self.quick_fold(model, on, track, &earlier).0
    }

    /// The text, without what every later text of the same nodes overwrites; nothing is told.
    pub(super) fn quick_fold(
        &self,
        model: &Model,
        on: Date,
        track: Track,
        earlier: &Arc<IndexMap<Date, Text>>,
    ) -> (Text, Met) {
        let overwritten = self.overwritten(model, on, track);
        self.fold_but(&overwritten, model, on, track, earlier, None)
    }

    /// Which statements write or change a provision that a later one writes anew, in this track and so in print: whatever they do
    /// is undone, and no change that stands was made to it. In the order of the calendar.
    fn overwritten(&self, model: &Model, on: Date, track: Track) -> Vec<bool> {
        let mut anew = vec![false; model.tree.len()];
        let mut overwritten = vec![false; self.order.len()];
        for ((id, life), overwritten) in self.order.iter().zip(&mut overwritten).rev() {
            let slot = match &model.statement(*id).clause {
                Clause::Provision(provision) => anew.get_mut(provision.id.ix()),
                Clause::Amend(amendment) => anew.get_mut(amendment.target.ix()),
                Clause::Renumber(renumber) if life.printed.contains(on) => {
                    // What stood at the old id goes on at the new one.
                    for node in renumber.moves.iter().flat_map(|(from, to)| [from, to]) {
                        if let Some(slot) = anew.get_mut(node.ix()) {
                            *slot = false;
                        }
                    }
                    continue;
                }
                _ => continue,
            };
            let Some(slot) = slot else { continue };
            *overwritten = *slot;
            let writes = !*slot && matches!(model.statement(*id).clause, Clause::Provision(_));
            if writes && life.days(track).contains(on) && doubts(model, *id, life, on).is_empty() {
                *slot = true;
            }
        }
        overwritten
    }

    /// The text, every statement applied in turn: what the short way is tested against.
    #[cfg(test)]
    pub(crate) fn long_text(&self, model: &Model, on: Date, track: Track) -> Text {
        self.fold(model, on, track, &self.earlier(model, track), &mut |_| {}).0
    }

    /// The text, telling `trouble` what it meets; with what each change met in print.
    pub(super) fn fold(
        &self,
        model: &Model,
        on: Date,
        track: Track,
        earlier: &Arc<IndexMap<Date, Text>>,
        trouble: &mut dyn FnMut(Trouble),
    ) -> (Text, Met) {
        self.fold_but(&[], model, on, track, earlier, Some(trouble))
    }

    fn fold_but(
        &self,
        overwritten: &[bool],
        model: &Model,
        on: Date,
        track: Track,
        earlier: &Arc<IndexMap<Date, Text>>,
        trouble: Option<&mut dyn FnMut(Trouble)>,
    ) -> (Text, Met) {
        let counts = |place: usize| overwritten.get(place) != Some(&true);
        let some = |track: Track| {
            let all = self.order.iter().enumerate().filter(move |(place, _)| counts(*place)).map(|(_, alive)| alive);
            all.filter(move |(_, life)| life.days(track).contains(on))
        };
        let alive = |track: Track| self.order.iter().filter(move |(_, life)| life.days(track).contains(on));
        let mut met = Met::default();
        let differs = track != Track::Printed && alive(track).count() != alive(Track::Printed).count();
        if differs {
            let mut printed = Fold::new(model, self, on, Track::Printed, earlier, &mut met, None);
            some(Track::Printed).for_each(|(id, life)| printed.apply(*id, life));
        }
        // Without a difference between the tracks, all that can be wrong is wrong in print and told there.
        let trouble: Option<&mut dyn FnMut(Trouble)> = match trouble {
            Some(tell) if track == Track::Printed || differs => Some(tell),
            _ => None,
        };
        let walked = if differs { track } else { Track::Printed };
        let mut fold = Fold::new(model, self, on, walked, earlier, &mut met, trouble);
        some(track).for_each(|(id, life)| fold.apply(*id, life));
        let mut text = fold.text;
        for mark in self.marks_on(on, track) {
            self.take_out(model, &mut text, mark, on);
        }
        // Text order is the order of the statements that write the nodes now, not of those that wrote them first.
        let place = |versions: &[Version]| versions.iter().map(|v| self.place(v.written_by)).min();
        text.provisions.sort_by(|_, a, _, b| place(a).cmp(&place(b)));
        (text, met)
    }

    /// What a verb names stands in the text and never applies: the node and all beneath it, also where a renumbering has moved
    /// it since the verb began.
    fn take_out(&self, model: &Model, text: &mut Text, mark: &Mark, on: Date) {
        let mut nodes: Vec<ProvisionId> = model.tree.subtree(mark.node).collect();
        nodes.iter().for_each(|node| {
            text.provisions.swap_remove(node);
        });
        let began = mark.days.runs().iter().rev().map(|(from, _)| *from).find(|from| *from <= on);
        let since = |life: &Life| life.printed.contains(on) && life.effective >= began;
        for (id, _) in self.order.iter().filter(|(_, life)| since(life)) {
            let Clause::Renumber(renumber) = &model.statement(*id).clause else { continue };
            let moved = renumber.moves.iter().filter(|(from, _)| nodes.contains(from)).map(|(_, to)| *to);
            nodes.extend(moved.collect::<Vec<_>>());
        }
        // What is written anew at the new place is another provision.
        let came = |version: &Version, at: ProvisionId| {
            model.provision(version.written_by).is_some_and(|p| p.id != at && nodes.contains(&p.id))
        };
        for node in &nodes {
            if text.provisions.get(node).is_some_and(|versions| versions.iter().any(|version| came(version, *node))) {
                text.provisions.swap_remove(node);
            }
        }
    }

    /// The groups and values of the days that are named, in a track.
    pub(crate) fn earlier(&self, model: &Model, track: Track) -> Arc<IndexMap<Date, Text>> {
        let none = Arc::default();
        let mut earlier = IndexMap::new();
        for day in &model.days_named {
            let (mut text, _) = self.quick_fold(model, *day, track, &none);
            text.provisions = IndexMap::default();
            earlier.insert(*day, text);
        }
        Arc::new(earlier)
    }
}

/// A text in the making.
struct Fold<'a> {
    model: &'a Model,
    calendar: &'a Calendar,
    on: Date,
    track: Track,
    text: Text,
    /// Members of groups that follow no other, as far as they were asked about.
    members: FxHashMap<GroupId, IndexSet<GroupTerm>>,
    met: &'a mut Met,
    /// Told what goes wrong; none where nobody asks.
    trouble: Option<&'a mut dyn FnMut(Trouble)>,
}

impl<'a> Fold<'a> {
    fn new(
        model: &'a Model,
        calendar: &'a Calendar,
        on: Date,
        track: Track,
        earlier: &Arc<IndexMap<Date, Text>>,
        met: &'a mut Met,
        trouble: Option<&'a mut dyn FnMut(Trouble)>,
    ) -> Fold<'a> {
        let text = Text { earlier: Arc::clone(earlier), ..Text::default() };
        Fold { model, calendar, on, track, text, members: FxHashMap::default(), met, trouble }
    }

    fn printed(&self) -> bool {
        self.track == Track::Printed
    }

    fn tell(&mut self, trouble: Trouble) {
        if let Some(tell) = &mut self.trouble {
            tell(trouble);
        }
    }

    fn tell_in_print(&mut self, trouble: Trouble) {
        if self.printed() {
            self.tell(trouble);
        }
    }

    fn apply(&mut self, id: StatementId, life: &Life) {
        let model = self.model;
        let doubts = doubts(model, id, life, self.on);
        match &model.statement(id).clause {
            Clause::Provision(provision) => {
                let before = self.text.provisions.get(&provision.id).and_then(|v| v.first()).map(|v| v.written_by);
                match before {
                    None if provision.amend => self.tell_in_print(Trouble::AmendsNothing(id)),
                    Some(b) if model.statement(b).act == model.statement(id).act && !provision.amend => {
                        self.tell_in_print(Trouble::WrittenTwice(b, id));
                    }
                    _ => {}
                }
                let alone = matches!(provision.kind, ProvisionKind::Default { .. });
                let doubts = if alone { self.beyond_doubt(id, doubts) } else { doubts };
                let versions = self.text.provisions.entry(provision.id).or_default();
                write(versions, id, doubts);
                if versions.len() > MOST_VERSIONS {
                    versions.truncate(1);
                    self.tell(Trouble::TooManyVersions(id, Named::Provision(provision.id)));
                }
            }
            Clause::Value(value, _) => {
                write(self.text.values.entry(*value).or_default(), id, doubts);
                self.at_most(id, *value);
            }
            Clause::Set(value, _) => {
                let mut versions = self.text.values.swap_remove(value).unwrap_or_default();
                self.amend(&mut versions, id, Node::Value(*value), &doubts);
                if !versions.is_empty() {
                    self.text.values.insert(*value, versions);
                }
                self.at_most(id, *value);
            }
            Clause::Amend(Amendment { target, .. }) => {
                let doubts = if self.is_default(*target) { self.beyond_doubt(id, doubts) } else { doubts };
                if let Some(versions) = self.text.provisions.get_mut(target) {
                    let mut versions = std::mem::take(versions);
                    self.amend(&mut versions, id, Node::Provision(*target), &doubts);
                    if versions.len() > MOST_VERSIONS {
                        versions.truncate(1);
                        self.tell(Trouble::TooManyVersions(id, Named::Provision(*target)));
                    }
                    self.text.provisions.insert(*target, versions);
                } else {
                    self.amend(&mut Vec::new(), id, Node::Provision(*target), &doubts);
                }
            }
            Clause::Group(group) => {
                self.beyond_doubt(id, doubts);
                self.members.remove(&group.group);
                self.text.groups.insert(group.group, GroupInForce { stated_by: id, changes: Vec::new() });
            }
            Clause::Members(change) => {
                self.beyond_doubt(id, doubts);
                self.change_members(id, change);
            }
            Clause::Repeal(targets) => targets.iter().for_each(|target| self.repeal(id, *target, &doubts)),
            Clause::Renumber(renumber) => {
                self.beyond_doubt(id, doubts);
                self.renumber(id, renumber);
            }
            Clause::Verb(verb) => {
                let transactions = |doubt: &Doubt| matches!(doubt, Doubt::Transactions(_));
                self.beyond_doubt(id, doubts.into_iter().filter(transactions).collect());
                if verb.kind == VerbKind::RevokeWithoutRestoring {
                    self.delete_what_is_its_own(id);
                }
            }
        }
    }

    /// A default cannot stand beside another.
    fn is_default(&self, node: ProvisionId) -> bool {
        let written = self.text.provisions.get(&node).and_then(|versions| versions.first()).map(|v| v.written_by);
        written.and_then(|by| self.model.provision(by)).is_some_and(|p| matches!(p.kind, ProvisionKind::Default { .. }))
    }

    fn at_most(&mut self, id: StatementId, value: ValueId) {
        if let Some(versions) = self.text.values.get_mut(&value)
            && versions.len() > MOST_VERSIONS
        {
            versions.truncate(1);
            self.tell(Trouble::TooManyVersions(id, Named::Value(value)));
        }
    }

    fn beyond_doubt(&mut self, id: StatementId, doubts: Vec<Doubt>) -> Vec<Doubt> {
        if !doubts.is_empty() {
            self.tell_in_print(Trouble::CannotDoubt(id));
        }
        Vec::new()
    }

    /// A change of words: of the text it meets in print, and of no other (S3).
    fn amend(&mut self, versions: &mut Vec<Version>, id: StatementId, node: Node, doubts: &[Doubt]) {
        if versions.is_empty() {
            self.tell_in_print(Trouble::AmendsNothing(id));
        }
        let mut amended = Vec::new();
        for mut version in std::mem::take(versions) {
            if !self.meets(id, node, version.written_by, &version.amended_by) {
                amended.push(version);
                continue;
            }
            let holds = if doubts.is_empty() { Some(true) } else { chosen(&version, doubts) };
            match holds {
                Some(true) => version.amended_by.push(id),
                Some(false) => {}
                None => {
                    let mut changed = version.clone();
                    changed.amended_by.push(id);
                    changed.guards.push(Guard { conditions: doubts.to_vec(), holds: true });
                    amended.push(guarded(version, doubts));
                    version = changed;
                }
            }
            amended.push(version);
        }
        if amended.is_empty() && !self.printed() {
            self.held(id, node);
        }
        *versions = amended;
    }

    /// True if a change may be made to what this statement wrote: in print always; elsewhere only where it was so in print.
    fn meets(&mut self, id: StatementId, node: Node, base: StatementId, before: &[StatementId]) -> bool {
        if self.printed() {
            // Values and groups have no words that an earlier change could take away.
            let before = if matches!(node, Node::Provision(_)) { before.to_vec() } else { Vec::new() };
            self.met.changes.entry((id, node)).or_default().push((base, before));
            return true;
        }
        let meets = self.met.changes.get(&(id, node)).is_some_and(|met| met.iter().any(|(b, _)| *b == base));
        if !meets {
            self.held(id, node);
        }
        meets
    }

    /// A change whose text is away: it waits where that text is suspended, or where it says `held`.
    fn held(&mut self, id: StatementId, node: Node) {
        if self.track != Track::Enforced || self.model.statement(id).held {
            return;
        }
        let operates =
            |base: &StatementId| self.calendar.life(*base).is_some_and(|life| life.operative.contains(self.on));
        // What brought the text to its place counts like what wrote it.
        let brought = |(other, life): &(StatementId, Life)| match (&self.model.statement(*other).clause, node) {
            (Clause::Renumber(renumber), Node::Provision(at)) => {
                let away = life.printed.contains(self.on) && !life.operative.contains(self.on);
                away && renumber.moves.iter().any(|(_, to)| *to == at)
            }
            _ => false,
        };
        if self.calendar.order.iter().any(brought) {
            return;
        }
        let met = self.met.changes.get(&(id, node));
        if met.is_some_and(|met| met.iter().all(|(base, _)| operates(base))) {
            self.tell(Trouble::NotEnforced(id));
        }
    }

    fn change_members(&mut self, id: StatementId, change: &MemberChange) {
        for group in &change.groups {
            let Some(in_force) = self.text.groups.get(group) else {
                self.tell_in_print(Trouble::NoSuchGroup(id, *group));
                if !self.printed() {
                    self.held(id, Node::Group(*group));
                }
                continue;
            };
            let base = in_force.stated_by;
            if !self.meets(id, Node::Group(*group), base, &[]) {
                continue;
            }
            if self.printed() && self.trouble.is_some() {
                self.no_change(id, *group, change);
            }
            if let Some(group) = self.text.groups.get_mut(group) {
                group.changes.extend(change.members.iter().map(|m| (change.insert, m.clone(), id)));
            }
        }
    }

    /// Tells of members that are in the group already, or not in it. The members are worked out once, and then kept up; where
    /// another group is followed they are worked out anew.
    fn no_change(&mut self, id: StatementId, group: GroupId, change: &MemberChange) {
        let mut members = match self.members.remove(&group) {
            Some(known) => known,
            None => members_of(self.model, &self.text, group),
        };
        let mut follows = false;
        for member in &change.members {
            match member {
                GroupTerm::Group(_) | GroupTerm::AsItStood(..) => follows = true,
                _ if change.insert && !members.insert(member.clone()) => {
                    self.tell(Trouble::NoChange(id, group, member.clone()));
                }
                _ if !change.insert && !members.swap_remove(member) => {
                    self.tell(Trouble::NoChange(id, group, member.clone()));
                }
                _ => {}
            }
        }
        // Groups that follow this one are worked out anew when they are asked about.
        self.members.retain(|other, _| !follows_others(self.model, &self.text, *other));
        if !follows && !follows_others(self.model, &self.text, group) {
            self.members.insert(group, members);
        }
    }

    fn repeal(&mut self, id: StatementId, target: Named, doubts: &[Doubt]) {
        let found = match target {
            Named::Provision(node) => {
                let mut found = false;
                for node in self.model.tree.subtree(node) {
                    if !doubts.is_empty() && self.is_default(node) {
                        self.beyond_doubt(id, doubts.to_vec());
                    }
                    found |= remove(&mut self.text.provisions, &node, doubts);
                }
                found
            }
            Named::Group(group) => {
                self.beyond_doubt(id, doubts.to_vec());
                self.text.groups.swap_remove(&group).is_some()
            }
            Named::Value(value) => remove(&mut self.text.values, &value, doubts),
        };
        if found {
            self.met.removals.insert((id, Some(target)));
        }
    }

    fn renumber(&mut self, id: StatementId, renumber: &Renumber) {
        // All are taken up before any is put down: a provision may move beneath itself.
        let provisions = &mut self.text.provisions;
        let moved: Vec<(ProvisionId, Vec<Version>)> =
            renumber.moves.iter().filter_map(|(from, to)| Some((*to, provisions.swap_remove(from)?))).collect();
        if !moved.is_empty() {
            self.met.removals.insert((id, None));
        }
        for (to, versions) in moved {
            let there = self.text.provisions.insert(to, versions);
            if let Some(other) = there.and_then(|v| v.first().map(|v| v.written_by)) {
                self.tell(Trouble::Occupied(id, to, other));
            }
        }
    }

    /// `revoke act X without restoring`: what stands as the act wrote it goes, and nothing comes back.
    fn delete_what_is_its_own(&mut self, id: StatementId) {
        let Some(verb) = verb(self.model, id) else { return };
        let model = self.model;
        let its_own = |statement: StatementId| {
            let written = model.statement(statement);
            verb.targets.iter().any(|target| match target {
                Target::Act(act, named) => {
                    *act == written.act
                        && (named.is_empty() || super::calendar::touches_named(model, &written.clause, named))
                }
                Target::Provision(_) => false,
            })
        };
        self.text.provisions.retain(|_, versions| {
            versions.retain(|v| !its_own(v.written_by));
            !versions.is_empty()
        });
        self.text.values.retain(|_, versions| {
            versions.retain(|v| !its_own(v.written_by));
            !versions.is_empty()
        });
        self.text.groups.retain(|_, group| !its_own(group.stated_by));
    }
}

/// Why the statement may not be the law of the matter (S19).
fn doubts(model: &Model, id: StatementId, life: &Life, on: Date) -> Vec<Doubt> {
    let act = model.statement(id).act;
    let transactions = model.act(act).applies_to.is_some().then_some(Doubt::Transactions(act));
    let force = life.moved_by(VerbKind::ForceUncertain, on).map(Doubt::Force);
    transactions.into_iter().chain(force).collect()
}

/// True if a group in force follows another group.
fn follows_others(model: &Model, text: &Text, group: GroupId) -> bool {
    let is_group = |term: &GroupTerm| matches!(term, GroupTerm::Group(_) | GroupTerm::AsItStood(..));
    let Some(in_force) = text.groups.get(&group) else { return true };
    let stated = match &model.statement(in_force.stated_by).clause {
        Clause::Group(stated) => stated.members.iter().chain(&stated.except).any(is_group),
        _ => true,
    };
    stated || in_force.changes.iter().any(|(_, term, _)| is_group(term))
}

/// Writes the whole of a node: the only version, or one beside those that stand there.
fn write(versions: &mut Vec<Version>, id: StatementId, doubts: Vec<Doubt>) {
    let mut new = Version::by(id);
    if doubts.is_empty() {
        *versions = vec![new];
        return;
    }
    versions.retain(|version| chosen(version, &doubts) != Some(true));
    for version in versions.iter_mut().filter(|version| chosen(version, &doubts).is_none()) {
        *version = guarded(version.clone(), &doubts);
    }
    new.guards.push(Guard { conditions: doubts, holds: true });
    versions.push(new);
}

/// Takes a node out, or leaves it for the matters that the repeal does not meet.
fn remove<K: std::hash::Hash + Eq>(
    nodes: &mut IndexMap<K, Vec<Version>, FxBuildHasher>,
    node: &K,
    doubts: &[Doubt],
) -> bool {
    if doubts.is_empty() {
        return nodes.swap_remove(node).is_some();
    }
    let Some(versions) = nodes.get_mut(node) else { return false };
    versions.retain(|version| chosen(version, doubts) != Some(true));
    for version in versions.iter_mut().filter(|version| chosen(version, doubts).is_none()) {
        *version = guarded(version.clone(), doubts);
    }
    if versions.is_empty() {
        nodes.swap_remove(node);
    }
    true
}

/// Whether the guards of a version already say if these conditions hold.
fn chosen(version: &Version, doubts: &[Doubt]) -> Option<bool> {
    version.guards.iter().find(|guard| guard.conditions == doubts).map(|guard| guard.holds)
}

/// The same version, for the matters in which the conditions do not hold.
fn guarded(mut version: Version, doubts: &[Doubt]) -> Version {
    version.guards.push(Guard { conditions: doubts.to_vec(), holds: false });
    version
}

/// The members of a group in force, other groups followed (S5); none of them a group.
pub fn members_of(model: &Model, text: &Text, group: GroupId) -> IndexSet<GroupTerm> {
    let mut collector = Collector { model, text, known: HashMap::new(), within: Vec::new() };
    collector.members((group, None));
    collector.known.remove(&(group, None)).unwrap_or_default()
}

/// The members of a group as it stood on a day that the rulebook names.
pub fn members_as_they_stood(model: &Model, text: &Text, group: GroupId, day: Date) -> IndexSet<GroupTerm> {
    let mut collector = Collector { model, text, known: HashMap::new(), within: Vec::new() };
    collector.members((group, Some(day)));
    collector.known.remove(&(group, Some(day))).unwrap_or_default()
}

/// A group of the text at hand, or of an earlier day.
type GroupOfDay = (GroupId, Option<Date>);

/// Follows groups into groups, each once.
struct Collector<'a> {
    model: &'a Model,
    text: &'a Text,
    known: HashMap<GroupOfDay, IndexSet<GroupTerm>>,
    within: Vec<GroupOfDay>,
}

impl Collector<'_> {
    /// A group that contains itself, or is nested too deep, is reported by `check`; here the chain is cut.
    fn members(&mut self, group: GroupOfDay) {
        let text = match group.1 {
            None => Some(self.text),
            Some(day) => self.text.earlier.get(&day),
        };
        let Some(in_force) = text.and_then(|text| text.groups.get(&group.0)) else { return };
        if self.known.contains_key(&group) || self.within.contains(&group) || self.within.len() > MOST_NESTED_GROUPS {
            return;
        }
        self.within.push(group);
        let mut members = IndexSet::new();
        if let Clause::Group(stated) = &self.model.statement(in_force.stated_by).clause {
            members = self.expand(&stated.members, group.1);
            let except = self.expand(&stated.except, group.1);
            members.retain(|m| !except.contains(m));
        }
        for (insert, term, _) in &in_force.changes {
            let terms = self.expand(std::slice::from_ref(term), group.1);
            if *insert {
                members.extend(terms);
            } else {
                members.retain(|m| !terms.contains(m));
            }
        }
        self.within.pop();
        self.known.insert(group, members);
    }

    fn expand(&mut self, terms: &[GroupTerm], day: Option<Date>) -> IndexSet<GroupTerm> {
        let mut all = IndexSet::new();
        for term in terms {
            let inner = match term {
                GroupTerm::Group(inner) => (*inner, day),
                GroupTerm::AsItStood(inner, day) => (*inner, Some(*day)),
                _ => {
                    all.insert(term.clone());
                    continue;
                }
            };
            self.members(inner);
            all.extend(self.known.get(&inner).into_iter().flatten().cloned());
        }
        all
    }
}

/// Groups that follow groups, at most so deep.
pub(super) const MOST_NESTED_GROUPS: usize = 64;
