//! Instruments and provisions: `act`, `part`, `rule`, `exemption`, `limit`, `define`, `default`, `value`, `group`.

use super::condition::{condition_at, then, title_label};
use super::expr::{bare_date_test, expr_at, references};
use super::layout::{Place, WIDTH, block, folded, list, pad, quoted, spaces, width, wrapped_item};
use super::vocabulary::{of, word_or_text};
use crate::syntax::ast::{
    Act, Case, CaseValue, Condition, Dates, Default, Define, Effective, End, Exemption, Group, GroupMember, Head,
    IdText, Name, Part, Rule, Text, Title, ValueItem,
};

/// The column of clauses under an item's first line.
const CLAUSE: usize = 2;
/// The column of what belongs to a clause.
const UNDER_CLAUSE: usize = 4;
/// The words of an instrument's header are filled to this width: `published`.
const HEADER_WORD: usize = 9;

pub(super) fn act(act: &Act) -> String {
    let mut lines = titles(&act.titles);
    lines.extend(texts("citation", act.citation.as_ref()));
    lines.extend(texts("source", act.source.as_ref()));
    lines.extend(act.released.iter().map(|day| ("released".to_owned(), day.to_string())));
    lines.extend(act.published.iter().map(|day| ("published".to_owned(), day.to_string())));
    lines.extend(date_clauses(&act.dates));
    lines.extend(act.after.iter().map(|other| ("after act".to_owned(), other.to_string())));
    lines.extend(act.applies_to.iter().map(|to| ("applies to transactions with".to_owned(), addressed(to))));
    block(format!("act {}", act.name), header_lines(&lines))
}

/// The transactions an act applies to, without the `is` of a lone test of a date.
fn addressed(to: &Condition) -> String {
    let place = Place::Column(UNDER_CLAUSE);
    match to {
        Condition::Expr(expr) => bare_date_test(expr, place).unwrap_or_else(|| expr_at(expr, place)),
        Condition::List(_) => condition_at(to, place),
    }
}

pub(super) fn part(part: &Part) -> String {
    let dates = dates(&part.dates);
    let gap = if dates.is_empty() { "" } else { " " };
    format!("part {}{gap}{dates}", quoted(&part.title))
}

/// Texts in several languages as word and text: `authority`, `authority[zh]`.
pub(super) fn in_languages(word: &str, texts: &[Title]) -> Vec<(String, String)> {
    texts.iter().map(|text| in_language(word, text)).collect()
}

/// One of them.
pub(super) fn in_language(word: &str, text: &Title) -> (String, String) {
    let label = text.lang.as_ref().map_or_else(|| word.to_owned(), |lang| format!("{word}[{lang}]"));
    (label, quoted(&text.text))
}

/// `title` and `title[zh]` lines as word and text.
pub(super) fn titles(titles: &[Title]) -> Vec<(String, String)> {
    titles.iter().map(|title| (title_label(title), quoted(&title.text))).collect()
}

fn texts<'a>(word: &str, texts: impl IntoIterator<Item = &'a Text>) -> Vec<(String, String)> {
    texts.into_iter().map(|text| (word.to_owned(), quoted(text))).collect()
}

/// The clauses of an instrument's or rulebook's header in two columns; a long word is followed by one space.
pub(super) fn header_lines(clauses: &[(String, String)]) -> Vec<String> {
    aligned(clauses, HEADER_WORD)
}

fn aligned(clauses: &[(String, String)], least: usize) -> Vec<String> {
    let titles = clauses.iter().filter(|(word, _)| word.starts_with("title")).map(|(word, _)| width(word));
    let column = titles.chain([least]).max().unwrap_or(least);
    let gap = |word: &str| if width(word) > column { " " } else { "  " };
    let line = |(word, text): &(String, String)| {
        let head = format!("  {}{}", pad(word, column), gap(word));
        let text = if text.starts_with('"') { folded(text, width(&head)) } else { text.clone() };
        format!("{head}{text}")
    };
    clauses.iter().map(line).collect()
}

// ---- dates

/// The dates an item states for itself as clauses: word and day.
fn date_clauses(dates: &Dates) -> Vec<(String, String)> {
    let mut clauses = Vec::new();
    clauses.extend(dates.effective.as_ref().map(|day| ("effective".to_owned(), effective(day))));
    clauses.extend(dates.end.as_ref().map(|end| end_clause(end)));
    clauses.extend(dates.comply_from.as_ref().map(|day| ("comply from".to_owned(), day.to_string())));
    clauses.extend(dates.held.map(|_| ("held".to_owned(), String::new())));
    clauses
}

fn effective(effective: &Effective) -> String {
    match effective {
        Effective::On(day) => day.to_string(),
        Effective::ToBeAppointed => "on a day to be appointed".to_owned(),
        Effective::FromStartOf(act) => format!("from the start of act {act}"),
    }
}

/// `through D` or `until D` as word and day.
pub(super) fn end_clause(end: &End) -> (String, String) {
    match end {
        End::Through(day) => ("through".to_owned(), day.to_string()),
        End::Until(day) => ("until".to_owned(), day.to_string()),
    }
}

/// The dates in one line, each after a space: ` effective 2024-01-01 through 2024-12-31`.
pub(super) fn dates(dates: &Dates) -> String {
    date_clauses(dates).iter().map(|(word, day)| format!(" {word} {day}").trim_end().to_owned()).collect()
}

/// The dates on a line of their own, where there are any.
pub(super) fn dates_line(dates: &Dates) -> Option<String> {
    let line = self::dates(dates);
    (!line.is_empty()).then(|| format!(" {line}"))
}

// ---- the head of a provision

pub(super) fn amend(head: &Head) -> &'static str {
    if head.amend { "amend " } else { "" }
}

/// Titles, quotations and dates, in two columns.
pub(super) fn head_lines(head: &Head) -> Vec<String> {
    let mut clauses = titles(&head.titles);
    clauses.extend(texts("quote", &head.quotes));
    let least = clauses.iter().map(|(word, _)| width(word)).max().unwrap_or(0);
    let mut lines = aligned(&clauses, least);
    lines.extend(dates_line(&head.dates));
    lines
}

/// `when …` or `unless …` on a line of its own.
fn clause(word: &str, condition: Option<&Condition>) -> Option<String> {
    let condition = condition_at(condition?, Place::Column(UNDER_CLAUSE));
    Some(format!("{}{word} {condition}", spaces(CLAUSE)))
}

pub(super) fn for_each(record: Option<&Name>) -> String {
    record.map_or(String::new(), |record| format!(" for each {record}"))
}

// ---- rules and relief

pub(super) fn rule(rule: &Rule) -> String {
    let head = format!("{}rule {}{}", amend(&rule.head), rule.head.id, for_each(rule.for_each.as_ref()));
    let order = [("overrides", &rule.overrides), ("subject to", &rule.subject_to)];
    let mut lines = head_lines(&rule.head);
    lines.extend(clause("when", rule.when.as_ref()));
    lines.extend(clause("unless", rule.unless.as_ref()));
    lines.extend(then(&rule.then));
    block(ordered(head, &order), lines)
}

/// The first line of a rule with the provisions it prevails over or yields to, in further lines where they are many.
fn ordered(head: String, order: &[(&str, &Vec<IdText>)]) -> String {
    let clauses: Vec<String> =
        order.iter().filter(|(_, ids)| !ids.is_empty()).map(|(word, ids)| format!("{word} {}", list(ids))).collect();
    let line = std::iter::once(head.clone()).chain(clauses).collect::<Vec<_>>().join(" ");
    if width(&line) <= WIDTH {
        return line;
    }
    let broken =
        order.iter().filter(|(_, ids)| !ids.is_empty()).map(|(word, ids)| wrapped_item(&format!("    {word}"), ids));
    block(head, broken.collect())
}

pub(super) fn exemption(exemption: &Exemption) -> String {
    let (keyword, from) = if exemption.limit { ("limit", "on") } else { ("exemption", "from") };
    let first = format!(
        "{}{keyword} {} {from} {}{}{}",
        amend(&exemption.head),
        exemption.head.id,
        references("everything in", &exemption.from),
        for_each(exemption.for_each.as_ref()),
        if exemption.if_claimed { ", if claimed" } else { "" },
    );
    let mut lines = head_lines(&exemption.head);
    lines.extend(clause("when", exemption.when.as_ref()));
    lines.extend(clause("unless", exemption.unless.as_ref()));
    lines.extend(then(&exemption.then));
    block(first, lines)
}

// ---- definitions

pub(super) fn define(define: &Define) -> String {
    let scope = define.scope.as_ref().map_or(String::new(), |scope| format!(" in {scope}"));
    let spreading = define.spreading.as_ref();
    let spreading =
        spreading.map_or(String::new(), |path| format!(", spreading from {}", expr_at(path, Place::OneLine)));
    let (amend, id, name) = (amend(&define.head), &define.head.id, &define.name);
    let first = format!("{amend}define {id} {name}{}{scope}{spreading}", of(define.of.as_ref()));
    match (define.cases.as_slice(), &define.otherwise) {
        ([Case { value: CaseValue::Is(value), when: None }], None) if define.spreading.is_some() => {
            spread(first, define, value)
        }
        ([Case { value, when: None }], None) => plain(first, define, value),
        _ => in_cases(first, define),
    }
}

/// `define … of Party, spreading from party.listed` and the condition on which it spreads.
fn spread(first: String, define: &Define, condition: &Condition) -> String {
    let mut lines = head_lines(&define.head);
    lines.extend(clause("when", Some(condition)));
    block(first, lines)
}

/// A definition without cases: on the first line where it has room and nothing stands between.
fn plain(first: String, define: &Define, value: &CaseValue) -> String {
    let head = head_lines(&define.head);
    if !head.is_empty() {
        let value = case_value(value, Place::Column(UNDER_CLAUSE));
        return block(first, [head, vec![format!("  = {value}")]].concat());
    }
    let line = format!("{first} = {}", case_value(value, Place::Column(CLAUSE)));
    if line.lines().next().is_none_or(|line| width(line) <= WIDTH) {
        return line;
    }
    format!("{first} =\n  {}", case_value(value, Place::Column(UNDER_CLAUSE)))
}

fn in_cases(first: String, define: &Define) -> String {
    let lists = Place::Column(UNDER_CLAUSE);
    let values: Vec<String> =
        define.cases.iter().map(|case| format!("  = {}", case_value(&case.value, lists))).collect();
    let column = values.iter().filter(|value| !value.contains('\n')).map(|value| width(value)).max().unwrap_or(CLAUSE);
    let mut lines = head_lines(&define.head);
    lines.extend(values.iter().zip(&define.cases).map(|(value, case)| case_line(value, case.when.as_ref(), column)));
    lines.extend(define.otherwise.as_ref().map(|value| format!("  otherwise {}", case_value(value, lists))));
    block(first, lines)
}

/// A case with its `when` in `column`, under the value where that has several lines.
fn case_line(value: &str, when: Option<&Condition>, column: usize) -> String {
    let Some(when) = when else { return value.to_owned() };
    let when = condition_at(when, Place::Column(UNDER_CLAUSE));
    if value.contains('\n') {
        format!("{value}\n{}  when {when}", spaces(column))
    } else {
        format!("{}  when {when}", pad(value, column))
    }
}

fn case_value(value: &CaseValue, lists: Place) -> String {
    match value {
        CaseValue::Is(condition) => condition_at(condition, lists),
        CaseValue::Silent(_) => "the law is silent".to_owned(),
    }
}

// ---- dated data

pub(super) fn default(default: &Default) -> String {
    let (id, decision, value) = (&default.head.id, &default.decision, expr_at(&default.value, Place::OneLine));
    one_liner(format!("{}default {id} {decision} is {value}", amend(&default.head)), &default.head)
}

pub(super) fn value(item: &ValueItem) -> String {
    let value = expr_at(&item.value, Place::OneLine);
    one_liner(format!("{}value {} = {value}", amend(&item.head), item.head.id), &item.head)
}

pub(super) fn group(group: &Group) -> String {
    let head = format!("{}group {} of {} is", amend(&group.head), group.head.id, group.of);
    one_liner(wrapped_item(&head, &member_words(&group.members, &group.except)), &group.head)
}

/// Members as a list; `except` stands with the member after it, so that a line never ends in it.
fn member_words(members: &[GroupMember], except: &[GroupMember]) -> Vec<String> {
    let mut words: Vec<String> = members.iter().map(member).collect();
    if words.is_empty() {
        words.push("none".to_owned());
    }
    let mut except = except.iter().map(member);
    if let (Some(first), Some(last)) = (except.next(), words.last_mut()) {
        last.push_str(&format!(" except {first}"));
    }
    words.extend(except);
    words
}

/// `MO`, `A:5 as it stood on 2023-01-01`
fn member(member: &GroupMember) -> String {
    let stood = member.as_it_stood_on.as_ref().map_or(String::new(), |day| format!(" as it stood on {day}"));
    format!("{}{stood}", word_or_text(&member.name))
}

/// A provision of one line, its own dates after it, titles and quotations under it.
fn one_liner(line: String, head: &Head) -> String {
    if head.titles.is_empty() && head.quotes.is_empty() {
        return format!("{line}{}", dates(&head.dates));
    }
    block(line, head_lines(head))
}
