//! Every fenced block of README.md and of docs/src is run, by its info string. A block of a kind that is not in this table
//! fails the test, so that nothing is silently unchecked.
//!
//! | info string | what is done with the block |
//! |---|---|
//! | `act` | becomes part of the page's rulebook, which must check without a diagnostic, and whose scenarios must pass |
//! | `act,fails` | the same, but its scenarios fail, to show how that looks |
//! | `act,from=PATH` | must stand in that file, word for word |
//! | `act,fragment` | is parsed, and must parse without a diagnostic |
//! | `act,error` | is checked after the page's rulebook; the next block, `text,diagnostics`, is what must be said |
//! | `json,facts` | becomes the page's facts; `book=PATH` decides them by a rulebook of this repository, `from=PATH` as above |
//! | `json,facts,error` | the next block, `text,diagnostics`, is what must be said of them |
//! | `text,answer,on=D` | is the opinion on the page's facts (also `known=D`) |
//! | `json,answer,on=D` | is part of the JSON answer |
//! | `console` | commands, their output and `[exit N]`, run in the repository; lines `< …` after a command are typed; `console,page`: beside the page's rulebook |
//! | `rust` | is compiled by rustdoc: the page must be named in src/lib.rs |
//! | `text,files` | begins each line with a path of this repository |
//! | `text,drawing` | nothing: it is a drawing |
//!
//! A page's rulebook is the sum of its `act` blocks: one that begins with `rulebook` begins a new rulebook, one that begins
//! with `act` a new file, any other goes on with the file before. `base=PATH` begins with the rulebook of that folder. In `text` and `console` blocks a line `…` stands for any
//! lines. `LEXACT_UPDATE=1 cargo test docs` rewrites expected output that has no `…`.

mod blocks;
mod console;
mod page;

use std::path::{Path, PathBuf};

/// The repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages(folder: &Path, into: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("a folder of pages");
    for path in entries.map(|e| e.expect("an entry").path()) {
        if path.is_dir() {
            pages(&path, into);
        } else if path.extension().is_some_and(|e| e == "md") {
            into.push(path);
        }
    }
}

fn all_pages() -> Vec<PathBuf> {
    let mut all = vec![root().join("README.md")];
    pages(&root().join("docs/src"), &mut all);
    all.sort();
    all
}

#[test]
fn every_block_runs() {
    let mut wrong = Vec::new();
    for path in all_pages() {
        let name = path.strip_prefix(root()).expect("a page of this repository").display().to_string();
        let text = std::fs::read_to_string(&path).expect("a text");
        let mut page = page::Page::new(&name);
        let blocks = blocks::blocks(&text);
        blocks.iter().for_each(|block| page.run(block));
        page.finish();
        if std::env::var_os("LEXACT_UPDATE").is_some() && !page.updates.is_empty() {
            std::fs::write(&path, blocks::replaced(&text, &page.updates)).expect("a page that can be written");
        }
        wrong.extend(page.wrong);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

/// Every page is in the table of contents, and every link between pages leads somewhere.
#[test]
fn every_link_leads_somewhere() {
    let summary = std::fs::read_to_string(root().join("docs/src/SUMMARY.md")).expect("the table of contents");
    let mut wrong = Vec::new();
    for path in all_pages() {
        let text = std::fs::read_to_string(&path).expect("a text");
        let name = path.strip_prefix(root()).expect("a page").display().to_string();
        if let Some(inner) = name.strip_prefix("docs/src/")
            && inner != "SUMMARY.md"
            && !summary.contains(&format!("({inner})"))
        {
            wrong.push(format!("{name} is not in SUMMARY.md"));
        }
        for link in links(&text) {
            let target = path.parent().expect("a folder").join(link.split('#').next().unwrap_or(""));
            if !target.exists() {
                wrong.push(format!("{name}: the link `{link}` leads nowhere"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The targets of `[…](target)` outside code that are no web addresses.
fn links(text: &str) -> Vec<String> {
    let mut fenced = false;
    let prose = text.lines().filter(|line| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    let mut all = Vec::new();
    for line in prose {
        for after in line.split("](").skip(1) {
            let target = after.split(')').next().unwrap_or("");
            if !target.is_empty() && !target.contains("://") && !target.starts_with('#') {
                all.push(target.to_string());
            }
        }
    }
    all
}

/// Every code that the sources can report stands on the page of diagnostics, and that page names no other.
#[test]
fn every_code_is_explained() {
    let page = std::fs::read_to_string(root().join("docs/src/reference/diagnostics.md")).expect("the page");
    let mut sources = Vec::new();
    rust_files(&root().join("src"), &mut sources);
    let text: String = sources.iter().map(|p| std::fs::read_to_string(p).expect("a source")).collect();
    let told = codes(&page, '`');
    let known = codes(&text, '"');
    let missing: Vec<&String> = known.iter().filter(|c| !told.contains(c)).collect();
    let gone: Vec<&String> = told.iter().filter(|c| !known.contains(c)).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not explained: {missing:?}\nno longer reported: {gone:?}");
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()) {
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Codes such as `syntax/too-deep` between two marks.
fn codes(text: &str, mark: char) -> Vec<String> {
    const STAGES: [&str; 12] = [
        "rulebook", "syntax", "resolve", "types", "temporal", "plan", "facts", "review", "scenario", "cli", "receipt",
        "batch",
    ];
    let is_code = |word: &&str| {
        let Some((stage, rest)) = word.split_once('/') else { return false };
        STAGES.contains(&stage)
            && !rest.is_empty()
            && rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let mut all: Vec<String> = text.split(mark).filter(is_code).map(str::to_string).collect();
    all.sort();
    all.dedup();
    all
}
