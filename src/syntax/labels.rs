//! Nesting by labels: which open list a paragraph belongs to, and where in a list a label has its place.
//!
//! The grammar gives paragraphs as a flat row. After a quantifier the next label opens a list, and its style is the one in
//! which it is number one. Every other label belongs to the one open list that expects it next; a label that two open
//! lists expect is an error, never a guess.

use super::ast::Name;
use super::error;
use crate::diagnostics::Diagnostic;

/// Most lists open at once: there are five styles, and no two open lists may count alike.
const MAX_LISTS: usize = 10;

/// The styles a list may count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `(1)`
    Digits,
    /// `(i)`
    Roman,
    /// `(I)`
    CapitalRoman,
    /// `(a)`
    Letters,
    /// `(A)`
    CapitalLetters,
}

/// Most numbers that may be missing before a label of a list.
const MAX_MISSING: u32 = 100;

const STYLES: [Style; 5] = [Style::Digits, Style::Roman, Style::CapitalRoman, Style::Letters, Style::CapitalLetters];

/// Where a label stands in a list: its number, and the suffix of an inserted one (`a` in `2a`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    ordinal: u32,
    suffix: String,
}

/// A list that is open, or that may be continued.
#[derive(Clone, Debug)]
struct OpenList {
    style: Style,
    last: Position,
    /// The label last seen, as written.
    label: Name,
    /// Any later number may follow: the paragraphs of an `insert`.
    gaps: bool,
    /// Lists closed beneath the paragraph last seen; they may be continued, never begun again.
    closed: Vec<OpenList>,
    /// How many paragraphs it has.
    count: usize,
    /// It counts like a list above it, which has been said; nothing more is said about that.
    doubtful: bool,
}

/// What the next label may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    /// A quantifier has been read: the label opens a list.
    Open,
    /// The same within a conclusion, whose cases may count from one again.
    OpenCase,
    /// An `insert`: any label begins, and the list counts so.
    OpenAnywhere(Style),
}

/// The numbering of one provision, in reading order.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    open: Vec<OpenList>,
    /// Lists closed at the top of the provision.
    closed: Vec<OpenList>,
    waiting: Option<Waiting>,
    /// True while conclusions are read.
    pub(super) concluding: bool,
}

impl Numbering {
    /// A quantifier: the next label opens a list beneath the paragraph last seen.
    pub(super) fn quantifier(&mut self) {
        self.waiting = Some(if self.concluding { Waiting::OpenCase } else { Waiting::Open });
    }

    /// The paragraphs of an `insert` follow: they may begin anywhere. Where the first opens no list, the `next` label tells
    /// how both count: `(c)` and `(d)` are letters, `(c)` and `(ci)` romans.
    pub(super) fn insertion(&mut self, first: &str, next: Option<&str>) {
        let follows = |style: &Style| {
            let (first, next) = (position(first, *style), next.map(|next| positions_of(next, *style)));
            first.is_some_and(|first| next.is_none_or(|next| next.iter().any(|next| *next > first)))
        };
        let style = STYLES.into_iter().find(follows).unwrap_or_else(|| first_style(first));
        self.waiting = Some(Waiting::OpenAnywhere(style));
    }

    /// Labelled conclusions follow: they continue the outermost list of the condition, or begin one.
    pub(super) fn conclusions(&mut self) {
        self.waiting = if self.closed.is_empty() { Some(Waiting::Open) } else { None };
        if let Some(list) = self.closed.pop() {
            self.open.push(list);
        }
    }

    /// How many lists are open; lists opened from here on are closed by [`close`](Self::close).
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Closes all lists opened since `floor`.
    pub(super) fn close(&mut self, floor: usize, warnings: &mut Vec<Diagnostic>) {
        self.waiting = None;
        while self.open.len() > floor {
            self.close_one(warnings);
        }
    }

    fn close_one(&mut self, warnings: &mut Vec<Diagnostic>) {
        let Some(list) = self.open.pop() else { return };
        if list.count == 1 && !list.gaps && !self.concluding {
            warnings.push(error::list_of_one(&list.label));
        }
        self.closed_here().push(list);
    }

    fn closed_here(&mut self) -> &mut Vec<OpenList> {
        match self.open.last_mut() {
            Some(parent) => &mut parent.closed,
            None => &mut self.closed,
        }
    }

    /// Takes the next label and returns how many lists are open with it, its own included. Lists below `floor` are out of
    /// reach: a bracket or a clause stands between.
    pub(super) fn enter(&mut self, label: &Name, floor: usize, out: &mut Vec<Diagnostic>) -> usize {
        match self.waiting.take() {
            Some(waiting) => self.open_list(label, waiting, out),
            None => self.continue_list(label, floor, out),
        }
        self.open.len()
    }

    fn open_list(&mut self, label: &Name, waiting: Waiting, out: &mut Vec<Diagnostic>) {
        if let Waiting::OpenAnywhere(style) = waiting {
            let last = position(&label.node, style).unwrap_or(Position { ordinal: 0, suffix: String::new() });
            self.open.push(OpenList {
                style,
                last,
                label: label.clone(),
                gaps: true,
                closed: Vec::new(),
                count: 1,
                doubtful: false,
            });
            return;
        }
        let begins = style_begun(&label.node);
        let taken = begins.and_then(|s| self.open.iter().find(|l| l.style == s)).map(|l| l.label.clone());
        let continued = self.closed_here().iter().rposition(|l| follows(l, &label.node));
        let repeated = begins
            .and_then(|s| self.closed_here().iter().find(|l| l.style == s))
            .map(|l| (l.label.clone(), next_label(l)));
        match (begins, continued) {
            (None, None) => {
                let next = self.closed_here().last().map(next_label);
                out.push(error::list_starts_elsewhere(label, next.as_deref()));
                if self.open.len() < MAX_LISTS {
                    self.push(first_style(&label.node), label, false);
                }
            }
            (None, Some(index)) => {
                let mut list = self.closed_here().remove(index);
                advance(&mut list, label);
                self.open.push(list);
            }
            (Some(_), _) if self.open.len() >= MAX_LISTS => {
                out.push(error::too_deep(label.span, MAX_LISTS, "lists within one another"))
            }
            (Some(style), _) => {
                let doubtful = taken.is_some();
                match (taken, repeated) {
                    (Some(other), _) => out.push(error::style_already_open(label, &other)),
                    (None, Some((other, next))) if waiting == Waiting::OpenCase => {
                        out.push(error::case_counts_again(label, &other, &next))
                    }
                    (None, Some((other, next))) => out.push(error::counts_again(label, &other, &next)),
                    (None, None) => {}
                }
                self.push(style, label, doubtful);
            }
        }
    }

    fn push(&mut self, style: Style, label: &Name, doubtful: bool) {
        let last = position(&label.node, style).unwrap_or(number(1));
        self.open.push(OpenList {
            style,
            last,
            label: label.clone(),
            gaps: false,
            closed: Vec::new(),
            count: 1,
            doubtful,
        });
    }

    fn continue_list(&mut self, label: &Name, floor: usize, out: &mut Vec<Diagnostic>) {
        let fit = |fits: fn(&OpenList, &str) -> bool| -> Vec<usize> {
            (floor..self.open.len()).filter(|i| self.open.get(*i).is_some_and(|l| fits(l, &label.node))).collect()
        };
        // Where a list has gaps nearly every label could go on with it: another list that expects just this one is meant.
        let exactly = fit(|list, label| positions_of(label, list.style).iter().any(|p| next_to(&list.last, p)));
        let fitting = if exactly.is_empty() { fit(follows) } else { exactly };
        match fitting.as_slice() {
            [one] => self.go_on(*one, label, out),
            [.., innermost] if self.open.get(*innermost).is_some_and(|l| l.doubtful) => {
                self.go_on(*innermost, label, out)
            }
            [] => {
                let conclusions = floor.checked_sub(1).and_then(|i| self.open.get(i));
                let concludes = self.concluding && conclusions.is_some_and(|l| follows(l, &label.node));
                out.push(match concludes {
                    true => error::conclusion_after_list(label),
                    false => self.out_of_sequence(label, floor),
                });
                let same = (floor..self.open.len())
                    .rev()
                    .find(|i| self.open.get(*i).is_some_and(|l| position(&label.node, l.style).is_some()));
                self.go_on(same.unwrap_or(self.open.len().saturating_sub(1)), label, out);
            }
            several => {
                let paths: Vec<(Name, String)> = several
                    .iter()
                    .filter_map(|i| {
                        self.open.get(*i).map(|l| (l.label.clone(), format!("{}({})", self.path(*i), label.node)))
                    })
                    .collect();
                out.push(error::label_fits_twice(label, &paths));
                let innermost = several.last().copied().unwrap_or(floor);
                self.go_on(innermost, label, out);
            }
        }
    }

    fn go_on(&mut self, index: usize, label: &Name, out: &mut Vec<Diagnostic>) {
        while self.open.len() > index + 1 {
            self.close_one(out);
        }
        if let Some(list) = self.open.get_mut(index) {
            advance(list, label);
        }
    }

    /// The address of the paragraph that holds the list at `index`.
    fn path(&self, index: usize) -> String {
        self.open.iter().take(index).map(|l| format!("({})", l.label.node)).collect()
    }

    fn out_of_sequence(&self, label: &Name, floor: usize) -> Diagnostic {
        let expected: Vec<String> = self.open.iter().skip(floor).rev().map(next_label).collect();
        let used = self.open.iter().skip(floor).rev().find_map(|l| match position(&label.node, l.style) {
            Some(p) if p <= l.last => Some(l.label.span),
            _ => None,
        });
        let missing =
            self.open.iter().skip(floor).rev().any(|l| position(&label.node, l.style).is_some_and(|p| p > l.last));
        let before = self.open.last().map(|l| l.label.clone());
        let begins = style_begun(&label.node).is_some();
        error::label_out_of_sequence(label, &expected, used, missing, before.filter(|_| begins && used.is_none()))
    }
}

// ---- the place of one label among others

/// Where a label belongs in a row of lists that count on from one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// It is there, or one that counts alike (`2a` and `2A`): in this list, at this index.
    Taken(usize, usize),
    /// It goes into this list, before the label at this index. The numbers between the last label and this one, which no
    /// label has yet, go before it.
    Free { list: usize, index: usize, missing: Vec<String> },
}

/// Where `label` belongs in lists that stand under one address, in the order of the text; `concluding` where the last one
/// is the labelled conclusions. None where it is of no list: they count in other styles, or it would come before their
/// first, or far beyond their last. A list that counts again like an earlier one has no addresses of its own.
///
/// `(aa)` is the one label with two readings. It is number 27 where the list has come to `(z)`, and stands after `(a)`
/// otherwise.
pub(super) fn slot(lists: &[Vec<&str>], concluding: bool, label: &str) -> Option<Slot> {
    let taken = lists.iter().enumerate().find_map(|(list, labels)| {
        labels.iter().position(|other| *other == label).map(|index| Slot::Taken(list, index))
    });
    if taken.is_some() {
        return taken;
    }
    let mut before: Option<(Style, Position)> = None;
    let mut begun = Vec::new();
    let mut found = None;
    for (list, labels) in lists.iter().enumerate() {
        let goes_on = concluding && list + 1 == lists.len() && before.is_some();
        let begins = labels.first().and_then(|first| style_begun(first)).filter(|_| !goes_on);
        if begins.is_some_and(|style| begun.contains(&style)) {
            continue;
        }
        begun.extend(begins);
        let Some((style, positions)) = counted(labels, begins, before.as_ref()) else { continue };
        if let Some(slot) = slot_in(list, style, &positions, label) {
            found = Some(slot);
        }
        before = positions.into_iter().next_back().map(|last| (style, last));
    }
    found
}

fn slot_in(list: usize, style: Style, positions: &[Position], label: &str) -> Option<Slot> {
    let (first, last) = (positions.first()?, positions.last()?);
    let readings = positions_of(label, style);
    let fits = |p: &&Position| *p <= last || next_to(last, p);
    let at = readings.iter().find(fits).or(readings.first())?;
    if at <= first {
        return None;
    }
    if let Some(alike) = positions.iter().position(|p| p == at) {
        return Some(Slot::Taken(list, alike));
    }
    let index = positions.iter().position(|p| p > at).unwrap_or(positions.len());
    let end = at.ordinal.saturating_add(u32::from(!at.suffix.is_empty()));
    if end.saturating_sub(last.ordinal) > MAX_MISSING {
        return None;
    }
    let missing = (last.ordinal + 1..end).map(|ordinal| spell(ordinal, style)).collect();
    Some(Slot::Free { list, index, missing })
}

/// The style of a list and the positions of its labels. `before` is where the list before it ended: a list that does not
/// begin with number one goes on from there.
fn counted(
    labels: &[&str],
    begins: Option<Style>,
    before: Option<&(Style, Position)>,
) -> Option<(Style, Vec<Position>)> {
    let first = labels.first()?;
    let style = begins.or(before.map(|(style, _)| *style)).unwrap_or_else(|| first_style(first));
    let mut last = before.filter(|_| begins.is_none()).map(|(_, last)| last.clone());
    let mut positions = Vec::new();
    for label in labels {
        let readings = positions_of(label, style);
        let next = readings.iter().find(|p| last.as_ref().is_none_or(|last| next_to(last, p))).or(readings.first())?;
        last = Some(next.clone());
        positions.push(next.clone());
    }
    Some((style, positions))
}

/// The style in which a label is number one.
fn style_begun(label: &str) -> Option<Style> {
    STYLES.into_iter().find(|s| position(label, *s) == Some(number(1)))
}

/// True if one label may follow another: the next number, or one inserted after it.
fn next_to(last: &Position, next: &Position) -> bool {
    let plain = next.suffix.is_empty() && next.ordinal == last.ordinal + 1;
    plain || next.ordinal == last.ordinal && next.suffix > last.suffix
}

fn number(ordinal: u32) -> Position {
    Position { ordinal, suffix: String::new() }
}

fn advance(list: &mut OpenList, label: &Name) {
    if let Some(position) = following(list, &label.node).or(position(&label.node, list.style)) {
        list.last = position;
    }
    list.label = label.clone();
    list.closed.clear();
    list.count += 1;
}

/// True if `label` is the next of `list`, or one inserted after its last.
fn follows(list: &OpenList, label: &str) -> bool {
    following(list, label).is_some()
}

/// The reading of `label` in which it comes next in `list`.
fn following(list: &OpenList, label: &str) -> Option<Position> {
    let readings = positions_of(label, list.style);
    let next = readings.iter().find(|p| next_to(&list.last, p));
    next.or(readings.iter().find(|p| list.gaps && **p > list.last)).cloned()
}

/// The label that `list` expects next.
fn next_label(list: &OpenList) -> String {
    format!("({})", spell(list.last.ordinal + 1, list.style))
}

/// How a label that begins a list anywhere is read: digits, romans where it can be one, else letters.
fn first_style(label: &str) -> Style {
    STYLES.into_iter().find(|s| position(label, *s).is_some()).unwrap_or(Style::Digits)
}

/// Every way to read a label in one style; only `(aa)` has two: number 27, or inserted after `(a)`. What is also a roman
/// number, such as `(ii)`, is never read as inserted after a letter.
fn positions_of(label: &str, style: Style) -> Vec<Position> {
    let mut all: Vec<Position> = position(label, style).into_iter().collect();
    let mut letters = label.chars();
    if let (Style::Letters | Style::CapitalLetters, Some(first), Some(second), None) =
        (style, letters.next(), letters.next(), letters.next())
        && let (Some(p), Some(_)) = (letter(first, style), letter(second, style))
        && from_roman(&label.to_ascii_lowercase()).is_none()
    {
        all.push(Position { ordinal: p, suffix: second.to_ascii_lowercase().to_string() });
    }
    all
}

/// The plain reading of a label in one style.
fn position(label: &str, style: Style) -> Option<Position> {
    match style {
        Style::Digits => {
            let split = label.find(|c: char| !c.is_ascii_digit()).unwrap_or(label.len());
            let (digits, suffix) = label.split_at_checked(split)?;
            let ordinal = digits.parse().ok()?;
            suffix.chars().all(|c| c.is_ascii_alphabetic()).then(|| Position { ordinal, suffix: suffix_order(suffix) })
        }
        Style::Roman | Style::CapitalRoman => roman_position(label, style),
        Style::Letters | Style::CapitalLetters => {
            let mut chars = label.chars();
            let first = letter(chars.next()?, style)?;
            match (chars.next(), chars.next()) {
                (None, _) => Some(number(first)),
                (Some(second), None) if letter(second, style) == Some(first) => Some(number(26 + first)),
                _ => None,
            }
        }
    }
}

/// `bis`, `ter`, `quater` count as they follow one another; a `Z` before another letter goes before `A`, so that `2ZA` stands
/// between `2` and `2A`, and `2AZA` between `2A` and `2AA`.
fn suffix_order(suffix: &str) -> String {
    let lower = suffix.to_ascii_lowercase();
    match lower.as_str() {
        "bis" => "b1".to_string(),
        "ter" => "b2".to_string(),
        "quater" => "b3".to_string(),
        "quinquies" => "b4".to_string(),
        _ => {
            let last = lower.len().saturating_sub(1);
            lower.char_indices().map(|(at, c)| if c == 'z' && at < last { '!' } else { c }).collect()
        }
    }
}

fn letter(c: char, style: Style) -> Option<u32> {
    let base = if style == Style::Letters { 'a' } else { 'A' };
    let offset = u32::from(c).checked_sub(u32::from(base))?;
    (offset < 26).then_some(offset + 1)
}

/// The longest numeral that counts, `ccclxxxviii`, is shorter than this; the grammar sets no bound.
const LONGEST_ROMAN: usize = 16;

fn roman_position(label: &str, style: Style) -> Option<Position> {
    if label.len() > LONGEST_ROMAN {
        return None;
    }
    let lower = label.to_ascii_lowercase();
    if style == Style::Roman && lower != label || style == Style::CapitalRoman && label.to_ascii_uppercase() != label {
        return None;
    }
    (1..=lower.len()).rev().find_map(|end| {
        let (numeral, suffix) = lower.split_at_checked(end)?;
        let ordinal = from_roman(numeral)?;
        let plain = suffix.is_empty() || suffix.len() == 1 && suffix.chars().all(|c| ('a'..='h').contains(&c));
        plain.then(|| Position { ordinal, suffix: suffix.to_string() })
    })
}

/// The number of a roman numeral in its usual spelling, up to 399.
fn from_roman(numeral: &str) -> Option<u32> {
    let value = |c: char| match c {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let digits: Vec<u32> = numeral.chars().map(value).collect::<Option<_>>()?;
    let mut total = 0u32;
    let mut next = 0u32;
    for digit in digits.into_iter().rev() {
        total = if digit < next { total.checked_sub(digit)? } else { total + digit };
        next = next.max(digit);
    }
    (to_roman(total) == numeral).then_some(total)
}

fn to_roman(mut n: u32) -> String {
    const PARTS: [(u32, &str); 9] =
        [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    let mut out = String::new();
    for (value, text) in PARTS {
        while n >= value && out.len() < 16 {
            out.push_str(text);
            n -= value;
        }
    }
    out
}

/// The label with this number in this style.
fn spell(ordinal: u32, style: Style) -> String {
    let letters = |base: u8| {
        let index = ordinal.saturating_sub(1);
        let c = char::from(base.saturating_add((index % 26) as u8));
        c.to_string().repeat((index / 26 + 1).min(4) as usize)
    };
    match style {
        Style::Digits => ordinal.to_string(),
        Style::Roman => to_roman(ordinal),
        Style::CapitalRoman => to_roman(ordinal).to_ascii_uppercase(),
        Style::Letters => letters(b'a'),
        Style::CapitalLetters => letters(b'A'),
    }
}
