//! Cutting a file into items, line by line, before anything is parsed.
//!
//! An item begins at a line whose first word is an item word, whatever follows it: a mistake in its head must not hide it
//! in its neighbour. Texts end on their line, so no state runs from line to line. Here too every character is looked at
//! once: unclosed texts, full-width marks and what is nested too deep are found whether the item parses or not.

use std::ops::Range;

use super::error;
use super::lower::is_space;
use super::pieces::begins_with_label;
use crate::diagnostics::{Diagnostic, near};
use crate::source::{SourceId, Span};

/// The words that begin a statement.
pub(super) const ITEM_WORDS: [&str; 39] = [
    "rulebook",
    "uses",
    "unit",
    "record",
    "fact",
    "elsewhere",
    "question",
    "identity",
    "decision",
    "act",
    "part",
    "rule",
    "exemption",
    "limit",
    "define",
    "default",
    "value",
    "group",
    "register",
    "tiers",
    "scale",
    "table",
    "amend",
    "insert",
    "remove",
    "omit",
    "repeal",
    "renumber",
    "set",
    "suspend",
    "end",
    "extend",
    "stop",
    "resume",
    "commence",
    "revoke",
    "annul",
    "force",
    "scenario",
];

/// Words that begin a built-in type: in a record, an item word before one of them is the name of a field.
const TYPE_WORDS: [&str; 13] = [
    "yes/no",
    "number",
    "money",
    "percent",
    "date",
    "duration",
    "text",
    "identity",
    "provision",
    "list",
    "set",
    "range",
    "optional",
];

/// Deepest nesting of brackets, and of `round` and `the x in`, which need none: of all together.
const MAX_DEPTH: usize = 64;
/// Deepest nesting of `where` without brackets.
const MAX_WHERE: usize = 16;
/// Longest item in bytes.
const MAX_BYTES: usize = 1 << 20;

/// A part of a file.
#[derive(Clone, Debug)]
pub(super) struct Slice {
    pub(super) kind: SliceKind,
    /// First byte in the file.
    pub(super) start: usize,
    /// One past the last byte, without blanks and comments at the end.
    pub(super) end: usize,
    /// False where the item must not be parsed: it is too deep or too long.
    pub(super) parse: bool,
    /// Lines with a mistake already reported, as byte ranges in the file.
    pub(super) spoiled: Vec<(usize, usize)>,
}

/// What a part of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SliceKind {
    /// An item, with its first word.
    Item(&'static str),
    /// `---` lines
    Prose,
    /// Text that no item word began.
    Stray,
}

/// A file cut into its parts.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) slices: Vec<Slice>,
    /// `--` comments, as byte ranges with the dashes.
    pub(super) comments: Vec<(usize, usize)>,
}

/// What one line holds outside its texts.
struct Line<'a> {
    start: usize,
    end: usize,
    /// The line up to its comment.
    code: &'a str,
    spoiled: bool,
}

/// Cuts a whole file.
pub(super) fn cut(source: SourceId, text: &str, out: &mut Vec<Diagnostic>) -> Cut {
    let mut cutter = Cutter { source, text, cut: Cut::default(), depth: Depth::default(), content_lines: 0, out };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        cutter.line(start, line);
        start += line.len();
    }
    cutter.finish_item();
    cutter.cut
}

struct Cutter<'a> {
    source: SourceId,
    text: &'a str,
    cut: Cut,
    depth: Depth<'a>,
    /// How many lines with content the current item has.
    content_lines: usize,
    out: &'a mut Vec<Diagnostic>,
}

/// What is open at a place of the current item. It is counted by words alone: rather too much than too little.
#[derive(Default)]
struct Depth<'a> {
    /// What was open where each bracket was opened.
    brackets: Vec<Open>,
    here: Open,
    /// The word before.
    last: &'a str,
    /// True after `the`, until an `in`: one element of a list is chosen.
    the: bool,
    refused: bool,
}

/// What encloses a place without brackets.
#[derive(Clone, Copy, Default)]
struct Open {
    wheres: usize,
    rounds: usize,
    choices: usize,
    /// True in the paragraphs of a choice: those that follow do not end it.
    listed: bool,
}

impl<'a> Depth<'a> {
    /// A clause begins: what stood before it in this bracket does not enclose it.
    fn restart(&mut self) {
        self.here = self.brackets.last().copied().unwrap_or_default();
    }

    /// A paragraph begins. After `of` it may be the argument of a table, and what is first in a list is no deeper than its head.
    fn label(&mut self) {
        if self.last != "of" && !self.here.listed {
            self.restart();
        }
    }

    fn word(&mut self, word: &'a str) {
        match word {
            "where" => self.here.wheres += 1,
            "round" => self.here.rounds += 1,
            "to" => {
                let outside = self.brackets.last().map_or(0, |open| open.rounds);
                self.here.rounds = outside.max(self.here.rounds.saturating_sub(1));
            }
            "the" => self.the = true,
            "in" => self.here.choices += usize::from(std::mem::take(&mut self.the)),
            "all" | "any" | "none" | "exactly" | "at" if self.last == "where" && self.here.choices > 0 => {
                self.here.listed = true;
            }
            "when" | "then" | "unless" | "otherwise" | "expect" | "given" => self.restart(),
            _ => {}
        }
        self.last = word;
    }
}

impl<'a> Cutter<'a> {
    fn line(&mut self, start: usize, line: &'a str) {
        let trimmed = line.trim_start_matches(is_space);
        if trimmed.is_empty() {
            return;
        }
        let begin = start + (line.len() - trimmed.len());
        if trimmed.starts_with("---") {
            return self.prose(begin, start + line.trim_end_matches(is_space).len());
        }
        self.begin_item(begin, trimmed);
        let line = self.scan(begin, trimmed);
        if line.code.is_empty() {
            return;
        }
        self.content_lines += 1;
        let end = line.start + line.code.len();
        match self.cut.slices.last_mut() {
            Some(slice) if slice.kind != SliceKind::Prose => {
                slice.end = end;
                if line.spoiled {
                    slice.spoiled.push((line.start, line.end));
                }
            }
            _ => {
                let spoiled = if line.spoiled { vec![(line.start, line.end)] } else { Vec::new() };
                self.cut.slices.push(Slice { kind: SliceKind::Stray, start: line.start, end, parse: false, spoiled });
            }
        }
    }

    fn prose(&mut self, start: usize, end: usize) {
        self.finish_item();
        match self.cut.slices.last_mut() {
            Some(slice) if slice.kind == SliceKind::Prose => slice.end = end,
            _ => self.cut.slices.push(Slice { kind: SliceKind::Prose, start, end, parse: false, spoiled: Vec::new() }),
        }
    }

    /// Opens an item if the line begins with an item word.
    fn begin_item(&mut self, start: usize, line: &str) {
        let Some(word) = self.item_word(line) else { return };
        self.finish_item();
        self.cut.slices.push(Slice {
            kind: SliceKind::Item(word),
            start,
            end: start,
            parse: true,
            spoiled: Vec::new(),
        });
    }

    fn item_word(&self, line: &str) -> Option<&'static str> {
        let first = first_word(line);
        let word = ITEM_WORDS.into_iter().find(|w| *w == first)?;
        let rest = line.get(first.len()..).unwrap_or_default().trim_start_matches(is_space);
        let second = rest.split(|c: char| is_space(c) || c == '"').next().unwrap_or_default();
        let starts = match word {
            "end" => near_or_same(second, "suspension") || second.starts_with("suspen"),
            "stop" => near_or_same(second, "enforcing") || second.starts_with("enforce"),
            "force" => near_or_same(second, "uncertain"),
            "set" if second == "of" => false,
            _ => true,
        };
        let field = self.current() == Some("record") && TYPE_WORDS.contains(&second);
        (starts && !field && !self.continues_verb(word)).then_some(word)
    }

    fn current(&self) -> Option<&'static str> {
        match self.cut.slices.last()?.kind {
            SliceKind::Item(word) => Some(word),
            _ => None,
        }
    }

    /// True on the line after a lone verb (`repeal`), or after a comma in a list of acts and rules.
    fn continues_verb(&self, word: &str) -> bool {
        if !matches!(word, "act" | "rule" | "exemption" | "limit" | "define" | "default") {
            return false;
        }
        let Some(slice) = self.cut.slices.last() else { return false };
        let SliceKind::Item(verb) = slice.kind else { return false };
        let verbs = [
            "repeal", "amend", "suspend", "resume", "stop", "commence", "annul", "revoke", "extend", "end", "omit",
            "force",
        ];
        let so_far = self.text.get(slice.start..slice.end).unwrap_or_default();
        let lone = self.content_lines == 1
            && !so_far.contains(|c: char| c.is_ascii_digit())
            && so_far.split(is_space).count() <= 3;
        verbs.contains(&verb) && (lone || so_far.ends_with(','))
    }

    fn finish_item(&mut self) {
        self.depth = Depth::default();
        self.content_lines = 0;
        if let Some(slice) = self.cut.slices.last_mut()
            && slice.parse
            && slice.end - slice.start > MAX_BYTES
        {
            slice.parse = false;
            let head = Span::new(self.source, slice.start, slice.start + 1);
            self.out.push(error::too_long(head, MAX_BYTES));
        }
    }

    /// Looks at every character of a line outside its texts.
    fn scan(&mut self, start: usize, line: &'a str) -> Line<'a> {
        let (mut spoiled, mut word_start, mut code, mut at) = (false, None, line, 0);
        while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
            // Most characters are of words: they begin nothing, and nothing is wrong with them.
            if c.is_ascii_alphanumeric() {
                word_start.get_or_insert(at);
                at += 1;
                continue;
            }
            let rest = line.get(at..).unwrap_or_default();
            let mut step = c.len_utf8();
            if is_word(c) || c == '-' && word_start.is_some() && !rest.starts_with("--") {
                word_start.get_or_insert(at);
            } else if let Some(from) = word_start.take() {
                self.word(line, from..at, start);
            }
            if c == '"' {
                match text_length(rest) {
                    Some(length) => step = length,
                    None => {
                        let end = rest.trim_end_matches(is_space).len();
                        self.out.push(error::unclosed_text(Span::new(self.source, start + at, start + at + end)));
                        spoiled = true;
                        break;
                    }
                }
            } else if rest.starts_with("--") {
                let end = rest.trim_end_matches(is_space).len();
                self.cut.comments.push((start + at, start + at + end));
                code = line.get(..at).unwrap_or_default();
                break;
            } else {
                if begins_with_label(rest) {
                    self.depth.label();
                }
                spoiled = self.character(c, start + at, spoiled);
            }
            at += step;
        }
        let code = code.trim_end_matches(is_space);
        Line { start, end: start + line.len(), code, spoiled }
    }

    /// One word of a line; after a dot it is the name of a field, whatever it is.
    fn word(&mut self, line: &'a str, word: Range<usize>, start: usize) {
        let at = start + word.start;
        if line.get(..word.start).is_some_and(|before| before.ends_with('.')) {
            return;
        }
        let word = line.get(word).unwrap_or_default();
        self.depth.word(word);
        if self.depth.here.wheres > MAX_WHERE {
            self.refuse(at, word.len(), MAX_WHERE, "`where` within one another");
        }
        self.check_depth(at, word.len());
    }

    fn check_depth(&mut self, at: usize, length: usize) {
        let Open { rounds, choices, .. } = self.depth.here;
        let brackets = self.depth.brackets.len();
        if brackets + rounds + choices <= MAX_DEPTH {
            return;
        }
        let what = match (brackets, rounds, choices) {
            (_, 0, 0) => "brackets within one another",
            (0, _, 0) => "`round` within one another",
            (0, 0, _) => "choices within one another",
            _ => "brackets, `round` and choices within one another",
        };
        self.refuse(at, length, MAX_DEPTH, what);
    }

    /// Counts brackets and reports characters that the language does not use, one a line.
    fn character(&mut self, c: char, at: usize, spoiled: bool) -> bool {
        match c {
            '(' | '[' | '{' => {
                self.depth.brackets.push(self.depth.here);
                self.check_depth(at, 1);
            }
            ')' | ']' | '}' => self.depth.here = self.depth.brackets.pop().unwrap_or_default(),
            _ if c.is_ascii() && !c.is_ascii_control() || is_space(c) => {}
            _ => {
                let span = Span::new(self.source, at, at + c.len_utf8());
                let diagnostic = match replacement(c) {
                    Some(instead) => error::full_width(span, c, &instead),
                    None if is_invisible(c) => error::invisible(span, c),
                    None => return spoiled,
                };
                if !spoiled {
                    self.out.push(diagnostic);
                }
                return true;
            }
        }
        spoiled
    }

    fn refuse(&mut self, at: usize, length: usize, limit: usize, what: &str) {
        if self.depth.refused {
            return;
        }
        self.depth.refused = true;
        self.out.push(error::too_deep(Span::new(self.source, at, at + length), limit, what));
        if let Some(slice) = self.cut.slices.last_mut() {
            slice.parse = false;
        }
    }
}

/// The word that a line begins with.
pub(super) fn first_word(line: &str) -> &str {
    let line = line.trim_start_matches(is_space);
    let end = line.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(line.len());
    line.get(..end).unwrap_or_default()
}

/// The length of the text that `rest` begins with, its quotation marks included.
fn text_length(rest: &str) -> Option<usize> {
    let inner = rest.get(1..)?;
    let end = inner.find(['"', '\n'])?;
    (inner.as_bytes().get(end) == Some(&b'"')).then_some(end + 2)
}

fn near_or_same(word: &str, due: &str) -> bool {
    word == due || near(word, [due]).is_some()
}

/// What the language writes for a mark that it does not use.
fn replacement(c: char) -> Option<String> {
    let text = match c {
        '≥' | '⩾' => "`is at least`",
        '≤' | '⩽' => "`is at most`",
        '≠' => "`is not`",
        '\u{2010}'..='\u{2015}' | '−' => "`-`",
        '×' => "`*`",
        '÷' => "`/`",
        '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' => "`\"`",
        '‘' | '’' => "`'` inside a text, and `\"` around it",
        '。' => "`.`",
        '、' => "`,`",
        '【' => "`[`",
        '】' => "`]`",
        '\u{FF01}'..='\u{FF5E}' => {
            let plain = u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32)?;
            return Some(format!("`{plain}`"));
        }
        _ => return None,
    };
    Some(text.to_string())
}

/// Rather more than what the grammar takes for a character of a word: no name ends before it does there.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii() && !is_space(c)
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{205F}'..='\u{2064}' | '\u{FFFD}' | '\u{1680}' | '\u{85}')
}
