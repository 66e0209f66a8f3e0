//! Changes to the text, and the verbs that move statements in time.

use super::{Lower, Pair, child, children, has};
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{
    AmendParagraph, GroupMember, InsertText, ItemKind, Members, Name, Renumber, Replace, SetValue, Targets, Verb,
    VerbKind, VerbTarget,
};
use crate::syntax::error;
use crate::value::Date;
use lexact_grammar::Rule;

impl Lower<'_> {
    /// `repeal ID, ID`, `omit ID`
    pub(super) fn targets(&mut self, pair: Pair<'_>) -> Option<Targets> {
        Some(Targets { ids: self.id_list(&pair), dates: self.dates(&pair) })
    }

    pub(super) fn amend_paragraph(&mut self, pair: Pair<'_>) -> Option<AmendParagraph> {
        let target = self.id_in(&pair)?;
        let to = self.condition(&child(&pair, Rule::condition)?)?;
        Some(AmendParagraph { target, to, dates: self.dates(&pair) })
    }

    pub(super) fn replace(&mut self, pair: Pair<'_>) -> Option<Replace> {
        let mut texts = children(&pair, Rule::text);
        let (old, new) = (self.text(&texts.next()?), self.text(&texts.next()?));
        Some(Replace { target: self.id_in(&pair)?, old, new, dates: self.dates(&pair) })
    }

    pub(super) fn insert_text(&mut self, pair: Pair<'_>) -> Option<InsertText> {
        let target = self.id_in(&pair)?;
        let paragraphs = self.inserted_paragraphs(children(&pair, Rule::paragraph).collect());
        Some(InsertText { target, paragraphs, dates: self.dates(&pair) })
    }

    /// `insert A into G`, `remove A from G`
    pub(super) fn change_members(&mut self, pair: Pair<'_>) -> Option<Members> {
        let members: Vec<Name> =
            self.members(&child(&pair, Rule::members)?).into_iter().map(|m| self.plain_member(m)).collect();
        let groups: Vec<Name> =
            children(&child(&pair, Rule::group_list)?, Rule::member_word).map(|p| self.word(&p)).collect();
        Some(Members { insert: pair.as_rule() == Rule::insert_members, members, groups, dates: self.dates(&pair) })
    }

    /// A member that comes or goes is named; what a group once held is stated in the group's own list.
    fn plain_member(&mut self, member: GroupMember) -> Name {
        if let Some(day) = &member.as_it_stood_on {
            self.out.push(error::stood_in_change(member.name.span.to(day.span), &member.name));
        }
        member.name
    }

    pub(super) fn set(&mut self, pair: Pair<'_>) -> Option<SetValue> {
        let name = self.id_in(&pair)?;
        let value = self.value_or_week(&pair)?;
        Some(SetValue { name, value, dates: self.dates(&pair) })
    }

    pub(super) fn renumber(&mut self, pair: Pair<'_>) -> Option<Renumber> {
        let ids = self.ids(&pair);
        let mut ids = ids.into_iter();
        Some(Renumber { from: ids.next()?, to: ids.next()?, dates: self.dates(&pair) })
    }

    pub(super) fn verb(&mut self, pair: Pair<'_>) -> Option<Verb> {
        let targets = child(&pair, Rule::verb_targets).map(|p| self.verb_targets(&p)).unwrap_or_default();
        let commenced = child(&pair, Rule::commenced_for).map(|p| self.id_list(&p)).unwrap_or_default();
        let mut verb = Verb {
            kind: verb_kind(&pair)?,
            targets: targets.into_iter().chain(commenced.into_iter().map(VerbTarget::Provision)).collect(),
            so_far_as: Vec::new(),
            from: None,
            end: None,
            why: self.text_in(&pair),
        };
        for clause in children(&pair, Rule::verb_clause).filter_map(|c| c.into_inner().next()) {
            self.verb_clause(&clause, &mut verb);
        }
        self.check_verb(&verb, has(&pair, Rule::commenced_for), self.span(&pair));
        Some(verb)
    }

    /// What the words of a verb must say beside its targets.
    fn check_verb(&mut self, verb: &Verb, commenced_for: bool, span: Span) {
        for target in &verb.targets {
            match target {
                VerbTarget::Provision(id) if is_act_like(id) => self.out.push(error::act_without_word(id)),
                VerbTarget::Provision(id) if acts_only(verb.kind) && !commenced_for => {
                    self.out.push(error::acts_only(id, verb_word(verb.kind)));
                }
                _ => {}
            }
        }
        let word = Span { end: span.start + verb_word(verb.kind).len() as u32, ..span };
        let names_act = verb.targets.iter().any(|target| matches!(target, VerbTarget::Act(_)));
        if let (Some(first), false) = (verb.so_far_as.first(), names_act) {
            self.out.push(error::so_far_without_act(first));
        }
        if matches!(verb.kind, VerbKind::Extend | VerbKind::ExtendSuspension) && verb.end.is_none() {
            self.out.push(error::extended_until_when(word));
        }
        if verb.kind == VerbKind::ForceUncertain && verb.why.is_none() {
            self.out.push(error::uncertain_without_why(word));
        }
    }

    fn verb_clause(&mut self, clause: &Pair<'_>, verb: &mut Verb) {
        match clause.as_rule() {
            Rule::so_far_as => verb.so_far_as.extend(self.id_list(clause)),
            Rule::held => {
                let help = "leave it out: only a change of the words of a text can be held";
                self.out.push(error::misplaced_held(self.span(clause), "a verb", help));
            }
            Rule::from_day => {
                let day = self.day_in(clause);
                self.put(clause, &mut verb.from, day, "the first day");
            }
            _ => {
                let end = self.end(clause);
                self.put(clause, &mut verb.end, end, "the end");
            }
        }
    }

    fn verb_targets(&self, pair: &Pair<'_>) -> Vec<VerbTarget> {
        children(pair, Rule::verb_target)
            .filter_map(|target| match self.name_in(&target, Rule::act_name) {
                Some(act) => Some(VerbTarget::Act(act)),
                None => self.id_in(&target).map(VerbTarget::Provision),
            })
            .collect()
    }
}

/// Complains about `held` on what is no change of the words of a text.
pub(super) fn misplaced_held(item: &ItemKind) -> Option<Diagnostic> {
    let whole = "leave it out: a whole text needs nothing before it; `held` stands on a change of its words, \
                 as in `amend 3A090.a(2) to … held`";
    let (dates, what, help) = match item {
        ItemKind::Act(act) => (&act.dates, "an act", "say it at the end of each change that is held"),
        ItemKind::Part(part) => (&part.dates, "a part", "say it at the end of each change that is held"),
        ItemKind::Rule(rule) => (&rule.head.dates, "a rule", whole),
        ItemKind::Exemption(e) => (&e.head.dates, if e.limit { "a limit" } else { "an exemption" }, whole),
        ItemKind::Define(define) => (&define.head.dates, "a definition", whole),
        ItemKind::Default(default) => (&default.head.dates, "a default", whole),
        ItemKind::Value(value) => (&value.head.dates, "a value", whole),
        ItemKind::Group(group) => (&group.head.dates, "a group", whole),
        ItemKind::Table(table) => (&table.head.dates, "a table", whole),
        ItemKind::Tiers(tiers) => (&tiers.head.dates, "tiers", whole),
        ItemKind::Scale(scale) => (&scale.head.dates, "a scale", whole),
        ItemKind::Repeal(repeal) => {
            (&repeal.dates, "a repeal", "leave it out: a repeal removes whatever stands there, and nothing is as well")
        }
        ItemKind::Renumber(renumber) => {
            (&renumber.dates, "a renumbering", "leave it out: where there is no text nothing is renumbered")
        }
        _ => return None,
    };
    Some(error::misplaced_held(dates.held?, what, help))
}

/// The first word of a verb.
fn verb_word(verb: VerbKind) -> &'static str {
    match verb {
        VerbKind::Suspend => "suspend",
        VerbKind::EndSuspension => "end",
        VerbKind::Extend | VerbKind::ExtendSuspension => "extend",
        VerbKind::StopEnforcing => "stop",
        VerbKind::ResumeEnforcing => "resume",
        VerbKind::Commence => "commence",
        VerbKind::RevokeRestoring | VerbKind::RevokeWithoutRestoring => "revoke",
        VerbKind::Annul => "annul",
        VerbKind::ForceUncertain => "force",
    }
}

/// True for the verbs that act on what an instrument did, and not on a text.
fn acts_only(verb: VerbKind) -> bool {
    matches!(verb, VerbKind::Commence | VerbKind::RevokeRestoring | VerbKind::RevokeWithoutRestoring | VerbKind::Annul)
}

/// True for what begins with a day, as names of acts do: `2025-09-30-affiliates`.
fn is_act_like(id: &str) -> bool {
    id.get(..10).is_some_and(|day| Date::parse(day).is_ok())
}

fn verb_kind(pair: &Pair<'_>) -> Option<VerbKind> {
    Some(match pair.as_rule() {
        Rule::suspend => VerbKind::Suspend,
        Rule::end_suspension => VerbKind::EndSuspension,
        Rule::extend if has(pair, Rule::suspension_of) => VerbKind::ExtendSuspension,
        Rule::extend => VerbKind::Extend,
        Rule::stop_enforcing => VerbKind::StopEnforcing,
        Rule::resume_enforcing => VerbKind::ResumeEnforcing,
        Rule::commence => VerbKind::Commence,
        Rule::revoke if has(pair, Rule::restoring) => VerbKind::RevokeRestoring,
        Rule::revoke => VerbKind::RevokeWithoutRestoring,
        Rule::annul => VerbKind::Annul,
        Rule::force_uncertain => VerbKind::ForceUncertain,
        _ => return None,
    })
}
