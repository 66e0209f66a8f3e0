//! How far a run is, and what it is a run of.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::args::Batch as Args;
use super::beside;

/// So many bytes of a table stand for it, with its length.
const BEGINNING: u64 = 1 << 20;

/// What decides, of what is written, everything but how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    engine: String,
    rulebook: String,
    table: String,
    options: Vec<String>,
}

/// How far a run is: what it names is on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// What it is a run of.
    pub run: Run,
    /// Rows that were read.
    pub rows: u64,
    /// Rows with mistakes among them.
    pub bad: u64,
    /// Where the table is read on: at this byte, or after so many rows.
    pub offset: u64,
    /// The length of the answers.
    pub out: u64,
    /// The length of the mistakes.
    pub bad_out: u64,
    /// True if nothing remains but to give the files their names.
    pub complete: bool,
}

impl Run {
    /// The run that is asked for.
    pub fn new(args: &Args, rulebook: &str) -> std::io::Result<Run> {
        let file = File::open(&args.facts)?;
        let length = file.metadata()?.len();
        let mut beginning = Vec::new();
        file.take(BEGINNING).read_to_end(&mut beginning)?;
        let digest: String = Sha256::digest(&beginning).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut options = vec![format!("on-column {}", args.on_column), format!("chunk {}", args.chunk)];
        options.extend(args.decide.iter().map(|name| format!("decide {name}")));
        options.extend(args.keep.iter().map(|name| format!("keep {name}")));
        options.extend(args.ignore_column.iter().map(|name| format!("ignore-column {name}")));
        options.extend(args.none.iter().map(|text| format!("none {text}")));
        options.extend(args.known.iter().map(|known| format!("known {known}")));
        Ok(Run {
            engine: env!("CARGO_PKG_VERSION").to_string(),
            rulebook: rulebook.to_string(),
            table: format!("{length} bytes, {digest}"),
            options,
        })
    }

    /// In what another run differs.
    pub fn differs(&self, other: &Run) -> Option<String> {
        let one = |what: &str, differs: bool| differs.then(|| what.to_string());
        one("rulebook", self.rulebook != other.rulebook)
            .or(one("table", self.table != other.table))
            .or(one("version of Lexact", self.engine != other.engine))
            .or(one("choice of options", self.options != other.options))
    }
}

impl Checkpoint {
    /// Nothing is done yet.
    pub fn begin(run: Run) -> Checkpoint {
        Checkpoint { run, rows: 0, bad: 0, offset: 0, out: 0, bad_out: 0, complete: false }
    }

    /// The checkpoint of an interrupted run, if there is one.
    pub fn read(out: &Path) -> Result<Option<Checkpoint>, String> {
        match std::fs::read_to_string(beside(out, ".checkpoint")) {
            Ok(text) => serde_json::from_str(&text).map(Some).map_err(|why| why.to_string()),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(why.to_string()),
        }
    }

    /// Writes it in the place of the one before, in one step.
    pub fn write(&self, out: &Path) -> std::io::Result<()> {
        let (path, new) = (beside(out, ".checkpoint"), beside(out, ".checkpoint.new"));
        let mut file = File::create(&new)?;
        file.write_all(serde_json::to_string(self)?.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(new, path)
    }
}
