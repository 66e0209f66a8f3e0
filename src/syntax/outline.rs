//! The parts of a provision's text: its opening words, titles, paragraphs and conclusions, each with its address and its words
//! on one line. Two versions of a provision are compared, and sources noted, part by part.

use super::amend::walk::{Visit, bracketed, walk};
use super::ast::{
    Case, CaseValue, Conclusion, ConclusionKind, Condition, Dates, Head, ItemKind, Paragraph, ParagraphList, Rule,
};
use super::print;
use crate::source::{Span, Spanned};

/// One part of a provision's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which part.
    pub place: Place,
    /// The address of a paragraph or of a labelled conclusion, within the provision; else empty.
    pub address: String,
    /// Its own words on one line, without those of the paragraphs beneath it.
    pub words: String,
    /// All of it on one line, label and paragraphs beneath it included.
    pub whole: String,
}

/// The places of a provision's text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The first line: kind, reach, order; without the id.
    Head,
    /// A title, by its language; empty for the main one.
    Title(String),
    /// Words of the instrument, by number from 1.
    Quote(usize),
    /// What follows `when`: the condition, or the words that open its list of paragraphs.
    When,
    /// What follows `unless`, in the same way.
    Unless,
    /// A labelled paragraph.
    Paragraph,
    /// A conclusion, by number from 1.
    Conclusion(usize),
    /// A case of a definition, by number from 1.
    Case(usize),
    /// What follows `otherwise`.
    Otherwise,
    /// The value of a default or of a value.
    Value,
}

/// The parts of a provision or of a value, in text order; empty for every other item. What is omitted is not there.
pub fn outline(item: &ItemKind) -> Vec<Part> {
    let mut parts = Vec::new();
    match item {
        ItemKind::Rule(rule) => {
            let bare = Rule { when: None, unless: None, then: Vec::new(), head: bare(&rule.head), ..rule.clone() };
            head(&mut parts, &rule.head, &ItemKind::Rule(bare));
            conditions(&mut parts, rule.when.as_ref(), rule.unless.as_ref());
            conclusions(&mut parts, &rule.then);
        }
        ItemKind::Exemption(exemption) => {
            let mut bare_item = exemption.clone();
            (bare_item.when, bare_item.unless, bare_item.head) = (None, None, bare(&exemption.head));
            bare_item.then.clear();
            head(&mut parts, &exemption.head, &ItemKind::Exemption(bare_item));
            conditions(&mut parts, exemption.when.as_ref(), exemption.unless.as_ref());
            conclusions(&mut parts, &exemption.then);
        }
        ItemKind::Define(define) => {
            let mut bare_item = define.clone();
            bare_item.head = bare(&define.head);
            bare_item.cases = vec![Case { value: CaseValue::Silent(Span::default()), when: None }];
            bare_item.otherwise = None;
            bare_item.spreading = None;
            head(&mut parts, &define.head, &ItemKind::Define(bare_item));
            if let Some(first) = parts.first_mut() {
                let cut = first.words.split(" =").next().unwrap_or_default().to_owned();
                let spreading = define.spreading.as_ref().map(|path| format!(", spreading from {}", print::expr(path)));
                first.words = cut + &spreading.unwrap_or_default();
                first.whole.clone_from(&first.words);
            }
            for (n, case) in define.cases.iter().enumerate() {
                self::case(&mut parts, Place::Case(n + 1), &case.value, case.when.as_ref());
            }
            if let Some(value) = &define.otherwise {
                self::case(&mut parts, Place::Otherwise, value, None);
            }
        }
        ItemKind::Table(_) | ItemKind::Tiers(_) | ItemKind::Scale(_) => rows(&mut parts, item),
        ItemKind::Default(default) => {
            titles(&mut parts, &default.head);
            parts.push(plain(Place::Value, format!("{} is {}", default.decision, print::expr(&default.value))));
        }
        ItemKind::Value(value) => parts.push(plain(Place::Value, print::expr(&value.value))),
        ItemKind::Set(set) => parts.push(plain(Place::Value, print::expr(&set.value))),
        _ => {}
    }
    parts
}

/// The head of a table, tiers or a scale, and its rows, tiers or bands, as they are printed.
fn rows(parts: &mut Vec<Part>, item: &ItemKind) {
    let Some(of) = item.head() else { return };
    let mut bare_item = item.clone();
    if let Some(head) = bare_item.head_mut() {
        *head = bare(head);
    }
    let text = super::amend::text(&bare_item);
    let mut lines = text.lines().map(str::trim);
    let first = lines.next().unwrap_or_default().replacen(&format!(" {}", of.id), "", 1);
    parts.push(plain(Place::Head, first));
    titles(parts, of);
    let labels: Vec<String> = match item {
        ItemKind::Table(table) => table.rows.iter().map(|row| super::ast::row_address(&row.label)).collect(),
        _ => Vec::new(),
    };
    for (n, line) in lines.enumerate() {
        let words = on_one_line(line);
        // The headings stand before the rows, and `otherwise` after them.
        let address = n.checked_sub(1).and_then(|n| labels.get(n)).cloned().unwrap_or_default();
        let place = if address.is_empty() { Place::Case(n + 1) } else { Place::Paragraph };
        parts.push(Part { place, address, whole: words.clone(), words });
    }
}

/// The parts that are new or have other words in the second of two versions, by address: empty for the parts that have none.
pub fn changed(before: &ItemKind, after: &ItemKind) -> Vec<String> {
    let before = outline(before);
    let mut all: Vec<String> = Vec::new();
    for part in outline(after) {
        let same = before.iter().any(|b| b.place == part.place && b.address == part.address && b.words == part.words);
        if !same && !all.contains(&part.address) {
            all.push(part.address);
        }
    }
    all
}

/// A head with its id alone.
fn bare(head: &Head) -> Head {
    Head { amend: false, titles: Vec::new(), quotes: Vec::new(), dates: Dates::default(), ..head.clone() }
}

fn plain(place: Place, words: String) -> Part {
    Part { place, address: String::new(), whole: words.clone(), words }
}

fn head(parts: &mut Vec<Part>, of: &Head, bare: &ItemKind) {
    let line = on_one_line(&super::amend::text(bare));
    let words = line.replacen(&format!(" {}", of.id), "", 1);
    parts.push(plain(Place::Head, words));
    titles(parts, of);
}

fn titles(parts: &mut Vec<Part>, head: &Head) {
    for title in &head.titles {
        let language = title.lang.as_ref().map_or_else(String::new, |lang| lang.node.clone());
        parts.push(plain(Place::Title(language), title.text.node.clone()));
    }
    parts.extend(head.quotes.iter().enumerate().map(|(n, quote)| plain(Place::Quote(n + 1), quote.node.clone())));
}

fn conditions(parts: &mut Vec<Part>, when: Option<&Condition>, unless: Option<&Condition>) {
    for (place, condition) in [(Place::When, when), (Place::Unless, unless)] {
        let Some(condition) = condition else { continue };
        let words = print::condition_line(&stripped(condition));
        parts.push(Part { whole: print::condition_line(condition), ..plain(place, words) });
        paragraphs(parts, condition);
    }
}

fn case(parts: &mut Vec<Part>, place: Place, value: &CaseValue, when: Option<&Condition>) {
    let line = |value: Option<String>, when: Option<String>| {
        let when = when.map(|when| format!(" when {when}"));
        value.unwrap_or_else(|| "the law is silent".to_owned()) + &when.unwrap_or_default()
    };
    let value = match value {
        CaseValue::Is(condition) => Some(condition),
        CaseValue::Silent(_) => None,
    };
    let own = |condition: &Condition| print::condition_line(&stripped(condition));
    let words = line(value.map(own), when.map(own));
    let whole = line(value.map(print::condition_line), when.map(print::condition_line));
    parts.push(Part { whole, ..plain(place, words) });
    value.into_iter().chain(when).for_each(|condition| paragraphs(parts, condition));
}

fn conclusions(parts: &mut Vec<Part>, all: &[Conclusion]) {
    for (n, conclusion) in all.iter().enumerate().filter(|(_, c)| c.kind != ConclusionKind::Omitted) {
        let label = conclusion.label.as_ref().map(bracketed);
        let whole = print::conclusion(conclusion);
        let whole = label.as_ref().map_or_else(|| whole.clone(), |label| format!("{label} {whole}"));
        let place = if label.is_some() { Place::Paragraph } else { Place::Conclusion(n + 1) };
        let own = walked(None, vec![conclusion.clone()], &mut Strip).then;
        let words = own.first().map(print::conclusion).unwrap_or_default().trim_end().to_owned();
        parts.push(Part { place, address: label.unwrap_or_default(), words, whole });
        walked(None, vec![conclusion.clone()], &mut Paragraphs(parts));
    }
}

/// Collects labelled paragraphs, wherever their lists stand.
struct Paragraphs<'a>(&'a mut Vec<Part>);

impl Visit for Paragraphs<'_> {
    fn paragraph(&mut self, prefix: &str, paragraph: &Paragraph) {
        if paragraph.omitted {
            return;
        }
        let label = bracketed(&paragraph.label);
        let own = Paragraph { body: paragraph.body.as_ref().map(stripped), ..paragraph.clone() };
        self.0.push(Part {
            place: Place::Paragraph,
            address: format!("{prefix}{label}"),
            words: print::paragraph_text(&own).trim_end().to_owned(),
            whole: format!("{label} {}", print::paragraph_text(paragraph)),
        });
    }
}

fn paragraphs(parts: &mut Vec<Part>, condition: &Condition) {
    walked(Some(condition.clone()), Vec::new(), &mut Paragraphs(parts));
}

/// Leaves the opening words of lists.
struct Strip;

impl Visit for Strip {
    fn list(&mut self, _prefix: &str, list: &mut ParagraphList) {
        list.paragraphs.clear();
    }
}

fn stripped(condition: &Condition) -> Condition {
    walked(Some(condition.clone()), Vec::new(), &mut Strip).when.unwrap_or_else(|| condition.clone())
}

/// A rule with this condition and these conclusions, walked over.
fn walked(when: Option<Condition>, then: Vec<Conclusion>, visit: &mut impl Visit) -> Rule {
    let nowhere = Spanned::new(String::new(), Span::default());
    let head = Head { id: nowhere, amend: false, titles: Vec::new(), quotes: Vec::new(), dates: Dates::default() };
    let (overrides, subject_to) = (Vec::new(), Vec::new());
    let rule = Rule { head, for_each: None, overrides, subject_to, when, unless: None, then };
    let mut item = ItemKind::Rule(rule.clone());
    walk(&mut item, visit);
    match item {
        ItemKind::Rule(walked) => walked,
        _ => rule,
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
