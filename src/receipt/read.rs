//! JSON text → receipt. Whatever the text, there is a receipt or a message.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::RawValue;

use super::{FORM, Receipt, SEAL, compact, members, seal};
use crate::facts::json;
use crate::temporal::Known;
use crate::value::Date;

/// Which text the decisions of an answer follow: what is enforced, with the printed law beside it where it differs.
pub(super) const AS: &str = "enforced";

/// Why a text is no receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptError {
    /// Stable address of the kind of mistake: `receipt/syntax`, `receipt/form`.
    pub code: &'static str,
    /// What is wrong: lowercase, no full stop.
    pub message: String,
    /// What to do instead, where that is known.
    pub help: Option<String>,
}

impl fmt::Display for ReceiptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for ReceiptError {}

fn form(message: impl Into<String>) -> ReceiptError {
    ReceiptError { code: "receipt/form", message: message.into(), help: None }
}

impl Receipt {
    /// Reads the text of a receipt. One that was edited by hand can be read where it has the form of a receipt; replaying it
    /// says so.
    ///
    /// # Errors
    /// [`ReceiptError`]: that it is not JSON, or lacks what a receipt has.
    pub fn from_json(text: &str) -> Result<Receipt, ReceiptError> {
        let syntax = |message: String, help| ReceiptError { code: "receipt/syntax", message, help };
        let whole: &RawValue = json::whole(text).map_err(|error| syntax(error.message, error.help))?;
        let Some(all) = members(whole.get()) else { return Err(form("a receipt is an object")) };
        let mut seen: Vec<&str> = Vec::new();
        for (key, _) in &all.0 {
            if seen.contains(&key.as_str()) {
                return Err(form(format!("`{key}` is given twice")));
            }
            seen.push(key);
        }
        let given = Given(&all.0);
        given.check_form()?;
        let date = |text: String| Date::parse(&text).map_err(|why| form(format!("`on` is no day: {why}")));
        let known = |text: String| Known::parse(&text).map_err(|why| form(format!("`known` is no day: {why}")));
        let path = given.find("path").map(|_| given.text("path")).transpose()?;
        Ok(Receipt {
            rulebook: given.text("rulebook")?,
            path,
            digest: given.text("digest")?,
            files: given.files()?,
            engine: given.text("engine")?,
            on: given.text("on").and_then(date)?,
            known: given.text("known").and_then(known)?,
            facts: given.object("facts")?.to_string(),
            answer: compact(given.object("answer")?),
            sealed: given.text(SEAL)? == seal(all.0.iter().map(|(key, value)| (key.as_str(), value.get()))),
            text: text.to_string(),
        })
    }
}

/// The members of a text that should be a receipt.
struct Given<'a>(&'a [(String, &'a RawValue)]);

impl<'a> Given<'a> {
    fn find(&self, key: &str) -> Option<&'a str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| value.get())
    }

    fn need(&self, key: &str) -> Result<&'a str, ReceiptError> {
        self.find(key).ok_or_else(|| form(format!("`{key}` is missing")))
    }

    fn text(&self, key: &str) -> Result<String, ReceiptError> {
        serde_json::from_str(self.need(key)?).map_err(|_| form(format!("`{key}` is not a string")))
    }

    fn object(&self, key: &str) -> Result<&'a str, ReceiptError> {
        let text = self.need(key)?;
        if text.starts_with('{') { Ok(text) } else { Err(form(format!("`{key}` is not an object"))) }
    }

    fn files(&self) -> Result<BTreeMap<String, String>, ReceiptError> {
        let wrong = |_| form("`files` does not hold a digest for each file");
        serde_json::from_str(self.object("files")?).map_err(wrong)
    }

    fn check_form(&self) -> Result<(), ReceiptError> {
        let Some(number) = self.find("receipt") else {
            let help = "a receipt is written by `lexact decide … --receipt FILE`".to_string();
            return Err(ReceiptError { help: Some(help), ..form("this is no receipt: `receipt` is missing") });
        };
        if number != FORM {
            let help = "replay it with the version of Lexact that wrote it".to_string();
            let message = format!("this version reads receipts of the form {FORM}; this one is of the form `{number}`");
            return Err(ReceiptError { help: Some(help), ..form(message) });
        }
        let track = self.text("as")?;
        if track != AS {
            return Err(form(format!("`as` is `{track}`; this version decides as `{AS}`")));
        }
        Ok(())
    }
}
