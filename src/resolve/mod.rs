//! Trees → model: every name, provision id and paragraph address bound; each statement given its dates.
//!
//! - *takes* the trees of all files of a rulebook and of the shared rulebooks it uses
//! - *gives* the [`Model`], whatever is wrong with the trees
//! - *forgets* layout, order of declarations, and how things were spelled
//! - *keeps* every version of every provision, and the place of everything a message may point at
//! - *reports* `resolve/…`
//!
//! What only a type can settle (is `required` one of the decision's values?) stays [`ExprKind::Words`] for the `types`
//! stage. It sees no facts and chooses no day.
//!
//! [`ExprKind::Words`]: crate::model::ExprKind::Words

mod acts;
mod changes;
mod consolidate;
mod declare;
mod deem;
mod error;
mod expressions;
mod groups;
mod provisions;
mod scenarios;
mod spread;
mod tables;
mod types;

pub use consolidate::{ToWrite, consolidate};

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Sink};
use crate::model::{Model, ProvisionId, RecordId};
use crate::source::Span;
use crate::syntax::ast;

/// The trees of one rulebook.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Files of shared rulebooks (`uses`), in order of use.
    pub shared: Vec<Arc<ast::File>>,
    /// The rulebook's own files.
    pub own: Vec<Arc<ast::File>>,
}

/// Binds all names.
pub fn resolve(input: &Input) -> (Model, Vec<Diagnostic>) {
    let mut resolver = Resolver::default();
    let all = || input.shared.iter().chain(&input.own).map(|file| &**file);
    for file in all() {
        resolver.declare_types(file, input.own.iter().any(|own| own.source == file.source));
    }
    for file in all() {
        resolver.declare_vocabulary(file);
    }
    resolver.declare_claims();
    for file in all() {
        resolver.declare_provisions(file);
    }
    for file in all() {
        resolver.declare_functions(file);
    }
    resolver.declare_renumberings(all());
    resolver.check_vocabulary();
    for file in &input.own {
        resolver.cited_provisions(file);
    }
    resolver.declare_acts(all());
    for file in all() {
        resolver.statements(file);
    }
    resolver.check_addresses();
    for file in all() {
        resolver.scenarios(file);
    }
    (resolver.model, resolver.sink.into_sorted())
}

/// The state of the pass: the model so far and what was found wrong.
#[derive(Default)]
struct Resolver {
    model: Model,
    sink: Sink,
    /// Nodes that some statement writes, with the place of the first.
    written: indexmap::IndexMap<ProvisionId, Span>,
    /// Addresses of paragraphs: provision id with labels, and where.
    addresses: Vec<(String, ProvisionId, Span)>,
    /// The records that are referred to by name, and where.
    references: Vec<(RecordId, Span)>,
    /// What each renumbering moves, by its place: the node, where it goes, and so for every provision beneath.
    moves: HashMap<Span, crate::model::Renumber>,
}

impl Resolver {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }
}
