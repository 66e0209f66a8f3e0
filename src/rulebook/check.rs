//! What only a whole model shows: circles, tables with gaps, scenarios whose facts nobody could give.

use std::collections::HashSet;

use crate::diagnostics::Diagnostic;
use crate::model::Model;
use crate::plan::slots::Layout;
use crate::temporal::{self, Calendar, Known, Text, Track};
use crate::value::Date;
use crate::{facts, parallel, plan};

/// Looks for circles and double definitions on any day, in any track, as known on any day. All versions are compiled as if they
/// stood together: what is free of circles then is free of them on every day. Only where that finds something is every
/// revision compiled by itself, and each mistake told once.
pub(super) fn plans(model: &Model) -> Vec<Diagnostic> {
    let latest = Calendar::new(model, Known::Latest);
    let of_rows = rows(model, &latest);
    if !of_rows.is_empty() {
        return of_rows;
    }
    if plan::check(model, &latest, &temporal::all_versions(model), Date::FIRST, Track::Printed).is_empty() {
        return Vec::new();
    }
    let mut all: Vec<Diagnostic> = Vec::new();
    each_text(model, &latest, |calendar, text, day, track| {
        for new in plan::check(model, calendar, text, day, track) {
            if !all.iter().any(|d| d.code == new.code && d.labels == new.labels) {
                all.push(new);
            }
        }
    });
    all
}

/// Tries every table, tiers and scale on every day it stands, as printed and as enforced, as known on any day.
fn rows(model: &Model, latest: &Calendar) -> Vec<Diagnostic> {
    if !plan::rows::any(model) {
        return Vec::new();
    }
    let mut tried = plan::rows::Tried::default();
    let mut all = Vec::new();
    each_text(model, latest, |_, text, day, track| all.extend(plan::rows::check(model, text, day, track, &mut tried)));
    all.extend(tried.unreachable());
    all
}

/// So many texts are made side by side, and kept no longer.
const TEXTS_AT_ONCE: usize = 16;

/// Every text there is or was thought to be, once at least: of each revision, as printed and as enforced, as known on each day on which an
/// act became public, the first of these first.
fn each_text(model: &Model, latest: &Calendar, mut visit: impl FnMut(&Calendar, &Text, Date, Track)) {
    let mut public: Vec<Date> = model.acts.iter().map(|act| act.public_from).collect();
    public.sort_unstable();
    public.dedup();
    // What was known on the last of these days is what is known now.
    public.pop();
    let mut before: Option<Calendar> = None;
    for day in public {
        let calendar = Calendar::new(model, Known::Day(day));
        texts(model, &calendar, before.as_ref(), &mut visit);
        before = Some(calendar);
    }
    texts(model, latest, before.as_ref(), &mut visit);
}

/// Every text by a calendar that differs from what was known before.
fn texts(
    model: &Model,
    calendar: &Calendar,
    before: Option<&Calendar>,
    visit: &mut impl FnMut(&Calendar, &Text, Date, Track),
) {
    for track in [Track::Printed, Track::Enforced] {
        // Groups and values `as it stood on D` are part of the text of every day.
        let named = |before: &&Calendar| calendar.earlier(model, track) == before.earlier(model, track);
        let first = before.filter(named).map_or(Some(Date::FIRST), |before| calendar.parts_from(before));
        let Some(first) = first else { continue };
        let new = calendar.boundaries().partition_point(|day| *day < first);
        let mut last = None;
        for days in calendar.boundaries().get(new..).unwrap_or_default().chunks(TEXTS_AT_ONCE) {
            let texts = parallel::map(days, |day| calendar.text(model, *day, track));
            for (day, text) in days.iter().zip(texts) {
                if last.as_ref() != Some(&text) {
                    visit(calendar, &text, *day, track);
                    last = Some(text);
                }
            }
        }
    }
}

/// Texts of facts in which no mistake was found, and by which words they were read. By the same words there is none in them again.
#[derive(Clone, Default)]
pub(super) struct GoodFacts {
    /// The vocabulary, and the ids of all provisions.
    words: (String, Vec<String>),
    texts: HashSet<String>,
}

impl GoodFacts {
    /// Forgets all texts where the words are others than before.
    fn for_words(&mut self, model: &Model) -> &mut GoodFacts {
        let ids = model.tree.iter().map(|(id, _)| model.tree.text(id).to_string()).collect();
        let words = (model.vocabulary.without_places(), ids);
        if words != self.words {
            *self = GoodFacts { words, texts: HashSet::new() };
        }
        self
    }
}

/// Reads the facts of every scenario, so that a typo in one is an error of the rulebook; each is told once.
pub(super) fn scenarios(model: &Model, layout: &Layout, good: Option<&mut GoodFacts>) -> Vec<Diagnostic> {
    let good = good.map(|good| good.for_words(model));
    let none = HashSet::new();
    let known = good.as_ref().map_or(&none, |good| &good.texts);
    let mistakes = |text: &String| match known.contains(text) {
        true => Ok(()),
        false => facts::read_json(&model.vocabulary, &model.tree, layout, text).map(drop),
    };
    let of_each = parallel::map(&model.scenarios, |scenario| {
        let mut all: Vec<Diagnostic> = Vec::new();
        let lines = scenario.expectations.iter().map(|e| (&e.facts, e.span));
        let mut told: Vec<String> = Vec::new();
        let mut read: Vec<String> = Vec::new();
        let mut last = None;
        for (given, span) in std::iter::once((&scenario.facts, scenario.span)).chain(lines) {
            // Most expectations add nothing to what the scenario gives.
            if last.replace(given) == Some(given) {
                continue;
            }
            let text = serde_json::to_string(given).expect("facts of a scenario are JSON");
            match mistakes(&text) {
                Ok(()) => read.push(text),
                Err(errors) => {
                    for error in errors.0 {
                        if !told.contains(&error.message) {
                            told.push(error.message.clone());
                            let at = Diagnostic::error("rulebook/scenario-facts", error.message).at(span, error.path);
                            all.push(at.maybe_help(error.help));
                        }
                    }
                }
            }
        }
        (all, read)
    });
    let (found, read): (Vec<_>, Vec<_>) = of_each.into_iter().unzip();
    if let Some(good) = good {
        good.texts = read.into_iter().flatten().collect();
    }
    found.into_iter().flatten().collect()
}
