//! Changes of the text of one provision. A fixture holds a provision, the changes after a line `====`, and what comes of
//! them after another: the text of the provision, or the misfit.

use std::path::{Path, PathBuf};

use lexact::diagnostics::render;
use lexact::source::{SourceId, Sources};
use lexact::syntax::amend::{Edit, Misfit, addresses, amend, amend_with_gaps, text};
use lexact::syntax::ast::{Condition, Item, ItemKind};
use lexact::syntax::{parse, print};

use super::syntax::tree::short;

const MARK: &str = "\n====\n";

fn files(below: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for path in std::fs::read_dir(below).unwrap().map(|e| e.unwrap().path()) {
        if path.is_dir() {
            all.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "act") {
            all.push(path);
        }
    }
    all.sort();
    all
}

fn items(text: &str) -> Vec<Item> {
    let mut sources = Sources::default();
    let id = sources.add("text.act", text);
    let (file, said) = parse(id, text);
    let rendered: String = said.iter().filter(|d| d.is_error()).map(|d| render::plain(d, &sources)).collect();
    assert_eq!(rendered, "", "{text}");
    file.items
}

fn item(text: &str) -> ItemKind {
    let mut all = items(text);
    assert_eq!(all.len(), 1, "{text}");
    all.remove(0).kind
}

fn id(provision: &ItemKind) -> &str {
    match provision {
        ItemKind::Rule(rule) => &rule.head.id,
        ItemKind::Exemption(exemption) => &exemption.head.id,
        ItemKind::Define(define) => &define.head.id,
        ItemKind::Default(default) => &default.head.id,
        ItemKind::Group(group) => &group.head.id,
        _ => "",
    }
}

/// Does one statement of an instrument to a provision.
fn done(provision: &ItemKind, statement: &ItemKind) -> Result<ItemKind, Misfit> {
    let id = id(provision);
    let address = |target: &str| target.strip_prefix(id).unwrap_or(target).to_owned();
    match statement {
        ItemKind::AmendParagraph(it) => {
            amend(provision, &Edit::Paragraph { address: &address(&it.target), to: &it.to })
        }
        ItemKind::Replace(it) => {
            amend(provision, &Edit::Replace { address: &address(&it.target), old: &it.old, new: &it.new })
        }
        ItemKind::InsertText(it) => {
            let edit = Edit::Insert { into: &address(&it.target), paragraphs: &it.paragraphs };
            if it.dates.held.is_some() { amend_with_gaps(provision, &edit) } else { amend(provision, &edit) }
        }
        ItemKind::Renumber(it) => amend(provision, &Edit::Relabel { from: &address(&it.from), to: &address(&it.to) }),
        ItemKind::Omit(it) => {
            let omit = |provision: ItemKind, id| amend(&provision, &Edit::Omit { address: &address(id) });
            it.ids.iter().try_fold(provision.clone(), |provision, id| omit(provision, id))
        }
        other => panic!("no change of a text: {other:?}"),
    }
}

fn outcome(case: &str) -> String {
    let (provision, changes) = case.split_once(MARK).expect("a provision and its changes");
    let result = items(changes).iter().try_fold(item(provision), |provision, it| done(&provision, &it.kind));
    match result {
        Ok(amended) => text(&amended),
        Err(Misfit::Unreadable(said)) => {
            let said: Vec<String> = said.into_iter().map(|d| d.message).collect();
            format!("Unreadable: {}", said.join("; "))
        }
        Err(misfit) => format!("{misfit:?}"),
    }
}

/// Each fixture comes out as it says. `AMEND=write` writes the outcome of the fixtures that state none.
#[test]
fn each_fixture_comes_out_as_it_says() {
    let mut wrong = Vec::new();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/amend")) {
        let all = std::fs::read_to_string(&path).unwrap();
        let (case, expected) = all.rsplit_once(MARK).expect("what is expected");
        if !case.contains(MARK) {
            assert!(std::env::var("AMEND").is_ok(), "{}: no outcome is stated", path.display());
            std::fs::write(&path, format!("{}{MARK}{}\n", all.trim_end(), outcome(all.trim_end()))).unwrap();
            continue;
        }
        let found = outcome(case);
        if found != expected.trim_end() {
            wrong.push(format!("{}:\n{found}\n", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every provision of the shipped rulebooks, of the target instruments and of the fixtures of the syntax.
fn provisions() -> Vec<(String, ItemKind)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for path in ["rules", "tests/targets", "tests/syntax/good"].iter().flat_map(|f| files(&root.join(f))) {
        let text = std::fs::read_to_string(&path).unwrap();
        let (file, _) = parse(SourceId(7), &text);
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let kinds = file.items.into_iter().map(|item| item.kind);
        all.extend(
            kinds.filter(|kind| amend(kind, &nothing()) != Err(Misfit::NotAProvision)).map(|k| (name.clone(), k)),
        );
    }
    assert!(all.len() > 50, "{}", all.len());
    all
}

fn nothing() -> Edit<'static> {
    Edit::Omit { address: "" }
}

/// An amended provision could have been written: its text gives the same tree.
fn could_be_written(name: &str, edit: &Edit, amended: &ItemKind) {
    let text = text(amended);
    let again = item(&text);
    assert_eq!(short(&again), short(amended), "{name}: {edit:?}\n{text}");
}

#[test]
fn whatever_is_changed_can_be_read_again() {
    let new: Condition = match item("rule 1 when item.tpp is at least 5 then a is b") {
        ItemKind::Rule(rule) => rule.when.unwrap(),
        _ => panic!("a rule"),
    };
    let mut done = 0;
    for (name, provision) in provisions() {
        for (number, address) in addresses(&provision).into_iter().enumerate() {
            let (prefix, label) = address.trim_end_matches(')').rsplit_once('(').unwrap();
            // `(2A)`, `(aa)` or a number doubled: one of them for each paragraph.
            let suffix = ["A", "a", label][number % 3];
            let beside = format!("{prefix}({label}{suffix})");
            let edits = [
                Edit::Omit { address: &address },
                Edit::Paragraph { address: &address, to: &new },
                Edit::Relabel { from: &address, to: &beside },
            ];
            for edit in edits {
                match amend(&provision, &edit) {
                    Ok(amended) => {
                        could_be_written(&name, &edit, &amended);
                        done += 1;
                    }
                    Err(Misfit::WrongPlace(_) | Misfit::AlreadyThere(_)) => {}
                    Err(Misfit::Empties(_)) => assert!(matches!(edit, Edit::Omit { .. })),
                    Err(other) => panic!("{name}: {edit:?}: {other:?}\n{}", text(&provision)),
                }
            }
        }
    }
    assert!(done > 300, "{done}");
}

/// What was omitted can be inserted again, and is then what it was.
#[test]
fn what_was_omitted_finds_its_place_again() {
    for (name, provision) in provisions() {
        let all = addresses(&provision);
        let once = |address: &&String| all.iter().filter(|other| other == address).count() == 1;
        for address in all.iter().filter(once) {
            let Ok(without) = amend(&provision, &Edit::Omit { address }) else { continue };
            assert!(!addresses(&without).contains(address), "{name} {address}");
            let aside = amend(&provision, &Edit::Omit { address: "(none)" });
            assert_eq!(aside, Err(Misfit::NoSuchParagraph("(none)".into())));
            let prefix = address.rsplit_once('(').unwrap().0;
            let Some(paragraph) = paragraph(&provision, address) else { continue };
            let again = amend(&without, &Edit::Insert { into: prefix, paragraphs: &[paragraph] });
            let again = again.unwrap_or_else(|m| panic!("{name} {address}: {m:?}\n{}", text(&without)));
            assert_eq!(again, provision, "{name} {address}");
        }
    }
}

/// The paragraph at an address of the condition of a rule.
fn paragraph(provision: &ItemKind, address: &str) -> Option<lexact::syntax::ast::Paragraph> {
    let ItemKind::Rule(rule) = provision else { return None };
    let mut list = match rule.when.as_ref()? {
        Condition::List(list) => list,
        Condition::Expr(_) => return None,
    };
    let labels: Vec<&str> = address.split(['(', ')']).filter(|l| !l.is_empty()).collect();
    let (last, above) = labels.split_last()?;
    for label in above {
        let paragraph = list.paragraphs.iter().find(|p| p.label.node == **label)?;
        list = match paragraph.body.as_ref()? {
            Condition::List(list) => list,
            Condition::Expr(_) => return None,
        };
    }
    list.paragraphs.iter().find(|p| p.label.node == **last).cloned()
}

/// A word replaced by itself changes nothing.
#[test]
fn a_word_replaced_by_itself_changes_nothing() {
    let mut done = 0;
    for (number, (name, provision)) in provisions().into_iter().enumerate() {
        let text = text(&provision);
        let mut words: Vec<&str> = text.split_whitespace().collect();
        words.sort_unstable();
        words.dedup();
        // Every fourth word is enough: which ones differs from provision to provision.
        for word in words.into_iter().skip(number % 4).step_by(4) {
            match amend(&provision, &Edit::Replace { address: "", old: word, new: word }) {
                Ok(amended) => {
                    assert_eq!(lexact::syntax::amend::text(&amended), text, "{name}: `{word}`");
                    done += 1;
                }
                Err(Misfit::NoSuchWords | Misfit::WordsTwice(_)) => {}
                Err(other) => panic!("{name}: `{word}`: {other:?}\n{text}"),
            }
        }
    }
    assert!(done > 200, "{done}");
}

/// What is not changed keeps its place; what is new stands at the smallest place around it.
#[test]
fn places_are_kept() {
    let before = item("rule 1.a\n  when all of\n    (1) item.tpp is at least 4800\n    (2) x\n  then a is b");
    let after = amend(&before, &Edit::Replace { address: "(1)", old: "4800", new: "2400 GB/s" }).unwrap();
    let (ItemKind::Rule(before), ItemKind::Rule(after)) = (&before, &after) else { panic!("rules") };
    let (Some(Condition::List(old)), Some(Condition::List(new))) = (&before.when, &after.when) else { panic!("lists") };
    assert_eq!(old.paragraphs[1], new.paragraphs[1]);
    assert_eq!(before.then, after.then);
    assert_eq!(old.paragraphs[0].label, new.paragraphs[0].label);
    let (Some(Condition::Expr(old)), Some(Condition::Expr(new))) = (&old.paragraphs[0].body, &new.paragraphs[0].body)
    else {
        panic!("tests");
    };
    assert_eq!(old.span, new.span);
    assert_eq!(print::expr(new), "item.tpp is at least 2400 GB/s");
}
