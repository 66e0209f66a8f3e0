//! Tables, tiers and scales, and the changes of rows.

use super::{Lower, Pair, child, children, has, only};
use crate::source::Spanned;
use crate::syntax::ast::{
    Band, Cell, CellKind, Comparison, Expr, ExprKind, HitPolicy, IdText, Name, Row, RowChange, RowChangeKind, Scale,
    Table, TableForm, Test, TestKind, Tier, Tiers,
};
use crate::syntax::error;
use lexact_grammar::Rule;

impl Lower<'_> {
    /// `table …`, of either form
    pub(super) fn table(&mut self, pair: Pair<'_>) -> Option<Table> {
        let id = self.id_in(&pair)?;
        let headings = child(&pair, Rule::headings)?;
        let asked: Vec<Expr> = children(&headings, Rule::heading).filter_map(|p| self.heading(&p)).collect();
        let results = child(&headings, Rule::result_headings)?;
        let results: Vec<Expr> = children(&results, Rule::heading).filter_map(|p| self.heading(&p)).collect();
        let form = match child(&pair, Rule::inputs) {
            Some(inputs) => TableForm::Function {
                name: self.name_in(&pair, Rule::name)?,
                inputs: children(&inputs, Rule::name).map(|p| self.word(&p)).collect(),
            },
            None => TableForm::Rules {
                for_each: self.for_each(&pair),
                over: child(&pair, Rule::over).and_then(|p| self.over(&p)),
                then: self.then_part(&pair),
            },
        };
        let rows: Vec<Row> = pair
            .clone()
            .into_inner()
            .filter(|p| matches!(p.as_rule(), Rule::table_row | Rule::rule_row))
            .filter_map(|p| self.row(&p))
            .collect();
        let otherwise = child(&pair, Rule::otherwise_row).and_then(|p| child(&p, Rule::result_cell));
        let otherwise = otherwise.and_then(|p| self.cell(&p));
        let policies: Vec<Spanned<HitPolicy>> =
            children(&pair, Rule::hit_policy).filter_map(|p| self.policy(&p)).collect();
        if let [first, second, ..] = policies.as_slice() {
            self.out.push(error::said_twice(second.span, first.span, "how rows share out the cases"));
        }
        for row in &rows {
            self.check_width(row, (&asked, &results));
        }
        Some(Table {
            head: self.head(&pair, id),
            form,
            policy: policies.into_iter().next(),
            asked,
            results,
            rows,
            otherwise,
        })
    }

    /// `register …`
    pub(super) fn register(&mut self, pair: Pair<'_>) -> Option<Table> {
        let id = self.id_in(&pair)?;
        let headings = child(&pair, Rule::register_headings)?;
        let columns = children(&headings, Rule::column).map(|p| self.word(&p));
        let column = |name: Name| Expr { kind: ExprKind::Name(name.node), span: name.span };
        let asked: Vec<Expr> = columns.map(column).collect();
        let rows: Vec<Row> = children(&pair, Rule::register_row).filter_map(|p| self.row(&p)).collect();
        rows.iter().for_each(|row| self.check_width(row, (&asked, &[])));
        Some(Table {
            form: TableForm::Register(self.name_in(&pair, Rule::type_name)?),
            head: self.head(&pair, id),
            policy: None,
            asked,
            results: Vec::new(),
            rows,
            otherwise: None,
        })
    }

    fn heading(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        Some(self.path(&child(pair, Rule::path)?))
    }

    fn over(&mut self, pair: &Pair<'_>) -> Option<(Name, Expr)> {
        let variable = self.name_in(pair, Rule::name)?;
        let list = self.sum(&child(pair, Rule::sum)?)?;
        Some((variable, list))
    }

    fn policy(&self, pair: &Pair<'_>) -> Option<Spanned<HitPolicy>> {
        let policy = match only(pair)?.as_rule() {
            Rule::kw_first => HitPolicy::First,
            Rule::kw_all => HitPolicy::All,
            _ => HitPolicy::Only,
        };
        Some(Spanned::new(policy, self.span(pair)))
    }

    fn row(&mut self, pair: &Pair<'_>) -> Option<Row> {
        let label = self.name_in(pair, Rule::row_label)?;
        let (mut asked, mut results) = (Vec::new(), Vec::new());
        for cell in pair.clone().into_inner() {
            match cell.as_rule() {
                Rule::asked_cell | Rule::entry_cell => asked.extend(self.cell(&cell)),
                Rule::further_cell | Rule::result_cell => results.extend(self.cell(&cell)),
                _ => {}
            }
        }
        Some(Row { label, asked, results, span: self.span(pair) })
    }

    fn check_width(&mut self, row: &Row, (asked, results): (&[Expr], &[Expr])) {
        if row.asked.len() != asked.len() || row.results.len() != results.len() {
            let wanted = (asked.len(), results.len());
            self.out.push(error::row_width(row.span, &row.label, (row.asked.len(), row.results.len()), wanted));
        }
    }

    fn cell(&mut self, pair: &Pair<'_>) -> Option<Cell> {
        let span = self.span(pair);
        let first = only(pair)?;
        let kind = match first.as_rule() {
            Rule::law_is_silent => CellKind::Silent,
            Rule::plain_value => CellKind::Value(self.plain_value(&first)?),
            Rule::no_conclusion => CellKind::None,
            Rule::asked_cell => return self.cell(&first),
            Rule::any_cell => CellKind::Any,
            _ => CellKind::Tests(children(pair, Rule::cell_test).filter_map(|p| self.cell_test(&p)).collect()),
        };
        Some(Cell { kind, span })
    }

    fn cell_test(&mut self, pair: &Pair<'_>) -> Option<Test> {
        let inner = only(pair)?;
        let span = self.span(pair);
        let kind = match inner.as_rule() {
            Rule::symbol_test => {
                let comparison = match child(&inner, Rule::symbol)?.as_str() {
                    ">=" => Comparison::AtLeast,
                    "<=" => Comparison::AtMost,
                    ">" => Comparison::MoreThan,
                    _ => Comparison::LessThan,
                };
                TestKind::Compare(comparison, self.sum(&child(&inner, Rule::sum)?)?)
            }
            Rule::value => TestKind::Is(self.value(&inner)?),
            _ => return self.elliptic(pair),
        };
        Some(Test { kind, span })
    }

    // ---- tiers and scales

    /// `tiers …`
    pub(super) fn tiers(&mut self, pair: Pair<'_>) -> Option<Tiers> {
        let id = self.id_in(&pair)?;
        Some(Tiers {
            name: self.name_in(&pair, Rule::name)?,
            of: self.name_in(&pair, Rule::type_name)?,
            tiers: children(&pair, Rule::tier).filter_map(|p| self.tier(&p)).collect(),
            head: self.head(&pair, id),
        })
    }

    fn tier(&mut self, pair: &Pair<'_>) -> Option<Tier> {
        Some(Tier {
            number: self.number_text(&child(pair, Rule::number)?),
            title: self.text_in(pair),
            when: self.clause(pair, Rule::when),
            span: self.span(pair),
        })
    }

    /// `scale …`
    pub(super) fn scale(&mut self, pair: Pair<'_>) -> Option<Scale> {
        let id = self.id_in(&pair)?;
        let mut names = children(&pair, Rule::name).map(|p| self.word(&p));
        let (name, input) = (names.next()?, names.next()?);
        let bands: Vec<Band> = children(&pair, Rule::band).filter_map(|p| self.band(&p)).collect();
        self.check_bands(&bands);
        Some(Scale { head: self.head(&pair, id), name, input, marginal: has(&pair, Rule::kw_marginal), bands })
    }

    fn band(&mut self, pair: &Pair<'_>) -> Option<Band> {
        let start = self.end_of_band(pair, Rule::band_start, Rule::kw_from);
        let bound = self.end_of_band(pair, Rule::band_end, Rule::kw_up);
        let rate = self.sum(&child(pair, Rule::sum)?)?;
        Some(Band { start, bound, rate, span: self.span(pair) })
    }

    /// An end of a band, and whether it is in the band: the word says so.
    fn end_of_band(&mut self, band: &Pair<'_>, end: Rule, included: Rule) -> Option<(bool, Expr)> {
        let end = child(band, end)?;
        Some((has(&end, included), self.sum(&child(&end, Rule::sum)?)?))
    }

    /// The last band, and no other, has no end: an amount of any size lies in one. Where one says where it begins, all after the
    /// first do: a band that is left out would not be missed otherwise.
    fn check_bands(&mut self, bands: &[Band]) {
        let Some((last, before)) = bands.split_last() else { return };
        if last.bound.is_some() {
            self.out.push(error::no_above(last.span));
        }
        self.out.extend(before.iter().filter(|band| band.bound.is_none()).map(|band| error::above_not_last(band.span)));
        if let Some(says) = bands.iter().find(|band| band.start.is_some()) {
            let silent = bands.iter().skip(1).filter(|band| band.start.is_none());
            self.out.extend(silent.map(|band| error::band_begins(band.span, says.span)));
        }
    }

    // ---- changes of rows

    /// `amend row 2 of ID`, `insert rows into ID`, `omit row 2 of ID`
    pub(super) fn row_change(&mut self, pair: Pair<'_>) -> Option<RowChange> {
        let target: IdText = self.id_in(&pair)?;
        let rows = pair.clone().into_inner().filter(|p| matches!(p.as_rule(), Rule::table_row | Rule::register_row));
        let rows: Vec<Row> = rows.filter_map(|p| self.row(&p)).collect();
        let kind = match pair.as_rule() {
            Rule::insert_rows => RowChangeKind::Insert(rows),
            Rule::omit_row => RowChangeKind::Omit(self.name_in(&pair, Rule::row_label)?),
            _ => {
                let label = self.name_in(&pair, Rule::row_label)?;
                let row = rows.into_iter().next()?;
                if row.label.node != label.node {
                    self.out.push(error::another_row(row.label.span, &label, &row.label));
                }
                RowChangeKind::Amend(label, Box::new(row))
            }
        };
        Some(RowChange { kind, target, dates: self.dates(&pair) })
    }
}
