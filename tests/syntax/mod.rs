//! Text to tree: every construct, every message, and totality.

use lexact::diagnostics::{Diagnostic, render};
use lexact::source::Sources;
use lexact::syntax::ast::File;

/// Parses a text under a file name, and renders its diagnostics.
fn parse(name: &str, text: &str) -> (File, Vec<Diagnostic>, String) {
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    let (file, diagnostics) = lexact::syntax::parse(id, text);
    let rendered = diagnostics.iter().map(|d| render::plain(d, &sources)).collect();
    (file, diagnostics, rendered)
}

/// Every target file, with its name.
fn targets() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/targets");
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the folder of targets")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a text"))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn targets_parse() {
    for (name, text) in targets() {
        let (file, diagnostics, rendered) = parse(&name, &text);
        eprintln!("{rendered}");
        assert!(!file.items.is_empty());
        assert!(diagnostics.iter().all(|d| !d.is_error()), "{rendered}");
    }
}
