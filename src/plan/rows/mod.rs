//! Tables, tiers and scales tried over all values and all dates: gaps, overlaps, rows that nothing reaches, bounds out of order.
//!
//! What a row asks is constant between the bounds that any row names. So every input is tried at each bound, between each two, and
//! beyond the first and the last: that is all values. Days have nothing between one and the next. What a row asks of other facts
//! cannot be tried, and is an error of its own: a table says by itself what it covers.

mod space;

use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash, Hasher};

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHasher};

use self::space::{Assignment, Column, Cond, Space};
use super::error::{self, Rows as Form};
use crate::diagnostics::Diagnostic;
use crate::model::{
    CaseValue, Expr, ExprKind, Function, FunctionForm, HitPolicy, Input, Model, Provision, ProvisionId, ProvisionKind,
    Quantifier, Scale, Version,
};
use crate::source::Span;
use crate::temporal::{Text, Track};
use crate::value::{Date, Number};

/// Most cases of one table that are tried.
const MOST_CASES: usize = 200_000;
/// Most gaps, and most overlaps, told of one table.
const MOST_TOLD: usize = 4;

/// What has been tried: a table that reads the same on another day is not tried again.
#[derive(Default)]
pub struct Tried {
    tables: FxHashMap<u64, Vec<Reading>>,
    /// The bounds of scales that are out of order: where, and what they and those before them are.
    bounds: HashSet<(Span, Number, Number)>,
    /// The rows that some case reached on some day.
    reached: HashSet<Span>,
    /// The rows that no case reached on a day: table, row, and the first such day.
    unreached: IndexMap<Span, (String, String, Date)>,
}

/// How a table reads, whoever wrote its rows.
#[derive(PartialEq, Eq)]
struct Reading {
    id: String,
    otherwise: bool,
    rows: Vec<(String, Cond)>,
    columns: Vec<Column>,
}

impl Reading {
    fn is(&self, table: &Table, columns: &[Column]) -> bool {
        let rows = || table.rows.iter().map(|row| (&row.label, &row.covers));
        (&self.id, self.otherwise, &*self.columns) == (&table.id, table.otherwise, columns)
            && self.rows.iter().map(|(label, covers)| (label, covers)).eq(rows())
    }
}

impl Tried {
    /// True where a table has not been tried as it reads; it counts as tried from now on.
    fn is_new(&mut self, table: &Table, columns: &[Column]) -> bool {
        let mut hasher = FxHasher::default();
        (&table.id, table.otherwise).hash(&mut hasher);
        table.rows.iter().for_each(|row| (&row.label, &row.covers).hash(&mut hasher));
        let alike = self.tables.entry(hasher.finish()).or_default();
        let new = !alike.iter().any(|reading| reading.is(table, columns));
        if new {
            let rows = table.rows.iter().map(|row| (row.label.clone(), row.covers.clone())).collect();
            let (id, otherwise, columns) = (table.id.clone(), table.otherwise, columns.to_vec());
            alike.push(Reading { id, otherwise, rows, columns });
        }
        new
    }

    /// The rows that no case reaches on any day. A group may leave a row empty for a time; that is no mistake.
    pub fn unreachable(self) -> Vec<Diagnostic> {
        let never = self.unreached.into_iter().filter(|(span, _)| !self.reached.contains(span));
        never.map(|(span, (table, row, day))| error::row_unreachable(&table, &row, &day.to_string(), span)).collect()
    }
}

/// True where a rulebook has rows to try.
pub fn any(model: &Model) -> bool {
    !model.vocabulary.rows.is_empty() || model.vocabulary.defined.iter().any(|d| d.is_function())
}

/// Tries the tables, tiers and scales in force in a text on a day. A row of rules may be suspended, or not be enforced, alone: so
/// tables of rules are tried as they are printed.
pub fn check(model: &Model, text: &Text, on: Date, track: Track, tried: &mut Tried) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut tables: IndexMap<ProvisionId, Vec<(&Version, &Provision)>> = IndexMap::new();
    for (id, versions) in &text.provisions {
        for version in versions {
            let Some(provision) = model.version(*id, version) else { continue };
            if let ProvisionKind::Define { function: Some(function), .. } = &provision.kind {
                Check { model, text, on, tried, found: &mut found }.function(*function, provision);
            }
            if let (Some(table), Track::Printed) = (model.vocabulary.rows.get(id), track) {
                tables.entry(*table).or_default().push((version, provision));
            }
        }
    }
    for (table, rows) in tables {
        Check { model, text, on, tried, found: &mut found }.rule_table(table, &rows);
    }
    found
}

/// A row of a table, ready to be tried.
struct Row {
    label: String,
    span: Span,
    covers: Cond,
}

/// A table, ready to be tried.
struct Table {
    id: String,
    span: Span,
    policy: HitPolicy,
    form: Form,
    /// True with `otherwise`.
    otherwise: bool,
    rows: Vec<Row>,
}

struct Check<'c, 'm> {
    model: &'m Model,
    text: &'m Text,
    on: Date,
    tried: &'c mut Tried,
    found: &'c mut Vec<Diagnostic>,
}

impl Check<'_, '_> {
    fn function(&mut self, function: Function, provision: &Provision) {
        let ProvisionKind::Define { name, cases, otherwise, .. } = &provision.kind else { return };
        if let (FunctionForm::Scale, Some(CaseValue::Is(value))) =
            (function.form, cases.first().map(|case| &case.value))
        {
            if let ExprKind::Scale(scale) = &value.kind {
                self.bounds(provision, scale);
                self.bands(provision, &self.model.vocabulary.defined[name.ix()].inputs, scale);
            }
            return;
        }
        let inputs = &self.model.vocabulary.defined[name.ix()].inputs;
        let mut space = Space::new(self.model, self.text, &provision.variables.0, inputs);
        let rows = cases.iter().filter_map(|case| {
            let when = case.when.as_ref()?;
            let label = case.address.as_deref().unwrap_or_default().trim_start().to_string();
            Some(Row { label, span: when.span, covers: space.condition(when) })
        });
        let table = Table {
            id: self.model.tree.text(provision.id).to_string(),
            span: provision.id_span,
            policy: function.policy,
            form: Form::Values,
            otherwise: otherwise.is_some(),
            rows: rows.collect(),
        };
        let columns = space.columns();
        self.table(&table, &columns);
    }

    fn rule_table(&mut self, table: ProvisionId, rows: &[(&Version, &Provision)]) {
        let Some(declared) = self.model.vocabulary.rule_tables.get(&table) else { return };
        let id = self.model.tree.text(table).to_string();
        let mut all = Vec::new();
        // Rows name what they run over by one word, so all their paths are told apart by their words.
        let mut space = Space::new(self.model, self.text, &[], &[]);
        for (version, provision) in rows {
            let label = self.model.tree.text(provision.id);
            let label = label.strip_prefix(&id).map_or(label, |rest| rest.trim_start_matches('.')).to_string();
            space.variables(&provision.variables.0);
            let governing = provision.condition.as_ref().and_then(|c| governing(c, declared.governs));
            let covers = match governing {
                Some(parts) if version.guards.is_empty() => {
                    Cond::All(parts.iter().map(|part| space.condition(part)).collect())
                }
                _ => Cond::Unknown,
            };
            all.push(Row { label: format!("row {label}"), span: provision.id_span, covers });
        }
        let Some(span) = all.first().map(|row| row.span) else { return };
        let columns = space.columns();
        let policy = declared.policy;
        self.table(&Table { id, span, policy, form: Form::Rules, otherwise: false, rows: all }, &columns);
    }

    fn table(&mut self, table: &Table, columns: &[Column]) {
        if !self.tried.is_new(table, columns) {
            return;
        }
        let day = self.on.to_string();
        if let Some(row) = table.rows.iter().find(|row| row.covers.is_open()) {
            self.found.push(error::rows_unproven(&table.id, &row.label, row.span));
            return;
        }
        let cases = columns.iter().try_fold(1usize, |all, column| all.checked_mul(column.len()));
        if cases.is_none_or(|cases| cases > MOST_CASES) {
            self.found.push(error::rows_too_many(&table.id, table.span, MOST_CASES));
            return;
        }
        let mut seen = Seen { reached: vec![false; table.rows.len()], ..Seen::default() };
        let mut near = Near::new(table, columns);
        for assignment in space::assignments(columns) {
            near.go_to(assignment.first().copied().unwrap_or(0));
            self.case(table, columns, (&assignment, &near), &mut seen);
        }
        for gap in seen.gaps {
            let place = space::describe(self.model, columns, &gap);
            self.found.push(error::rows_gap(&table.id, &place, &day, table.span, table.form));
        }
        for (first, second, at) in seen.overlaps {
            let (Some(a), Some(b)) = (table.rows.get(first), table.rows.get(second)) else { continue };
            let place = space::describe(self.model, columns, &at);
            let (a, b) = ((a.label.as_str(), a.span), (b.label.as_str(), b.span));
            self.found.push(error::rows_overlap(&table.id, a, b, (&place, &day), table.form));
        }
        for (row, reached) in table.rows.iter().zip(&seen.reached) {
            if *reached {
                self.tried.reached.insert(row.span);
            } else {
                self.tried.unreached.entry(row.span).or_insert((table.id.clone(), row.label.clone(), self.on));
            }
        }
    }

    /// One case: which rows cover it.
    fn case(&self, table: &Table, columns: &[Column], (at, near): (&Assignment, &Near), seen: &mut Seen) {
        let covering: Vec<usize> =
            near.rows.iter().copied().filter(|ix| table.rows[*ix].covers.holds(columns, at)).collect();
        match (covering.as_slice(), table.policy) {
            ([], _) => {
                let new = !table.otherwise && seen.gaps.len() < MOST_TOLD && !seen.gaps.iter().any(|gap| gap.holds(at));
                if new {
                    let open = |at: &Assignment| !table.rows.iter().any(|row| row.covers.holds(columns, at));
                    seen.gaps.push(space::widened(columns, at, &open));
                }
            }
            ([first, ..], HitPolicy::First) => seen.reached[*first] = true,
            (all, policy) => {
                all.iter().for_each(|ix| seen.reached[*ix] = true);
                if let ([first, second, ..], HitPolicy::Only) = (all, policy) {
                    let told = seen.overlaps.iter().any(|(a, b, _)| (a, b) == (first, second));
                    if !told && seen.overlaps.len() < MOST_TOLD {
                        let both = |at: &Assignment| {
                            [*first, *second].iter().all(|ix| table.rows[*ix].covers.holds(columns, at))
                        };
                        seen.overlaps.push((*first, *second, space::widened(columns, at, &both)));
                    }
                }
            }
        }
    }

    /// Where the bands of a scale say where they begin and end, every amount lies in one of them.
    fn bands(&mut self, provision: &Provision, inputs: &[Input], scale: &Scale) {
        if scale.bands.iter().all(|band| band.start.is_none()) {
            return;
        }
        let mut space = Space::new(self.model, self.text, &[], inputs);
        let rows = scale.bands.iter().enumerate().map(|(n, band)| Row {
            label: format!("band {}", n + 1),
            span: band.span,
            covers: space.band(&scale.amount, band),
        });
        let table = Table {
            id: self.model.tree.text(provision.id).to_string(),
            span: provision.id_span,
            policy: HitPolicy::Only,
            form: Form::Bands,
            otherwise: false,
            rows: rows.collect(),
        };
        let columns = space.columns();
        self.table(&table, &columns);
    }

    /// The bounds of a scale rise.
    fn bounds(&mut self, provision: &Provision, scale: &Scale) {
        let mut last: Option<(Number, Span)> = None;
        for band in &scale.bands {
            let Some((_, bound)) = &band.bound else { continue };
            let Some(at) = space::number(self.model, self.text, bound) else { continue };
            if let Some((before, span)) = &last
                && at <= *before
                && self.tried.bounds.insert((bound.span, before.clone(), at.clone()))
            {
                let id = self.model.tree.text(provision.id);
                self.found.push(error::bounds_order(id, &self.on.to_string(), bound.span, *span));
            }
            last = Some((at, bound.span));
        }
    }
}

/// The rows that may cover a case, by its value of the first column: a long table is gone through once, not once for each case.
struct Near {
    /// The rows whose reach begins at each value, and those whose reach has ended there.
    begin: Vec<Vec<usize>>,
    end: Vec<Vec<usize>>,
    /// The value after the last one that was gone to.
    next: usize,
    rows: BTreeSet<usize>,
}

impl Near {
    fn new(table: &Table, columns: &[Column]) -> Near {
        let values = columns.first().map_or(1, Column::len);
        let (mut begin, mut end) = (vec![Vec::new(); values + 1], vec![Vec::new(); values + 1]);
        for (ix, row) in table.rows.iter().enumerate() {
            let reach = row.covers.reach(columns);
            if let (false, Some(begin), Some(end)) =
                (reach.is_empty(), begin.get_mut(reach.start), end.get_mut(reach.end))
            {
                begin.push(ix);
                end.push(ix);
            }
        }
        Near { begin, end, next: 0, rows: BTreeSet::new() }
    }

    /// Goes on to a value of the first column.
    fn go_to(&mut self, value: usize) {
        for at in self.next..=value {
            for ix in self.end.get(at).into_iter().flatten() {
                self.rows.remove(ix);
            }
            self.rows.extend(self.begin.get(at).into_iter().flatten());
        }
        self.next = value + 1;
    }
}

/// What was found over all cases.
#[derive(Default)]
struct Seen {
    reached: Vec<bool>,
    gaps: Vec<space::Region>,
    overlaps: Vec<(usize, usize, space::Region)>,
}

/// The paragraphs of a row's condition that say which row governs: one for each column before `||` that asks something.
fn governing(condition: &Expr, columns: usize) -> Option<Vec<&Expr>> {
    let list = match &condition.kind {
        ExprKind::Quantified { body: Some(body), .. } => body,
        _ => condition,
    };
    let ExprKind::List(Quantifier::AllOf, paragraphs) = &list.kind else { return None };
    let first = paragraphs.get(..columns)?;
    Some(first.iter().filter_map(|paragraph| paragraph.body.as_ref()).collect())
}
