//! What is wrong with facts, each with its JSON path.

use std::fmt;

use serde_json::{Value, json};

use crate::value::visible;

/// Most mistakes told one by one; the rest are counted.
const MOST: usize = 100;
/// Most characters of the user's text a message repeats.
const LONGEST: usize = 60;

/// One thing that is wrong with the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactError {
    /// Where: `item.contains[0].tpp`; empty where it concerns the text as a whole.
    pub path: String,
    /// Stable address of the kind of mistake, such as `facts/unknown-field`.
    pub code: &'static str,
    /// What is wrong: lowercase, no full stop, the user's words in backticks.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

/// Everything that is wrong with the facts; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactErrors(pub Vec<FactError>);

impl FactErrors {
    /// A JSON list of objects with `path`, `code`, `message` and, where there is one, `help`.
    pub fn to_json(&self) -> Value {
        self.0.iter().map(FactError::to_json).collect()
    }
}

impl FactError {
    /// A key of the outermost object is given twice.
    #[cfg(feature = "batch")]
    pub(crate) fn given_twice(key: &str) -> FactError {
        Mistake::given_twice(key).at(key)
    }

    /// The mistake as a JSON object.
    pub fn to_json(&self) -> Value {
        let mut object = json!({ "path": self.path, "code": self.code, "message": self.message });
        if let (Some(help), Some(members)) = (&self.help, object.as_object_mut()) {
            members.insert("help".into(), help.as_str().into());
        }
        object
    }
}

impl fmt::Display for FactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

/// One mistake a line.
impl fmt::Display for FactErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, error) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FactError {}
impl std::error::Error for FactErrors {}

impl From<FactError> for FactErrors {
    fn from(error: FactError) -> FactErrors {
        FactErrors(vec![error])
    }
}

/// A mistake whose place is still to be added.
#[derive(Debug)]
pub(super) struct Mistake {
    code: &'static str,
    message: String,
    help: Option<String>,
}

impl Mistake {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Mistake {
        Mistake { code, message: message.into(), help: None }
    }

    pub(super) fn given_twice(key: &str) -> Mistake {
        Mistake::new("facts/duplicate-key", format!("{} is given twice", quote(key)))
    }

    pub(super) fn help(self, help: impl Into<String>) -> Mistake {
        self.maybe_help(Some(help.into()))
    }

    pub(super) fn maybe_help(self, help: Option<String>) -> Mistake {
        Mistake { help: help.or(self.help), ..self }
    }

    pub(super) fn at(self, path: impl Into<String>) -> FactError {
        FactError { path: path.into(), code: self.code, message: self.message, help: self.help }
    }
}

/// The mistakes found so far.
#[derive(Debug, Default)]
pub(super) struct Errors {
    told: Vec<FactError>,
    more: usize,
}

impl Errors {
    pub(super) fn push(&mut self, error: FactError) {
        if self.told.len() < MOST {
            self.told.push(error);
        } else {
            self.more += 1;
        }
    }

    /// `value` if there was no mistake.
    pub(super) fn or<T>(mut self, value: T) -> Result<T, FactErrors> {
        if self.told.is_empty() {
            return Ok(value);
        }
        if self.more > 0 {
            self.told.push(Mistake::new("facts/too-many-errors", format!("and {} more mistakes", self.more)).at(""));
        }
        Err(FactErrors(self.told))
    }
}

/// The user's text in backticks, on one line and not too long.
pub(crate) fn quote(text: &str) -> String {
    let mut shown = visible(&text.chars().take(LONGEST).collect::<String>());
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// `did you mean …?` for a text that is short enough to be a slip of the hand.
pub(super) fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    if word.len() > 200 { None } else { crate::diagnostics::near_of(word, candidates) }
}

/// A few words in backticks, with commas.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}
