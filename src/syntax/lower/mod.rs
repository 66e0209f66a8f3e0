//! From the parser's pairs to the tree, one function for each rule of the grammar, split by subject.

mod act;
mod change;
mod condition;
mod expression;
mod languages;
mod provision;
mod scenario;
mod table;
mod vocabulary;

use pest::iterators::Pair as PestPair;

use super::ast::{IdText, ItemKind, Name, Text};
use super::error;
use super::labels::Numbering;
use crate::diagnostics::Diagnostic;
use crate::source::{SourceId, Span, Spanned};
use crate::value::{Date, Number};
use lexact_grammar::Rule;

type Pair<'i> = PestPair<'i, Rule>;

/// What lowering one item needs: where its text stands, its numbering, and a place for complaints.
pub(super) struct Lower<'a> {
    source: SourceId,
    base: usize,
    text: &'a str,
    numbering: Numbering,
    out: &'a mut Vec<Diagnostic>,
}

impl<'a> Lower<'a> {
    /// Lowers text that begins at byte `base` of its file.
    pub(super) fn new(source: SourceId, base: usize, text: &'a str, out: &'a mut Vec<Diagnostic>) -> Lower<'a> {
        Lower { source, base, text, numbering: Numbering::default(), out }
    }

    /// One item. Where there are errors, nothing is said of lists of one: they are what the errors made of them.
    pub(super) fn item(&mut self, pair: Pair<'_>) -> Option<ItemKind> {
        let start = self.out.len();
        let item = self.item_kind(pair);
        self.out.extend(item.as_ref().and_then(change::misplaced_held));
        if self.out.iter().skip(start).any(Diagnostic::is_error) {
            let mut index = 0;
            self.out.retain(|d| {
                index += 1;
                index <= start || d.code != "syntax/list-of-one"
            });
        }
        item
    }

    /// None only where the grammar gave a tree that no rule here knows.
    fn item_kind(&mut self, pair: Pair<'_>) -> Option<ItemKind> {
        Some(match pair.as_rule() {
            Rule::rulebook => ItemKind::Rulebook(self.rulebook(pair)?),
            Rule::uses => ItemKind::Uses(self.name_in(&pair, Rule::act_name)?),
            Rule::unit => ItemKind::Unit(self.unit(pair)?),
            Rule::record => ItemKind::Record(self.record(pair)?),
            Rule::fact | Rule::question => ItemKind::Fact(self.fact(pair)?),
            Rule::identity => ItemKind::Identity(self.identity(pair)?),
            Rule::elsewhere => ItemKind::Elsewhere(self.elsewhere(pair)?),
            Rule::decision => ItemKind::Decision(self.decision(pair)?),
            Rule::act => ItemKind::Act(self.act(pair)?),
            Rule::part => ItemKind::Part(self.part(pair)?),
            Rule::rule_item => ItemKind::Rule(self.rule_item(pair)?),
            Rule::exemption | Rule::limit => ItemKind::Exemption(self.exemption(pair)?),
            Rule::define => ItemKind::Define(self.define(pair)?),
            Rule::default => ItemKind::Default(self.default(pair)?),
            Rule::value_item => ItemKind::Value(self.value_item(pair)?),
            Rule::group => ItemKind::Group(self.group(pair)?),
            Rule::table | Rule::rule_table => ItemKind::Table(self.table(pair)?),
            Rule::register => ItemKind::Table(self.register(pair)?),
            Rule::tiers => ItemKind::Tiers(self.tiers(pair)?),
            Rule::scale => ItemKind::Scale(self.scale(pair)?),
            Rule::amend_row | Rule::insert_rows | Rule::omit_row => ItemKind::Rows(self.row_change(pair)?),
            Rule::repeal => ItemKind::Repeal(self.targets(pair)?),
            Rule::omit => ItemKind::Omit(self.targets(pair)?),
            Rule::amend_paragraph => ItemKind::AmendParagraph(self.amend_paragraph(pair)?),
            Rule::replace => ItemKind::Replace(self.replace(pair)?),
            Rule::insert_text => ItemKind::InsertText(self.insert_text(pair)?),
            Rule::insert_members | Rule::remove_members => ItemKind::Members(self.change_members(pair)?),
            Rule::set => ItemKind::Set(self.set(pair)?),
            Rule::renumber => ItemKind::Renumber(self.renumber(pair)?),
            Rule::scenario => ItemKind::Scenario(self.scenario(pair)?),
            _ => ItemKind::Verb(self.verb(pair)?),
        })
    }

    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        let text = span.as_str();
        let start = self.base + span.start();
        Span::new(self.source, start, start + text.trim_end_matches(is_space).len())
    }

    fn word(&self, pair: &Pair<'_>) -> Name {
        Spanned::new(pair.as_str().to_string(), self.span(pair))
    }

    /// A value of several words, with one space between them.
    fn words(&self, pair: &Pair<'_>) -> Name {
        let words: Vec<&str> = pair.as_str().split(is_space).filter(|w| !w.is_empty()).collect();
        Spanned::new(words.join(" "), self.span(pair))
    }

    fn name_in(&self, pair: &Pair<'_>, rule: Rule) -> Option<Name> {
        child(pair, rule).map(|p| self.word(&p))
    }

    fn id(&self, pair: &Pair<'_>) -> IdText {
        let mut id = self.word(pair);
        if let Some(rest) = id.node.strip_prefix('§') {
            id.node = rest.to_string();
        }
        id
    }

    fn id_in(&self, pair: &Pair<'_>) -> Option<IdText> {
        child(pair, Rule::id).map(|p| self.id(&p))
    }

    fn ids(&self, pair: &Pair<'_>) -> Vec<IdText> {
        pair.clone()
            .into_inner()
            .filter(|p| matches!(p.as_rule(), Rule::id | Rule::named))
            .map(|p| self.id(&p))
            .collect()
    }

    /// The ids of the first `id_list` or `named_list` beneath a pair.
    fn id_list(&self, pair: &Pair<'_>) -> Vec<IdText> {
        child(pair, Rule::id_list).or_else(|| child(pair, Rule::named_list)).map(|p| self.ids(&p)).unwrap_or_default()
    }

    fn text(&self, pair: &Pair<'_>) -> Text {
        let parts: Vec<String> = match pair.as_rule() {
            Rule::text => pair.clone().into_inner().map(|p| unquote(p.as_str())).collect(),
            _ => vec![unquote(pair.as_str())],
        };
        Spanned::new(parts.join(" "), self.span(pair))
    }

    fn text_in(&self, pair: &Pair<'_>) -> Option<Text> {
        child(pair, Rule::text).map(|p| self.text(&p))
    }

    fn day(&mut self, pair: &Pair<'_>) -> Spanned<Date> {
        let span = self.span(pair);
        let text = pair.as_str().trim_end_matches(is_space);
        let date = Date::parse(text).unwrap_or_else(|why| {
            self.out.push(error::no_such_day(span, text, &why.to_string()));
            some_day()
        });
        Spanned::new(date, span)
    }

    /// Only the complaint about a day.
    pub(super) fn check_day(&mut self, pair: &Pair<'_>) {
        let _ = self.day(pair);
    }

    fn day_in(&mut self, pair: &Pair<'_>) -> Option<Spanned<Date>> {
        let day = child(pair, Rule::day)?;
        Some(self.day(&day))
    }

    fn number(&mut self, pair: &Pair<'_>) -> Number {
        let text = pair.as_str();
        Number::parse(text).unwrap_or_else(|_| {
            let tidy = text.split('_').filter(|p| !p.is_empty()).collect::<Vec<_>>().join("_");
            let instead = Some(tidy).filter(|t| Number::parse(t).is_ok());
            self.out.push(error::number_form(self.span(pair), &shorten(text), instead));
            Number::ZERO
        })
    }
}

/// A day to go on with after a complaint.
fn some_day() -> Date {
    Date::new(2000, 1, 1).expect("a day of the calendar")
}

/// The first child of this kind.
fn child<'i>(pair: &Pair<'i>, rule: Rule) -> Option<Pair<'i>> {
    pair.clone().into_inner().find(|p| p.as_rule() == rule)
}

/// All children of this kind.
fn children<'i>(pair: &Pair<'i>, rule: Rule) -> impl Iterator<Item = Pair<'i>> + use<'i> {
    pair.clone().into_inner().filter(move |p| p.as_rule() == rule)
}

/// True if a child of this kind is there.
fn has(pair: &Pair<'_>, rule: Rule) -> bool {
    child(pair, rule).is_some()
}

/// The first child that is no keyword.
fn only<'i>(pair: &Pair<'i>) -> Option<Pair<'i>> {
    pair.clone().into_inner().next()
}

fn unquote(text: &str) -> String {
    let text = text.strip_prefix('"').unwrap_or(text);
    text.strip_suffix('"').unwrap_or(text).to_string()
}

/// Space, as the grammar has it.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{0C}' | '\u{A0}' | '\u{202F}' | '\u{3000}' | '\u{FEFF}')
}

/// At most forty characters of a text, for a message.
pub(super) fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_string();
    }
    let start: String = text.chars().take(37).collect();
    format!("{start}…")
}

/// True for a word that no name, unit or value may be.
pub(super) fn is_reserved(word: &str) -> bool {
    lexact_grammar::parse(Rule::reserved, word).is_ok_and(|pair| pair.as_str().len() == word.len())
}
