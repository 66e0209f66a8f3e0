//! One page: its rulebook, its facts, and what is wrong with its blocks.

use std::path::{Path, PathBuf};

use lexact::diagnostics::render;
use lexact::source::Sources;
use lexact::{Decision, Failure, Known, Rulebook};
use serde_json::Value;

use super::blocks::{Block, shows};
use super::{console, root};

type Files = Vec<(String, String)>;

/// Heads the file of an erroneous example that has no header of its own; it is one line, which places do not count.
const HEADER: &str = "act example citation \"example\" published 2000-01-01 effective 2000-01-01\n";

/// What a page has said so far.
pub struct Page {
    name: String,
    rulebook: Files,
    base: Option<String>,
    facts: Option<(String, Option<String>)>,
    diagnostics: Option<(usize, String)>,
    /// Scenarios that fail to show how that looks.
    fails: Vec<String>,
    /// What is wrong, each with its place.
    pub wrong: Vec<String>,
    /// Texts that blocks should have, by their first lines.
    pub updates: Vec<(usize, String)>,
}

impl Page {
    pub fn new(name: &str) -> Page {
        Page {
            name: name.to_string(),
            rulebook: Files::new(),
            base: None,
            facts: None,
            diagnostics: None,
            fails: Vec::new(),
            wrong: Vec::new(),
            updates: Vec::new(),
        }
    }

    fn wrong(&mut self, line: usize, message: impl std::fmt::Display) {
        self.wrong.push(format!("{}:{line}: {message}", self.name));
    }

    /// Compares the output that a block shows.
    fn compare(&mut self, block: &Block, found: &str) {
        if shows(&block.text, found) {
            return;
        }
        if !block.text.lines().any(|l| l.trim() == "…") {
            self.updates.push((block.line, found.trim_end().to_string()));
        }
        self.wrong(block.line, format!("this is shown:\n{}\n--- but this is said:\n{found}", block.text));
    }

    /// Runs a block.
    pub fn run(&mut self, block: &Block) {
        if let Some((line, _)) = self.diagnostics.clone()
            && !(block.language == "text" && block.has("diagnostics"))
        {
            self.wrong(line, "a `text,diagnostics` block must follow");
            self.diagnostics = None;
        }
        let first = block.flags.first().map_or("", |f| f.split('=').next().unwrap_or(""));
        match (block.language.as_str(), first) {
            ("act", "" | "base" | "fails") => self.act(block),
            ("act", "from") => self.stands_in_file(block),
            ("act", "fragment") => self.fragment(block),
            ("act", "error") => self.erroneous_act(block),
            ("json", "facts") if block.has("error") => self.erroneous_facts(block),
            ("json", "facts") => self.given(block),
            ("json", "answer") => self.json_answer(block),
            ("text", "answer") => self.answer(block),
            ("text", "diagnostics") => self.diagnostics(block),
            ("text", "files") => self.files(block),
            ("text", "drawing") => {}
            // Without the feature there is no such command.
            ("console", _) if block.text.contains("lexact batch") && !cfg!(feature = "batch") => {}
            ("console", "" | "page") => self.console(block),
            ("rust", _) => self.rust(block),
            _ => {
                self.wrong(block.line, format!("no such kind of block: `{},{}`", block.language, block.flags.join(",")))
            }
        }
    }

    /// Checks the last rulebook.
    pub fn finish(&mut self) {
        if let Some((line, _)) = self.diagnostics.take() {
            self.wrong(line, "a `text,diagnostics` block must follow");
        }
        if !self.rulebook.is_empty() {
            self.open(0, None);
        }
    }

    // ---- rules

    /// Begins with the rulebook in this repository that the block builds on.
    fn base(&mut self, block: &Block) {
        if let Some(folder) = block.get("base") {
            self.finish();
            self.base = Some(folder.to_string());
            self.rulebook = Vec::new();
            read(&root().join(folder), "", &mut self.rulebook);
        }
    }

    fn act(&mut self, block: &Block) {
        self.base(block);
        if block.has("fails") {
            let titles = block.text.lines().filter_map(|line| line.strip_prefix("scenario \""));
            self.fails.extend(titles.map(|title| title.trim_end_matches('"').to_string()));
        }
        let mut words = block.text.split_whitespace();
        match (words.next(), words.next()) {
            (Some("rulebook"), _) => {
                self.finish();
                self.base = None;
                self.rulebook = vec![("rulebook.act".into(), block.text.clone())];
            }
            (Some("act"), Some(name)) => self.rulebook.push((format!("{name}.act"), block.text.clone())),
            _ => match self.rulebook.last_mut() {
                Some((_, text)) => *text += &format!("\n{}", block.text),
                None => self.wrong(block.line, "the first `act` block of a page begins with `rulebook`"),
            },
        }
    }

    fn stands_in_file(&mut self, block: &Block) {
        let path = block.get("from").unwrap_or_default();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        match std::fs::read_to_string(root().join(path)) {
            Ok(text) if words(&text).contains(&words(&block.text)) => {}
            Ok(_) => self.wrong(block.line, format!("this does not stand in {path}")),
            Err(why) => self.wrong(block.line, format!("{path}: {why}")),
        }
    }

    fn fragment(&mut self, block: &Block) {
        let said = parsed(&block.text);
        if !said.is_empty() {
            self.wrong(block.line, said);
        }
    }

    fn erroneous_act(&mut self, block: &Block) {
        self.base(block);
        let said = if self.rulebook.is_empty() && !block.text.starts_with("rulebook") {
            parsed(&block.text)
        } else {
            let checked = Rulebook::from_sources(self.with_example(&block.text));
            without_header(&checked.map_or_else(|f| f.to_string(), |book| warnings(&book)))
        };
        if said.is_empty() {
            self.wrong(block.line, "nothing is wrong with this example");
        }
        self.diagnostics = Some((block.line, said));
    }

    fn with_example(&self, text: &str) -> Files {
        let mut files = if text.starts_with("rulebook") { Files::new() } else { self.rulebook.clone() };
        let mut words = text.split_whitespace();
        files.push(match (words.next(), words.next()) {
            (Some("rulebook"), _) => ("rulebook.act".into(), text.to_string()),
            (Some("act"), Some(name)) => (format!("{name}.act"), text.to_string()),
            _ => ("example.act".into(), format!("{HEADER}{text}")),
        });
        files
    }

    /// The rulebook in this repository at `book`, or the page's own.
    fn open(&mut self, line: usize, book: Option<&str>) -> Option<Rulebook> {
        let opened: Result<Rulebook, Failure> = match book {
            Some(path) => Rulebook::open(root().join(path)),
            None => Rulebook::from_sources(self.rulebook.clone()),
        };
        if let (Ok(own), None) = (&opened, book) {
            let report = lexact::review::run(own);
            let meant: Vec<String> = self.fails.clone();
            for failed in report.failed().filter(|failed| !meant.contains(&failed.scenario)) {
                let why = failed.failure.as_deref().unwrap_or_default();
                self.wrong(line, format!("a scenario of this page fails: {}: {why}", failed.expected));
            }
        }
        match opened {
            Ok(opened) if book.is_some() || opened.warnings().is_empty() => Some(opened),
            Ok(book) => {
                self.wrong(line, format!("the rulebook of this page:\n{}", warnings(&book)));
                Some(book)
            }
            Err(failure) => {
                self.wrong(line, format!("the rulebook of this page:\n{failure}"));
                None
            }
        }
    }

    // ---- facts and answers

    fn given(&mut self, block: &Block) {
        if block.get("from").is_some() {
            self.stands_in_file(block);
        }
        self.facts = Some((block.text.clone(), block.get("book").map(str::to_string)));
    }

    fn decide(&mut self, block: &Block) -> Option<Decision> {
        let Some((facts, book)) = self.facts.clone() else {
            self.wrong(block.line, "no `json,facts` block stands before this answer");
            return None;
        };
        let Some(on) = block.get("on").and_then(|d| d.parse().ok()) else {
            self.wrong(block.line, "an answer needs a day: `on=2023-11-17`");
            return None;
        };
        let known = match block.get("known") {
            Some(day) => Known::Day(day.parse().expect("a day")),
            None => Known::Latest,
        };
        let law = self.open(block.line, book.as_deref())?.in_force(on, known);
        match law.facts().from_json(&facts) {
            Ok(facts) => Some(law.decide(&facts)),
            Err(errors) => {
                self.wrong(block.line, format!("the facts of this page:\n{errors}"));
                None
            }
        }
    }

    fn answer(&mut self, block: &Block) {
        if let Some(decision) = self.decide(block) {
            self.compare(block, &decision.explain());
        }
    }

    fn json_answer(&mut self, block: &Block) {
        let Some(decision) = self.decide(block) else { return };
        match serde_json::from_str(&block.text) {
            Ok(expected) => {
                let found = decision.to_json();
                if let Some(why) = differs(&expected, &found, "") {
                    let found = serde_json::to_string_pretty(&found).expect("JSON");
                    self.wrong(block.line, format!("{why}\n--- this is said:\n{found}"));
                }
            }
            Err(why) => self.wrong(block.line, format!("this is not JSON: {why}")),
        }
    }

    fn erroneous_facts(&mut self, block: &Block) {
        let Some(book) = self.open(block.line, block.get("book")) else { return };
        let law = book.in_force("2024-01-01".parse().expect("a day"), Known::Latest);
        match law.facts().from_json(&block.text) {
            Ok(_) => self.wrong(block.line, "nothing is wrong with these facts"),
            Err(errors) => self.diagnostics = Some((block.line, errors.to_string())),
        }
    }

    fn diagnostics(&mut self, block: &Block) {
        match self.diagnostics.take() {
            Some((_, said)) => self.compare(block, &said),
            None => self.wrong(block.line, "no erroneous example stands before these diagnostics"),
        }
    }

    // ---- the rest

    fn files(&mut self, block: &Block) {
        for path in block.text.lines().filter_map(|l| l.split_whitespace().next()) {
            if !root().join(path).exists() {
                self.wrong(block.line, format!("there is no {path}"));
            }
        }
    }

    /// Where the page's rulebook is said to lie: where it began, else in a folder of its name.
    fn folder(&self) -> String {
        let name = || self.rulebook.first()?.1.split_whitespace().nth(1).map(str::to_string);
        self.base.clone().or_else(name).unwrap_or_else(|| "rulebook".into())
    }

    fn console(&mut self, block: &Block) {
        let place = if block.has("page") {
            let facts = self.facts.as_ref().map(|(facts, _)| facts.as_str());
            console::Place::page(&self.folder(), &self.rulebook, facts)
        } else {
            console::Place::repository()
        };
        match place.run(&block.text) {
            Ok(found) => self.compare(block, &found),
            Err(why) => self.wrong(block.line, why),
        }
    }

    fn rust(&mut self, block: &Block) {
        let included = format!("include_str!(\"../{}\")", self.name);
        let page = std::fs::read_to_string(root().join("src/lib.rs")).expect("the crate page");
        if !page.contains(&included) {
            self.wrong(block.line, format!("nothing compiles this: src/lib.rs has no `{included}`"));
        }
    }
}

/// The `.act` files of a folder, the vocabulary first.
fn read(folder: &Path, prefix: &str, into: &mut Files) {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    paths.sort_by_key(|p| (!p.ends_with("rulebook.act"), p.clone()));
    for path in paths {
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), into);
        } else if name.ends_with(".act") {
            into.push((name, std::fs::read_to_string(&path).expect("a text")));
        }
    }
}

/// What the parser alone says of a text.
fn parsed(text: &str) -> String {
    let mut sources = Sources::default();
    let id = sources.add("example.act", text);
    lexact::syntax::parse(id, text).1.iter().map(|d| render::plain(d, &sources)).collect()
}

fn warnings(book: &Rulebook) -> String {
    book.warnings().iter().map(|d| render::plain(d, book.sources())).collect()
}

/// Lines of `example.act` counted without its header.
fn without_header(said: &str) -> String {
    let mut parts = said.split("example.act:");
    let mut out = parts.next().unwrap_or("").to_string();
    for part in parts {
        let (line, rest) = part.split_once(':').unwrap_or((part, ""));
        let line = line.parse::<usize>().map_or(0, |line| line - 1);
        out += &format!("example.act:{line}:{rest}");
    }
    out
}

/// Where `found` lacks what `expected` states; lists are as long as stated.
fn differs(expected: &Value, found: &Value, path: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected.iter().find_map(|(key, value)| {
            let path = format!("{path}/{key}");
            match found.get(key) {
                Some(found) => differs(value, found, &path),
                None => Some(format!("{path} is not said")),
            }
        }),
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let pairs = expected.iter().zip(found).enumerate();
            pairs.map(|(n, (e, f))| differs(e, f, &format!("{path}/{n}"))).find_map(|d| d)
        }
        _ if expected == found => None,
        _ => Some(format!("{path} is {found}, not {expected}")),
    }
}
