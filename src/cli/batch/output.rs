//! Answers → bytes; the files they go to.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::column::writer::ColumnCloseResult;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;

use super::checkpoint::Checkpoint;
use super::{beside, csv, unwritable};
use crate::batch::{BadRow, Decided};
use crate::cli::output::Trouble;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Values with commas between them, the names of the columns first.
    Csv,
    /// An object in each line.
    Lines,
    /// Parquet, a row group for each chunk.
    Parquet,
}

/// The answers of a chunk as bytes.
pub struct Encoded {
    answers: Vec<u8>,
    mistakes: Vec<u8>,
    /// Rows with mistakes.
    pub bad_rows: u64,
}

impl Form {
    /// By the ending of a file.
    pub fn of(path: &Path) -> Option<Form> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Form::Csv),
            "jsonl" | "ndjson" => Some(Form::Lines),
            "parquet" => Some(Form::Parquet),
            _ => None,
        }
    }

    /// Writes the answers of a chunk.
    pub fn encode(self, decided: &Decided, is_first: bool) -> Result<Encoded, Trouble> {
        let answers = match self {
            Form::Csv => Ok(to_csv(&decided.answers, is_first)),
            Form::Lines => Ok(to_lines(&decided.answers)),
            Form::Parquet => to_part(&decided.answers),
        };
        let answers = answers.map_err(|why| unwritable(Path::new("the answers"), &why))?;
        let mut mistakes = Vec::new();
        if is_first {
            mistakes.extend_from_slice(b"row,fact,code,reason\n");
        }
        decided.bad.iter().for_each(|bad| mistakes_of(bad, &mut mistakes));
        Ok(Encoded { answers, mistakes, bad_rows: decided.bad.len() as u64 })
    }
}

fn mistakes_of(bad: &BadRow, out: &mut Vec<u8>) {
    for mistake in &bad.mistakes {
        out.extend_from_slice(format!("{},", bad.row).as_bytes());
        csv::write(&mistake.path, out);
        out.push(b',');
        csv::write(mistake.code, out);
        out.push(b',');
        let reason = match &mistake.help {
            Some(help) => format!("{}; {help}", mistake.message),
            None => mistake.message.clone(),
        };
        csv::write(&reason, out);
        out.push(b'\n');
    }
}

/// One column of answers, a cell at a time.
enum Texts<'a> {
    Number(&'a arrow_array::UInt64Array),
    Text(&'a arrow_array::StringArray),
    Named(&'a arrow_array::Int32Array, &'a arrow_array::StringArray),
    Other(Vec<Option<String>>),
}

impl<'a> Texts<'a> {
    fn new(column: &'a ArrayRef) -> Texts<'a> {
        match column.data_type() {
            DataType::UInt64 => Texts::Number(column.as_primitive::<UInt64Type>()),
            DataType::Utf8 => Texts::Text(column.as_string()),
            DataType::Dictionary(..) if let Some(named) = column.as_dictionary_opt::<Int32Type>() => {
                match named.values().as_string_opt() {
                    Some(names) => Texts::Named(named.keys(), names),
                    None => Texts::Other(crate::batch::texts(column)),
                }
            }
            _ => Texts::Other(crate::batch::texts(column)),
        }
    }

    fn cell(&self, row: usize, scratch: &'a mut String) -> Option<&str> {
        match self {
            Texts::Number(all) => {
                *scratch = all.is_valid(row).then(|| all.value(row).to_string())?;
                Some(scratch)
            }
            Texts::Text(all) => all.is_valid(row).then(|| all.value(row)),
            Texts::Named(keys, names) => keys.is_valid(row).then(|| names.value(keys.value(row) as usize)),
            Texts::Other(all) => all.get(row)?.as_deref(),
        }
    }
}

fn to_csv(answers: &RecordBatch, is_first: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let end = |out: &mut Vec<u8>, n: usize, of: usize| out.push(if n + 1 == of { b'\n' } else { b',' });
    let schema = answers.schema();
    let width = schema.fields().len();
    if is_first {
        for (n, field) in schema.fields().iter().enumerate() {
            csv::write(field.name(), &mut out);
            end(&mut out, n, width);
        }
    }
    let columns: Vec<Texts<'_>> = answers.columns().iter().map(Texts::new).collect();
    for row in 0..answers.num_rows() {
        for (n, column) in columns.iter().enumerate() {
            let mut scratch = String::new();
            csv::write(column.cell(row, &mut scratch).unwrap_or(""), &mut out);
            end(&mut out, n, width);
        }
    }
    out
}

fn to_lines(answers: &RecordBatch) -> Vec<u8> {
    let mut out = String::new();
    let schema = answers.schema();
    let columns: Vec<(String, Texts<'_>)> =
        schema.fields().iter().zip(answers.columns()).map(|(f, c)| (json(f.name()), Texts::new(c))).collect();
    for row in 0..answers.num_rows() {
        for (n, (name, column)) in columns.iter().enumerate() {
            out.push_str(if n == 0 { "{" } else { "," });
            out.push_str(name);
            out.push(':');
            let mut scratch = String::new();
            match column.cell(row, &mut scratch) {
                None => out.push_str("null"),
                Some(number) if matches!(column, Texts::Number(_)) => out.push_str(number),
                Some(text) => out.push_str(&json(text)),
            }
        }
        out.push_str("}\n");
    }
    out.into_bytes()
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A whole Parquet file of one row group, after its length: a part of the file that all parts become.
fn to_part(answers: &RecordBatch) -> Result<Vec<u8>, parquet::errors::ParquetError> {
    let properties =
        WriterProperties::builder().set_compression(Compression::SNAPPY).set_max_row_group_row_count(None).build();
    let mut part = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut part, answers.schema(), Some(properties))?;
    writer.write(answers)?;
    writer.close()?;
    Ok([&(part.len() as u64).to_le_bytes()[..], &part].concat())
}

/// The file of mistakes that goes with a file of answers.
pub fn bad(out: &Path) -> PathBuf {
    beside(out, ".bad.csv")
}

fn partial(path: &Path) -> PathBuf {
    beside(path, ".partial")
}

/// The files that are being written.
pub struct Files {
    /// The form of the answers.
    pub form: Form,
    answers: File,
    mistakes: File,
    lengths: (u64, u64),
}

impl Files {
    /// Opens them where a run has come to; what was written after that is cut off.
    pub fn open(out: &Path, form: Form, begun: &Checkpoint) -> std::io::Result<Files> {
        let open = |path: &Path, length: u64| {
            let mut file =
                OpenOptions::new().create(true).truncate(false).read(true).write(true).open(partial(path))?;
            if file.metadata()?.len() < length {
                let name = partial(path);
                return Err(std::io::Error::other(format!("{} is shorter than its checkpoint says", name.display())));
            }
            file.set_len(length)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let (answers, mistakes) = (open(out, begun.out)?, open(&bad(out), begun.bad_out)?);
        Ok(Files { form, answers, mistakes, lengths: (begun.out, begun.bad_out) })
    }

    /// Writes the answers of a chunk and makes them safe.
    pub fn append(&mut self, encoded: &Encoded) -> std::io::Result<()> {
        self.answers.write_all(&encoded.answers)?;
        self.answers.sync_data()?;
        if !encoded.mistakes.is_empty() {
            self.mistakes.write_all(&encoded.mistakes)?;
            self.mistakes.sync_data()?;
        }
        self.lengths.0 += encoded.answers.len() as u64;
        self.lengths.1 += encoded.mistakes.len() as u64;
        Ok(())
    }

    /// How long they are.
    pub fn lengths(&self) -> (u64, u64) {
        self.lengths
    }

    /// Gives the files of a finished run their names.
    pub fn finish(out: &Path, form: Form, done: &Checkpoint) -> std::io::Result<()> {
        let whole = match form {
            Form::Parquet if partial(out).exists() => {
                let whole = beside(out, ".whole");
                assemble(&partial(out), &whole).map_err(std::io::Error::other)?;
                whole
            }
            _ => partial(out),
        };
        // Whoever is stopped in between comes here again: what has its name already is not there any more.
        renamed(&whole, out)?;
        removed(&partial(out))?;
        if done.bad > 0 {
            renamed(&partial(&bad(out)), &bad(out))?;
        } else {
            removed(&partial(&bad(out)))?;
            removed(&bad(out))?;
        }
        removed(&beside(out, ".checkpoint"))
    }
}

fn renamed(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.exists() { std::fs::rename(from, to) } else { Ok(()) }
}

fn removed(path: &Path) -> std::io::Result<()> {
    if path.exists() { std::fs::remove_file(path) } else { Ok(()) }
}

/// Makes one file of the parts, row group by row group, as they are encoded.
fn assemble(parts: &Path, whole: &Path) -> Result<(), parquet::errors::ParquetError> {
    let mut parts = BufReader::new(File::open(parts)?);
    let mut writer: Option<SerializedFileWriter<File>> = None;
    while let Some(part) = next_part(&mut parts)? {
        let reader = SerializedFileReader::new(part.clone())?;
        let file = reader.metadata().file_metadata();
        let into = match &mut writer {
            Some(writer) => writer,
            None => {
                let notes = file.key_value_metadata().cloned();
                let properties = WriterProperties::builder().set_key_value_metadata(notes).build();
                let schema = file.schema_descr().root_schema_ptr();
                writer.insert(SerializedFileWriter::new(File::create(whole)?, schema, Arc::new(properties))?)
            }
        };
        for group in reader.metadata().row_groups() {
            let mut into = into.next_row_group()?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: u64::try_from(column.compressed_size()).unwrap_or(0),
                    rows_written: u64::try_from(group.num_rows()).unwrap_or(0),
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                into.append_column(&part, close)?;
            }
            into.close()?;
        }
    }
    if let Some(mut writer) = writer {
        writer.finish()?;
        writer.inner().sync_all()?;
    }
    Ok(())
}

fn next_part(parts: &mut impl Read) -> std::io::Result<Option<Bytes>> {
    let mut length = [0; 8];
    match parts.read_exact(&mut length) {
        Err(why) if why.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut part = vec![0; usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX)];
    parts.read_exact(&mut part)?;
    Ok(Some(part.into()))
}
