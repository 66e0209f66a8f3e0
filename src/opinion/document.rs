//! The sentences of an opinion in order: data and a language make a document, which every form is written from.

use super::ground::{Ground, said};
use super::{Exemption, Finding, Opinion};
use crate::away::Away;
use crate::decision::{Duty, Verdict};
use crate::explain::wording::{Told, ToldCalculation, ToldCase, ToldFact, ToldParagraph};
use crate::language::{Heading, Label, Language};

/// An opinion in sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The tag of its language.
    pub language: &'static str,
    /// Its title.
    pub title: String,
    /// What the language puts between a label or quoted words and what it says of them.
    pub colon: &'static str,
    /// The lines at its head: label and text.
    pub head: Vec<(String, String)>,
    /// Its parts.
    pub sections: Vec<Section>,
    /// The standing caveat.
    pub caveat: String,
}

/// A part under a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// A sentence before the items.
    pub lead: String,
    /// What it says.
    pub items: Vec<Item>,
    /// Parts within it.
    pub parts: Vec<Section>,
}

/// A line, and what stands beneath it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What it is called: the address of a paragraph, a citation.
    pub label: String,
    /// Words that are quoted as they stand in the rule file.
    pub quote: String,
    /// What is said.
    pub text: String,
    /// The address of a text on the net.
    pub link: Option<String>,
    /// What stands beneath it.
    pub items: Vec<Item>,
}

impl Item {
    fn say(text: String) -> Item {
        Item { text, ..Item::default() }
    }
}

/// All of an opinion.
pub(super) fn write(opinion: &Opinion) -> Document {
    let page = Page { language: opinion.language };
    let sections = vec![
        page.conclusion(opinion),
        page.list(Heading::Facts, &opinion.facts, |fact| page.fact(fact)),
        page.findings(Heading::Analysis, "", &opinion.findings),
        page.printed(opinion),
        page.exemptions(opinion),
        page.duties(opinion),
        page.list(Heading::Deemed, &opinion.deemed, |deemed| Item::say(page.language.deemed(deemed))),
        page.list(Heading::Stipulated, &opinion.stipulated, |path| Item::say(path.clone())),
        page.missing(opinion),
        page.notes(opinion),
        page.sources(opinion),
        page.limits(opinion),
    ];
    page.document(opinion, sections)
}

/// What an opinion comes to, without its reasons.
pub(super) fn summary(opinion: &Opinion) -> Document {
    let page = Page { language: opinion.language };
    let sections = vec![
        page.conclusion(opinion),
        page.exemptions_in_short(opinion),
        page.duties(opinion),
        page.missing(opinion),
        page.notes(opinion),
        page.sources(opinion),
        page.limits(opinion),
    ];
    page.document(opinion, sections)
}

impl Section {
    fn is_empty(&self) -> bool {
        self.lead.is_empty() && self.items.is_empty() && self.parts.is_empty()
    }
}

struct Page {
    language: &'static dyn Language,
}

impl Page {
    fn section(&self, heading: Heading) -> Section {
        Section { heading: self.language.heading(heading).to_string(), ..Section::default() }
    }

    /// These sections under the head of the opinion.
    fn document(&self, opinion: &Opinion, sections: Vec<Section>) -> Document {
        let language = self.language;
        let mut head = vec![(Label::Law, opinion.law.clone() + &language.aside(&opinion.rulebook))];
        head.extend(opinion.authority.clone().map(|authority| (Label::Authority, authority)));
        head.push((Label::Day, language.day(opinion.on)));
        head.push((Label::Known, language.known(opinion.known)));
        Document {
            language: language.tag(),
            title: language.title().to_string(),
            colon: language.colon(),
            head: head.into_iter().map(|(label, text)| (language.label(label).to_string(), text)).collect(),
            sections: sections.into_iter().filter(|section| !section.is_empty()).collect(),
            caveat: language.caveat().to_string(),
        }
    }

    fn exemptions(&self, opinion: &Opinion) -> Section {
        self.list(Heading::Exemptions, &opinion.exemptions, |exemption| self.exemption(exemption, &opinion.duties))
    }

    fn exemptions_in_short(&self, opinion: &Opinion) -> Section {
        let short = |exemption: &Exemption| Item {
            items: self.duties_of(exemption, &opinion.duties),
            ..Item::say(self.language.exemption(exemption))
        };
        self.list(Heading::Exemptions, &opinion.exemptions, short)
    }

    fn sources(&self, opinion: &Opinion) -> Section {
        self.list(Heading::Sources, &opinion.sources, |source| Item {
            label: source.citation.clone(),
            text: source.title.clone().unwrap_or_default(),
            link: source.address.clone(),
            ..Item::default()
        })
    }

    fn duties(&self, opinion: &Opinion) -> Section {
        self.list(Heading::Duties, &opinion.duties, |duty| self.duty(duty))
    }

    fn missing(&self, opinion: &Opinion) -> Section {
        self.list(Heading::Missing, &opinion.missing, |need| Item::say(self.language.ask(need)))
    }

    fn notes(&self, opinion: &Opinion) -> Section {
        self.list(Heading::Notes, &opinion.notes, |note| Item::say(self.language.note(note)))
    }

    fn list<T>(&self, heading: Heading, of: &[T], item: impl Fn(&T) -> Item) -> Section {
        Section { items: of.iter().map(item).collect(), ..self.section(heading) }
    }

    fn conclusion(&self, opinion: &Opinion) -> Section {
        let helping = opinion.exemptions.iter().filter(|exemption| exemption.helps);
        let helping: Vec<String> = helping.map(|exemption| exemption.provision.clone()).collect();
        let item = |finding: &Finding, printed: bool| {
            let mut text = self.language.verdict(&finding.name, &finding.verdict);
            let by: Vec<String> = finding.grounds.iter().filter_map(|ground| ground.concludes()).collect();
            let settled = matches!(finding.verdict, Verdict::Value(_) | Verdict::Conflict(_) | Verdict::Discretion);
            if !by.is_empty() && settled {
                text += &self.language.under(&by);
            }
            if printed {
                text = self.language.printed(&text);
            }
            text += &finding.about.as_ref().map_or_else(String::new, |about| self.language.about(about));
            let without = finding.without_claims.as_ref();
            let without = without.map(|verdict| Item::say(self.language.without_claims(verdict, &helping)));
            let whatever = (!finding.whatever.is_empty()).then(|| Item::say(self.language.whatever(&finding.whatever)));
            let items = whatever.into_iter().chain(without).collect();
            Item { text, items, ..Item::default() }
        };
        let enforced = opinion.findings.iter().map(|finding| item(finding, false));
        let printed = opinion.as_printed.iter().map(|finding| item(finding, true));
        Section { items: enforced.chain(printed).collect(), ..self.section(Heading::Conclusion) }
    }

    /// Findings that have grounds, a part each.
    fn findings(&self, heading: Heading, lead: &str, of: &[Finding]) -> Section {
        let parts = of.iter().map(|finding| self.finding(finding)).filter(|part| !part.is_empty()).collect();
        Section { lead: lead.to_string(), parts, ..self.section(heading) }
    }

    fn finding(&self, finding: &Finding) -> Section {
        let mut items = self.grounds(&finding.grounds);
        if !finding.not_met.is_empty() && !items.is_empty() {
            items.push(self.not_met(&finding.not_met));
        }
        Section { heading: self.language.verdict(&finding.name, &finding.verdict), items, ..Section::default() }
    }

    fn printed(&self, opinion: &Opinion) -> Section {
        if opinion.as_printed.is_empty() {
            return Section::default();
        }
        let section = self.findings(Heading::Printed, self.language.printed_differs(), &opinion.as_printed);
        // Of one instrument, what is away alike is told together.
        let mut together: Vec<(Away, Vec<String>)> = Vec::new();
        for away in &opinion.away {
            let alike = |other: &Away| Away { provision: away.provision.clone(), ..other.clone() } == *away;
            match together.iter_mut().find(|(other, _)| alike(other)) {
                Some((_, provisions)) => provisions.push(away.provision.clone()),
                None => together.push((away.clone(), vec![away.provision.clone()])),
            }
        }
        let items = together.iter().map(|(away, provisions)| Item::say(self.language.away(away, provisions)));
        Section { items: items.collect(), ..section }
    }

    // ---- grounds

    /// Grounds in order; those that follow each other and say the same are told together.
    fn grounds(&self, grounds: &[Ground]) -> Vec<Item> {
        let together = grounds.chunk_by(|a, b| a.says_the_same(b));
        together
            .filter_map(|alike| Some((alike.first()?, alike)))
            .map(|(first, alike)| self.ground(first, alike))
            .collect()
    }

    fn ground(&self, ground: &Ground, alike: &[Ground]) -> Item {
        let told = &ground.told;
        let all: Vec<&Told> = alike.iter().map(|ground| &ground.told).collect();
        // Of those that fail by the same facts, each by its own words, the facts are told.
        if all.iter().any(|other| said(other) != said(told)) {
            let wordless = |paragraph: &ToldParagraph| ToldParagraph {
                address: String::new(),
                text: String::new(),
                ..paragraph.clone()
            };
            let items = told.paragraphs.iter().map(|paragraph| self.paragraph(&wordless(paragraph))).collect();
            return Item { text: self.language.stands(&all), items, ..Item::default() };
        }
        if let Some(under) = &ground.above {
            return Item::say(self.language.as_found_above(&all, under));
        }
        let mut items: Vec<Item> = self.given(told).into_iter().collect();
        items.extend(told.paragraphs.iter().filter(|p| p.case.is_none()).map(|p| self.with_calculations(p, told)));
        items.extend(told.cases().into_iter().map(|(case, paragraphs)| self.case(case, &paragraphs, told)));
        let is_told = |c: &ToldCalculation| told.paragraphs.iter().any(|paragraph| stands_in(c, paragraph));
        let others = told.calculations.iter().filter(|c| !is_told(c));
        items.extend(others.map(|calculation| self.calculation(calculation)));
        items.extend(self.grounds(&ground.because));
        if told.goes_on {
            items.push(Item::say(self.language.goes_on().to_string()));
        }
        if !told.not_met.is_empty() {
            items.push(self.not_met(&told.not_met));
        }
        Item { text: self.language.stands(&all), items, ..Item::default() }
    }

    /// Provisions that would have made another answer, in a line.
    fn not_met(&self, told: &[Told]) -> Item {
        let mut ids: Vec<String> = Vec::new();
        for told in told {
            if !ids.contains(&told.provision) {
                ids.push(told.provision.clone());
            }
        }
        Item::say(self.language.not_met(&ids))
    }

    /// What a definition or conclusion gives, and beneath a value the facts that are read for it.
    fn given(&self, told: &Told) -> Option<Item> {
        if let Some((given, value)) = told.given() {
            let items = given.by.facts.iter().map(|fact| Item::say(self.language.fact_is(fact))).collect();
            let text = self.language.given(given, value);
            return Some(Item { quote: given.by.text.clone(), text, items, ..Item::default() });
        }
        let plain = told.gives.as_ref().filter(|gives| gives.value.is_none())?;
        Some(self.paragraph(&plain.by))
    }

    /// A case: its words, whether it is met, and what it read; where its condition is a list, its paragraphs beneath.
    fn case(&self, case: &ToldCase, paragraphs: &[&ToldParagraph], told: &Told) -> Item {
        let met = self.language.met(case.met);
        if let [paragraph] = paragraphs
            && paragraph.address.is_empty()
        {
            let item = self.with_calculations(paragraph, told);
            let between = if item.text.is_empty() { "" } else { self.language.between() };
            let quote = format!("{} when {}", case.gives, item.quote);
            return Item { quote, text: format!("{met}{between}{}", item.text), ..item };
        }
        let items = paragraphs.iter().map(|paragraph| self.with_calculations(paragraph, told)).collect();
        Item { quote: format!("{} when", case.gives), text: met.to_string(), items, ..Item::default() }
    }

    /// A paragraph, and beneath it what is calculated in it.
    fn with_calculations(&self, paragraph: &ToldParagraph, told: &Told) -> Item {
        let here = told.calculations.iter().filter(|c| stands_in(c, paragraph));
        let items = here.map(|calculation| self.calculation(calculation)).collect();
        Item { items, ..self.paragraph(paragraph) }
    }

    /// A paragraph: its words, and what it met. A fact that is compared, or asked for in a group, is told there.
    fn paragraph(&self, paragraph: &ToldParagraph) -> Item {
        let mut said: Vec<String> = paragraph.facts.iter().map(|fact| self.read(fact, paragraph)).collect();
        let of_fact = |path: &Option<String>| {
            path.as_ref().is_some_and(|path| paragraph.facts.iter().any(|fact| fact.path == *path))
        };
        for measure in paragraph.measures.iter().filter(|measure| !of_fact(&measure.fact)) {
            let value = self.language.is(&measure.words, &self.language.shown(&measure.value));
            said.push(value + &self.language.distance(measure));
        }
        said.extend(paragraph.listed.map(|listed| self.language.listed(listed)));
        // What the paragraph says itself need not be said again.
        said.retain(|said| *said != paragraph.text);
        Item {
            label: paragraph.address.trim().to_string(),
            quote: paragraph.text.clone(),
            text: said.join(self.language.between()),
            ..Item::default()
        }
    }

    /// A fact with its value, how far that lies from the bounds of the paragraph, and which of its groups it is in.
    fn read(&self, fact: &ToldFact, within: &ToldParagraph) -> String {
        // Where the paragraph is no more than the fact, the fact need not be named again.
        let is_all = self.language.fact(fact) == within.text;
        let mut said = if is_all { self.language.read(fact) } else { self.language.fact_is(fact) };
        let here = |path: &Option<String>| path.as_deref() == Some(fact.path.as_str());
        let measures = within.measures.iter().filter(|measure| here(&measure.fact));
        measures.for_each(|measure| said += &self.language.distance(measure));
        let groups = within.groups.iter().filter(|group| here(&group.of));
        groups.for_each(|group| said += &self.language.member(group));
        said
    }

    fn calculation(&self, calculation: &ToldCalculation) -> Item {
        let element = |fact: &ToldFact| Item {
            label: self.language.fact(fact),
            text: self.language.read(fact),
            ..Item::default()
        };
        let mut items: Vec<Item> = calculation.elements.iter().map(element).collect();
        for step in &calculation.steps {
            let (label, text) = self.language.step(step);
            items.push(Item { label, text, ..Item::default() });
        }
        let text = self.language.value(&calculation.value);
        Item { quote: calculation.text.clone(), text, items, ..Item::default() }
    }

    // ---- the rest

    fn fact(&self, fact: &ToldFact) -> Item {
        let mut text = self.language.read(fact);
        let doc = fact.doc.in_language(self.language.tag());
        text += &doc.map_or_else(String::new, |doc| self.language.about(doc));
        Item { label: fact.path.clone(), text, ..Item::default() }
    }

    fn exemption(&self, exemption: &Exemption, duties: &[Duty]) -> Item {
        let mut items = self.grounds(exemption.ground.as_slice());
        items.extend(self.duties_of(exemption, duties));
        Item { text: self.language.exemption(exemption), items, ..Item::default() }
    }

    /// What binds whoever claims it, if anything does; where it is claimed, that stands among the duties.
    fn duties_of(&self, exemption: &Exemption, told: &[Duty]) -> Vec<Item> {
        let duties: Vec<Item> =
            exemption.duties.iter().filter(|duty| !told.contains(duty)).map(|duty| self.duty(duty)).collect();
        if duties.is_empty() {
            return Vec::new();
        }
        vec![Item { text: self.language.duties_of_claim().to_string(), items: duties, ..Item::default() }]
    }

    fn duty(&self, duty: &Duty) -> Item {
        Item::say(self.language.duty(duty))
    }

    fn limits(&self, opinion: &Opinion) -> Section {
        let ids = &opinion.elsewhere;
        let lead = if ids.is_empty() { String::new() } else { self.language.elsewhere(ids) };
        let items = opinion.leaves_out.iter().map(|text| Item::say(text.clone())).collect();
        Section { lead, items, ..self.section(Heading::Limits) }
    }
}

/// True where a calculation stands in this paragraph.
fn stands_in(calculation: &ToldCalculation, paragraph: &ToldParagraph) -> bool {
    let case = paragraph.case.as_ref().map(|case| case.number);
    (&calculation.address, calculation.case) == (&paragraph.address, case)
}
