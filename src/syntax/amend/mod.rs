//! Changes to the text of one provision: what an instrument says of a paragraph or of words, done to the tree.
//!
//! An address is relative to its provision: `(2)(i)`, from the outermost label on, as paragraphs are cited. What is left is
//! a provision that could have been written: its text, parsed, gives the same tree again. A number is never given away: a
//! paragraph that is omitted or renumbered leaves its label, and beside it the word `omitted`.

mod places;
mod rows;
pub(super) mod walk;
mod words;

use super::ast::{Conclusion, ConclusionKind, Condition, Item, ItemKind, Name, Paragraph, ParagraphList, Row};
use super::labels::{Slot, slot};
use super::{error, parse, print};
use crate::diagnostics::Diagnostic;
use crate::source::{Span, Spanned};
use walk::{Visit, bracketed, walk};

/// One change of the text of a provision, as an instrument states it.
#[derive(Clone, Copy, Debug)]
pub enum Edit<'a> {
    /// `amend ID(2) to C`: the paragraph at this address says C from now on. It keeps its label and its titles; its quotes
    /// go, as they were words of the old text. A labelled conclusion is no paragraph: its provision is restated.
    Paragraph {
        /// The paragraph.
        address: &'a str,
        /// What it says.
        to: &'a Condition,
    },
    /// `omit ID(1)`: the paragraph goes, its number stays free: nothing is renumbered.
    Omit {
        /// The paragraph, or the labelled conclusion.
        address: &'a str,
    },
    /// `insert into ID(1)` and paragraphs: into the list at the address, empty for the provision's own list. Each goes where
    /// its label belongs: `(2A)` after `(2)`, `(2ZA)` between the two, the next number at the end, a number that was omitted
    /// to its old place. `(aa)` comes after `(z)` where the list has come so far, and after `(a)` otherwise.
    Insert {
        /// The paragraph that holds the list.
        into: &'a str,
        /// The new paragraphs.
        paragraphs: &'a [Paragraph],
    },
    /// `amend ID(2) replace "old" by "new"`: words of the paragraph, or of the whole provision where the address is empty.
    /// The old words must stand there once, as whole words; white space, titles, quotes and dates do not count. They may
    /// also be a part of one text, such as the words of a duty.
    Replace {
        /// The paragraph or the labelled conclusion; empty for the whole provision, its head included.
        address: &'a str,
        /// What stands there.
        old: &'a str,
        /// What is to stand there.
        new: &'a str,
    },
    /// `amend row 2 of ID` and the row: it is this row from now on.
    Row {
        /// Its label.
        label: &'a str,
        /// What it says.
        to: &'a Row,
    },
    /// `insert rows into ID`: each goes where its label belongs: `2A` after `2`, `10` after `9`.
    InsertRows {
        /// The new rows.
        rows: &'a [Row],
    },
    /// `omit row 2 of ID`
    OmitRow {
        /// Its label.
        label: &'a str,
    },
    /// `renumber ID(2) as ID(3)`: with all that is beneath it. References to it are left as they are.
    Relabel {
        /// The old address.
        from: &'a str,
        /// The new one; it may be in another list.
        to: &'a str,
    },
}

/// Why an edit does not fit the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Misfit {
    /// Nothing stands at this address.
    NoSuchParagraph(String),
    /// Something stands at this address already.
    AlreadyThere(String),
    /// The old words do not stand there.
    NoSuchWords,
    /// The old words stand there so many times.
    WordsTwice(usize),
    /// The list at this address would hold nothing; empty for the provision's own list.
    Empties(String),
    /// What is to stand at this address cannot: no list is there, its labels count in another way, the numbers before it
    /// are missing, or it is a conclusion.
    WrongPlace(String),
    /// After the change the text cannot be read. All that is said points at the provision's id.
    Unreadable(Vec<Diagnostic>),
    /// The provision is no table that gives values, so it has no rows.
    NoRows,
    /// The item has no paragraphs: it is a value, a group or no provision at all.
    NotAProvision,
}

/// The provision after one change.
pub fn amend(provision: &ItemKind, edit: &Edit) -> Result<ItemKind, Misfit> {
    Amendment { provision: provision.clone(), gaps: false }.done(edit)
}

/// The provision after one change where other changes may be left out, as in a track without them: a label is taken also
/// where numbers before it are missing, which are then `omitted`.
pub fn amend_with_gaps(provision: &ItemKind, edit: &Edit) -> Result<ItemKind, Misfit> {
    Amendment { provision: provision.clone(), gaps: true }.done(edit)
}

/// The addresses of the paragraphs of a provision, labelled conclusions included: `(2)`, `(2)(i)`, in text order. What is
/// omitted is not there; what is reserved is.
pub fn addresses(provision: &ItemKind) -> Vec<String> {
    struct Addresses(Vec<String>);
    impl Visit for Addresses {
        fn paragraph(&mut self, prefix: &str, paragraph: &Paragraph) {
            if !paragraph.omitted {
                self.0.push(format!("{prefix}({})", paragraph.label));
            }
        }
        fn conclusion(&mut self, conclusion: &Conclusion) {
            let label = conclusion.label.as_ref().filter(|_| conclusion.kind != ConclusionKind::Omitted);
            self.0.extend(label.map(bracketed));
        }
    }
    let mut addresses = Addresses(Vec::new());
    walk(&mut provision.clone(), &mut addresses);
    addresses.0
}

/// The text of a provision, as it is printed: its head with `amend` and its dates, where the tree has them.
pub fn text(provision: &ItemKind) -> String {
    print::item(&Item { kind: provision.clone(), span: Span::default() })
}

/// A provision while it is changed.
struct Amendment {
    provision: ItemKind,
    /// True where numbers may be missing before a label.
    gaps: bool,
}

/// What stands at a label.
enum Entry {
    Paragraph(Paragraph),
    Conclusion(Conclusion),
}

impl Amendment {
    fn done(mut self, edit: &Edit) -> Result<ItemKind, Misfit> {
        let id = id_span(&self.provision).ok_or(Misfit::NotAProvision)?;
        match *edit {
            Edit::Paragraph { address, to } => self.restate(address, to)?,
            Edit::Omit { address } => drop(self.take(address, true)?),
            Edit::Insert { into, paragraphs } => {
                for paragraph in paragraphs {
                    self.put(into, Entry::Paragraph(paragraph.clone()))?;
                }
            }
            Edit::Replace { address, old, new } => return words::replace(&self.provision, address, old, new),
            Edit::Row { label, to } => *rows::find(&mut self.provision, label)? = to.clone(),
            Edit::InsertRows { rows } => rows.iter().try_for_each(|row| rows::insert(&mut self.provision, row))?,
            Edit::OmitRow { label } => rows::omit(&mut self.provision, label)?,
            Edit::Relabel { from, to } => self.relabel(from, to)?,
        }
        match read(&text(&self.provision), id) {
            Ok(again) if text(&again) == text(&self.provision) => Ok(self.provision),
            Ok(_) => Err(Misfit::Unreadable(vec![error::unreadable(id)])),
            Err(said) => Err(Misfit::Unreadable(said)),
        }
    }

    fn restate(&mut self, address: &str, to: &Condition) -> Result<(), Misfit> {
        let missing = || Misfit::NoSuchParagraph(address.to_owned());
        let (prefix, label) = split(address).ok_or_else(missing)?;
        let changed = self.in_lists(prefix, |list| {
            let paragraph = list.paragraphs.iter_mut().find(|p| p.label.node == label && !p.omitted)?;
            paragraph.body = Some(to.clone());
            paragraph.quotes.clear();
            Some(())
        });
        changed.ok_or_else(|| match addresses(&self.provision).iter().any(|a| a == address) {
            true => Misfit::WrongPlace(address.to_owned()),
            false => missing(),
        })
    }

    /// Takes out what stands at an address and leaves `omitted` there. The list must hold something afterwards, unless what
    /// is taken goes to another place of the same list.
    fn take(&mut self, address: &str, leaves: bool) -> Result<Entry, Misfit> {
        let missing = || Misfit::NoSuchParagraph(address.to_owned());
        let (prefix, label) = split(address).ok_or_else(missing)?;
        let mut emptied = false;
        let paragraph = self.in_lists(prefix, |list| {
            let paragraph = list.paragraphs.iter_mut().find(|p| p.label.node == label && !p.omitted)?;
            let left = Paragraph {
                label: paragraph.label.clone(),
                titles: Vec::new(),
                quotes: Vec::new(),
                body: None,
                omitted: true,
            };
            let taken = std::mem::replace(paragraph, left);
            emptied = taken.body.is_some() && list.paragraphs.iter().all(|p| p.body.is_none());
            Some(Entry::Paragraph(taken))
        });
        let taken = paragraph.or_else(|| {
            let conclusions = self.conclusions().filter(|_| prefix.is_empty())?;
            let conclusion = conclusions.iter_mut().find(|c| is_labelled(c, label))?;
            let left = Conclusion { kind: ConclusionKind::Omitted, ..conclusion.clone() };
            let taken = std::mem::replace(conclusion, left);
            emptied = conclusions.iter().all(|c| c.kind == ConclusionKind::Omitted);
            Some(Entry::Conclusion(taken))
        });
        match taken {
            Some(_) if emptied && leaves => Err(Misfit::Empties(prefix.to_owned())),
            taken => taken.ok_or_else(missing),
        }
    }

    fn relabel(&mut self, from: &str, to: &str) -> Result<(), Misfit> {
        let (new_prefix, new_label) = split(to).ok_or_else(|| Misfit::WrongPlace(to.to_owned()))?;
        let old_prefix = split(from).map(|(prefix, _)| prefix);
        if from == to {
            return Err(Misfit::AlreadyThere(to.to_owned()));
        }
        if to.starts_with(from) && !from.is_empty() {
            return Err(Misfit::WrongPlace(to.to_owned()));
        }
        let mut entry = self.take(from, old_prefix != Some(new_prefix))?;
        let label = match &mut entry {
            Entry::Paragraph(paragraph) => Some(&mut paragraph.label),
            Entry::Conclusion(conclusion) => conclusion.label.as_mut(),
        };
        if let Some(label) = label {
            label.node = new_label.to_owned();
        }
        self.put(new_prefix, entry)
    }

    /// Puts an entry where its label belongs among the lists at an address.
    fn put(&mut self, prefix: &str, entry: Entry) -> Result<(), Misfit> {
        let label = match &entry {
            Entry::Paragraph(paragraph) => paragraph.label.clone(),
            Entry::Conclusion(conclusion) => conclusion.label.clone().ok_or(Misfit::NotAProvision)?,
        };
        let address = format!("{prefix}({label})");
        if !prefix.is_empty() && !addresses(&self.provision).iter().any(|a| a == prefix) {
            return Err(Misfit::NoSuchParagraph(prefix.to_owned()));
        }
        let wrong = || Misfit::WrongPlace(address.clone());
        let (rows, concluding) = self.rows(prefix);
        let labels: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let slot = slot(&labels, concluding, &label).ok_or_else(wrong)?;
        let (Slot::Taken(row, _) | Slot::Free { list: row, .. }) = slot;
        if matches!(&slot, Slot::Free { missing, .. } if !missing.is_empty() && !self.gaps) {
            return Err(wrong());
        }
        let put = match entry {
            Entry::Conclusion(conclusion) if concluding && row + 1 == rows.len() => {
                self.conclusions().is_some_and(|all| put_conclusion(all, &slot, conclusion))
            }
            Entry::Paragraph(paragraph) if !(concluding && row + 1 == rows.len()) => {
                let mut number = 0;
                let mut paragraph = Some(paragraph);
                let put = self.in_lists(prefix, |list| {
                    number += 1;
                    (number == row + 1).then(|| paragraph.take().is_some_and(|p| put_paragraph(list, &slot, p)))
                });
                put.unwrap_or(false)
            }
            _ => return Err(wrong()),
        };
        if put { Ok(()) } else { Err(Misfit::AlreadyThere(address)) }
    }

    /// The labels of all lists at an address, and whether the last one is the labelled conclusions.
    fn rows(&mut self, prefix: &str) -> (Vec<Vec<String>>, bool) {
        let mut rows = Vec::new();
        let _: Option<()> = self.in_lists(prefix, |list| {
            rows.push(list.paragraphs.iter().map(|p| p.label.node.clone()).collect());
            None
        });
        let conclusions = self.conclusions().filter(|_| prefix.is_empty());
        let labels = conclusions.into_iter().flatten().filter_map(|c| c.label.as_ref().map(|l| l.node.clone()));
        let labels: Vec<String> = labels.collect();
        let concluding = !labels.is_empty();
        rows.extend(concluding.then_some(labels));
        (rows, concluding)
    }

    /// Gives each list at an address to `change`, in text order, until it returns something.
    fn in_lists<T>(&mut self, prefix: &str, change: impl FnMut(&mut ParagraphList) -> Option<T>) -> Option<T> {
        struct At<'a, T, F> {
            prefix: &'a str,
            change: F,
            found: Option<T>,
        }
        impl<T, F: FnMut(&mut ParagraphList) -> Option<T>> Visit for At<'_, T, F> {
            fn list(&mut self, prefix: &str, list: &mut ParagraphList) {
                if self.found.is_none() && prefix == self.prefix {
                    self.found = (self.change)(list);
                }
            }
        }
        let mut at = At { prefix, change, found: None };
        walk(&mut self.provision, &mut at);
        at.found
    }

    fn conclusions(&mut self) -> Option<&mut Vec<Conclusion>> {
        match &mut self.provision {
            ItemKind::Rule(rule) => Some(&mut rule.then),
            ItemKind::Exemption(exemption) => Some(&mut exemption.then),
            _ => None,
        }
    }
}

/// False where something stands at the label.
fn put_paragraph(list: &mut ParagraphList, slot: &Slot, paragraph: Paragraph) -> bool {
    match slot {
        Slot::Taken(_, index) => match list.paragraphs.get_mut(*index) {
            Some(there) if there.omitted => *there = paragraph,
            _ => return false,
        },
        Slot::Free { index, missing, .. } => {
            let span = paragraph.label.span;
            let omitted = missing.iter().map(|label| Paragraph {
                label: Spanned::new(label.clone(), span),
                titles: Vec::new(),
                quotes: Vec::new(),
                body: None,
                omitted: true,
            });
            let index = (*index).min(list.paragraphs.len());
            list.paragraphs.splice(index..index, omitted.chain([paragraph]));
        }
    }
    true
}

/// False where something stands at the label.
fn put_conclusion(all: &mut Vec<Conclusion>, slot: &Slot, conclusion: Conclusion) -> bool {
    match slot {
        Slot::Taken(_, index) => match all.get_mut(*index) {
            Some(there) if there.kind == ConclusionKind::Omitted => *there = conclusion,
            _ => return false,
        },
        Slot::Free { index, missing, .. } => {
            let span = conclusion.span;
            let label = |label: &String| Some(Spanned::new(label.clone(), span));
            let omitted = missing.iter().map(|l| Conclusion { label: label(l), kind: ConclusionKind::Omitted, span });
            let index = (*index).min(all.len());
            all.splice(index..index, omitted.chain([conclusion]));
        }
    }
    true
}

fn is_labelled(conclusion: &Conclusion, label: &str) -> bool {
    conclusion.kind != ConclusionKind::Omitted && conclusion.label.as_ref().is_some_and(|l| l.node == label)
}

/// `(2)(i)` as `(2)` and `i`.
fn split(address: &str) -> Option<(&str, &str)> {
    let (prefix, label) = address.strip_suffix(')')?.rsplit_once('(')?;
    (!label.is_empty()).then_some((prefix, label))
}

/// The one provision that a text must be, with the same id; else what is wrong with it, said of the place `id`.
fn read(text: &str, id: Span) -> Result<ItemKind, Vec<Diagnostic>> {
    let (file, said) = parse(id.source, text);
    let errors: Vec<Diagnostic> = said.into_iter().filter(Diagnostic::is_error).map(|d| at_place(d, id)).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    match <[Item; 1]>::try_from(file.items) {
        Ok([item]) => Ok(item.kind),
        Err(_) => Err(vec![error::unreadable(id)]),
    }
}

/// The same remark, made of another place.
fn at_place(mut said: Diagnostic, place: Span) -> Diagnostic {
    said.labels.truncate(1);
    said.labels.iter_mut().for_each(|label| label.span = place);
    said
}

/// The place of a provision's id; none for what has no paragraphs.
fn id_span(item: &ItemKind) -> Option<Span> {
    id(item).map(|id| id.span)
}

fn id(item: &ItemKind) -> Option<&Name> {
    item.head().map(|head| &head.id)
}
