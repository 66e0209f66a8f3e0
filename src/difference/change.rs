//! One change of the text, in data and in legal wording.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::cause::{Cause, How, Side, Sides};
use super::{citation, id_of, words};
use crate::Rulebook;
use crate::history::standing;
use crate::model::{Clause, Doubt, GroupId, GroupTerm, Named, ProvisionId, StatementId, Version};
use crate::source::SourceId;
use crate::syntax;
use crate::syntax::outline::{Part, Place, outline};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The provision, group or value.
    pub id: String,
    /// What of it, in words: `3A090.a.2(2)`, `the title of 3A090.a.2`.
    pub place: String,
    /// The address of the paragraph; empty for other parts and for the whole.
    pub address: String,
    /// What becomes of it.
    pub what: What,
    /// Why the words of another instrument are concerned: `89 FR 96790 is suspended`.
    pub because: Option<String>,
}

/// What becomes of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A whole provision, group or value is put in.
    Inserted {
        /// Its text.
        text: String,
        /// What must be so for it to stand there, where something must.
        only_where: Option<String>,
    },
    /// The whole is repealed.
    Repealed,
    /// The whole has run out.
    Expired,
    /// The whole is not in force yet: the second day is before the first.
    NotYet,
    /// The whole is suspended.
    Suspended,
    /// The whole is no longer enforced.
    NotEnforced,
    /// The whole is revoked with its act.
    Revoked,
    /// The whole is annulled with its act.
    Annulled,
    /// The whole has effect again.
    Back,
    /// Compliance with the whole is due.
    Due,
    /// The whole is another text.
    Restated {
        /// The new text.
        text: String,
    },
    /// The whole has another id.
    Renumbered {
        /// The new id.
        to: String,
    },
    /// The whole stands for some matters only, or for others than before; none: for all.
    Limited {
        /// What must be so.
        only_where: Option<String>,
    },
    /// Single words.
    Words(Vec<Edit>),
    /// A part is put in.
    PartInserted {
        /// Its text.
        text: String,
        /// The paragraph it comes after.
        after: Option<String>,
    },
    /// A part is left out.
    PartOmitted {
        /// What it said.
        text: String,
    },
    /// A part says something else.
    PartSubstituted {
        /// What it said.
        old: String,
        /// What it says.
        new: String,
    },
    /// A paragraph has another number.
    Relabelled {
        /// Its new address with the id.
        to: String,
    },
    /// Members come.
    MembersInserted(Vec<String>),
    /// Members go.
    MembersRemoved(Vec<String>),
    /// Members are taken out of what the list says.
    Excepted(Vec<String>),
    /// Members are no longer taken out.
    NoLongerExcepted(Vec<String>),
}

/// Words replaced, put in (no old ones) or left out (no new ones).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What stood there.
    pub old: String,
    /// What stands there.
    pub new: String,
    /// The words that new ones come after.
    pub after: String,
}

impl Edit {
    fn wording(&self) -> String {
        if self.old.is_empty() {
            return format!("after {} there is inserted {}", quoted(&self.after), quoted(&self.new));
        }
        if self.new.is_empty() {
            return format!("{} is omitted", quoted(&self.old));
        }
        format!("for {} there is substituted {}", quoted(&self.old), quoted(&self.new))
    }
}

/// Numbers and names stand bare, words in quotation marks.
fn quoted(text: &str) -> String {
    let bare =
        !text.contains([' ', '"']) && text.contains(|c: char| c.is_ascii_digit() || c.is_uppercase() || c == '_');
    if bare { text.to_string() } else { format!("“{text}”") }
}

/// `A`, `A and B`, `A, B and C`
fn listed(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

impl Change {
    /// In legal wording: `in 3A090.a.2(2), for 1600 there is substituted 2000`.
    pub fn wording(&self) -> String {
        let id = &self.id;
        let place = &self.place;
        let are = |all: &[String]| if all.len() == 1 { "is" } else { "are" };
        if let Some(wording) = self.what.of_wholes(std::slice::from_ref(id)) {
            return wording;
        }
        let wording = match &self.what {
            What::Inserted { only_where: None, .. } => format!("{id} is inserted"),
            What::Inserted { only_where: Some(only), .. } => format!("{id} is inserted, only where {only}"),
            What::Restated { .. } => format!("{id} is restated"),
            What::Renumbered { to } => format!("{id} is renumbered as {to}"),
            What::Limited { only_where: None } => format!("{id} stands for every matter"),
            What::Limited { only_where: Some(only) } => format!("{id} stands only where {only}"),
            What::Words(edits) => {
                let all: Vec<String> = edits.iter().map(Edit::wording).collect();
                format!("in {place}, {}", listed(&all))
            }
            What::PartInserted { text, after: Some(after) } => {
                format!("after {after} there is inserted {}", said(text))
            }
            What::PartInserted { text, after: None } if self.address.is_empty() => {
                format!("{place} is inserted: {}", said(text))
            }
            What::PartInserted { text, after: None } => format!("in {id} there is inserted {}", said(text)),
            What::PartOmitted { .. } => format!("{place} is omitted"),
            What::PartSubstituted { new, .. } => format!("for {place} there is substituted {}", said(new)),
            What::Relabelled { to } => format!("{place} is renumbered as {to}"),
            What::MembersInserted(all) => format!("{} {} inserted into {id}", listed(all), are(all)),
            What::MembersRemoved(all) => format!("{} {} removed from {id}", listed(all), are(all)),
            What::Excepted(all) => format!("{} {} excepted from {id}", listed(all), are(all)),
            What::NoLongerExcepted(all) => format!("{} {} no longer excepted from {id}", listed(all), are(all)),
            What::Repealed
            | What::Expired
            | What::NotYet
            | What::Suspended
            | What::NotEnforced
            | What::Revoked
            | What::Annulled
            | What::Back
            | What::Due => String::new(),
        };
        match &self.because {
            Some(because) => format!("{wording} ({because})"),
            None => wording,
        }
    }

    /// The whole text that a change puts in, where it is long: of a provision, group or value.
    pub fn text(&self) -> Option<&str> {
        match &self.what {
            What::Inserted { text, .. } | What::Restated { text } => Some(text),
            _ => None,
        }
    }

    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        let mut value = json!({
            "id": self.id,
            "place": self.place,
            "paragraph": self.address,
            "change": self.what.word(),
            "wording": self.wording(),
        });
        match &self.what {
            What::Inserted { text, only_where } => {
                value["text"] = json!(text);
                value["only_where"] = json!(only_where);
            }
            What::Limited { only_where } => value["only_where"] = json!(only_where),
            What::Restated { text } => value["text"] = json!(text),
            What::Renumbered { to } | What::Relabelled { to } => value["to"] = json!(to),
            What::Words(edits) => {
                let edit = |e: &Edit| json!({ "old": e.old, "new": e.new, "after": e.after });
                value["edits"] = edits.iter().map(edit).collect();
            }
            What::PartInserted { text, after } => {
                value["text"] = json!(text);
                value["after"] = json!(after);
            }
            What::PartOmitted { text } => value["text"] = json!(text),
            What::PartSubstituted { old, new } => {
                value["old"] = json!(old);
                value["new"] = json!(new);
            }
            What::MembersInserted(all)
            | What::MembersRemoved(all)
            | What::Excepted(all)
            | What::NoLongerExcepted(all) => value["members"] = json!(all),
            _ => {}
        }
        if let Some(because) = &self.because {
            value["because"] = json!(because);
        }
        value
    }
}

fn said(text: &str) -> String {
    format!("“{text}”")
}

impl What {
    /// The same thing said of several whole provisions, groups or values: `2 and 3 are repealed`; none for what is said of
    /// each by itself.
    pub fn of_wholes(&self, ids: &[String]) -> Option<String> {
        let (is, has) = if ids.len() == 1 { ("is", "has") } else { ("are", "have") };
        let all = listed(ids);
        Some(match self {
            What::Repealed => format!("{all} {is} repealed"),
            What::Expired => format!("{all} {has} expired"),
            What::NotYet => format!("{all} {is} not in force yet"),
            What::Suspended => format!("{all} {is} suspended"),
            What::NotEnforced => format!("{all} {is} not enforced"),
            What::Revoked => format!("{all} {is} revoked"),
            What::Annulled => format!("{all} {is} annulled"),
            What::Back => format!("{all} {has} effect again"),
            What::Due => format!("compliance with {all} is due"),
            _ => return None,
        })
    }

    /// The word for it in JSON.
    fn word(&self) -> &'static str {
        match self {
            What::Inserted { .. } => "inserted",
            What::Repealed => "repealed",
            What::Expired => "expired",
            What::NotYet => "not yet",
            What::Suspended => "suspended",
            What::NotEnforced => "not enforced",
            What::Revoked => "revoked",
            What::Annulled => "annulled",
            What::Back => "has effect again",
            What::Due => "compliance due",
            What::Restated { .. } => "restated",
            What::Renumbered { .. } => "renumbered",
            What::Limited { .. } => "limited",
            What::Words(_) => "words",
            What::PartInserted { .. } => "part inserted",
            What::PartOmitted { .. } => "part omitted",
            What::PartSubstituted { .. } => "part substituted",
            What::Relabelled { .. } => "part renumbered",
            What::MembersInserted(_) => "members inserted",
            What::MembersRemoved(_) => "members removed",
            What::Excepted(_) => "members excepted",
            What::NoLongerExcepted(_) => "members no longer excepted",
        }
    }
}

/// Tells what became of one node, with what each change is due to.
pub(super) fn compare(rulebook: &Rulebook, sides: &Sides, node: Named, all: &mut Vec<(Cause, Change)>) {
    let comparer = Comparer { rulebook, sides, node, id: id_of(rulebook, node) };
    let (old, new) = (standing(sides.before.text, node), standing(sides.after.text, node));
    if let Named::Group(group) = node
        && !old.is_empty()
        && !new.is_empty()
    {
        comparer.members(group, all);
        return;
    }
    match (old.as_slice(), new.as_slice()) {
        ([], new) => new.iter().for_each(|version| comparer.came(version, all)),
        (old, []) => old.iter().for_each(|version| comparer.went(version, all)),
        ([old], [new]) if old.guards == new.guards => comparer.altered(old, new, all),
        (old, new) => comparer.versions(old, new, all),
    }
}

struct Comparer<'a> {
    rulebook: &'a Rulebook,
    sides: &'a Sides<'a>,
    node: Named,
    id: String,
}

impl Comparer<'_> {
    fn change(&self, what: What) -> Change {
        Change { id: self.id.clone(), place: self.id.clone(), address: String::new(), what, because: None }
    }

    fn clause(&self, id: StatementId) -> &Clause {
        &self.rulebook.model().statement(id).clause
    }

    // ---- whole nodes

    fn came(&self, version: &Version, all: &mut Vec<(Cause, Change)>) {
        let writer = version.written_by;
        if let Some((from, cause)) = self.moved(writer) {
            let from_id = self.rulebook.model().tree.text(from).to_string();
            let what = What::Renumbered { to: self.id.clone() };
            let change = Change { id: from_id.clone(), place: from_id, ..self.change(what) };
            all.push((cause, self.explained(cause, change)));
            if let [old] = standing(self.sides.before.text, Named::Provision(from)).as_slice() {
                self.altered(old, version, all);
            }
            return;
        }
        let cause = self.sides.cause(writer).or_else(|| self.sides.removal(self.node, false));
        let cause = cause.unwrap_or_else(|| self.limited_by(&[], version));
        let only_where = self.rulebook.only_where(version);
        let what = match cause.how {
            How::Says => What::Inserted { text: self.text(&Version::by(writer)), only_where },
            How::Due => What::Due,
            _ => What::Back,
        };
        let written = cause.how == How::Says;
        let change = self.change(what);
        all.push((cause, if cause.of == writer { change } else { self.explained(cause, change) }));
        // What later acts changed of it is told as theirs.
        let as_written = self.rulebook.model().provision(writer).is_none_or(|p| Named::Provision(p.id) == self.node);
        if written && as_written && !version.amended_by.is_empty() && !matches!(self.node, Named::Group(_)) {
            self.altered(&Version::by(writer), version, all);
        }
    }

    fn went(&self, version: &Version, all: &mut Vec<(Cause, Change)>) {
        if self.moved_away(version.written_by) {
            return;
        }
        let cause = self.sides.cause(version.written_by).or_else(|| self.sides.removal(self.node, true));
        let cause = cause.unwrap_or(Cause { by: version.last(), of: version.last(), how: How::Expires });
        let what = match cause.how {
            How::Suspends => What::Suspended,
            How::StopsEnforcing => What::NotEnforced,
            How::Revokes => What::Revoked,
            How::Annuls => What::Annulled,
            How::Expires => What::Expired,
            How::NotYet => What::NotYet,
            _ if matches!(self.clause(cause.of), Clause::Verb(_)) => What::Revoked,
            _ => What::Repealed,
        };
        let change = self.change(what);
        let own = cause.of == version.written_by || cause.of == cause.by;
        let mut change = if own { change } else { self.explained(cause, change) };
        if let Some(only) = self.rulebook.only_where(version) {
            change.because = Some(format!("as it stood only where {only}"));
        }
        all.push((cause, change));
    }

    /// The id that a provision came from by a renumbering, or by the end of one, between the days.
    fn moved(&self, writer: StatementId) -> Option<(ProvisionId, Cause)> {
        let Named::Provision(node) = self.node else { return None };
        self.moves().into_iter().rev().find_map(|(from, to, cause)| {
            let stood = standing(self.sides.before.text, Named::Provision(from));
            let was_there = stood.iter().any(|v| v.written_by == writer);
            (to == node && was_there).then_some((from, cause))
        })
    }

    /// True if the provision stands under another id now.
    fn moved_away(&self, writer: StatementId) -> bool {
        let Named::Provision(node) = self.node else { return false };
        self.moves().into_iter().any(|(from, to, _)| {
            let there = standing(self.sides.after.text, Named::Provision(to));
            from == node && there.iter().any(|v| v.written_by == writer)
        })
    }

    /// Where renumberings that came or went between the days move provisions.
    fn moves(&self) -> Vec<(ProvisionId, ProvisionId, Cause)> {
        let mut all = Vec::new();
        let both = self.sides.after.calendar.all().chain(self.sides.before.calendar.all());
        for (id, _) in both {
            let (Clause::Renumber(renumber), Some(cause)) = (self.clause(id), self.sides.cause(id)) else { continue };
            let came = self.sides.lives_after(id);
            all.extend(renumber.moves.iter().map(|(a, b)| if came { (*a, *b, cause) } else { (*b, *a, cause) }));
        }
        all
    }

    /// Several versions stand at the node on one of the days.
    fn versions(&self, old: &[Version], new: &[Version], all: &mut Vec<(Cause, Change)>) {
        let same = |a: &Version, b: &Version| a.written_by == b.written_by && a.amended_by == b.amended_by;
        let base = |a: &Version, b: &Version| a.written_by == b.written_by && b.amended_by.starts_with(&a.amended_by);
        let stays = |o: &Version| new.iter().any(|n| same(o, n));
        for version in new {
            let only_where = self.rulebook.only_where(version);
            if let Some(before) = old.iter().find(|o| same(o, version)) {
                if before.guards != version.guards {
                    all.push((self.limited_by(old, version), self.change(What::Limited { only_where })));
                }
            } else if let Some(before) = old.iter().find(|o| !stays(o) && o.guards == version.guards) {
                self.altered_where(before, version, only_where.as_deref(), all);
            } else if let Some(before) = old.iter().find(|o| base(o, version)) {
                self.altered_where(before, version, only_where.as_deref(), all);
            } else {
                let cause = self.sides.cause(version.last()).unwrap_or_else(|| self.limited_by(old, version));
                let text = self.text(version);
                let restated = only_where.is_none() && !old.is_empty();
                let what = if restated { What::Restated { text } } else { What::Inserted { text, only_where } };
                all.push((cause, self.change(what)));
            }
        }
        // What another text has taken the place of is told with that text.
        for version in old.iter().filter(|o| !stays(o)) {
            if [version.written_by].iter().chain(&version.amended_by).any(|id| self.sides.cause(*id).is_some()) {
                self.went(version, all);
            }
        }
    }

    /// What is altered of a version that stands for some matters only.
    fn altered_where(&self, old: &Version, new: &Version, only_where: Option<&str>, all: &mut Vec<(Cause, Change)>) {
        let mut found = Vec::new();
        self.altered(old, new, &mut found);
        for (cause, mut change) in found {
            let only = only_where.map(|only| format!("only where {only}"));
            let reasons: Vec<String> = only.into_iter().chain(change.because.take()).collect();
            change.because = (!reasons.is_empty()).then(|| reasons.join("; "));
            all.push((cause, change));
        }
    }

    /// Who says that a version stands for some matters only, or says so no longer.
    fn limited_by(&self, old: &[Version], version: &Version) -> Cause {
        let guards = version.guards.iter().chain(old.iter().flat_map(|v| &v.guards));
        let statements = self.sides.after.calendar.all().map(|(id, _)| id);
        let doubts: Vec<Doubt> = guards.flat_map(|guard| guard.conditions.iter().copied()).collect();
        let model = self.rulebook.model();
        let meant = |id: &StatementId| {
            let by_act = |doubt: &Doubt| match doubt {
                Doubt::Transactions(act) => model.statement(*id).act == *act,
                Doubt::Force(by) => by == id,
            };
            doubts.iter().any(by_act) && self.sides.cause(*id).is_some()
        };
        let found = statements.filter(meant).last().and_then(|id| self.sides.cause(id));
        found.unwrap_or(Cause { by: version.last(), of: version.last(), how: How::Says })
    }

    // ---- within nodes

    fn text(&self, version: &Version) -> String {
        let model = self.rulebook.model();
        let sources = self.rulebook.sources();
        let amended = match self.node {
            Named::Provision(id) => model.amended(id, version),
            _ => None,
        };
        let last = if matches!(self.node, Named::Value(_)) { version.last() } else { version.written_by };
        let span = amended.map_or(model.statement(last).span, |amended| amended.span);
        crate::consolidated::dedent(sources.text(span))
    }

    fn outline(&self, version: &Version) -> Vec<Part> {
        let (file, _) = syntax::parse(SourceId::default(), &self.text(version));
        file.items.first().map(|item| outline(&item.kind)).unwrap_or_default()
    }

    /// The statement whose words stand at an address.
    fn source(&self, version: &Version, address: &str) -> StatementId {
        match self.node {
            Named::Provision(id) => {
                let amended = self.rulebook.model().amended(id, version);
                amended.and_then(|a| a.source_of(address, version)).unwrap_or(version.written_by)
            }
            _ => version.last(),
        }
    }

    fn altered(&self, old: &Version, new: &Version, all: &mut Vec<(Cause, Change)>) {
        let (before, after) = (self.outline(old), self.outline(new));
        let kind = |parts: &[Part]| parts.first().and_then(|p| p.words.split(' ').next().map(str::to_string));
        let same = |part: &&Part| before.iter().any(|b| key(b) == key(part) && b.words == part.words);
        let changed = after.iter().filter(|part| !same(part)).count();
        let another = old.written_by != new.written_by && (changed > 3 && changed * 2 > after.len());
        if another || kind(&before) != kind(&after) && !matches!(self.node, Named::Value(_)) {
            let cause = self.cause(old, new, "");
            let change = self.change(What::Restated { text: self.text(new) });
            all.push((cause, self.explained(cause, change)));
            return;
        }
        Parts { comparer: self, old, new, before: &before, after: &after }.compare(all);
    }

    /// What a change at an address is due to.
    fn cause(&self, old: &Version, new: &Version, address: &str) -> Cause {
        let chain = |v: &Version| [v.written_by].into_iter().chain(v.amended_by.clone()).collect::<Vec<_>>();
        let (before, after) = (chain(old), chain(new));
        let (was, is) = (self.source(old, address), self.source(new, address));
        let came = [is].into_iter().filter(|id| !before.contains(id));
        let went = [was].into_iter().filter(|id| !after.contains(id));
        let others_came = after.iter().rev().filter(|id| !before.contains(id)).copied();
        let others_went = before.iter().rev().filter(|id| !after.contains(id)).copied();
        let mut all = came.chain(went).chain(others_came).chain(others_went);
        let found = all.find_map(|id| self.sides.cause(id)).or_else(|| self.sides.removal(self.node, false));
        found.unwrap_or(Cause { by: is, of: is, how: How::Says })
    }

    /// With the reason, where it is not simply what the instrument says.
    fn explained(&self, cause: Cause, change: Change) -> Change {
        let of = citation(self.rulebook, cause.of);
        let because = match cause.how {
            How::Says => None,
            How::Due => Some("compliance is due".to_string()),
            How::Expires => Some("its words have run out".to_string()),
            How::NotYet => Some("not in force yet".to_string()),
            How::Suspends => Some(format!("{of} is suspended")),
            How::StopsEnforcing => Some(format!("{of} is not enforced")),
            How::Revokes => Some(format!("{of} is revoked")),
            How::Annuls => Some(format!("{of} is annulled")),
            How::Releases => Some(format!("{of} has effect again")),
        };
        Change { because, ..change }
    }

    // ---- groups

    fn members(&self, group: GroupId, all: &mut Vec<(Cause, Change)>) {
        let (before, after) = (self.terms(&self.sides.before, group), self.terms(&self.sides.after, group));
        let mut found: Vec<(Cause, bool, bool, String)> = Vec::new();
        let stated = |side: &Side| side.text.groups.get(&group).map(|g| g.stated_by);
        let restated = stated(&self.sides.before) != stated(&self.sides.after);
        for (came, here, there) in [(true, &after, &before), (false, &before, &after)] {
            for ((except, term), source) in here.iter().filter(|(key, _)| !there.contains_key(*key)) {
                let side = if came { &self.sides.before } else { &self.sides.after };
                // Who took it out, in the text that lacks it.
                let changes = side.text.groups.get(&group).map(|g| g.changes.as_slice()).unwrap_or_default();
                let out = changes.iter().rev().find(|(insert, t, _)| !insert && t == term).map(|(.., by)| *by);
                let stated = stated(&self.sides.after).into_iter().chain(stated(&self.sides.before));
                let fallback = stated.filter(|_| restated);
                let candidates = [Some(*source), out].into_iter().flatten().chain(fallback);
                let cause = candidates.clone().find_map(|id| self.sides.cause(id));
                let cause = cause.or_else(|| self.sides.removal(self.node, !came));
                let cause = cause.unwrap_or(Cause { by: *source, of: *source, how: How::Says });
                found.push((cause, came, *except, self.word(group, term)));
            }
        }
        while let Some((cause, came, except, _)) = found.first().cloned() {
            let same =
                |f: &(Cause, bool, bool, String)| (f.0.by, f.0.how, f.1, f.2) == (cause.by, cause.how, came, except);
            let members: Vec<String> = found.iter().filter(|f| same(f)).map(|f| f.3.clone()).collect();
            found.retain(|f| !same(f));
            let what = match (came, except) {
                (true, false) => What::MembersInserted(members),
                (false, false) => What::MembersRemoved(members),
                (true, true) => What::Excepted(members),
                (false, true) => What::NoLongerExcepted(members),
            };
            all.push((cause, self.explained(cause, self.change(what))));
        }
    }

    /// What stands in a group's list, and after `except` (true), with the statement that put it there.
    fn terms(&self, side: &Side, group: GroupId) -> IndexMap<(bool, GroupTerm), StatementId> {
        let mut terms = IndexMap::new();
        let Some(in_force) = side.text.groups.get(&group) else { return terms };
        if let Clause::Group(stated) = self.clause(in_force.stated_by) {
            let members = stated.members.iter().map(|term| (false, term.clone()));
            let all = members.chain(stated.except.iter().map(|term| (true, term.clone())));
            terms.extend(all.map(|key| (key, in_force.stated_by)));
        }
        for (insert, term, by) in &in_force.changes {
            match insert {
                true => terms.insert((false, term.clone()), *by),
                false => terms.shift_remove(&(false, term.clone())),
            };
        }
        terms
    }

    fn word(&self, group: GroupId, term: &GroupTerm) -> String {
        let model = self.rulebook.model();
        let declared = model.vocabulary.groups.get_index(group.ix());
        declared.map_or_else(String::new, |(_, group)| crate::consolidated::term_text(model, &group.of, term))
    }
}

fn key(part: &Part) -> (&Place, &str) {
    (&part.place, &part.address)
}

/// The address above: `(2)` for `(2)(i)`.
fn above(address: &str) -> &str {
    address.rfind('(').and_then(|at| address.get(..at)).unwrap_or("")
}

fn is_beneath(address: &str, top: &str) -> bool {
    address != top && crate::model::provisions::is_beneath(address, top)
}

/// The parts of two versions, side by side.
struct Parts<'a> {
    comparer: &'a Comparer<'a>,
    old: &'a Version,
    new: &'a Version,
    before: &'a [Part],
    after: &'a [Part],
}

impl Parts<'_> {
    /// First what makes room for renumbered paragraphs, then these, then all else in text order.
    fn compare(&self, all: &mut Vec<(Cause, Change)>) {
        let relabelled = self.relabelled();
        let mut found = Vec::new();
        self.collect(&relabelled, &mut found);
        let makes_room = |change: &Change| {
            matches!(change.what, What::PartOmitted { .. }) && relabelled.iter().any(|(_, to)| *to == change.address)
        };
        found.sort_by_key(|(_, change)| match change.what {
            _ if makes_room(change) => 0,
            What::Relabelled { .. } => 1,
            _ => 2,
        });
        all.extend(found);
    }

    fn collect(&self, relabelled: &[(String, String)], all: &mut Vec<(Cause, Change)>) {
        let moved_from =
            |p: &Part| relabelled.iter().any(|(from, _)| p.address == *from || is_beneath(&p.address, from));
        let moved_to = |p: &Part| relabelled.iter().any(|(_, to)| p.address == *to || is_beneath(&p.address, to));
        let mut settled: Vec<String> = Vec::new();
        let another_condition = self.has_another_condition();
        let within = |address: &str, settled: &[String]| settled.iter().any(|top| is_beneath(address, top));
        for part in self.after.iter().filter(|part| !moved_to(part)) {
            if within(&part.address, &settled) {
                continue;
            }
            let there = self.before.iter().find(|b| key(b) == key(part) && !moved_from(b));
            match there {
                Some(before) => {
                    if self.altered(before, part, all) {
                        settled.push(part.address.clone());
                    }
                }
                None if another_condition && part.place == Place::Paragraph => {}
                None => {
                    let what = What::PartInserted { text: part.whole.clone(), after: self.sibling(part) };
                    self.push(&part.address, self.whole_place(part), what, &part.address, all);
                    if part.place == Place::Paragraph {
                        settled.push(part.address.clone());
                    }
                }
            }
        }
        for part in self.before.iter().filter(|part| !moved_from(part)) {
            let there = self.after.iter().any(|a| key(a) == key(part) && !moved_to(a));
            let told = another_condition && part.place == Place::Paragraph;
            if there || told || within(&part.address, &settled) {
                continue;
            }
            let what = What::PartOmitted { text: part.whole.clone() };
            self.push(&part.address, self.whole_place(part), what, &part.address, all);
            if part.place == Place::Paragraph {
                settled.push(part.address.clone());
            }
        }
        for (from, to) in relabelled {
            let what = What::Relabelled { to: format!("{}{to}", self.comparer.id) };
            let place = format!("{}{from}", self.comparer.id);
            self.push(to, place, what, from, all);
        }
    }

    /// True where a condition has become a list of paragraphs, or a list a plain condition: it is told as a whole.
    fn has_another_condition(&self) -> bool {
        self.after.iter().any(|part| {
            let before = self.before.iter().find(|b| key(b) == key(part));
            part.place != Place::Paragraph && before.is_some_and(|b| is_list(b) != is_list(part))
        })
    }

    /// The place of a part with all beneath it.
    fn whole_place(&self, part: &Part) -> String {
        match part.place {
            Place::When => format!("the condition of {}", self.comparer.id),
            Place::Paragraph => format!("{}{}", self.comparer.id, part.address),
            _ => self.place(part),
        }
    }

    /// True where the part is told as a whole, with all beneath it.
    fn altered(&self, before: &Part, after: &Part, all: &mut Vec<(Cause, Change)>) -> bool {
        if before.words == after.words {
            return false;
        }
        let one_is_list = is_list(before) != is_list(after);
        let edits = if one_is_list { None } else { words::edits(&before.words, &after.words) };
        let (place, address) = (self.place(after), &after.address);
        match edits {
            Some(edits) => self.push(address, place, What::Words(edits), address, all),
            None => {
                let paragraph = after.place == Place::Paragraph;
                let whole = paragraph || one_is_list || !is_list(after);
                let own = |part: &Part| if whole { part.whole.clone() } else { part.words.clone() };
                let what = What::PartSubstituted { old: own(before), new: own(after) };
                let place = if whole { self.whole_place(after) } else { place };
                self.push(address, place, what, address, all);
                return paragraph;
            }
        }
        false
    }

    fn push(&self, address: &str, place: String, what: What, old: &str, all: &mut Vec<(Cause, Change)>) {
        let comparer = self.comparer;
        let mut cause = comparer.cause(self.old, self.new, address);
        if address != old && self.new.amended_by.is_empty() {
            cause = comparer.cause(self.old, self.new, old);
        }
        let change = Change { place, address: address.to_string(), ..comparer.change(what) };
        all.push((cause, comparer.explained(cause, change)));
    }

    /// The paragraph before one that is put in, in the same list.
    fn sibling(&self, part: &Part) -> Option<String> {
        if part.place != Place::Paragraph {
            return None;
        }
        let before = self.after.iter().take_while(|p| *p != part);
        let siblings = before.filter(|p| p.place == Place::Paragraph && above(&p.address) == above(&part.address));
        siblings.last().map(|p| format!("{}{}", self.comparer.id, p.address))
    }

    /// Paragraphs of a list that say word for word what another number of it said.
    fn relabelled(&self) -> Vec<(String, String)> {
        let body = |p: &Part| p.whole.strip_prefix(label(p)).unwrap_or_default().to_string();
        let moved = |p: &&Part, others: &[Part]| {
            p.place == Place::Paragraph && !others.iter().any(|o| key(o) == key(p) && body(o) == body(p))
        };
        let mut found: Vec<(String, String)> = Vec::new();
        for old in self.before.iter().filter(|p| moved(p, self.after)) {
            let new = self.after.iter().filter(|p| moved(p, self.before)).find(|new| {
                let free = !found.iter().any(|(from, to)| {
                    *to == new.address || is_beneath(&new.address, to) || is_beneath(&old.address, from)
                });
                free && above(&new.address) == above(&old.address)
                    && new.address != old.address
                    && body(new) == body(old)
            });
            if let Some(new) = new {
                found.push((old.address.clone(), new.address.clone()));
            }
        }
        found
    }

    /// What of the provision a part is, in words.
    fn place(&self, part: &Part) -> String {
        let id = &self.comparer.id;
        let lists =
            part.whole != part.words && part.whole.trim_end() != format!("{} {}", label(part), part.words).trim();
        match &part.place {
            Place::Head => format!("the first line of {id}"),
            Place::Title(lang) if lang.is_empty() => format!("the title of {id}"),
            Place::Title(lang) => format!("the title[{lang}] of {id}"),
            Place::Quote(_) => format!("the quotation of {id}"),
            Place::Conclusion(1) => format!("the conclusion of {id}"),
            Place::Conclusion(n) => format!("conclusion {n} of {id}"),
            Place::Unless => format!("the `unless` of {id}"),
            Place::Case(n) if self.after.iter().any(|p| p.place == Place::Case(2)) => format!("case {n} of {id}"),
            Place::Otherwise => format!("the `otherwise` of {id}"),
            Place::Paragraph if lists => format!("the opening words of {id}{}", part.address),
            Place::When | Place::Case(_) if lists => format!("the opening words of {id}"),
            _ => format!("{id}{}", part.address),
        }
    }
}

/// True of a part with paragraphs beneath it.
fn is_list(part: &Part) -> bool {
    part.whole.trim_end() != format!("{} {}", label(part), part.words).trim()
}

/// `(2)` for a paragraph at `(1)(2)`.
fn label(part: &Part) -> &str {
    part.address.rfind('(').and_then(|at| part.address.get(at..)).unwrap_or("")
}
