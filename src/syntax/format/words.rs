//! The words of a statement, by which its comments find their places again.

use crate::syntax::lower::is_space;

/// A word or a mark outside comments. The words of a quoted text count one by one, its quotation marks do not: a text may
/// be written as several, joined by a space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
    /// True inside quotation marks.
    pub(super) quoted: bool,
}

/// How many words may be written otherwise at one place.
const REACH: usize = 120;

/// The words of a text in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut all = Vec::new();
    let (mut at, mut quoted) = (0, false);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match rest.chars().next() {
            Some(c) if c == '"' || is_space(c) => {
                quoted = if c == '"' { !quoted } else { quoted && c != '\n' };
                c.len_utf8()
            }
            Some(_) if !quoted && rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            _ => {
                let length = if quoted { quoted_word(rest) } else { plain_word(rest) };
                let text = rest.get(..length).unwrap_or_default();
                all.push(Word { text, start: at, end: at + length, quoted });
                length
            }
        };
        at += length;
    }
    all
}

fn quoted_word(rest: &str) -> usize {
    rest.find(|c: char| c == '"' || is_space(c)).unwrap_or(rest.len())
}

/// A run of letters and digits, or else one mark. Whether `a/b` or `a / b` was written makes no difference here.
fn plain_word(rest: &str) -> usize {
    let run = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    if run > 0 { run } else { rest.chars().next().map_or(1, char::len_utf8) }
}

/// For each word of the author the printed word that it became; none for the few that the printer leaves out or writes
/// otherwise (`; and` at the end of a paragraph).
pub(super) fn matched(author: &[Word<'_>], printed: &[Word<'_>]) -> Vec<Option<usize>> {
    let mut all = vec![None; author.len()];
    let (mut a, mut p) = (0, 0);
    while let (Some(ours), Some(theirs)) = (author.get(a), printed.get(p)) {
        if ours.text == theirs.text {
            if let Some(place) = all.get_mut(a) {
                *place = Some(p);
            }
            (a, p) = (a + 1, p + 1);
        } else {
            let (ours, theirs) = difference(author.get(a..).unwrap_or_default(), printed.get(p..).unwrap_or_default());
            (a, p) = (a + ours, p + theirs);
        }
    }
    all
}

/// How many words to pass over on both sides until two words in a row agree again.
fn difference(author: &[Word<'_>], printed: &[Word<'_>]) -> (usize, usize) {
    let agree = |a: usize, p: usize| match (author.get(a), printed.get(p)) {
        (Some(ours), Some(theirs)) => ours.text == theirs.text,
        (ours, theirs) => ours.is_none() && theirs.is_none(),
    };
    let splits = (1..=REACH).flat_map(|both| (0..=both).map(move |ours| (ours, both - ours)));
    splits.into_iter().find(|(a, p)| agree(*a, *p) && agree(a + 1, p + 1)).unwrap_or((1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        words(text).iter().map(|word| word.text).collect()
    }

    #[test]
    fn comments_and_quotation_marks_are_no_words() {
        assert_eq!(
            texts("rule 3A.a(2) -- x \"y\n  quote \"b c-d\" \"e\""),
            ["rule", "3A", ".", "a", "(", "2", ")", "quote", "b", "c-d", "e"]
        );
        assert_eq!(texts("a--b\n\"--\" 中国"), ["a", "--", "中国"]);
    }

    #[test]
    fn words_left_out_do_not_lead_the_others_astray() {
        let (author, printed) = (words("(1) a; and (2) b"), words("(1) a\n(2) b"));
        let found = matched(&author, &printed);
        assert_eq!(found, [Some(0), Some(1), Some(2), Some(3), None, None, Some(4), Some(5), Some(6), Some(7)]);
    }
}
