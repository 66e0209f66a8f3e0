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

/// Something the language has a form for, but this version gives no meaning to yet.
pub fn not_yet(what: &str, here: Span) -> Diagnostic {
    Diagnostic::error("resolve/not-yet", format!("{what} is read but not yet given meaning by this version"))
        .at(here, "")
        .help("leave it out, or keep it in a comment and say in prose what is missing")
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

/// A change of words that finds no place in the text it changes.
pub fn does_not_fit(act: &str, id: &str, here: Span, why: &str, text: (&str, Span)) -> Diagnostic {
    Diagnostic::error("resolve/does-not-fit", format!("act `{act}` cannot change `{id}` so: {why}"))
        .at(here, "")
        .at(text.1, format!("the words it meets are those of `{}`", text.0))
        .help("`lexact show` prints the text of the day before; paragraphs are named by their full address: `ID(2)(i)`")
}
