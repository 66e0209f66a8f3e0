//! The standing matters of a regime, decided on any day: `matters/REGIME.act`, in the words of a scenario.

use indexmap::{IndexMap, IndexSet};
use lexact::{Decision, Facts, Law, Outcome, Rulebook, Status, Told};
use serde_json::{Map, Value};

use super::{chips, sound};

/// Facts of every sale of a chip.
const EVERY_CHIP: &str = "every chip";
/// One column of the table of chips.
const CHIP_TO: &str = "chip to ";
/// The decision that a regime of licenses is about.
const LICENSE: &str = "license";

/// The matters of one regime.
pub struct Standing {
    /// The regime asks whether a license is needed; its pages then tell that first, and how applications are reviewed.
    pub licenses: bool,
    /// The headings of the table of chips.
    pub columns: Vec<String>,
    /// Name, and the facts for each column.
    pub chips: IndexMap<String, Vec<Facts>>,
    /// Name and facts.
    pub others: IndexMap<String, Vec<Facts>>,
}

/// How a matter comes out on one day.
#[derive(Clone)]
pub struct Row {
    /// Its fixed columns by the law as enforced.
    pub enforced: String,
    /// The same by the law as printed, where that differs.
    pub printed: Option<String>,
    decisions: Vec<Decision>,
}

/// How all come out on one day.
#[derive(Clone, Default)]
pub struct Outcomes {
    pub chips: IndexMap<String, Row>,
    pub others: IndexMap<String, Row>,
}

impl PartialEq for Row {
    fn eq(&self, other: &Row) -> bool {
        self.enforced == other.enforced && self.printed == other.printed
    }
}

impl Outcomes {
    /// All rows by name.
    pub fn rows(&self) -> impl Iterator<Item = (&String, &Row)> {
        self.chips.iter().chain(&self.others)
    }

    pub fn row(&self, name: &str) -> Option<&Row> {
        self.chips.get(name).or_else(|| self.others.get(name))
    }

    /// What the license answers of one column rest on: answer and provisions; and how many chips rest on it.
    pub fn grounds(&self, column: usize) -> IndexMap<(String, String), usize> {
        let mut grounds = IndexMap::new();
        for row in self.chips.values() {
            *grounds.entry(ground(&row.decisions[column])).or_default() += 1;
        }
        grounds
    }
}

impl Standing {
    /// The matters of a rulebook that was opened with them.
    pub fn of(book: &Rulebook) -> Standing {
        let licenses = book.model().vocabulary.decisions.contains_key(LICENSE);
        let mut standing = Standing { licenses, columns: Vec::new(), chips: IndexMap::new(), others: IndexMap::new() };
        let file = super::matters_file(book.name());
        let in_file = |span: lexact::source::Span| book.sources().get(span.source).name == file;
        let matters: Vec<_> = book.model().scenarios.iter().filter(|s| in_file(s.span)).collect();
        let Some(last) = book.revisions(lexact::Known::Latest).last().copied() else { return standing };
        let law = book.in_force(last, lexact::Known::Latest);
        let every = matters.iter().find(|m| m.title == EVERY_CHIP).map(|m| m.facts.clone()).unwrap_or_default();
        let columns: Vec<(&str, &Map<String, Value>)> =
            matters.iter().filter_map(|m| Some((m.title.strip_prefix(CHIP_TO)?, &m.facts))).collect();
        standing.columns = columns.iter().map(|(heading, _)| heading.to_string()).collect();
        if !columns.is_empty() {
            for chip in chips::all() {
                let of_chip = Map::from_iter([("item".to_string(), Value::Object(chip.item()))]);
                let facts = columns.iter().map(|(_, column)| {
                    let all = [&of_chip, &every, column].into_iter().fold(Map::new(), merged);
                    read(&law, &all)
                });
                standing.chips.insert(chip.name, facts.collect());
            }
        }
        let others = matters.iter().filter(|m| m.title != EVERY_CHIP && !m.title.starts_with(CHIP_TO));
        standing.others = others.map(|m| (m.title.clone(), vec![read(&law, &m.facts)])).collect();
        standing
    }

    pub fn is_empty(&self) -> bool {
        self.chips.is_empty() && self.others.is_empty()
    }

    /// Decides every matter.
    pub fn under(&self, law: &Law) -> Outcomes {
        let chip = |(name, facts): (&String, &Vec<Facts>)| (name.clone(), row(law, facts, chip_line));
        let other = |(name, facts): (&String, &Vec<Facts>)| (name.clone(), row(law, facts, self.line()));
        Outcomes { chips: self.chips.iter().map(chip).collect(), others: self.others.iter().map(other).collect() }
    }

    /// Decides one.
    pub fn one(&self, law: &Law, name: &str) -> Option<Row> {
        match self.chips.get(name) {
            Some(facts) => Some(row(law, facts, chip_line)),
            None => self.others.get(name).map(|facts| row(law, facts, self.line())),
        }
    }

    /// How a matter by itself is told.
    fn line(&self) -> fn(&[Decision], bool) -> String {
        if self.licenses { other_line } else { every_decision }
    }
}

/// The second's facts over those of the first, records field by field.
fn merged(mut into: Map<String, Value>, from: &Map<String, Value>) -> Map<String, Value> {
    for (key, value) in from {
        let both = match (into.remove(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => Value::Object(merged(old, new)),
            _ => value.clone(),
        };
        into.insert(key.clone(), both);
    }
    into
}

fn read(law: &Law, facts: &Map<String, Value>) -> Facts {
    sound(law.facts().from_serialize(facts))
}

fn row(law: &Law, facts: &[Facts], line: fn(&[Decision], bool) -> String) -> Row {
    let decisions: Vec<Decision> = facts.iter().map(|f| law.decide(f)).collect();
    let enforced = line(&decisions, false);
    let differs = decisions.iter().any(|d| !d.as_printed.is_empty());
    let printed = differs.then(|| line(&decisions, true)).filter(|printed| *printed != enforced);
    Row { enforced, printed, decisions }
}

impl Row {
    /// Everything that the answers rest on: provisions and groups, by name.
    pub fn rests_on(&self) -> IndexSet<String> {
        let mut names = IndexSet::new();
        for decision in &self.decisions {
            for name in decision.decisions.keys() {
                let told = [decision.because(name), decision.because_as_printed(name)];
                told.iter().flatten().for_each(|told| note(told, &mut names));
            }
            let options = decision.options.iter().filter(|o| o.claimed);
            let told = options.filter_map(|o| decision.because_of_option(&o.provision));
            told.for_each(|told| note(&told, &mut names));
        }
        names
    }

    /// What the answers of a matter by itself rest on: of the license, where the regime asks for one, else of everything.
    pub fn ground(&self) -> String {
        let Some(decision) = self.decisions.first() else { return String::new() };
        if decision.decisions.contains_key(LICENSE) {
            return ground(decision).1;
        }
        let told = decision.decisions.iter().filter(|(_, outcome)| outcome.status != Status::Silent);
        let told = told.flat_map(|(name, _)| decision.because(name));
        // The tables that gave an answer stand beneath the rule that asked them.
        let all = told.flat_map(|told| std::iter::once(told.clone()).chain(told.because));
        let all: IndexSet<String> = all.map(|t| format!("{} ({})", t.provision, t.citation)).collect();
        if all.is_empty() { "nothing".into() } else { all.into_iter().collect::<Vec<_>>().join(", ") }
    }
}

fn note(told: &Told, names: &mut IndexSet<String>) {
    names.insert(told.provision.clone());
    names.extend(told.paragraphs.iter().flat_map(|p| &p.facts).map(|fact| fact.path.clone()));
    names.extend(told.paragraphs.iter().flat_map(|p| &p.groups).map(|group| group.name.clone()));
    told.because.iter().for_each(|inner| note(inner, names));
}

fn outcome<'d>(decision: &'d Decision, name: &str, printed: bool) -> Option<&'d Outcome> {
    let as_printed = if printed { decision.as_printed.get(name) } else { None };
    as_printed.or_else(|| decision.get(name))
}

fn chip_line(decisions: &[Decision], printed: bool) -> String {
    let class = |decision: &Decision| outcome(decision, "classification", printed).map(classes).unwrap_or_default();
    let all: IndexSet<String> = decisions.iter().map(class).collect();
    let licenses: String = decisions.iter().map(|d| format!("{:<6}", license(d, printed))).collect();
    format!("{:<20} {}", all.into_iter().collect::<Vec<_>>().join(" | "), licenses.trim_end())
}

/// Class, license, then every other decision that says anything, and how the claimed exemptions stand.
fn other_line(decisions: &[Decision], printed: bool) -> String {
    let Some(decision) = decisions.first() else { return String::new() };
    let class = outcome(decision, "classification", printed).map(classes).unwrap_or_default();
    let mut line = format!("{class:<20} {}", license(decision, printed));
    for name in decision.decisions.keys().filter(|n| !["classification", "license", "review"].contains(&n.as_str())) {
        let Some(outcome) = outcome(decision, name, printed) else { continue };
        let words = match &outcome.elements {
            Some(_) => classes(outcome),
            None if outcome.status == Status::Silent => "-".into(),
            None => outcome.to_string(),
        };
        if words != "-" {
            line += &format!("; {} {words}", name.replace('_', " "));
        }
    }
    for option in decision.options.iter().filter(|o| o.claimed) {
        line += &format!("; {} {}", option.provision, option.state);
    }
    line
}

/// Every decision that says anything, and how the claimed exemptions stand: `tax 2171 USD; senior deduction ?; 57B(2) open`.
fn every_decision(decisions: &[Decision], printed: bool) -> String {
    let Some(decision) = decisions.first() else { return String::new() };
    let told = decision.decisions.keys().filter_map(|name| {
        let outcome = outcome(decision, name, printed)?;
        let words = match outcome.status {
            Status::Silent => return None,
            Status::Unknown => "?".to_string(),
            _ => outcome.to_string(),
        };
        Some(format!("{} {words}", name.replace('_', " ")))
    });
    let claimed = decision.options.iter().filter(|o| o.claimed).map(|o| format!("{} {}", o.provision, o.state));
    let told: Vec<String> = told.chain(claimed).collect();
    if told.is_empty() { "silent".into() } else { told.join("; ") }
}

/// `a.1 a.2`, `b.2?` where it is only perhaps; 3A090 goes without saying.
pub fn classes(outcome: &Outcome) -> String {
    let short = |id: &str| id.strip_prefix("3A090.").unwrap_or(id).to_string();
    let elements = outcome.elements.iter().flatten();
    let words: Vec<String> = elements.map(|e| short(&e.provision) + if e.sure { "" } else { "?" }).collect();
    if words.is_empty() { "-".into() } else { words.join(" ") }
}

/// How an application would be reviewed where a license is required; `req` where the law is silent on that.
fn license(decision: &Decision, printed: bool) -> String {
    let of = |name| outcome(decision, name, printed).map_or("silent", word);
    match (of("license"), of("review")) {
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
        (Status::Conflict, _) => "clash",
        (Status::Undefined, _) => "undef",
        (Status::Discretion, _) => "discr",
        (Status::Decided, Some("policy of denial")) => "DENY",
        (Status::Decided, Some("presumption of denial")) => "deny",
        (Status::Decided, Some("presumption of approval")) => "appr",
        (Status::Decided, Some("case by case")) => "case",
        (Status::Decided, Some(value)) => value,
        (status, _) => status.word(),
    }
}

/// A license answer and the provisions it rests on, without what those rest on.
fn ground(decision: &Decision) -> (String, String) {
    let license = decision.get(LICENSE).map_or_else(String::new, ToString::to_string);
    (license, provisions(decision, LICENSE).into_iter().collect::<Vec<_>>().join(", "))
}

/// The provisions that a decision rests on, each with what it cites.
fn provisions(decision: &Decision, name: &str) -> IndexSet<String> {
    decision.because(name).iter().map(|told| format!("{} ({})", told.provision, told.citation)).collect()
}
