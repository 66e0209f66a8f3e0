//! Changes to the text, and the verbs that move statements in time.

use super::{Lower, Pair, child, children, has};
use crate::syntax::ast::{
    AmendParagraph, InsertText, Members, Name, Renumber, Replace, SetValue, Targets, Verb, VerbKind, VerbTarget,
};
use crate::syntax::error;
use crate::syntax::parser::Rule;

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
        let members = self.members(&child(&pair, Rule::members)?);
        let groups: Vec<Name> =
            children(&child(&pair, Rule::group_list)?, Rule::member_word).map(|p| self.word(&p)).collect();
        Some(Members { insert: pair.as_rule() == Rule::insert_members, members, groups, dates: self.dates(&pair) })
    }

    pub(super) fn set(&mut self, pair: Pair<'_>) -> Option<SetValue> {
        let name = self.id_in(&pair)?;
        let value = self.value(&child(&pair, Rule::value)?)?;
        Some(SetValue { name, value, dates: self.dates(&pair) })
    }

    pub(super) fn renumber(&mut self, pair: Pair<'_>) -> Option<Renumber> {
        let ids = self.ids(&pair);
        let mut ids = ids.into_iter();
        Some(Renumber { from: ids.next()?, to: ids.next()?, dates: self.dates(&pair) })
    }

    pub(super) fn verb(&mut self, pair: Pair<'_>) -> Option<Verb> {
        let mut verb = Verb {
            kind: verb_kind(&pair)?,
            targets: children(&pair, Rule::verb_targets).flat_map(|p| self.verb_targets(&p)).collect(),
            so_far_as: Vec::new(),
            from: None,
            end: None,
            why: self.text_in(&pair),
        };
        for clause in children(&pair, Rule::verb_clause).filter_map(|c| c.into_inner().next()) {
            self.verb_clause(&clause, &mut verb);
        }
        Some(verb)
    }

    fn verb_clause(&mut self, clause: &Pair<'_>, verb: &mut Verb) {
        let before = match clause.as_rule() {
            Rule::so_far_as => {
                verb.so_far_as.extend(self.id_list(clause));
                None
            }
            Rule::from_day => {
                let day = self.day_in(clause);
                std::mem::replace(&mut verb.from, day).map(|d| (d.span, "the first day"))
            }
            _ => {
                let end = self.end(clause);
                std::mem::replace(&mut verb.end, end).map(|d| (d.span, "the end"))
            }
        };
        if let Some((first, what)) = before {
            self.out.push(error::said_twice(self.span(clause), first, what));
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
