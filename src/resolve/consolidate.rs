//! Amended provisions written out: the text of a statement with the words that later statements gave it, bound like any other.

use std::collections::HashMap;

use indexmap::{IndexMap, IndexSet};

use super::tables::row_rules;
use super::{Input, Resolver, error};
use crate::diagnostics::Diagnostic;
use crate::model::{Amended, Clause, Model, Provision, ProvisionId, StatementId, Version};
use crate::source::{Sources, Span};
use crate::syntax::amend::{Edit, Misfit, amend, amend_with_gaps, text};
use crate::syntax::{self, ast, outline};
use crate::value::Date;
use ast::ItemKind;

/// A version that must be written out, and where each of its changes must find its place.
pub struct ToWrite<'a> {
    /// The node.
    pub node: ProvisionId,
    /// The statement that wrote it and the changes since.
    pub version: &'a Version,
    /// The first day it stands in print: every change must fit.
    pub printed: Option<Date>,
    /// Changes that must fit although what came before them is not enforced (S3), and from which day.
    pub unexcused: &'a [(StatementId, Date)],
}

/// Writes out the versions and binds them. Each gets a text of its own among the sources, in canonical layout.
pub fn consolidate<'a>(
    input: &Input,
    model: &mut Model,
    sources: &mut Sources,
    versions: impl Iterator<Item = ToWrite<'a>>,
) -> Vec<Diagnostic> {
    let items = input.shared.iter().chain(&input.own).flat_map(|file| &file.items);
    let items: Vec<&ast::Item> = items.collect();
    let rows: Vec<(Span, ItemKind)> = items.iter().flat_map(|item| rules_of_rows(&item.kind)).collect();
    let items = items.iter().map(|item| (item.span, &item.kind));
    let items: HashMap<Span, &ItemKind> = items.chain(rows.iter().map(|(span, rule)| (*span, rule))).collect();
    let mut resolver = Resolver { model: std::mem::take(model), ..Resolver::default() };
    let mut told = IndexSet::new();
    let mut drafts = Drafts::new();
    for to_write in versions {
        if let Some(amended) = resolver.write_out(&items, sources, &to_write, &mut drafts, &mut told) {
            let version = to_write.version;
            let key = (to_write.node, version.written_by, version.amended_by.clone());
            resolver.model.amended.insert(key, amended);
        }
    }
    *model = resolver.model;
    resolver.sink.into_sorted()
}

/// The rows of a table as the rules they are, each on its line.
fn rules_of_rows(item: &ItemKind) -> Vec<(Span, ItemKind)> {
    match item {
        ItemKind::Table(table) => {
            row_rules(table).into_iter().map(|(span, rule)| (span, ItemKind::Rule(rule))).collect()
        }
        _ => Vec::new(),
    }
}

/// A version in the making.
#[derive(Clone)]
struct Draft {
    item: ItemKind,
    /// Addresses and the statement that last gave each its words.
    paragraphs: IndexMap<String, StatementId>,
    /// Changes that found no place.
    held: Vec<StatementId>,
    /// The statement whose words the next change meets.
    last: StatementId,
}

/// Versions made so far, by node, writer, changes, and whether they are of the printed text.
type Drafts = HashMap<(ProvisionId, StatementId, Vec<StatementId>, bool), Draft>;

impl Resolver {
    fn write_out(
        &mut self,
        items: &HashMap<Span, &ItemKind>,
        sources: &mut Sources,
        to_write: &ToWrite,
        drafts: &mut Drafts,
        told: &mut IndexSet<StatementId>,
    ) -> Option<Amended> {
        let version = to_write.version;
        let id = self.model.tree.text(to_write.node).to_string();
        let drafted = self.drafted(items, to_write, drafts, told)?;
        let Draft { item, paragraphs, held, .. } = drafted;
        let acts = version.amended_by.iter().map(|change| self.act_of(*change));
        let acts: IndexSet<&str> = acts.collect();
        let name = match acts.is_empty() {
            true => format!("{id}, written by {}", self.act_of(version.written_by)),
            false => format!("{id}, amended by {}", acts.into_iter().collect::<Vec<_>>().join(", ")),
        };
        let text = text(&item);
        let source = sources.write_out(name, text.as_str());
        let (file, unreadable) = syntax::parse(source, &text);
        let broken = !unreadable.is_empty();
        unreadable.into_iter().for_each(|diagnostic| self.report(diagnostic));
        let item = file.items.into_iter().next().filter(|_| !broken)?;
        let provision = self.written_provision(&item.kind)?;
        Some(Amended { provision, span: item.span, paragraphs: paragraphs.into_iter().collect(), held })
    }

    /// The tree of a version with its changes done, from that of the version before the last of them where it is known.
    fn drafted(
        &mut self,
        items: &HashMap<Span, &ItemKind>,
        to_write: &ToWrite,
        drafts: &mut Drafts,
        told: &mut IndexSet<StatementId>,
    ) -> Option<Draft> {
        let version = to_write.version;
        let key =
            |changes: &[StatementId]| (to_write.node, version.written_by, changes.to_vec(), to_write.printed.is_some());
        let id = self.model.tree.text(to_write.node).to_string();
        let before =
            version.amended_by.split_last().and_then(|(_, before)| Some((drafts.get(&key(before))?, before.len())));
        let (mut draft, done) = match before {
            Some((draft, done)) => (draft.clone(), done),
            None => {
                let written = self.model.statement(version.written_by);
                let mut item = (*items.get(&written.span)?).clone();
                restate(&mut item, &id);
                let last = version.written_by;
                (Draft { item, paragraphs: IndexMap::new(), held: Vec::new(), last }, 0)
            }
        };
        for change in version.amended_by.iter().skip(done) {
            let Some(kind) = items.get(&self.model.statement(*change).span) else { continue };
            let Clause::Amend(amendment) = &self.model.statement(*change).clause else { continue };
            let fit = |edit: &Edit| match to_write.printed {
                Some(_) => amend(&draft.item, edit),
                None => amend_with_gaps(&draft.item, edit),
            };
            match edit(kind, &amendment.address).map(|edit| (fit(&edit), touched(&edit))) {
                Some((Ok(amended), mut touched)) => {
                    if let ItemKind::Replace(_) = kind {
                        touched = outline::changed(&draft.item, &amended);
                    }
                    draft.item = amended;
                    draft.last = *change;
                    draft.paragraphs.extend(touched.into_iter().map(|address| (address, *change)));
                }
                Some((Err(misfit), _)) => {
                    let unexcused = to_write.unexcused.iter().find(|(id, _)| id == change).map(|(_, day)| *day);
                    let day = to_write.printed.or(unexcused).filter(|_| told.insert(*change));
                    if let Some(day) = day {
                        let met = (draft.last, draft.last == version.written_by);
                        self.misfit((&id, day), *change, &misfit, met, to_write.printed.is_some());
                    }
                    draft.held.push(*change);
                }
                None => {}
            }
        }
        drafts.insert(key(&version.amended_by), draft.clone());
        Some(draft)
    }

    fn act_of(&self, statement: StatementId) -> &str {
        &self.model.act(self.model.statement(statement).act).name
    }

    fn written_provision(&mut self, item: &ItemKind) -> Option<Provision> {
        match item {
            ItemKind::Rule(rule) => Some(self.rule(rule)),
            ItemKind::Exemption(exemption) => Some(self.exemption(exemption)),
            ItemKind::Define(define) => self.define(define),
            ItemKind::Default(default) => self.default_provision(default),
            ItemKind::Table(table) => self.table(table),
            ItemKind::Tiers(tiers) => self.tiers(tiers),
            ItemKind::Scale(scale) => self.scale(scale),
            _ => None,
        }
    }

    /// A change that finds no place in the text: both acts are named, the day, and what is missing. What it meets was written
    /// by a statement, or changed by it last.
    fn misfit(
        &mut self,
        (id, day): (&str, Date),
        change: StatementId,
        misfit: &Misfit,
        (last, whole): (StatementId, bool),
        printed: bool,
    ) {
        let here = self.model.statement(change).span;
        let there = self.model.statement(last).span;
        let did = if whole { "wrote it" } else { "last changed it" };
        let text = (format!("it stands that day as `{}` {did}", self.act_of(last)), there);
        let act = self.act_of(change).to_string();
        let list = |address: &str| format!("the list of `{id}{address}`");
        let why = match misfit {
            Misfit::NoSuchParagraph(address) => format!("there is no paragraph `{id}{address}`"),
            Misfit::AlreadyThere(address) => format!("there is a paragraph `{id}{address}` already"),
            Misfit::NoSuchWords => "the words to be replaced do not stand there".to_string(),
            Misfit::WordsTwice(times) => format!("the words to be replaced stand there {times} times"),
            Misfit::Empties(address) => format!("{} would hold nothing", list(address)),
            Misfit::WrongPlace(address) => format!("no paragraph can stand at `{id}{address}`"),
            Misfit::Unreadable(found) => {
                let first = found.first().map_or_else(String::new, |d| d.message.clone());
                format!("after it the text cannot be read: {first}")
            }
            Misfit::NoRows => "it is no table that gives values, so it has no rows".to_string(),
            Misfit::NotAProvision => "it has no paragraphs".to_string(),
        };
        self.report(error::does_not_fit(&act, id, &day.to_string(), here, &why, text, printed));
    }
}

/// What a statement does to the words of a provision; `address` is the paragraph's, within the provision.
fn edit<'a>(item: &'a ItemKind, address: &'a str) -> Option<Edit<'a>> {
    Some(match item {
        ItemKind::AmendParagraph(amend) => Edit::Paragraph { address, to: &amend.to },
        ItemKind::Omit(_) => Edit::Omit { address },
        ItemKind::InsertText(insert) => Edit::Insert { into: address, paragraphs: &insert.paragraphs },
        ItemKind::Rows(change) => match &change.kind {
            ast::RowChangeKind::Amend(label, row) => Edit::Row { label, to: row },
            ast::RowChangeKind::Insert(rows) => Edit::InsertRows { rows },
            ast::RowChangeKind::Omit(label) => Edit::OmitRow { label },
        },
        ItemKind::Replace(replace) => Edit::Replace { address, old: &replace.old.node, new: &replace.new.node },
        ItemKind::Renumber(renumber) => {
            let provision = renumber.from.node.strip_suffix(address)?;
            Edit::Relabel { from: address, to: renumber.to.node.strip_prefix(provision)? }
        }
        _ => return None,
    })
}

/// The addresses whose words are the statement's from now on.
fn touched(edit: &Edit) -> Vec<String> {
    match edit {
        Edit::Paragraph { address, .. } | Edit::Replace { address, .. } | Edit::Omit { address } => {
            vec![(*address).to_string()]
        }
        Edit::Insert { into, paragraphs } => paragraphs.iter().map(|p| format!("{into}({})", p.label.node)).collect(),
        Edit::Row { label, .. } | Edit::OmitRow { label } => vec![ast::row_address(label)],
        Edit::InsertRows { rows } => rows.iter().map(|row| ast::row_address(&row.label)).collect(),
        Edit::Relabel { to, .. } => vec![(*to).to_string()],
    }
}

/// The head of a consolidated provision: under its id of the day, without the dates of the act that wrote it.
fn restate(item: &mut ItemKind, id: &str) {
    let Some(head) = item.head_mut() else { return };
    head.id.node = id.to_string();
    head.amend = false;
    head.dates = ast::Dates::default();
}
