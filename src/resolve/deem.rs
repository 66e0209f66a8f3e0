//! Presumptions: `deem PATH is V`, and `PATH as given`.

use super::Resolver;
use super::expressions::Scope;
use crate::model::{ConclusionKind, Expr, ExprKind, Type};
use crate::syntax::ast;

impl Resolver {
    /// `deem item.for_data_centers is yes`
    pub(super) fn deem(&mut self, path: &ast::Expr, value: &ast::Expr, scope: &mut Scope) -> Option<ConclusionKind> {
        let place = self.expr(path, scope);
        let value = self.expr(value, scope);
        let help = "name a fact, or a field of a record; what a provision defines is stated by a `define`";
        if !self.is_single_fact(&place, scope, ("only a single fact can be deemed", help)) {
            return None;
        }
        if self.is_end(&place) {
            let help = "deem something that is a fact of its own";
            self.refuse("an end of a range is not deemed alone: the range could run backwards", path.span, help);
            return None;
        }
        if self.is_name(&place) {
            let help = "two records of one name are one thing; say with a fact of its own what is presumed";
            self.refuse("the name of a record cannot be deemed: records are told apart by it", path.span, help);
            return None;
        }
        Some(ConclusionKind::Deem { place, value })
    }

    /// `item.for_data_centers as given`
    pub(super) fn as_given(&mut self, inner: &ast::Expr, scope: &mut Scope) -> ExprKind {
        let place = self.expr(inner, scope);
        let help = "only facts and fields of records are given; write the path of one";
        if !self.is_single_fact(&place, scope, ("only a single fact can be read as given", help)) {
            return ExprKind::Error;
        }
        ExprKind::AsGiven(Box::new(place))
    }

    /// True for a fact or field with one value. Anything else is refused: with these words where it is no fact at all.
    fn is_single_fact(&mut self, place: &Expr, scope: &Scope, (message, help): (&str, &str)) -> bool {
        if !matches!(place.kind, ExprKind::Fact(_) | ExprKind::Field(..) | ExprKind::Words(_)) {
            if !matches!(place.kind, ExprKind::Error) {
                self.refuse(message, place.span, help);
            }
            return false;
        }
        let Some(ty) = self.declared_type(place, scope) else { return false };
        if matches!(ty.required(), Type::List(_) | Type::Set(_) | Type::Record(_)) {
            let what = self.model.vocabulary.describe(ty.required());
            let help = "name a single fact: a field of it";
            self.refuse(&format!("{message}, and this is {what}"), place.span, help);
            return false;
        }
        true
    }

    /// True for an end of a range.
    fn is_end(&self, place: &Expr) -> bool {
        match place.kind {
            ExprKind::Field(_, record, _) => self.model.vocabulary.record(record).is_range,
            _ => false,
        }
    }

    /// True for the field by which the instances of a record are told apart.
    fn is_name(&self, place: &Expr) -> bool {
        match place.kind {
            ExprKind::Field(_, record, field) => self.model.vocabulary.record(record).name_field() == Some(field.0),
            _ => false,
        }
    }
}
