//! The oracle's answer against the interpreter's JSON, and the smallest case that still differs.

use super::evaluate::{Answer, Cause, Causes, Outcome, Report, Truth, V};
use super::generate::{Question, num};
use super::model::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Something in which two answers differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Where: the decision, with the fact and the element, or the option.
    pub place: String,
    /// What was expected, and what was said.
    pub words: String,
    /// True where the oracle waits for a missing fact: the interpreter fills them in, and may know more.
    pub waits: bool,
}

/// Everything in which the two answers differ.
pub fn differences(book: &Book, expected: &Answer, got: &Value) -> Vec<Difference> {
    let mut out = Vec::new();
    for decision in &book.decisions {
        let name = &decision.name;
        for (fact, report) in &expected.decisions[name] {
            let json = of_fact(got, "decisions", name, fact, expected.decisions[name].len());
            let place = format!("{name} {fact}");
            compare_report(&place, report, json, &mut out);
        }
        compare_printed(name, expected, got, &mut out);
    }
    compare_options(expected, &got["options"], &mut out);
    compare_duties(expected, &got["duties"], &mut out);
    out
}

fn differ(out: &mut Vec<Difference>, place: &str, waits: bool, words: String) {
    out.push(Difference { place: place.to_string(), words, waits });
}

/// True if a missing fact is among the causes.
fn waits(causes: &Causes) -> bool {
    causes.contains(&Cause::Missing)
}

fn report_waits(report: &Report) -> bool {
    match report {
        Report::One { with, without } => waits(&with.causes()) || waits(&without.causes()),
        Report::Set(elements) => elements.0.values().any(|truth| waits(&truth.causes())),
    }
}

fn compare_report(place: &str, report: &Report, json: &Value, out: &mut Vec<Difference>) {
    match report {
        Report::One { with, without } => {
            compare_outcome(place, with, json, out);
            let without_json = &json["without_claims"];
            let same = match without {
                Outcome::Decided(v) => value_is(v, without_json) || value_is(v, &without_json["value"]),
                other => without_json["status"] == other.status(),
            };
            if !same {
                let words = format!("expected {without:?}, got {without_json}");
                differ(out, &format!("{place} without claims"), waits(&without.causes()), words);
            }
        }
        Report::Set(elements) => {
            if json["status"] != elements.status() {
                let words = format!("expected status {}, got {}", elements.status(), json["status"]);
                differ(out, place, report_waits(report), words);
            }
            let mut listed: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
            for element in json["elements"].as_array().into_iter().flatten() {
                let id = element["provision"].as_str().unwrap_or("?").to_string();
                let status = element["status"].as_str().unwrap_or("?").to_string();
                listed.insert(id, (status, strings(&element["causes"])));
            }
            for (id, truth) in &elements.0 {
                let want = match truth {
                    Truth::True => Some(("in".to_string(), BTreeSet::new())),
                    Truth::Unknown(causes) => Some(("perhaps".to_string(), names(causes))),
                    Truth::False => None,
                };
                if listed.get(id) != want.as_ref() {
                    let words = format!("expected {want:?}, got {:?}", listed.get(id));
                    differ(out, &format!("{place}: {id}"), waits(&truth.causes()), words);
                }
            }
            for id in listed.keys().filter(|id| !elements.0.contains_key(*id)) {
                differ(out, &format!("{place}: {id}"), false, format!("expected out, got {:?}", listed[id]));
            }
        }
    }
}

fn compare_outcome(place: &str, expected: &Outcome, json: &Value, out: &mut Vec<Difference>) {
    let waits = waits(&expected.causes());
    if json["status"] != expected.status() {
        let words = format!("expected {expected:?}, got status {} value {}", json["status"], json["value"]);
        return differ(out, place, waits, words);
    }
    match expected {
        Outcome::Decided(v) => {
            if !value_is(v, &json["value"]) {
                differ(out, place, waits, format!("expected {v:?}, got {}", json["value"]));
            }
        }
        other => {
            if !json["value"].is_null() {
                differ(out, place, waits, format!("a value, {}, where there is none: {other:?}", json["value"]));
            }
            let causes = strings(&json["causes"]);
            if causes != names(&other.causes()) {
                differ(out, place, waits, format!("expected causes {:?}, got {causes:?}", names(&other.causes())));
            }
        }
    }
    if let Outcome::Conflict(between) = expected {
        let got = json["between"].as_array().map_or(0, Vec::len);
        if got != between.len() {
            differ(out, place, waits, format!("expected a conflict between {between:?}, got {}", json["between"]));
        }
    }
}

/// The outcome of a decision for one of several facts.
fn of_fact<'a>(got: &'a Value, part: &str, name: &str, fact: &str, count: usize) -> &'a Value {
    let json = &got[part][name];
    if count == 1 {
        return json;
    }
    if json.is_null() { &got[part][format!("{name} of {fact}")] } else { &json[fact] }
}

/// `as_printed` holds exactly the decisions whose headline differs; one that differs in causes alone may be there or not.
fn compare_printed(name: &str, expected: &Answer, got: &Value, out: &mut Vec<Difference>) {
    for (fact, printed) in &expected.printed[name] {
        let enforced = &expected.decisions[name][fact];
        let json = of_fact(got, "as_printed", name, fact, expected.printed[name].len());
        let place = format!("{name} {fact} as printed");
        let waits = report_waits(enforced) || report_waits(printed);
        if json.is_null() {
            if enforced.headline() != printed.headline() {
                differ(out, &place, waits, format!("expected {}, got nothing", printed.headline()));
            }
        } else if enforced == printed && got["as_printed"][name][fact].is_null() {
            let as_enforced = of_fact(got, "decisions", name, fact, expected.printed[name].len());
            if !open(json) && !open(as_enforced) {
                differ(out, &place, waits, format!("expected no difference, got {json}"));
            }
        } else {
            compare_report(&place, printed, json, out);
        }
    }
}

/// True if an outcome waits for a missing fact: the printed law may be settled by filling them in, and what is enforced not, or the
/// other way.
fn open(json: &Value) -> bool {
    let missing = |causes: &Value| strings(causes).contains("missing");
    missing(&json["causes"]) || json["without_claims"]["status"] == "unknown"
}

fn compare_options(expected: &Answer, json: &Value, out: &mut Vec<Difference>) {
    let mut got = BTreeMap::new();
    for option in json.as_array().into_iter().flatten() {
        let id = option["provision"].as_str().unwrap_or("?").to_string();
        let state = option["state"].as_str().unwrap_or("?").to_string();
        // Of two texts of one exemption the likelier to be open counts: `open` is after `closed`, `unknown` between.
        let rank = |s: &String| ["closed", "unknown", "open"].iter().position(|w| w == s);
        if got.get(&id).is_none_or(|old| rank(old) < rank(&state)) {
            got.insert(id, state);
        }
    }
    let ids: BTreeSet<&String> = expected.options.keys().chain(got.keys()).collect();
    for id in ids {
        let (want, got) = (expected.options.get(id).map(ToString::to_string), got.get(id));
        if want.as_ref() != got {
            let waits = want.as_deref() == Some("unknown");
            differ(out, &format!("option {id}"), waits, format!("expected {want:?}, got {got:?}"));
        }
    }
}

fn compare_duties(expected: &Answer, json: &Value, out: &mut Vec<Difference>) {
    let mut got: BTreeMap<(String, String), bool> = BTreeMap::new();
    for duty in json.as_array().into_iter().flatten() {
        let id = duty["provision"].as_str().unwrap_or("?").to_string();
        let text = duty["text"].as_str().unwrap_or("?").to_string();
        *got.entry((id, text)).or_default() |= duty["status"] == "binds";
    }
    let mut want: BTreeMap<(String, String), bool> = BTreeMap::new();
    for (id, text, binds) in &expected.duties {
        *want.entry((id.clone(), text.clone())).or_default() |= binds;
    }
    if want != got {
        differ(out, "duties", false, format!("expected {want:?}, got {got:?}"));
    }
}

fn names(causes: &Causes) -> BTreeSet<String> {
    causes.iter().map(|c| c.word().to_string()).collect()
}

fn strings(json: &Value) -> BTreeSet<String> {
    json.as_array().into_iter().flatten().filter_map(|v| v.as_str()).map(str::to_string).collect()
}

fn value_is(value: &V, json: &Value) -> bool {
    match value {
        V::YesNo(b) => json.as_bool() == Some(*b) || json.as_str() == Some(if *b { "yes" } else { "no" }),
        V::Word(w) => json.as_str() == Some(w),
        V::Date(d) => json.as_str() == Some(&show_day(*d)),
        V::Num(n) => {
            let text = match json {
                Value::Number(n) => n.to_string(),
                Value::String(s) => s.clone(),
                _ => return false,
            };
            read_number(&text) == Some(*n)
        }
    }
}

/// `-2.5`, `3`, `1/3`
fn read_number(text: &str) -> Option<Rat> {
    if let Some((a, b)) = text.split_once('/') {
        return Some(read_number(a.trim())? / read_number(b.trim())?);
    }
    let (minus, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let n = num(digits);
    Some(if minus { -n } else { n })
}

// ---- the smallest case

/// Takes away what can be taken away while `fails` still holds.
pub fn minimise(book: &Book, question: &Question, fails: &dyn Fn(&Book, &Question) -> bool) -> (Book, Question) {
    let (mut book, mut question) = (book.clone(), question.clone());
    loop {
        let mut smaller = false;
        let mut i = 0;
        while let Some(candidate) = smaller_questions(&question).into_iter().nth(i) {
            if fails(&book, &candidate) {
                (question, smaller) = (candidate, true);
            } else {
                i += 1;
            }
        }
        let mut i = 0;
        while let Some(candidate) = smaller_books(&book).into_iter().nth(i) {
            if fails(&candidate, &question) {
                (book, smaller) = (candidate, true);
            } else {
                i += 1;
            }
        }
        if !smaller {
            return (book, question);
        }
    }
}

pub fn smaller_books(book: &Book) -> Vec<Book> {
    let mut all = Vec::new();
    for a in 0..book.acts.len() {
        let mut b = book.clone();
        b.acts.remove(a);
        all.push(b);
    }
    for (a, act) in book.acts.iter().enumerate() {
        let mut edit = |change: &dyn Fn(&mut Act)| {
            let mut b = book.clone();
            change(&mut b.acts[a]);
            all.push(b);
        };
        if act.dates.end.is_some() {
            edit(&|act| act.dates.end = None);
        }
        if act.dates.comply.is_some() {
            edit(&|act| act.dates.comply = None);
        }
        if act.released.is_some() {
            edit(&|act| act.released = None);
        }
        if act.applies_to.is_some() {
            edit(&|act| act.applies_to = None);
        }
        for (p, part) in act.parts.iter().enumerate() {
            edit(&|act| {
                act.parts.remove(p);
            });
            if part.heading && part.dates != Dates::default() {
                edit(&|act| act.parts[p].dates = Dates::default());
            }
            for (s, statement) in part.statements.iter().enumerate() {
                edit(&|act| {
                    act.parts[p].statements.remove(s);
                });
                if statement.dates != Dates::default() {
                    edit(&|act| act.parts[p].statements[s].dates = Dates::default());
                }
                if statement.held {
                    edit(&|act| act.parts[p].statements[s].held = false);
                }
                for kind in smaller_kinds(&statement.kind) {
                    edit(&|act| act.parts[p].statements[s].kind = kind.clone());
                }
            }
        }
    }
    for d in 0..book.decisions.len() {
        let used = format!("{:?}", book.acts).contains(&format!("{:?}", book.decisions[d].name));
        if !used {
            let mut b = book.clone();
            b.decisions.remove(d);
            all.push(b);
        }
    }
    all
}

fn smaller_kinds(kind: &Kind) -> Vec<Kind> {
    let mut all = Vec::new();
    match kind {
        Kind::Rule(rule) => {
            for when in smaller_option(&rule.when) {
                all.push(Kind::Rule(Rule { when, ..rule.clone() }));
            }
            for unless in smaller_option(&rule.unless) {
                all.push(Kind::Rule(Rule { unless, ..rule.clone() }));
            }
            if !rule.overrides.is_empty() {
                all.push(Kind::Rule(Rule { overrides: vec![], ..rule.clone() }));
            }
            if !rule.subject_to.is_empty() {
                all.push(Kind::Rule(Rule { subject_to: vec![], ..rule.clone() }));
            }
            if rule.then.len() > 1 {
                for i in 0..rule.then.len() {
                    let mut r = rule.clone();
                    r.then.remove(i);
                    all.push(Kind::Rule(r));
                }
            }
            for (i, conclusion) in rule.then.iter().enumerate() {
                if let Conclusion::Is { decision, cases, otherwise } = conclusion {
                    let mut with = |cases: Vec<(Expr, Cond)>, otherwise: Option<Expr>| {
                        let mut r = rule.clone();
                        r.then[i] = Conclusion::Is { decision: decision.clone(), cases, otherwise };
                        all.push(Kind::Rule(r));
                    };
                    for c in 0..cases.len() {
                        if cases.len() > 1 || otherwise.is_some() {
                            let mut fewer = cases.clone();
                            fewer.remove(c);
                            with(fewer, otherwise.clone());
                        }
                        for smaller in smaller_cond(&cases[c].1) {
                            let mut other = cases.clone();
                            other[c].1 = smaller;
                            with(other, otherwise.clone());
                        }
                    }
                    for e in otherwise.iter().flat_map(smaller_expr) {
                        with(cases.clone(), Some(e));
                    }
                    if otherwise.is_some() && !cases.is_empty() {
                        with(cases.clone(), None);
                    }
                }
            }
        }
        Kind::Exemption(e) => {
            for when in smaller_option(&e.when) {
                all.push(Kind::Exemption(Exemption { when, ..e.clone() }));
            }
            for unless in smaller_option(&e.unless) {
                all.push(Kind::Exemption(Exemption { unless, ..e.clone() }));
            }
            if !e.then.is_empty() {
                all.push(Kind::Exemption(Exemption { then: vec![], ..e.clone() }));
            }
        }
        Kind::Define(d) => {
            if d.cases.len() > 1 {
                for i in 0..d.cases.len() {
                    let mut d = d.clone();
                    d.cases.remove(i);
                    all.push(Kind::Define(d));
                }
            }
            for i in 0..d.cases.len() {
                if let Some(when) = &d.cases[i].1 {
                    for smaller in smaller_cond(when) {
                        let mut d = d.clone();
                        d.cases[i].1 = Some(smaller);
                        all.push(Kind::Define(d));
                    }
                }
                if let Body::Value(e) = &d.cases[i].0 {
                    for smaller in smaller_expr(e) {
                        let mut d = d.clone();
                        d.cases[i].0 = Body::Value(smaller);
                        all.push(Kind::Define(d));
                    }
                }
                if let Body::Cond(c) = &d.cases[i].0 {
                    for smaller in smaller_cond(c) {
                        let mut d = d.clone();
                        d.cases[i].0 = Body::Cond(smaller);
                        all.push(Kind::Define(d));
                    }
                }
            }
        }
        Kind::Group { name, of, members, except } => {
            for i in 0..members.len() {
                if members.len() > 1 {
                    let mut fewer = members.clone();
                    fewer.remove(i);
                    let (name, of, except) = (name.clone(), of.clone(), except.clone());
                    all.push(Kind::Group { name, of, members: fewer, except });
                }
            }
        }
        _ => {}
    }
    all
}

fn smaller_option(cond: &Option<Cond>) -> Vec<Option<Cond>> {
    match cond {
        None => vec![],
        Some(c) => std::iter::once(None).chain(smaller_cond(c).into_iter().map(Some)).collect(),
    }
}

/// Smaller conditions of the same scope.
fn smaller_cond(cond: &Cond) -> Vec<Cond> {
    let mut all = Vec::new();
    let mut many = |parts: &[Cond], make: &dyn Fn(Vec<Cond>) -> Cond, inline: bool| {
        for part in parts {
            if !inline || !matches!(part, Cond::List(..)) {
                all.push(part.clone());
            }
        }
        for i in 0..parts.len() {
            if parts.len() > 2 {
                let mut fewer = parts.to_vec();
                fewer.remove(i);
                all.push(make(fewer));
            }
            for smaller in smaller_cond(&parts[i]) {
                let mut other = parts.to_vec();
                other[i] = smaller;
                all.push(make(other));
            }
        }
    };
    match cond {
        Cond::List(Quant::AtLeast(n), parts) => {
            let n = *n;
            many(parts, &move |p| Cond::List(Quant::AtLeast(n.min(p.len())), p), false);
        }
        Cond::List(quant, parts) => {
            let quant = *quant;
            many(parts, &move |p| Cond::List(quant, p), false);
        }
        Cond::And(parts) => many(parts, &Cond::And, true),
        Cond::Or(parts) => many(parts, &Cond::Or, true),
        Cond::Not(part) => {
            all.push((**part).clone());
            all.extend(smaller_cond(part).into_iter().map(|c| Cond::Not(Box::new(c))));
        }
        Cond::Test(subject, tests, any) => {
            if tests.len() > 1 {
                all.extend(tests.iter().map(|t| Cond::Test(subject.clone(), vec![t.clone()], *any)));
            }
            all.extend(smaller_expr(subject).into_iter().map(|e| Cond::Test(e, tests.clone(), *any)));
        }
        Cond::Each(each, name, path, Some(body)) => {
            for smaller in smaller_cond(body) {
                all.push(Cond::Each(*each, name.clone(), path.clone(), Some(Box::new(smaller))));
            }
        }
        Cond::Includes { decision, of, mode, targets } if targets.len() > 1 => {
            for target in targets {
                let targets = vec![target.clone()];
                all.push(Cond::Includes { decision: decision.clone(), of: of.clone(), mode: *mode, targets });
            }
        }
        _ => {}
    }
    all
}

/// Smaller expressions of the same type.
fn smaller_expr(expr: &Expr) -> Vec<Expr> {
    match expr {
        Expr::Arith(op, a, b) => {
            let mut all = vec![(**a).clone(), (**b).clone()];
            all.extend(smaller_expr(a).into_iter().map(|a| Expr::Arith(*op, Box::new(a), b.clone())));
            all.extend(smaller_expr(b).into_iter().map(|b| Expr::Arith(*op, a.clone(), Box::new(b))));
            all
        }
        Expr::Calc(calc) => {
            let with =
                |of: Option<Expr>, filter: Option<Cond>| Expr::Calc(Box::new(Calc { of, filter, ..(**calc).clone() }));
            let filters = smaller_option(&calc.filter).into_iter().map(|filter| with(calc.of.clone(), filter));
            let ofs = calc.of.iter().flat_map(smaller_expr).map(|of| with(Some(of), calc.filter.clone()));
            filters.chain(ofs).collect()
        }
        Expr::OfChosen(chosen, read) => {
            let with = |by: Expr, filter: Option<Cond>| {
                Expr::OfChosen(Box::new(Chosen { by, filter, ..(**chosen).clone() }), read.clone())
            };
            let filters = smaller_option(&chosen.filter).into_iter().map(|filter| with(chosen.by.clone(), filter));
            filters.chain(smaller_expr(&chosen.by).into_iter().map(|by| with(by, chosen.filter.clone()))).collect()
        }
        Expr::Offset(_, _, from) => vec![(**from).clone()],
        Expr::Round(of, to, way) => {
            let smaller = smaller_expr(of).into_iter().map(|e| Expr::Round(Box::new(e), *to, *way));
            std::iter::once((**of).clone()).chain(smaller).collect()
        }
        Expr::Call(name, all) => {
            let mut smaller = Vec::new();
            for (i, argument) in all.iter().enumerate() {
                for e in smaller_expr(argument) {
                    let mut all = all.clone();
                    all[i] = e;
                    smaller.push(Expr::Call(name.clone(), all));
                }
            }
            smaller
        }
        _ => vec![],
    }
}

fn smaller_questions(question: &Question) -> Vec<Question> {
    let mut all = Vec::new();
    let with = |facts: Facts| Question { facts, ..question.clone() };
    if question.known.is_some() {
        all.push(Question { known: None, ..question.clone() });
    }
    if question.facts.claims.is_some() {
        all.push(with(Facts { claims: None, ..question.facts.clone() }));
    }
    for name in question.facts.given.keys() {
        let mut facts = question.facts.clone();
        facts.given.remove(name);
        all.push(with(facts));
    }
    for (name, data) in &question.facts.given {
        for smaller in smaller_data(data) {
            let mut facts = question.facts.clone();
            facts.given.insert(name.clone(), smaller);
            all.push(with(facts));
        }
    }
    all
}

fn smaller_data(data: &Data) -> Vec<Data> {
    let mut all = Vec::new();
    match data {
        Data::Record(fields) => {
            for name in fields.keys() {
                let mut fewer = fields.clone();
                fewer.remove(name);
                all.push(Data::Record(fewer));
            }
            for (name, field) in fields {
                for smaller in smaller_data(field) {
                    let mut other = fields.clone();
                    other.insert(name.clone(), smaller);
                    all.push(Data::Record(other));
                }
            }
        }
        Data::List(items, complete) => {
            for i in 0..items.len() {
                let mut fewer = items.clone();
                fewer.remove(i);
                all.push(Data::List(fewer, *complete));
                for smaller in smaller_data(&items[i]) {
                    let mut other = items.clone();
                    other[i] = smaller;
                    all.push(Data::List(other, *complete));
                }
            }
            if !complete {
                all.push(Data::List(items.clone(), true));
            }
        }
        _ => {}
    }
    all
}

// ---- the comparison itself is tested here, against answers written by hand

#[cfg(test)]
mod tests {
    use super::super::evaluate::{answer, cause};
    use super::super::generate::Gen;
    use super::*;

    /// The JSON the interpreter should give.
    pub fn as_json(answer: &Answer) -> Value {
        fn one(outcome: &Outcome) -> Value {
            let causes: Vec<&str> = outcome.causes().into_iter().map(|c| c.word()).collect();
            let mut json = serde_json::json!({ "status": outcome.status(), "value": null, "causes": causes });
            if let Outcome::Decided(v) = outcome {
                json["value"] = value(v);
            }
            if let Outcome::Conflict(between) = outcome {
                json["between"] = between.iter().map(|_| Value::Null).collect();
            }
            json
        }
        fn value(v: &V) -> Value {
            match v {
                V::YesNo(b) => Value::Bool(*b),
                V::Num(n) => Value::String(n.to_string()),
                V::Date(d) => Value::String(show_day(*d)),
                V::Word(w) => Value::String(w.clone()),
            }
        }
        fn report(report: &Report) -> Value {
            match report {
                Report::One { with, without } => {
                    let mut json = one(with);
                    json["without_claims"] = match without {
                        Outcome::Decided(v) => value(v),
                        other => one(other),
                    };
                    json
                }
                Report::Set(elements) => {
                    let all: Vec<Value> = elements
                        .0
                        .iter()
                        .map(|(id, t)| {
                            let (status, causes) = match t {
                                Truth::Unknown(c) => ("perhaps", c.iter().map(|c| c.word()).collect()),
                                _ => ("in", Vec::new()),
                            };
                            serde_json::json!({ "provision": id, "status": status, "causes": causes })
                        })
                        .collect();
                    serde_json::json!({ "status": elements.status(), "elements": all })
                }
            }
        }
        fn all(reports: &BTreeMap<String, Report>) -> Value {
            if reports.len() == 1 {
                return report(reports.values().next().unwrap());
            }
            Value::Object(reports.iter().map(|(k, r)| (k.clone(), report(r))).collect())
        }
        let mut json = serde_json::json!({ "decisions": {}, "as_printed": {}, "options": [], "duties": [] });
        for (name, reports) in &answer.decisions {
            json["decisions"][name] = all(reports);
            if answer.printed[name] != *reports {
                json["as_printed"][name] = all(&answer.printed[name]);
            }
        }
        json["options"] =
            answer.options.iter().map(|(id, s)| serde_json::json!({ "provision": id, "state": s })).collect();
        json["duties"] = answer
            .duties
            .iter()
            .map(|(id, text, binds)| {
                let status = if *binds { "binds" } else { "unknown" };
                serde_json::json!({ "provision": id, "text": text, "status": status })
            })
            .collect();
        json
    }

    #[test]
    fn the_same_answer_has_no_differences_and_another_has() {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut printed_differs = 0;
        for seed in 0..40 {
            let mut lot = Gen::new(seed);
            let book = lot.book();
            for _ in 0..5 {
                let q = lot.question(&book);
                let expected = answer(&book, q.on, q.known, &q.facts);
                let json = as_json(&expected);
                assert_eq!(differences(&book, &expected, &json), vec![], "seed {seed}");
                printed_differs += usize::from(expected.decisions != expected.printed);
                for (name, reports) in &expected.decisions {
                    for report in reports.values() {
                        let status = match report {
                            Report::One { with, without } => {
                                let same = if with == without { "" } else { " unlike without claims" };
                                format!("{name} {}{same}", with.status())
                            }
                            Report::Set(e) if e.0.is_empty() => format!("{name} empty"),
                            Report::Set(e) => format!("{name} {}", e.status()),
                        };
                        *seen.entry(status).or_default() += 1;
                    }
                }
                let mut other = expected.clone();
                let report = Report::One {
                    with: Outcome::Unresolved(cause(super::super::evaluate::Cause::Undefined)),
                    without: Outcome::Silent,
                };
                other.decisions.get_mut("license").unwrap().insert(String::new(), report);
                assert!(!differences(&book, &other, &json).is_empty());
            }
        }
        println!("{seen:#?}\nprinted differs: {printed_differs}");
    }

    #[test]
    fn a_failing_case_is_made_small() {
        // "Fails" where license is a conflict; the smallest such case has two rules and hardly a fact.
        let fails = |book: &Book, q: &Question| {
            book.acts.iter().all(|a| a.parts.iter().all(|p| !p.statements.is_empty()))
                && answer(book, q.on, q.known, &q.facts).decisions["license"][""].headline() == "conflict"
        };
        for seed in 0..200 {
            let mut lot = Gen::new(seed);
            let book = lot.book();
            let q = lot.question(&book);
            if fails(&book, &q) {
                let (small, q) = minimise(&book, &q, &fails);
                let statements: usize = small.acts.iter().flat_map(|a| &a.parts).map(|p| p.statements.len()).sum();
                assert!(statements == 2, "{small:#?}");
                assert!(q.facts.given.is_empty() || statements == 2);
                return;
            }
        }
        panic!("no conflict in 200 draws");
    }

    #[test]
    fn numbers_are_read_exactly() {
        assert_eq!(read_number("-2.5"), Some(-num("2.5")));
        assert_eq!(read_number("1/3"), Some(Rat::new(1, 3)));
        assert_eq!(read_number("x"), None);
    }
}
