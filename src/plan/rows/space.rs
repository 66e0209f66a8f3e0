//! All values of the inputs of a table, as far as its rows tell them apart.

use std::ops::Range;

use indexmap::IndexMap;

use crate::model::{
    Arithmetic, Band, Clause, Comparison, Constant, Expr, ExprKind, GroupTerm, Input, Model, Quantifier, Type,
};
use crate::plan::{Datum, datum};
use crate::temporal::{Text, members_as_they_stood, members_of};
use crate::value::{Date, Number};

/// Something that rows ask about, and the values they tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    name: String,
    ty: Type,
    values: Vec<Sample>,
}

/// One value, or all values between two bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sample {
    /// None, of what may be none.
    None,
    /// A member, `yes` or `no`, a name.
    Exactly(Datum),
    /// Any name that no row mentions.
    Other,
    /// A bound.
    At(Datum),
    /// Between two bounds; open at an end that is missing.
    Between(Option<Datum>, Option<Datum>),
}

/// What a row asks, with its bounds as numbers and its groups as members.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cond {
    /// All of these.
    All(Vec<Cond>),
    /// Any of these.
    Any(Vec<Cond>),
    /// Not this.
    Not(Box<Cond>),
    /// A test of a column.
    Test(usize, Test),
    /// Always or never.
    Is(bool),
    /// It depends on something else.
    Unknown,
}

/// A test of a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// Compared with a bound.
    Compare(Comparison, Datum),
    /// One of these.
    In(Vec<Datum>),
    /// None.
    IsNone,
}

/// One value for each column, by its place.
pub type Assignment = Vec<usize>;

/// For each column, from which value to which.
#[derive(Clone, Debug)]
pub struct Region(Vec<(usize, usize)>);

impl Region {
    /// True if a case lies in it.
    pub fn holds(&self, at: &Assignment) -> bool {
        self.0.iter().zip(at).all(|((from, to), value)| from <= value && value <= to)
    }
}

impl Column {
    /// How many values are told apart.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// The values that compare so with a bound, and perhaps others. What lies on a line is sorted, with none at its end.
    fn compared(&self, by: Comparison, bound: &Datum) -> Range<usize> {
        let end = self.len() - usize::from(self.values.last() == Some(&Sample::None));
        let line = self.values.get(..end).unwrap_or_default();
        if !line.iter().take(1).all(|sample| matches!(sample, Sample::At(_) | Sample::Between(..))) {
            return 0..self.len();
        }
        let holds = |by| move |sample: &Sample| Test::Compare(by, bound.clone()).holds(sample);
        let first = |by| line.partition_point(|sample| !holds(by)(sample));
        let last = |by| line.partition_point(holds(by));
        match by {
            Comparison::AtLeast | Comparison::MoreThan => first(by)..end,
            Comparison::AtMost | Comparison::LessThan => 0..last(by),
            Comparison::Exactly => first(Comparison::AtLeast)..last(Comparison::AtMost),
        }
    }
}

impl Cond {
    /// True where something in it depends on more than the columns.
    pub fn is_open(&self) -> bool {
        match self {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().any(Cond::is_open),
            Cond::Not(inner) => inner.is_open(),
            Cond::Unknown => true,
            Cond::Test(..) | Cond::Is(_) => false,
        }
    }

    /// The values of the first column of which it may hold; of no others does it.
    pub fn reach(&self, columns: &[Column]) -> Range<usize> {
        let all = 0..columns.first().map_or(1, Column::len);
        match (self, columns.first()) {
            (Cond::All(parts), _) => parts.iter().map(|part| part.reach(columns)).fold(all, |a, b| {
                let start = a.start.max(b.start);
                start..a.end.min(b.end).max(start)
            }),
            (Cond::Test(0, Test::Compare(by, bound)), Some(first)) => first.compared(*by, bound),
            _ => all,
        }
    }

    /// Whether it holds of a case.
    pub fn holds(&self, columns: &[Column], at: &Assignment) -> bool {
        match self {
            Cond::All(parts) => parts.iter().all(|part| part.holds(columns, at)),
            Cond::Any(parts) => parts.iter().any(|part| part.holds(columns, at)),
            Cond::Not(inner) => !inner.holds(columns, at),
            Cond::Is(holds) => *holds,
            Cond::Unknown => false,
            Cond::Test(column, test) => {
                let sample = columns.get(*column).zip(at.get(*column)).and_then(|(c, value)| c.values.get(*value));
                sample.is_some_and(|sample| test.holds(sample))
            }
        }
    }
}

impl Test {
    fn holds(&self, sample: &Sample) -> bool {
        match (self, sample) {
            (Test::IsNone, sample) => *sample == Sample::None,
            (_, Sample::None) => false,
            (Test::In(values), Sample::Exactly(value) | Sample::At(value)) => values.contains(value),
            (Test::In(_), _) => false,
            (Test::Compare(by, bound), Sample::Exactly(value) | Sample::At(value)) => {
                value.order(bound).is_some_and(|ordering| by.holds(ordering))
            }
            // Between two bounds every value compares alike with either of them, and with all others.
            (Test::Compare(by, bound), Sample::Between(low, high)) => {
                let above = low.as_ref().and_then(|low| low.order(bound)).is_some_and(|o| o.is_ge());
                let below = high.as_ref().and_then(|high| high.order(bound)).is_some_and(|o| o.is_le());
                match (above, below) {
                    (true, _) => by.holds(std::cmp::Ordering::Greater),
                    (_, true) => by.holds(std::cmp::Ordering::Less),
                    _ => false,
                }
            }
            (Test::Compare(..), Sample::Other) => false,
        }
    }
}

/// The columns of a table while its rows are read.
pub struct Space<'m> {
    model: &'m Model,
    text: &'m Text,
    variables: Vec<(String, Type)>,
    inputs: &'m [Input],
    columns: IndexMap<String, Draft>,
}

/// What a cell is about: its words, its type, and its declared lower bound.
type Subject = (String, Type, Option<(Number, bool)>);

/// A column and the bounds found so far.
struct Draft {
    ty: Type,
    optional: bool,
    lower: Option<(Number, bool)>,
    bounds: Vec<Datum>,
}

impl<'m> Space<'m> {
    /// No column yet.
    pub fn new(model: &'m Model, text: &'m Text, variables: &[(String, Type)], inputs: &'m [Input]) -> Space<'m> {
        Space { model, text, variables: variables.to_vec(), inputs, columns: IndexMap::new() }
    }

    /// The variables of the row that is read next.
    pub fn variables(&mut self, variables: &[(String, Type)]) {
        self.variables = variables.to_vec();
    }

    /// What a row asks.
    pub fn condition(&mut self, expr: &Expr) -> Cond {
        match &expr.kind {
            ExprKind::Constant(Constant::YesNo(holds)) => Cond::Is(*holds),
            ExprKind::And(parts) => Cond::All(parts.iter().map(|part| self.condition(part)).collect()),
            ExprKind::Or(parts) => Cond::Any(parts.iter().map(|part| self.condition(part)).collect()),
            ExprKind::Not(inner) => Cond::Not(Box::new(self.condition(inner))),
            ExprKind::List(quantifier, paragraphs) => {
                let parts =
                    paragraphs.iter().filter_map(|p| p.body.as_ref()).map(|body| self.condition(body)).collect();
                match quantifier {
                    Quantifier::AllOf => Cond::All(parts),
                    Quantifier::AnyOf => Cond::Any(parts),
                    Quantifier::NoneOf => Cond::Not(Box::new(Cond::Any(parts))),
                    _ => Cond::Unknown,
                }
            }
            ExprKind::Compare(by, subject, bound) | ExprKind::CompareDates(by, subject, bound) => {
                self.compare(*by, subject, bound).unwrap_or(Cond::Unknown)
            }
            ExprKind::Equals(subject, value) => self.equals(subject, value).unwrap_or(Cond::Unknown),
            ExprKind::In(subject, group, day) => {
                let members = match day {
                    None => members_of(self.model, self.text, *group),
                    Some(day) => members_as_they_stood(self.model, self.text, *group, *day),
                };
                let values = members.iter().filter_map(member).collect();
                self.test(subject, Test::In(values)).unwrap_or(Cond::Unknown)
            }
            ExprKind::IsNone(subject) => self.test(subject, Test::IsNone).unwrap_or(Cond::Unknown),
            _ => self.test(expr, Test::In(vec![Datum::YesNo(true)])).unwrap_or(Cond::Unknown),
        }
    }

    /// The amounts of a scale that lie in a band. A scale says nothing of what is less than nothing.
    pub fn band(&mut self, amount: &Expr, band: &Band) -> Cond {
        let start = band.start.as_ref().map(|(included, at)| {
            let by = if *included { Comparison::AtLeast } else { Comparison::MoreThan };
            self.compare(by, amount, at).unwrap_or(Cond::Unknown)
        });
        let end = band.bound.as_ref().map(|(included, at)| {
            let by = if *included { Comparison::AtMost } else { Comparison::LessThan };
            self.compare(by, amount, at).unwrap_or(Cond::Unknown)
        });
        self.columns.values_mut().for_each(|draft| draft.lower = Some((Number::ZERO, true)));
        Cond::All(start.into_iter().chain(end).collect())
    }

    fn compare(&mut self, by: Comparison, subject: &Expr, bound: &Expr) -> Option<Cond> {
        let bound = constant(self.model, self.text, bound)?;
        self.test(subject, Test::Compare(by, bound))
    }

    fn equals(&mut self, subject: &Expr, value: &Expr) -> Option<Cond> {
        let value = constant(self.model, self.text, value)?;
        match value {
            Datum::Number(_) | Datum::Date(_) | Datum::Days(_) | Datum::Months(_) => {
                self.test(subject, Test::Compare(Comparison::Exactly, value))
            }
            _ => self.test(subject, Test::In(vec![value])),
        }
    }

    /// A test of something that has a column, or gets one.
    fn test(&mut self, subject: &Expr, test: Test) -> Option<Cond> {
        let (name, ty, lower) = self.subject(subject)?;
        let (ty, optional) = (ty.required().clone(), matches!(ty, Type::Optional(_)));
        let entry = self.columns.entry(name);
        let column = entry.index();
        let draft = entry.or_insert(Draft { ty, optional, lower, bounds: Vec::new() });
        match &test {
            Test::Compare(_, bound) => draft.bounds.push(bound.clone()),
            Test::In(values) => draft.bounds.extend(values.iter().cloned()),
            Test::IsNone => {}
        }
        Some(Cond::Test(column, test))
    }

    /// The path a cell is about.
    fn subject(&self, expr: &Expr) -> Option<Subject> {
        let vocabulary = &self.model.vocabulary;
        match &expr.kind {
            ExprKind::Input(ix) => self.inputs.get(*ix as usize).map(|i| (i.name.clone(), i.ty.clone(), None)),
            ExprKind::Variable(id) => self.variables.get(id.ix()).map(|(name, ty)| (name.clone(), ty.clone(), None)),
            ExprKind::Fact(id) => {
                let (name, fact) = vocabulary.fact(*id);
                Some((name.to_string(), fact.ty.clone(), fact.lower.clone()))
            }
            ExprKind::Field(base, record, field) => {
                let (base, _, _) = self.subject(base)?;
                let (name, field) = vocabulary.record(*record).fields.get_index(field.ix())?;
                Some((format!("{base}.{name}"), field.ty.clone(), field.lower.clone()))
            }
            ExprKind::AsGiven(inner) => {
                let (name, ty, lower) = self.subject(inner)?;
                Some((format!("{name} as given"), ty, lower))
            }
            ExprKind::Defined(id, None) => {
                let defined = &vocabulary.defined[id.ix()];
                Some((defined.name.clone(), defined.ty.clone(), None))
            }
            ExprKind::Defined(id, Some(of)) => {
                let (of, _, _) = self.subject(of)?;
                let defined = &vocabulary.defined[id.ix()];
                Some((format!("{} of {of}", defined.name), defined.ty.clone(), None))
            }
            _ => None,
        }
    }

    /// The columns, with every value that is told apart.
    pub fn columns(&self) -> Vec<Column> {
        let column = |(name, draft): (&String, &Draft)| {
            let mut values = match &draft.ty {
                Type::Enumeration(id) => {
                    let members = self.model.vocabulary.enumerations[id.ix()].members.len() as u32;
                    (0..members).map(|m| Sample::Exactly(Datum::Member(m))).collect()
                }
                Type::YesNo => vec![Sample::Exactly(Datum::YesNo(true)), Sample::Exactly(Datum::YesNo(false))],
                Type::Text => names(&draft.bounds),
                _ => line(&draft.bounds, draft.lower.as_ref()),
            };
            if draft.optional {
                values.push(Sample::None);
            }
            Column { name: name.clone(), ty: draft.ty.clone(), values }
        };
        self.columns.iter().map(column).collect()
    }
}

fn member(term: &GroupTerm) -> Option<Datum> {
    match term {
        GroupTerm::Member(m) => Some(Datum::Member(*m)),
        GroupTerm::Text(text) => Some(Datum::Text(text.as_str().into())),
        _ => None,
    }
}

/// Every name that is mentioned, and any other.
fn names(mentioned: &[Datum]) -> Vec<Sample> {
    let mut all: Vec<Sample> = Vec::new();
    for name in mentioned {
        let sample = Sample::Exactly(name.clone());
        if !all.contains(&sample) {
            all.push(sample);
        }
    }
    all.push(Sample::Other);
    all
}

/// Every bound, and what lies between, below and above them, down to where the declaration ends.
fn line(bounds: &[Datum], lower: Option<&(Number, bool)>) -> Vec<Sample> {
    let least = lower.map(|(at, _)| Datum::Number(at.clone()));
    let mut bounds: Vec<Datum> = bounds.iter().chain(&least).cloned().collect();
    bounds.sort_by(|a, b| a.order(b).unwrap_or(std::cmp::Ordering::Equal));
    bounds.dedup();
    let mut all = Vec::new();
    let mut before: Option<Datum> = None;
    for bound in bounds {
        if !follows(before.as_ref(), &bound) {
            all.push(Sample::Between(before.clone(), Some(bound.clone())));
        }
        all.push(Sample::At(bound.clone()));
        before = Some(bound);
    }
    all.push(Sample::Between(before, None));
    let Some((least, included)) = least.zip(lower.map(|(_, included)| *included)) else { return all };
    let from = all.iter().position(|sample| *sample == Sample::At(least.clone())).unwrap_or(0);
    all.split_off(from + usize::from(!included))
}

/// True where nothing lies between two bounds: one day and the next.
fn follows(before: Option<&Datum>, bound: &Datum) -> bool {
    match (before, bound) {
        (Some(Datum::Date(a)), Datum::Date(b)) => a.next() == *b,
        (Some(Datum::Days(a)), Datum::Days(b)) | (Some(Datum::Months(a)), Datum::Months(b)) => a + 1 == *b,
        (None, Datum::Date(first)) => *first == Date::FIRST,
        _ => false,
    }
}

/// Every case; the first column moves last.
pub fn assignments(columns: &[Column]) -> impl Iterator<Item = Assignment> {
    let sizes: Vec<usize> = columns.iter().map(Column::len).collect();
    let mut next = Some(vec![0; sizes.len()]);
    std::iter::from_fn(move || {
        let now = next.clone()?;
        let mut further = now.clone();
        let moved = (0..sizes.len()).rev().find(|ix| {
            further[*ix] += 1;
            let carries = further[*ix] >= sizes[*ix];
            if carries {
                further[*ix] = 0;
            }
            !carries
        });
        next = moved.map(|_| further);
        Some(now)
    })
}

/// The largest region around a case, column by column, of which all is as the case is.
pub fn widened(columns: &[Column], at: &Assignment, alike: &dyn Fn(&Assignment) -> bool) -> Region {
    let mut region = Region(at.iter().map(|value| (*value, *value)).collect());
    for (ix, column) in columns.iter().enumerate() {
        let ordered = column.values.iter().any(|sample| matches!(sample, Sample::At(_) | Sample::Between(..)));
        while region.0[ix].1 + 1 < column.len() && ordered {
            let mut wider = region.clone();
            wider.0[ix] = (region.0[ix].1 + 1, region.0[ix].1 + 1);
            let is_none = column.values.get(wider.0[ix].0) == Some(&Sample::None);
            if is_none || !within(&wider).all(|case| alike(&case)) {
                break;
            }
            region.0[ix].1 += 1;
        }
        while region.0[ix].0 > 0 && ordered {
            let mut wider = region.clone();
            wider.0[ix] = (region.0[ix].0 - 1, region.0[ix].0 - 1);
            if !within(&wider).all(|case| alike(&case)) {
                break;
            }
            region.0[ix].0 -= 1;
        }
    }
    region
}

/// Every case of a region.
fn within(region: &Region) -> impl Iterator<Item = Assignment> + '_ {
    let mut next: Option<Assignment> = Some(region.0.iter().map(|(from, _)| *from).collect());
    std::iter::from_fn(move || {
        let now = next.clone()?;
        let mut further = now.clone();
        let moved = (0..further.len()).rev().find(|ix| {
            let (from, to) = region.0[*ix];
            further[*ix] += 1;
            let carries = further[*ix] > to;
            if carries {
                further[*ix] = from;
            }
            !carries
        });
        next = moved.map(|_| further);
        Some(now)
    })
}

/// A region in words: `frequency more than 6.8 GHz and at most 8.5 GHz, power any`.
pub fn describe(model: &Model, columns: &[Column], region: &Region) -> String {
    let parts = columns.iter().zip(&region.0).map(|(column, (from, to))| {
        let (Some(first), Some(last)) = (column.values.get(*from), column.values.get(*to)) else {
            return String::new();
        };
        format!("{} {}", column.name, interval(model, &column.ty, first, last))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "any case".into() } else { parts.join(", ") }
}

fn interval(model: &Model, ty: &Type, first: &Sample, last: &Sample) -> String {
    let words = |datum: &Datum| model.datum_text(datum, Some(ty));
    let is_date = *ty == Type::Date;
    let low = match first {
        Sample::None => return "none".into(),
        Sample::Other => return "of any other name".into(),
        Sample::Exactly(value) => return format!("is {}", words(value)),
        Sample::At(value) if first == last => return format!("exactly {}", words(value)),
        Sample::At(value) => Some(format!("{} {}", if is_date { "on or after" } else { "at least" }, words(value))),
        Sample::Between(low, _) => {
            low.as_ref().map(|low| format!("{} {}", if is_date { "after" } else { "more than" }, words(low)))
        }
    };
    let high = match last {
        Sample::At(value) => Some(format!("{} {}", if is_date { "on or before" } else { "at most" }, words(value))),
        Sample::Between(_, high) => {
            high.as_ref().map(|high| format!("{} {}", if is_date { "before" } else { "less than" }, words(high)))
        }
        _ => None,
    };
    let ends: Vec<String> = low.into_iter().chain(high).collect();
    if ends.is_empty() { "any".into() } else { ends.join(" and ") }
}

/// The number that an expression of constants and values comes to on the day of a text; none where that depends on anything else.
pub fn number(model: &Model, text: &Text, expr: &Expr) -> Option<Number> {
    match constant(model, text, expr)? {
        Datum::Number(number) => Some(number),
        _ => None,
    }
}

fn constant(model: &Model, text: &Text, expr: &Expr) -> Option<Datum> {
    match &expr.kind {
        ExprKind::Constant(constant) => Some(datum(constant)),
        ExprKind::Quantity(number, _) => Some(Datum::Number(number.clone())),
        ExprKind::Value(id, day) => {
            let text = match day {
                None => text,
                Some(day) => text.earlier.get(day)?,
            };
            let [version] = text.values.get(id)?.as_slice() else { return None };
            match &model.statement(version.last()).clause {
                Clause::Value(_, value) | Clause::Set(_, value) => constant(model, text, value),
                _ => None,
            }
        }
        ExprKind::Negate(inner) => Some(Datum::Number(number(model, text, inner)?.neg())),
        ExprKind::Arithmetic(op, a, b) => {
            let (a, b) = (number(model, text, a)?, number(model, text, b)?);
            let result = match op {
                Arithmetic::Add => Some(a.add(&b)),
                Arithmetic::Subtract => Some(a.sub(&b)),
                Arithmetic::Multiply => Some(a.mul(&b)),
                Arithmetic::Divide => a.div(&b),
                Arithmetic::Power => a.pow(&b),
            };
            result.map(Datum::Number)
        }
        _ => None,
    }
}
