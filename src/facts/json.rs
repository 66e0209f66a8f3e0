//! JSON text → tree. Numbers stay as they are written; a key given twice is remembered.

use std::fmt;

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::errors::{FactError, Mistake, quote};

/// Most lists and objects inside one another.
const MAX_DEPTH: usize = 100;

/// A JSON value, its numbers as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    YesNo(bool),
    /// A number's text.
    Number(String),
    /// A string.
    Text(String),
    /// `[…]`
    List(Vec<Json>),
    /// `{…}`
    Object(Object),
}

/// A JSON object in the order of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    /// Its members; of a key given twice, the first.
    pub members: IndexMap<String, Json>,
    /// The keys given again.
    pub repeated: Vec<String>,
}

impl Object {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.members.get(key)
    }

    fn add(&mut self, key: String, value: Json) {
        match self.members.entry(key) {
            Entry::Occupied(entry) => self.repeated.push(entry.key().clone()),
            Entry::Vacant(entry) => {
                entry.insert(value);
            }
        }
    }
}

impl Json {
    /// The value in a few words: ``the number `4800` ``.
    pub fn describe(&self) -> String {
        match self {
            Json::Null => "none".into(),
            Json::YesNo(yes) => format!("`{yes}`"),
            Json::Number(text) => format!("the number {}", quote(text)),
            Json::Text(text) => format!("the text {}", quote(text)),
            Json::List(_) => "a list".into(),
            Json::Object(_) => "an object".into(),
        }
    }
}

/// The JSON text, numbers as they are written; `{:#}` sets it in lines.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Json {
    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::YesNo(yes) => write!(f, "{yes}"),
            Json::Number(text) => f.write_str(text),
            Json::Text(text) => f.write_str(&escaped(text)?),
            Json::List(elements) => {
                between(f, ('[', ']'), depth, elements.iter(), |f, element| element.write(f, depth + 1))
            }
            Json::Object(object) => between(f, ('{', '}'), depth, object.members.iter(), |f, (key, value)| {
                write!(f, "{}:{}", escaped(key)?, if f.alternate() { " " } else { "" })?;
                value.write(f, depth + 1)
            }),
        }
    }
}

fn escaped(text: &str) -> Result<String, fmt::Error> {
    serde_json::to_string(text).map_err(|_| fmt::Error)
}

/// Members between brackets, each on a line of its own where it is set in lines.
fn between<T>(
    f: &mut fmt::Formatter<'_>,
    (open, close): (char, char),
    depth: usize,
    members: impl ExactSizeIterator<Item = T>,
    write: impl Fn(&mut fmt::Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    let line = |f: &mut fmt::Formatter<'_>, depth: usize| match f.alternate() {
        true => write!(f, "\n{}", "  ".repeat(depth)),
        false => Ok(()),
    };
    let none = members.len() == 0;
    write!(f, "{open}")?;
    for (n, member) in members.enumerate() {
        f.write_str(if n == 0 { "" } else { "," })?;
        line(f, depth + 1)?;
        write(f, member)?;
    }
    if !none {
        line(f, depth)?;
    }
    write!(f, "{close}")
}

/// The bytes as text.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, FactError> {
    std::str::from_utf8(bytes).map_err(|why| {
        let good = bytes.get(..why.valid_up_to()).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("");
        let (line, column) = position(good, good.len());
        let help = match bytes {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "it begins like UTF-16; save it as UTF-8",
            _ => "save it as UTF-8",
        };
        Mistake::new("facts/not-utf-8", format!("the text is not UTF-8 at line {line}, column {column}"))
            .help(help)
            .at("")
    })
}

/// The tree of a JSON text. A byte order mark before it is passed over.
///
/// # Errors
/// What is not JSON and where, or that it nests too deep.
pub fn parse(text: &str) -> Result<Json, FactError> {
    let text = without_mark(text);
    if text.trim().is_empty() {
        return Err(Mistake::new("facts/syntax", "the text is empty").help("no facts at all are written `{}`").at(""));
    }
    tree(text, whole(text)?, 0)
}

/// The one value that a JSON text is.
pub(crate) fn whole(text: &str) -> Result<&RawValue, FactError> {
    let text = without_mark(text);
    serde_json::from_str(text).map_err(|why| not_json(text, 0, &why))
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// A JSON text without what stands around the value.
pub(super) fn trimmed(text: &str) -> &str {
    without_mark(text).trim()
}

/// Each level is read by itself, so that serde never nests and numbers keep their text.
fn tree(text: &str, raw: &RawValue, depth: usize) -> Result<Json, FactError> {
    let written = raw.get();
    let start = offset(text, written);
    match written.as_bytes().first() {
        Some(b'{' | b'[') if depth == MAX_DEPTH => Err(too_deep(text, start)),
        Some(b'{') => object(text, read::<Members>(text, start, written)?, depth),
        Some(b'[') => {
            let elements: Vec<&RawValue> = read(text, start, written)?;
            elements.into_iter().map(|e| tree(text, e, depth + 1)).collect::<Result<_, _>>().map(Json::List)
        }
        Some(b'"') => Ok(Json::Text(read(text, start, written)?)),
        Some(b't') => Ok(Json::YesNo(true)),
        Some(b'f') => Ok(Json::YesNo(false)),
        Some(b'n') => Ok(Json::Null),
        _ => Ok(Json::Number(written.to_string())),
    }
}

fn object(text: &str, members: Members, depth: usize) -> Result<Json, FactError> {
    let mut object = Object::default();
    for (key, raw) in members.0 {
        object.add(key, tree(text, raw, depth + 1)?);
    }
    Ok(Json::Object(object))
}

fn read<'a, T: Deserialize<'a>>(text: &str, start: usize, written: &'a str) -> Result<T, FactError> {
    serde_json::from_str(written).map_err(|why| not_json(text, start, &why))
}

/// The members of an object, each value as its text.
pub(crate) struct Members<'a>(pub Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// Where `part`, a slice of `text`, begins.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// Line and column of a byte, both from 1, the column in characters.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..floor(text, byte)).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// The nearest character boundary at or before `byte`.
fn floor(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|b| text.is_char_boundary(*b)).unwrap_or(0)
}

/// Where serde stopped, as a byte of `text`; its columns count bytes from 1.
fn stopped(text: &str, start: usize, why: &serde_json::Error) -> usize {
    let part = text.get(start..).unwrap_or("");
    let lines_before = part.split_inclusive('\n').take(why.line().saturating_sub(1)).map(str::len).sum::<usize>();
    floor(text, start + lines_before + why.column().saturating_sub(1))
}

fn too_deep(text: &str, at: usize) -> FactError {
    let (line, column) = position(text, at);
    let message =
        format!("more than {MAX_DEPTH} lists and objects inside one another, at line {line}, column {column}");
    Mistake::new("facts/too-deep", message).at("")
}

fn not_json(text: &str, start: usize, why: &serde_json::Error) -> FactError {
    let at = stopped(text, start, why);
    let (line, column) = position(text, at);
    if why.is_eof() {
        let message = format!("the text ends too early, at line {line}, column {column}");
        return Mistake::new("facts/syntax", message).help("a bracket or quotation mark is not closed").at("");
    }
    let message = format!("this is not JSON at line {line}, column {column}: {}", reason(why));
    Mistake::new("facts/syntax", message).maybe_help(foreign(text, at)).at("")
}

/// serde's own words, without its place.
fn reason(why: &serde_json::Error) -> String {
    let words = why.to_string();
    words.rsplit_once(" at line ").map_or(words.as_str(), |(reason, _)| reason).to_string()
}

/// What to write for what other languages have and JSON has not.
fn foreign(text: &str, at: usize) -> Option<String> {
    if text.get(at..)?.starts_with(['}', ']']) && text.get(..at)?.trim_end().ends_with(',') {
        return Some("take out the comma before it".into());
    }
    let part_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let before = text.get(..at)?.rsplit(|c| !part_of_word(c)).next().map_or(0, str::len);
    let word = text.get(at - before..)?.split(|c| !part_of_word(c)).next()?;
    match word {
        "NaN" | "Infinity" | "inf" | "nan" => Some(format!("{} is not a number; leave the fact out", quote(word))),
        "True" | "yes" | "TRUE" => Some("write `true`".into()),
        "False" | "no" | "FALSE" => Some("write `false`".into()),
        "None" | "undefined" | "NULL" => Some("write `null` for none; leave out what is not known".into()),
        _ if text.get(at..)?.starts_with('\'') => Some("strings stand in double quotation marks".into()),
        _ => None,
    }
}

/// A value of the host that serde cannot write as JSON.
pub(super) fn not_written(why: &serde_json::Error) -> FactError {
    Mistake::new("facts/syntax", format!("the facts cannot be written as JSON: {why}")).at("")
}
