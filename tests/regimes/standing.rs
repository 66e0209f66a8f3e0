//! The standing cases: every chip sold by an American seller to six buyers, decided on any day.

use indexmap::IndexMap;
use lexact::model::StatementId;
use lexact::{Decision, Facts, Known, Law, Outcome, Rulebook, Status};
use serde_json::{Value, json};

use super::{chips, sound};

/// The buyers: heading, destination (and seat), seat of the ultimate parent.
pub const BUYERS: [(&str, &str, &str); 6] = [
    ("CN", "CN", "CN"),
    ("MO", "MO", "MO"),
    ("SA", "SA", "SA"),
    ("IL", "IL", "IL"),
    ("DE", "DE", "DE"),
    ("DE(CN)", "DE", "CN"),
];

/// The cases of one rulebook: a name and the facts for each buyer.
pub struct Standing(Vec<(String, Vec<Facts>)>);

/// How they come out on one day.
pub struct Outcomes {
    /// Name of the case, and its fixed columns.
    pub lines: IndexMap<String, String>,
    decisions: Vec<Vec<Decision>>,
}

impl Outcomes {
    /// What the license answers for a buyer rest on: answer and provisions; and how many cases rest on it.
    pub fn grounds(&self, buyer: usize) -> IndexMap<(String, String), usize> {
        let mut grounds = IndexMap::new();
        for decisions in &self.decisions {
            *grounds.entry(ground(&decisions[buyer])).or_default() += 1;
        }
        grounds
    }
}

impl Standing {
    /// The cases of a rulebook; none for one that has none yet.
    pub fn of(book: &Rulebook) -> Standing {
        if book.name() != "us-ear" {
            return Standing(Vec::new());
        }
        let law = book.in_force("2022-10-07".parse().expect("a day"), Known::Latest);
        let cases = chips::all().into_iter().map(|chip| {
            let facts = BUYERS.iter().map(|buyer| read(&law, &sale(&chip.item(), buyer))).collect();
            (chip.name, facts)
        });
        Standing(cases.collect())
    }

    /// Decides every case.
    pub fn on(&self, book: &Rulebook, day: lexact::Date, known: Known) -> Outcomes {
        let law = book.in_force(day, known);
        let mut outcomes = Outcomes { lines: IndexMap::new(), decisions: Vec::new() };
        for (name, facts) in &self.0 {
            let decisions: Vec<Decision> = facts.iter().map(|f| law.decide(f)).collect();
            outcomes.lines.insert(name.clone(), line(&decisions));
            outcomes.decisions.push(decisions);
        }
        outcomes
    }
}

fn sale(item: &Value, (_, destination, parent): &(&str, &str, &str)) -> Value {
    json!({
        "item": item,
        "exporter": {"name": "Seller", "headquarters": "US"},
        "destination": destination,
        "activity": "export",
        "parties": [{
            "name": "Buyer",
            "role": "ultimate consignee",
            "headquarters": destination,
            "ultimate_parent_headquarters": parent,
            "headquarters_known_to_exporter": true,
        }],
        "claims": [],
    })
}

fn read(law: &Law, facts: &Value) -> Facts {
    sound(law.facts().from_json(&facts.to_string()))
}

fn line(decisions: &[Decision]) -> String {
    let classes = classes(&decisions[0]["classification"]);
    assert!(decisions.iter().all(|d| self::classes(&d["classification"]) == classes), "the buyer changes the class");
    let licenses: String = decisions.iter().map(|d| format!("{:<7}", license(d))).collect();
    format!("{classes:<19} {}", licenses.trim_end())
}

/// `a.1 a.2`, `b.2?` where it is only perhaps; 3A090 goes without saying.
pub fn classes(outcome: &Outcome) -> String {
    let short = |id: &str| id.strip_prefix("3A090.").unwrap_or(id).to_string();
    let elements = outcome.elements.iter().flatten();
    let words: Vec<String> = elements.map(|e| short(&e.provision) + if e.sure { "" } else { "?" }).collect();
    if words.is_empty() { "-".into() } else { words.join(" ") }
}

/// How an application would be reviewed where a license is required; `req` where the law is silent on that.
fn license(decision: &Decision) -> String {
    let (license, review) = (&decision["license"], &decision["review"]);
    match (word(license), word(review)) {
        ("not needed", "silent") => "-".into(),
        ("required", "silent") => "req".into(),
        ("required", "?") => "req?".into(),
        ("required", review) => review.into(),
        (undecided, "silent" | "?") => undecided.into(),
        (license, review) => format!("{license}/{review}"),
    }
}

fn word(outcome: &Outcome) -> &str {
    match (outcome.status, outcome.value.as_deref()) {
        (Status::Unknown, _) => "?",
        (Status::Decided, Some("presumption of denial")) => "deny",
        (Status::Decided, Some("presumption of approval")) => "appr",
        (Status::Decided, Some("case by case")) => "case",
        (Status::Decided, Some(value)) => value,
        (status, _) => status.word(),
    }
}

/// A license answer and the provisions it rests on, without what those rest on.
fn ground(decision: &Decision) -> (String, String) {
    let because = decision.because("license");
    let provisions: Vec<String> = because.iter().map(|t| format!("{} ({})", t.provision, t.citation)).collect();
    (decision["license"].to_string(), provisions.join(", "))
}

/// Names the act that wrote a statement.
pub fn act_of(book: &Rulebook, statement: StatementId) -> &str {
    &book.model().act(book.model().statement(statement).act).name
}
