//! One file's text ⇄ tree.
//!
//! - *takes* the text of one file
//! - *gives* its tree ([`ast::File`]) and every diagnostic, whatever the text: it is total
//! - *forgets* layout and white space
//! - *keeps* every item in order with its place, every word as written, prose and comments
//! - *reports* `syntax/…`
//!
//! It sees no meaning, no other file and no dates of effect.

pub mod amend;
pub mod ast;
mod diagnose;
mod due;
mod error;
pub mod format;
mod items;
mod labels;
mod lower;
pub mod outline;
mod pieces;
mod plain;
pub mod print;

use std::ops::Range;

use ast::{File, Item, ItemKind, Text};
use items::{Slice, SliceKind};
use lexact_grammar::Rule;
use lower::Lower;
use plain::plain;

use crate::diagnostics::{Diagnostic, Sink};
use crate::parallel;
use crate::source::{SourceId, Span, Spanned, line_ends};

/// Most mistakes reported of one file.
const MAX_DIAGNOSTICS: usize = 500;
/// Files of so many bytes are read by several threads: less is read sooner than they are started.
const SHARED_FROM: usize = 32 * 1024;
/// So many parts of a file each time.
const SHARE: usize = 16;

/// Parses one file: its tree, with every item that could be read, and everything that is wrong with it, sorted by place.
pub fn parse(source: SourceId, text: &str) -> (File, Vec<Diagnostic>) {
    let text = &*line_ends(text);
    let mut out = Vec::new();
    let cut = items::cut(source, text, &mut out);
    let plain = &*plain(text);
    let count = cut.slices.len();
    let shared = if text.len() < SHARED_FROM { count.max(1) } else { SHARE };
    let shares: Vec<Range<usize>> = (0..count).step_by(shared).map(|at| at..count.min(at + shared)).collect();
    let read = parallel::map(&shares, |share| {
        let mut said = Vec::new();
        let read = |index| part(source, (text, plain), &cut.slices, index, &mut said);
        (share.clone().filter_map(read).collect::<Vec<Item>>(), said)
    });
    let mut items = Vec::with_capacity(count);
    for (some, said) in read {
        items.extend(some);
        out.extend(said);
    }
    let comments = cut.comments.iter().map(|(start, end)| comment(source, text, *start, *end)).collect();
    let mut sink = Sink::default();
    out.into_iter().for_each(|d| sink.push(d));
    let all = at_most(MAX_DIAGNOSTICS, sink.into_sorted());
    (File { source, items, comments }, all)
}

/// One part of a file, as it was written and in plain spaces.
fn part(
    source: SourceId,
    (text, plain): (&str, &str),
    slices: &[Slice],
    index: usize,
    out: &mut Vec<Diagnostic>,
) -> Option<Item> {
    let slice = slices.get(index)?;
    if let Some((prose, clause)) = prose_inside(plain, slices, index) {
        let span = |s: &Slice| Span::new(source, s.start, s.end);
        let told = slices.get(prose).zip(slices.get(clause)).filter(|_| index == prose);
        out.extend(told.map(|(p, c)| error::prose_inside(span(p), span(c))));
        return None;
    }
    let text = if slice.kind == SliceKind::Prose { text } else { plain };
    let kind = item(source, text, slice, out)?;
    Some(Item { kind, span: Span::new(source, slice.start, slice.end) })
}

/// Where prose cuts a statement in two: its place and that of the clause after it, if the part at `index` is one of the
/// three.
fn prose_inside(text: &str, slices: &[Slice], index: usize) -> Option<(usize, usize)> {
    (index.saturating_sub(2)..=index).find_map(|start| {
        let [item, prose, rest] = slices.get(start..start + 3)? else { return None };
        let body = text.get(rest.start..rest.end)?;
        let kinds =
            matches!((item.kind, prose.kind, rest.kind), (SliceKind::Item(_), SliceKind::Prose, SliceKind::Stray));
        (kinds && pieces::lost_clause(body)).then_some((start + 1, start + 2))
    })
}

/// The first `limit` diagnostics, errors before warnings, and a note that there are more.
fn at_most(limit: usize, mut all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if all.len() > limit && all.iter().any(Diagnostic::is_error) {
        all.retain(Diagnostic::is_error);
    }
    if all.len() > limit {
        let errors = all.iter().any(Diagnostic::is_error);
        all.truncate(limit);
        all.push(error::too_many(limit, errors));
    }
    all
}

fn comment(source: SourceId, text: &str, start: usize, end: usize) -> Text {
    let words = text.get(start..end).unwrap_or_default();
    let words = words.strip_prefix("--").unwrap_or(words);
    Spanned::new(words.trim().to_string(), Span::new(source, start, end))
}

/// One part of a file; none where it could not be read, and then something has been said about it.
fn item(source: SourceId, text: &str, slice: &Slice, out: &mut Vec<Diagnostic>) -> Option<ItemKind> {
    let body = text.get(slice.start..slice.end)?;
    let word = match slice.kind {
        SliceKind::Prose => return Some(ItemKind::Prose(prose(body))),
        SliceKind::Stray => {
            pieces::stray(source, slice, body, out);
            return None;
        }
        SliceKind::Item(word) => word,
    };
    if !slice.parse {
        return None;
    }
    if rows_are_open(source, slice, body, out) || scale_of_no_kind(source, slice, body, out) {
        return None;
    }
    let rule = item_rule(word, body);
    match lexact_grammar::parse(rule, body) {
        Ok(pair) => {
            let before = out.len();
            let item = Lower::new(source, slice.start, body, out).item(pair);
            if item.is_none() && out.len() == before {
                out.push(error::unreadable(Span::new(source, slice.start, slice.end)));
            }
            item
        }
        Err(complaint) => {
            pieces::explain(source, slice, body, rule, &complaint, out);
            None
        }
    }
}

/// Complains of rows that are not closed: read on, the next line would be taken for a cell.
fn rows_are_open(source: SourceId, slice: &Slice, body: &str, out: &mut Vec<Diagnostic>) -> bool {
    let has_results = body.contains("||");
    let (mut open, mut at) = (false, 0);
    for line in body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let code = line.trim_end_matches(lower::is_space);
        let row = code.trim_start_matches(lower::is_space);
        let start = slice.start + start + code.len() - row.len();
        let place = Span::new(source, start, start + row.len());
        if row.starts_with('|') && !row.ends_with('|') {
            out.push(error::row_of_lines(place));
            open = true;
        } else if row.starts_with('|') && has_results && !row.contains("||") {
            out.push(error::row_without_results(place));
            open = true;
        }
    }
    open
}

/// Complains of a scale whose head does not say what its rates are for.
fn scale_of_no_kind(source: SourceId, slice: &Slice, body: &str, out: &mut Vec<Diagnostic>) -> bool {
    let head = body.lines().next().unwrap_or_default();
    let mut words = head.split(|c: char| lower::is_space(c) || c == ',').filter(|w| !w.is_empty());
    let is_scale = words.find(|word| *word != "amend") == Some("scale");
    let on = is_scale && words.any(|word| word == "on");
    let wanting = on && words.count() == 1 && !body.contains(", marginal") && !body.contains(", whole");
    if wanting {
        out.push(error::scale_of_no_kind(Span::new(source, slice.start, slice.start + head.trim_end().len())));
    }
    wanting
}

/// The lines of a run of prose without their marks, and without the comments among them.
fn prose(body: &str) -> String {
    let lines: Vec<&str> = body
        .lines()
        .map(|line| line.trim_matches(lower::is_space))
        .filter(|line| line.starts_with("---") || line.is_empty())
        .map(|line| line.trim_start_matches('-'))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    lines.join("\n")
}

/// The grammar's rule for an item with this first word.
fn item_rule(word: &str, body: &str) -> Rule {
    let mut words = body.split(|c: char| lower::is_space(c) || c == '"').filter(|w| !w.is_empty());
    let (_, second, third) = (words.next(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match word {
        "amend" => amend_rule(second, third, body),
        "insert" if second == "into" => Rule::insert_text,
        "insert" if third == "into" && matches!(second, "row" | "rows") => Rule::insert_rows,
        "omit" if second == "row" => Rule::omit_row,
        "table" => table_rule(body),
        "insert" => Rule::insert_members,
        "end" => Rule::end_suspension,
        "stop" => Rule::stop_enforcing,
        "resume" => Rule::resume_enforcing,
        "force" => Rule::force_uncertain,
        "remove" => Rule::remove_members,
        _ => plain_rule(word),
    }
}

/// `amend rule …` restates a provision; `amend ID …` changes its text.
fn amend_rule(second: &str, third: &str, body: &str) -> Rule {
    match second {
        "table" => table_rule(body),
        "row" => Rule::amend_row,
        "rule" | "exemption" | "limit" | "define" | "default" | "value" | "group" | "tiers" | "scale" | "register" => {
            plain_rule(second)
        }
        _ if third == "replace" => Rule::replace,
        _ => Rule::amend_paragraph,
    }
}

/// A table whose head names a function gives values; the rows of any other are rules.
fn table_rule(body: &str) -> Rule {
    let head = body.split('|').next().unwrap_or_default();
    let mut words = head.split(lower::is_space).skip_while(|w| *w != "table").filter(|w| !w.is_empty());
    // table ID NAME of (
    match (words.nth(3), words.next()) {
        (Some("of"), Some(bracket)) if bracket.starts_with('(') => Rule::table,
        (Some("of"), None) => Rule::table,
        _ => Rule::rule_table,
    }
}

fn plain_rule(word: &str) -> Rule {
    match word {
        "rulebook" => Rule::rulebook,
        "uses" => Rule::uses,
        "unit" => Rule::unit,
        "record" => Rule::record,
        "fact" => Rule::fact,
        "question" => Rule::question,
        "identity" => Rule::identity,
        "elsewhere" => Rule::elsewhere,
        "decision" => Rule::decision,
        "act" => Rule::act,
        "part" => Rule::part,
        "rule" => Rule::rule_item,
        "exemption" => Rule::exemption,
        "limit" => Rule::limit,
        "define" => Rule::define,
        "default" => Rule::default,
        "value" => Rule::value_item,
        "group" => Rule::group,
        "tiers" => Rule::tiers,
        "register" => Rule::register,
        "scale" => Rule::scale,
        "repeal" => Rule::repeal,
        "omit" => Rule::omit,
        "set" => Rule::set,
        "renumber" => Rule::renumber,
        "suspend" => Rule::suspend,
        "extend" => Rule::extend,
        "commence" => Rule::commence,
        "revoke" => Rule::revoke,
        "annul" => Rule::annul,
        _ => Rule::scenario,
    }
}
