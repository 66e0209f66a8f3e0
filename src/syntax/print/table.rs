//! Tables, tiers and scales: cells in columns, one row a line.

use super::condition::{condition_at, then};
use super::expr::{cell_test, expr_at};
use super::layout::{Place, block, list, pad, quoted, spaces, width};
use super::provision::{amend, dates, for_each, head_lines};
use crate::syntax::ast::{
    Band, Cell, CellKind, Expr, HitPolicy, Row, RowChange, RowChangeKind, Scale, Table, TableForm, Tier, Tiers,
};

pub(super) fn table(table: &Table) -> String {
    let first = format!("{}table {}", amend(&table.head), table.head.id);
    let first = match &table.form {
        TableForm::Register(of) => format!("{}register {} of {of}", amend(&table.head), table.head.id),
        TableForm::Function { name, inputs } => format!("{first} {name} of ({})", list(inputs)),
        TableForm::Rules { for_each: record, over, .. } => {
            let over = over.as_ref().map_or(String::new(), |(variable, list)| {
                format!(", for any {variable} in {}", expr_at(list, Place::OneLine))
            });
            format!("{first}{}{over}", for_each(record.as_ref()))
        }
    };
    let mut lines = head_lines(&table.head);
    lines.extend(table.policy.as_ref().map(|policy| format!("  {}", policy_word(policy.node))));
    let heading = |paths: &[crate::syntax::ast::Expr]| paths.iter().map(|p| expr_at(p, Place::OneLine)).collect();
    let mut grid = vec![Line { label: "row".into(), asked: heading(&table.asked), results: heading(&table.results) }];
    grid.extend(table.rows.iter().map(line));
    lines.extend(columns(&grid, table.otherwise.as_ref().map(cell)));
    if let TableForm::Rules { then: conclusions, .. } = &table.form {
        lines.extend(then(conclusions));
    }
    block(first, lines)
}

fn policy_word(policy: HitPolicy) -> &'static str {
    match policy {
        HitPolicy::Only => "only",
        HitPolicy::First => "first",
        HitPolicy::All => "all",
    }
}

/// The words of one row.
struct Line {
    label: String,
    asked: Vec<String>,
    results: Vec<String>,
}

fn line(row: &Row) -> Line {
    let cells = |cells: &[Cell]| cells.iter().map(cell).collect();
    Line { label: row.label.node.clone(), asked: cells(&row.asked), results: cells(&row.results) }
}

/// What a cell says.
pub(super) fn cell(cell: &Cell) -> String {
    match &cell.kind {
        CellKind::Any => "any".to_owned(),
        CellKind::None => "none".to_owned(),
        CellKind::Silent => "the law is silent".to_owned(),
        CellKind::Value(value) => expr_at(value, Place::OneLine),
        CellKind::Tests(tests) => tests.iter().map(|test| cell_test(&test.kind)).collect::<Vec<_>>().join(", "),
    }
}

/// Rows with their cells in columns; the last line, where there is one, is `otherwise`.
fn columns(grid: &[Line], otherwise: Option<String>) -> Vec<String> {
    let widest =
        |cells: &dyn Fn(&Line) -> Option<&String>| grid.iter().filter_map(cells).map(|c| width(c)).max().unwrap_or(0);
    let count = |of: &dyn Fn(&Line) -> usize| grid.iter().map(of).max().unwrap_or(0);
    let labels = widest(&|line| Some(&line.label));
    let asked: Vec<usize> = (0..count(&|l| l.asked.len())).map(|n| widest(&|line| line.asked.get(n))).collect();
    let mut results: Vec<usize> =
        (0..count(&|l| l.results.len())).map(|n| widest(&|line| line.results.get(n))).collect();
    if let (Some(last), Some(words)) = (results.first_mut(), &otherwise) {
        *last = (*last).max(width(words));
    }
    let cells = |cells: &[String], widths: &[usize]| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!(" {} ", pad(cell, *width)));
        padded.collect::<Vec<_>>().join("|")
    };
    let row = |line: &Line| {
        let bar = if line.asked.is_empty() { "" } else { "|" };
        let (label, asked) = (pad(&line.label, labels), cells(&line.asked, &asked));
        match line.results.is_empty() {
            true => format!("  | {label} {bar}{asked}|"),
            false => format!("  | {label} {bar}{asked}||{}|", cells(&line.results, &results)),
        }
    };
    let mut lines: Vec<String> = grid.iter().map(row).collect();
    if let Some(words) = otherwise {
        let before = lines.first().and_then(|line| line.find("||")).unwrap_or(0);
        let head = format!("{}||", pad("  | otherwise", before));
        lines.push(format!("{head}{}|", cells(&[words], &results)));
    }
    lines
}

pub(super) fn tiers(tiers: &Tiers) -> String {
    let first = format!("{}tiers {} {} of {}", amend(&tiers.head), tiers.head.id, tiers.name, tiers.of);
    let heads: Vec<String> = tiers.tiers.iter().map(tier_head).collect();
    let column = heads.iter().map(|head| width(head)).max().unwrap_or(0);
    let mut lines = head_lines(&tiers.head);
    lines.extend(tiers.tiers.iter().zip(&heads).map(|(tier, head)| {
        let when = tier
            .when
            .as_ref()
            .map_or("otherwise".to_owned(), |when| format!("when {}", condition_at(when, Place::Column(6))));
        format!("  {}  {when}", pad(head, column))
    }));
    block(first, lines)
}

fn tier_head(tier: &Tier) -> String {
    let title = tier.title.as_ref().map_or(String::new(), |title| format!("  {}", quoted(title)));
    format!("tier {}{title}", tier.number.text)
}

pub(super) fn scale(scale: &Scale) -> String {
    let kind = if scale.marginal { "marginal" } else { "whole" };
    let (head, name, input) = (&scale.head, &scale.name, &scale.input);
    let heading = format!("{}scale {} {name} on {input}, {kind}", amend(head), head.id);
    let ends: Vec<(String, String)> = scale.bands.iter().map(ends_of).collect();
    let first = ends.iter().map(|(first, _)| width(first)).max().unwrap_or(0);
    let bound = |(start, end): &(String, String)| match end.as_str() {
        "" => start.clone(),
        end => format!("{}  {end}", pad(start, first)),
    };
    let bounds: Vec<String> = ends.iter().map(bound).collect();
    let column = bounds.iter().map(|bound| width(bound)).max().unwrap_or(0);
    let mut lines = head_lines(head);
    lines.extend(
        scale
            .bands
            .iter()
            .zip(&bounds)
            .map(|(band, bound)| format!("  {}  at {}", pad(bound, column), expr_at(&band.rate, Place::OneLine))),
    );
    block(heading, lines)
}

/// `above 125_000 GBP` and `up to 250_000 GBP`; alone where the band says one of them; `above` where it says neither.
fn ends_of(band: &Band) -> (String, String) {
    let say = |end: &Option<(bool, Expr)>, included: &str, excluded: &str| {
        end.as_ref().map(|(inside, at)| {
            format!("{} {}", if *inside { included } else { excluded }, expr_at(at, Place::OneLine))
        })
    };
    match (say(&band.start, "from", "above"), say(&band.bound, "up to", "below")) {
        (Some(start), end) => (start, end.unwrap_or_default()),
        (None, Some(end)) => (end, String::new()),
        (None, None) => ("above".to_owned(), String::new()),
    }
}

pub(super) fn row_change(change: &RowChange) -> String {
    let under = |first: String, rows: &[&Row]| {
        let grid: Vec<Line> = rows.iter().map(|row| line(row)).collect();
        let mut lines = columns(&grid, None);
        lines.extend(
            Some(format!("{}{}", spaces(1), dates(&change.dates))).filter(|_| !dates(&change.dates).is_empty()),
        );
        block(first, lines)
    };
    match &change.kind {
        RowChangeKind::Amend(label, row) => under(format!("amend row {label} of {}", change.target), &[row]),
        RowChangeKind::Insert(rows) => {
            let word = if rows.len() == 1 { "row" } else { "rows" };
            under(format!("insert {word} into {}", change.target), &rows.iter().collect::<Vec<_>>())
        }
        RowChangeKind::Omit(label) => format!("omit row {label} of {}{}", change.target, dates(&change.dates)),
    }
}
