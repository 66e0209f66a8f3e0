//! Headers of instruments, parts, and the dates of statements.

use super::{Lower, Pair, child, children, has, some_day};
use crate::source::Spanned;
use crate::syntax::ast::{Act, Condition, Dates, Effective, End, Expr, ExprKind, Part};
use crate::syntax::error;
use lexact_grammar::Rule;

impl Lower<'_> {
    pub(super) fn act(&mut self, pair: Pair<'_>) -> Option<Act> {
        let name = self.name_in(&pair, Rule::act_name)?;
        let text_of = |this: &Self, rule| child(&pair, rule).and_then(|p| this.text_in(&p));
        let (citation, source) = (text_of(self, Rule::citation), text_of(self, Rule::source));
        for rule in [Rule::citation, Rule::source, Rule::released, Rule::published, Rule::applies_to] {
            self.once(&pair, rule);
        }
        Some(Act {
            name,
            titles: self.titles(&pair),
            citation,
            source,
            released: child(&pair, Rule::released).and_then(|p| self.day_in(&p)),
            published: child(&pair, Rule::published).and_then(|p| self.day_in(&p)),
            dates: self.dates(&pair),
            after: children(&pair, Rule::after_act).filter_map(|p| self.name_in(&p, Rule::act_name)).collect(),
            applies_to: child(&pair, Rule::applies_to).and_then(|p| self.applies_to(&p)),
        })
    }

    /// Complains about a clause that may stand once and stands twice.
    fn once(&mut self, pair: &Pair<'_>, rule: Rule) {
        let all: Vec<Pair<'_>> = children(pair, rule).collect();
        if let [first, second, ..] = all.as_slice() {
            let word = first.as_str().split(super::is_space).next().unwrap_or_default();
            self.out.push(error::said_twice(self.span(second), self.span(first), &format!("`{word}`")));
        }
    }

    fn applies_to(&mut self, pair: &Pair<'_>) -> Option<Condition> {
        let condition = child(pair, Rule::applies_condition)?;
        if let (Some(path), Some(test)) = (child(&condition, Rule::path), child(&condition, Rule::elliptic)) {
            let subject = self.path(&path);
            let span = self.span(&condition);
            let test = self.elliptic(&test)?;
            let kind = ExprKind::Test {
                subject: Box::new(subject),
                tests: vec![test],
                joined: crate::syntax::ast::Connective::And,
            };
            return Some(Condition::Expr(Expr { kind, span }));
        }
        self.condition(&child(&condition, Rule::condition)?)
    }

    pub(super) fn part(&mut self, pair: Pair<'_>) -> Option<Part> {
        Some(Part { title: self.text_in(&pair)?, dates: self.dates(&pair) })
    }

    /// The date clauses among the children of a statement.
    pub(super) fn dates(&mut self, pair: &Pair<'_>) -> Dates {
        let mut dates = Dates::default();
        for clause in children(pair, Rule::date_clause).filter_map(|c| c.into_inner().next()) {
            self.date_clause(&clause, &mut dates);
        }
        dates
    }

    fn date_clause(&mut self, clause: &Pair<'_>, dates: &mut Dates) {
        let span = self.span(clause);
        let before = match clause.as_rule() {
            Rule::effective => {
                let effective = Spanned::new(self.effective(clause), span);
                dates.effective.replace(effective).map(|e| (e.span, "`effective`"))
            }
            Rule::held => dates.held.replace(span).map(|first| (first, "`held`")),
            Rule::comply_from => {
                let day = self.day_in(clause);
                let before = dates.comply_from.take().map(|d| (d.span, "`comply from`"));
                dates.comply_from = day;
                before
            }
            _ => {
                let end = self.end(clause);
                let before = dates.end.take().map(|e| (e.span, "the end"));
                dates.end = end;
                before
            }
        };
        if let Some((first, what)) = before {
            self.out.push(error::said_twice(span, first, what));
        }
    }

    fn effective(&mut self, pair: &Pair<'_>) -> Effective {
        if let Some(act) = self.name_in(pair, Rule::act_name) {
            return Effective::FromStartOf(act);
        }
        if has(pair, Rule::to_be_appointed) {
            return Effective::ToBeAppointed;
        }
        Effective::On(self.day_in(pair).map_or_else(some_day, |d| d.node))
    }

    /// `through D`, `until D`
    pub(super) fn end(&mut self, pair: &Pair<'_>) -> Option<Spanned<End>> {
        let day = self.day_in(pair)?;
        let end = if pair.as_rule() == Rule::through { End::Through(day.node) } else { End::Until(day.node) };
        Some(Spanned::new(end, self.span(pair)))
    }
}
