//! The arrows between the stages, and what must be absent where. The table is the one of the architecture page.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module and what it may use besides itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("value", &[]),
    ("diagnostics", &["source"]),
    ("parallel", &[]),
    ("syntax", &["source", "value", "diagnostics", "parallel"]),
    ("model", &["source", "value"]),
    ("resolve", &["source", "value", "diagnostics", "syntax", "model"]),
    ("types", &["source", "value", "diagnostics", "model"]),
    ("temporal", &["source", "value", "diagnostics", "model"]),
    ("plan", &["source", "value", "diagnostics", "model", "temporal"]),
    ("facts", &["source", "value", "diagnostics", "model", "plan"]),
    ("program", &["value", "model", "plan"]),
    ("eval", &["value", "plan"]),
    ("explain", &["source", "value", "model", "plan", "eval"]),
    ("possible", &["value", "model", "plan", "eval", "explain"]),
    ("interview", &["value", "model", "facts", "eval", "explain", "decision", "language", "law", "Known"]),
];

fn files(below: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(below).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            all.extend(files(&entry));
        } else if entry.extension().is_some_and(|e| e == "rs") {
            all.push(entry);
        }
    }
    all.sort();
    all
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: PathBuf| (path.strip_prefix(&root).unwrap().to_path_buf(), fs::read_to_string(&path).unwrap());
    files(&root).into_iter().map(read).collect()
}

/// The top module a file belongs to: `syntax` for `syntax/lower/mod.rs`, `law` for `law.rs`.
fn module(path: &Path) -> String {
    path.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_string()
}

/// The modules a text names after `crate::`, outside comments.
fn used(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for line in text.lines().filter(|l| !l.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if rest.starts_with('{') {
                let inner = rest.trim_start_matches('{').split('}').next().unwrap_or("");
                all.extend(inner.split(',').map(|part| part.trim().split("::").next().unwrap_or("").to_string()));
            } else {
                all.push(name);
            }
        }
    }
    all.retain(|name| !name.is_empty());
    all
}

#[test]
fn every_stage_sees_only_what_it_may() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let own = module(&path);
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == own) else { continue };
        for name in used(&text) {
            if name != own && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{} uses crate::{name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_stage_is_a_folder_that_says_what_it_takes_and_gives() {
    for stage in
        ["syntax", "resolve", "types", "temporal", "plan", "program", "eval", "explain", "possible", "facts", "batch"]
    {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(stage).join("mod.rs");
        let text = fs::read_to_string(&path).unwrap();
        for word in ["*takes*", "*gives*", "*forgets*", "*keeps*", "*reports*"] {
            assert!(text.contains(&format!("//! - {word}")), "src/{stage}/mod.rs does not say what it {word}");
        }
    }
}

/// Code that runs, without comments and without tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_must_be_absent_is_absent() {
    let rim = |path: &Path| matches!(module(path).as_str(), "cli" | "main");
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let code = code(&text);
        let mut refuse = |word: &str, allowed: bool, why: &str| {
            if code.contains(word) && !allowed {
                wrong.push(format!("{}: `{word}`: {why}", path.display()));
            }
        };
        refuse("f64", false, "no floating point anywhere");
        refuse("f32", false, "no floating point anywhere");
        refuse("SystemTime", rim(&path), "the library reads no clock");
        refuse("Instant::", rim(&path), "the library reads no clock");
        refuse("println!", rim(&path), "only the command line prints");
        refuse("eprintln!", rim(&path), "only the command line prints");
        refuse("pest::", module(&path) == "syntax", "only the syntax stage knows the parser");
        refuse(
            "serde_json",
            !matches!(module(&path).as_str(), "eval" | "plan" | "temporal" | "types" | "syntax"),
            "no JSON here",
        );
        refuse("std::fs", rim(&path) || module(&path) == "rulebook", "files are read at the rim");
        refuse("std::env", rim(&path), "the library reads no environment");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
