//! A rulebook that is being written: what has not changed is not read again.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::check::GoodFacts;
use super::files::{File, Files, read_folder};
use super::{Failure, Rulebook, unreadable};
use crate::diagnostics::Diagnostic;
use crate::parallel;
use crate::source::{SourceId, Sources};
use crate::syntax::{self, ast};

/// The files of a rulebook that is being written, with what the last check made of them: the next check reads only what has changed.
///
/// For editors, and for hosts that exchange their rulebook when a file changes. Its checks find what [`Rulebook::open`] finds, always; a
/// draft only takes less time. It keeps the trees of all its files, which a rulebook does not.
///
/// ```
/// use lexact::Draft;
///
/// let mut draft = Draft::default();
/// draft.read("examples/stalls")?;
/// let first = draft.check()?;
///
/// // Nothing has changed; then somebody types.
/// assert!(!draft.read("examples/stalls")?);
/// draft.write("2021-05-03-amendment.act", "act 2021-05-03-amendment\n  citation");
/// assert!(draft.check().is_err());
///
/// // What is on the disk counts again.
/// assert!(draft.read("examples/stalls")?);
/// assert_eq!(draft.check()?.digest(), first.digest());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Draft {
    files: Files,
    kept: Kept,
    /// What the last check gave, of which files.
    last: Option<(Files, Rulebook)>,
}

impl Default for Draft {
    fn default() -> Draft {
        Draft { files: Files::default(), kept: Kept::for_the_next(), last: None }
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.files().map(|(name, _)| name).collect();
        f.debug_struct("Draft").field("files", &names).finish_non_exhaustive()
    }
}

impl Draft {
    /// Reads a folder, as [`Rulebook::open`] does: its files take the place of all that were there, of those that were
    /// [written](Draft::write) too. True where some text or name is another than before.
    ///
    /// # Errors
    /// [`Failure`] with the file that could not be read. The draft stays as it was.
    pub fn read(&mut self, folder: impl AsRef<Path>) -> Result<bool, Failure> {
        let files = read_folder(folder.as_ref()).map_err(|message| unreadable(&message))?;
        let new = files != self.files.in_use();
        self.files = files;
        Ok(new)
    }

    /// Puts a text in the place of a file, or adds it: `2023.act`, `scenarios/chips.act`, or `countries/rulebook.act` for a file of a
    /// rulebook that is used. Nothing is written to the disk, and no folder is read: a rulebook that is used anew is there only if
    /// its files are written too, or the folder is [read](Draft::read) again.
    pub fn write(&mut self, name: &str, text: impl Into<Arc<str>>) {
        self.files.write(name, text.into());
    }

    /// Takes a file away. True if it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        self.files.remove(name)
    }

    /// Its files with their texts, in the order in which they are read: those of rulebooks that are used, then its own.
    pub fn files(&self) -> impl Iterator<Item = (String, Arc<str>)> {
        let Files { own, shared } = self.files.in_use();
        shared.into_iter().chain(own)
    }

    /// The rulebook as it now stands.
    ///
    /// # Errors
    /// [`Failure`] with every mistake in the rules.
    pub fn check(&mut self) -> Result<Rulebook, Failure> {
        let files = self.files.in_use();
        if let Some((_, rulebook)) = self.last.as_ref().filter(|(checked, _)| *checked == files) {
            return Ok(rulebook.clone());
        }
        let rulebook = Rulebook::check(&files, &mut self.kept)?;
        self.last = Some((files, rulebook.clone()));
        Ok(rulebook)
    }
}

/// What a check makes that serves the next one.
#[derive(Clone, Default)]
pub(super) struct Kept {
    /// The files as they were parsed, by their numbers: places in a tree hold the number of its file. A file put in before others
    /// moves them, and they are parsed again.
    parsed: Vec<Parsed>,
    /// Facts of scenarios; none where there is no next check.
    pub facts: Option<GoodFacts>,
}

/// A file as it was parsed.
#[derive(Clone)]
struct Parsed {
    text: Arc<str>,
    file: Arc<ast::File>,
    diagnostics: Vec<Diagnostic>,
}

impl Kept {
    /// What a draft begins with. A rulebook that is opened once keeps nothing.
    pub fn for_the_next() -> Kept {
        Kept { facts: Some(GoodFacts::default()), ..Kept::default() }
    }

    /// The trees of files, in their order, with what is wrong with each; those parsed before are not parsed again.
    pub fn parsed<'f>(
        &mut self,
        files: impl Iterator<Item = &'f File>,
        sources: &mut Sources,
    ) -> Vec<(Arc<ast::File>, Vec<Diagnostic>)> {
        let all: Vec<(SourceId, &File)> =
            files.map(|file| (sources.add(&*file.0, Arc::clone(&file.1)), file)).collect();
        let known = std::mem::take(&mut self.parsed);
        self.parsed = parallel::map(&all, |(id, (_, text))| match known.get(id.0 as usize) {
            Some(parsed) if parsed.text == *text => parsed.clone(),
            _ => {
                let (file, diagnostics) = syntax::parse(*id, text);
                Parsed { text: Arc::clone(text), file: Arc::new(file), diagnostics }
            }
        });
        self.parsed.iter().map(|parsed| (Arc::clone(&parsed.file), parsed.diagnostics.clone())).collect()
    }
}
