//! The second cut, inside an item that failed: one mistake must not hide the next one in the same provision.
//!
//! The item is cut at the lines that begin with a label or a clause word, and each piece is parsed by a rule of its own.
//! The first complaint about the whole item is always reported; a piece after it is reported only if it fails by itself,
//! and nothing is said about a line with which something is wrong already.

use super::diagnose::diagnose;
use super::error;
use super::items::{ITEM_WORDS, Slice, first_word};
use super::lower::{Lower, is_reserved, is_space};
use crate::diagnostics::{Diagnostic, near};
use crate::source::{SourceId, Span};
use lexact_grammar::Rule;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pair;

/// Words that begin a line of a provision.
const CLAUSE_WORDS: [&str; 15] = [
    "title",
    "quote",
    "when",
    "then",
    "unless",
    "otherwise",
    "given",
    "on",
    "effective",
    "comply",
    "through",
    "until",
    "held",
    "overrides",
    "subject",
];

/// Most digits of a label, as the grammar has it.
const MOST_DIGITS: usize = 3;

/// One piece of an item.
struct Piece {
    start: usize,
    end: usize,
    rule: Rule,
}

/// True if stray text goes on with a clause: the statement before the prose has been cut in two.
pub(super) fn lost_clause(body: &str) -> bool {
    let word = first_word(body);
    CLAUSE_WORDS.contains(&word) || begins_with_label(body)
}

/// Text that belongs to no item: an item word misspelt, or prose without its marks.
pub(super) fn stray(source: SourceId, slice: &Slice, body: &str, out: &mut Vec<Diagnostic>) {
    let word = first_word(body);
    let span = Span::new(source, slice.start, slice.start + word.len().max(1));
    match near_item_word(word) {
        Some(near) => {
            out.push(error::unknown_item(span, word, near));
            let pieces = cut(body, Rule::rule_item);
            report(source, slice, body, pieces.get(1..).unwrap_or_default(), None, out);
        }
        None if !slice.spoiled.is_empty() => {}
        None => {
            let line = body.lines().next().unwrap_or_default().trim_end_matches(is_space);
            out.push(error::stray_text(Span::new(source, slice.start, slice.start + line.len())));
        }
    }
}

/// Everything that is wrong with an item that did not parse.
pub(super) fn explain(
    source: SourceId,
    slice: &Slice,
    body: &str,
    whole: Rule,
    complaint: &Error<Rule>,
    out: &mut Vec<Diagnostic>,
) {
    let at = position(complaint);
    if let Some(line) = misspelt_item(body, at) {
        return split_at(source, slice, body, whole, line, out);
    }
    let pieces = cut(body, whole);
    let first = pieces.iter().position(|p| at < p.end).unwrap_or(pieces.len().saturating_sub(1));
    let on_boundary = pieces.get(first).is_some_and(|p| p.start == at);
    // What is missing at the start of a piece is missing at the end of the one before it.
    let blamed = if on_boundary { first.saturating_sub(1) } else { first };
    let spoiled = pieces.get(blamed).is_some_and(|p| is_spoiled(slice, p.start, p.end)) || is_spoiled(slice, at, at);
    if !spoiled {
        out.push(diagnose(source, slice.start, body, at, positives(complaint)));
    }
    for piece in pieces.get(..first).unwrap_or_default() {
        if let Some(Ok(pair)) = body.get(piece.start..piece.end).map(|text| lexact_grammar::parse(piece.rule, text)) {
            check(source, slice.start + piece.start, body.get(piece.start..).unwrap_or_default(), pair, out);
        }
    }
    let rest = if on_boundary { first } else { first + 1 };
    report(source, slice, body, pieces.get(rest..).unwrap_or_default(), Some(at), out);
}

/// An item word misspelt at the start of a line, where the parser stopped: two items were taken for one.
fn misspelt_item(body: &str, at: usize) -> Option<usize> {
    let before = body.get(..at)?;
    let line = before.rfind('\n').map_or(0, |n| n + 1);
    let rest = body.get(line..)?;
    let begin = line + (rest.len() - rest.trim_start_matches(is_space).len());
    let word = first_word(rest);
    let stopped_here =
        at <= begin + word.len() || body.get(begin + word.len()..at).is_some_and(|t| t.split(is_space).count() <= 3);
    (line > 0 && stopped_here && !CLAUSE_WORDS.contains(&word) && near_item_word(word).is_some()).then_some(begin)
}

fn near_item_word(word: &str) -> Option<&'static str> {
    let known = ITEM_WORDS.contains(&word) || CLAUSE_WORDS.contains(&word) || is_reserved(word);
    if known || word.chars().count() < 3 {
        return None;
    }
    near(word, ITEM_WORDS.into_iter().filter(|w| w.len() > 3))
}

fn split_at(source: SourceId, slice: &Slice, body: &str, whole: Rule, line: usize, out: &mut Vec<Diagnostic>) {
    let (Some(head), Some(tail)) = (body.get(..line), body.get(line..)) else { return };
    let head = head.trim_end_matches(is_space);
    let part = |start: usize, length: usize| Slice {
        start: slice.start + start,
        end: slice.start + start + length,
        ..slice.clone()
    };
    if let Err(complaint) = lexact_grammar::parse(whole, head) {
        explain(source, &part(0, head.len()), head, whole, &complaint, out);
    }
    stray(source, &part(line, tail.len()), tail, out);
}

/// True if something is wrong already with a line of this part of the item.
fn is_spoiled(slice: &Slice, start: usize, end: usize) -> bool {
    let (start, end) = (slice.start + start, slice.start + end);
    let next = slice.spoiled.partition_point(|(_, to)| *to <= start);
    slice.spoiled.get(next).is_some_and(|(from, _)| *from <= end)
}

/// Parses each piece and reports those that fail at another place than the one already `known`.
fn report(
    source: SourceId,
    slice: &Slice,
    body: &str,
    pieces: &[Piece],
    known: Option<usize>,
    out: &mut Vec<Diagnostic>,
) {
    for piece in pieces {
        let Some(text) = body.get(piece.start..piece.end) else { continue };
        if is_spoiled(slice, piece.start, piece.end.saturating_sub(1)) {
            continue;
        }
        // Said of the first, it is said of all that are counted on from it.
        if long_label(text).is_some() && first_long_label(body) != Some(piece.start) {
            continue;
        }
        match lexact_grammar::parse(piece.rule, text) {
            Ok(pair) => check(source, slice.start + piece.start, text, pair, out),
            Err(complaint) => {
                let at = piece.start + position(&complaint);
                if known == Some(at) {
                    continue;
                }
                match misspelt_item(body, at) {
                    Some(line) => out.extend(misspelt(source, slice, body, line)),
                    None => out.push(diagnose(source, slice.start, body, next_word(body, at), positives(&complaint))),
                }
            }
        }
    }
}

fn misspelt(source: SourceId, slice: &Slice, body: &str, line: usize) -> Option<Diagnostic> {
    let word = first_word(body.get(line..)?);
    let start = slice.start + line;
    near_item_word(word).map(|near| error::unknown_item(Span::new(source, start, start + word.len()), word, near))
}

/// The next word at or after a place, past blanks.
fn next_word(body: &str, at: usize) -> usize {
    let rest = body.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start_matches(is_space).len())
}

/// What lowering finds in the days and expressions of a piece that parsed.
fn check(source: SourceId, start: usize, text: &str, pair: Pair<'_, Rule>, out: &mut Vec<Diagnostic>) {
    let mut lower = Lower::new(source, start, text, out);
    let mut waiting = vec![pair];
    while let Some(pair) = waiting.pop() {
        match pair.as_rule() {
            Rule::listed_expression | Rule::expression => lower.check_expression(&pair),
            Rule::day => lower.check_day(&pair),
            _ => waiting.extend(pair.into_inner()),
        }
    }
}

fn position(complaint: &Error<Rule>) -> usize {
    match complaint.location {
        InputLocation::Pos(at) => at,
        InputLocation::Span((at, _)) => at,
    }
}

fn positives(complaint: &Error<Rule>) -> &[Rule] {
    match &complaint.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    }
}

/// Cuts an item at the lines that begin a piece.
fn cut(body: &str, whole: Rule) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim_start_matches(is_space);
        let begin = start + (line.len() - trimmed.len());
        let end = start + line.trim_end_matches(is_space).len();
        start += line.len();
        if trimmed.is_empty() {
            continue;
        }
        let rule = if pieces.is_empty() { head_rule(whole) } else { piece_rule(whole, trimmed) };
        match (rule, pieces.last_mut()) {
            (None, Some(last)) => last.end = end,
            (rule, _) => pieces.push(Piece { start: begin, end, rule: rule.unwrap_or(whole) }),
        }
    }
    pieces
}

fn head_rule(whole: Rule) -> Option<Rule> {
    Some(match whole {
        Rule::rule_item
        | Rule::exemption
        | Rule::limit
        | Rule::define
        | Rule::default
        | Rule::scenario
        | Rule::insert_text => Rule::head_piece,
        _ => whole,
    })
}

/// The rule for a piece that begins at this line; none where the line only goes on.
fn piece_rule(whole: Rule, line: &str) -> Option<Rule> {
    let word = first_word(line);
    let letter = line.chars().next().is_some_and(char::is_alphabetic);
    match whole {
        Rule::scenario if word == "given" => Some(Rule::given_piece),
        Rule::scenario if word == "on" => Some(Rule::expectation_piece),
        Rule::record if letter => Some(Rule::field_piece),
        Rule::act if letter => Some(Rule::act_piece),
        Rule::rule_item
        | Rule::exemption
        | Rule::limit
        | Rule::define
        | Rule::default
        | Rule::insert_text
        | Rule::amend_paragraph => {
            (CLAUSE_WORDS.contains(&word) && word != "on" || line.starts_with('=') || begins_with_label(line))
                .then_some(Rule::clause_piece)
        }
        _ => None,
    }
}

/// True for `(1) …`, `(iii) …`.
pub(super) fn begins_with_label(line: &str) -> bool {
    let Some(inner) = line.strip_prefix('(') else { return false };
    let length = inner.chars().take(9).take_while(|c| c.is_alphanumeric()).count();
    (1..=8).contains(&length) && inner.chars().nth(length) == Some(')')
}

/// `(1000)`, where a label has too many digits.
pub(super) fn long_label(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?;
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let end = (digits > MOST_DIGITS).then(|| inner.find(')'))??;
    inner.get(digits..end)?.bytes().all(|b| b.is_ascii_alphabetic()).then(|| text.get(..end + 2))?
}

/// Where the first line begins that begins with such a label.
fn first_long_label(body: &str) -> Option<usize> {
    let mut start = 0;
    body.split_inclusive('\n').find_map(|line| {
        let label = line.trim_start_matches(is_space);
        let begin = start + line.len() - label.len();
        start += line.len();
        long_label(label).map(|_| begin)
    })
}
