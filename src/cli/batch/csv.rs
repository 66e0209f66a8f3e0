//! Text → records, as RFC 4180 has them: commas, quotation marks that are doubled inside quotation marks, lines that end in LF or CRLF.
//!
//! The scanner is our own, because a file is cut into chunks of records before anybody reads them, and because one record that is not
//! well-formed must not take its neighbours with it.

use std::borrow::Cow;

/// Where a scan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// At the beginning of a field.
    #[default]
    Field,
    /// In a field without quotation marks.
    Plain,
    /// Inside quotation marks.
    Quoted,
    /// After a quotation mark inside them: the end, or the first of two.
    Mark,
}

/// Finds the ends of records.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    at: At,
    /// True if anything but a line end stands in the record so far.
    any: bool,
}

impl Scan {
    /// Goes on by one byte; at the end of a record, whether it is more than an empty line.
    #[inline]
    pub fn step(&mut self, byte: u8) -> Option<bool> {
        self.at = match (self.at, byte) {
            (At::Quoted, b'"') => At::Mark,
            (At::Quoted, _) => At::Quoted,
            (_, b'\n') => {
                let any = self.any;
                *self = Scan::default();
                return Some(any);
            }
            (At::Mark, b'"') => At::Quoted,
            (At::Field, b'"') => At::Quoted,
            (_, b',') => At::Field,
            // The line end of a line that has nothing else.
            (At::Field, b'\r') if !self.any => return None,
            _ => At::Plain,
        };
        self.any = true;
        None
    }

    /// At the end of the text: whether a record is left that no line end closes.
    pub fn ends_in_record(&self) -> bool {
        self.any
    }
}

/// The records of a text, without empty lines.
pub fn records(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let mut scan = Scan::default();
            let end = rest.iter().position(|byte| scan.step(*byte).is_some());
            let (record, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
            rest = after;
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            let record = record.strip_suffix(b"\r").unwrap_or(record);
            if !record.is_empty() {
                return Some(record);
            }
        }
    })
}

/// The fields of a record.
///
/// # Errors
/// What is not well-formed in it.
pub fn fields<'t>(record: &'t [u8], into: &mut Vec<Cow<'t, str>>) -> Result<(), &'static str> {
    into.clear();
    let text = std::str::from_utf8(record).map_err(|_| "the row is not UTF-8 text")?;
    let mut rest = text;
    loop {
        let Some(quoted) = rest.strip_prefix('"') else {
            let (field, after) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
            into.push(Cow::Borrowed(field));
            match after.strip_prefix(',') {
                Some(after) => rest = after,
                None => return Ok(()),
            }
            continue;
        };
        let mut field = Cow::Borrowed("");
        let mut from = quoted;
        loop {
            let end = from.find('"').ok_or("a quotation mark is not closed")?;
            let (part, after) = from.split_at(end);
            field += part;
            from = after.get(1..).unwrap_or("");
            match from.strip_prefix('"') {
                Some(after) => {
                    field += "\"";
                    from = after;
                }
                None => break,
            }
        }
        into.push(field);
        match from.strip_prefix(',') {
            Some(after) => rest = after,
            None if from.is_empty() => return Ok(()),
            None => return Err("something stands between a closing quotation mark and the next comma"),
        }
    }
}

/// Writes a field, in quotation marks where it needs them.
pub fn write(field: &str, out: &mut Vec<u8>) {
    if !field.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        out.extend_from_slice(field.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in field.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
