//! Tables of facts → columns of answers.
//!
//! - *takes* a rulebook, record batches whose columns are named by the paths of facts (or lines of JSON), and which column has the day
//!   whose law applies to its row
//! - *gives* [`Decided`]: of every row its number, and of every decision the value, the status and the first citation, as Arrow columns
//! - *forgets* everything else that a decision tells: whoever wants it asks [`Law::decide`](crate::Law::decide) of the row
//! - *keeps* the order of rows, and what is not given as not given: a null is unknown
//! - *reports* of every row that cannot be read each mistake, by its path; the other rows are decided
//!
//! | file | does |
//! |---|---|
//! | [`table`] | columns of a schema → the facts they hold |
//! | `cells` | the values of one Arrow column |
//! | `row` | one row → the text of its facts |
//! | `columns` | cells → columns of codes, where all rows may be coded at once |
//! | `desk` | rows → answers, each found once |
//! | `lines` | lines of JSON → answers |
//! | `answers` | answers → Arrow columns |
//!
//! INVARIANT: a row is answered as [`Law::decide`](crate::Law::decide) answers it under the law of its day.

mod answers;
mod cells;
mod columns;
mod desk;
mod lines;
mod row;
pub mod table;

use std::fmt;

use arrow_array::RecordBatch;

pub use cells::texts;
pub use desk::Desk;
pub use table::Table;

use crate::facts::FactError;
use crate::fast::Programs;
use crate::rulebook::Rulebook;
use crate::temporal::Known;

/// What of a table is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The decisions, by the names they are reported by; all where none is named.
    pub decide: Vec<String>,
    /// The column that has the day whose law applies to its row; it may be a fact too.
    pub on_column: String,
    /// Columns that are copied to the answers; they need not be facts.
    pub keep: Vec<String>,
    /// Columns that are left out.
    pub ignore: Vec<String>,
    /// The text of a cell that says there is none of a thing; such cells are texts like others where it is not given.
    pub none: Option<String>,
}

/// Decides tables by one rulebook, each row under the law of its day. `Send + Sync`.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, BooleanArray, RecordBatch, StringArray};
/// use lexact::batch::{Batch, Desk, Options};
/// use lexact::{Known, Rulebook};
///
/// let rulebook = Rulebook::from_sources([
///     ("rulebook.act", "rulebook lamps\nfact gas yes/no\ndecision permit required | not needed"),
///     (
///         "2020-lamps.act",
///         "act 2020-lamps citation \"Order 1\" published 2020-01-02 effective 2020-02-01
///          default 1 permit is not needed
///          rule 2 when gas then permit is required",
///     ),
/// ])?;
/// let lit_on: ArrayRef = Arc::new(StringArray::from(vec!["2020-02-01", "2020-01-31", "2020-02-30"]));
/// let gas: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), Some(true), None]));
/// let rows = RecordBatch::try_from_iter([("lit_on", lit_on), ("gas", gas)])?;
///
/// let batch = Batch::new(&rulebook, Known::Latest, Options { on_column: "lit_on".into(), ..Options::default() })?;
/// let table = batch.table(rows.schema_ref())?;
/// let decided = table.decide(&rows, 1, &mut Desk::default());
/// assert_eq!(decided.answers.num_rows(), 2);
/// assert_eq!(decided.answers.schema().field(1).name(), "permit");
/// assert_eq!(decided.bad[0].row, 3);
/// assert_eq!(decided.bad[0].mistakes[0].message, "30 February 2020 does not exist");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Batch {
    programs: Programs,
    options: Options,
}

/// The answers of some rows.
#[derive(Clone, Debug)]
pub struct Decided {
    /// `row`, the number of the row; the columns that are kept; and for each decision `NAME`, `NAME.status` and `NAME.citation`.
    pub answers: RecordBatch,
    /// The rows that could not be read; they have no answers.
    pub bad: Vec<BadRow>,
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Its number, counted from 1.
    pub row: u64,
    /// Every mistake in it.
    pub mistakes: Vec<FactError>,
}

/// Why a table cannot be decided at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTable {
    /// The stable name of the mistake: `batch/unknown-column`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
}

impl BadTable {
    fn new(code: &'static str, message: impl Into<String>, help: Option<String>) -> BadTable {
        BadTable { code, message: message.into(), help }
    }
}

impl fmt::Display for BadTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for BadTable {}

impl Batch {
    /// Prepares to decide tables.
    ///
    /// # Errors
    /// A name that is none of a decision, or two columns of the answers that would have one name.
    pub fn new(rulebook: &Rulebook, known: Known, options: Options) -> Result<Batch, BadTable> {
        let names: Vec<&str> = options.decide.iter().map(String::as_str).collect();
        let programs = Programs::with_reasons(rulebook, &names, known)
            .map_err(|unknown| BadTable::new("batch/unknown-decision", unknown.to_string(), None))?;
        let batch = Batch { programs, options };
        batch.answer_twice().map_or(Ok(batch), Err)
    }

    /// The answers need a name of its own for each column.
    fn answer_twice(&self) -> Option<BadTable> {
        let kept = self.options.keep.iter().cloned();
        let decided = match self.options.decide.as_slice() {
            [] => self.decisions().map(String::from).collect(),
            named => named.to_vec(),
        };
        let of = |name: String| [name.clone(), format!("{name}.status"), format!("{name}.citation")];
        let mut seen = std::collections::HashSet::new();
        let all = std::iter::once("row".to_string()).chain(kept).chain(decided.into_iter().flat_map(of));
        let twice = all.into_iter().find_map(|name| seen.replace(name))?;
        let help =
            "name each once; `row`, and of each decision its name, `.status` and `.citation`, are there by themselves";
        Some(BadTable::new(
            "batch/column-twice",
            format!("two columns of the answers would be named `{twice}`"),
            Some(help.to_string()),
        ))
    }

    /// The names of the decisions, in the order of the answers.
    pub fn decisions(&self) -> impl Iterator<Item = &str> {
        self.programs.decisions()
    }

    /// What is wanted.
    pub fn options(&self) -> &Options {
        &self.options
    }
}
