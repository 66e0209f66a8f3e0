//! Where the parts of a changed text come from: places in the printed text, traced back to the instruments.

use std::collections::BTreeMap;

use super::walk::{Visit, walk};
use crate::source::Span;
use crate::syntax::ast::ItemKind;

/// The places of a provision, in the order of its text.
pub(super) fn places(item: &ItemKind) -> Vec<Span> {
    struct Places(Vec<Span>);
    impl Visit for Places {
        fn span(&mut self, span: &mut Span) {
            self.0.push(*span);
        }
    }
    let mut places = Places(Vec::new());
    walk(&mut item.clone(), &mut places);
    places.0
}

/// Words at `start..end` of a printed text that gave way to others, `length` bytes long.
pub(super) struct Cut {
    start: usize,
    end: usize,
    length: usize,
}

impl Cut {
    /// The cut at `start` in which `old` gave way to `new`, without what both begin and end with.
    pub(super) fn new(start: usize, old: &str, new: &str) -> Cut {
        let shared = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        let shortest = old.len().min(new.len()) - shared;
        let tail = old.bytes().rev().zip(new.bytes().rev()).take(shortest).take_while(|(a, b)| a == b).count();
        Cut { start: start + shared, end: start + old.len() - tail, length: new.len() - shared - tail }
    }
}

/// Gives a provision that was read from a changed text the places of the tree it came from. `printed` is that tree, read
/// from the text before the change: its places are those of `old`, one for one. What is new stands at the smallest old
/// place around it.
pub(super) fn restore(new: &mut ItemKind, old: &ItemKind, printed: &ItemKind, cut: &Cut) {
    let pairs: Vec<(Span, Span)> = places(printed).into_iter().zip(places(old)).collect();
    let around = pairs.iter().filter(|(p, _)| p.start as usize <= cut.start && cut.end <= p.end as usize);
    let id = super::id_span(old).unwrap_or_default();
    let fallback = around.min_by_key(|(p, _)| p.end - p.start).map_or(id, |(_, place)| *place);
    let known = pairs.iter().map(|(p, place)| ((p.start as usize, p.end as usize), *place)).collect();
    walk(new, &mut Restore { known, cut, fallback });
}

struct Restore<'a> {
    known: BTreeMap<(usize, usize), Span>,
    cut: &'a Cut,
    fallback: Span,
}

impl Restore<'_> {
    /// Where a byte of the new text stood in the old one.
    fn before(&self, at: u32) -> Option<usize> {
        let (at, cut) = (at as usize, self.cut);
        match at {
            _ if at <= cut.start => Some(at),
            _ if at >= cut.start + cut.length => Some(at - cut.length - cut.start + cut.end),
            _ => None,
        }
    }
}

impl Visit for Restore<'_> {
    fn span(&mut self, span: &mut Span) {
        let before = self.before(span.start).zip(self.before(span.end));
        *span = before.and_then(|place| self.known.get(&place)).copied().unwrap_or(self.fallback);
    }
}
