//! The messages of this stage: one function per code.

use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// Two sides that have different types.
///
/// `destination is at least 5`: a country is compared with a number.
pub fn mismatch(left: (&str, Span), right: (&str, Span)) -> Diagnostic {
    Diagnostic::error("types/mismatch", format!("{} is compared with {}", left.0, right.0))
        .at(left.1, format!("this is {}", left.0))
        .at(right.1, format!("this is {}", right.0))
}

/// Two sides in units that do not convert.
///
/// `item.io_rate is at least 600 mm2`: the author sees the unit of each side.
pub fn unit_mismatch(left: (&str, Span), right: (&str, Span), help: Option<String>) -> Diagnostic {
    Diagnostic::error("types/unit-mismatch", "the two sides are in different units")
        .at(left.1, format!("this is {}", left.0))
        .at(right.1, format!("this is {}", right.0))
        .maybe_help(help)
}

/// A comparison by size between days.
///
/// `notified_on is at least 2023-11-06` reads two ways; days compare with `on or after`, `on or before`, `before`, `after`.
pub fn dates_by_size(here: Span, instead: &str, words: &str) -> Diagnostic {
    Diagnostic::error("types/dates-by-size", format!("`{words}` does not compare days"))
        .at(here, "both sides are dates")
        .help(format!("write `{instead}`, or a distance: `is at least 25 days before …`"))
}

/// A word that is no value of the type that is wanted.
pub fn not_a_value(word: &str, wanted: &str, here: Span, near: Option<String>) -> Diagnostic {
    Diagnostic::error("types/not-a-value", format!("`{word}` is not {wanted}")).at(here, "").maybe_help(near)
}

/// A word that nothing declares.
pub fn unknown_word(word: &str, here: Span, near: Option<String>) -> Diagnostic {
    Diagnostic::error("types/unknown-word", format!("nothing is called `{word}`"))
        .at(here, "")
        .help(near.unwrap_or_else(|| "declare it as a fact, or define it in a provision".into()))
}

/// A value where a condition is due, or the reverse.
pub fn wanted(wanted: &str, found: &str, here: Span) -> Diagnostic {
    Diagnostic::error("types/wanted", format!("{wanted} is due here, but this is {found}")).at(here, "")
}

/// An operation on values that have no such operation.
pub fn no_operation(message: String, here: Span, help: &str) -> Diagnostic {
    Diagnostic::error("types/no-such-operation", message).at(here, "").help(help)
}

/// A definition that spreads reads itself where it would have to fail, or where the result could shrink as it spreads (S14).
///
/// `not restricted of stake.owner`: whoever becomes restricted later could take away from who is so already.
pub fn not_growing(name: &str, here: Span, why: &str) -> Diagnostic {
    Diagnostic::error("types/not-growing", format!("what `{name}` has reached would not stay so: {why}"))
        .at(here, format!("`{name}` is read here"))
        .help(
            "read it under `and`, `or`, `all of`, `any of`, `at least N of`, `any …` or `every … where`, or in the `where` of a sum or count \
             that `is at least` or `is more than` something",
        )
}

/// The cases of a definition have different types.
pub fn cases_differ(name: &str, first: (&str, Span), other: (&str, Span)) -> Diagnostic {
    Diagnostic::error("types/cases-differ", format!("the cases of `{name}` have different types"))
        .at(other.1, format!("this is {}", other.0))
        .at(first.1, format!("this is {}", first.0))
}

/// A paragraph of this provision that does not exist, or comes later.
pub fn no_such_paragraph(address: &str, here: Span) -> Diagnostic {
    Diagnostic::error("types/no-such-paragraph", format!("no earlier paragraph of this provision is `{address}`"))
        .at(here, "")
        .help("a paragraph may refer to one that stands before it and does not contain it")
}

/// A defeater `for each` record that reaches a provision which does not run on that record.
pub fn instances_differ(message: String, here: Span, other: Span, note: String) -> Diagnostic {
    Diagnostic::error("types/instances-differ", message)
        .at(here, "")
        .at(other, note)
        .help("a defeater `for each` record meets the same instance, so both must run on that record")
}

/// A defeater that reaches nothing it could defeat, on any date: an exemption that names no rule, a limit that names no
/// exemption, an override of what is no rule.
///
/// `exemption 2 from 1` where 1 is an exemption: a bar on an exemption is a `limit 2 on 1`.
pub fn reaches_nothing(message: String, here: Span, help: &str) -> Diagnostic {
    Diagnostic::error("types/reaches-nothing", message).at(here, "").help(help)
}

/// `overrides` between rules that share no single-valued decision.
pub fn nothing_to_override(message: String, here: Span, other: Span) -> Diagnostic {
    Diagnostic::error("types/nothing-to-override", message)
        .at(here, "")
        .at(other, "this rule")
        .help("sets cannot conflict: to take an element away, write an `exemption … from …`")
}
