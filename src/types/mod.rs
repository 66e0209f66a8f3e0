//! Model → model with types: units agree, words that only an expected type can settle are settled, defeaters fit what they
//! defeat.
//!
//! - *takes* the model of `resolve`
//! - *gives* the same model: every expression has its type, no [`ExprKind::Words`] is left in what is free of errors, and
//!   defined names and values have the type of what defines them
//! - *forgets* nothing
//! - *keeps* places, order, every version
//! - *reports* `types/…`
//!
//! It annotates the model and changes nothing else. It sees no text.
//!
//! [`ExprKind::Words`]: crate::model::ExprKind::Words

mod check;
mod defeaters;
mod error;
mod infer;
mod ranges;
mod spread;

use crate::diagnostics::{Diagnostic, Sink};
use crate::model::{Clause, Model};

/// Finds the type of everything and reports what does not agree.
pub fn check(model: &mut Model) -> Vec<Diagnostic> {
    infer::defined_names(model);
    let mut sink = Sink::default();
    let mut statements = std::mem::take(&mut model.statements);
    let mut amended = std::mem::take(&mut model.amended);
    for amended in amended.values_mut() {
        check::Checker::new(&model.vocabulary, &mut sink).provision(&mut amended.provision);
    }
    for act in &mut model.acts {
        if let Some(applies_to) = &mut act.applies_to {
            let mut checker = check::Checker::new(&model.vocabulary, &mut sink);
            checker.variables.clone_from(&applies_to.variables.0);
            checker.condition(&mut applies_to.condition);
        }
    }
    for statement in &mut statements {
        let mut checker = check::Checker::new(&model.vocabulary, &mut sink);
        match &mut statement.clause {
            Clause::Provision(provision) => checker.provision(provision),
            Clause::Value(id, expr) | Clause::Set(id, expr) => checker.value(*id, expr),
            _ => {}
        }
    }
    model.statements = statements;
    model.amended = amended;
    for provision in model.every_version() {
        spread::check(provision, &model.vocabulary, &mut sink);
    }
    defeaters::check(model, &mut sink);
    sink.into_sorted()
}
