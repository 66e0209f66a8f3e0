//! `lexact batch`: a table of matters, each row under the law of its day.
//!
//! The table is read in *chunks* of so many rows. One thread reads them, others decide them, and this one writes the answers in their
//! order, makes them safe, and notes in the checkpoint how far it is: whenever a run is stopped, what the checkpoint names is there, and
//! `--resume` goes on after it. What is written depends on the chunks alone, not on who decided them or when.
//!
//! | file | does |
//! |---|---|
//! | [`input`] | CSV, Parquet, JSON lines → chunks |
//! | [`csv`] | text → records |
//! | [`output`] | answers → bytes; the files they go to |
//! | [`checkpoint`] | how far a run is, and what it is a run of |
//! | [`progress`] | the bar on a terminal |

mod checkpoint;
mod csv;
mod input;
mod output;
mod progress;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};

use self::checkpoint::{Checkpoint, Run};
use self::input::{Chunk, Source};
use self::output::{Encoded, Files, Form};
use self::progress::Progress;
use super::args::{Batch as Args, Format};
use super::output::Trouble;
use super::{Answer, input as rulebooks};
use crate::Known;
use crate::batch::{BadTable, Batch, Desk, Options};
use crate::diagnostics::Diagnostic;

/// The exit code where every row was read and some of them have mistakes.
const BAD_ROWS: u8 = 3;

/// Chunks that are under way at once, for each thread.
const AHEAD: usize = 2;

pub fn run(args: &Args) -> Result<Answer, Trouble> {
    let rulebook = rulebooks::rulebook(&args.rulebook, Format::Text)?;
    let options = Options {
        decide: args.decide.clone(),
        on_column: args.on_column.clone(),
        keep: args.keep.clone(),
        ignore: args.ignore_column.clone(),
        none: args.none.clone(),
    };
    let form = Form::of(&args.out).ok_or_else(|| no_form(&args.out))?;
    if let (Ok(table), Ok(out)) = (args.facts.canonicalize(), args.out.canonicalize())
        && table == out
    {
        return Err(Trouble::usage("`--out` would replace the table that `--facts` names"));
    }
    let batch = Batch::new(&rulebook, args.known.unwrap_or(Known::Latest), options).map_err(no_such_run)?;
    let run = Run::new(args, rulebook.digest()).map_err(|why| match why.kind() {
        std::io::ErrorKind::NotFound => unreadable(&args.facts, &"there is no such file"),
        _ => unreadable(&args.facts, &why),
    })?;
    let found = Checkpoint::read(&args.out).map_err(|why| checkpoint(&args.out, why))?;
    let begun = match found {
        Some(_) if !args.resume => return Err(interrupted(&args.out)),
        Some(found) => {
            found.run.differs(&run).map_or(Ok(()), |what| Err(another(&args.out, &what)))?;
            found
        }
        None => Checkpoint::begin(run),
    };
    let done = if begun.complete { begun } else { decide_all(args, form, &batch, begun)? };
    Files::finish(&args.out, form, &done).map_err(|why| unwritable(&args.out, &why))?;
    Ok(told(&done, &args.out))
}

/// Decides what remains of the table.
fn decide_all(args: &Args, form: Form, batch: &Batch, begun: Checkpoint) -> Result<Checkpoint, Trouble> {
    let source = Source::open(&args.facts, args.chunk, batch, &begun)?;
    let files = Files::open(&args.out, form, &begun).map_err(|why| unwritable(&args.out, &why))?;
    decide(source, files, begun, args.threads.map_or_else(cores, usize::from), args)
}

fn told(done: &Checkpoint, out: &Path) -> Answer {
    let good = progress::thousands(done.rows - done.bad);
    let mut text = format!("{good} {} decided, in {}\n", rows(done.rows - done.bad), out.display());
    if done.bad > 0 {
        let bad = progress::thousands(done.bad);
        text += &format!("{bad} {} with mistakes, in {}\n", rows(done.bad), output::bad(out).display());
    }
    Answer { text, code: if done.bad > 0 { BAD_ROWS } else { 0 } }
}

fn rows(n: u64) -> &'static str {
    if n == 1 { "row" } else { "rows" }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// A chunk, decided.
struct Done {
    number: u64,
    /// How many rows it has.
    rows: u64,
    /// Where in the table it ends.
    end: u64,
    encoded: Encoded,
}

type Sent = Result<Done, Trouble>;

fn decide(
    source: Source<'_>,
    files: Files,
    begun: Checkpoint,
    threads: usize,
    args: &Args,
) -> Result<Checkpoint, Trouble> {
    let under_way = threads * AHEAD;
    let progress = Progress::new(source.length(), source.counts_rows(), &begun);
    let (permits, permitted) = sync_channel(under_way);
    (0..under_way).for_each(|_| {
        let _ = permits.try_send(());
    });
    let (ready, waiting) = sync_channel(under_way);
    let waiting = Mutex::new(waiting);
    let (finished, arriving) = channel();
    let (form, decider) = (files.form, source.decider());
    std::thread::scope(|scope| {
        let (failed, first) = (finished.clone(), begun.rows);
        let mut source = source;
        scope.spawn(move || {
            read(&mut source, first, &permitted, &ready, |trouble| {
                let _ = failed.send(Err(trouble));
            })
        });
        for _ in 0..threads {
            let (finished, decider, waiting) = (finished.clone(), decider.clone(), &waiting);
            scope.spawn(move || {
                let mut desk = Desk::default();
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((number, rows, chunk)) = next else { break };
                    let Chunk { end, count, content } = chunk;
                    let encoded = decider
                        .decide(content, rows + 1, &mut desk)
                        .and_then(|decided| form.encode(&decided, rows == 0));
                    if finished.send(encoded.map(|encoded| Done { number, rows: count, end, encoded })).is_err() {
                        break;
                    }
                }
            });
        }
        drop(finished);
        let written = write(files, begun, &arriving, &permits, &progress, args);
        // Nothing more is permitted: the reader stops, and all others for want of chunks.
        drop(permits);
        written
    })
}

/// Reads chunk after chunk, as many ahead as are permitted.
fn read(
    source: &mut Source<'_>,
    mut rows: u64,
    permitted: &Receiver<()>,
    ready: &SyncSender<(u64, u64, Chunk)>,
    failed: impl Fn(Trouble),
) {
    let mut number = 0;
    while permitted.recv().is_ok() {
        match source.next() {
            Ok(Some(chunk)) => {
                let count = chunk.count;
                if ready.send((number, rows, chunk)).is_err() {
                    break;
                }
                number += 1;
                rows += count;
            }
            Ok(None) => break,
            Err(trouble) => {
                failed(trouble);
                break;
            }
        }
    }
}

/// Writes the chunks in their order.
fn write(
    mut files: Files,
    mut state: Checkpoint,
    arriving: &Receiver<Sent>,
    permits: &SyncSender<()>,
    progress: &Progress,
    args: &Args,
) -> Result<Checkpoint, Trouble> {
    let out = &args.out;
    let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
    let mut next = 0;
    for sent in arriving {
        let done = sent?;
        waiting.insert(done.number, done);
        while let Some(Done { rows, end, encoded, .. }) = waiting.remove(&next) {
            files.append(&encoded).map_err(|why| unwritable(out, &why))?;
            state.rows += rows;
            state.bad += encoded.bad_rows;
            state.offset = end;
            (state.out, state.bad_out) = files.lengths();
            state.write(out).map_err(|why| unwritable(out, &why))?;
            progress.at(&state);
            next += 1;
            // A reader that has reached the end takes no more.
            let _ = permits.try_send(());
        }
    }
    state.complete = true;
    state.write(out).map_err(|why| unwritable(out, &why))?;
    progress.end();
    Ok(state)
}

// ---- what is wrong

fn wrong(code: &'static str, message: String, help: Option<String>) -> Trouble {
    rulebooks::wrong(vec![Diagnostic::error(code, message).maybe_help(help)], Format::Text)
}

fn table(bad: BadTable) -> Trouble {
    wrong(bad.code, bad.message, bad.help)
}

/// What the options ask for, before any table is looked at.
fn no_such_run(bad: BadTable) -> Trouble {
    Trouble::Usage { message: bad.message, help: bad.help }
}

fn no_form(path: &Path) -> Trouble {
    Trouble::Usage {
        message: format!("{} ends in none of .csv, .parquet and .jsonl", path.display()),
        help: Some("the ending of a file says its form".into()),
    }
}

fn unreadable(path: &Path, why: &impl std::fmt::Display) -> Trouble {
    wrong("facts/unreadable", format!("cannot read the facts in {}: {why}", path.display()), None)
}

fn unwritable(path: &Path, why: &impl std::fmt::Display) -> Trouble {
    wrong("batch/unwritable", format!("cannot write {}: {why}", path.display()), None)
}

fn interrupted(out: &Path) -> Trouble {
    let message = format!("an interrupted run to {} is there", out.display());
    let help = format!("go on with `--resume`, or remove {}", beside(out, ".checkpoint").display());
    wrong("batch/interrupted", message, Some(help))
}

fn another(out: &Path, what: &str) -> Trouble {
    let message = format!("the interrupted run to {} was of another {what}", out.display());
    let help = format!("give the same again, or remove {} to begin anew", beside(out, ".checkpoint").display());
    wrong("batch/another-run", message, Some(help))
}

fn checkpoint(out: &Path, why: String) -> Trouble {
    let path = beside(out, ".checkpoint");
    let message = format!("the checkpoint {} cannot be read: {why}", path.display());
    wrong("batch/checkpoint", message, Some("remove it to begin anew".into()))
}

/// A file beside another, by what is added to its name.
fn beside(out: &Path, ending: &str) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
