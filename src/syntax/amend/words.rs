//! Words of a provision replaced by others.
//!
//! The provision is printed, the old words are looked for as a run of whole words, and the changed text is read again.

use super::places::{Cut, restore};
use super::walk::{Visit, walk};
use super::{Misfit, bracketed, id, id_span, read, text};
use crate::source::Span;
use crate::syntax::ast::{Conclusion, Condition, Dates, ItemKind, Name, Paragraph, row_address};
use crate::syntax::error;
use crate::syntax::lower::is_space;

/// The provision with `new` in the place of `old`.
pub(super) fn replace(provision: &ItemKind, address: &str, old: &str, new: &str) -> Result<ItemKind, Misfit> {
    let place = id_span(provision).ok_or(Misfit::NotAProvision)?;
    let mut bare = provision.clone();
    let head = undated(&mut bare);
    let before = text(&bare);
    let printed = read(&before, place).map_err(Misfit::Unreadable)?;
    let (from, to) = match address {
        "" => (0, before.len()),
        _ => range(&printed, address).ok_or_else(|| Misfit::NoSuchParagraph(address.to_owned()))?,
    };
    let (start, end) = found(&before, from, to, old)?;
    let (Some(head_text), Some(tail_text)) = (before.get(..start), before.get(end..)) else {
        return Err(Misfit::NoSuchWords);
    };
    let mut amended = read(&format!("{head_text}{new}{tail_text}"), place).map_err(Misfit::Unreadable)?;
    let same = std::mem::discriminant(&amended) == std::mem::discriminant(&bare)
        && id(&amended).map(|id| &id.node) == id(&bare).map(|id| &id.node)
        && undated(&mut amended).is_some_and(|(amend, dates)| !amend && dates == Dates::default());
    if !same {
        return Err(Misfit::Unreadable(vec![error::another_provision(place)]));
    }
    restore(&mut amended, &bare, &printed, &Cut::new(start, before.get(start..end).unwrap_or_default(), new));
    if let (Some(of), Some((amend, dates))) = (amended.head_mut(), head) {
        (of.amend, of.dates) = (amend, dates);
    }
    Ok(amended)
}

/// Takes `amend` and the dates out of a head: they are the instrument's, no words of the text.
fn undated(item: &mut ItemKind) -> Option<(bool, Dates)> {
    let head = item.head_mut()?;
    Some((std::mem::take(&mut head.amend), std::mem::take(&mut head.dates)))
}

/// Where the paragraph or the labelled conclusion at an address stands in the text that its tree was read from.
fn range(printed: &ItemKind, address: &str) -> Option<(usize, usize)> {
    struct Find<'a> {
        address: &'a str,
        found: Option<Span>,
    }
    impl Visit for Find<'_> {
        fn paragraph(&mut self, prefix: &str, paragraph: &Paragraph) {
            let body = match &paragraph.body {
                Some(Condition::Expr(expr)) => expr.span,
                Some(Condition::List(list)) => list.span,
                None => return,
            };
            if self.found.is_none() && self.address == format!("{prefix}{}", bracketed(&paragraph.label)) {
                self.found = Some(body);
            }
        }
        fn row(&mut self, label: &Name, span: Span) {
            if self.found.is_none() && self.address == row_address(label) {
                self.found = Some(span);
            }
        }
        fn conclusion(&mut self, conclusion: &Conclusion) {
            let here = conclusion.label.as_ref().is_some_and(|label| self.address == bracketed(label));
            if self.found.is_none() && here {
                self.found = Some(conclusion.span);
            }
        }
    }
    let mut find = Find { address, found: None };
    walk(&mut printed.clone(), &mut find);
    find.found.map(|span| (span.start as usize, span.end as usize))
}

/// The only place of the old words within `from..to`: as whole words, or within one text.
fn found(text: &str, from: usize, to: usize, old: &str) -> Result<(usize, usize), Misfit> {
    let wanted: Vec<&str> = words(old).into_iter().map(|word| plain(word.text)).collect();
    let within = words(text);
    let within: Vec<&Word> = within.iter().filter(|w| !w.aside && w.start >= from && w.end() <= to).collect();
    let mut places: Vec<(usize, usize)> = Vec::new();
    for run in within.windows(wanted.len().max(1)) {
        let same = !wanted.is_empty() && run.iter().map(|word| plain(word.text)).eq(wanted.iter().copied());
        if let (true, [first, ..], [.., last]) = (same, run, run) {
            places.push((first.start, last.end()));
        }
    }
    let old = old.trim_matches(is_space);
    for word in within.iter().filter(|word| word.text.starts_with('"') && !old.is_empty()) {
        places.extend(inside(word.text, old).into_iter().map(|at| (word.start + at, word.start + at + old.len())));
    }
    match places.as_slice() {
        [] => Err(Misfit::NoSuchWords),
        [one] => Ok(*one),
        several => Err(Misfit::WordsTwice(several.len())),
    }
}

/// Where `old` stands in a text, not as a part of a longer word.
fn inside(text: &str, old: &str) -> Vec<usize> {
    let joins = |side: Option<char>, edge: Option<char>| {
        side.is_some_and(char::is_alphanumeric) && edge.is_some_and(char::is_alphanumeric)
    };
    let whole = |at: &usize| {
        let (before, after) = (text.get(..*at).unwrap_or_default(), text.get(at + old.len()..).unwrap_or_default());
        !joins(before.chars().next_back(), old.chars().next()) && !joins(after.chars().next(), old.chars().next_back())
    };
    text.match_indices(old).map(|(at, _)| at).filter(whole).collect()
}

/// A word without the mark that tells a provision from a number.
fn plain(word: &str) -> &str {
    word.strip_prefix('§').unwrap_or(word)
}

/// A word of the language, a mark or a quoted text.
struct Word<'a> {
    start: usize,
    text: &'a str,
    /// True for the words of a title or a quote.
    aside: bool,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Cuts a text into words. Labels belong to the id before them; other brackets, commas, semicolons, `%` and `=` stand alone.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut all: Vec<Word> = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let length = match rest.chars().next() {
            Some(c) if is_space(c) => {
                start += c.len_utf8();
                continue;
            }
            Some('"') => rest.get(1..).and_then(|inner| inner.find('"')).map_or(rest.len(), |end| end + 2),
            Some(c) if is_mark(c) => c.len_utf8(),
            _ => word_length(rest),
        };
        let word = rest.get(..length).unwrap_or(rest);
        let after_aside =
            all.last().is_some_and(|last| last.aside && (last.text == "[" || word.starts_with(['"', '[', ']'])));
        let aside = after_aside || matches!(word, "title" | "quote");
        all.push(Word { start, text: word, aside });
        start += word.len();
    }
    all
}

fn is_mark(c: char) -> bool {
    matches!(c, '(' | ')' | ',' | ';' | '%' | '=' | '[' | ']' | '"')
}

/// The length of the word that a text begins with, labels included: `742.6(a)(6)`.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = text.get(end..).unwrap_or_default();
        let plain = rest.find(|c: char| is_space(c) || is_mark(c)).unwrap_or(rest.len());
        end += plain;
        let after = rest.get(plain..).unwrap_or_default();
        let label = after.strip_prefix('(').and_then(|inner| inner.find(')').map(|at| (inner, at)));
        match label {
            Some((inner, at)) if at > 0 && inner.bytes().take(at).all(|b| b.is_ascii_alphanumeric()) => end += at + 2,
            _ => return end.max(text.chars().next().map_or(0, char::len_utf8)),
        }
    }
}
