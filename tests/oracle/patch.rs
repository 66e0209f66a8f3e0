//! Paragraphs with their labels, and what a patch does to them.

use super::model::*;
use super::print::{STYLES, has_list, label, words_of};
use super::text::Content;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Failed {
    NoParagraph,
    Taken,
    Words,
    Member,
    /// Another kind of node.
    Kind,
}

// ---- labels, as they are printed

struct Labeller(usize);

impl Labeller {
    fn top(&mut self, cond: &Cond) -> Cond {
        if !has_list(cond) {
            return cond.clone();
        }
        self.0 += 1;
        labelled(cond, STYLES[self.0 - 1], 0)
    }
    fn option(&mut self, cond: &Option<Cond>) -> Option<Cond> {
        cond.as_ref().map(|c| self.top(c))
    }
}

fn labelled(cond: &Cond, styles: [char; 3], depth: usize) -> Cond {
    match cond {
        Cond::List(quant, parts) => {
            let one =
                |(i, part): (usize, &Cond)| (label(styles[depth], i + 1), Some(labelled(part, styles, depth + 1)));
            Cond::Labelled(*quant, parts.iter().enumerate().map(one).collect())
        }
        Cond::Each(each, name, path, Some(body)) if has_list(body) => {
            Cond::Each(*each, name.clone(), path.clone(), Some(Box::new(labelled(body, styles, depth))))
        }
        other => other.clone(),
    }
}

/// The style of each level, from the first label of an address.
pub fn styles(at: &str) -> [char; 3] {
    let first = at.chars().next().expect("a label");
    let style = match first {
        '0'..='9' => '1',
        'A'..='Z' => 'A',
        _ => 'a',
    };
    *STYLES.iter().find(|s| s[0] == style).expect("a style")
}

pub fn labelled_rule(rule: &Rule) -> Rule {
    let mut l = Labeller(0);
    let (when, unless) = (l.option(&rule.when), l.option(&rule.unless));
    Rule { when, unless, then: l.then(&rule.then), ..rule.clone() }
}

pub fn labelled_exemption(e: &Exemption) -> Exemption {
    let mut l = Labeller(0);
    let (when, unless) = (l.option(&e.when), l.option(&e.unless));
    Exemption { when, unless, then: l.then(&e.then), ..e.clone() }
}

pub fn labelled_define(d: &Define) -> Define {
    let mut l = Labeller(0);
    let cases = d.cases.iter().map(|(body, when)| {
        let body = match body {
            Body::Cond(c) if when.is_none() => Body::Cond(l.top(c)),
            other => other.clone(),
        };
        (body, l.option(when))
    });
    Define { cases: cases.collect(), ..d.clone() }
}

impl Labeller {
    fn then(&mut self, then: &[Conclusion]) -> Vec<Conclusion> {
        let one = |c: &Conclusion| match c {
            Conclusion::Must { text, by, when } => {
                Conclusion::Must { text: text.clone(), by: by.clone(), when: self.option(when) }
            }
            other => other.clone(),
        };
        then.iter().map(one).collect()
    }
}

// ---- where paragraphs stand

/// The conditions of a provision that may hold lists.
pub fn conditions(content: &mut Content) -> Vec<&mut Cond> {
    let mut all: Vec<&mut Cond> = Vec::new();
    let mut musts = Vec::new();
    match content {
        Content::Rule(r) => {
            all.extend(r.when.iter_mut().chain(&mut r.unless));
            musts.extend(&mut r.then);
        }
        Content::Exemption(e) => {
            all.extend(e.when.iter_mut().chain(&mut e.unless));
            musts.extend(&mut e.then);
        }
        Content::Define(d) => {
            for (body, when) in &mut d.cases {
                if let Body::Cond(c) = body {
                    all.push(c);
                }
                all.extend(when);
            }
        }
        _ => {}
    }
    for conclusion in musts {
        if let Conclusion::Must { when: Some(c), .. } = conclusion {
            all.push(c);
        }
    }
    all
}

pub type Paragraphs = Vec<(String, Option<Cond>)>;

/// The list beneath an address.
pub fn list_at<'a>(cond: &'a mut Cond, at: &[String]) -> Option<&'a mut Paragraphs> {
    match cond {
        Cond::Labelled(_, parts) => match at {
            [] => Some(parts),
            [first, rest @ ..] => {
                let part = parts.iter_mut().find(|p| p.0 == *first)?;
                list_at(part.1.as_mut()?, rest)
            }
        },
        Cond::Each(_, _, _, Some(body)) => list_at(body, at),
        _ => None,
    }
}

/// The paragraph at an address, or its hole.
fn paragraph<'a>(content: &'a mut Content, at: &[String]) -> Option<&'a mut Option<Cond>> {
    let (last, above) = at.split_last()?;
    for cond in conditions(content) {
        if let Some(list) = list_at(cond, above)
            && let Some(found) = list.iter_mut().find(|p| p.0 == *last)
        {
            return Some(&mut found.1);
        }
    }
    None
}

/// Every address with the condition that stands there.
pub fn addresses(content: &mut Content) -> Vec<(Labels, Cond)> {
    fn walk(cond: &Cond, at: &Labels, all: &mut Vec<(Labels, Cond)>) {
        match cond {
            Cond::Labelled(_, parts) => {
                for (label, part) in parts {
                    let mut at = at.clone();
                    at.push(label.clone());
                    if let Some(part) = part {
                        all.push((at.clone(), part.clone()));
                        walk(part, &at, all);
                    }
                }
            }
            Cond::Each(_, _, _, Some(body)) => walk(body, at, all),
            _ => {}
        }
    }
    let mut all = Vec::new();
    for cond in conditions(content) {
        walk(cond, &vec![], &mut all);
    }
    all
}

// ---- patches

/// `unsaid` tells where the documents leave open whether this may be.
pub fn apply(content: &mut Content, kind: &Kind, unsaid: &mut Option<&'static str>) -> Result<(), Failed> {
    match kind {
        Kind::Set { value, .. } => match content {
            Content::Value(old) => *old = value.clone(),
            _ => return Err(Failed::Kind),
        },
        Kind::Row { label, day, .. } => {
            let Content::Value(Expr::Days(rows)) = content else { return Err(Failed::Kind) };
            let at = rows.iter().position(|row| row.0 == *label);
            match (day, at) {
                (Some(day), None) => rows.push((label.clone(), *day)),
                (None, Some(at)) => _ = rows.remove(at),
                _ => return Err(Failed::Member),
            }
        }
        Kind::Members { insert, members, .. } => {
            let Content::Group(group) = content else { return Err(Failed::Kind) };
            if members.iter().any(|m| group.members.contains(m) == *insert) {
                return Err(Failed::Member);
            }
            if *insert {
                group.members.extend(members.iter().cloned());
            } else {
                group.members.retain(|m| !members.contains(m));
            }
        }
        Kind::Paragraph { at, to, .. } => {
            let new = labelled(to, styles(&at[0]), at.len());
            match paragraph(content, at) {
                Some(Some(old)) => *old = new,
                _ => return Err(Failed::NoParagraph),
            }
        }
        Kind::Omit { at, .. } => {
            match paragraph(content, at) {
                Some(found @ Some(_)) => *found = None,
                _ => return Err(Failed::NoParagraph),
            }
            if conditions(content).into_iter().any(|c| too_short(c)) {
                *unsaid = Some("a list with too few paragraphs left");
            }
        }
        Kind::Insert { at, after, label, cond, .. } => {
            let path: Labels = at.iter().chain([after]).cloned().collect();
            match paragraph(content, &path) {
                None => return Err(Failed::NoParagraph),
                Some(None) => *unsaid = Some("inserted after a paragraph that was omitted"),
                Some(Some(_)) => {}
            }
            let new = labelled(cond, styles(&path[0]), path.len());
            for cond in conditions(content) {
                if let Some(list) = list_at(cond, at)
                    && let Some(n) = list.iter().position(|p| p.0 == *after)
                {
                    if list.iter().any(|p| p.0 == *label) {
                        return Err(Failed::Taken);
                    }
                    list.insert(n + 1, (label.clone(), Some(new)));
                    return Ok(());
                }
            }
        }
        Kind::Replace { at, old, new, .. } => {
            if at.is_empty() {
                if words_of(&super::print::provision_text(content), old) != 1 {
                    return Err(Failed::Words);
                }
                let mut done = 0;
                conditions(content).into_iter().for_each(|c| done += replace(c, old, new));
                if done != 1 {
                    *unsaid = Some("replaced outside conditions");
                }
                return Ok(());
            }
            match paragraph(content, at) {
                Some(Some(found)) => {
                    if words_of(&super::print::paragraph_text(found), old) != 1 {
                        return Err(Failed::Words);
                    }
                    let done = replace(found, old, new);
                    assert_eq!(done, 1, "{old} in {found:?}");
                }
                _ => return Err(Failed::NoParagraph),
            }
        }
        other => panic!("no patch: {other:?}"),
    }
    Ok(())
}

fn too_short(cond: &Cond) -> bool {
    match cond {
        Cond::Labelled(quant, parts) => {
            let left = parts.iter().filter(|p| p.1.is_some()).count();
            let least = if let Quant::AtLeast(n) = quant { *n } else { 1 };
            left < least || parts.iter().filter_map(|p| p.1.as_ref()).any(too_short)
        }
        Cond::Each(_, _, _, Some(body)) => too_short(body),
        _ => false,
    }
}

/// Puts one word in the place of another, a country or a group; how often.
fn replace(cond: &mut Cond, old: &str, new: &str) -> usize {
    fn word(text: &mut String, old: &str, new: &str) -> usize {
        if text == old {
            *text = new.to_string();
            return 1;
        }
        0
    }
    fn expr(e: &mut Expr, old: &str, new: &str) -> usize {
        match e {
            Expr::Word(w) | Expr::Value(w) => word(w, old, new),
            Expr::Arith(_, a, b) => expr(a, old, new) + expr(b, old, new),
            Expr::Offset(_, _, e) => expr(e, old, new),
            Expr::Round(e, ..) => expr(e, old, new),
            Expr::Call(_, all) => all.iter_mut().map(|e| expr(e, old, new)).sum(),
            Expr::Calc(calc) => {
                calc.of.as_mut().map_or(0, |e| expr(e, old, new))
                    + calc.filter.as_mut().map_or(0, |c| replace(c, old, new))
            }
            Expr::OfChosen(chosen, _) => {
                expr(&mut chosen.by, old, new) + chosen.filter.as_mut().map_or(0, |c| replace(c, old, new))
            }
            _ => 0,
        }
    }
    fn test(t: &mut Test, old: &str, new: &str) -> usize {
        match t {
            Test::Is(e)
            | Test::IsNot(e)
            | Test::Compare(_, e)
            | Test::Before(e)
            | Test::After(e)
            | Test::OnOrBefore(e)
            | Test::OnOrAfter(e)
            | Test::Within(_, _, e)
            | Test::InYear(_, e)
            | Test::Distance(_, _, _, e) => expr(e, old, new),
            Test::IsAnyOf(all) | Test::IsNoneOf(all) => all.iter_mut().map(|e| expr(e, old, new)).sum(),
            Test::FromThrough(a, b) => expr(a, old, new) + expr(b, old, new),
            Test::In(g) | Test::NotIn(g) | Test::InAsOf(g, _) => word(g, old, new),
            Test::IsNone | Test::IsNotNone | Test::Rank(..) => 0,
        }
    }
    fn span(s: &mut Span, old: &str, new: &str) -> usize {
        match s {
            Span::Fact(_) => 0,
            Span::Value(e) => expr(e, old, new),
            Span::Written { from, to, .. } => [from, to].into_iter().flatten().map(|(e, _)| expr(e, old, new)).sum(),
        }
    }
    match cond {
        Cond::List(_, parts) | Cond::And(parts) | Cond::Or(parts) => {
            parts.iter_mut().map(|c| replace(c, old, new)).sum()
        }
        Cond::Labelled(_, parts) => parts.iter_mut().filter_map(|p| p.1.as_mut()).map(|c| replace(c, old, new)).sum(),
        Cond::Not(part) => replace(part, old, new),
        Cond::Test(subject, tests, _) => {
            expr(subject, old, new) + tests.iter_mut().map(|t| test(t, old, new)).sum::<usize>()
        }
        Cond::Holds(e) => expr(e, old, new),
        Cond::Beside(a, _, b) => span(a, old, new) + span(b, old, new),
        Cond::Each(_, _, _, body) => body.as_mut().map_or(0, |b| replace(b, old, new)),
        Cond::Includes { targets, .. } => targets.iter_mut().map(|t| word(t, old, new)).sum(),
        Cond::Applies(_) | Cond::Uncertain => 0,
    }
}
