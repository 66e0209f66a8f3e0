//! Receipts: what is replayed comes out the same to the byte, and whatever was changed is noticed.

use lexact::{Known, Receipt, Replay, Rulebook};

const VOCABULARY: &str = "rulebook lamps\nfact gas yes/no\nfact weight number\ndecision permit required | not needed";
const ACT: &str = "act 2020-lamps citation \"Order 1\" published 2020-01-02 effective 2020-02-01
default 1 permit is not needed
rule 2 when gas then permit is required";
const FACTS: &str = "{ \"gas\":  true,\n\t\"weight\": 1.50e1 }";

fn lamps(act: &str) -> Rulebook {
    Rulebook::from_sources([("rulebook.act", VOCABULARY), ("2020-lamps.act", act)]).unwrap()
}

fn receipt_of(rulebook: &Rulebook, facts: &str) -> Receipt {
    let law = rulebook.in_force("2020-03-01".parse().unwrap(), Known::Latest);
    Receipt::of(&law.decide(&law.facts().from_json(facts).unwrap()))
}

/// Reads a receipt as edited, and decides it again.
fn replayed(text: &str) -> Replay {
    Receipt::from_json(text).unwrap().replay(&lamps(ACT))
}

#[test]
fn what_is_replayed_is_the_same() {
    let written = receipt_of(&lamps(ACT), FACTS);
    let read = Receipt::from_json(written.to_json()).unwrap();
    assert_eq!(read, written);
    assert!(read.replay(&lamps(ACT)).is_same());
    assert_eq!(receipt_of(&lamps(ACT), FACTS).to_json(), written.to_json(), "the same question gives the same receipt");
    for facts in ["{}", "\u{feff} {\"claims\": []}\n", "{\"gas\": false}"] {
        let read = Receipt::from_json(receipt_of(&lamps(ACT), facts).to_json()).unwrap();
        assert!(read.replay(&lamps(ACT)).is_same(), "{facts}");
    }
}

#[test]
fn facts_stand_in_it_as_they_were_given() {
    let receipt = receipt_of(&lamps(ACT), &format!("\u{feff}\n{FACTS}\n"));
    assert_eq!(receipt.facts, FACTS);
    assert!(receipt.to_json().contains(FACTS));
    // Facts that were no text stand there as the text they are.
    let rulebook = lamps(ACT);
    let law = rulebook.in_force("2020-03-01".parse().unwrap(), Known::Latest);
    let mut builder = lexact::FactsBuilder::default();
    builder.set("gas", true).set("weight", 15);
    let receipt = Receipt::of(&law.decide(&law.facts().from_builder(builder).unwrap()));
    assert_eq!(receipt.facts, r#"{"gas":true,"weight":15}"#);
    assert!(receipt.replay(&rulebook).is_same());
}

#[test]
fn an_edited_receipt_is_noticed() {
    let text = receipt_of(&lamps(ACT), FACTS).to_json().to_string();
    let edited = |old: &str, new: &str| {
        assert!(text.contains(old), "{old}");
        replayed(&text.replacen(old, new, 1))
    };
    // A fact that the answer does not turn on.
    let replay = edited("1.50e1", "1.51e1");
    assert!(replay.edited && replay.is_same_answer() && !replay.is_same());
    // One that it does.
    let replay = edited("\"gas\":  true", "\"gas\":  false");
    assert!(replay.edited && !replay.is_same_answer());
    let value = replay.answer.iter().find(|d| d.at == "decisions.permit.value").unwrap();
    assert_eq!((value.receipt.as_deref(), value.now.as_deref()), (Some("\"required\""), Some("\"not needed\"")));
    // The answer.
    let replay = edited("\"value\": \"required\"", "\"value\": \"not needed\"");
    assert!(replay.edited);
    let at: Vec<&str> = replay.answer.iter().map(|d| d.at.as_str()).collect();
    assert_eq!(at, ["decisions.permit.value"]);
    // The engine.
    let replay = edited("\"engine\": \"", "\"engine\": \"9.");
    assert!(replay.edited && replay.engine.is_some());
    // Layout is not said to be an edit.
    let value: serde_json::Value = serde_json::from_str(&text.replace("1.50e1", "15")).unwrap();
    let again = receipt_of(&lamps(ACT), "{\"gas\":true,\"weight\":15}").to_json().to_string();
    let compact: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert!(value["seal"] != compact["seal"]);
    assert!(replayed(&compact.to_string()).is_same());
}

#[test]
fn another_rulebook_is_told_by_its_files() {
    let receipt = receipt_of(&lamps(ACT), FACTS);
    let changed = lamps(&ACT.replace("permit is required", "permit is not needed"));
    let replay = receipt.replay(&changed);
    assert!(!replay.edited && !replay.is_same() && replay.digest.is_some() && replay.rulebook.is_none());
    let files: Vec<&str> = replay.files.iter().map(|f| f.at.as_str()).collect();
    assert_eq!(files, ["2020-lamps.act"]);
    assert!(replay.answer.iter().any(|d| d.at == "decisions.permit.value"));
    assert!(replay.answer.iter().all(|d| d.at != "digest"), "the digest is told once");
    // A comment changes the digest alone.
    let replay = receipt.replay(&lamps(&format!("{ACT}\n-- a remark")));
    assert!(replay.is_same_answer() && !replay.is_same() && replay.files.len() == 1);
    // A fact the other does not have.
    let without = Rulebook::from_sources([
        ("rulebook.act", "rulebook lamps\nfact gas yes/no\ndecision permit required | not needed"),
        ("2020-lamps.act", ACT),
    ]);
    let replay = receipt.replay(&without.unwrap());
    assert_eq!(replay.facts.first().map(|error| error.path.as_str()), Some("weight"));
    assert!(!replay.is_same_answer());
}

#[test]
fn no_text_makes_it_panic_and_no_letter_can_be_changed() {
    let text = receipt_of(&lamps(ACT), FACTS).to_json().to_string();
    let rulebook = lamps(ACT);
    for (at, letter) in text.char_indices() {
        if at + 1 < text.trim_end().len() {
            assert!(Receipt::from_json(&text[..at]).is_err(), "cut at {at}");
        }
        for other in ['0', 'x', '"'] {
            let changed = format!("{}{other}{}", &text[..at], &text[at + letter.len_utf8()..]);
            if changed != text
                && let Ok(receipt) = Receipt::from_json(&changed)
            {
                assert!(receipt.replay(&rulebook).edited, "{changed}");
            }
        }
    }
}

#[test]
fn what_is_no_receipt_is_refused_with_a_reason() {
    let text = receipt_of(&lamps(ACT), FACTS).to_json().to_string();
    let refused = |text: &str| Receipt::from_json(text).unwrap_err().to_string();
    let without = |key: &str| {
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value.as_object_mut().unwrap().shift_remove(key);
        value.to_string()
    };
    for key in ["rulebook", "digest", "files", "engine", "on", "known", "as", "facts", "answer", "seal"] {
        assert_eq!(refused(&without(key)), format!("`{key}` is missing"));
    }
    assert!(refused("{}").starts_with("this is no receipt: `receipt` is missing"));
    assert!(refused("[1]").contains("a receipt is an object"));
    assert!(refused("").contains("ends too early"));
    assert!(refused(&text.replacen("\"receipt\": 1", "\"receipt\": 2", 1)).contains("of the form `2`"));
    assert!(refused(&text.replacen("\"2020-03-01\"", "\"2020-02-30\"", 1)).contains("30 February 2020 does not exist"));
    assert!(refused(&text.replacen("\"known\": \"latest\"", "\"known\": 7", 1)).contains("`known` is not a string"));
    assert!(
        refused(&text.replacen("\"as\": \"enforced\"", "\"as\": \"printed\"", 1)).contains("decides as `enforced`")
    );
    assert!(refused(&text.replacen("\"on\"", "\"known\"", 1)).contains("`known` is given twice"));
    // However deep.
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let start = text.find("\"answer\"").unwrap();
    let nested = format!("{}\"answer\": {{\"decisions\": {deep}}}, \"seal\": \"\"}}", &text[..start]);
    assert!(replayed(&nested).edited);
}
