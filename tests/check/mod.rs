//! Mistakes of meaning: each folder is a code; `bad*.act` must be refused with it, `warned*.act` must pass with it as a warning,
//! `mended*.act` must pass without a word.
//!
//! A fixture is one act, or several with a line `==== NAME.act` before each; the vocabulary is `prelude.act`, unless the
//! fixture brings a `==== rulebook.act` of its own.

use std::fs;
use std::path::Path;

use lexact::Rulebook;
use lexact::diagnostics::Diagnostic;
use lexact::diagnostics::render::plain;
use lexact::source::Sources;

/// The header of a fixture that is one act.
const HEADER: &str = "act one\n  citation \"1 Reg. 1\"\n  published 2024-01-01\n  effective 2024-01-01\n\n";

fn sources(fixture: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    if !fixture.contains("==== rulebook.act") {
        files.push(("rulebook.act".into(), include_str!("prelude.act").into()));
    }
    if !fixture.contains("==== ") {
        files.push(("one.act".into(), format!("{HEADER}{fixture}")));
    }
    for part in fixture.split("==== ").skip(1) {
        let (name, text) = part.split_once('\n').unwrap();
        files.push((name.trim().into(), text.into()));
    }
    files
}

/// What `check` says of a rulebook: whether it is refused, and the messages.
fn checked(fixture: &str) -> (bool, Vec<Diagnostic>, Sources) {
    match Rulebook::from_sources(sources(fixture)) {
        Ok(book) => (false, book.warnings().to_vec(), book.sources().clone()),
        Err(failure) => (true, failure.diagnostics().to_vec(), failure.sources().clone()),
    }
}

#[test]
fn each_code_is_provoked_and_mended() {
    let mut wrong = Vec::new();
    insta::glob!("*/*.act", |path| {
        let fixture = fs::read_to_string(path).unwrap();
        let code = path.parent().unwrap().file_name().unwrap().to_string_lossy().replacen("--", "/", 1);
        let name = path.file_name().unwrap().to_string_lossy();
        let (refused, diagnostics, sources) = checked(&fixture);
        let told: String = diagnostics.iter().map(|d| plain(d, &sources)).collect();
        let (bad, mended) = (name.starts_with("bad"), name.starts_with("mended"));
        let provoked = diagnostics.iter().any(|d| d.code == code);
        if refused != bad || mended && !told.is_empty() || !mended && !provoked {
            wrong.push(format!("{} is not as its name says:\n{told}", path.display()));
        }
        if mended {
            return;
        }
        insta::with_settings!({ omit_expression => true, description => fixture.trim_end() }, {
            insta::assert_snapshot!(told);
        });
    });
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Every code of the stages of meaning has a folder here.
#[test]
fn no_code_without_a_fixture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for stage in ["resolve", "types", "temporal", "plan"] {
        let text = fs::read_to_string(root.join("src").join(stage).join("error.rs")).unwrap();
        let prefix = format!("\"{stage}/");
        for (at, _) in text.match_indices(&prefix) {
            let code = text[at + 1..].split('"').next().unwrap();
            let folder = root.join("tests/check").join(code.replacen('/', "--", 1));
            assert!(folder.is_dir(), "{code} has no fixture in tests/check");
        }
    }
}
