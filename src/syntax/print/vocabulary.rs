//! Declarations: rulebook, units, records, facts, identities, decisions, and types.

use super::layout::{
    CONTINUATION, WIDTH, begins_item, block, columns, described, folded, quoted, spaces, width, wrapped_item,
};
use super::provision::{end_clause, header_lines};
use crate::syntax::ast::{
    CiteAs, Decision, Elsewhere, Fact, Field, Identity, ItemKind, LeavesOut, LowerBound, Member, Name, Record,
    Rulebook, Text, Title, TypeExpr, TypeKind, Unit,
};

pub(super) fn rulebook(rulebook: &Rulebook) -> String {
    let mut lines = super::provision::titles(&rulebook.titles);
    lines.extend(super::provision::in_languages("authority", &rulebook.authority));
    lines.extend(rulebook.cite_as.iter().map(|cite_as| ("cite as".to_owned(), self::cite_as(cite_as))));
    lines.extend(rulebook.leaves_out.iter().map(leaves_out));
    block(format!("rulebook {}", rulebook.name), header_lines(&lines))
}

fn leaves_out(left_out: &LeavesOut) -> (String, String) {
    let (word, mut text) = super::provision::in_language("leaves out", &left_out.text);
    text.extend(left_out.from.iter().map(|from| format!(" from {from}")));
    text.extend(left_out.end.iter().map(|end| end_clause(end)).map(|(word, day)| format!(" {word} {day}")));
    (word, text)
}

fn cite_as(cite_as: &CiteAs) -> String {
    let within: Vec<&str> = cite_as.within.iter().map(|id| id.node.as_str()).collect();
    let within = if within.is_empty() { String::new() } else { format!(" for {}", within.join(", ")) };
    quoted(&cite_as.form) + &within
}

/// The cells of a one-line declaration; none for other items.
pub(super) fn row(item: &ItemKind) -> Option<Vec<String>> {
    match item {
        ItemKind::Unit(unit) => Some(unit_row(unit)),
        ItemKind::Fact(fact) => Some(fact_row(fact)),
        ItemKind::Decision(decision) => Some(decision_row(decision)),
        _ => None,
    }
}

/// A one-line declaration on its own.
pub(super) fn declaration(item: &ItemKind) -> String {
    described(&row(item).into_iter().collect::<Vec<_>>(), 0).concat()
}

fn unit_row(unit: &Unit) -> Vec<String> {
    let equals = unit.equals.as_ref().map_or(String::new(), |(number, other)| format!(" = {number} {other}"));
    vec![format!("unit {}{equals}", unit.name), docs(unit.doc.as_ref(), &[])]
}

fn fact_row(fact: &Fact) -> Vec<String> {
    let word = if fact.question { "question" } else { "fact" };
    vec![format!("{word} {}", fact.name), type_expr(&fact.ty), docs(fact.doc.as_ref(), &fact.docs)]
}

fn decision_row(decision: &Decision) -> Vec<String> {
    let name = format!("decision {}{}", decision.name, of(decision.of.as_ref()));
    vec![name, type_expr(&decision.ty), docs(decision.doc.as_ref(), &decision.docs)]
}

/// ` of Item`, or nothing.
pub(super) fn of(record: Option<&Name>) -> String {
    record.map_or(String::new(), |record| format!(" of {record}"))
}

pub(super) fn record(record: &Record) -> String {
    let rows: Vec<Vec<String>> = record.fields.iter().map(field_row).collect();
    block(documented(format!("record {}", record.name), record.doc.as_ref()), indented(described(&rows, 2)))
}

fn field_row(field: &Field) -> Vec<String> {
    vec![field.name.to_string(), type_expr(&field.ty), docs(field.doc.as_ref(), &field.docs)]
}

pub(super) fn identity(identity: &Identity) -> String {
    let quoted = identity.members.iter().any(|member| !has_name(member) && member_code(&member.code).starts_with('"'));
    let rows: Vec<Vec<String>> = identity.members.iter().map(|member| member_row(member, quoted)).collect();
    let mut lines = columns(&rows);
    if identity.open && !identity.members.is_empty() {
        lines.push("or others".to_owned());
    }
    block(documented(format!("identity {}", identity.name), identity.doc.as_ref()), indented(lines))
}

/// True for `CN "China"`: its code and its name differ.
fn has_name(member: &Member) -> bool {
    member.titles.iter().any(|title| title.lang.is_none())
}

/// A member with its names. Where one that is only a text must be quoted, all such are.
fn member_row(member: &Member, quote: bool) -> Vec<String> {
    let code = if quote && !has_name(member) { quoted(&member.code) } else { member_code(&member.code) };
    let said = |title: &&Title| title.lang.is_some() || in_language(title) != code;
    let titles: Vec<String> = member.titles.iter().filter(said).map(in_language).collect();
    std::iter::once(code).chain(titles).collect()
}

/// A code of one word; a member without a code is its name in quotation marks.
fn member_code(code: &str) -> String {
    let starts_a_word = code.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let simple = starts_a_word && !code.contains(['.', '(']) && !begins_item(code);
    if simple { word_or_text(code) } else { quoted(code) }
}

pub(super) fn elsewhere(elsewhere: &Elsewhere) -> String {
    documented(wrapped_item("elsewhere", &elsewhere.ids), elsewhere.doc.as_ref())
}

fn documented(line: String, doc: Option<&Text>) -> String {
    let Some(doc) = doc else { return line };
    let doc = quoted(doc);
    let at = line.lines().last().map_or(0, width) + 2;
    if at + width(&doc) <= WIDTH {
        format!("{line}  {doc}")
    } else {
        format!("{line}\n{}{}", spaces(CONTINUATION), folded(&doc, CONTINUATION))
    }
}

fn docs(doc: Option<&Text>, others: &[Title]) -> String {
    let own = doc.map(|doc| quoted(doc));
    own.into_iter().chain(others.iter().map(in_language)).collect::<Vec<_>>().join(" ")
}

/// `"China"` or `[zh] "中国"`
fn in_language(title: &Title) -> String {
    let lang = title.lang.as_ref().map_or(String::new(), |lang| format!("[{lang}] "));
    format!("{lang}{}", quoted(&title.text))
}

fn indented(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().map(|line| format!("  {line}")).collect()
}

/// A member as one word where it is one, else in quotation marks.
pub(super) fn word_or_text(name: &str) -> String {
    if is_one_word(name) { name.to_owned() } else { quoted(name) }
}

/// True for what is read back as one member of a group: `MO`, `D:5`, `740.8(a)`, `中国`.
fn is_one_word(name: &str) -> bool {
    let first = word_at_start(name);
    let tail = name.get(first.len()..).unwrap_or("");
    let code = tail.strip_prefix(':').map_or(0, |code| 1 + run_at_start(code).len());
    code != 1 && !first.is_empty() && !RESERVED.contains(&first) && is_id_tail(tail.get(code..).unwrap_or(""))
}

/// Words that no member may be unless it is quoted.
const RESERVED: [&str; 51] = [
    "otherwise",
    "effective",
    "paragraph",
    "includes",
    "through",
    "between",
    "because",
    "applies",
    "unless",
    "before",
    "within",
    "expect",
    "except",
    "comply",
    "where",
    "until",
    "title",
    "quote",
    "given",
    "every",
    "after",
    "round",
    "when",
    "then",
    "than",
    "this",
    "none",
    "must",
    "into",
    "held",
    "from",
    "deem",
    "does",
    "yes",
    "not",
    "may",
    "for",
    "any",
    "and",
    "all",
    "to",
    "or",
    "on",
    "of",
    "no",
    "is",
    "in",
    "if",
    "by",
    "at",
    "as",
];

/// Characters of one word from the start on.
fn run_at_start(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphabetic() || c.is_ascii_digit() || c == '_')).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// One word with its hyphens from the start on, empty where a hyphen joins nothing.
fn word_at_start(text: &str) -> &str {
    let end =
        text.find(|c: char| !(c.is_alphabetic() || c.is_ascii_digit() || c == '_' || c == '-')).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or("");
    if word.split('-').any(str::is_empty) { "" } else { word }
}

/// True for nothing, `.a.2`, `(a)(1)` and their like.
fn is_id_tail(tail: &str) -> bool {
    if let Some(part) = tail.strip_prefix('.') {
        let word = word_at_start(part);
        return !word.is_empty() && is_id_tail(part.get(word.len()..).unwrap_or(""));
    }
    if let Some((label, rest)) = tail.strip_prefix('(').and_then(|label| label.split_once(')')) {
        let of_label = (1..=8).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric());
        return of_label && is_id_tail(rest);
    }
    tail.is_empty()
}

// ---- types

fn type_expr(ty: &TypeExpr) -> String {
    match &ty.kind {
        TypeKind::YesNo => "yes/no".to_owned(),
        TypeKind::Number { unit, lower } => {
            let unit = unit.as_ref().map_or(String::new(), |unit| format!(" in {unit}"));
            format!("number{unit}{}", lower_bound(lower.as_ref()))
        }
        TypeKind::Money { currency, lower } => format!("money in {currency}{}", lower_bound(lower.as_ref())),
        TypeKind::Percent { lower } => format!("percent{}", lower_bound(lower.as_ref())),
        TypeKind::Date => "date".to_owned(),
        TypeKind::Duration => "duration".to_owned(),
        TypeKind::Text => "text".to_owned(),
        TypeKind::Identity => "identity".to_owned(),
        TypeKind::Provision => "provision".to_owned(),
        TypeKind::Named(name) => name.to_string(),
        TypeKind::Values { values, ordered } => values_of(values, *ordered),
        TypeKind::List(of) => format!("list of {}", type_expr(of)),
        TypeKind::Set(of) => format!("set of {}", type_expr(of)),
        TypeKind::Range(of) => format!("range of {}", type_expr(of)),
        TypeKind::Optional(of) => format!("optional {}", type_expr(of)),
        TypeKind::ByName(name) => format!("{name} by name"),
    }
}

fn lower_bound(lower: Option<&LowerBound>) -> String {
    lower.map_or(String::new(), |(bound, allowed)| {
        format!(" {} {bound}", if *allowed { "at least" } else { "more than" })
    })
}

fn values_of(values: &[Member], ordered: bool) -> String {
    let choice = |value: &Member| {
        let names = value.titles.iter().map(in_language).map(|name| format!(" {name}"));
        value.code.to_string() + &names.collect::<String>()
    };
    values.iter().map(choice).collect::<Vec<_>>().join(if ordered { " < " } else { " | " })
}
