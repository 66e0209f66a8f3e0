//! Conditions: paragraph lists nested by their labels, tests joined by `and` and `or`, quantified lists.

use super::{Lower, Pair, child, children, has, only};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Condition, Connective, Expr, ExprKind, ListQuantifier, Paragraph, ParagraphList, Quantifier, References, Test,
    TestKind,
};
use crate::syntax::error;
use lexact_grammar::Rule;

/// A list whose paragraphs are being read.
struct Frame {
    quantifier: Spanned<Quantifier>,
    paragraphs: Vec<Paragraph>,
    /// The words at the ends of its paragraphs, checked against the quantifier.
    ends: Vec<(Span, Connective)>,
    end: Span,
}

/// One member of a chain of tests.
enum Link {
    /// `x is 5`
    Whole(Expr),
    /// `in D:5`, of the subject before
    Further(Test),
}

impl Lower<'_> {
    pub(super) fn condition(&mut self, pair: &Pair<'_>) -> Option<Condition> {
        match child(pair, Rule::quantifier) {
            Some(quantifier) => {
                Some(Condition::List(self.list(&quantifier, children(pair, Rule::paragraph).collect())?))
            }
            None => Some(Condition::Expr(self.expression(&child(pair, Rule::expression)?)?)),
        }
    }

    /// The paragraphs of an `insert`: they begin at any label.
    pub(super) fn inserted_paragraphs(&mut self, paragraphs: Vec<Pair<'_>>) -> Vec<Paragraph> {
        let Some(first) = paragraphs.first() else { return Vec::new() };
        let label = |pair: &Pair<'_>| child(pair, Rule::label).map(|p| p.as_str().trim_matches(['(', ')']).to_string());
        let opens = has(first, Rule::quantifier)
            || child(first, Rule::listed_expression).is_some_and(|e| open_where(&e).is_some());
        let next = paragraphs.get(1).filter(|_| !opens).and_then(label);
        self.numbering.insertion(&label(first).unwrap_or_default(), next.as_deref());
        // Which quantifier the new paragraphs come under is not known here, so `; or` and `; and` are both right.
        let quantifier = Spanned::new(Quantifier::AtLeast(0), self.span(first));
        self.nest(quantifier, paragraphs).map(|list| list.paragraphs).unwrap_or_default()
    }

    fn list(&mut self, quantifier: &Pair<'_>, paragraphs: Vec<Pair<'_>>) -> Option<ParagraphList> {
        let quantifier = self.quantifier(quantifier)?;
        self.numbering.quantifier();
        self.nest(quantifier, paragraphs)
    }

    /// Nests a flat row of paragraphs by their labels.
    fn nest(&mut self, quantifier: Spanned<Quantifier>, row: Vec<Pair<'_>>) -> Option<ParagraphList> {
        let floor = self.numbering.depth();
        let mut frames = vec![Frame::new(quantifier)];
        for pair in row {
            let label = self.label(&child(&pair, Rule::label)?);
            let depth = self.numbering.enter(&label, floor, self.out);
            while frames.len() > depth.saturating_sub(floor).max(1) {
                self.fold(&mut frames);
            }
            let span = self.span(&pair);
            if let Some(mode) = child(&pair, Rule::list_mode) {
                self.out.push(error::misplaced_mode(self.span(&mode)));
            }
            let (body, opened) = self.paragraph_body(&pair);
            let paragraph = Paragraph {
                label,
                titles: self.titles(&pair),
                quotes: children(&pair, Rule::quote).filter_map(|p| self.text_in(&p)).collect(),
                body,
                omitted: has(&pair, Rule::kw_omitted),
            };
            if let Some(frame) = frames.last_mut() {
                frame.ends.extend(self.paragraph_end(&pair));
                frame.paragraphs.push(paragraph);
                frame.end = span;
            }
            if let Some(quantifier) = opened {
                self.numbering.quantifier();
                frames.push(Frame::new(quantifier));
            }
        }
        while frames.len() > 1 {
            self.fold(&mut frames);
        }
        self.numbering.close(floor, self.out);
        frames.pop().map(|frame| self.finish(frame))
    }

    /// Closes the innermost list and gives it to the paragraph that opened it.
    fn fold(&mut self, frames: &mut Vec<Frame>) {
        let Some(frame) = frames.pop() else { return };
        let list = self.finish(frame);
        let Some(parent) = frames.last_mut() else { return };
        parent.end = parent.end.to(list.span);
        if let Some(paragraph) = parent.paragraphs.last_mut() {
            match &mut paragraph.body {
                Some(Condition::Expr(expr)) => fill_where(expr, list),
                body => *body = Some(Condition::List(list)),
            }
        }
    }

    fn finish(&mut self, frame: Frame) -> ParagraphList {
        for (span, connective) in &frame.ends {
            let word = if *connective == Connective::And { "and" } else { "or" };
            let fits = match frame.quantifier.node {
                Quantifier::AllOf => *connective == Connective::And,
                Quantifier::AnyOf | Quantifier::ExactlyOneOf | Quantifier::NoneOf => *connective == Connective::Or,
                Quantifier::AtLeast(_) => true,
            };
            if !fits {
                self.out.push(error::connective_against_quantifier(*span, word, frame.quantifier.span));
            }
        }
        let span = frame.quantifier.span.to(frame.end);
        ParagraphList { quantifier: frame.quantifier, paragraphs: frame.paragraphs, span }
    }

    /// What a paragraph says by itself, and the quantifier of the list that it opens.
    fn paragraph_body(&mut self, pair: &Pair<'_>) -> (Option<Condition>, Option<Spanned<Quantifier>>) {
        if let Some(quantifier) = child(pair, Rule::quantifier) {
            return (None, self.quantifier(&quantifier));
        }
        let Some(expression) = child(pair, Rule::listed_expression) else { return (None, None) };
        let opened = open_where(&expression).and_then(|q| self.quantifier(&q));
        (self.expression(&expression).map(Condition::Expr), opened)
    }

    fn paragraph_end(&self, pair: &Pair<'_>) -> Option<(Span, Connective)> {
        let word = child(pair, Rule::paragraph_end)?.into_inner().last()?;
        match word.as_rule() {
            Rule::kw_and => Some((self.span(&word), Connective::And)),
            Rule::kw_or => Some((self.span(&word), Connective::Or)),
            _ => None,
        }
    }

    fn quantifier(&mut self, pair: &Pair<'_>) -> Option<Spanned<Quantifier>> {
        let inner = only(pair)?;
        let quantifier = match inner.as_rule() {
            Rule::all_of => Quantifier::AllOf,
            Rule::any_of => Quantifier::AnyOf,
            Rule::none_of => Quantifier::NoneOf,
            Rule::exactly_one_of => Quantifier::ExactlyOneOf,
            _ => Quantifier::AtLeast(child(&inner, Rule::integer)?.as_str().parse().ok()?),
        };
        Some(Spanned::new(quantifier, self.span(pair)))
    }

    /// `expression`, and `listed_expression` in a paragraph.
    pub(super) fn expression(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let mut links = Vec::new();
        let mut connectives: Vec<(Connective, Span)> = Vec::new();
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::connective => connectives.push(self.connective(&part)),
                Rule::elliptic => links.push(Link::Further(self.elliptic(&part)?)),
                Rule::bare_phrase => {
                    self.bare_value(&part, connectives.last());
                    links.push(Link::Whole(self.phrase(&part)));
                }
                _ => {
                    let expr = self.operand(&part)?;
                    self.check_bare(&expr, links.last(), connectives.last());
                    links.push(Link::Whole(expr));
                }
            }
        }
        self.check_connectives(pair, &connectives, &links);
        let joined = connectives.first().map_or(Connective::And, |c| c.0);
        let mut operands = self.join_further(links, joined);
        if operands.len() < 2 {
            return operands.pop();
        }
        let kind = if joined == Connective::And { ExprKind::And(operands) } else { ExprKind::Or(operands) };
        Some(Expr { kind, span })
    }

    /// Only the complaints about an expression of a piece.
    pub(in crate::syntax) fn check_expression(&mut self, pair: &Pair<'_>) {
        let _ = self.expression(pair);
    }

    fn connective(&mut self, pair: &Pair<'_>) -> (Connective, Span) {
        let span = self.span(pair);
        let word = pair.as_str();
        let before = pair.get_input().get(..pair.as_span().start()).unwrap_or_default();
        if before.chars().rev().take_while(|c| super::is_space(*c)).any(|c| c == '\n') {
            self.out.push(error::line_begins_with(span, word));
        }
        (if word == "and" { Connective::And } else { Connective::Or }, span)
    }

    /// A value where a test is due: `destination is MO or HK`.
    fn bare_value(&mut self, pair: &Pair<'_>, connective: Option<&(Connective, Span)>) {
        let word = connective.map_or("or", |c| if c.0 == Connective::And { "and" } else { "or" });
        self.out.push(error::bare_value(self.span(pair), word, &self.words(pair).node));
    }

    fn check_bare(&mut self, expr: &Expr, before: Option<&Link>, connective: Option<&(Connective, Span)>) {
        let tested = match before {
            Some(Link::Further(_)) => true,
            Some(Link::Whole(e)) => matches!(e.kind, ExprKind::Test { .. }),
            None => false,
        };
        let value = match &expr.kind {
            ExprKind::Name(name) => {
                name.contains(':') || name.chars().all(|c| c.is_uppercase() || c == '_' || c.is_ascii_digit())
            }
            ExprKind::Text(_)
            | ExprKind::Number(_)
            | ExprKind::Quantity(..)
            | ExprKind::Percent(_)
            | ExprKind::Date(_) => true,
            ExprKind::Id(_) | ExprKind::None | ExprKind::Duration(..) => true,
            _ => false,
        };
        if let (true, true, Some(connective)) = (tested, value, connective) {
            let word = if connective.0 == Connective::And { "and" } else { "or" };
            let (start, end) = (expr.span.start as usize, expr.span.end as usize);
            let text = self.text.get(start - self.base..end - self.base).unwrap_or_default().to_string();
            self.out.push(error::bare_value(expr.span, word, &text));
        }
    }

    fn check_connectives(&mut self, pair: &Pair<'_>, connectives: &[(Connective, Span)], links: &[Link]) {
        let and = connectives.iter().find(|c| c.0 == Connective::And);
        let or = connectives.iter().find(|c| c.0 == Connective::Or);
        if let (Some(and), Some(or)) = (and, or) {
            self.out.push(error::mixed_and_or(and.1, or.1, readings(pair, connectives.len())));
            return;
        }
        for (index, (connective, span)) in connectives.iter().enumerate() {
            let negative = links.get(index).and_then(negative_test);
            let further = matches!(links.get(index + 1), Some(Link::Further(_)));
            if let (Connective::Or, Some(test), true) = (connective, negative, further) {
                self.out.push(error::is_not_or(test, *span));
            }
        }
    }

    /// Gives further tests to the subject before them.
    fn join_further(&mut self, links: Vec<Link>, joined: Connective) -> Vec<Expr> {
        let mut operands: Vec<Expr> = Vec::new();
        for link in links {
            match link {
                Link::Whole(expr) => operands.push(expr),
                Link::Further(test) => {
                    let span = test.span;
                    if !operands.last_mut().is_some_and(|operand| add_test(operand, test, joined)) {
                        let word = self
                            .text
                            .get(span.start as usize - self.base..span.end as usize - self.base)
                            .unwrap_or_default();
                        let word = super::shorten(word);
                        self.out.push(error::no_subject(span, &word));
                    }
                }
            }
        }
        operands
    }

    /// `operand`, and `listed_operand` in a paragraph.
    fn operand(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let negated = has(pair, Rule::kw_not);
        let inner = pair.clone().into_inner().find(|p| p.as_rule() != Rule::kw_not)?;
        let expr = match inner.as_rule() {
            Rule::quantified | Rule::listed_quantified => self.quantified(&inner)?,
            Rule::applies => self.applies(&inner)?,
            _ => self.comparison(&inner)?,
        };
        Some(if negated { Expr { kind: ExprKind::Not(Box::new(expr)), span } } else { expr })
    }

    fn quantified(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let word = child(pair, Rule::list_quantifier)?;
        let modes: Vec<Pair<'_>> = children(pair, Rule::list_mode).collect();
        let quantifier = match only(&word)?.as_rule() {
            Rule::kw_any => ListQuantifier::Any,
            Rule::kw_no => ListQuantifier::No,
            _ => match modes.first() {
                Some(mode) if has(mode, Rule::even_if_none) => ListQuantifier::EveryEvenIfNone,
                Some(_) => ListQuantifier::EveryAtLeastOne,
                None => {
                    self.out.push(error::every_of_nothing(self.span(&word)));
                    ListQuantifier::EveryAtLeastOne
                }
            },
        };
        let variable = self.name_in(pair, Rule::name)?;
        let list = self.sum(&child(pair, Rule::sum)?)?;
        Some(Expr {
            kind: ExprKind::Quantified {
                quantifier: Spanned::new(quantifier, self.span(&word)),
                variable,
                list: Box::new(list),
                body: self.where_part(pair)?.map(Box::new),
            },
            span,
        })
    }

    /// The body after `where`, if there is one. A list that goes on in the next paragraphs is left empty; they fill it.
    pub(super) fn where_part(&mut self, pair: &Pair<'_>) -> Option<Option<Condition>> {
        if let Some(part) = child(pair, Rule::where_part) {
            return self.condition(&child(&part, Rule::condition)?).map(Some);
        }
        let Some(part) = child(pair, Rule::listed_where) else { return Some(None) };
        if let Some(expression) = child(&part, Rule::listed_expression) {
            return self.expression(&expression).map(|e| Some(Condition::Expr(e)));
        }
        let quantifier = self.quantifier(&child(&part, Rule::quantifier)?)?;
        let span = quantifier.span;
        Some(Some(Condition::List(ParagraphList { quantifier, paragraphs: Vec::new(), span })))
    }

    fn applies(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let references = match child(pair, Rule::id_list) {
            Some(_) => self.references(pair),
            None => {
                let id = child(pair, Rule::applied_id)?;
                References { everything: false, ids: vec![self.id(&id)], except: Vec::new(), span: self.span(&id) }
            }
        };
        let expr = Expr { kind: ExprKind::Applies(references), span };
        Some(if has(pair, Rule::kw_does) { Expr { kind: ExprKind::Not(Box::new(expr)), span } } else { expr })
    }
}

impl Frame {
    fn new(quantifier: Spanned<Quantifier>) -> Frame {
        Frame { end: quantifier.span, quantifier, paragraphs: Vec::new(), ends: Vec::new() }
    }
}

/// The quantifier of a `where` at the end of a paragraph, whose list goes on in the next paragraphs.
fn open_where<'i>(expression: &Pair<'i>) -> Option<Pair<'i>> {
    let mut expression = expression.clone();
    loop {
        let operand = expression.into_inner().last()?;
        let quantified = child(&operand, Rule::listed_quantified)?;
        let part = child(&quantified, Rule::listed_where)?;
        match child(&part, Rule::quantifier) {
            Some(quantifier) => return Some(quantifier),
            None => expression = child(&part, Rule::listed_expression)?,
        }
    }
}

/// Puts a list into the `where` at the end of an expression that waits for it.
fn fill_where(expr: &mut Expr, list: ParagraphList) {
    let end = list.span;
    let mut here = expr;
    loop {
        here.span = here.span.to(end);
        here = match &mut here.kind {
            ExprKind::And(all) | ExprKind::Or(all) => match all.last_mut() {
                Some(last) => last,
                None => return,
            },
            ExprKind::Not(inner) => inner,
            ExprKind::Quantified { body: Some(body), .. } => match body.as_mut() {
                Condition::Expr(inner) => inner,
                Condition::List(waiting) => {
                    *waiting = list;
                    return;
                }
            },
            _ => return,
        };
    }
}

/// Adds a test to the last subject of an expression; false if it has none.
fn add_test(expr: &mut Expr, test: Test, connective: Connective) -> bool {
    expr.span = expr.span.to(test.span);
    match &mut expr.kind {
        ExprKind::Test { tests, joined, .. } => {
            tests.push(test);
            *joined = connective;
            true
        }
        ExprKind::Not(inner) => add_test(inner, test, connective),
        _ => false,
    }
}

/// The place of the last test of a link, if that test is negative.
fn negative_test(link: &Link) -> Option<Span> {
    let test = match link {
        Link::Further(test) => test,
        Link::Whole(expr) => match &expr.kind {
            ExprKind::Test { tests, .. } => tests.last()?,
            _ => return None,
        },
    };
    matches!(test.kind, TestKind::IsNot(_) | TestKind::NotIn(_) | TestKind::IsNotNone | TestKind::IsNoneOf(_))
        .then_some(test.span)
}

/// Both readings of `a and b or c`, where the text is short. A test that goes on from a subject is given that subject.
fn readings(pair: &Pair<'_>, connectives: usize) -> Option<(String, String)> {
    let parts: Vec<Pair<'_>> = pair.clone().into_inner().collect();
    let ([a, first, b, second, c], 2) = (parts.as_slice(), connectives) else { return None };
    let words = |p: &Pair<'_>| p.as_str().trim_matches(super::is_space).to_string();
    let full = |part: &Pair<'_>, before: &Pair<'_>| match (part.as_rule(), subject(before)) {
        (Rule::elliptic, Some(subject)) => format!("{subject} {}", words(part)),
        _ => words(part),
    };
    let whole_b = full(b, a);
    let whole_c = if b.as_rule() == Rule::elliptic { full(c, a) } else { full(c, b) };
    let (first, second) = (words(first), words(second));
    let short = words(pair).len() < 120 && !words(pair).contains('\n');
    short.then(|| {
        let one = format!("({} {first} {}) {second} {whole_c}", words(a), words(b));
        let other = format!("{} {first} ({whole_b} {second} {})", words(a), words(c));
        (one, other)
    })
}

/// The words that are tested in an operand.
fn subject(operand: &Pair<'_>) -> Option<String> {
    let comparison = child(operand, Rule::comparison)?;
    child(&comparison, Rule::offset).map(|o| o.as_str().trim_matches(super::is_space).to_string())
}
