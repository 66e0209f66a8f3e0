//! Instruments, their parts and the dates of their statements.

use indexmap::IndexMap;

use super::declare::titles;
use super::expressions::Scope;
use super::tables::row_rules;
use super::{Resolver, error};
use crate::diagnostics::near_of;
use crate::model::{Act, ActId, Applicability, Clause, Rewording, Start, Statement};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Dates, Effective, End, Item, ItemKind};
use crate::value::Date;

/// Where the pass stands within a file: the act and the part that heads the next statements.
pub(super) struct Place<'a> {
    act: ActId,
    header: &'a ast::Act,
    part: Option<&'a ast::Part>,
    position: u32,
}

impl Resolver {
    pub(super) fn declare_acts<'a>(&mut self, files: impl Iterator<Item = &'a ast::File>) {
        let mut names: IndexMap<String, Span> = IndexMap::new();
        let mut afters = Vec::new();
        for item in files.flat_map(|f| &f.items) {
            let ItemKind::Act(act) = &item.kind else { continue };
            if let Some(first) = names.insert(act.name.node.clone(), act.name.span) {
                self.report(error::declared_twice("the act", &act.name, act.name.span, first));
            }
            let declared = self.act(act);
            afters.push(&act.after);
            self.model.acts.push(declared);
        }
        for (ix, after) in afters.into_iter().enumerate() {
            let ids = after.iter().filter_map(|name| self.act_named(name)).collect();
            self.model.acts[ix].after = ids;
        }
    }

    fn act(&mut self, act: &ast::Act) -> Act {
        let name = &act.name;
        if act.citation.is_none() {
            let help = "write `citation \"…\"`: every answer that rests on this act will quote it";
            self.report(error::act_without("its citation", name, name.span, help));
        }
        let applies_to = act.applies_to.as_ref().map(|condition| {
            let mut scope = Scope::default();
            let condition = self.condition(condition, &mut scope);
            Applicability { condition, variables: scope.variables }
        });
        let public = act.released.as_ref().or(act.published.as_ref());
        if public.is_none() {
            let help = "write `published 2023-10-25`, or `released` for what was public earlier or never published";
            self.report(error::act_without("when it became public", name, name.span, help));
        }
        if let (Some(released), Some(published)) = (&act.released, &act.published)
            && released.node > published.node
        {
            let why = format!("released {released} is after published {published}");
            self.report(error::ends_before_it_begins(released.span, why, published.span));
        }
        let fallback = || match act.dates.effective.as_ref()?.node {
            Effective::On(day) => Some(day),
            _ => None,
        };
        Act {
            name: name.node.clone(),
            titles: titles(None, &act.titles),
            citation: act.citation.as_ref().map_or_else(String::new, |t| t.node.clone()),
            source: act.source.as_ref().map(|t| t.node.clone()),
            public_from: public.map(|d| d.node).or_else(fallback).unwrap_or(Date::FIRST),
            published: act.published.as_ref().map(|d| d.node),
            after: Vec::new(),
            applies_to,
            span: name.span,
        }
    }

    pub(super) fn act_named(&mut self, name: &ast::Name) -> Option<ActId> {
        let found = self.model.acts.iter().position(|a| a.name == name.node);
        if found.is_none() {
            let near = near_of(name, self.model.acts.iter().map(|a| a.name.as_str()));
            self.report(error::unknown("act", name, name.span, near));
        }
        found.map(|ix| ActId(ix as u32))
    }

    /// All statements of a file.
    pub(super) fn statements(&mut self, file: &ast::File) {
        let mut place: Option<Place> = None;
        for item in &file.items {
            match &item.kind {
                ItemKind::Act(act) => {
                    if place.is_some() {
                        let help = "one file holds one instrument: put the second act into a file of its own";
                        self.report(error::misplaced("a second `act` header in one file", act.name.span, help));
                    }
                    let found = self.model.acts.iter().position(|a| a.span == act.name.span);
                    place = found.map(|ix| Place { act: ActId(ix as u32), header: act, part: None, position: 0 });
                }
                ItemKind::Part(part) => match &mut place {
                    Some(place) => place.part = Some(part),
                    None => self.report(error::outside_act(item.span)),
                },
                _ => self.statement(item, &mut place),
            }
        }
    }

    fn statement(&mut self, item: &Item, place: &mut Option<Place>) {
        let act = place.as_ref().map(|place| place.act);
        if act.is_none() && matches!(item.kind, ItemKind::Verb(_)) {
            self.report(error::outside_act(item.span));
            return;
        }
        let Some((clauses, dates)) = self.clause(item, act) else { return };
        let Some(place) = place else {
            self.report(error::outside_act(item.span));
            return;
        };
        let Some(when) = self.dates(item, &dates, place) else { return };
        let spans = places(item, clauses.len());
        for (clause, span) in clauses.into_iter().zip(spans) {
            let public_from = self.model.act(place.act).public_from;
            let statement = Statement {
                act: place.act,
                position: place.position,
                public_from,
                start: when.start,
                end: when.end,
                comply_from: when.comply_from,
                held: dates.held.is_some(),
                span,
                clause,
            };
            self.model.statements.push(statement);
            place.position += 1;
        }
    }

    /// What a statement says, and its own dates; none for items that are no statements.
    fn clause(&mut self, item: &Item, act: Option<ActId>) -> Option<(Vec<Clause>, Dates)> {
        Some(match &item.kind {
            ItemKind::Rule(rule) => (vec![Clause::Provision(Box::new(self.rule(rule)))], rule.head.dates.clone()),
            ItemKind::Exemption(exemption) => {
                (vec![Clause::Provision(Box::new(self.exemption(exemption)))], exemption.head.dates.clone())
            }
            ItemKind::Define(define) => {
                (vec![Clause::Provision(Box::new(self.define(define)?))], define.head.dates.clone())
            }
            ItemKind::Default(default) => {
                (vec![Clause::Provision(Box::new(self.default_provision(default)?))], default.head.dates.clone())
            }
            ItemKind::Value(value) => (vec![self.value(value)], value.head.dates.clone()),
            ItemKind::Set(set) => (vec![self.set(set)?], set.dates.clone()),
            ItemKind::Group(group) => (vec![self.group(group)?], group.head.dates.clone()),
            ItemKind::Members(members) => (vec![self.members(members)?], members.dates.clone()),
            ItemKind::Repeal(targets) => (vec![self.repeal(targets)], targets.dates.clone()),
            ItemKind::Omit(targets) => (self.omit(targets), targets.dates.clone()),
            ItemKind::AmendParagraph(amend) => (vec![self.amend_paragraph(amend)?], amend.dates.clone()),
            ItemKind::Replace(replace) => {
                (vec![self.amendment(&replace.target, Rewording::Amended)?], replace.dates.clone())
            }
            ItemKind::InsertText(insert) => {
                (vec![self.amendment(&insert.target, Rewording::Inserted)?], insert.dates.clone())
            }
            ItemKind::Renumber(renumber) => (vec![self.renumber(renumber, item.span)?], renumber.dates.clone()),
            ItemKind::Verb(verb) => (self.verb(verb, item.span, act?)?, verb_dates(verb)),
            ItemKind::Table(table) => (self.table_clauses(table)?, table.head.dates.clone()),
            ItemKind::Tiers(tiers) => (vec![Clause::Provision(Box::new(self.tiers(tiers)?))], tiers.head.dates.clone()),
            ItemKind::Scale(scale) => (vec![Clause::Provision(Box::new(self.scale(scale)?))], scale.head.dates.clone()),
            ItemKind::Rows(change) => (vec![self.row_change(change)?], change.dates.clone()),
            _ => return None,
        })
    }

    /// What a table says: one function, or a rule for each row.
    fn table_clauses(&mut self, table: &ast::Table) -> Option<Vec<Clause>> {
        let rules = row_rules(table);
        if rules.is_empty() {
            return Some(vec![Clause::Provision(Box::new(self.table(table)?))]);
        }
        Some(rules.iter().map(|(_, rule)| Clause::Provision(Box::new(self.rule(rule)))).collect())
    }

    fn dates(&mut self, item: &Item, own: &Dates, place: &Place) -> Option<When> {
        let part = place.part.map(|p| &p.dates);
        let act = &place.header.dates;
        let levels = || std::iter::once(own).chain(part).chain(std::iter::once(act));
        let Some(effective) = levels().find_map(|d| d.effective.as_ref()) else {
            let help = "write `effective D` in the act's header, its part, or the statement";
            self.report(error::act_without("when it takes effect", &place.header.name, place.header.name.span, help));
            return None;
        };
        let start = match &effective.node {
            Effective::On(day) => Start::On(*day),
            Effective::ToBeAppointed => Start::ToBeAppointed,
            Effective::FromStartOf(name) => Start::WithAct(self.started_with(name, place.act)?),
        };
        let end = levels().find_map(|d| d.end.as_ref());
        if let (Some(end), Start::On(begin)) = (end, start) {
            self.check_end(end, "effective", begin, effective.span);
        }
        // `comply from` of a whole act does not delay exemptions and limits; one of their part, or their own, does (S1).
        let relief = matches!(item.kind, ItemKind::Exemption(_));
        let comply = own.comply_from.as_ref().or(part.and_then(|p| p.comply_from.as_ref()));
        let comply = comply.or(if relief { None } else { act.comply_from.as_ref() });
        if let (Some(comply), Start::On(begin)) = (comply, start)
            && comply.node < begin
            && levels().any(|d| d.comply_from.is_some() && d.effective.is_some())
        {
            let why = format!("comply from {comply} is before effective {begin}");
            self.report(error::ends_before_it_begins(comply.span, why, effective.span));
        }
        Some(When { start, end: end.map(|e| first_day_out(e.node)), comply_from: comply.map(|c| c.node) })
    }

    /// The act with whose start a correction takes effect: the correction comes after it.
    fn started_with(&mut self, name: &ast::Name, own: ActId) -> Option<ActId> {
        let act = self.act_named(name)?;
        if act == own {
            let help = "name the act that is corrected";
            self.report(error::misplaced("an act cannot begin with its own start", name.span, help));
            return None;
        }
        let after = &mut self.model.acts[own.ix()].after;
        if !after.contains(&act) {
            after.push(act);
        }
        Some(act)
    }

    /// That an end leaves a day from where its clause (`effective`, `from`) has it begin.
    pub(super) fn check_end(&mut self, end: &Spanned<End>, clause: &str, begin: Date, begin_span: Span) {
        // The calendar has no day on which it would be out.
        if let End::Through(day) = end.node
            && day.next() == day
        {
            let help = "leave the end out: it ends on no day";
            self.report(error::misplaced(format!("{day} is the last day of the calendar"), end.span, help));
            return;
        }
        if first_day_out(end.node) > begin {
            return;
        }
        let why = match end.node {
            End::Through(day) => {
                format!("through {day} ends before {clause} {begin}: `through` names the last day in force")
            }
            End::Until(day) => {
                format!("until {day} leaves no day from {clause} {begin}: `until` names the first day out")
            }
        };
        self.report(error::ends_before_it_begins(end.span, why, begin_span));
    }
}

/// Where each clause of an item stands: rows of rules on their own lines, everything else where the item does.
fn places(item: &Item, clauses: usize) -> Vec<Span> {
    match &item.kind {
        ItemKind::Table(table) if matches!(table.form, ast::TableForm::Rules { .. }) => {
            table.rows.iter().map(|row| row.span).collect()
        }
        _ => vec![item.span; clauses],
    }
}

struct When {
    start: Start,
    end: Option<Date>,
    comply_from: Option<Date>,
}

/// The dates of a verb: it begins with its `from`; the end of an extension is what it gives, not its own.
fn verb_dates(verb: &ast::Verb) -> Dates {
    let extends = matches!(verb.kind, ast::VerbKind::Extend | ast::VerbKind::ExtendSuspension);
    Dates {
        effective: verb.from.as_ref().map(|from| Spanned::new(Effective::On(from.node), from.span)),
        end: verb.end.clone().filter(|_| !extends),
        ..Dates::default()
    }
}

pub(super) fn first_day_out(end: End) -> Date {
    match end {
        End::Through(day) => day.next(),
        End::Until(day) => day,
    }
}
