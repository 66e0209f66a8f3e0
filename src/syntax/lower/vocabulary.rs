//! Declarations: rulebook, units, records, facts, identities, decisions and types.

use super::{Lower, Pair, child, children, has, is_reserved, languages, only, shorten};
use crate::source::Spanned;
use crate::syntax::ast::{
    CiteAs, Decision, Elsewhere, Fact, Field, Identity, LeavesOut, LowerBound, Member, Record, Rulebook, Text, Title,
    TypeExpr, TypeKind, Unit,
};
use crate::syntax::error;
use crate::value::Number;
use lexact_grammar::Rule;

impl Lower<'_> {
    pub(super) fn rulebook(&mut self, pair: Pair<'_>) -> Option<Rulebook> {
        Some(Rulebook {
            name: self.name_in(&pair, Rule::act_name)?,
            titles: self.titles(&pair),
            authority: self.in_languages(&pair, Rule::authority),
            cite_as: children(&pair, Rule::cite_as).filter_map(|p| self.cite_as(&p)).collect(),
            leaves_out: children(&pair, Rule::leaves_out).filter_map(|p| self.leaves_out(&p)).collect(),
        })
    }

    fn cite_as(&self, pair: &Pair<'_>) -> Option<CiteAs> {
        Some(CiteAs { form: self.text_in(pair)?, within: self.id_list(pair) })
    }

    fn leaves_out(&mut self, pair: &Pair<'_>) -> Option<LeavesOut> {
        let mut left_out = LeavesOut { text: self.title(pair)?, from: None, end: None };
        for clause in pair.clone().into_inner() {
            match clause.as_rule() {
                Rule::from_day => {
                    let day = self.day_in(&clause);
                    self.put(&clause, &mut left_out.from, day, "the first day");
                }
                Rule::through | Rule::until => {
                    let end = self.end(&clause);
                    self.put(&clause, &mut left_out.end, end, "the end");
                }
                _ => {}
            }
        }
        Some(left_out)
    }

    /// Puts a clause that may be said once.
    pub(super) fn put<T>(&mut self, pair: &Pair<'_>, at: &mut Option<Spanned<T>>, new: Option<Spanned<T>>, what: &str) {
        if let Some(first) = std::mem::replace(at, new) {
            self.out.push(error::said_twice(self.span(pair), first.span, what));
        }
    }

    fn in_languages(&mut self, pair: &Pair<'_>, rule: Rule) -> Vec<Title> {
        children(pair, rule).filter_map(|p| self.title(&p)).collect()
    }

    pub(super) fn titles(&mut self, pair: &Pair<'_>) -> Vec<Title> {
        self.in_languages(pair, Rule::title)
    }

    /// `title[zh] "…"`, and `[zh] "…"` after a text.
    fn title(&mut self, pair: &Pair<'_>) -> Option<Title> {
        let lang = child(pair, Rule::language).map(|p| {
            let mut tag = self.word(&p);
            tag.node = tag.node.trim_matches(['[', ']']).to_string();
            tag
        });
        if let Some(tag) = lang.as_ref().filter(|tag| !languages::is_language(&tag.node)) {
            self.out.push(error::unknown_language(tag));
        }
        let text = self.text_in(pair).or_else(|| child(pair, Rule::member_text).map(|p| self.text(&p)))?;
        Some(Title { lang, text })
    }

    pub(super) fn unit(&mut self, pair: Pair<'_>) -> Option<Unit> {
        let mut names = children(&pair, Rule::unit_name);
        let name = self.word(&names.next()?);
        let number = child(&pair, Rule::number).map(|p| Spanned::new(self.number(&p), self.span(&p)));
        let equals = number.zip(names.next().map(|p| self.word(&p)));
        Some(Unit { name, equals, doc: self.text_in(&pair) })
    }

    pub(super) fn record(&mut self, pair: Pair<'_>) -> Option<Record> {
        let name = self.name_in(&pair, Rule::type_name)?;
        let doc = self.text_in(&pair);
        let fields = children(&pair, Rule::field).filter_map(|p| self.field(&p)).collect();
        Some(Record { name, doc, fields })
    }

    fn field(&mut self, pair: &Pair<'_>) -> Option<Field> {
        let name = self.name_in(pair, Rule::field_name)?;
        let ty = self.type_expr(&child(pair, Rule::type_expr)?)?;
        let (doc, docs) = self.doc(pair);
        Some(Field { name, ty, doc, docs })
    }

    fn doc(&mut self, pair: &Pair<'_>) -> (Option<Text>, Vec<Title>) {
        match child(pair, Rule::doc) {
            None => (None, Vec::new()),
            Some(doc) => (self.text_in(&doc), self.translations(&doc)),
        }
    }

    fn translations(&mut self, pair: &Pair<'_>) -> Vec<Title> {
        children(pair, Rule::translation).filter_map(|p| self.title(&p)).collect()
    }

    pub(super) fn fact(&mut self, pair: Pair<'_>) -> Option<Fact> {
        let name = self.name_in(&pair, Rule::name)?;
        let ty = self.type_expr(&child(&pair, Rule::type_expr)?)?;
        let (doc, docs) = self.doc(&pair);
        Some(Fact { question: pair.as_rule() == Rule::question, name, ty, doc, docs })
    }

    pub(super) fn identity(&mut self, pair: Pair<'_>) -> Option<Identity> {
        let name = self.name_in(&pair, Rule::type_name)?;
        let doc = child(&pair, Rule::member_text).map(|p| self.text(&p));
        let members: Vec<Member> = children(&pair, Rule::member_line).filter_map(|p| self.member_line(&p)).collect();
        self.check_lines(&pair);
        let open = members.is_empty() || has(&pair, Rule::or_others);
        Some(Identity { name, doc, members, open })
    }

    /// Members stand one a line: `CN China` would be two.
    fn check_lines(&mut self, pair: &Pair<'_>) {
        let lines: Vec<Pair<'_>> = children(pair, Rule::member_line).collect();
        for two in lines.windows(2) {
            let [one, next] = two else { continue };
            let between = pair.get_input().get(one.as_span().start()..next.as_span().start()).unwrap_or_default();
            if !between.contains('\n') {
                self.out.push(error::members_on_one_line(self.span(next), &shorten(next.as_str().trim())));
            }
        }
    }

    fn member_line(&mut self, pair: &Pair<'_>) -> Option<Member> {
        let text = child(pair, Rule::member_text).map(|p| self.text(&p));
        let translations: Vec<Title> =
            children(pair, Rule::member_translation).filter_map(|p| self.title(&p)).collect();
        let (code, main) = match (child(pair, Rule::member_code), text) {
            (Some(code), text) => (self.word(&code), text),
            (None, text) => (text?, None),
        };
        let main = main.map(|text| Title { lang: None, text });
        Some(Member { code, titles: main.into_iter().chain(translations).collect() })
    }

    pub(super) fn elsewhere(&mut self, pair: Pair<'_>) -> Option<Elsewhere> {
        Some(Elsewhere { ids: self.id_list(&pair), doc: self.text_in(&pair) })
    }

    pub(super) fn decision(&mut self, pair: Pair<'_>) -> Option<Decision> {
        let name = self.name_in(&pair, Rule::name)?;
        let of = self.name_in(&pair, Rule::type_name);
        let ty = self.type_expr(&child(&pair, Rule::type_expr)?)?;
        let (doc, docs) = self.doc(&pair);
        Some(Decision { name, of, ty, doc, docs })
    }

    fn type_expr(&mut self, pair: &Pair<'_>) -> Option<TypeExpr> {
        let span = self.span(pair);
        let base = child(pair, Rule::type_base)?;
        let mut ty = TypeExpr { kind: self.type_base(&base)?, span: self.span(&base) };
        let prefixes: Vec<Pair<'_>> = children(pair, Rule::type_prefix).collect();
        for prefix in prefixes.into_iter().rev() {
            let within = self.span(&prefix).to(span);
            let inner = Box::new(ty);
            let kind = match only(&prefix)?.as_rule() {
                Rule::kw_list => TypeKind::List(inner),
                Rule::kw_set => TypeKind::Set(inner),
                Rule::kw_range => TypeKind::Range(inner),
                _ => TypeKind::Optional(inner),
            };
            ty = TypeExpr { kind, span: within };
        }
        Some(ty)
    }

    fn type_base(&mut self, pair: &Pair<'_>) -> Option<TypeKind> {
        let base = only(pair)?;
        Some(match base.as_rule() {
            Rule::yes_no_type => TypeKind::YesNo,
            Rule::percent_type => TypeKind::Percent { lower: self.lower_bound(&base) },
            Rule::kw_date => TypeKind::Date,
            Rule::kw_duration => TypeKind::Duration,
            Rule::kw_text => TypeKind::Text,
            Rule::kw_identity => TypeKind::Identity,
            Rule::kw_provision => TypeKind::Provision,
            Rule::values => self.values(&base),
            Rule::number_type => self.number_type(&base),
            Rule::money_type => {
                TypeKind::Money { currency: self.name_in(&base, Rule::unit_name)?, lower: self.lower_bound(&base) }
            }
            Rule::by_name => TypeKind::ByName(self.name_in(&base, Rule::named_type)?),
            _ => TypeKind::Named(self.word(&base)),
        })
    }

    fn values(&mut self, pair: &Pair<'_>) -> TypeKind {
        let choice = |pair: Pair<'_>| {
            let titles = children(&pair, Rule::member_translation).filter_map(|p| self.title(&p)).collect();
            let code = self.words(&child(&pair, Rule::declared_value)?);
            if !is_writable(&code.node) {
                self.out.push(error::unusable_value(&code));
            }
            Some(Member { code, titles })
        };
        let values = children(pair, Rule::choice).filter_map(choice).collect();
        TypeKind::Values { values, ordered: has(pair, Rule::less) }
    }

    fn number_type(&mut self, pair: &Pair<'_>) -> TypeKind {
        let unit = self.name_in(pair, Rule::unit_name);
        TypeKind::Number { unit, lower: self.lower_bound(pair) }
    }

    fn lower_bound(&mut self, pair: &Pair<'_>) -> Option<LowerBound> {
        let bound = child(pair, Rule::lower_bound)?;
        let number = child(&bound, Rule::signed_number)?;
        let span = self.span(&number);
        let value = self.signed_number(&number)?;
        Some((Spanned::new(value, span), has(&bound, Rule::kw_least)))
    }

    fn signed_number(&mut self, pair: &Pair<'_>) -> Option<Number> {
        let number = self.number(&child(pair, Rule::number)?);
        Some(if has(pair, Rule::minus_sign) { number.neg() } else { number })
    }
}

/// True for a value that can be written where a value stands.
fn is_writable(value: &str) -> bool {
    let is = |rule| lexact_grammar::parse(rule, value).is_ok_and(|pair| pair.as_str().len() == value.len());
    if value.contains(' ') { is(Rule::phrase) || is(Rule::not_phrase) } else { !is_reserved(value) }
}
