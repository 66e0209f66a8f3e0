//! Provisions: rules, exemptions, limits, definitions, defaults, values, groups and their conclusions.

use super::{Lower, Pair, child, children, has, only};
use crate::source::Spanned;
use crate::syntax::ast::{
    Case, CaseValue, Conclusion, ConclusionKind, Condition, Default, Define, Exemption, Expr, ExprKind, Group,
    GroupMember, Head, IdText, Name, References, Rule as RuleItem, ValueItem,
};
use crate::syntax::error;
use lexact_grammar::Rule;

impl Lower<'_> {
    pub(super) fn head(&mut self, pair: &Pair<'_>, id: IdText) -> Head {
        Head {
            id,
            amend: has(pair, Rule::kw_amend),
            titles: self.titles(pair),
            quotes: children(pair, Rule::quote).filter_map(|p| self.text_in(&p)).collect(),
            dates: self.dates(pair),
        }
    }

    pub(super) fn rule_item(&mut self, pair: Pair<'_>) -> Option<RuleItem> {
        let id = self.id_in(&pair)?;
        let lists = |this: &Self, rule| children(&pair, rule).flat_map(|p| this.id_list(&p)).collect();
        let (overrides, subject_to) = (lists(self, Rule::overrides), lists(self, Rule::subject_to));
        Some(RuleItem {
            head: self.head(&pair, id),
            for_each: self.for_each(&pair),
            overrides,
            subject_to,
            when: self.clause(&pair, Rule::when),
            unless: self.clause(&pair, Rule::unless),
            then: self.then_part(&pair),
        })
    }

    pub(super) fn for_each(&self, pair: &Pair<'_>) -> Option<Name> {
        child(pair, Rule::for_each).and_then(|p| self.name_in(&p, Rule::type_name))
    }

    /// The condition of `when …` or `unless …`.
    pub(super) fn clause(&mut self, pair: &Pair<'_>, rule: Rule) -> Option<Condition> {
        let clause = child(pair, rule)?;
        self.condition(&child(&clause, Rule::condition)?)
    }

    /// `exemption …` and `limit …`
    pub(super) fn exemption(&mut self, pair: Pair<'_>) -> Option<Exemption> {
        let id = self.id_in(&pair)?;
        let from = self.references(&child(&pair, Rule::references)?);
        Some(Exemption {
            head: self.head(&pair, id),
            limit: pair.as_rule() == Rule::limit,
            from,
            if_claimed: has(&pair, Rule::if_claimed),
            for_each: self.for_each(&pair),
            when: self.clause(&pair, Rule::when),
            unless: self.clause(&pair, Rule::unless),
            then: self.then_part(&pair),
        })
    }

    /// `everything in 740 except 740.8`; also the inside of `anything in … applies`.
    pub(super) fn references(&self, pair: &Pair<'_>) -> References {
        References {
            everything: has(pair, Rule::kw_everything) || has(pair, Rule::kw_anything),
            ids: self.id_list(pair),
            except: child(pair, Rule::except).map(|p| self.id_list(&p)).unwrap_or_default(),
            span: self.span(pair),
        }
    }

    pub(super) fn define(&mut self, pair: Pair<'_>) -> Option<Define> {
        let id = self.id_in(&pair)?;
        let spreading = child(&pair, Rule::spreading).and_then(|p| child(&p, Rule::path)).map(|p| self.path(&p));
        let body = child(&pair, Rule::define_body)?;
        let mut cases: Vec<Case<CaseValue>> =
            children(&body, Rule::define_case).filter_map(|p| self.define_case(&p)).collect();
        if let Some(condition) = self.clause(&body, Rule::when) {
            cases.push(Case { value: CaseValue::Is(condition), when: None });
        }
        if let [most @ .., _] = cases.as_slice()
            && let Some(case) = children(&body, Rule::define_case).zip(most).find(|(_, c)| c.when.is_none())
        {
            self.out.push(error::case_without_when(self.span(&case.0)));
        }
        let otherwise = child(&body, Rule::define_otherwise).and_then(|p| self.define_value(&p));
        Some(Define {
            head: self.head(&pair, id),
            name: self.name_in(&pair, Rule::name)?,
            of: self.name_in(&pair, Rule::type_name),
            scope: child(&pair, Rule::scope).and_then(|p| self.id_in(&p)),
            spreading,
            cases,
            otherwise,
        })
    }

    fn define_case(&mut self, pair: &Pair<'_>) -> Option<Case<CaseValue>> {
        Some(Case { value: self.define_value(pair)?, when: self.clause(pair, Rule::when) })
    }

    fn define_value(&mut self, pair: &Pair<'_>) -> Option<CaseValue> {
        let value = only(&child(pair, Rule::define_value)?)?;
        Some(match value.as_rule() {
            Rule::law_is_silent => CaseValue::Silent(self.span(&value)),
            Rule::bare_phrase => CaseValue::Is(Condition::Expr(self.phrase(&value))),
            _ => CaseValue::Is(self.condition(&value)?),
        })
    }

    pub(super) fn default(&mut self, pair: Pair<'_>) -> Option<Default> {
        let id = self.id_in(&pair)?;
        let decision = self.name_in(&pair, Rule::name)?;
        let value = self.plain_value(&child(&pair, Rule::plain_value)?)?;
        Some(Default { head: self.head(&pair, id), decision, value })
    }

    /// A value where only a value can stand, `not needed` included.
    pub(super) fn plain_value(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let value = only(pair)?;
        match value.as_rule() {
            Rule::not_phrase => Some(self.phrase(&value)),
            _ => self.value(&value),
        }
    }

    pub(super) fn value_item(&mut self, pair: Pair<'_>) -> Option<ValueItem> {
        let id = self.id_in(&pair)?;
        let value = self.value_or_week(&pair)?;
        Some(ValueItem { head: self.head(&pair, id), value })
    }

    pub(super) fn group(&mut self, pair: Pair<'_>) -> Option<Group> {
        let id = self.name_in(&pair, Rule::member_word)?;
        Some(Group {
            head: self.head(&pair, id),
            of: self.name_in(&pair, Rule::type_name)?,
            members: child(&pair, Rule::members).map(|p| self.members(&p)).unwrap_or_default(),
            except: child(&pair, Rule::members_except)
                .and_then(|p| child(&p, Rule::members))
                .map(|p| self.members(&p))
                .unwrap_or_default(),
        })
    }

    /// `MO, D:5, "Huawei"`
    pub(super) fn members(&mut self, pair: &Pair<'_>) -> Vec<GroupMember> {
        children(pair, Rule::member).filter_map(|member| self.member(&member)).collect()
    }

    /// `MO`, `A:5 as it stood on 2023-01-01`
    fn member(&mut self, pair: &Pair<'_>) -> Option<GroupMember> {
        let word = only(pair)?;
        let name = if word.as_rule() == Rule::text { self.text(&word) } else { self.id(&word) };
        let as_it_stood_on = child(pair, Rule::as_it_stood_on).and_then(|p| self.day_in(&p));
        Some(GroupMember { name, as_it_stood_on })
    }

    pub(super) fn then_part(&mut self, pair: &Pair<'_>) -> Vec<Conclusion> {
        let Some(then) = child(pair, Rule::then_part) else { return Vec::new() };
        self.numbering.concluding = true;
        let labelled = has(&then, Rule::labelled_conclusion);
        if labelled {
            self.numbering.conclusions();
        }
        let mut conclusions = Vec::new();
        for part in then.into_inner() {
            match part.as_rule() {
                Rule::labelled_conclusion => conclusions.extend(self.labelled_conclusion(&part)),
                Rule::conclusion => conclusions.extend(self.conclusion(&part, None)),
                _ => {}
            }
        }
        self.numbering.close(0, self.out);
        conclusions
    }

    fn labelled_conclusion(&mut self, pair: &Pair<'_>) -> Option<Conclusion> {
        let label = self.label(&child(pair, Rule::label)?);
        self.numbering.enter(&label, 0, self.out);
        if let Some(omitted) = child(pair, Rule::kw_omitted) {
            let span = label.span.to(self.span(&omitted));
            return Some(Conclusion { label: Some(label), kind: ConclusionKind::Omitted, span });
        }
        self.conclusion(&child(pair, Rule::conclusion)?, Some(label))
    }

    fn conclusion(&mut self, pair: &Pair<'_>, label: Option<Name>) -> Option<Conclusion> {
        let inner = only(pair)?;
        let span = self.span(pair);
        let span = label.as_ref().map_or(span, |l| l.span.to(span));
        let kind = match inner.as_rule() {
            Rule::must => ConclusionKind::Must {
                text: self.text_in(&inner)?,
                by: self.offset_in(&inner),
                when: self.clause(&inner, Rule::when),
            },
            Rule::may_not => ConclusionKind::MayNot {
                text: self.text_in(&inner)?,
                until: self.offset_in(&inner),
                when: self.clause(&inner, Rule::when),
            },
            Rule::deem => ConclusionKind::Deem {
                path: self.path(&child(&inner, Rule::path)?),
                value: self.plain_value(&child(&inner, Rule::plain_value)?)?,
            },
            Rule::discretion => ConclusionKind::Discretion {
                decision: self.name_in(&inner, Rule::name)?,
                criteria: self.text_in(&inner),
            },
            Rule::conclusion_includes => ConclusionKind::Includes {
                decision: self.name_in(&inner, Rule::name)?,
                elements: self.value_list(&inner).into_iter().map(number_as_id).collect(),
            },
            _ => self.conclusion_is(&inner)?,
        };
        Some(Conclusion { label, kind, span })
    }

    fn offset_in(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let offset = child(pair, Rule::offset)?;
        self.offset(&offset)
    }

    fn conclusion_is(&mut self, pair: &Pair<'_>) -> Option<ConclusionKind> {
        let decision = self.name_in(pair, Rule::name)?;
        let (mut cases, mut otherwise) = (Vec::new(), None);
        let all: Vec<Pair<'_>> = children(pair, Rule::conclusion_case).collect();
        for (index, case) in all.iter().enumerate() {
            if index + 1 < all.len() && !has(case, Rule::when) {
                self.out.push(error::case_without_when(self.span(case)));
            }
            let value = self.plain_value(&child(case, Rule::plain_value)?)?;
            if has(case, Rule::kw_otherwise) {
                otherwise = Some(value);
            } else {
                cases.push(Case { value, when: self.clause(case, Rule::when) });
            }
        }
        Some(ConclusionKind::Is { decision, cases, otherwise })
    }

    /// A label without its brackets.
    pub(super) fn label(&mut self, pair: &Pair<'_>) -> Name {
        let text = pair.as_str();
        let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
        let label = Spanned::new(inner.to_string(), self.span(pair));
        let Some(letter) = inner.chars().find(|c| !c.is_ascii()) else { return label };
        self.out.push(error::foreign_letter_in_label(&label, letter));
        Spanned::new(inner.chars().map(latin).collect(), label.span)
    }
}

/// The Latin letter that a Cyrillic or Greek one looks like.
fn latin(c: char) -> char {
    const PAIRS: [(&str, char); 20] = [
        ("аα", 'a'),
        ("вβ", 'b'),
        ("сϲ", 'c'),
        ("ԁ", 'd'),
        ("еε", 'e'),
        ("һ", 'h'),
        ("іι", 'i'),
        ("ј", 'j'),
        ("ο о", 'o'),
        ("рρ", 'p'),
        ("ѕ", 's'),
        ("х", 'x'),
        ("у", 'y'),
        ("ѵν", 'v'),
        ("АΑ", 'A'),
        ("ВΒ", 'B'),
        ("С", 'C'),
        ("ЕΕ", 'E'),
        ("ІΙ", 'I'),
        ("ХΧ", 'X'),
    ];
    PAIRS.iter().find(|(like, _)| like.contains(c)).map_or(c, |(_, plain)| *plain)
}

/// Only provisions can be included, so `740.8` is one here.
fn number_as_id(expr: Expr) -> Expr {
    match expr.kind {
        ExprKind::Number(number) => Expr { kind: ExprKind::Id(number.text), span: expr.span },
        _ => expr,
    }
}
