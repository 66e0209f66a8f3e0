//! From the parser's complaint (a place, and the rules that could have gone on there) to a diagnostic in the author's
//! words. What stands at the place is looked at first; the list of what was due comes last.

mod change;

use super::due::due;
use super::error;
use super::items::{ITEM_WORDS, first_word};
use super::lower::{is_reserved, is_space, shorten};
use super::pieces::{begins_with_label, long_label};
use crate::diagnostics::{Diagnostic, near};
use crate::source::{SourceId, Span};
use lexact_grammar::Rule;

/// Words from elsewhere that people write, and what the language has for them.
const SYNONYMS: [(&str, &str); 24] = [
    ("thru", "through"),
    ("till", "until"),
    ("gte", "is at least"),
    ("lte", "is at most"),
    (">=", "is at least"),
    ("<=", "is at most"),
    (">", "is more than"),
    ("<", "is less than"),
    ("==", "is"),
    ("=", "is"),
    ("!=", "is not"),
    ("<>", "is not"),
    ("&&", "and"),
    ("||", "or"),
    ("&", "and"),
    ("equals", "is"),
    ("equal", "is"),
    ("exceeds", "is more than"),
    ("contains", "includes"),
    ("include", "includes"),
    ("true", "yes"),
    ("false", "no"),
    ("if", "when"),
    ("else", "otherwise"),
];

/// Words that join clauses; near-misses of them hide in units and values of several words.
const JOINING: [&str; 12] =
    ["and", "or", "when", "then", "unless", "otherwise", "before", "after", "because", "expect", "through", "where"];

/// How far back an open bracket is looked for, in bytes.
const LOOK_BACK: usize = 4_000;

/// What the parser complains about at one place.
struct Complaint<'a> {
    source: SourceId,
    base: usize,
    text: &'a str,
    at: usize,
    /// Every word that could stand here.
    words: Vec<&'static str>,
    /// Everything else that could stand here, in words.
    things: Vec<&'static str>,
}

/// Says what is wrong at byte `at` of `text`, which begins at byte `base` of its file.
pub(super) fn diagnose(source: SourceId, base: usize, text: &str, at: usize, positives: &[Rule]) -> Diagnostic {
    let (mut words, mut things) = (Vec::new(), Vec::new());
    for rule in positives {
        let (w, t) = due(*rule);
        words.extend(w);
        things.extend(t);
    }
    words.sort_unstable();
    words.dedup();
    things.sort_unstable();
    things.dedup();
    let complaint = Complaint { source, base, text, at, words, things };
    complaint
        .change()
        .or_else(|| complaint.long_label())
        .or_else(|| complaint.label_for_value())
        .or_else(|| complaint.list_as_operand())
        .or_else(|| complaint.reserved_name())
        .or_else(|| complaint.call())
        .or_else(|| complaint.braces())
        .or_else(|| complaint.article())
        .or_else(|| complaint.near_keyword())
        .or_else(|| complaint.swallowed_keyword())
        .or_else(|| complaint.synonym())
        .or_else(|| complaint.unclosed_bracket())
        .or_else(|| complaint.is_missing())
        .or_else(|| complaint.chained())
        .or_else(|| complaint.restoring())
        .or_else(|| complaint.between())
        .or_else(|| complaint.range())
        .or_else(|| complaint.empty_cell())
        .or_else(|| complaint.bare_value())
        .or_else(|| complaint.clause_for_value())
        .or_else(|| complaint.label_without_quantifier())
        .or_else(|| complaint.spaced_minus())
        .or_else(|| complaint.no_type())
        .or_else(|| complaint.then_missing())
        .or_else(|| complaint.comma_missing())
        .unwrap_or_else(|| complaint.plain())
}

impl Complaint<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What stands at the place: a word, a mark, or nothing.
    fn found(&self) -> &str {
        let rest = self.rest();
        let word =
            rest.find(|c: char| is_space(c) || matches!(c, '(' | ')' | ',' | ';' | '"' | '|')).unwrap_or(rest.len());
        let marks = rest.find(|c: char| !matches!(c, '=' | '<' | '>' | '!' | '&' | '|')).unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        rest.get(..word.max(marks.min(2)).max(first)).unwrap_or_default()
    }

    fn span(&self, start: usize, length: usize) -> Span {
        Span::new(self.source, self.base + start, self.base + start + length)
    }

    fn here(&self) -> Span {
        if self.found().is_empty() {
            let before = self.before();
            return self.span(before.len().saturating_sub(last_char_length(before)), last_char_length(before));
        }
        self.span(self.at, self.found().len())
    }

    /// The text before the place, without the blanks between.
    fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default().trim_end_matches(is_space)
    }

    fn last_word(&self) -> &str {
        let before = self.before();
        let start = before.rfind(|c: char| is_space(c) || matches!(c, '(' | ',' | '"')).map_or(0, |n| n + 1);
        match before.get(start..) {
            Some(word) if !word.is_empty() => word,
            _ => before,
        }
    }

    fn value_due(&self) -> bool {
        self.things.iter().any(|t| matches!(*t, "a value" | "a condition"))
    }

    /// `(1000) …`
    fn long_label(&self) -> Option<Diagnostic> {
        let inside = self.before().ends_with('(');
        let at = if inside { self.before().len() - 1 } else { self.at };
        let label = long_label(self.text.get(at..)?)?;
        Some(error::long_label(self.span(at, label.len()), label))
    }

    fn label_for_value(&self) -> Option<Diagnostic> {
        let label =
            begins_with_label(self.rest()).then(|| self.rest().split_inclusive(')').next().unwrap_or_default())?;
        if !self.value_due() || self.before().is_empty() {
            return None;
        }
        if let "(on)" | "(no)" = label {
            return Some(error::label_like(self.span(self.at, label.len()), label));
        }
        let what = if self.last_word().ends_with(')') { return None } else { format!("paragraph {label}") };
        Some(error::missing_value(self.span(self.at, label.len()), &shorten(self.last_word()), &what))
    }

    /// `… and any of (1) …`
    fn list_as_operand(&self) -> Option<Diagnostic> {
        let line = self.text.get(..self.at)?.trim_end_matches(is_space);
        let words: Vec<&str> = line.rsplit(is_space).take(4).collect();
        let rest: Vec<&str> = self.rest().split(is_space).filter(|w| !w.is_empty()).take(3).collect();
        let joins = |w: Option<&&str>| matches!(w, Some(&"and" | &"or" | &"not"));
        let quantifies = |w: Option<&&str>| matches!(w, Some(&"any" | &"all" | &"none"));
        let starts_here = joins(words.first()) && quantifies(rest.first()) && rest.get(1) == Some(&"of");
        let started = joins(words.get(1)) && quantifies(words.first()) && rest.first() == Some(&"of");
        let exactly = joins(words.first()) && rest.starts_with(&["exactly", "one", "of"]);
        if starts_here || exactly {
            return Some(error::list_as_operand(self.here()));
        }
        let length = words.first().map_or(0, |w| w.len());
        started.then(|| error::list_as_operand(self.span(line.len() - length, length)))
    }

    /// `fact value Item`
    fn reserved_name(&self) -> Option<Diagnostic> {
        let found = first_word(self.rest());
        let due = self.value_due() || self.things.contains(&"a name");
        (due && ITEM_WORDS.contains(&found)).then(|| error::reserved_name(self.span(self.at, found.len()), found))
    }

    /// `max(a, b)`
    fn call(&self) -> Option<Diagnostic> {
        let rest = self.rest();
        let word = first_word(rest);
        let tight = !word.is_empty() && rest.get(word.len()..)?.starts_with('(');
        (tight && self.value_due()).then(|| {
            let message = format!("a bracket follows `{word}` without a space");
            error::expected(
                self.span(self.at, word.len()),
                message,
                Some(format!("a table or function is asked with `{word} of (…)`")),
            )
        })
    }

    /// `destination in {MO, HK}`
    fn braces(&self) -> Option<Diagnostic> {
        self.rest().starts_with('{').then(|| {
            let help = "write `is any of MO, HK`, or name the list with `group`".to_string();
            error::expected(self.span(self.at, 1), "`{` is not expected here: a list has no braces".into(), Some(help))
        })
    }

    /// `the item is …`
    fn article(&self) -> Option<Diagnostic> {
        let word = self.last_word();
        let next = first_word(self.rest());
        let fits = matches!(word, "the" | "an" | "The") && !next.is_empty() && !is_reserved(next);
        fits.then(|| {
            let start = self.before().len() - word.len();
            let message = format!("`{word}` is not expected here: names stand alone");
            error::expected(self.span(start, word.len()), message, Some("leave it out".to_string()))
        })
    }

    /// `fact x foo`, where `foo` is neither a type nor the first of several values
    fn no_type(&self) -> Option<Diagnostic> {
        (self.things.contains(&"`|`") && self.things.contains(&"`<`")).then(|| {
            let message = "what stands before this is not a type".to_string();
            let help = "a type is `yes/no`, `number`, `date`, `text` …, `list of …`, a record or identity with a capital, \
                        or several values: `a | b`, or `a < b` where they have an order";
            error::expected(self.here(), message, Some(help.to_string()))
        })
    }

    /// `AF BY`
    fn comma_missing(&self) -> Option<Diagnostic> {
        let found = first_word(self.rest());
        let fits =
            self.things.contains(&"`,`") && !found.is_empty() && !is_reserved(found) && !self.words.contains(&"is");
        fits.then(|| error::expected(self.span(self.at, found.len()), format!("`,` is missing before `{found}`"), None))
    }

    /// A rule without a conclusion
    fn then_missing(&self) -> Option<Diagnostic> {
        (self.found().is_empty() && self.words.contains(&"then")).then(|| {
            let message = "`then` is missing: nothing is concluded".to_string();
            error::expected(self.here(), message, Some("add `then …`, as in `then license is required`".to_string()))
        })
    }

    fn near_keyword(&self) -> Option<Diagnostic> {
        let found = first_word(self.rest());
        if found.is_empty() || self.words.contains(&found) {
            return None;
        }
        let near = near(found, self.words.iter().copied().filter(|w| similar(found, w)))?;
        Some(self.not_expected(self.span(self.at, found.len()), found, near))
    }

    fn not_expected(&self, span: Span, found: &str, near: &str) -> Diagnostic {
        error::expected(span, format!("`{found}` is not expected here"), Some(format!("did you mean `{near}`?")))
    }

    /// A misspelt `and` was read as a unit, or as a word of a value.
    fn swallowed_keyword(&self) -> Option<Diagnostic> {
        let before = self.before();
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        let line = before.get(line_start..)?;
        let mut end = line.len();
        for _ in 0..8 {
            let start = line.get(..end)?.rfind(is_space).map_or(0, |n| n + 1);
            let word = line.get(start..end)?;
            let plain = word.chars().all(|c| c.is_alphabetic() || c == '-');
            if !plain || word.is_empty() || is_reserved(word) {
                return None;
            }
            let so_far = line.get(..start)?.trim_end_matches(is_space);
            let previous = so_far.rsplit(is_space).next().unwrap_or_default();
            if let Some(near) = near(word, JOINING.into_iter().filter(|w| similar(word, w))) {
                let span = self.span(line_start + start, word.len());
                if previous.starts_with(|c: char| c.is_ascii_digit()) {
                    let message = format!("`{word}` was read as the unit of the number before it");
                    return Some(error::expected(span, message, Some(format!("did you mean `{near}`?"))));
                }
                return Some(self.not_expected(span, word, near));
            }
            end = so_far.len();
        }
        None
    }

    fn synonym(&self) -> Option<Diagnostic> {
        let found = self.found();
        let (_, instead) = SYNONYMS.iter().find(|(word, _)| *word == found)?;
        let first = instead.split(' ').next().unwrap_or_default();
        let fits = self.words.contains(&first) || self.value_due() && matches!(first, "yes" | "no");
        fits.then(|| self.not_expected(self.here(), found, instead))
    }

    /// `(a or b` and then the next clause
    fn unclosed_bracket(&self) -> Option<Diagnostic> {
        let found = first_word(self.rest());
        let ends = found.is_empty() && !self.rest().starts_with(['(', '"', '-', '=', '<', '>'])
            || is_reserved(found)
            || begins_with_label(self.rest());
        let due = self.things.contains(&"`)`") && ends && !matches!(found, "is" | "in" | "not" | "and" | "or");
        let open = due.then(|| open_bracket(self.text.get(..self.at).unwrap_or_default())).flatten()?;
        Some(error::unclosed_bracket(self.here(), self.span(open, 1)))
    }

    /// `x at least 5`
    fn is_missing(&self) -> Option<Diagnostic> {
        let found = first_word(self.rest());
        let fits = self.words.contains(&"is")
            && matches!(
                found,
                "at" | "more" | "less" | "exactly" | "on" | "after" | "before" | "any" | "none" | "empty"
            );
        fits.then(|| {
            let span = self.span(self.at, found.len());
            error::expected(span, format!("`is` is missing before `{found}`"), Some(format!("write `is {found} …`")))
        })
    }

    /// `a is b is c`
    fn chained(&self) -> Option<Diagnostic> {
        let found = first_word(self.rest());
        let fits =
            matches!(found, "is" | "in" | "includes") && self.words.contains(&"and") && !self.words.contains(&found);
        fits.then(|| error::chained_tests(self.span(self.at, found.len()), found))
    }

    /// `revoke act X`, without the compulsory words
    fn restoring(&self) -> Option<Diagnostic> {
        self.words.contains(&"restoring").then(|| {
            let help = "write `restoring what it replaced` or `without restoring`".to_string();
            error::expected(self.here(), "`revoke` must say whether what was replaced comes back".into(), Some(help))
        })
    }

    fn between(&self) -> Option<Diagnostic> {
        (first_word(self.rest()) == "between").then(|| {
            let span = self.span(self.at, "between".len());
            error::expected(
                span,
                "`between` does not say whether its ends count".into(),
                Some("write `is at least … and at most …`, or `is from D through E`".into()),
            )
        })
    }

    /// `form is integrated circuit or memory stack`
    fn bare_value(&self) -> Option<Diagnostic> {
        let before = self.before();
        let word = before.rsplit(is_space).next()?;
        let previous = before.get(..before.len() - word.len())?.trim_end_matches(is_space).rsplit(is_space).next()?;
        let plain = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':'));
        let next = first_word(self.rest());
        let fits = plain && matches!(previous, "or" | "and") && !next.is_empty() && !is_reserved(next);
        (fits && self.words.contains(&"is")).then(|| {
            let value = format!("{word} {next}");
            let start = before.len() - word.len();
            error::bare_value(self.span(start, self.at + next.len() - start), previous, &value)
        })
    }

    fn clause_for_value(&self) -> Option<Diagnostic> {
        let found = first_word(self.rest());
        let clause = is_reserved(found) || found.is_empty() && self.rest().is_empty();
        if !clause || !self.value_due() || self.before().is_empty() {
            return None;
        }
        let next = if found.is_empty() { "the end of this statement".to_string() } else { format!("`{found}`") };
        Some(error::missing_value(self.here(), &shorten(self.last_word()), &next))
    }

    fn label_without_quantifier(&self) -> Option<Diagnostic> {
        if !begins_with_label(self.rest()) {
            return None;
        }
        let label = self.rest().split_inclusive(')').next().unwrap_or_default();
        let message = format!("paragraph {label} is not expected here: no list is open");
        let help = "to open a list write `any of` or `all of` before its first paragraph".to_string();
        Some(error::expected(self.span(self.at, label.len()), message, Some(help)))
    }

    fn spaced_minus(&self) -> Option<Diagnostic> {
        let rest = self.rest();
        let tight = rest.strip_prefix('-')?;
        tight.starts_with(|c: char| !is_space(c)).then(|| {
            let help = format!("write `- {}`", first_word(tight));
            error::expected(self.here(), "`-` between values has a space on both sides".into(), Some(help))
        })
    }

    /// `touches 5 MHz to 6 MHz`, as ranges of facts are given.
    fn range(&self) -> Option<Diagnostic> {
        let line = self.text.get(..self.at)?.lines().last()?;
        let words: Vec<&str> = line.split(is_space).filter(|w| !w.is_empty()).collect();
        let relation = words.iter().rev().take(4).any(|w| matches!(*w, "touches" | "covers" | "within"));
        let found = self.found();
        (relation && matches!(found, "to" | "through")).then(|| {
            let message = format!("expected a range; found a value and `{found}`");
            error::expected(
                self.here(),
                message,
                Some("write `at least D, at most E`: both ends say whether they count".into()),
            )
        })
    }

    /// `| 1 |  || 10 EUR |`
    fn empty_cell(&self) -> Option<Diagnostic> {
        let before = self.text.get(..self.at)?.trim_end_matches(is_space);
        (self.found().starts_with('|') && before.ends_with('|')).then(|| {
            let help = "say what the row covers, as in `any of north, south` or `at least 0 EUR`";
            error::expected(self.here(), "a cell of this row is empty".into(), Some(help.into()))
        })
    }

    fn plain(&self) -> Diagnostic {
        let mut due: Vec<String> = self.things.iter().map(|t| (*t).to_string()).collect();
        let comparison = ["is", "in", "includes"].iter().all(|w| self.words.contains(w));
        if comparison {
            due.push("a comparison (`is`, `in`, `includes` …)".to_string());
        }
        // After a name and before a word that no clause begins with, a comparison is what is missing.
        let testing = self.words.contains(&"is") && !self.found().is_empty() && !is_reserved(first_word(self.rest()));
        if testing {
            due.retain(|d| d.starts_with("a comparison"));
        }
        let kept = |w: &&&str| match **w {
            "is" | "includes" => !comparison,
            "in" | "not" | "applies" | "as" | "does" | "of" if self.words.contains(&"is") => false,
            _ => !testing,
        };
        due.extend(self.words.iter().filter(kept).map(|w| format!("`{w}`")));
        let found = match self.found() {
            "" => "the end of this statement".to_string(),
            found => format!("`{}`", shorten(found)),
        };
        let due: Vec<String> = due.into_iter().filter(|d| *d != found).collect();
        let message = match due.as_slice() {
            [] => format!("{found} is not expected here"),
            [..] if due.len() > 12 => format!("{found} is not expected here"),
            _ => format!("expected {}; found {found}", error::one_of(&due)),
        };
        error::expected(self.here(), message, None)
    }
}

/// Words of one or two letters are near to everything, and some words are near to a keyword and mean themselves.
fn similar(found: &str, word: &str) -> bool {
    found.len() >= 2
        && word.len() >= 2
        && found.len().abs_diff(word.len()) <= 2
        && !matches!((found, word), ("end" | "any", "and"))
        && (word.len() > 2 || found.chars().count() == 2 && found.chars().rev().eq(word.chars()))
}

/// The last bracket that is open at the end of a text; labels and texts are not looked into.
fn open_bracket(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut start = text.len().saturating_sub(LOOK_BACK);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let text = text.get(start..).unwrap_or_default();
    for line in text.split_inclusive('\n') {
        let mut quoted = false;
        for (at, c) in line.char_indices() {
            match c {
                '"' => quoted = !quoted,
                '(' if !quoted => open.push(start + at),
                ')' if !quoted => drop(open.pop()),
                _ => {}
            }
        }
        start += line.len();
    }
    open.pop()
}

fn last_char_length(text: &str) -> usize {
    text.chars().next_back().map_or(0, char::len_utf8)
}
