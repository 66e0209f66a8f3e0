//! The messages of this stage: one function per code.

use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// The same word is declared twice in one rulebook.
///
/// Mend it by removing one declaration, or by choosing another word.
pub fn declared_twice(what: &str, name: &str, here: Span, first: Span) -> Diagnostic {
    Diagnostic::error("resolve/declared-twice", format!("{what} `{name}` is declared twice"))
        .at(here, "declared again here")
        .at(first, "first declared here")
}

/// A table, tiers or a scale whose name stands for a function of other inputs elsewhere.
///
/// `table 2 fee of (age)` beside `table 3 fee of (weight)` → `table 3 fee_by_weight of (weight)`
pub fn other_inputs(name: &str, here: Span, first: Span) -> Diagnostic {
    Diagnostic::error("resolve/other-inputs", format!("`{name}` is asked with other inputs elsewhere"))
        .at(here, "here")
        .at(first, "first declared here")
        .help("a function keeps its inputs, by name and type, over all dates: give one of them another name")
}

/// A word that nothing declares.
///
/// `destinaton in D:5` → `destination in D:5`, or declare `fact destinaton …`.
pub fn unknown(what: &str, name: &str, here: Span, near: Option<String>) -> Diagnostic {
    Diagnostic::error("resolve/unknown-name", format!("there is no {what} `{name}`")).at(here, "").maybe_help(near)
}

/// A provision id that no act writes and no `elsewhere` names.
///
/// `exemption 740.8 from 742.6(a)(7)` where only 742.6(a)(6) exists. Where the provision exists in law but is not in the
/// rulebook, declare it: `elsewhere 742.6(a)(7) "not in this rulebook"`.
pub fn unknown_provision(id: &str, here: Span, near: Option<String>) -> Diagnostic {
    Diagnostic::error("resolve/unknown-provision", format!("no act of this rulebook writes `{id}`, on any date"))
        .at(here, "")
        .help(near.unwrap_or_else(|| "declare it with `elsewhere` if it is law that is not encoded here".into()))
}

/// A statement that stands before any `act` header.
pub fn outside_act(here: Span) -> Diagnostic {
    Diagnostic::error("resolve/outside-act", "this is law, but no act says it: the file has no `act` header before it")
        .at(here, "")
        .help("begin the file with `act NAME`, its citation and its dates")
}

/// An act leaves out something every answer needs.
pub fn act_without(what: &str, act: &str, here: Span, help: &str) -> Diagnostic {
    Diagnostic::error("resolve/act-without", format!("act `{act}` does not state {what}")).at(here, "").help(help)
}

/// An end or compliance date that comes before the beginning.
///
/// `effective 2024-01-01 through 2023-12-31`: `through` names the last day in force, `until` the first day out.
pub fn ends_before_it_begins(here: Span, why: String, begin: Span) -> Diagnostic {
    let d = Diagnostic::error("resolve/ends-before-it-begins", why).at(here, "");
    if begin == here { d } else { d.at(begin, "the beginning is stated here") }
}

/// A reference by name to a record without a name.
///
/// `owner Party by name` where Party has no open name: give it a field `name identity`.
pub fn no_name(record: &str, here: Span, declared: Span) -> Diagnostic {
    Diagnostic::error("resolve/no-name", format!("a {record} cannot be referred to by name: it has none"))
        .at(here, "")
        .at(declared, "declared here, without a field that is an open name")
        .help("give the record a field `name identity`, or nest it without `by name`")
}

/// A name that the language itself declares.
///
/// `fact claims …`, `define 5 claims = …`: choose another name.
pub fn built_in(here: Span) -> Diagnostic {
    let help = "the language declares it: a set of provisions, the exemptions somebody elects";
    misplaced("`claims` is built in", here, help)
}

/// A construct that makes no sense where it stands.
pub fn misplaced(message: impl Into<String>, here: Span, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error("resolve/misplaced", message).at(here, "").help(help)
}

/// A provision id that is also the address of another provision's paragraph.
pub fn address_clash(id: &str, paragraph: Span, provision: Span) -> Diagnostic {
    Diagnostic::error("resolve/address-clash", format!("`{id}` names both a paragraph and a provision"))
        .at(paragraph, "this paragraph has that address")
        .at(provision, "this provision has that id")
        .help("an address must name one thing: give the paragraphs other labels, or the provision another id")
}

/// A change of words that finds no place in the text it changes: in print, or in the text that is enforced.
///
/// `amend 2(3) to …` of a rule with two paragraphs. Mend it by naming what stands there.
pub fn does_not_fit(
    act: &str,
    id: &str,
    on: &str,
    here: Span,
    why: &str,
    text: (String, Span),
    printed: bool,
) -> Diagnostic {
    let (words, help) = if printed {
        ("", "`lexact show` prints the text of the day before; a paragraph is named by its full address: `2(2)(i)`")
    } else {
        (
            " as it is enforced",
            "an earlier change is not enforced that day: give this one the same `comply from`, or write `held`: then it waits",
        )
    };
    Diagnostic::error("resolve/does-not-fit", format!("act `{act}` cannot change `{id}`{words} on {on}: {why}"))
        .at(here, "")
        .at(text.1, text.0)
        .help(help)
}
