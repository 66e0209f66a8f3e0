//! stub
use super::ast::{Condition, ItemKind, Paragraph};
use crate::diagnostics::Diagnostic;
pub enum Edit<'a> {
    Paragraph { address: &'a str, to: &'a Condition },
    Omit { address: &'a str },
    Insert { into: &'a str, paragraphs: &'a [Paragraph] },
    Replace { address: &'a str, old: &'a str, new: &'a str },
    Relabel { from: &'a str, to: &'a str },
}
#[derive(Debug)]
pub enum Misfit { NoSuchParagraph(String), Unreadable(Vec<Diagnostic>), NotAProvision }
impl std::fmt::Display for Misfit { fn fmt(&self, f:&mut std::fmt::Formatter<'_>)->std::fmt::Result{ write!(f,"x") } }
pub fn amend(_p: &ItemKind, _e: &Edit) -> Result<ItemKind, Misfit> { Err(Misfit::NotAProvision) }
pub fn text(p: &ItemKind) -> String { super::print::item(&super::ast::Item{kind:p.clone(),span:crate::source::Span::default()}) }
