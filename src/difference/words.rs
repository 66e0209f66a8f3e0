//! Two texts of one part, word by word.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::change::Edit;

/// A word or a mark.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Token {
    text: String,
    /// True where no space stands before it.
    close: bool,
}

/// With more edits than these the whole part is told anew.
const MOST_EDITS: usize = 3;

/// What must be said of `old` so that it becomes `new`; none where too little is left of it.
pub(super) fn edits(old: &str, new: &str) -> Option<Vec<Edit>> {
    let (old, new) = (tokens(old), tokens(new));
    let ops = capture_diff_slices(Algorithm::Patience, &old, &new);
    let kept: usize = ops.iter().map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 }).sum();
    let changes = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).count();
    let little_is_left = kept * 3 < old.len().max(new.len());
    // One word alone is always told: a number or a value.
    if changes > MOST_EDITS || (little_is_left && old.len().max(new.len()) > 2) {
        return None;
    }
    ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).map(|op| edit(&old, &new, op)).collect()
}

/// One run of words replaced, put in or left out; with so many words around it that it is found once.
fn edit(old: &[Token], new: &[Token], op: &DiffOp) -> Option<Edit> {
    let (mut from, mut to) = (op.old_range().start, op.old_range().end);
    let (mut new_from, mut new_to) = (op.new_range().start, op.new_range().end);
    if from == to {
        // Something is put in: it stands after words that are found once.
        let mut begin = from.saturating_sub(1);
        while begin > 0 && times(old, old.get(begin..from)?) > 1 {
            begin -= 1;
        }
        let after = old.get(begin..from)?;
        if !after.is_empty() && times(old, after) == 1 {
            return Some(Edit { old: String::new(), new: text(new.get(new_from..new_to)?), after: text(after) });
        }
        // Nothing before it will do: the word after it is told again with it.
        (to, new_to) = (to + 1, new_to + 1);
    }
    while times(old, old.get(from..to)?) > 1 {
        if from > 0 && new_from > 0 {
            (from, new_from) = (from - 1, new_from - 1);
        } else if to < old.len() && new_to < new.len() {
            (to, new_to) = (to + 1, new_to + 1);
        } else {
            return None;
        }
    }
    Some(Edit { old: text(old.get(from..to)?), new: text(new.get(new_from..new_to)?), after: String::new() })
}

/// How often a run of words stands in a text.
fn times(all: &[Token], run: &[Token]) -> usize {
    if run.is_empty() {
        return 0;
    }
    let same = |window: &&[Token]| window.iter().map(|t| &t.text).eq(run.iter().map(|t| &t.text));
    all.windows(run.len()).filter(same).count()
}

fn text(tokens: &[Token]) -> String {
    let mut out = String::new();
    let marks = |t: &&Token| t.text == "," || t.text == ";";
    let inner = tokens.iter().skip_while(marks);
    for token in inner {
        if !out.is_empty() && !token.close {
            out.push(' ');
        }
        out += &token.text;
    }
    out.trim_end_matches([',', ';']).to_string()
}

/// Words; commas, semicolons and quotation marks stand alone.
fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    for word in text.split_whitespace() {
        let mut close = false;
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let mark = |c: char| matches!(c, ',' | ';' | '"');
            let end = if mark(first) { first.len_utf8() } else { rest.find(mark).unwrap_or(rest.len()) };
            let (token, after) = rest.split_at(end);
            all.push(Token { text: token.to_string(), close });
            (close, rest) = (true, after);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let all = edits(old, new).unwrap_or_default();
        all.iter().map(|e| format!("{} → {} after {}", e.old, e.new, e.after).replace("  ", " ")).collect()
    }

    #[test]
    fn one_number() {
        assert_eq!(told("item.tpp is at least 1600", "item.tpp is at least 2000"), ["1600 → 2000 after "]);
        assert_eq!(told("100 W", "120 W"), ["100 → 120 after "]);
    }

    #[test]
    fn a_word_that_stands_twice_takes_its_neighbour_along() {
        assert_eq!(told("a is 5 or b is 5 or c", "a is 5 or b is 6 or c"), ["b is 5 → b is 6 after "]);
    }

    #[test]
    fn members_of_a_list() {
        assert_eq!(told("x is any of A, B", "x is any of A, B, C"), [" → C after B"]);
        assert_eq!(told("x is any of A, B, C", "x is any of A, C"), ["B → after "]);
    }

    #[test]
    fn too_much() {
        assert_eq!(edits("a b c d", "e f g h"), None);
    }
}
