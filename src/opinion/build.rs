//! A decision → the data of an opinion.

use indexmap::IndexSet;

use super::ground::{Ground, Grounds};
use super::{Exemption, Finding, Language, Opinion, Source, Standing};
use crate::decision::{Choice, Decision, Need, Note, Outcome, Verdict};
use crate::explain::State;
use crate::explain::wording::{Told, ToldFact};
use crate::model::{Model, Type};
use crate::plan::ProvisionIx;
use crate::plan::slots::{Cell, MATTER};

/// The opinion on these decisions, as the decision names them; on the whole matter where none is named.
pub(super) fn opinion(decision: &Decision, only: &[String], language: &'static dyn Language) -> Opinion {
    let decision = decision.in_language(language.tag());
    let writer = Writer { decision: &decision, model: decision.law().rulebook().model(), tag: language.tag() };
    let about = &writer.model.about;
    let mut grounds = Grounds::default();
    let whole = only.is_empty();
    let of = |name: &String| whole || only.contains(name);
    let told = decision.decisions.iter().filter(|(name, _)| of(name));
    let findings: Vec<Finding> = told.map(|(name, found)| writer.finding(name, found, false, &mut grounds)).collect();
    let told = decision.as_printed.iter().filter(|(name, _)| of(name));
    let as_printed: Vec<Finding> = told.map(|(name, found)| writer.finding(name, found, true, &mut grounds)).collect();
    let bearing = if whole { IndexSet::new() } else { writer.bearing_on(only) };
    let options = decision.options.iter().filter(|option| whole || bearing.contains(&option.provision));
    let exemptions: Vec<Exemption> = options.map(|option| writer.exemption(option, &mut grounds)).collect();
    let duties = if whole { decision.duties.clone() } else { Vec::new() };
    let away = if whole || !as_printed.is_empty() { decision.away.clone() } else { Vec::new() };
    let missing: IndexSet<Need> = match whole {
        true => decision.needs().iter().cloned().collect(),
        false => only.iter().flat_map(|name| decision.needs_of(name)).cloned().collect(),
    };
    let mut read = Cited::default();
    let of_findings = findings.iter().chain(&as_printed).flat_map(|finding| &finding.grounds);
    let of_exemptions = exemptions.iter().filter_map(|exemption| exemption.ground.as_ref());
    of_findings.chain(of_exemptions).for_each(|ground| read.ground(ground));
    let considered = findings.iter().chain(&as_printed).flat_map(|finding| &finding.not_met);
    considered.for_each(|told| read.considered(told));
    duties.iter().for_each(|duty| read.cite(&duty.citation));
    away.iter().filter_map(|away| away.by.as_ref()).for_each(|(_, citation)| read.cite(citation));
    let sources = read.citations.iter().map(|citation| writer.source(citation)).collect();
    Opinion {
        language,
        law: about.titles.in_language(language.tag()).unwrap_or(&about.name).to_string(),
        rulebook: about.name.clone(),
        authority: about.authority.in_language(language.tag()).map(str::to_string),
        on: decision.law().on(),
        known: decision.law().known(),
        facts: read.facts,
        findings,
        as_printed,
        away,
        exemptions,
        duties,
        deemed: decision.deemed.clone(),
        stipulated: decision.stipulated.clone(),
        missing: missing.into_iter().collect(),
        // What differs in print has a part of its own.
        notes: decision.notes.iter().filter(|note| !matches!(note, Note::PrintedDiffers { .. })).cloned().collect(),
        sources,
        elsewhere: decision.elsewhere.clone(),
        leaves_out: about.left_out(decision.law().on(), language.tag()).map(str::to_string).collect(),
        decision,
    }
}

struct Writer<'d> {
    decision: &'d Decision,
    model: &'d Model,
    tag: &'static str,
}

impl Writer<'_> {
    fn finding(&self, name: &str, outcome: &Outcome, printed: bool, grounds: &mut Grounds) -> Finding {
        grounds.under = name.to_string();
        let declared = self.declared(name);
        let ty = declared.map_or(&Type::Unknown, |declared| &declared.ty);
        let because = if printed { self.decision.because_as_printed(name) } else { self.decision.because(name) };
        let needs = if printed { &[] } else { self.decision.needs_of(name) };
        let verdict = Verdict::of(outcome, &because, needs, ty, (self.model, self.tag));
        // Of a set, what is in it or was taken out of it is told; the rest is only named.
        let (told, failed): (Vec<Told>, Vec<Told>) =
            because.into_iter().partition(|told| outcome.elements.is_none() || told.state != State::Fails);
        let without = outcome.without_claims.as_ref();
        let without = without.filter(|plain| (plain.status, &plain.value) != (outcome.status, &outcome.value));
        Finding {
            name: name.to_string(),
            about: declared.and_then(|declared| declared.doc.in_language(self.tag)).map(str::to_string),
            verdict,
            whatever: outcome.whatever.iter().map(|need| need.fact.clone()).collect(),
            without_claims: without.map(|plain| Verdict::of_plain(plain, ty, self.model, self.tag)),
            grounds: grounds.all(told),
            not_met: failed,
        }
    }

    /// The exemptions that relieve from some rule that these decisions rest on.
    fn bearing_on(&self, names: &[String]) -> IndexSet<String> {
        fn ids(told: &Told, all: &mut IndexSet<String>) {
            all.insert(told.provision.clone());
            told.because.iter().for_each(|inner| ids(inner, all));
        }
        let mut rules = IndexSet::new();
        for name in names {
            self.decision.because(name).iter().for_each(|told| ids(told, &mut rules));
        }
        let plan = &self.decision.law().enforced().plan;
        let id = |ix: &ProvisionIx| self.model.tree.text(plan.provision(*ix).id).to_string();
        let reached = plan.provisions.iter().filter(|rule| rules.contains(self.model.tree.text(rule.id)));
        reached.flat_map(|rule| &rule.relieved_by).map(id).collect()
    }

    /// The decision reported under this name: `classification of engine` is `classification`.
    fn declared(&self, name: &str) -> Option<&crate::model::Decision> {
        let decisions = &self.model.vocabulary.decisions;
        decisions.get(name).or_else(|| name.split_once(" of ").and_then(|(name, _)| decisions.get(name)))
    }

    fn exemption(&self, choice: &Choice, grounds: &mut Grounds) -> Exemption {
        let standing = match choice.state {
            "open" => Standing::Open,
            "closed" => Standing::Closed,
            _ => Standing::Unknown,
        };
        let differs =
            |o: &Outcome| o.without_claims.as_ref().is_some_and(|w| (w.status, &w.value) != (o.status, &o.value));
        grounds.under = choice.provision.clone();
        let told = self.decision.because_of_option(&choice.provision);
        Exemption {
            provision: choice.provision.clone(),
            standing,
            claimed: self.claims_are_given().then_some(choice.claimed),
            helps: choice.claimed && standing == Standing::Open && self.decision.decisions.values().any(differs),
            needs: self.decision.needs_of_option(&choice.provision).iter().map(|need| need.fact.clone()).collect(),
            ground: told.and_then(|told| grounds.ground(told, true)),
            duties: choice.duties.clone(),
        }
    }

    fn claims_are_given(&self) -> bool {
        let slots = self.decision.facts().slots();
        let claims = self.model.vocabulary.claims();
        claims.is_some_and(|claims| matches!(slots.cell(MATTER, claims.0), Cell::Provisions(_)))
    }

    /// An instrument by its citation. Acts that were made from one publication have one, and each its title.
    fn source(&self, citation: &str) -> Source {
        let acts = || self.model.acts.iter().filter(|act| act.citation == citation);
        let titles: IndexSet<&str> = acts().filter_map(|act| act.titles.in_language(self.tag)).collect();
        let titles: Vec<&str> = titles.into_iter().collect();
        Source {
            citation: citation.to_string(),
            title: (!titles.is_empty()).then(|| titles.join("; ")),
            address: acts().find_map(|act| act.source.clone()),
        }
    }
}

/// What the grounds read and cite, each once.
#[derive(Default)]
struct Cited {
    facts: Vec<ToldFact>,
    citations: indexmap::IndexSet<String>,
}

impl Cited {
    fn cite(&mut self, citation: &str) {
        self.citations.insert(citation.to_string());
    }

    fn ground(&mut self, ground: &Ground) {
        let told = &ground.told;
        self.cite(&told.citation);
        told.amended_by.iter().for_each(|source| self.cite(&source.citation));
        for paragraph in told.paragraphs.iter().chain(told.gives.iter().map(|gives| &gives.by)) {
            paragraph.groups.iter().flat_map(|group| &group.citations).for_each(|citation| self.cite(citation));
        }
        told.read().for_each(|fact| self.fact(fact));
        ground.because.iter().for_each(|inner| self.ground(inner));
        told.not_met.iter().for_each(|told| self.considered(told));
    }

    /// What was considered and is not met: its facts are relied on; of its words none is told.
    fn considered(&mut self, told: &Told) {
        told.facts().into_iter().for_each(|fact| self.fact(fact));
    }

    /// A fact that is given; what is not stands among the needs.
    fn fact(&mut self, fact: &ToldFact) {
        use crate::explain::values::Value;
        let given = matches!(fact.value, Value::Is(_) | Value::None);
        if given && !self.facts.iter().any(|known| known.path == fact.path) {
            self.facts.push(ToldFact { counts: true, as_given: false, ..fact.clone() });
        }
    }
}
