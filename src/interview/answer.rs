//! What was typed → the JSON to put at the path that is asked for.

use super::question::{Kind, Question};
use crate::facts::json::{self, Json, Object};
use crate::facts::{FactError, FactErrors};
use crate::language::{LANGUAGES, Language};

/// Most records that one answer says there are.
const MOST_RECORDS: usize = 1_000;

/// The value that was typed. Whether it fits is for the reader of facts to say.
pub(super) fn read(question: &Question, typed: &str) -> Result<Json, FactErrors> {
    let typed = typed.trim();
    if question.optional && is_one(typed, |language| language.none()) {
        return Ok(Json::Null);
    }
    match &question.kind {
        Kind::Count(_) | Kind::Values(_) | Kind::Record if typed.starts_with(['[', '{']) => Ok(json::parse(typed)?),
        Kind::Count(record) => count(question, record, typed),
        Kind::Values(kind) => {
            let none = is_one(typed, |language| language.none()) || is_one(typed, |language| language.all());
            let further = if none { Vec::new() } else { parts(typed) };
            let further = further.into_iter().map(|part| value(kind, &part));
            Ok(Json::List(question.given.iter().cloned().chain(further).collect()))
        }
        Kind::Record if is_one(typed, |language| language.yes()) => Ok(Json::Object(Object::default())),
        Kind::Record if question.optional && is_one(typed, |language| language.no()) => Ok(Json::Null),
        Kind::YesNo if !is_one(typed, |l| l.yes()) && !is_one(typed, |l| l.no()) => {
            let words: Vec<&str> = LANGUAGES.iter().flat_map(|l| [l.yes()[0], l.no()[0]]).collect();
            let message = format!("this is a question of yes or no, not `{}`", shown(typed));
            let help = Some(format!("answer one of {}", words.join(", ")));
            Err(FactError { path: question.path.clone(), code: "facts/wrong-type", message, help }.into())
        }
        kind => Ok(value(kind, typed)),
    }
}

/// What was typed, for a message.
fn shown(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// One value.
fn value(kind: &Kind, typed: &str) -> Json {
    if let Some(text) = quoted(typed) {
        return Json::Text(text);
    }
    match kind {
        Kind::YesNo if is_one(typed, |language| language.yes()) => Json::YesNo(true),
        Kind::YesNo if is_one(typed, |language| language.no()) => Json::YesNo(false),
        Kind::Number { .. } | Kind::Days if is_number(typed) => Json::Number(typed.to_string()),
        _ => Json::Text(typed.to_string()),
    }
}

/// A list with so many records more, of which nothing is known yet.
fn count(question: &Question, record: &str, typed: &str) -> Result<Json, FactErrors> {
    let nothing_more = is_one(typed, |l| l.none()) || is_one(typed, |l| l.all()) || is_one(typed, |l| l.no());
    let more = match nothing_more {
        true => Some(0),
        false => typed.parse().ok().filter(|more| *more <= MOST_RECORDS),
    };
    let Some(more) = more else {
        let shown = shown(typed);
        let message = format!("how many there are of {record} is needed, up to {MOST_RECORDS}, not `{shown}`");
        let help = Some("their fields are asked for afterwards; a list may also be given as JSON".to_string());
        let error = FactError { path: question.path.clone(), code: "facts/wrong-type", message, help };
        return Err(error.into());
    };
    let further = std::iter::repeat_n(Json::Object(Object::default()), more);
    Ok(Json::List(question.given.iter().cloned().chain(further).collect()))
}

/// True if it is one of these words, of any language.
fn is_one(typed: &str, words: impl Fn(&dyn Language) -> &'static [&'static str]) -> bool {
    LANGUAGES.iter().any(|language| words(*language).iter().any(|word| typed.eq_ignore_ascii_case(word)))
}

/// The text between quotation marks, escaped as in JSON.
fn quoted(typed: &str) -> Option<String> {
    match json::parse(typed).ok().filter(|_| typed.starts_with('"')) {
        Some(Json::Text(text)) => Some(text),
        _ => None,
    }
}

/// True for a number that JSON can hold as it is written.
fn is_number(typed: &str) -> bool {
    matches!(json::parse(typed), Ok(Json::Number(_)))
}

/// What stands between commas outside quotation marks.
fn parts(typed: &str) -> Vec<String> {
    let (mut parts, mut quoted, mut escaped) = (vec![String::new()], false, false);
    for c in typed.chars() {
        if !quoted && matches!(c, ',' | '，' | '、') {
            parts.push(String::new());
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.iter().map(|part| part.trim().to_string()).collect()
}
