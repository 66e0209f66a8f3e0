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

/// An entry of a register, or a register, that stands where only what an entry says can stand.
///
/// `restricted of entry` → `entry.restricted`, or `any entry in ENTITY_LIST where …`
pub fn entry_as_whole(here: Span) -> Diagnostic {
    Diagnostic::error("plan/entry-as-whole", "an entry of a register is read by its columns alone")
        .at(here, "")
        .help("write `any entry in REGISTER where entry.column …`; what is defined of a record is asked of facts")
}

/// The least or greatest of a register.
///
/// `greatest of (e.size for e in REGISTER)` → a `value` that states it
pub fn extreme_of_register(here: Span) -> Diagnostic {
    Diagnostic::error("plan/extreme-of-register", "the least or greatest of a register is not looked for")
        .at(here, "")
        .help("its entries are written in the law: state the one that is meant as a `value`")
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Rows or tiers that give values.
    Values,
    /// Rules.
    Rules,
    /// Bands of a scale.
    Bands,
}

/// Values that no row of a table covers (language brief, "no gap").
///
/// `| 1 | at most 5 || 10 |` and `| 2 | more than 6 || 20 |` → add a row for more than 5 and at most 6
pub fn rows_gap(table: &str, place: &str, on: &str, here: Span, rows: Rows) -> Diagnostic {
    let (row, help) = match rows {
        Rows::Rules => ("row", "add a row for it; what this law does not cover gets a row with `none` after `||`"),
        Rows::Values => {
            ("row", "add a row for it; where the law itself says nothing, the row says `the law is silent`")
        }
        Rows::Bands => (
            "band",
            "add a band for it, or mend a bound (`up to` and `from` hold their ends, `below` and `above` do not)",
        ),
    };
    Diagnostic::error("plan/rows-gap", format!("no {row} of `{table}` covers {place}, from {on}"))
        .at(here, "")
        .help(help)
}

/// Two rows of a table that cover one case, where only one may.
///
/// `at most 5` and `at least 5` → `at most 5` and `more than 5`, or `first` in the head of the table
pub fn rows_overlap(
    table: &str,
    a: (&str, Span),
    b: (&str, Span),
    (place, on): (&str, &str),
    rows: Rows,
) -> Diagnostic {
    let message = format!("{} and {} of `{table}` both cover {place}, from {on}", a.0, b.0);
    let help = match rows {
        Rows::Rules => "mend a bound (`at most` holds its end, `less than` does not), or write `all` where both apply",
        Rows::Bands => "mend a bound (`up to` and `from` hold their ends, `below` and `above` do not)",
        Rows::Values if a.0.starts_with("tier") => "mend a bound (`at most` holds its end, `less than` does not)",
        Rows::Values => {
            "mend a bound (`at most` holds its end, `less than` does not), or write `first` where the first row counts"
        }
    };
    Diagnostic::error("plan/rows-overlap", message).at(b.1, "one of them").at(a.1, "the other").help(help)
}

/// A row that no case reaches.
///
/// a row `more than 10` after `first` and a row `more than 5` → write the narrower row first
pub fn row_unreachable(table: &str, row: &str, on: &str, here: Span) -> Diagnostic {
    Diagnostic::error("plan/row-unreachable", format!("nothing reaches {row} of `{table}`, from {on}"))
        .at(here, "")
        .help("its cells contradict each other, or rows before it take all its cases")
}

/// A row of which it cannot be told what it covers.
///
/// `at most limit of party` in a cell → name what is compared with a `define`, or use a `value`
pub fn rows_unproven(table: &str, row: &str, here: Span) -> Diagnostic {
    let message = format!("what {row} of `{table}` covers depends on more than its inputs");
    Diagnostic::error("plan/rows-unproven", message)
        .at(here, "so gaps and overlaps cannot be told")
        .help("ask the inputs alone, about numbers, dates, words, groups and `value`s; what depends on other facts is a `define`")
}

/// A table with more cases than are tried.
///
/// six columns of ten bounds each → split the table in two
pub fn rows_too_many(table: &str, here: Span, most: usize) -> Diagnostic {
    Diagnostic::error("plan/rows-too-many", format!("`{table}` tells more than {most} cases apart"))
        .at(here, "too many to look for gaps and overlaps")
        .help("split it into tables that ask one another")
}

/// Bounds of a scale that do not rise.
///
/// `up to 500_000 GBP` before `up to 250_000 GBP` → the other way round
pub fn bounds_order(scale: &str, on: &str, here: Span, before: Span) -> Diagnostic {
    Diagnostic::error("plan/bounds-order", format!("the bounds of `{scale}` do not rise, from {on}"))
        .at(here, "this one")
        .at(before, "is not above this one")
        .help("write the bands from the lowest to the highest")
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
