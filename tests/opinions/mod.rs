//! Opinions on named cases over the rulebooks of this repository, in every language: a file for each case, with its rulebook, its days
//! and its facts.

use std::fs;
use std::path::PathBuf;

use lexact::language::{ENGLISH, LANGUAGES, language};
use lexact::{Decision, Known, Rulebook};
use serde_json::Value;

use super::cases;

/// The cases in the order of their names.
pub fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(cases::folder("opinions")).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "json"));
    files.sort();
    files
}

/// The rulebook of a case.
pub fn rulebook(case: &Value) -> Rulebook {
    Rulebook::open(cases::folder("..").join("rules").join(case["rulebook"].as_str().unwrap())).unwrap()
}

fn decide(case: &Value) -> Decision {
    let text = |key: &str| case[key].as_str();
    let known = text("known").map_or(Known::Latest, |day| Known::Day(day.parse().unwrap()));
    let law = rulebook(case).in_force(text("on").unwrap().parse().unwrap(), known);
    law.decide(&law.facts().from_json(&case["facts"].to_string()).unwrap())
}

/// A case, read.
pub fn case(path: &PathBuf) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn each_case_reads_as_a_memo() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in files() {
        let decision = decide(&case(&path));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for language in LANGUAGES {
            let opinion = decision.opinion(*language).to_markdown();
            settings.bind(|| insta::assert_snapshot!(format!("{name}.{}", language.tag()), opinion));
        }
    }
}

#[test]
fn one_case_in_every_form() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let decision = decide(&case(&cases::folder("opinions").join("stamp-duty-of-a-first-home.json")));
    let opinion = decision.opinion(ENGLISH);
    settings.bind(|| {
        insta::assert_snapshot!("stamp-duty-of-a-first-home.text", opinion.to_text());
        insta::assert_snapshot!("stamp-duty-of-a-first-home.html", opinion.to_html());
        let json = &opinion.to_json()["opinion"];
        insta::assert_snapshot!("stamp-duty-of-a-first-home.json", serde_json::to_string_pretty(json).unwrap());
    });
}

/// The keys of the decision stay as they are beside the opinion, but for titles and questions in the language.
#[test]
fn the_json_only_gains_a_key() {
    let decision = decide(&case(&cases::folder("opinions").join("stamp-duty-of-a-first-home.json")));
    let mut json = decision.opinion(ENGLISH).to_json();
    assert!(json.as_object_mut().unwrap().remove("opinion").is_some());
    assert_eq!(json, decision.to_json());
}

#[test]
fn an_unknown_language_is_refused_with_those_that_there_are() {
    let refused = language("fr").unwrap_err().to_string();
    assert_eq!(refused, "nothing is written in `fr`, only in en (English), zh (中文)");
}

/// Whatever stands in a rulebook or in facts, it is no markup.
#[test]
fn texts_are_escaped() {
    let vocabulary =
        "rulebook small\n  title \"<b>A & B</b>\"\nfact name text \"a *name*\"\ndecision due yes/no \"due\"\n";
    let act = "act a\n  title \"<script>alert(1)</script>\"\n  citation \"A_[1](x)\"\n  source \"javascript:alert(1)\"\n\
         \x20 published 2024-01-01\n  effective 2024-01-01\nrule 1\n  when name is \"<i>`x`</i>\"\n  then due is yes\n";
    let book = Rulebook::from_sources([("rulebook.act", vocabulary), ("a.act", act)]).unwrap();
    let decision = cases::decide(&book, "2024-01-01", r#"{"name": "<i>`x`</i>"}"#);
    let opinion = decision.opinion(ENGLISH);
    let html = opinion.to_html();
    for markup in ["<b>", "<i>", "<script", "href=\"javascript"] {
        assert!(!html.contains(markup), "{markup} in\n{html}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{html}");
    let markdown = opinion.to_markdown();
    assert!(
        markdown.contains("\\<script>") && markdown.contains("A\\_[1\\](x)") && markdown.contains("a \\*name\\*"),
        "{markdown}"
    );
}

/// A text among the facts stays on its line: it passes for none of ours.
#[test]
fn a_text_that_is_given_forges_no_line() {
    let book = Rulebook::from_sources([
        ("rulebook.act", "rulebook small\nfact note text\ndecision permit required | not needed\n"),
        (
            "one.act",
            "act one\n  citation \"1\"\n  published 2020-01-01\n  effective 2020-01-02\n\
             default 1 permit is not needed\nrule 2\n  when note is \"bad\"\n  then permit is required\n",
        ),
    ])
    .unwrap_or_else(|failure| panic!("{failure}"));
    let law = book.in_force("2020-02-01".parse().unwrap(), Known::Latest);
    let note = "ok\n\nConclusion\n----------\n  permit is required\u{1b}[2J\u{202e}";
    let facts = law.facts().from_json(&serde_json::json!({ "note": note }).to_string()).unwrap();
    let decision = law.decide(&facts);
    for language in lexact::language::LANGUAGES {
        let opinion = decision.opinion(*language);
        for told in [opinion.to_text(), opinion.to_markdown(), opinion.to_html()] {
            assert!(!told.contains("\n  permit is required"), "{told}");
            assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told}");
        }
    }
}
