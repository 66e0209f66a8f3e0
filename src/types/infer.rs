//! The types of defined names and values, from what defines them.

use super::check::Checker;
use crate::diagnostics::Sink;
use crate::model::{CaseValue, Clause, DefinedId, Expr, Model, ProvisionKind, Type, ValueId};

/// Passes over all definitions until no type is new. A definition that reads another waits for it, so as many passes are
/// needed as definitions rest on one another.
pub fn defined_names(model: &mut Model) {
    const MOST_PASSES: usize = 300;
    for _ in 0..MOST_PASSES {
        let mut found = Vec::new();
        for p in model.every_version() {
            if let ProvisionKind::Define { name, cases, otherwise, spreads, .. } = &p.kind
                && model.vocabulary.defined[name.ix()].ty == Type::Unknown
            {
                if *spreads {
                    // It may rest on itself alone: `restricted of party.parent`.
                    found.push(Found::Defined(*name, Type::YesNo));
                    continue;
                }
                let inputs = &model.vocabulary.defined[name.ix()].inputs;
                let inputs: Vec<Type> = inputs.iter().map(|input| input.ty.clone()).collect();
                let values = cases.iter().map(|c| &c.value).chain(otherwise);
                let types = values.filter_map(|v| value_type(model, v, &p.variables.0, &inputs));
                let types: Vec<Type> = types.filter(|t| *t.required() != Type::Unknown).collect();
                // A definition may be none if one of its cases may.
                let optional = types.iter().find(|t| matches!(t, Type::Optional(_)));
                found.extend(optional.or(types.first()).map(|ty| Found::Defined(*name, ty.clone())));
            }
        }
        for statement in &model.statements {
            if let Clause::Value(id, expr) = &statement.clause
                && model.vocabulary.values[id.ix()].ty == Type::Unknown
            {
                let ty = quiet(model, expr, &[], &[]);
                found.extend(Some(ty).filter(|t| *t != Type::Unknown).map(|ty| Found::Value(*id, ty)));
            }
        }
        if found.is_empty() {
            return;
        }
        for one in found {
            match one {
                Found::Defined(id, ty) => model.vocabulary.defined[id.ix()].ty = ty,
                Found::Value(id, ty) => model.vocabulary.values[id.ix()].ty = ty,
            }
        }
    }
}

enum Found {
    Defined(DefinedId, Type),
    Value(ValueId, Type),
}

fn value_type(model: &Model, value: &CaseValue, variables: &[(String, Type)], inputs: &[Type]) -> Option<Type> {
    match value {
        CaseValue::Is(expr) => Some(quiet(model, expr, variables, inputs)),
        CaseValue::Silent => None,
    }
}

/// The type of an expression without reporting anything.
fn quiet(model: &Model, expr: &Expr, variables: &[(String, Type)], inputs: &[Type]) -> Type {
    let mut sink = Sink::default();
    let mut checker = Checker::new(&model.vocabulary, &mut sink);
    checker.variables = variables.to_vec();
    checker.inputs = inputs.to_vec();
    checker.expr(&mut expr.clone(), None)
}
