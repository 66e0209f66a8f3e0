//! The messages of this stage: one function per code. Each names the acts and the day in legal words.

use super::why::Place;
use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// Adds the other act's place and what it did there.
fn because(diagnostic: Diagnostic, why: Option<Place>) -> Diagnostic {
    match why {
        Some((span, label)) => diagnostic.at(span, label),
        None => diagnostic,
    }
}

/// `amend rule`, `set`, `insert into`, `repeal` of what is not in force on the day the statement takes effect.
pub fn amends_nothing(verb: &str, what: &str, act: &str, on: &str, here: Span, why: Option<Place>) -> Diagnostic {
    let message = format!("act `{act}` {verb} `{what}`, which is not in force on {on}");
    because(Diagnostic::error("temporal/amends-nothing", message).at(here, ""), why)
        .help("check the id and the dates; what is not in force must first be written by another act")
}

/// A change that is enforced while what it changes is in force but not yet enforced.
pub fn changes_what_is_not_enforced(what: &str, act: &str, on: &str, here: Span, why: Option<Place>) -> Diagnostic {
    let message = format!("act `{act}` changes `{what}`, which is in force on {on} and not enforced");
    because(Diagnostic::error("temporal/not-enforced", message).at(here, ""), why)
        .help("restate it in full, give the change the same `comply from`, or write `held`: then it waits for the text it changes")
}

/// A member put into a group that holds it already, or taken out of one that does not hold it.
pub fn no_change(insert: bool, member: &str, group: &str, on: &str, here: Span) -> Diagnostic {
    let message = if insert {
        format!("`{member}` is already in `{group}` on {on}")
    } else {
        format!("`{member}` is not in `{group}` on {on}")
    };
    Diagnostic::error("temporal/no-change", message).at(here, "this changes nothing")
}

/// Two acts that write one node, or one above the other, with one effective date.
pub fn same_day(node: &str, on: &str, first: (&str, Span), second: (&str, Span)) -> Diagnostic {
    let message = format!("acts `{}` and `{}` both write `{node}` with effect from {on}", first.0, second.0);
    Diagnostic::error("temporal/same-day", message)
        .at(second.1, format!("written by `{}`", second.0))
        .at(first.1, format!("written by `{}`", first.0))
        .help(format!("say which comes later: `after act {}` in the header of the other act", first.0))
}

/// One act that writes one provision twice for the same days.
pub fn written_twice(node: &str, act: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error("temporal/written-twice", format!("act `{act}` writes `{node}` twice"))
        .at(second, "the second time")
        .at(first, "the first time")
        .help("give the second an id of its own, or write `amend` if it restates the first")
}

/// A group that contains itself on some day.
pub fn circular_group(chain: &str, here: Span) -> Diagnostic {
    Diagnostic::error("temporal/circular-group", format!("a group contains itself: {chain}")).at(here, "")
}

/// Groups that follow groups that follow groups, too far.
pub fn nested_too_deep(group: &str, most: usize, here: Span) -> Diagnostic {
    Diagnostic::error("temporal/nested-too-deep", format!("`{group}` follows a chain of more than {most} groups"))
        .at(here, "")
        .help("name the members themselves somewhere along the chain")
}

/// Acts that each come after the other.
pub fn circular_after(chain: &str, here: Span) -> Diagnostic {
    Diagnostic::error("temporal/circular-after", format!("acts come after each other in a circle: {chain}"))
        .at(here, "")
}

/// `renumber` to an id at which another provision stands.
pub fn occupied(node: &str, on: &str, there: (&str, Span), here: (&str, Span)) -> Diagnostic {
    let message = format!("act `{}` moves a provision to `{node}`, where one stands on {on}", here.0);
    Diagnostic::error("temporal/occupied", message)
        .at(here.1, "")
        .at(there.1, format!("written by `{}`", there.0))
        .help("repeal or renumber the provision that stands there first")
}

/// A default, a group or a renumbering that only some transactions would meet, or of which it is uncertain whether it is law.
pub fn cannot_doubt(what: &str, doubt: &str, here: Span, why: Option<Place>) -> Diagnostic {
    let message = format!("{doubt}, and {what} can only be the same for all");
    because(Diagnostic::error("temporal/cannot-doubt", message).at(here, ""), why)
        .help("state it in an act of its own, or write rules that say which transactions are meant")
}

/// More versions of one node than can be told apart.
pub fn too_many_versions(node: &str, on: &str, here: Span) -> Diagnostic {
    Diagnostic::error("temporal/too-many-versions", format!("more than 16 versions of `{node}` stand on {on}"))
        .at(here, "every act that applies to some transactions only adds versions")
        .help("restate the provision for all transactions, and let conditions tell them apart")
}

/// `after act Y` of an act that became public later.
pub fn after_later(act: (&str, &str, Span), other: (&str, &str, Span)) -> Diagnostic {
    let message = format!("act `{}` of {} cannot come after act `{}`, public from {}", act.0, act.1, other.0, other.1);
    Diagnostic::error("temporal/after-later", message)
        .at(act.2, "")
        .at(other.2, "this act became public later, and so comes later anyhow")
        .help("leave `after act` out: it orders acts that became public on one day")
}

/// A verb aimed at an act that nobody knew, or at its own.
pub fn acts_on_later(verb: &str, act: (&str, &str), target: (&str, &str), here: Span, there: Span) -> Diagnostic {
    let message = if act.0 == target.0 {
        format!("act `{}` cannot {verb} itself", act.0)
    } else {
        format!("act `{}` of {} cannot {verb} act `{}`, public from {}", act.0, act.1, target.0, target.1)
    };
    let diagnostic = Diagnostic::error("temporal/acts-on-later", message).at(here, "");
    if act.0 == target.0 {
        diagnostic.help("give the statements an end: `through D`, `until D`")
    } else {
        diagnostic
            .at(there, format!("`{}`, public from {}", target.0, target.1))
            .help("check the names, and the days on which both acts became public")
    }
}

/// A verb that finds nothing to work on.
pub fn no_effect(verb: &str, what: &str, why: &str, here: Span, target: Option<Place>, help: &str) -> Diagnostic {
    let message = format!("`{verb} {what}` has no effect: {why}");
    because(Diagnostic::error("temporal/no-effect", message).at(here, ""), target).help(help)
}

/// An end that verbs have put before the beginning.
pub fn never_alive(what: &str, effective: &str, last: &str, here: Span, by: Option<(&str, Span)>) -> Diagnostic {
    let message = format!("the last day of `{what}` would be {last}, before its first, {effective}");
    let diagnostic = Diagnostic::error("temporal/ends-before-it-begins", message).at(here, "");
    match by {
        Some((act, span)) => diagnostic.at(span, format!("moved by `{act}`")),
        None => diagnostic,
    }
    .help("check both days; nothing of it would ever be law")
}

/// `suspend rule ID` where an act seems to be meant.
pub fn older_than_meant(verb: &str, node: &str, first: (&str, Span), last: &str, here: Span) -> Diagnostic {
    let message = format!("`{verb} {node}` pauses the provision itself, which act `{}` first wrote", first.0);
    Diagnostic::warning("temporal/older-than-meant", message)
        .at(here, "")
        .at(first.1, "first written here")
        .help(format!("to pause only what act `{last}` changed, write `{verb} act {last} so far as it changes {node}`"))
}

/// A retroactive change that a later restatement of the same text ends.
pub fn also_mend(what: &str, act: &str, later: (&str, &str, Span), here: Span) -> Diagnostic {
    let message = format!("what act `{act}` changes in `{what}` lasts only until {}, when it was restated", later.1);
    Diagnostic::warning("temporal/also-mend", message)
        .at(here, "a change with effect in the past")
        .at(later.2, format!("restated by `{}`", later.0))
        .help("if the later text needs the same correction, amend it too")
}

/// A suspension of an act that has revoked, extended, ended or commenced something.
pub fn done_already(verb: &str, act: &str, done: &str, there: Span, here: Span) -> Diagnostic {
    let message = format!("`{verb} act {act}` does not undo what that act has done: `{done}`");
    Diagnostic::warning("temporal/done-already", message)
        .at(here, "this pauses the text of the act")
        .at(there, "this is done, and stays so")
        .help("to undo it, say so in the later act; to pause the text alone, write `so far as it changes ID`")
}

/// `effective from the start of` an act that only moves other acts in time.
pub fn no_start(act: &str, there: Span, here: Span) -> Diagnostic {
    Diagnostic::error("temporal/no-effect", format!("act `{act}` writes nothing, and so has no start"))
        .at(here, "")
        .at(there, "it only moves other acts in time")
        .help("write the day itself: `effective 2024-01-01`")
}

/// A verb aimed at an act of the same day that has verbs of its own.
pub fn order_unsaid(verb: &str, act: (&str, Span), other: (&str, Span)) -> Diagnostic {
    let message = format!("acts `{}` and `{}` became public on one day; which came first is not said", act.0, other.0);
    Diagnostic::error("temporal/same-day", message)
        .at(act.1, format!("`{verb}` acts on what `{}` does", other.0))
        .at(other.1, "this act moves others in time too")
        .help(format!("write `after act {}` in the header of the later act", other.0))
}
