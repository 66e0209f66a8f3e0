//! Columns of a schema → the facts they hold.

use arrow_schema::{DataType, Schema};

use super::cells::readable;
use super::{BadTable, Batch};
use crate::diagnostics;
use crate::model::{Defined, RecordId, Type, Vocabulary};

/// Tables with the columns of one schema, ready to be decided.
pub struct Table<'b> {
    pub(super) batch: &'b Batch,
    /// The column of the day.
    pub(super) on: usize,
    /// The columns that are copied.
    pub(super) keep: Vec<usize>,
    /// The columns that are facts.
    pub(super) leaves: Vec<Leaf>,
    /// The facts as they lie in one another.
    pub(super) facts: Vec<Node>,
    /// True if every column may be coded as a whole.
    pub(super) is_plain: bool,
}

/// A column that is a fact or field.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub path: String,
    pub column: usize,
    pub kind: Kind,
}

/// What a cell of text is of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    YesNo,
    /// A number or a number of days.
    Number,
    Date,
    /// A text, a name, or one of a list of values.
    Text,
    /// A list, a range, a record or a set: JSON.
    Json,
}

/// A member of the facts: its key, with its colon.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A value: index into [`Table::leaves`].
    Leaf(String, usize),
    /// A record, with its members.
    Record(String, Vec<Node>),
}

impl Batch {
    /// Binds the columns of a schema to facts, by their paths.
    ///
    /// # Errors
    /// Every column that is no fact and neither kept nor left out; columns that are named and do not stand there; types that no fact has.
    pub fn table(&self, schema: &Schema) -> Result<Table<'_>, BadTable> {
        let options = self.options();
        let names = || schema.fields().iter().map(|field| field.name().as_str());
        let place = |name: &str, option: &str| {
            names().position(|n| n == name).ok_or_else(|| {
                let message = format!("there is no column `{name}`, which `{option}` names");
                BadTable::new("batch/no-column", message, diagnostics::near_of(name, names()))
            })
        };
        if let Some(twice) = names().enumerate().find(|(n, name)| names().take(*n).any(|before| before == *name)) {
            let message = format!("two columns are named `{}`", twice.1);
            return Err(BadTable::new("batch/column-twice", message, None));
        }
        let on = place(&options.on_column, "on-column")?;
        let keep = options.keep.iter().map(|name| place(name, "keep")).collect::<Result<Vec<_>, _>>()?;
        let ignore = options.ignore.iter().map(|name| place(name, "ignore-column")).collect::<Result<Vec<_>, _>>()?;
        let vocabulary = &self.programs.rulebook().model().vocabulary;
        let mut leaves = Vec::new();
        for (column, field) in schema.fields().iter().enumerate().filter(|(column, _)| !ignore.contains(column)) {
            let path = field.name();
            let Some(kind) = kind_of(vocabulary, path) else {
                if column == on || keep.contains(&column) {
                    continue;
                }
                return Err(unknown(vocabulary, path));
            };
            let column_type = |why| {
                let message = format!("the column `{path}` cannot be read: {why}");
                BadTable::new("batch/column-type", message, None)
            };
            readable(field.data_type()).map_err(column_type)?;
            leaves.push(Leaf { path: path.clone(), column, kind });
        }
        let day = schema.field(on).data_type();
        if !matches!(
            day,
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Date32 | DataType::Dictionary(..)
        ) {
            let message = format!("the column `{}` holds no days", options.on_column);
            let help = Some("days are written as date32, or as text: 2023-11-17".to_string());
            return Err(BadTable::new("batch/column-type", message, help));
        }
        let facts = tree(&leaves, 0..leaves.len(), 0)?;
        let plain = |leaf: &Leaf| leaf.kind != Kind::Json && self.programs.is_column(&leaf.path);
        let is_plain = leaves.iter().all(plain);
        Ok(Table { batch: self, on, keep, leaves, facts, is_plain })
    }
}

/// What a column named by this path holds; none where there is no such fact, field or defined name.
fn kind_of(vocabulary: &Vocabulary, path: &str) -> Option<Kind> {
    let (mut record, mut kind) = (None, None);
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        let (ty, by_name) = typed(vocabulary, record, step)?;
        kind = Some(kind_of_type(ty, by_name));
        match ty.required() {
            Type::Record(inner) if !by_name => record = Some(*inner),
            _ if steps.peek().is_some() => return None,
            _ => {}
        }
    }
    kind
}

/// The type of a fact or of a field of a record, or of a name that is defined there (S20); and whether it is given by name.
fn typed<'v>(vocabulary: &'v Vocabulary, record: Option<RecordId>, name: &str) -> Option<(&'v Type, bool)> {
    let field = match record {
        None => vocabulary.facts.get(name).map(|fact| (&fact.ty, fact.by_name)),
        Some(id) => vocabulary.record(id).fields.get(name).map(|field| (&field.ty, field.by_name)),
    };
    let is_such = |defined: &&Defined| defined.of == record && defined.name == name && !defined.is_function();
    field.or_else(|| vocabulary.defined.iter().find(is_such).map(|defined| (&defined.ty, false)))
}

fn kind_of_type(ty: &Type, by_name: bool) -> Kind {
    match ty.required() {
        Type::YesNo => Kind::YesNo,
        Type::Number(_) | Type::Days | Type::Months => Kind::Number,
        Type::Date => Kind::Date,
        Type::Text | Type::Enumeration(_) | Type::Provision => Kind::Text,
        Type::Record(_) if by_name => Kind::Text,
        // no fact is a number of working days
        Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Optional(_) | Type::WorkingDays | Type::Unknown => {
            Kind::Json
        }
    }
}

fn unknown(vocabulary: &Vocabulary, path: &str) -> BadTable {
    let mut paths = Vec::new();
    for (name, fact) in &vocabulary.facts {
        paths.push(name.clone());
        if !fact.by_name {
            below(vocabulary, name, &fact.ty, &mut Vec::new(), &mut paths);
        }
    }
    let near = diagnostics::near_of(path, paths.iter().map(String::as_str));
    let aside = format!("`--keep {path}` copies it to the answers, `--ignore-column {path}` leaves it out");
    let help = near.map_or(aside.clone(), |near| format!("{near} {aside}"));
    BadTable::new("batch/unknown-column", format!("the column `{path}` is no fact of this rulebook"), Some(help))
}

/// The paths of the fields of a record, and of the records in it.
fn below(vocabulary: &Vocabulary, path: &str, ty: &Type, around: &mut Vec<RecordId>, paths: &mut Vec<String>) {
    let Type::Record(record) = ty.required() else { return };
    if around.contains(record) {
        return;
    }
    around.push(*record);
    for (name, field) in &vocabulary.record(*record).fields {
        let path = format!("{path}.{name}");
        if !field.by_name {
            below(vocabulary, &path, &field.ty, around, paths);
        }
        paths.push(path);
    }
    around.pop();
}

/// The leaves by the records they lie in.
fn tree(leaves: &[Leaf], among: impl Iterator<Item = usize>, depth: usize) -> Result<Vec<Node>, BadTable> {
    let mut steps: indexmap::IndexMap<&str, Vec<usize>> = indexmap::IndexMap::new();
    for n in among {
        let step = leaves.get(n).and_then(|leaf| leaf.path.split('.').nth(depth));
        steps.entry(step.unwrap_or("")).or_default().push(n);
    }
    let ends = |n: &usize| leaves.get(*n).is_some_and(|leaf| leaf.path.split('.').count() == depth + 1);
    let mut nodes = Vec::new();
    for (step, all) in steps {
        let mut key = String::new();
        super::cells::quoted(step, &mut key);
        key.push(':');
        nodes.push(match all.as_slice() {
            [only] if ends(only) => Node::Leaf(key, *only),
            several if several.iter().any(ends) => {
                let paths: Vec<&str> = several.iter().filter_map(|n| leaves.get(*n)).map(|l| l.path.as_str()).collect();
                let message = format!("the columns `{}` give the same fact", paths.join("`, `"));
                return Err(BadTable::new("batch/column-twice", message, None));
            }
            several => Node::Record(key, tree(leaves, several.iter().copied(), depth + 1)?),
        });
    }
    Ok(nodes)
}
