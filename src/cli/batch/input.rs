//! CSV, Parquet, JSON lines → chunks.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::checkpoint::Checkpoint;
use super::{csv, table, unreadable};
use crate::batch::{BadRow, Batch, Decided, Desk, Table};
use crate::cli::output::Trouble;
use crate::facts::FactError;

/// Longest row of a text.
const LONGEST: usize = 64 << 20;
/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";
/// So many bytes are read at once.
const BLOCK: usize = 1 << 20;

/// Some rows of a table.
pub struct Chunk {
    /// How many.
    pub count: u64,
    /// Where in the table they end: at this byte, or after so many rows.
    pub end: u64,
    /// The rows.
    pub content: Content,
}

/// Rows as they are read.
pub enum Content {
    /// Records of CSV, or lines.
    Text(Vec<u8>),
    /// Columns.
    Rows(RecordBatch),
}

/// A table that is being read.
pub struct Source<'b> {
    path: PathBuf,
    form: Reading,
    decider: Decider<'b>,
    length: u64,
    /// True until the first chunk of a table is there: one without rows has one too.
    is_new: bool,
}

enum Reading {
    Text(Lines),
    Parquet { rows: ParquetRecordBatchReader, read: u64 },
}

/// Decides chunks.
#[derive(Clone)]
pub struct Decider<'b> {
    batch: &'b Batch,
    /// None for lines of JSON, which have no columns.
    table: Option<Arc<Table<'b>>>,
    schema: SchemaRef,
}

impl<'b> Source<'b> {
    /// Opens a table, by its ending, where a run has come to.
    pub fn open(path: &Path, chunk: u32, batch: &'b Batch, begun: &Checkpoint) -> Result<Source<'b>, Trouble> {
        let file = File::open(path).map_err(|why| unreadable(path, &why))?;
        let length = file.metadata().map_err(|why| unreadable(path, &why))?.len();
        let is_new = begun.rows == 0;
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
        match ending.to_ascii_lowercase().as_str() {
            "csv" => {
                let (names, header) = header(&file).map_err(|why| unreadable(path, &why))?;
                let fields: Vec<Field> = names.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
                let schema = Arc::new(Schema::new(fields));
                let bound = Arc::new(batch.table(&schema).map_err(table)?);
                let decider = Decider { batch, table: Some(bound), schema };
                let lines =
                    Lines::new(file, begun.offset.max(header), chunk, true).map_err(|why| unreadable(path, &why))?;
                Ok(Source { path: path.into(), form: Reading::Text(lines), decider, length, is_new })
            }
            "jsonl" | "ndjson" => {
                let decider = Decider { batch, table: None, schema: Arc::new(Schema::empty()) };
                let after = mark(&file).map_err(|why| unreadable(path, &why))?;
                let lines =
                    Lines::new(file, begun.offset.max(after), chunk, false).map_err(|why| unreadable(path, &why))?;
                Ok(Source { path: path.into(), form: Reading::Text(lines), decider, length, is_new })
            }
            "parquet" => {
                let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|why| unreadable(path, &why))?;
                let schema = Arc::clone(builder.schema());
                let bound = Arc::new(batch.table(&schema).map_err(table)?);
                let length = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
                let from = usize::try_from(begun.rows).unwrap_or(usize::MAX);
                let rows = builder.with_batch_size(chunk as usize).with_offset(from).build();
                let rows = rows.map_err(|why| unreadable(path, &why))?;
                let decider = Decider { batch, table: Some(bound), schema };
                let form = Reading::Parquet { rows, read: begun.rows };
                Ok(Source { path: path.into(), form, decider, length, is_new })
            }
            _ => Err(super::no_form(path)),
        }
    }

    /// How long it is, in bytes or rows.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// True if that is in rows.
    pub fn counts_rows(&self) -> bool {
        matches!(self.form, Reading::Parquet { .. })
    }

    /// What decides its chunks.
    pub fn decider(&self) -> Decider<'b> {
        self.decider.clone()
    }

    /// The next rows; none at the end.
    pub fn next(&mut self) -> Result<Option<Chunk>, Trouble> {
        let next = match &mut self.form {
            Reading::Text(lines) => lines.next().map_err(|why| unreadable(&self.path, &why))?,
            Reading::Parquet { rows, read } => match rows.next() {
                None => None,
                Some(rows) => {
                    let rows = rows.map_err(|why| unreadable(&self.path, &why))?;
                    *read += rows.num_rows() as u64;
                    Some(Chunk { count: rows.num_rows() as u64, end: *read, content: Content::Rows(rows) })
                }
            },
        };
        let is_new = std::mem::replace(&mut self.is_new, false);
        let schema = Arc::clone(&self.decider.schema);
        let nothing = || match self.form {
            Reading::Text(_) => Chunk { count: 0, end: self.length, content: Content::Text(Vec::new()) },
            Reading::Parquet { .. } => {
                Chunk { count: 0, end: 0, content: Content::Rows(RecordBatch::new_empty(schema)) }
            }
        };
        Ok(next.or_else(|| is_new.then(nothing)))
    }
}

/// How many bytes a byte order mark takes at the beginning of a file.
fn mark(file: &File) -> std::io::Result<u64> {
    let mut beginning = Vec::new();
    file.take(MARK.len() as u64).read_to_end(&mut beginning)?;
    Ok(if beginning == MARK { MARK.len() as u64 } else { 0 })
}

/// The names of the columns of a CSV file, and how many bytes they take.
fn header(file: &File) -> Result<(Vec<String>, u64), String> {
    let mut text = Vec::new();
    file.take(BLOCK as u64).read_to_end(&mut text).map_err(|why| why.to_string())?;
    let mark = if text.starts_with(MARK) { MARK.len() } else { 0 };
    let body = text.get(mark..).unwrap_or(&[]);
    let mut scan = csv::Scan::default();
    let length = body.iter().position(|byte| scan.step(*byte) == Some(true)).map_or(body.len(), |end| end + 1);
    let record =
        csv::records(body.get(..length).unwrap_or(&[])).next().ok_or("it has no line with the names of columns")?;
    let mut fields = Vec::new();
    csv::fields(record, &mut fields)?;
    if fields.iter().any(|name| name.replace("\r\n", "").contains('\r')) {
        return Err("its lines end in a lone CR; write it with LF or CRLF at the end of each line".into());
    }
    Ok((fields.into_iter().map(Cow::into_owned).collect(), (mark + length) as u64))
}

/// A file of records or lines, cut into chunks.
struct Lines {
    file: File,
    buffer: Vec<u8>,
    /// Where in the file the buffer begins.
    offset: u64,
    chunk: u64,
    is_csv: bool,
    is_at_end: bool,
}

impl Lines {
    fn new(mut file: File, offset: u64, chunk: u32, is_csv: bool) -> std::io::Result<Lines> {
        file.seek(SeekFrom::Start(offset))?;
        Ok(Lines { file, buffer: Vec::new(), offset, chunk: u64::from(chunk), is_csv, is_at_end: false })
    }

    fn fill(&mut self) -> std::io::Result<()> {
        let read = (&self.file).take(BLOCK as u64).read_to_end(&mut self.buffer)?;
        self.is_at_end = read == 0;
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Chunk>, String> {
        let (mut scan, mut at, mut count, mut begun) = (csv::Scan::default(), 0, 0, 0);
        let mut any = false;
        loop {
            while let Some(byte) = self.buffer.get(at) {
                at += 1;
                let ended = if self.is_csv {
                    scan.step(*byte)
                } else {
                    let ended = (*byte == b'\n').then_some(any);
                    any = ended.is_none() && (any || !byte.is_ascii_whitespace());
                    ended
                };
                if let Some(is_row) = ended {
                    begun = at;
                    count += u64::from(is_row);
                    if count == self.chunk {
                        return Ok(Some(self.cut(at, count)));
                    }
                }
            }
            if at - begun > LONGEST {
                let place = self.offset + begun as u64;
                return Err(format!(
                    "the row that begins at byte {place} is longer than 64 MB: is a quotation mark not closed?"
                ));
            }
            self.fill().map_err(|why| why.to_string())?;
            if self.is_at_end {
                count += u64::from(if self.is_csv { scan.ends_in_record() } else { any });
                return Ok((count > 0).then(|| self.cut(at, count)));
            }
        }
    }

    /// Takes the first bytes of the buffer as a chunk.
    fn cut(&mut self, at: usize, count: u64) -> Chunk {
        let rest = self.buffer.split_off(at);
        let text = std::mem::replace(&mut self.buffer, rest);
        self.offset += at as u64;
        Chunk { count, end: self.offset, content: Content::Text(text) }
    }
}

impl Decider<'_> {
    /// Decides the rows of a chunk, of which the first has this number.
    pub fn decide(&self, content: Content, first: u64, desk: &mut Desk) -> Result<Decided, Trouble> {
        Ok(match (content, &self.table) {
            (Content::Rows(rows), Some(table)) => table.decide(&rows, first, desk),
            (Content::Text(text), Some(table)) => {
                let (rows, mut malformed) = self.rows(&text, first);
                let mut decided = table.decide(&rows, first, desk);
                // What is not well-formed was entered as a row of nothing, which has no day and therefore no answer.
                for bad in &mut decided.bad {
                    if let Some(why) = malformed.remove(&bad.row) {
                        bad.mistakes = vec![mistake("batch/malformed-row", why)];
                    }
                }
                decided
            }
            (Content::Text(text), None) => self.lines(&text, first, desk),
            (Content::Rows(rows), None) => Decided { answers: rows.slice(0, 0), bad: Vec::new() },
        })
    }

    /// The records of a chunk as columns of texts; and which are not well-formed.
    fn rows(&self, text: &[u8], first: u64) -> (RecordBatch, BTreeMap<u64, String>) {
        let width = self.schema.fields().len();
        let mut columns: Vec<StringBuilder> = (0..width).map(|_| StringBuilder::new()).collect();
        let (mut malformed, mut fields, mut count) = (BTreeMap::new(), Vec::new(), 0);
        for (row, record) in (first..).zip(csv::records(text)) {
            let read = csv::fields(record, &mut fields).map_err(str::to_string);
            let fits = read.and_then(|()| match fields.len() {
                n if n == width => Ok(()),
                n => Err(format!("the row has {n} fields, the first line {width}")),
            });
            match fits {
                Ok(()) => columns.iter_mut().zip(&fields).for_each(|(column, field)| column.append_value(field)),
                Err(why) => {
                    malformed.insert(row, why);
                    columns.iter_mut().for_each(StringBuilder::append_null);
                }
            }
            count += 1;
        }
        let columns: Vec<ArrayRef> = columns.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(count));
        let rows = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options);
        (rows.unwrap_or_else(|_| RecordBatch::new_empty(Arc::clone(&self.schema))), malformed)
    }

    fn lines(&self, text: &[u8], first: u64, desk: &mut Desk) -> Decided {
        let is_row = |line: &&[u8]| !line.iter().all(u8::is_ascii_whitespace);
        let lines = text.split(|byte| *byte == b'\n').filter(is_row);
        let mut wrong = Vec::new();
        let texts: Vec<&str> = (first..)
            .zip(lines)
            .map(|(row, line)| {
                std::str::from_utf8(line).unwrap_or_else(|_| {
                    wrong.push(row);
                    ""
                })
            })
            .collect();
        let mut decided = self.batch.decide_lines(texts.into_iter(), first, desk);
        for BadRow { row, mistakes } in &mut decided.bad {
            if wrong.contains(row) {
                *mistakes = vec![mistake("batch/malformed-row", "the row is not UTF-8 text".into())];
            }
        }
        decided
    }
}

fn mistake(code: &'static str, message: String) -> FactError {
    FactError { path: String::new(), code, message, help: None }
}
