//! The arguments.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::language::{self, Language};
use crate::{Date, Known};

/// Law that runs: rule files and facts in, a cited decision out.
#[derive(Debug, Parser)]
#[command(name = "lexact", version, about, disable_help_subcommand = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read a rulebook and report every mistake in it
    Check(Check),
    /// Decide a matter: the answers, each with the provisions it rests on
    Decide(Decisions),
    /// Decide a table of matters, each row under the law of its day
    Batch(Batch),
    /// Decide the facts of a receipt again, and prove that the answer is the same or tell what differs
    Replay(Replay),
    /// Ask for the facts that still matter, one by one, and decide the matter
    Ask(Ask),
    /// Decide a matter and give a reasoned opinion, with paragraphs and citations
    Explain(Explain),
    /// Print the text in force on a day, with its sources
    Show(Show),
    /// Draw what happened to a provision, group or value, and when
    History(History),
    /// Tell what changed between two days, by the instruments that changed it
    Diff(Diff),
    /// Print the JSON Schema of the facts a rulebook asks for
    Schema(Schema),
    /// Run the scenarios of a rulebook
    Test(Test),
    /// Lay out rule files in the one canonical way
    Fmt(Fmt),
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// How to print a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people
    Text,
    /// For programs
    Json,
    /// For documents
    Markdown,
}

impl Form {
    /// How mistakes are told beside it.
    pub fn format(self) -> Format {
        if self == Form::Json { Format::Json } else { Format::Text }
    }
}

/// How to write an opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Paper {
    /// For people
    Text,
    /// For documents
    Markdown,
    /// One page for browsers and printers
    Html,
    /// For programs
    Json,
}

impl Paper {
    /// How mistakes are told beside it.
    pub fn format(self) -> Format {
        if self == Paper::Json { Format::Json } else { Format::Text }
    }
}

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Track {
    /// Law by its dates, though compliance may not be due yet
    Printed,
    /// What must be complied with
    Enforced,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
    /// Also draw the history of this provision with all beneath it, group or value
    pub id: Option<String>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Check again whenever a file has changed, until interrupted
    #[arg(long)]
    pub watch: bool,
}

/// The day, and what was known.
#[derive(Debug, clap::Args)]
pub struct Days {
    /// The day whose law applies, as in 2023-11-17; today if left out
    #[arg(long, value_name = "DAY", value_parser = Date::parse)]
    pub on: Option<Date>,
    /// Only what was public on this day; everything if left out
    #[arg(long, value_name = "DAY", value_parser = Known::parse)]
    pub known: Option<Known>,
}

/// Arguments of `decide`.
#[derive(Debug, clap::Args)]
pub struct Decisions {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
    /// JSON file of the facts; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub facts: PathBuf,
    /// The day whose law applies, as in 2023-11-17; today if left out; given again, the answers of all days side by side
    #[arg(long, value_name = "DAY", value_parser = Date::parse)]
    pub on: Vec<Date>,
    /// Only what was public on this day; everything if left out; may be given again
    #[arg(long, value_name = "DAY", value_parser = Known::parse)]
    pub known: Vec<Known>,
    /// Every day on which an answer changes, and by which instruments; from the first to the last `--on`, where given
    #[arg(long, conflicts_with = "receipt")]
    pub compare: bool,
    /// Write a receipt here, which `replay` decides again
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    /// For people, programs or documents
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// Exit with 1 when any decision is not decided
    #[arg(long)]
    pub strict: bool,
}

/// Arguments of `batch`.
#[derive(Debug, clap::Args)]
pub struct Batch {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
    /// The table, by its ending: .csv, .parquet, or .jsonl with the facts of one matter in each line
    #[arg(long, value_name = "FILE")]
    pub facts: PathBuf,
    /// The column that has the day whose law applies to its row
    #[arg(long, value_name = "COLUMN")]
    pub on_column: String,
    /// Where the answers go, by its ending: .csv, .parquet or .jsonl
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The decisions, with commas between them; all of them if left out
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub decide: Vec<String>,
    /// Copy this column to the answers; it need not be a fact; may be given again
    #[arg(long, value_name = "COLUMN")]
    pub keep: Vec<String>,
    /// Leave this column out; may be given again
    #[arg(long, value_name = "COLUMN")]
    pub ignore_column: Vec<String>,
    /// The text of a cell that says there is none of a thing; an empty cell is not given
    #[arg(long, value_name = "TEXT")]
    pub none: Option<String>,
    /// Only what was public on this day; everything if left out
    #[arg(long, value_name = "DAY", value_parser = Known::parse)]
    pub known: Option<Known>,
    /// Go on where an interrupted run has stopped
    #[arg(long)]
    pub resume: bool,
    /// How many threads decide; as many as there are cores if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Rows that are decided, written and made safe together
    #[arg(long, value_name = "ROWS", default_value_t = 32_768, value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    pub chunk: u32,
}

/// Arguments of `replay`.
#[derive(Debug, clap::Args)]
pub struct Replay {
    /// File of the receipt
    pub receipt: PathBuf,
    /// Folder of the rulebook; the one that the receipt names if left out
    #[arg(long, value_name = "FOLDER")]
    pub rulebook: Option<PathBuf>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// A matter: rules, facts, days.
#[derive(Debug, clap::Args)]
pub struct Matter {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
    /// JSON file of the facts; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub facts: PathBuf,
    /// The day, and what was known.
    #[command(flatten)]
    pub days: Days,
    /// Exit with 1 when any decision is not decided
    #[arg(long)]
    pub strict: bool,
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The matter.
    #[command(flatten)]
    pub matter: Matter,
    /// For people, documents, browsers or programs
    #[arg(long, value_enum, default_value_t = Paper::Text)]
    pub format: Paper,
    /// Tell what would have to be otherwise for this to be the answer, as in 'license is not needed'
    #[arg(long, value_name = "ANSWER")]
    pub why_not: Option<String>,
    /// With `--why-not`: a fact that cannot be otherwise, as in item.form; may be given again
    #[arg(long, value_name = "FACT", requires = "why_not")]
    pub keep: Vec<String>,
    /// The decisions to explain, with commas between them; all of them if left out
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with = "why_not")]
    pub decide: Vec<String>,
    /// The language of the opinion, as in zh
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language::language)]
    pub language: &'static dyn Language,
}

/// Arguments of `ask`.
#[derive(Debug, clap::Args)]
pub struct Ask {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
    /// The decision to settle; all of them if left out
    pub decision: Option<String>,
    /// JSON file of the facts to begin with; nothing is known if left out
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
    /// The day, and what was known.
    #[command(flatten)]
    pub days: Days,
    /// The language to ask in: en or zh
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub language: String,
    /// File to keep the facts in; printed if left out
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Exit with 1 when any decision is not decided
    #[arg(long)]
    pub strict: bool,
}

/// Which text, where what is printed is not all enforced.
#[derive(Debug, clap::Args)]
pub struct As {
    /// Which text, where compliance is due later than the text is law, or some of it is suspended
    #[arg(long = "as", value_enum, default_value_t = Track::Enforced)]
    track: Track,
    /// The same as `--as printed`
    #[arg(long, conflicts_with = "track")]
    as_printed: bool,
}

impl As {
    /// The track asked for.
    pub fn track(&self) -> Track {
        if self.as_printed { Track::Printed } else { self.track }
    }
}

/// Arguments of `show`.
#[derive(Debug, clap::Args)]
pub struct Show {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
    /// A provision with all beneath it, a group or a value; everything if left out
    pub id: Option<String>,
    /// The day, and what was known.
    #[command(flatten)]
    pub days: Days,
    /// Which text.
    #[command(flatten)]
    pub which: As,
    /// For people, programs or documents
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
}

/// Arguments of `history`.
#[derive(Debug, clap::Args)]
pub struct History {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
    /// A provision with all beneath it, a group or a value; everything if left out
    pub id: Option<String>,
    /// Only what was public on this day; everything if left out
    #[arg(long, value_name = "DAY", value_parser = Known::parse)]
    pub known: Option<Known>,
    /// For people, programs or documents
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
}

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
    /// A provision with all beneath it, a group or a value; everything if left out
    pub id: Option<String>,
    /// The earlier day, as in 2023-11-16
    #[arg(long, value_name = "DAY", value_parser = Date::parse)]
    pub from: Date,
    /// The later day
    #[arg(long, value_name = "DAY", value_parser = Date::parse)]
    pub to: Date,
    /// Only what was public on this day, of both texts; everything if left out
    #[arg(long, value_name = "DAY", value_parser = Known::parse)]
    pub known: Option<Known>,
    /// Only what was public on this day, of the later text; as `--known` if left out
    #[arg(long, value_name = "DAY", value_parser = Known::parse)]
    pub known_to: Option<Known>,
    /// Which text.
    #[command(flatten)]
    pub which: As,
    /// For people, programs or documents
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
}

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
}

/// Arguments of `test`.
#[derive(Debug, clap::Args)]
pub struct Test {
    /// Folder of the rulebook
    pub rulebook: PathBuf,
    /// Also list the provisions and paragraphs that no scenario exercised both ways
    #[arg(long)]
    pub coverage: bool,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Arguments of `fmt`.
#[derive(Debug, clap::Args)]
pub struct Fmt {
    /// Folders, with all `.act` files beneath them, and `.act` files
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Write nothing; list the files that would change, and exit with 1 if there are any
    #[arg(long)]
    pub check: bool,
}
