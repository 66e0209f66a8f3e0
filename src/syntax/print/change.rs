//! Changes to the text: repeals, amendments, insertions, and the verbs that move statements in time.

use super::condition::{condition_at, paragraphs};
use super::expr::expr_at;
use super::layout::{Place, WIDTH, block, list, quoted, width, wrapped_item};
use super::provision::{dates, dates_line, end_clause};
use super::vocabulary::word_or_text;
use crate::syntax::ast::{
    AmendParagraph, InsertText, Members, Renumber, Replace, SetValue, Targets, Verb, VerbKind, VerbTarget,
};

pub(super) fn targets(verb: &str, targets: &Targets) -> String {
    format!("{}{}", wrapped_item(verb, &targets.ids), dates(&targets.dates))
}

pub(super) fn amend_paragraph(amend: &AmendParagraph) -> String {
    let first = format!("amend {} to {}", amend.target, condition_at(&amend.to, Place::Column(2)));
    block(first, dates_line(&amend.dates).into_iter().collect())
}

pub(super) fn replace(replace: &Replace) -> String {
    let first = format!("amend {} replace {}", replace.target, quoted(&replace.old));
    let by = format!("by {}{}", quoted(&replace.new), dates(&replace.dates));
    let line = format!("{first} {by}");
    if width(&line) <= WIDTH { line } else { format!("{first}\n  {by}") }
}

pub(super) fn insert_text(insert: &InsertText) -> String {
    let first = format!("insert into {}", insert.target);
    let mut lines: Vec<String> = vec![format!("  {}", paragraphs(&insert.paragraphs, Place::Column(2)))];
    lines.extend(dates_line(&insert.dates));
    block(first, lines)
}

pub(super) fn members(members: &Members) -> String {
    let (verb, into) = if members.insert { ("insert", "into") } else { ("remove", "from") };
    let words: Vec<String> = members.members.iter().map(|member| word_or_text(member)).collect();
    format!("{} {into} {}{}", wrapped_item(verb, &words), list(&members.groups), dates(&members.dates))
}

pub(super) fn set(set: &SetValue) -> String {
    format!("set {} to {}{}", set.name, expr_at(&set.value, Place::OneLine), dates(&set.dates))
}

pub(super) fn renumber(renumber: &Renumber) -> String {
    format!("renumber {} as {}{}", renumber.from, renumber.to, dates(&renumber.dates))
}

// ---- verbs

/// The words of a verb before what it acts on.
pub(super) fn verb_word(verb: VerbKind) -> &'static str {
    match verb {
        VerbKind::Suspend => "suspend",
        VerbKind::EndSuspension => "end suspension of",
        VerbKind::Extend => "extend",
        VerbKind::ExtendSuspension => "extend suspension of",
        VerbKind::StopEnforcing => "stop enforcing",
        VerbKind::ResumeEnforcing => "resume enforcing",
        VerbKind::Commence => "commence",
        VerbKind::RevokeRestoring | VerbKind::RevokeWithoutRestoring => "revoke",
        VerbKind::Annul => "annul",
        VerbKind::ForceUncertain => "force uncertain",
    }
}

/// What a revocation says of the text it replaced.
fn revocation(verb: VerbKind) -> &'static str {
    match verb {
        VerbKind::RevokeRestoring => " restoring what it replaced",
        VerbKind::RevokeWithoutRestoring => " without restoring",
        _ => "",
    }
}

pub(super) fn verb(verb: &Verb) -> String {
    let mut text = verb_word(verb.kind).to_owned();
    text.push_str(&verb_targets(verb));
    text.push_str(revocation(verb.kind));
    if !verb.so_far_as.is_empty() {
        text.push_str(&format!(" so far as it changes {}", list(&verb.so_far_as)));
    }
    if let Some(from) = &verb.from {
        text.push_str(&format!(" from {from}"));
    }
    if let Some(end) = &verb.end {
        let (word, day) = end_clause(end);
        text.push_str(&format!(" {word} {day}"));
    }
    if let Some(why) = &verb.why {
        text.push_str(&format!(" {}", quoted(why)));
    }
    text
}

/// ` act X, ID`, or for `commence` ` act X for ID, ID`; nothing where the verb names nothing.
fn verb_targets(verb: &Verb) -> String {
    match (verb.kind, verb.targets.as_slice()) {
        (_, []) => String::new(),
        (VerbKind::Commence, targets) => commenced(targets),
        (VerbKind::ForceUncertain, targets) => format!(" of {}", targets_list(targets)),
        (_, targets) => format!(" {}", targets_list(targets)),
    }
}

/// ` act X, act Y for ID, ID`
fn commenced(targets: &[VerbTarget]) -> String {
    let (acts, provisions): (Vec<&VerbTarget>, Vec<&VerbTarget>) =
        targets.iter().partition(|target| matches!(target, VerbTarget::Act(_)));
    let words = |targets: Vec<&VerbTarget>| list(&targets.into_iter().map(verb_target).collect::<Vec<_>>());
    match (acts.is_empty(), provisions.is_empty()) {
        (false, false) => format!(" {} for {}", words(acts), words(provisions)),
        _ => format!(" {}", targets_list(targets)),
    }
}

fn targets_list(targets: &[VerbTarget]) -> String {
    list(&targets.iter().map(verb_target).collect::<Vec<_>>())
}

fn verb_target(target: &VerbTarget) -> String {
    match target {
        VerbTarget::Act(name) => format!("act {name}"),
        VerbTarget::Provision(id) => id.to_string(),
    }
}
