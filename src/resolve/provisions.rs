//! Rules, exemptions, limits, definitions, defaults.

use super::declare::titles;
use super::expressions::Scope;
use super::{Resolver, error};
use crate::diagnostics::near_of;
use crate::model::{
    Case, CaseValue, Conclusion, ConclusionKind, DecisionId, Duty, Expr, ExprKind, Provision, ProvisionId,
    ProvisionKind, Reach, RecordId,
};
use crate::source::Span;
use crate::syntax::ast::{self, Head, IdText, Name};

impl Resolver {
    pub(super) fn rule(&mut self, rule: &ast::Rule) -> Provision {
        let (mut scope, for_each) = self.scope(&rule.head, rule.for_each.as_ref());
        let condition = self.condition_of(rule.when.as_ref(), rule.unless.as_ref(), &mut scope);
        let conclusions = self.conclusions(&rule.then, &mut scope);
        let overrides = self.provisions(&rule.overrides);
        let subject_to = self.provisions(&rule.subject_to);
        let kind = ProvisionKind::Rule { overrides, subject_to };
        self.finish(&rule.head, kind, for_each, condition, conclusions, scope)
    }

    pub(super) fn exemption(&mut self, exemption: &ast::Exemption) -> Provision {
        let (mut scope, for_each) = self.scope(&exemption.head, exemption.for_each.as_ref());
        let condition = self.condition_of(exemption.when.as_ref(), exemption.unless.as_ref(), &mut scope);
        let conclusions = self.conclusions(&exemption.then, &mut scope);
        for (conclusion, ast) in conclusions.iter().zip(&exemption.then) {
            if let ConclusionKind::Deem { .. } = conclusion.kind {
                let what = if exemption.limit { "a limit" } else { "an exemption" };
                let help = "state the presumption in a rule, and from that rule an exemption as its rebuttal";
                self.report(error::misplaced(format!("{what} cannot deem anything"), ast.span, help));
            } else if !matches!(conclusion.kind, ConclusionKind::Duty(_)) {
                let help = "it takes away from other provisions; what it adds can only be `must` or `may not`";
                let what = if exemption.limit { "a limit" } else { "an exemption" };
                self.report(error::misplaced(format!("{what} cannot conclude a decision"), ast.span, help));
            }
        }
        let reach = self.reach(&exemption.from);
        let kind = if exemption.limit {
            ProvisionKind::Limit { on: reach }
        } else {
            ProvisionKind::Exemption { from: reach, if_claimed: exemption.if_claimed }
        };
        self.finish(&exemption.head, kind, for_each, condition, conclusions, scope)
    }

    pub(super) fn define(&mut self, define: &ast::Define) -> Option<Provision> {
        let (mut scope, of) = self.scope(&define.head, define.of.as_ref());
        let name = self.model.vocabulary.find_defined(&define.name, of)?;
        let cases = match &define.spreading {
            Some(from) => vec![self.spreading(define, from, of, &mut scope)?],
            None => define.cases.iter().map(|case| self.case(case, &mut scope)).collect(),
        };
        let otherwise = define.otherwise.as_ref().map(|value| self.case_value(value, &mut scope));
        let scoped = define.scope.as_ref().and_then(|id| self.provision(id));
        let spreads = define.spreading.is_some();
        let kind = ProvisionKind::Define { name, scope: scoped, cases, otherwise, spreads, function: None };
        Some(self.finish(&define.head, kind, of, None, Vec::new(), scope))
    }

    fn case(&mut self, case: &ast::Case<ast::CaseValue>, scope: &mut Scope) -> Case {
        let value = self.case_value(&case.value, scope);
        let when = case.when.as_ref().map(|when| self.condition(when, scope));
        Case { address: None, when, value }
    }

    fn case_value(&mut self, value: &ast::CaseValue, scope: &mut Scope) -> CaseValue {
        match value {
            ast::CaseValue::Is(condition) => CaseValue::Is(self.condition(condition, scope)),
            ast::CaseValue::Silent(_) => CaseValue::Silent,
        }
    }

    pub(super) fn default_provision(&mut self, default: &ast::Default) -> Option<Provision> {
        let decision = self.decision_named(&default.decision)?;
        if self.model.vocabulary.decision(decision).is_set() {
            let help = "a set to which nothing is added is empty: it needs no default";
            self.report(error::misplaced("a set-valued decision has no default", default.decision.span, help));
            return None;
        }
        let (mut scope, _) = self.scope(&default.head, None);
        let value = self.expr(&default.value, &mut scope);
        let kind = ProvisionKind::Default { decision, value };
        Some(self.finish(&default.head, kind, None, None, Vec::new(), scope))
    }

    /// The scope of a provision: `for each R` binds R's word as its first variable.
    fn scope(&mut self, head: &Head, for_each: Option<&Name>) -> (Scope, Option<RecordId>) {
        let record = for_each.and_then(|name| self.record(name));
        let mut scope = Scope::of(self.model.tree.find(&head.id), record);
        if let Some(id) = record {
            let variable = self.model.vocabulary.record(id).variable.clone();
            scope.bind(variable, crate::model::Type::Record(id));
        }
        (scope, record)
    }

    pub(super) fn finish(
        &mut self,
        head: &Head,
        kind: ProvisionKind,
        for_each: Option<RecordId>,
        condition: Option<Expr>,
        conclusions: Vec<Conclusion>,
        scope: Scope,
    ) -> Provision {
        let id = self.model.tree.intern(&head.id);
        self.note_addresses(id, head, &scope);
        Provision {
            id,
            amend: head.amend,
            titles: titles(None, &head.titles),
            quotes: head.quotes.iter().map(|q| q.node.clone()).collect(),
            kind,
            for_each,
            condition,
            conclusions,
            variables: scope.variables,
            id_span: head.id.span,
        }
    }

    fn note_addresses(&mut self, id: ProvisionId, head: &Head, scope: &Scope) {
        let address = |(label, span): &(String, Span)| (format!("{}{label}", head.id.node), id, *span);
        self.addresses.extend(scope.addresses.iter().map(address));
    }

    /// No address may name both a paragraph and a provision, over all dates.
    pub(super) fn check_addresses(&mut self) {
        let clash = |(address, of, span): &(String, ProvisionId, Span)| {
            let node = self.model.tree.find(address).filter(|node| node != of)?;
            let written = self.written.get(&node)?;
            Some(error::address_clash(address, *span, *written))
        };
        let found: Vec<_> = self.addresses.iter().filter_map(clash).collect();
        found.into_iter().for_each(|d| self.report(d));
    }

    /// `when C unless E`: C and not E.
    fn condition_of(
        &mut self,
        when: Option<&ast::Condition>,
        unless: Option<&ast::Condition>,
        scope: &mut Scope,
    ) -> Option<Expr> {
        let when = when.map(|c| self.condition(c, scope));
        let unless = unless.map(|c| self.condition(c, scope)).map(|c| {
            let span = c.span;
            Expr::new(ExprKind::Not(Box::new(c)), span)
        });
        match (when, unless) {
            (Some(when), Some(unless)) => {
                let span = when.span.to(unless.span);
                Some(Expr::new(ExprKind::And(vec![when, unless]), span))
            }
            (when, unless) => when.or(unless),
        }
    }

    fn conclusions(&mut self, then: &[ast::Conclusion], scope: &mut Scope) -> Vec<Conclusion> {
        then.iter().filter_map(|c| self.conclusion(c, scope)).collect()
    }

    fn conclusion(&mut self, conclusion: &ast::Conclusion, scope: &mut Scope) -> Option<Conclusion> {
        let address = conclusion.label.as_ref().map(|l| format!("({})", l.node));
        if let (Some(address), Some(label)) = (&address, &conclusion.label) {
            scope.addresses.push((address.clone(), label.span));
        }
        let outer = std::mem::replace(&mut scope.prefix, address.clone().unwrap_or_default());
        let kind = self.conclusion_kind(conclusion, scope);
        scope.prefix = outer;
        Some(Conclusion { address, kind: kind?, span: conclusion.span })
    }

    fn conclusion_kind(&mut self, conclusion: &ast::Conclusion, scope: &mut Scope) -> Option<ConclusionKind> {
        use ast::ConclusionKind as From;
        Some(match &conclusion.kind {
            From::Is { decision, cases, otherwise } => {
                let id = self.single(decision)?;
                self.concluded_for(id, decision.span, scope);
                let mut case = |case: &ast::Case<ast::Expr>| {
                    let value = self.expr(&case.value, scope);
                    let when = case.when.as_ref().map(|w| self.condition(w, scope));
                    (when, value)
                };
                let cases = cases.iter().map(&mut case).collect();
                let otherwise = otherwise.as_ref().map(|value| self.expr(value, scope));
                ConclusionKind::Is { decision: id, cases, otherwise }
            }
            From::Includes { decision, elements } => {
                let id = self.decision_named(decision)?;
                if !self.model.vocabulary.decision(id).is_set() {
                    let message = format!("`{}` has one value, so it cannot include", decision.node);
                    self.report(error::misplaced(message, conclusion.span, format!("write `{} is …`", decision.node)));
                    return None;
                }
                self.concluded_for(id, decision.span, scope);
                let elements = elements.iter().filter_map(|e| self.element(e, scope)).collect();
                ConclusionKind::Includes { decision: id, elements }
            }
            From::Discretion { decision, criteria } => {
                let id = self.single(decision)?;
                self.concluded_for(id, decision.span, scope);
                let criteria = criteria.as_ref().map_or_else(String::new, |t| t.node.clone());
                ConclusionKind::Discretion { decision: id, criteria }
            }
            From::Must { text, by, when } => self.duty(false, text, by.as_ref(), when.as_ref(), scope),
            From::MayNot { text, until, when } => self.duty(true, text, until.as_ref(), when.as_ref(), scope),
            From::Omitted => return None,
            From::Deem { path, value } => return self.deem(path, value, scope),
        })
    }

    /// A decision `of` a record is concluded for the instance at hand, or for the only fact of that record.
    fn concluded_for(&mut self, decision: DecisionId, span: Span, scope: &Scope) {
        let Some(record) = self.model.vocabulary.decision(decision).of else { return };
        if scope.record == Some(record) || self.model.vocabulary.only_fact_of(record).is_some() {
            return;
        }
        let (name, record) =
            (&self.model.vocabulary.decision(decision).name, &self.model.vocabulary.record(record).name);
        let message = format!("`{name}` is decided of a {record}, and there is not exactly one fact that is one");
        let help = format!("write `for each {record}` after the rule's id");
        self.report(error::misplaced(message, span, help));
    }

    fn duty(
        &mut self,
        prohibition: bool,
        text: &ast::Text,
        date: Option<&ast::Expr>,
        when: Option<&ast::Condition>,
        scope: &mut Scope,
    ) -> ConclusionKind {
        let date = date.map(|d| self.expr(d, scope));
        let when = when.map(|w| self.condition(w, scope));
        ConclusionKind::Duty(Duty { prohibition, text: text.node.clone(), date, when })
    }

    fn element(&mut self, element: &ast::Expr, scope: &Scope) -> Option<ProvisionId> {
        match &element.kind {
            ast::ExprKind::This => scope.provision,
            ast::ExprKind::Id(id) | ast::ExprKind::Name(id) => self.provision(&Name::new(id.clone(), element.span)),
            ast::ExprKind::Number(number) => self.provision(&Name::new(number.text.clone(), element.span)),
            _ => {
                let help = "write `includes this`, or the id of a provision";
                self.report(error::misplaced("only a provision can be included", element.span, help));
                None
            }
        }
    }

    /// A decision with one value.
    fn single(&mut self, name: &Name) -> Option<DecisionId> {
        let id = self.decision_named(name)?;
        if self.model.vocabulary.decision(id).is_set() {
            let message = format!("`{}` is a set of provisions", name.node);
            self.report(error::misplaced(message, name.span, format!("write `{} includes …`", name.node)));
            return None;
        }
        Some(id)
    }

    pub(super) fn decision_named(&mut self, name: &Name) -> Option<DecisionId> {
        let decisions = &self.model.vocabulary.decisions;
        let found = decisions.get_index_of(&name.node).map(|ix| DecisionId(ix as u32));
        if found.is_none() {
            let near = near_of(name, decisions.keys().map(String::as_str));
            self.report(error::unknown("decision", name, name.span, near));
        }
        found
    }

    pub(super) fn provisions(&mut self, ids: &[IdText]) -> Vec<ProvisionId> {
        ids.iter().filter_map(|id| self.provision(id)).collect()
    }

    pub(super) fn reach(&mut self, references: &ast::References) -> Reach {
        Reach { nodes: self.provisions(&references.ids), except: self.provisions(&references.except) }
    }

    /// A provision that some act writes, or an inner node above one, or one known to be elsewhere.
    pub(super) fn provision(&mut self, id: &IdText) -> Option<ProvisionId> {
        if let Some(node) = self.model.tree.find(&id.node) {
            return Some(node);
        }
        let elsewhere = &self.model.elsewhere;
        let within = elsewhere.iter().any(|e| crate::model::provisions::is_beneath(&id.node, self.model.tree.text(*e)));
        if within {
            return Some(self.model.tree.intern(&id.node));
        }
        let near = near_of(&id.node, self.model.tree.iter().map(|(_, text)| text));
        self.report(error::unknown_provision(&id.node, id.span, near));
        None
    }
}
