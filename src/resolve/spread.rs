//! `define … of RECORD, spreading from PATH when C`: one case, PATH or C.

use super::expressions::Scope;
use super::{Resolver, error};
use crate::model::{Case, CaseValue, Expr, ExprKind, RecordId};
use crate::syntax::ast;

impl Resolver {
    /// The one case of a definition that spreads; none where it has no record or not one condition.
    pub(super) fn spreading(
        &mut self,
        define: &ast::Define,
        from: &ast::Expr,
        of: Option<RecordId>,
        scope: &mut Scope,
    ) -> Option<Case> {
        if define.of.is_none() {
            let help = format!("say of which record: `{} of RECORD, spreading from …`", define.name.node);
            self.report(error::misplaced("only what is defined of a record can spread", from.span, help));
        }
        of?;
        let (Some(body), None) = (only_condition(&define.cases), &define.otherwise) else {
            let help = "write it `when …`, without further cases";
            self.report(error::misplaced("a definition that spreads has one condition", define.name.span, help));
            return None;
        };
        let from = self.expr(from, scope);
        let body = self.condition(body, scope);
        let span = body.span;
        let value = Expr::new(ExprKind::Or(vec![from, body]), span);
        Some(Case { address: None, when: None, value: CaseValue::Is(value) })
    }
}

fn only_condition(cases: &[ast::Case<ast::CaseValue>]) -> Option<&ast::Condition> {
    match cases {
        [ast::Case { value: ast::CaseValue::Is(body), when: None }] => Some(body),
        _ => None,
    }
}
