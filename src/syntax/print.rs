//! The canonical layout of a tree as text.
//!
//! - *takes* a tree ([`ast::File`]), or a part of one
//! - *gives* its text; parsing that gives the same tree again, spans aside
//! - *forgets* what the tree does not hold: the author's layout, and comments, which [`format`](super::format) puts back
//!
//! Layout means nothing in Lexact, so there is one layout and no option. A tree that no text gives (made by a program)
//! prints as the nearest text there is; nothing here panics.

mod change;
mod condition;
mod expr;
mod layout;
mod provision;
mod scenario;
mod table;
mod vocabulary;

use self::layout::Place;
use crate::syntax::ast::{self, ItemKind};

/// A whole file, without its comments, which are not attached to the tree. To format a text use
/// [`format::formatted`](super::format::formatted).
pub fn file(file: &ast::File) -> String {
    let mut text = String::new();
    let mut before: Option<Run> = None;
    for run in runs(&file.items) {
        let printed = run_of_items(run);
        let here = Run { kind: run_kind(run), one_line: printed.iter().all(|item| !item.contains('\n')) };
        if let Some(before) = before {
            text.push_str(if before.continued_by(here) { "\n" } else { "\n\n" });
        }
        text.push_str(&printed.join("\n"));
        before = Some(here);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// One item, without a line end after it.
pub fn item(item: &ast::Item) -> String {
    run_of_items(std::slice::from_ref(item)).join("\n")
}

/// The text of each of these items, neighbours of a kind in common columns.
pub(super) fn each(items: &[ast::Item]) -> Vec<String> {
    runs(items).flat_map(run_of_items).collect()
}

/// A condition. Its first words stand wherever the text goes; labels of its paragraphs stand in column `indent` of lines
/// of their own.
pub fn condition(condition: &ast::Condition, indent: usize) -> String {
    condition::condition_at(condition, Place::Column(indent))
}

/// A condition on one line, its paragraphs included.
pub fn condition_line(condition: &ast::Condition) -> String {
    condition::condition_at(condition, Place::OneLine).trim_end().to_owned()
}

/// An expression on one line.
pub fn expr(expr: &ast::Expr) -> String {
    expr::expr_at(expr, Place::OneLine)
}

/// A conclusion on one line, without its label.
pub fn conclusion(conclusion: &ast::Conclusion) -> String {
    condition::conclusion_at(conclusion, Place::OneLine)
}

/// A paragraph on one line, without its label: `any of (i) destination in D5M (ii) activity is transfer`.
pub fn paragraph_text(paragraph: &ast::Paragraph) -> String {
    condition::paragraph_body(paragraph, Place::OneLine)
}

/// What decides whether two neighbours stand together.
#[derive(Clone, Copy)]
struct Run {
    /// The kind of item, where items of that kind stand together at all.
    kind: Option<&'static str>,
    one_line: bool,
}

impl Run {
    fn continued_by(self, next: Run) -> bool {
        self.one_line && next.one_line && self.kind.is_some() && self.kind == next.kind
    }
}

/// Items that are laid out in common columns, as one slice; every other item alone.
fn runs(items: &[ast::Item]) -> impl Iterator<Item = &[ast::Item]> {
    items.chunk_by(|a, b| shares_columns(&a.kind) && run_word(&a.kind) == run_word(&b.kind))
}

fn shares_columns(item: &ItemKind) -> bool {
    matches!(item, ItemKind::Unit(_) | ItemKind::Fact(_) | ItemKind::Decision(_))
}

fn run_kind(run: &[ast::Item]) -> Option<&'static str> {
    run.first().and_then(|item| run_word(&item.kind))
}

/// The word that begins items which stand together when each is one line; none for items that always stand alone.
fn run_word(item: &ItemKind) -> Option<&'static str> {
    Some(match item {
        ItemKind::Uses(_) => "uses",
        ItemKind::Unit(_) => "unit",
        ItemKind::Fact(fact) if fact.question => "question",
        ItemKind::Fact(_) => "fact",
        ItemKind::Identity(_) => "identity",
        ItemKind::Elsewhere(_) => "elsewhere",
        ItemKind::Decision(_) => "decision",
        ItemKind::Default(_) => "default",
        ItemKind::Value(_) => "value",
        ItemKind::Group(_) => "group",
        ItemKind::Repeal(_) => "repeal",
        ItemKind::Omit(_) => "omit",
        ItemKind::AmendParagraph(_) | ItemKind::Replace(_) => "amend",
        ItemKind::Members(members) if members.insert => "insert",
        ItemKind::Members(_) => "remove",
        ItemKind::Set(_) => "set",
        ItemKind::Renumber(_) => "renumber",
        ItemKind::Verb(verb) => change::verb_word(verb.kind),
        _ => return None,
    })
}

/// The items of a run, each its own text.
fn run_of_items(run: &[ast::Item]) -> Vec<String> {
    let rows: Vec<Vec<String>> = run.iter().filter_map(|item| vocabulary::row(&item.kind)).collect();
    if rows.len() == run.len() {
        layout::described(&rows, 0)
    } else {
        run.iter().map(|item| alone(&item.kind)).collect()
    }
}

/// An item that shares no columns with its neighbours.
fn alone(item: &ItemKind) -> String {
    match item {
        ItemKind::Rulebook(rulebook) => vocabulary::rulebook(rulebook),
        ItemKind::Uses(name) => format!("uses {name}"),
        ItemKind::Unit(_) | ItemKind::Fact(_) | ItemKind::Decision(_) => vocabulary::declaration(item),
        ItemKind::Record(record) => vocabulary::record(record),
        ItemKind::Identity(identity) => vocabulary::identity(identity),
        ItemKind::Elsewhere(elsewhere) => vocabulary::elsewhere(elsewhere),
        ItemKind::Act(act) => provision::act(act),
        ItemKind::Part(part) => provision::part(part),
        ItemKind::Prose(text) => prose(text),
        ItemKind::Rule(rule) => layout::broken(&provision::rule(rule)),
        ItemKind::Exemption(exemption) => layout::broken(&provision::exemption(exemption)),
        ItemKind::Define(define) => layout::broken(&provision::define(define)),
        ItemKind::Default(default) => provision::default(default),
        ItemKind::Value(value) => provision::value(value),
        ItemKind::Group(group) => provision::group(group),
        ItemKind::Table(table) => table::table(table),
        ItemKind::Tiers(tiers) => layout::broken(&table::tiers(tiers)),
        ItemKind::Scale(scale) => table::scale(scale),
        ItemKind::Rows(change) => table::row_change(change),
        ItemKind::Repeal(targets) => change::targets("repeal", targets),
        ItemKind::Omit(targets) => change::targets("omit", targets),
        ItemKind::AmendParagraph(amend) => layout::broken(&change::amend_paragraph(amend)),
        ItemKind::Replace(replace) => change::replace(replace),
        ItemKind::InsertText(insert) => layout::broken(&change::insert_text(insert)),
        ItemKind::Members(members) => change::members(members),
        ItemKind::Set(set) => change::set(set),
        ItemKind::Renumber(renumber) => change::renumber(renumber),
        ItemKind::Verb(verb) => change::verb(verb),
        ItemKind::Scenario(scenario) => scenario::scenario(scenario),
    }
}

fn prose(text: &str) -> String {
    text.split('\n').map(|line| format!("--- {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
