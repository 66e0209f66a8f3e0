//! The files of a rulebook: its folder, and the folders of the rulebooks it uses. Nothing else is read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// A file: its name and its text.
pub(super) type File = (String, Arc<str>);

/// Files of a rulebook by name, and those of the rulebooks it uses.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Files {
    pub own: Vec<File>,
    pub shared: Vec<File>,
}

impl Files {
    /// The files of the rulebooks that some file says it uses stand beneath their names.
    pub fn told_apart(all: Vec<File>) -> Files {
        let mut files = Files { own: all, shared: Vec::new() };
        files.tell_apart();
        files
    }

    /// Own files that stand beneath the name of a rulebook that is, or was, used are of that one.
    fn tell_apart(&mut self) {
        let mut used: Vec<String> = self.own.iter().chain(&self.shared).flat_map(|(_, text)| uses(text)).collect();
        used.extend(self.shared.iter().filter_map(|(name, _)| Some(name.split_once('/')?.0.to_string())));
        let is_shared = |(name, _): &File| used.iter().any(|used| is_beneath(name, used));
        let (shared, own): (Vec<File>, Vec<File>) = std::mem::take(&mut self.own).into_iter().partition(is_shared);
        self.own = own;
        self.shared.extend(shared);
    }

    /// Puts a text in the place of a file, or adds it.
    pub fn write(&mut self, name: &str, text: Arc<str>) {
        match self.shared.iter_mut().chain(&mut self.own).find(|file| file.0 == name) {
            Some(file) => file.1 = text,
            None => self.own.push((name.to_string(), text)),
        }
        self.tell_apart();
        self.own.sort_by(|a, b| place(&a.0).cmp(&place(&b.0)));
    }

    /// Takes a file away. True if it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.own.len() + self.shared.len();
        self.own.retain(|file| file.0 != name);
        self.shared.retain(|file| file.0 != name);
        self.own.len() + self.shared.len() < before
    }

    /// Without the rulebooks that nobody uses any more, and in the order in which a folder is read.
    pub fn in_use(&self) -> Files {
        let mut shared = Vec::new();
        in_order_of_use(&self.own, &mut shared, |name| {
            let mut beneath: Vec<File> = self.shared.iter().filter(|file| is_beneath(&file.0, name)).cloned().collect();
            beneath.sort_by(|a, b| place(&a.0).cmp(&place(&b.0)));
            beneath
        });
        Files { own: self.own.clone(), shared }
    }
}

/// True for a file of the rulebook with this name.
fn is_beneath(file: &str, rulebook: &str) -> bool {
    file.strip_prefix(rulebook).is_some_and(|rest| rest.starts_with('/'))
}

/// The files of the rulebooks that these files use, and of those that they use in turn, each once.
fn in_order_of_use(own: &[File], shared: &mut Vec<File>, mut of: impl FnMut(&str) -> Vec<File>) {
    let mut open: Vec<String> = own.iter().flat_map(|(_, text)| uses(text)).collect();
    let mut read: Vec<String> = Vec::new();
    while let Some(name) = open.pop() {
        if read.contains(&name) {
            continue;
        }
        let files = of(&name);
        open.extend(files.iter().flat_map(|(_, text)| uses(text)));
        shared.extend(files);
        read.push(name);
    }
}

/// A rulebook's own vocabulary stands in this file; it is read first.
const VOCABULARY: &str = "rulebook.act";
/// Larger files than this are refused: no instrument is that long.
const MOST_BYTES: u64 = 64 << 20;

/// The rulebooks a text says it uses; the parser has the last word, this only finds the files.
pub(super) fn uses(text: &str) -> Vec<String> {
    let lines =
        text.lines().flat_map(|line| line.split('\r')).filter_map(|line| line.trim_start().strip_prefix("uses "));
    lines.filter_map(|rest| rest.split_whitespace().next()).map(str::to_string).collect()
}

pub(super) fn read_folder(folder: &Path) -> Result<Files, String> {
    let root = folder.canonicalize().map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => format!("there is no folder `{}`", folder.display()),
        _ => format!("cannot read the rulebook `{}`: {e}", folder.display()),
    })?;
    if !root.is_dir() {
        return Err(format!("`{}` is a file; a rulebook is a folder of `.act` files", folder.display()));
    }
    let mut files = Files::default();
    read_act_files(&root, &root, "", &mut files.own)?;
    if files.own.is_empty() {
        return Err(format!("there is no `.act` file in `{}`", folder.display()));
    }
    let mut trouble = None;
    in_order_of_use(&files.own, &mut files.shared, |name| {
        beside(&root, name).unwrap_or_else(|why| {
            trouble.get_or_insert(why);
            Vec::new()
        })
    });
    trouble.map_or(Ok(files), Err)
}

/// The files of a rulebook that is used: of the folder beside; none where there is no such folder.
fn beside(root: &Path, name: &str) -> Result<Vec<File>, String> {
    let mut files = Vec::new();
    // Only a plain name: a rule file from a stranger must not reach other folders.
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let folder = root.parent().filter(|_| plain).map(|above| above.join(name));
    if let Some(path) = folder.filter(|p| p.is_dir() && p.canonicalize().ok().as_deref() != Some(root)) {
        read_act_files(&path, &path, &format!("{name}/"), &mut files)?;
    }
    Ok(files)
}

/// What orders the files below a folder: in each folder `rulebook.act`, the other files by name, then the folders.
fn place(name: &str) -> Vec<(bool, bool, &str)> {
    let parts: Vec<&str> = name.split('/').collect();
    let last = parts.len() - 1;
    parts.iter().enumerate().map(|(ix, part)| (ix < last || *part != VOCABULARY, ix < last, *part)).collect()
}

/// All `.act` files below a folder: `rulebook.act` first, the others by name. Links that lead out are not followed, nor links to
/// folders; pipes and devices are not read.
fn read_act_files(root: &Path, folder: &Path, prefix: &str, into: &mut Vec<File>) -> Result<(), String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("cannot read `{}`: {e}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    paths.sort_by_key(|p| (!p.ends_with(VOCABULARY), p.is_dir(), p.file_name().map(|n| n.to_os_string())));
    for path in paths {
        let inside = path.canonicalize().is_ok_and(|p| p.starts_with(root.canonicalize().as_deref().unwrap_or(root)));
        let Some(name) = path.file_name().and_then(|n| n.to_str()).filter(|n| inside && !n.starts_with('.')) else {
            continue;
        };
        if path.is_dir() && !path.is_symlink() {
            read_act_files(root, &path, &format!("{prefix}{name}/"), into)?;
        } else if name.ends_with(".act") && path.is_file() {
            into.push((format!("{prefix}{name}"), read_text(&path)?.into()));
        }
    }
    Ok(())
}

/// The text of a file that is not too large.
pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let size = std::fs::metadata(path).map_err(|e| format!("cannot read `{shown}`: {e}"))?.len();
    if size > MOST_BYTES {
        return Err(format!("`{shown}` is larger than {} MiB", MOST_BYTES >> 20));
    }
    let bytes = std::fs::read(path).map_err(|e| format!("cannot read `{shown}`: {e}"))?;
    String::from_utf8(bytes).map_err(|e| {
        let before = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or(&[]);
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        format!("`{shown}` is not UTF-8 text: line {line} has a byte that no UTF-8 text has; save the file as UTF-8")
    })
}

/// SHA-256 over names and texts, in the order of the names.
pub(super) fn digest(files: &Files) -> String {
    let mut all: Vec<&File> = files.own.iter().chain(&files.shared).collect();
    all.sort();
    let mut hash = Sha256::new();
    for (name, text) in all {
        for part in [name.as_str(), text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    hexadecimal(hash)
}

/// SHA-256 of a text.
pub(crate) fn sha256(text: &str) -> String {
    hexadecimal(Sha256::new_with_prefix(text))
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
