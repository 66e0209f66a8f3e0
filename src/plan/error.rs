//! The messages of this stage: one function per code.

use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// Provisions that depend on each other in a circle: none of them could be settled first (S9).
///
/// A rule that deems a fact may read it only `as given`, and so may what takes the rule away.
pub fn circle(chain: &[(String, Span)], deems: bool) -> Diagnostic {
    let names: Vec<&str> = chain.iter().map(|(name, _)| name.as_str()).collect();
    let mut diagnostic =
        Diagnostic::error("plan/circle", format!("provisions depend on each other in a circle: {}", names.join(" → ")));
    for (ix, (name, span)) in chain.iter().enumerate().take(chain.len().saturating_sub(1)) {
        let next = chain.get(ix + 1).map_or("", |(next, _)| next.as_str());
        diagnostic = diagnostic.at(*span, format!("`{name}` depends on `{next}`"));
    }
    diagnostic.help(if deems {
        "one of them deems a fact that another reads: read it `as given` there, or decide one without the other"
    } else {
        "decide one of them without the other, or split it into two provisions"
    })
}

/// Provisions that rest on one another too deep.
pub fn too_deep(here: Span, name: &str) -> Diagnostic {
    Diagnostic::error("plan/too-deep", format!("`{name}` rests on too long a chain of other provisions"))
        .at(here, "")
        .help("a decision may rest on at most 400 operations one inside another, over all provisions it reads")
}

/// A condition whose paragraphs refer to one another so often that asking it would take too long.
pub fn too_costly(here: Span) -> Diagnostic {
    Diagnostic::error("plan/too-costly", "this condition refers to other paragraphs too many times over")
        .at(here, "")
        .help("give the shared paragraph a name with `define`: a definition is settled once")
}

/// One name that two provisions in force define on one day.
pub fn defined_twice(name: &str, on: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error("plan/defined-twice", format!("two provisions in force on {on} define `{name}`"))
        .at(second, "one of them")
        .at(first, "the other")
        .help("repeal one, or give it a scope: `define ID name in ID = …`")
}

/// Two defaults of one decision in force on one day.
pub fn default_twice(name: &str, on: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error("plan/default-twice", format!("two defaults of `{name}` are in force on {on}"))
        .at(second, "one of them")
        .at(first, "the other")
}
