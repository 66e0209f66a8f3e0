//! The messages of this stage: one function per code. Each names the acts and the day in legal words.

use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// `amend rule`, `set`, `insert into`, `repeal` of what is not in force on the day the statement takes effect.
pub fn amends_nothing(verb: &str, what: &str, act: &str, on: &str, here: Span) -> Diagnostic {
    Diagnostic::error("temporal/amends-nothing", format!("act `{act}` {verb} `{what}`, which is not in force on {on}"))
        .at(here, "")
        .help("check the id and the dates; what is not in force must first be written by another act")
}

/// A change that is enforced while what it changes is in force but not yet enforced.
pub fn changes_what_is_not_enforced(what: &str, act: &str, on: &str, here: Span) -> Diagnostic {
    Diagnostic::error("temporal/not-enforced", format!("act `{act}` changes `{what}`, which is not enforced on {on}"))
        .at(here, "")
        .help("restate it in full, or give the change the same `comply from`")
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
