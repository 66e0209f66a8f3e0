//! `lexact replay`: the facts of a receipt decided again.

use std::path::Path;

use serde_json::{Value, json};

use super::args::{Format, Replay as Args};
use super::output::Trouble;
use super::{Answer, WRONG, count, input};
use crate::diagnostics::Diagnostic;
use crate::receipt::{Different, Differs};
use crate::source::{pad, width};
use crate::{Receipt, Replay, Rulebook};

/// Most parts of an answer that are shown to people.
const MOST_TOLD: usize = 20;
/// Most characters of a value that is shown to people.
const LONGEST: usize = 100;

pub fn run(args: &Args) -> Result<Answer, Trouble> {
    let text = input::receipt(&args.receipt, args.format)?;
    let receipt = Receipt::from_json(&text).map_err(|error| {
        let message = format!("{}: {}", args.receipt.display(), error.message);
        input::wrong(vec![Diagnostic::error(error.code, message).maybe_help(error.help)], args.format)
    })?;
    let folder = args.rulebook.as_deref().or(receipt.path.as_deref().map(Path::new));
    let folder = folder.ok_or_else(|| Trouble::Usage {
        message: "the receipt does not say where its rulebook is".into(),
        help: Some("say which folder with `--rulebook`".into()),
    })?;
    let rulebook = input::rulebook(folder, args.format)?;
    let replay = receipt.replay(&rulebook);
    let text = match args.format {
        Format::Json => format!("{:#}\n", to_json(&receipt, &replay)),
        Format::Text if replay.is_same() => same(&receipt, &rulebook),
        Format::Text => different(&receipt, &replay),
    };
    Ok(Answer { text, code: if replay.is_same() { 0 } else { WRONG } })
}

fn same(receipt: &Receipt, rulebook: &Rulebook) -> String {
    let (name, digest, engine) = (rulebook.name(), rulebook.digest(), &receipt.engine);
    let (on, known) = (receipt.on, receipt.known);
    format!(
        "the answer is the same, byte for byte\n  law     {name} of {on}, known {known}\n  digest  {digest}\n  engine  {engine}\n"
    )
}

fn different(receipt: &Receipt, replay: &Replay) -> String {
    let mut out = format!("{}, law of {}, known {}\n", receipt.rulebook, receipt.on, receipt.known);
    if replay.edited {
        out += "\nthe receipt is not as it was written: its seal does not fit the rest\n";
    }
    let mut differs = |what: &str, differs: &Option<Differs>| {
        if let Some(Differs { receipt, now }) = differs {
            out += &format!("\nanother {what}\n  receipt  {receipt}\n  now      {now}\n");
        }
    };
    differs("rulebook", &replay.rulebook);
    differs("digest", &replay.digest);
    differs("engine", &replay.engine);
    if !replay.files.is_empty() {
        out += &format!("\n{}\n", verb(replay.files.len(), "file"));
        let names = replay.files.iter().map(|file| width(&file.at)).max().unwrap_or(0);
        replay.files.iter().for_each(|file| out += &format!("  {}  {}\n", pad(&file.at, names), became(file)));
    }
    if !replay.facts.is_empty() {
        out += "\nthe facts cannot be read by this rulebook\n";
        replay.facts.iter().for_each(|error| out += &format!("  {error}\n"));
    }
    if replay.is_same_answer() {
        return out + "\nthe answer itself is the same\n";
    }
    if !replay.answer.is_empty() {
        out += &format!("\n{} of the answer\n", verb(replay.answer.len(), "part"));
    }
    // What was decided comes first, its reasons after it.
    let is_value = |part: &&Different| part.at.starts_with("decisions") && part.at.ends_with(".value");
    let (values, others): (Vec<&Different>, Vec<&Different>) = replay.answer.iter().partition(is_value);
    for part in values.iter().chain(&others).take(MOST_TOLD) {
        let at = if part.at.is_empty() { "the whole" } else { &part.at };
        out += &format!("  {at}\n    receipt  {}\n    now      {}\n", shown(&part.receipt), shown(&part.now));
    }
    if let Some(more) = replay.answer.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
        out += &format!("  and {more} more; `--format json` has all\n");
    }
    out
}

/// `1 file differs`, `3 files differ`
fn verb(n: usize, word: &str) -> String {
    format!("{} {}", count(n, word), if n == 1 { "differs" } else { "differ" })
}

fn became(file: &Different) -> &'static str {
    match (&file.receipt, &file.now) {
        (None, _) => "new",
        (_, None) => "gone",
        _ => "changed",
    }
}

fn shown(value: &Option<String>) -> String {
    let Some(text) = value else { return "nothing".into() };
    if text.chars().count() <= LONGEST {
        return text.clone();
    }
    format!("{} …", text.chars().take(LONGEST).collect::<String>())
}

fn to_json(receipt: &Receipt, replay: &Replay) -> Value {
    // The values of an answer are JSON already.
    let value = |text: &Option<String>| -> Value {
        text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    let differs = |differs: &Option<Differs>| differs.as_ref().map(|d| json!({ "receipt": d.receipt, "now": d.now }));
    let file = |file: &Different| json!({ "file": file.at, "receipt": file.receipt, "now": file.now });
    let part = |part: &Different| json!({ "path": part.at, "receipt": value(&part.receipt), "now": value(&part.now) });
    json!({
        "same": replay.is_same(),
        "same_answer": replay.is_same_answer(),
        "edited": replay.edited,
        "on": receipt.on.to_string(),
        "known": receipt.known.to_string(),
        "rulebook": differs(&replay.rulebook),
        "digest": differs(&replay.digest),
        "engine": differs(&replay.engine),
        "files": replay.files.iter().map(file).collect::<Vec<_>>(),
        "facts": replay.facts.iter().map(|error| error.to_json()).collect::<Vec<_>>(),
        "answer": replay.answer.iter().map(part).collect::<Vec<_>>(),
    })
}
