//! The stable JSON form of a decision. Keys are only ever added.

use serde_json::{Map, Value, json};

use super::gather::because_of_elements;
use super::{Choice, Decision, Deemed, Duty, Element, Need, Outcome, Plain, Status, Unsettled};
use crate::away::Away;
use crate::explain::values::Listed;
use crate::explain::wording::{
    Given, Measure, Source, Told, ToldCalculation, ToldCase, ToldFact, ToldParagraph, ToldStep,
};
use crate::explain::{self, State};
use crate::language::ENGLISH;

pub(super) fn decision(decision: &Decision) -> Value {
    let law = decision.law();
    let outcomes = |printed: bool| -> Map<String, Value> {
        let all = if printed { &decision.as_printed } else { &decision.decisions };
        all.iter().map(|(name, o)| (name.clone(), outcome(decision, name, o, printed))).collect()
    };
    json!({
        "rulebook": law.rulebook().name(),
        "digest": law.rulebook().digest(),
        "engine": env!("CARGO_PKG_VERSION"),
        "on": law.on().to_string(),
        "known": law.known().to_string(),
        "decisions": outcomes(false),
        "as_printed": outcomes(true),
        "away": decision.away.iter().map(Away::to_json).collect::<Vec<_>>(),
        "options": decision.options.iter().map(|o| option(decision, o)).collect::<Vec<_>>(),
        "duties": duties(&decision.duties),
        "needs": needs(decision.needs()),
        "conflicts": conflicts(decision),
        "stipulated": decision.stipulated,
        "deemed": decision.deemed.iter().map(deemed).collect::<Vec<_>>(),
        "elsewhere": decision.elsewhere,
        "notes": decision.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn outcome(decision: &Decision, name: &str, outcome: &Outcome, printed: bool) -> Value {
    if let Some(elements) = &outcome.elements {
        let reasons = because_of_elements(decision, name, printed);
        let of = |e: &Element| reasons.iter().find(|(id, _)| *id == e.provision).map_or(&[][..], |(_, r)| r);
        let elements: Vec<Value> = elements.iter().map(|e| element(e, of(e))).collect();
        let mut value = json!({ "status": outcome.status.word(), "elements": elements });
        whatever(&mut value, outcome);
        if outcome.status != Status::Decided {
            value["causes"] = json!(outcome.causes);
            value["needs"] = needed(decision, name, printed);
        }
        return value;
    }
    let because = if printed { decision.because_as_printed(name) } else { decision.because(name) };
    let mut value = json!({ "status": outcome.status.word(), "value": outcome.value });
    if let Some(without) = &outcome.without_claims {
        value["without_claims"] = plain(without);
    }
    whatever(&mut value, outcome);
    if outcome.status != Status::Decided {
        value["causes"] = json!(outcome.causes);
        value["needs"] = needed(decision, name, printed);
    }
    if outcome.status == Status::Conflict {
        value["between"] = json!(outcome.between);
    }
    value["because"] = reasons(&because);
    value
}

fn needed(decision: &Decision, name: &str, printed: bool) -> Value {
    if printed { needs(&decision.needs_as_printed(name)) } else { needs(decision.needs_of(name)) }
}

/// The facts that were filled in, where the answer takes that.
fn whatever(value: &mut Value, outcome: &Outcome) {
    if !outcome.whatever.is_empty() {
        value["whatever"] = outcome.whatever.iter().map(|need| need.fact.as_str()).collect();
    }
}

fn plain(plain: &Plain) -> Value {
    match &plain.value {
        Some(value) => json!(value),
        None => json!({ "status": plain.status.word() }),
    }
}

fn element(element: &Element, because: &[Told]) -> Value {
    let mut value = json!({
        "provision": element.provision,
        "status": if element.sure { "in" } else { "perhaps" },
    });
    if !element.sure {
        value["causes"] = json!(element.causes);
    }
    value["because"] = reasons(because);
    value
}

fn reasons(all: &[Told]) -> Value {
    Value::Array(all.iter().map(reason).collect())
}

pub(super) fn reason(told: &Told) -> Value {
    let mut value = json!({ "provision": told.provision, "state": told.state.word() });
    if let Some(title) = &told.title {
        value["title"] = json!(title);
    }
    if let Some(of) = &told.of {
        value["of"] = json!(of);
    }
    let addresses = told.met().map(|p| p.address.trim_start()).filter(|address| is_address(address));
    value["paragraphs"] = json!(addresses.collect::<Vec<_>>());
    let facts = facts(told.facts_of_paragraphs().into_iter());
    if facts != json!([]) {
        value["facts"] = facts;
    }
    let cases = told.cases();
    if !cases.is_empty() {
        value["cases"] = cases.iter().map(|(case, of_it)| self::case(case, of_it)).collect();
    }
    let given = told.given().map(|(given, value)| self::given(given, value));
    let calculations: Vec<Value> = given.into_iter().chain(told.calculations.iter().map(calculated)).collect();
    if !calculations.is_empty() {
        value["calculated"] = json!(calculations);
    }
    let measures = |p: &ToldParagraph| p.measures.iter().map(|m| measured(p, m)).collect::<Vec<_>>();
    let measures: Vec<Value> = told.paragraphs.iter().flat_map(measures).collect();
    if !measures.is_empty() {
        value["measured"] = json!(measures);
    }
    value["act"] = json!(told.act);
    value["citation"] = json!(told.citation);
    value["cite"] = json!(told.cite);
    value["in_force_from"] = json!(told.in_force_from.to_string());
    if told.enforced_from != Some(told.in_force_from) {
        value["enforced_from"] = json!(told.enforced_from.map(|day| day.to_string()));
    }
    if let Some(again) = told.again_from {
        value["again_from"] = json!(again.to_string());
    }
    if !told.amended_by.is_empty() {
        let source = |s: &Source| json!({ "act": s.act, "citation": s.citation });
        value["amended_by"] = told.amended_by.iter().map(source).collect();
    }
    value["because"] = reasons(&told.because);
    if told.goes_on {
        value["goes_on"] = json!(true);
    }
    if !told.not_met.is_empty() {
        value["not_met"] = told.not_met.iter().map(not_met).collect();
    }
    value
}

/// A case of a conclusion or definition: whether it is met, and what it read.
fn case(case: &ToldCase, paragraphs: &[&ToldParagraph]) -> Value {
    let addresses = paragraphs.iter().map(|p| p.address.as_str()).filter(|address| is_address(address));
    let texts = paragraphs.iter().map(|p| p.text.as_str());
    json!({
        "gives": case.gives,
        "when": texts.collect::<Vec<_>>(),
        "met": case.met,
        "paragraphs": addresses.collect::<Vec<_>>(),
        "facts": facts(paragraphs.iter().flat_map(|p| &p.facts)),
    })
}

/// What would have made another answer, and the facts by which it is not met.
fn not_met(told: &Told) -> Value {
    json!({
        "provision": told.provision,
        "cite": told.cite,
        "act": told.act,
        "citation": told.citation,
        "facts": facts(told.facts().into_iter()),
    })
}

fn facts<'f>(all: impl Iterator<Item = &'f ToldFact>) -> Value {
    all.map(|fact| json!({ "fact": fact.path, "value": ENGLISH.read(fact) })).collect()
}

/// True for the address of a paragraph, a row or a tier.
fn is_address(address: &str) -> bool {
    ["(", "row ", "tier "].iter().any(|start| address.starts_with(start))
}

/// What a definition or conclusion gives, as a calculation.
fn given(given: &Given, value: &explain::values::Value) -> Value {
    json!({
        "paragraph": "",
        "text": given.by.text,
        "value": ENGLISH.given(given, value),
        "elements": [],
        "facts": facts(given.by.facts.iter()),
        "steps": [],
    })
}

/// A calculation: what it came to, the elements of a list it counted, and its steps.
fn calculated(told: &ToldCalculation) -> Value {
    let step = |step: &ToldStep| {
        let (text, value) = ENGLISH.step(step);
        json!({ "text": text, "value": value })
    };
    json!({
        "paragraph": told.address,
        "text": told.text,
        "value": ENGLISH.value(&told.value),
        "elements": facts(told.elements.iter()),
        "facts": facts(told.facts.iter()),
        "steps": told.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

/// A comparison that a paragraph makes, and the exact distance.
fn measured(paragraph: &ToldParagraph, measure: &Measure) -> Value {
    json!({
        "paragraph": paragraph.address,
        "text": measure.words,
        "fact": measure.fact,
        "value": measure.value.to_string(),
        "compares": ENGLISH.bound(measure.by, &measure.bound),
        "distance": measure.distance.as_ref().map(ToString::to_string),
        "holds": measure.holds,
    })
}

fn option(decision: &Decision, option: &Choice) -> Value {
    let because = decision.because_of_option(&option.provision);
    json!({
        "provision": option.provision,
        "state": option.state,
        "claimed": option.claimed,
        "because": because.iter().map(reason).collect::<Vec<_>>(),
        "needs": needs(decision.needs_of_option(&option.provision)),
        "duties": duties(&option.duties),
    })
}

fn deemed(deemed: &Deemed) -> Value {
    json!({
        "fact": deemed.fact,
        "value": deemed.value.to_string(),
        "given": deemed.given.as_ref().map(ToString::to_string),
        "rebuttable": deemed.rebuttable,
        "by": { "provision": deemed.provision, "act": deemed.act, "citation": deemed.citation, "cite": deemed.cite },
    })
}

fn duties(all: &[Duty]) -> Value {
    let duty = |d: &Duty| {
        json!({
            "provision": d.provision,
            "act": d.act,
            "citation": d.citation,
            "kind": if d.prohibition { "may not" } else { "must" },
            "text": d.text,
            if d.prohibition { "until" } else { "by" }: d.date.map(|d| d.to_string()),
            "unsettled": d.unsettled.as_ref().map(unsettled),
            "when": d.when,
            "status": if d.binds { "binds" } else { "unknown" },
        })
    };
    Value::Array(all.iter().map(duty).collect())
}

/// A day that cannot be told, and where it lies beyond the working days that are listed, from which day through which they are.
fn unsettled(day: &Unsettled) -> Value {
    let listed = |l: Listed| json!({ "from": l.from.to_string(), "through": l.through.to_string() });
    json!({ "text": day.text, "listed": day.listed.map(listed) })
}

fn needs(all: &[Need]) -> Value {
    let need = |n: &Need| {
        let mut value = json!({ "fact": n.fact, "question": n.question });
        if n.counsel {
            value["kind"] = json!("question");
        }
        value
    };
    Value::Array(all.iter().map(need).collect())
}

fn conflicts(decision: &Decision) -> Value {
    let in_conflict = decision.decisions.iter().filter(|(_, o)| o.status == Status::Conflict && o.between.len() > 1);
    let conflict = |(name, o): (&String, &Outcome)| {
        let because = decision.because(name);
        let applying = because.iter().filter(|t| t.state == State::Applies);
        let between: Vec<Value> =
            applying.map(|t| json!({ "provision": t.provision, "act": t.act, "citation": t.citation })).collect();
        json!({ "decision": name, "values": o.between, "between": between })
    };
    Value::Array(in_conflict.map(conflict).collect())
}
