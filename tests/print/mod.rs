//! Printing and parsing are each other's inverse: parse → print → parse gives the same tree, and printing twice changes
//! nothing. Over the target instruments, the shipped rulebooks and every good fixture.

use std::fs;
use std::path::{Path, PathBuf};

use lexact::source::SourceId;
use lexact::syntax::{ast, parse, print};

fn act_files(below: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(below).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            all.extend(act_files(&entry));
        } else if entry.extension().is_some_and(|e| e == "act") {
            all.push(entry);
        }
    }
    all.sort();
    all
}

/// The tree as text, without places.
fn shape(file: &ast::File) -> String {
    let items: Vec<_> = file.items.iter().map(|item| &item.kind).collect();
    let text = format!("{items:#?}");
    let mut out = String::new();
    let mut skip = 0;
    for line in text.lines() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        if line.trim_start().starts_with("span: Span {") {
            skip = line_count_of_span();
            continue;
        }
        // `Case(\n Span {` and the like: a bare span in a tuple.
        if line.trim() == "Span {" {
            skip = line_count_of_span();
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// `source: SourceId(`, the number, `),`, `start`, `end`, `},` follow the opening line.
fn line_count_of_span() -> usize {
    6
}

#[test]
fn printing_then_parsing_is_identity() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/targets", "tests/syntax/good", "rules"];
    let mut differ = Vec::new();
    for path in folders.iter().flat_map(|f| act_files(&root.join(f))) {
        let text = fs::read_to_string(&path).unwrap();
        let (tree, _) = parse(SourceId(0), &text);
        let printed = print::file(&tree);
        let (again, diagnostics) = parse(SourceId(0), &printed);
        let name = path.strip_prefix(root).unwrap().display().to_string();
        if let Some(error) = diagnostics.iter().find(|d| d.is_error()) {
            let line = printed[..error.labels.first().map_or(0, |l| l.span.start as usize)].matches('\n').count();
            let place = printed.lines().nth(line).unwrap_or("");
            differ.push(format!("{name}: what was printed does not parse: {}\n    {place}", error.message));
            continue;
        }
        let (before, after) = (shape(&tree), shape(&again));
        if before != after {
            let at = before.lines().zip(after.lines()).find(|(a, b)| a != b);
            differ.push(format!("{name}: another tree: {at:?}"));
        } else if print::file(&again) != printed {
            differ.push(format!("{name}: printing twice differs from printing once"));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
