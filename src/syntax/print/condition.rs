//! Conditions, their labelled paragraphs, and conclusions.

use super::expr::{expr_at, exprs};
use super::layout::{Place, begins_item, fits, folded, pad, quoted, width};
use crate::syntax::ast::{
    Case, Conclusion, ConclusionKind, Condition, Expr, Name, Paragraph, ParagraphList, Quantifier, Title,
};

/// A condition; the labels of its paragraphs go to `place`.
pub(super) fn condition_at(condition: &Condition, place: Place) -> String {
    match condition {
        Condition::Expr(expr) => expr_at(expr, place),
        Condition::List(list) => paragraph_list(list, place),
    }
}

fn paragraph_list(list: &ParagraphList, place: Place) -> String {
    let quantifier = quantifier(list.quantifier.node);
    format!("{quantifier}{}{}", place.line_break(), paragraphs(&list.paragraphs, place))
}

fn quantifier(quantifier: Quantifier) -> String {
    match quantifier {
        Quantifier::AllOf => "all of".to_owned(),
        Quantifier::AnyOf => "any of".to_owned(),
        Quantifier::NoneOf => "none of".to_owned(),
        Quantifier::ExactlyOneOf => "exactly one of".to_owned(),
        Quantifier::AtLeast(number) => format!("at least {number} of"),
    }
}

/// Paragraphs, the first at the current place and the others on lines after it, bodies in one column.
pub(super) fn paragraphs(paragraphs: &[Paragraph], place: Place) -> String {
    let labels = label_width(paragraphs.iter().map(|p| &p.label));
    paragraphs.iter().map(|p| paragraph(p, labels, place)).collect::<Vec<_>>().join(&place.line_break())
}

fn paragraph(paragraph: &Paragraph, labels: usize, place: Place) -> String {
    let label = place.cell(&format!("({})", paragraph.label), labels);
    format!("{label} {}", paragraph_body(paragraph, place.further(labels + 1)))
}

/// What stands after the label: title, quotation, then the condition, `reserved` or `omitted`.
pub(super) fn paragraph_body(paragraph: &Paragraph, place: Place) -> String {
    let mut lines: Vec<String> = paragraph.titles.iter().map(title).collect();
    lines.extend(paragraph.quotes.iter().map(|quote| format!("quote {}", quoted(quote))));
    let empty = if paragraph.omitted { "omitted" } else { "reserved" };
    lines.push(paragraph.body.as_ref().map_or(empty.to_owned(), |body| condition_at(body, place)));
    lines.join(&place.line_break())
}

fn title(title: &Title) -> String {
    format!("{} {}", title_label(title), quoted(&title.text))
}

/// `title` or `title[zh]`
pub(super) fn title_label(title: &Title) -> String {
    title.lang.as_ref().map_or("title".to_owned(), |lang| format!("title[{lang}]"))
}

/// The width of the widest label with its brackets.
fn label_width<'a>(labels: impl Iterator<Item = &'a Name>) -> usize {
    labels.map(|label| width(label) + 2).max().unwrap_or(0)
}

// ---- conclusions

/// `then …`, set in by two columns: labelled conclusions one a line, others joined by `and`.
pub(super) fn then(conclusions: &[Conclusion]) -> Vec<String> {
    if conclusions.iter().any(|c| c.label.is_some()) {
        return labelled_conclusions(conclusions);
    }
    let place = Place::Column(4);
    let parts: Vec<String> = conclusions.iter().map(|c| conclusion_at(c, place)).collect();
    if parts.is_empty() {
        Vec::new()
    } else {
        vec![format!("  then {}", parts.join(&format!(" and{}", place.line_break())))]
    }
}

/// Conclusions one a line. Duties that have one line each have their conditions in one column.
fn labelled_conclusions(conclusions: &[Conclusion]) -> Vec<String> {
    let labels = label_width(conclusions.iter().filter_map(|c| c.label.as_ref()));
    let place = Place::Column(5 + labels);
    let column = conclusions.iter().filter_map(|c| conditional_duty(c, place)).map(|(duty, _)| width(&duty)).max();
    let line = |conclusion: &Conclusion| {
        let label = conclusion.label.as_ref().map_or(String::new(), |label| format!("({label})"));
        let head = format!("    {} ", pad(&label, labels));
        let in_columns = conditional_duty(conclusion, place)
            .map(|(duty, when)| format!("{head}{}  {when}", pad(&duty, column.unwrap_or(0))))
            .filter(|line| fits(line));
        in_columns.unwrap_or_else(|| format!("{head}{}", conclusion_at(conclusion, place)))
    };
    std::iter::once("  then".to_owned()).chain(conclusions.iter().map(line)).collect()
}

/// A duty of one line and its condition, where that is no list.
fn conditional_duty(conclusion: &Conclusion, place: Place) -> Option<(String, String)> {
    let (verb, text, word, day, when) = match &conclusion.kind {
        ConclusionKind::Must { text, by, when } => ("must", text, "by", by.as_ref(), when.as_ref()?),
        ConclusionKind::MayNot { text, until, when } => ("may not", text, "until", until.as_ref(), when.as_ref()?),
        _ => return None,
    };
    let Condition::Expr(condition) = when else { return None };
    let duty = duty(verb, text, (word, day), None, Place::OneLine);
    let when = format!("when {}", expr_at(condition, Place::OneLine));
    place.has_room(&format!("{duty}  {when}")).then_some((duty, when))
}

/// A conclusion without its label; its further lines go to `place`.
pub(super) fn conclusion_at(conclusion: &Conclusion, place: Place) -> String {
    match &conclusion.kind {
        ConclusionKind::Is { decision, cases, otherwise } => concluded(decision, cases, otherwise.as_ref(), place),
        ConclusionKind::Includes { decision, elements } => format!("{decision} includes {}", exprs(elements, place)),
        ConclusionKind::Discretion { decision, criteria } => {
            let criteria = criteria.as_ref().map_or(String::new(), |text| format!(" {}", quoted(text)));
            format!("{decision} is left to discretion{criteria}")
        }
        ConclusionKind::Must { text, by, when } => duty("must", text, ("by", by.as_ref()), when.as_ref(), place),
        ConclusionKind::MayNot { text, until, when } => {
            duty("may not", text, ("until", until.as_ref()), when.as_ref(), place)
        }
        ConclusionKind::Deem { path, value } => {
            format!("deem {} is {}", expr_at(path, place), expr_at(value, place))
        }
        ConclusionKind::Omitted => "omitted".to_owned(),
    }
}

/// `license is required`, or `review is` and its cases, one a line. All stay on one line where a case, at the start of a
/// line, would be taken for an item (`end user`).
fn concluded(decision: &Name, cases: &[Case<Expr>], otherwise: Option<&Expr>, place: Place) -> String {
    let lists = place.further(2);
    let values: Vec<String> = cases.iter().map(|case| expr_at(&case.value, lists)).collect();
    let otherwise = otherwise.map(|value| expr_at(value, lists));
    if let (None, [value], [case]) = (&otherwise, values.as_slice(), cases) {
        let when = when(case.when.as_ref(), place);
        return format!("{decision} is {value}{when}");
    }
    let place = if values.iter().chain(&otherwise).any(|value| begins_item(value)) { Place::OneLine } else { place };
    let column = values.iter().chain(&otherwise).map(|value| width(value) + 1).max().unwrap_or(0);
    let mut lines: Vec<String> = values
        .iter()
        .zip(cases)
        .map(|(value, case)| format!("{}{}", place.cell(value, column), when(case.when.as_ref(), lists)))
        .collect();
    lines.extend(otherwise.map(|value| format!("{} otherwise", place.cell(&value, column))));
    let between = format!(";{}", place.line_break());
    format!("{decision} is{}{}", place.line_break(), lines.join(&between))
}

fn when(condition: Option<&Condition>, lists: Place) -> String {
    condition.map_or(String::new(), |condition| format!(" when {}", condition_at(condition, lists)))
}

/// `must "…" by … when …`, the parts on further lines where one line is too long.
fn duty(verb: &str, text: &str, day: (&str, Option<&Expr>), when: Option<&Condition>, place: Place) -> String {
    let (word, day) = day;
    let mut parts: Vec<String> = day.map(|day| format!("{word} {}", expr_at(day, place))).into_iter().collect();
    parts.extend(when.map(|condition| format!("when {}", condition_at(condition, place.further(2)))));
    let first = format!("{verb} {}", quoted(text));
    let Place::Column(column) = place else { return [vec![first], parts].concat().join(" ") };
    let line = [vec![first], parts.clone()].concat().join(" ");
    if place.has_room(&line) {
        return line;
    }
    let first = format!("{verb} {}", folded(&quoted(text), column + width(verb) + 1));
    let rest = parts.join(" ");
    let rest = if place.has_room(&rest) { rest } else { parts.join(&place.line_break()) };
    if rest.is_empty() { first } else { format!("{first}{}{rest}", place.line_break()) }
}
