//! A rulebook: everything one regime ever said, read from its folder, checked once, asked for the law of any day.

mod check;
mod draft;
mod files;
#[cfg(test)]
mod tests;

pub use draft::Draft;

#[cfg(feature = "cli")]
pub(crate) use files::read_text;
pub(crate) use files::sha256;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use self::draft::Kept;
use self::files::{Files, digest, read_folder};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::render::{self, Report};
use crate::law::{Compiled, Law};
use crate::model::Model;
use crate::plan::slots::Layout;
use crate::resolve::{self, Input, ToWrite};
use crate::source::{Place, Sources, Span};
use crate::syntax::ast;
use crate::temporal::{self, Calendar, Known};
use crate::types;
use crate::value::Date;

/// Everything one regime ever said: every instrument, every version. Cheap to clone; `Send + Sync`.
#[derive(Clone)]
pub struct Rulebook(Arc<Inner>);

/// What has been worked out so far, each once.
#[derive(Default)]
struct Worked {
    /// When every statement is alive, by what was public.
    calendars: HashMap<Known, Arc<Calendar>>,
    /// Laws compiled, by the first day of their revision and what was public.
    revisions: HashMap<(Option<Date>, Known), Arc<Compiled>>,
}

struct Inner {
    model: Model,
    sources: Sources,
    layout: Layout,
    warnings: Vec<Diagnostic>,
    digest: String,
    worked: Mutex<Worked>,
}

/// Why a rulebook cannot be used: every mistake that was found, with the text it stands in.
#[derive(Clone)]
pub struct Failure {
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

impl Failure {
    /// Every mistake, sorted by place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The files the places point into.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The file in which a mistake stands, with line and column; none where it is of no one place.
    pub fn place(&self, diagnostic: &Diagnostic) -> Option<(&str, Place)> {
        let span = diagnostic.labels.first()?.span;
        Some((&self.sources.get(span.source).name, self.sources.place(span)))
    }

    /// The mistakes as miette diagnostics, for a graphical report.
    pub fn reports(&self) -> impl Iterator<Item = Report> {
        self.diagnostics.iter().map(|d| Report::new(d, &self.sources))
    }
}

/// One plain line per place: `file:line:column: error: … [code]`.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostics.iter().try_for_each(|d| f.write_str(&render::plain(d, &self.sources)))
    }
}

/// The same lines: a `main` that returns a failure prints them.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Failure {}

/// More mistakes than these help nobody.
const MOST_DIAGNOSTICS: usize = 200;

impl Rulebook {
    /// Reads and checks the rulebook in a folder: every `.act` file in it and in its subfolders, and the rulebooks it
    /// `uses`, which lie beside it. Nothing outside the folder that holds the rulebook is read.
    ///
    /// # Errors
    /// [`Failure`] with every mistake in the rules, or the file that could not be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<Rulebook, Failure> {
        let files = read_folder(folder.as_ref()).map_err(|message| unreadable(&message))?;
        Rulebook::check(&files, &mut Kept::default())
    }

    /// Checks a rulebook given as names and texts. A name `countries/rulebook.act` belongs to the shared rulebook
    /// `countries` if some file says `uses countries`.
    ///
    /// # Errors
    /// [`Failure`] with every mistake in the rules.
    pub fn from_sources<N: Into<String>, T: Into<String>>(
        sources: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Rulebook, Failure> {
        let all = sources.into_iter().map(|(name, text)| (name.into(), Arc::from(text.into())));
        Rulebook::check(&Files::told_apart(all.collect()), &mut Kept::default())
    }

    /// Checks what has changed since `kept` was made, and keeps what of it serves the next time.
    fn check(files: &Files, kept: &mut Kept) -> Result<Rulebook, Failure> {
        let digest = digest(files);
        let mut sources = Sources::default();
        let mut found = Vec::new();
        let count = files.shared.len();
        let mut read: Vec<Arc<ast::File>> = Vec::with_capacity(count + files.own.len());
        for (file, diagnostics) in kept.parsed(files.shared.iter().chain(&files.own), &mut sources) {
            found.extend(diagnostics);
            read.push(file);
        }
        let own = read.split_off(count);
        let input = Input { shared: read, own };
        unknown_uses(&input, &sources, &mut found);
        let broken = found.iter().any(Diagnostic::is_error);
        let (mut model, diagnostics) = resolve::resolve(&input);
        let mut meaning = diagnostics;
        if !broken && !meaning.iter().any(Diagnostic::is_error) {
            meaning.extend(write_out(&input, &mut model, &mut sources));
        }
        meaning.extend(types::check(&mut model));
        if broken {
            let place = |d: &Diagnostic| d.labels.first().map(|label| label.span);
            let complained: Vec<Span> = found.iter().filter(|d| d.is_error()).filter_map(place).collect();
            meaning.retain(|d| place(d).is_none_or(|span| !complained.contains(&span)));
            let lost = lost_text(&input, &sources);
            meaning.retain(|d| !may_come_from(d, &lost));
        }
        found.extend(meaning);
        if model.about.name.is_empty() && !broken {
            found.push(Diagnostic::error("rulebook/no-name", "no file of this rulebook says `rulebook NAME`").help(
                "begin `rulebook.act` with `rulebook NAME`, its title, and the facts and decisions of the regime",
            ));
        }
        if !found.iter().any(Diagnostic::is_error) {
            found.extend(temporal::check(&model));
        }
        if !found.iter().any(Diagnostic::is_error) {
            found.extend(check::plans(&model));
        }
        let layout = Layout::of(&model.vocabulary);
        if !found.iter().any(Diagnostic::is_error) {
            found.extend(check::scenarios(&model, &layout, kept.facts.as_mut()));
        }
        let (errors, warnings): (Vec<_>, Vec<_>) = found.into_iter().partition(Diagnostic::is_error);
        if !errors.is_empty() {
            let mut diagnostics = [errors, warnings].concat();
            diagnostics.sort_by_key(|d| d.labels.first().map(|l| l.span).unwrap_or_default());
            let left = diagnostics.len().saturating_sub(MOST_DIAGNOSTICS);
            if left > 0 {
                diagnostics.truncate(MOST_DIAGNOSTICS);
                diagnostics.push(Diagnostic::error("rulebook/more", format!("{left} more mistakes are not shown")));
            }
            return Err(Failure { diagnostics, sources });
        }
        Ok(Rulebook(Arc::new(Inner { model, sources, layout, warnings, digest, worked: Mutex::default() })))
    }

    /// The law of a day, as known on a day: consolidated, compiled, cached per revision.
    pub fn in_force(&self, on: Date, known: Known) -> Law {
        let inner = &self.0;
        let worked = || inner.worked.lock().unwrap_or_else(PoisonError::into_inner);
        let calendar = self.calendar(known);
        let key = (calendar.revision_start(on), self.last_public(known));
        let cached = worked().revisions.get(&key).cloned();
        // Compiled outside the lock: two threads may do it at once, and neither makes the others wait.
        let compiled = cached.unwrap_or_else(|| {
            let new = Arc::new(Compiled::new(&inner.model, calendar, on));
            Arc::clone(worked().revisions.entry(key).or_insert(new))
        });
        Law::new(self.clone(), on, known, compiled)
    }

    /// When every statement is alive, as known on a day; worked out once for each day on which something became public.
    pub(crate) fn calendar(&self, known: Known) -> Arc<Calendar> {
        let inner = &self.0;
        let worked = || inner.worked.lock().unwrap_or_else(PoisonError::into_inner);
        let key = self.last_public(known);
        let cached = worked().calendars.get(&key).cloned();
        cached.unwrap_or_else(|| {
            let new = Arc::new(Calendar::new(&inner.model, key));
            Arc::clone(worked().calendars.entry(key).or_insert(new))
        })
    }

    /// The last day up to `known` on which an act became public: what was known on all days from then is the same.
    fn last_public(&self, known: Known) -> Known {
        let Known::Day(day) = known else { return Known::Latest };
        let public = self.0.model.acts.iter().map(|act| act.public_from).filter(|public| *public <= day);
        public.max().map_or(Known::Day(Date::FIRST), Known::Day)
    }

    /// The first day of each revision of the text, printed, operative or enforced, as known on a day.
    pub fn revisions(&self, known: Known) -> Vec<Date> {
        temporal::revisions(&self.0.model, known).into_iter().collect()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.model.about.name
    }

    /// SHA-256 over the names and texts of all its files: which encoding of the law gave an answer.
    pub fn digest(&self) -> &str {
        &self.0.digest
    }

    /// SHA-256 of the text of each of its files, by name; a carriage return that ends a line alone counts as a line feed.
    pub fn file_digests(&self) -> BTreeMap<String, String> {
        self.sources().iter().map(|(_, file)| (file.name.clone(), sha256(&file.text))).collect()
    }

    /// What the author should look at, although the rulebook can be used.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.0.warnings
    }

    /// Its files.
    pub fn sources(&self) -> &Sources {
        &self.0.sources
    }

    /// What it says, all versions. Not part of the stable interface.
    pub fn model(&self) -> &Model {
        &self.0.model
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.0.layout
    }

    /// JSON Schema (2020-12) of its fact files.
    pub fn schema(&self) -> serde_json::Value {
        crate::facts::schema(&self.0.model.vocabulary, &self.0.model.about)
    }
}

impl fmt::Debug for Rulebook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rulebook").field("name", &self.name()).field("digest", &self.digest()).finish()
    }
}

/// Writes out every provision whose words some statement changes, on any day, as known on any day.
fn write_out(input: &Input, model: &mut Model, sources: &mut Sources) -> Vec<Diagnostic> {
    let compositions = temporal::compositions(model);
    let versions = compositions.iter().map(|composition| ToWrite {
        node: composition.node,
        version: &composition.version,
        printed: composition.printed,
        unexcused: &composition.unexcused,
    });
    resolve::consolidate(input, model, sources, versions)
}

// ---- what a broken item would have declared

/// The words of everything that could not be read: what is said of them elsewhere may be a consequence.
fn lost_text(input: &Input, sources: &Sources) -> String {
    let mut lost = String::new();
    for file in input.shared.iter().chain(&input.own) {
        let text = &sources.get(file.source).text;
        let mut at = 0;
        for item in &file.items {
            lost += text.get(at..item.span.start as usize).unwrap_or("");
            lost.push('\n');
            at = item.span.end as usize;
        }
        lost += text.get(at..).unwrap_or("");
        lost.push('\n');
    }
    lost
}

/// True if a diagnostic is about a name that stands in text that could not be read.
fn may_come_from(diagnostic: &Diagnostic, lost: &str) -> bool {
    // What a defeater names may stand in text that could not be read, however it is spelled there.
    if diagnostic.code == "types/reaches-nothing" {
        return true;
    }
    let unknown = [
        "resolve/unknown-name",
        "resolve/unknown-provision",
        "types/unknown-word",
        "types/not-a-value",
        "resolve/outside-act",
    ];
    if !unknown.contains(&diagnostic.code) {
        return false;
    }
    let mut names = diagnostic.message.split('`').skip(1).step_by(2);
    diagnostic.code == "resolve/outside-act" || names.any(|name| lost.contains(name))
}

// ---- files

fn unknown_uses(input: &Input, sources: &Sources, found: &mut Vec<Diagnostic>) {
    for item in input.own.iter().chain(&input.shared).flat_map(|f| &f.items) {
        let ast::ItemKind::Uses(name) = &item.kind else { continue };
        let folder = format!("{}/", name.node);
        if !input.shared.iter().any(|f| sources.get(f.source).name.starts_with(&folder)) {
            found.push(
                Diagnostic::error(
                    "rulebook/unknown-rulebook",
                    format!("there is no rulebook `{}` beside this one", name.node),
                )
                .at(name.span, "")
                .help("a shared rulebook is a folder with `rulebook.act`, beside the folder that uses it"),
            );
        }
    }
}

fn unreadable(message: &str) -> Failure {
    let diagnostic = Diagnostic { labels: Vec::new(), ..Diagnostic::error("rulebook/unreadable", message) };
    Failure { diagnostics: vec![diagnostic], sources: Sources::default() }
}
