//! What can be wrong with the text of a file: one function for each code. Its comment says what the code means, with a
//! failing example and the mended one. How a parser's complaint becomes one of these is told in [`diagnose`](super::diagnose).

use super::ast::Name;
use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// A text has no closing quotation mark before the end of its line.
///
/// ```text
/// title "License Exception NAC        wrong
/// title "License Exception NAC"       right
/// ```
pub(super) fn unclosed_text(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/unclosed-text", "this text has no closing quotation mark before the end of its line")
        .at(span, "begins here")
        .help("close it with `\"`; a long text is several texts, one after the other, each closed on its own line")
}

/// A full-width or typographic mark stands where the language has one of its own, as in text pasted from a PDF.
///
/// ```text
/// （1） item.tpp ≥ 4800                wrong
/// (1) item.tpp is at least 4800       right
/// ```
pub(super) fn full_width(span: Span, found: char, instead: &str) -> Diagnostic {
    let (kind, help) = if ('\u{FF01}'..='\u{FF5E}').contains(&found) || "，。、：；「」（）".contains(found) {
        ("full-width ", format!("the language uses {instead}"))
    } else {
        ("", format!("the language uses {instead}"))
    };
    Diagnostic::error("syntax/full-width", format!("{kind}`{found}` here; {help}"))
        .at(span, "")
        .help(format!("write {instead}"))
}

/// A character that cannot be seen stands between the words.
///
/// ```text
/// item.<U+200B>tpp                    wrong
/// item.tpp                            right
/// ```
pub(super) fn invisible(span: Span, found: char) -> Diagnostic {
    Diagnostic::error("syntax/invisible", format!("the invisible character U+{:04X} stands here", u32::from(found)))
        .at(span, "")
        .help("delete it; it usually comes along when text is pasted from a PDF")
}

/// Brackets are nested deeper than the language accepts, or a calculation is longer.
///
/// ```text
/// ((((…65 brackets…))))               wrong
/// (a or b) and (c or d)               right
/// ```
pub(super) fn too_deep(span: Span, limit: usize, what: &str) -> Diagnostic {
    Diagnostic::error("syntax/too-deep", format!("more than {limit} {what}"))
        .at(span, "one too many")
        .help("give a part of it a name with `define`")
}

/// One statement is longer than the language accepts.
pub(super) fn too_long(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error("syntax/too-long", format!("this statement has more than {limit} bytes"))
        .at(span, "begins here")
        .help("divide it into several statements")
}

/// Text stands where no statement has begun.
///
/// ```text
/// Macau is never in D:5.              wrong
/// --- Macau is never in D:5.          right: prose
/// ```
pub(super) fn stray_text(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/stray-text", "this text belongs to no statement")
        .at(span, "")
        .help("begin prose with `---` on each line, and a comment with `--`")
}

/// A line begins with a word that is no item word but looks like one.
///
/// ```text
/// exemtion 740.8 from 742.6           wrong
/// exemption 740.8 from 742.6          right
/// ```
pub(super) fn unknown_item(span: Span, found: &str, near: &str) -> Diagnostic {
    Diagnostic::error("syntax/unknown-item", format!("`{found}` does not begin a provision"))
        .at(span, "")
        .help(format!("did you mean `{near}`?"))
}

/// Something else is due at this place.
///
/// ```text
/// exemption 740.8 form 742.6          wrong
/// exemption 740.8 from 742.6          right
/// ```
pub(super) fn expected(span: Span, message: String, help: Option<String>) -> Diagnostic {
    Diagnostic::error("syntax/expected", message).at(span, "").maybe_help(help)
}

/// A field of what stands in brackets, where that is not one element of a list.
///
/// ```text
/// (a + b).amount                                      wrong
/// (the p in parties with the greatest p.share).name   right
/// ```
pub(super) fn field_of_bracket(span: Span, field: &str) -> Diagnostic {
    let message = format!("`{field}` is not expected here: a field is taken of a record");
    let help = "of one element of a list it is taken with `(the x in … with the greatest …).field`";
    expected(span, message, Some(help.to_string()))
}

/// A paragraph begins where a value is due.
///
/// ```text
/// (1) item.tpp is at least            wrong
/// (2) destination in D:5
/// ```
pub(super) fn missing_value(span: Span, after: &str, before: &str) -> Diagnostic {
    Diagnostic::error(
        "syntax/missing-value",
        format!("something is missing after `{after}`: a value must come before {before}"),
    )
    .at(span, "")
}

/// A word in brackets that reads as a label, where a value is due.
///
/// ```text
/// filed on or before 1 day after (on)     wrong
/// filed on or before 1 day after on       right
/// ```
pub(super) fn label_like(span: Span, label: &str) -> Diagnostic {
    let word = label.trim_matches(['(', ')']);
    expected(
        span,
        format!("`{label}` is read as the label of a paragraph"),
        Some(format!("write `{word}` without brackets")),
    )
}

/// A label with more digits than labels have.
///
/// ```text
/// (999) a is 5
/// (1000) a is 6                       wrong
/// ```
pub(super) fn long_label(span: Span, label: &str) -> Diagnostic {
    let help = "a list has at most 999 paragraphs; put some of them into a provision of their own";
    expected(span, format!("a label has at most three digits; found {label}"), Some(help.to_string()))
}

/// `and` and `or` stand side by side without brackets.
///
/// ```text
/// a and b or c                        wrong
/// (a and b) or c                      right
/// ```
pub(super) fn mixed_and_or(and: Span, or: Span, readings: Option<(String, String)>) -> Diagnostic {
    let help = match readings {
        Some((one, two)) => format!("write `{one}` or `{two}`, or use paragraphs"),
        None => "put brackets round what belongs together, or use paragraphs".to_string(),
    };
    let (first, second) = if and.start < or.start { (and, or) } else { (or, and) };
    Diagnostic::error("syntax/mixed-and-or", "`and` and `or` stand side by side; it is open which binds first")
        .at(second, "")
        .at(first, "the other one")
        .help(help)
}

/// A negative test goes on with `or`: people read it as "neither", the grammar would not.
///
/// ```text
/// destination is not MO or in D:5             wrong
/// not (destination is MO or in D:5)           right
/// ```
pub(super) fn is_not_or(span: Span, or: Span) -> Diagnostic {
    Diagnostic::error("syntax/is-not-or", "`or` after a negative test has two readings")
        .at(or, "")
        .at(span, "the negative test")
        .help("write `not (… or …)` for neither, or repeat the subject after `or`")
}

/// A value stands after `or` where a test is due.
///
/// ```text
/// destination is MO or HK             wrong
/// destination is MO or is HK          right
/// destination is any of MO, HK        right
/// ```
pub(super) fn bare_value(span: Span, connective: &str, value: &str) -> Diagnostic {
    let code = if connective == "or" { "syntax/bare-or" } else { "syntax/bare-and" };
    Diagnostic::error(code, format!("`{value}` after `{connective}` is a value, not a test"))
        .at(span, "")
        .help(format!("did you mean `{connective} is {value}`, or `is any of …, {value}`?"))
}

/// A test without a subject: nothing before it is tested.
///
/// ```text
/// purchase_order_held and in D:5                  wrong
/// purchase_order_held and destination in D:5      right
/// ```
pub(super) fn no_subject(span: Span, test: &str) -> Diagnostic {
    Diagnostic::error("syntax/no-subject", format!("`{test}` has nothing to test: no test stands before it"))
        .at(span, "")
        .help("write what is tested in front of it")
}

/// A day that the calendar does not have, or that is not written year-month-day.
///
/// ```text
/// effective 2023-02-30                wrong
/// effective 2023-02-28                right
/// ```
pub(super) fn no_such_day(span: Span, text: &str, why: &str) -> Diagnostic {
    Diagnostic::error("syntax/no-such-day", format!("`{text}` is not a day: {why}")).at(span, "")
}

/// A number is not written as the language writes numbers.
///
/// ```text
/// 26,900,000   75W    10^26: 1e26         wrong
/// 26_900_000   75 W   10^26               right
/// ```
pub(super) fn number_form(span: Span, text: &str, instead: Option<String>) -> Diagnostic {
    Diagnostic::error("syntax/number-form", format!("`{text}` is not how a number is written here"))
        .at(span, "")
        .maybe_help(instead.map(|i| format!("write `{i}`")))
}

/// A list of paragraphs stands where it is only a part of a condition.
///
/// ```text
/// purchase_order_held and any of              wrong
///   (1) destination in D:1
///   (2) destination in D:4
/// ```
pub(super) fn list_as_operand(span: Span) -> Diagnostic {
    Diagnostic::error(
        "syntax/list-as-operand",
        "a list of paragraphs must be the whole of a condition or paragraph, never a part of one",
    )
    .at(span, "")
    .help("make both parts paragraphs of one list")
}

/// A line begins with `and` or `or`, where it is open what it joins.
///
/// ```text
/// (ii) item.has_hbm                           wrong
/// and destination in D:5
///
/// (ii) item.has_hbm and                       right
///      destination in D:5
/// ```
pub(super) fn line_begins_with(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "syntax/line-begins-with-connective",
        format!("a line may not begin with `{word}`: it looks as if it joined more than it does"),
    )
    .at(span, "")
    .help(format!("move `{word}` to the end of the line before, or make a paragraph of what follows"))
}

/// The word at the end of a paragraph contradicts the quantifier of its list.
///
/// ```text
/// all of (1) a; or (2) b              wrong
/// all of (1) a; and (2) b             right
/// ```
pub(super) fn connective_against_quantifier(span: Span, word: &str, quantifier: Span) -> Diagnostic {
    Diagnostic::error(
        "syntax/connective-against-quantifier",
        format!("`{word}` at the end of a paragraph contradicts its list"),
    )
    .at(span, "")
    .at(quantifier, "the list is opened here")
    .help("leave the word out, or change the quantifier")
}

/// An `every` that does not say what holds when the list is empty.
///
/// ```text
/// every party in parties where party.listed                   wrong
/// every party in parties where party.listed (even if none)    right
/// ```
pub(super) fn every_of_nothing(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/every-of-nothing", "`every` must say what holds when the list is empty")
        .at(span, "")
        .help("add `(at least one)` or `(even if none)` after the list or at the end")
}

/// A part of the date or distance is missing: `before` needs `is` before it, or an amount of time.
pub(super) fn distance_expected(span: Span, side: &str) -> Diagnostic {
    Diagnostic::error(
        "syntax/expected",
        format!("`{side}` here needs an amount of time before it, as in `25 days {side} …`, or `is` for a test"),
    )
    .at(span, "")
    .help(format!("did you mean `is {side}`?"))
}

/// A clause that may stand once stands twice.
pub(super) fn said_twice(span: Span, first: Span, what: &str) -> Diagnostic {
    Diagnostic::error("syntax/said-twice", format!("{what} is stated twice")).at(span, "").at(first, "the first time")
}

// ---- labels

/// A label is not the next of any open list.
///
/// ```text
/// all of (1) a (3) b                  wrong: (2) is missing
/// all of (1) a (2) b                  right
/// ```
pub(super) fn label_out_of_sequence(
    label: &Name,
    expected: &[String],
    used: Option<Span>,
    missing: bool,
    before: Option<Name>,
) -> Diagnostic {
    let due = one_of(expected);
    let mut message = if due.is_empty() {
        format!("no list is open for ({})", label.node)
    } else {
        format!("expected {due}; found ({})", label.node)
    };
    if used.is_some() {
        message = format!("({}) is already used in that list; expected {due}", label.node);
    } else if missing && let [one] = expected {
        message = format!("{message}: {one} is missing");
    }
    let diagnostic = Diagnostic::error("syntax/label-out-of-sequence", message).at(label.span, "");
    match before {
        Some(before) => {
            diagnostic.help(format!("to open a list below ({}) write `any of` or `all of` after it", before.node))
        }
        None => diagnostic,
    }
}

/// A label continues two open lists, and nothing says which.
///
/// ```text
/// (u) any of (i) … (iv) … (v) …       wrong: (v) follows (iv) and (u)
/// ```
pub(super) fn label_fits_twice(label: &Name, paths: &[(Name, String)]) -> Diagnostic {
    let after: Vec<String> = paths.iter().rev().map(|(l, _)| format!("({})", l.node)).collect();
    let full: Vec<String> = paths.iter().rev().map(|(_, p)| format!("`{p}`")).collect();
    let mut diagnostic =
        Diagnostic::error("syntax/label-fits-twice", format!("({}) could follow {}", label.node, after.join(" or ")))
            .at(label.span, "");
    for (before, path) in paths {
        diagnostic = diagnostic.at(before.span, format!("after this it would be {path}"));
    }
    diagnostic.help(format!("it is {}; count one of the lists in another style", full.join(" or ")))
}

/// The first label of a list is not the first of any style.
///
/// ```text
/// any of (2) a (3) b                  wrong
/// any of (1) a (2) b                  right
/// ```
pub(super) fn list_starts_elsewhere(label: &Name, next: Option<&str>) -> Diagnostic {
    let or_next = next.map(|n| format!(", or goes on at {n}")).unwrap_or_default();
    Diagnostic::error(
        "syntax/list-starts-elsewhere",
        format!("a list starts at (1), (a), (i), (A) or (I){or_next}; found ({})", label.node),
    )
    .at(label.span, "")
}

/// A list begins in the style of a list that is still open; both would count alike.
///
/// ```text
/// (1) any of (1) a (2) b              wrong
/// (1) any of (i) a (ii) b             right
/// ```
pub(super) fn style_already_open(label: &Name, open: &Name) -> Diagnostic {
    Diagnostic::error(
        "syntax/style-already-open",
        format!("({}) begins a list that counts like one still open", label.node),
    )
    .at(label.span, "")
    .at(open.span, format!("({}) belongs to the open list", open.node))
    .help("count the inner list in another style: (1), (a), (i), (A) or (I)")
}

/// A second list of one provision counts from the beginning again, so that an address would be there twice.
///
/// ```text
/// when any of (1) a (2) b unless any of (1) c (2) d           wrong
/// when any of (1) a (2) b unless any of (3) c (4) d           right
/// ```
pub(super) fn counts_again(label: &Name, other: &Name, next: &str) -> Diagnostic {
    Diagnostic::error(
        "syntax/counts-again",
        format!("({}) is used twice in this provision; an address must name one paragraph", label.node),
    )
    .at(label.span, "")
    .at(other.span, "an earlier list ends here")
    .help(format!("count on with {next}, or in another style"))
}

/// The cases of a conclusion count from the beginning again. The text is accepted, for instruments are written so, but
/// these paragraphs cannot be told from those of the condition by their addresses.
///
/// ```text
/// when all of (1) a (2) b then review is X when any of (1) c (2) d; Y otherwise      warned
/// when all of (1) a (2) b then review is X when any of (3) c (4) d; Y otherwise      right
/// ```
pub(super) fn case_counts_again(label: &Name, other: &Name, next: &str) -> Diagnostic {
    Diagnostic::warning("syntax/case-counts-again", format!("({}) is used twice in this provision", label.node))
        .at(label.span, "")
        .at(other.span, "an earlier list ends here")
        .help(format!("count on with {next}, so that each address names one paragraph"))
}

/// A list has only one paragraph: perhaps the next one was nested by mistake.
pub(super) fn list_of_one(label: &Name) -> Diagnostic {
    Diagnostic::warning("syntax/list-of-one", format!("({}) is the only paragraph of its list", label.node))
        .at(label.span, "")
        .help("if it belongs to the list above, the list opened before it is empty")
}

/// A label holds a letter of another alphabet, which only looks like a Latin one.
pub(super) fn foreign_letter_in_label(label: &Name, letter: char) -> Diagnostic {
    Diagnostic::error(
        "syntax/foreign-letter-in-label",
        format!("the `{letter}` in this label is U+{:04X}, not a letter from a to z", u32::from(letter)),
    )
    .at(label.span, "")
    .help("type it again")
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn one_of(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// More mistakes than are worth showing.
pub(super) fn too_many(limit: usize, errors: bool) -> Diagnostic {
    let message = format!("more than {limit} remarks on this file; the others are not shown");
    if errors { Diagnostic::error("syntax/too-many", message) } else { Diagnostic::warning("syntax/too-many", message) }
}

/// A statement that the grammar accepts and nothing can make a tree of. It should not happen, and is said rather than
/// passed over.
pub(super) fn unreadable(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/unreadable", "this statement could not be read")
        .at(span, "")
        .help("write it in a simpler form")
}

/// A replacement of words would give a provision another kind, another id or dates of its own.
pub(super) fn another_provision(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/unreadable", "with these words it would no longer be the same provision")
        .at(span, "")
        .help("`renumber` gives a provision another id; the dates of a change stand after it")
}

/// A case without a condition stands before other cases, which then can never be reached.
///
/// ```text
/// then review is A; B when x          wrong
/// then review is B when x; A otherwise        right
/// ```
pub(super) fn case_without_when(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/case-without-when", "this case has no condition, so the cases after it are never reached")
        .at(span, "")
        .help("give it a `when`, or put it last with `otherwise`")
}

/// `(at least one)` or `(even if none)` after a list of paragraphs, where it is open to which `every` it belongs.
///
/// ```text
/// every x in y where all of (1) a (2) b (at least one)        wrong
/// every x in y (at least one) where all of (1) a (2) b        right
/// ```
pub(super) fn misplaced_mode(span: Span) -> Diagnostic {
    Diagnostic::error(
        "syntax/misplaced-mode",
        "what `every` says of an empty list cannot stand at the end of a paragraph",
    )
    .at(span, "")
    .help("put it before `where`, after the name of the list")
}

/// Prose stands inside a statement, which ends there; the clauses after it belong to nothing.
///
/// ```text
/// rule 1.a                            wrong
///   when a
/// --- Prose
///   then license is required
/// ```
pub(super) fn prose_inside(span: Span, rest: Span) -> Diagnostic {
    Diagnostic::error("syntax/prose-inside", "prose stands inside a statement; it may stand only between statements")
        .at(span, "")
        .at(rest, "this clause has lost its statement")
        .help("use a comment, `-- …`, or move the prose before the statement")
}

/// A test whose subject is itself a test.
///
/// ```text
/// a is b is c                         wrong
/// a is b and b is c                   right
/// ```
pub(super) fn chained_tests(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "syntax/chained-tests",
        format!("`{word}` here is a second test of the same words; tests do not chain"),
    )
    .at(span, "")
    .help("join two tests with `and`")
}

/// A bracket is open where its condition or its list of values ends.
///
/// ```text
/// when (a or b                        wrong
/// then license is required
///
/// when (a or b)                       right
/// then license is required
/// ```
pub(super) fn unclosed_bracket(span: Span, open: Span) -> Diagnostic {
    Diagnostic::error("syntax/unclosed-bracket", "a bracket is not closed before this")
        .at(span, "")
        .at(open, "it is opened here")
        .help("close it with `)`")
}

/// A word that begins statements is used as a name.
///
/// ```text
/// fact value Item                     wrong
/// fact worth Item                     right
/// ```
pub(super) fn reserved_name(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("syntax/reserved-name", format!("`{word}` begins a statement and cannot be a name"))
        .at(span, "")
        .help("choose another name")
}

/// A tag that is no language.
///
/// ```text
/// title[zg] "出口管理条例"             wrong
/// title[zh] "出口管理条例"             right
/// ```
pub(super) fn unknown_language(tag: &Name) -> Diagnostic {
    Diagnostic::error("syntax/unknown-language", format!("`{}` is no language", tag.node))
        .at(tag.span, "")
        .help("languages go by their codes in small letters (ISO 639), as in [zh], [fr], [zh-Hant]")
}

/// A value is declared that nothing could say: it would be read as words of the language.
///
/// ```text
/// decision seat held | lost           wrong
/// decision seat kept | lost           right
/// ```
pub(super) fn unusable_value(value: &Name) -> Diagnostic {
    let message = format!(
        "`{}` could not be written where a value stands: it would be read as words of the language",
        value.node
    );
    Diagnostic::error("syntax/unusable-value", message).at(value.span, "").help("choose other words")
}

/// A labelled conclusion follows a list of paragraphs and reads like one of them.
///
/// ```text
/// then                                                    wrong
///   (f) must "…" when any of (1) a (2) b
///   (g) license is required
/// then                                                    right
///   (f) license is required
///   (g) must "…" when any of (1) a (2) b
/// ```
pub(super) fn conclusion_after_list(label: &Name) -> Diagnostic {
    Diagnostic::error(
        "syntax/conclusion-after-list",
        format!("({}) reads like a paragraph of the list before it", label.node),
    )
    .at(label.span, "")
    .help("put conclusions whose condition is a list last")
}

/// What the formatter laid out does not say what the author wrote. It is withheld: this is a fault of the formatter.
pub(super) fn not_formatted(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(
        "syntax/not-formatted",
        format!("this file cannot be formatted: a {what} of it would not be kept"),
    )
    .at(span, "")
    .help("the file is as it was; this is a fault of Lexact, so please report it, with the file if you can")
}

/// Two members of an identity stand on one line; perhaps the second is the name of the first.
///
/// ```text
/// CN China                            wrong
/// CN "China"                          right
/// ```
pub(super) fn members_on_one_line(span: Span, member: &str) -> Diagnostic {
    Diagnostic::error("syntax/members-on-one-line", format!("`{member}` stands on the line of another member"))
        .at(span, "")
        .help("put the name of a member in quotation marks, and each member on its own line")
}

// ---- changes to the text, and verbs

/// `held` stands on something else than a change of the words of a text.
///
/// ```text
/// repeal 3A090 held                               wrong
/// amend 3A090.a(2) to item.tpp is at least 5000 held      right
/// ```
pub(super) fn misplaced_held(span: Span, what: &str, help: &str) -> Diagnostic {
    Diagnostic::error("syntax/misplaced-held", format!("{what} cannot be held")).at(span, "").help(help)
}

/// An act is named as if it were a provision.
///
/// ```text
/// suspend 2025-09-30-affiliates from 2025-11-10           wrong
/// suspend act 2025-09-30-affiliates from 2025-11-10       right
/// ```
pub(super) fn act_without_word(id: &Name) -> Diagnostic {
    expected(id.span, format!("`{id}` looks like the name of an act"), Some(format!("write `act {id}`")))
}

/// A verb that undoes or brings into force what an act did is given a provision.
///
/// ```text
/// annul 744.11                                    wrong
/// annul act 2025-09-30-affiliates so far as it changes 744.11     right
/// ```
pub(super) fn acts_only(id: &Name, verb: &str) -> Diagnostic {
    let help = match verb {
        "commence" => format!("name the act: `commence act … for {id}`"),
        _ => format!("name the act: `{verb} act … so far as it changes {id}`; to take a text away write `repeal {id}`"),
    };
    let message = format!("`{verb}` acts on an act, and `{id}` is a provision");
    Diagnostic::error("syntax/acts-only", message).at(id.span, "").help(help)
}

/// `so far as it changes …` without an act that could change something.
///
/// ```text
/// suspend 744.11 so far as it changes 744.12              wrong
/// suspend act 2025-09-30-affiliates so far as it changes 744.12   right
/// ```
pub(super) fn so_far_without_act(id: &Name) -> Diagnostic {
    let help = format!("name the act that changes `{id}`, or only `{id}`");
    expected(id.span, "`so far as it changes …` speaks of an act, and none is named".into(), Some(help))
}

/// `extend` without a new end.
///
/// ```text
/// extend 744.11                                   wrong
/// extend 744.11 through 2027-11-09                right
/// ```
pub(super) fn extended_until_when(span: Span) -> Diagnostic {
    let help = "add `through D` for the last day, or `until D` for the first day out".to_string();
    expected(span, "`extend` must say the new end".into(), Some(help))
}

/// `force uncertain` without a reason.
///
/// ```text
/// force uncertain from 2025-01-01                 wrong
/// force uncertain from 2025-01-01 "stayed in part by a court; the scope is disputed"     right
/// ```
pub(super) fn uncertain_without_why(span: Span) -> Diagnostic {
    let help = "add the reason in quotation marks at the end: every answer that depends on it will say it".to_string();
    expected(span, "`force uncertain` must say why".into(), Some(help))
}

/// A group as it stood on a day is inserted into or removed from another group.
///
/// ```text
/// insert A:5 as it stood on 2023-01-01 into PARTNERS              wrong
/// group PARTNERS of Country is A:5 as it stood on 2023-01-01      right
/// ```
pub(super) fn stood_in_change(span: Span, group: &Name) -> Diagnostic {
    let help = format!("state the list anew: `group … is …, {group} as it stood on …`");
    expected(span, "what a group once held cannot be inserted or removed".into(), Some(help))
}

/// A row of a table goes over several lines, usually because the `|` at its end is missing.
///
/// ```text
/// | 1 | at most 5 || 10
/// | 2 | more than 5 || 20 |           wrong
/// | 1 | at most 5   || 10 |           right
/// ```
pub(super) fn row_of_lines(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/row-of-lines", "a row of a table is one line")
        .at(span, "this one is not closed")
        .help("close it with `|`; what is too long for a line gets a name with `define`")
}

/// A row has more or fewer cells than the headings.
///
/// ```text
/// | row | age           || fee |
/// | 1   | any | at most 5 || 10 |     wrong
/// | 1   | at most 5     || 10  |      right
/// ```
pub(super) fn row_width(span: Span, label: &str, found: (usize, usize), wanted: (usize, usize)) -> Diagnostic {
    let message = format!(
        "row {label} has {} cells before `||` and {} after it; the headings have {} and {}",
        found.0, found.1, wanted.0, wanted.1
    );
    Diagnostic::error("syntax/row-width", message).at(span, "").help("fill every cell: `any` where nothing is asked")
}

/// A row has no `||` where the headings have one.
///
/// ```text
/// | 1 | at most 5 | 10 |              wrong, under `| row | age || fee |`
/// | 1 | at most 5 || 10 |             right
/// ```
pub(super) fn row_without_results(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/row-width", "this row has no `||`, and the headings have one")
        .at(span, "")
        .help("two bars stand between what is asked and what is given")
}

/// The head of a scale does not say whether each rate is for its part of the amount or for all of it.
///
/// ```text
/// scale 5 duty on price               wrong
/// scale 5 duty on price, marginal     right
/// ```
pub(super) fn scale_of_no_kind(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/scale-kind", "what the rates of this scale are for is not said")
        .at(span, "")
        .help("end the line with `, marginal` (each rate for the part in its band) or `, whole` (one rate for all of the amount)")
}

/// A scale does not end in `above`, so that it says nothing of what lies over its last band.
///
/// ```text
/// up to 250_000 GBP at 0%             wrong, alone
/// above             at 5%             right, after it
/// ```
pub(super) fn no_above(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/no-above", "the last band of a scale is `above`")
        .at(span, "what lies beyond this has no rate")
        .help("add `above at …`")
}

/// A band stands after `above`.
///
/// ```text
/// above at 5%, then up to 250_000 GBP at 0%       wrong
/// up to 250_000 GBP at 0%, then above at 5%       right
/// ```
pub(super) fn above_not_last(span: Span) -> Diagnostic {
    Diagnostic::error("syntax/above-not-last", "`above` is the last band of a scale")
        .at(span, "bands stand after this one")
        .help("write the bands in the order of their bounds, and `above` last")
}

/// Some bands of a scale say where they begin, and this one does not.
///
/// ```text
/// up to 250_000 GBP at 0%, then above 250_000 GBP up to 925_000 GBP at 5%, then above at 10%              wrong
/// up to 250_000 GBP at 0%, then above 250_000 GBP up to 925_000 GBP at 5%, then above 925_000 GBP at 10%  right
/// ```
pub(super) fn band_begins(span: Span, says: Span) -> Diagnostic {
    Diagnostic::error("syntax/band-begins", "where this band begins is not said")
        .at(span, "")
        .at(says, "this one says where it begins")
        .help("say it of all bands after the first: `above X` where the one before is `up to X`, `from X` where it is `below X`")
}

/// The row that is to stand in the place of another has another number.
///
/// ```text
/// amend row 2 of T, then | 3 | … |    wrong
/// amend row 2 of T, then | 2 | … |    right
/// ```
pub(super) fn another_row(span: Span, amended: &Name, written: &str) -> Diagnostic {
    Diagnostic::error("syntax/another-row", format!("row {} is amended, but this is row {written}", amended.node))
        .at(span, "")
        .at(amended.span, "the row that is amended")
        .help("a row keeps its number; a new row is inserted: `insert row into …`")
}

/// Rounding without a word for which way, or with two.
///
/// ```text
/// round tax to 0 places               wrong
/// round tax down to 0 places          right
/// round tax to 0 places half up       right
/// ```
pub(super) fn rounding_mode(span: Span, two: bool) -> Diagnostic {
    let message = if two { "two ways of rounding at once" } else { "which way it is rounded is not said" };
    Diagnostic::error("syntax/rounding-mode", message)
        .at(span, "")
        .help("write `up` or `down` before `to`, or `half up`, `half down` or `half even` at the end, as the law says")
}
