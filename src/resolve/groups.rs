//! Groups, values, repeals: the dated data and what removes text.

use super::expressions::Scope;
use super::{Resolver, error};
use crate::diagnostics::near_of;
use crate::model::{Clause, GroupId, GroupTerm, GroupText, MemberChange, Named, Type, ValueId};
use crate::syntax::ast::{self, Name};

impl Resolver {
    pub(super) fn group(&mut self, group: &ast::Group) -> Option<Clause> {
        let id = self.group_named(&group.head.id)?;
        let mut terms =
            |members: &[ast::GroupMember]| members.iter().filter_map(|m| self.group_member(m, id)).collect();
        let members = terms(&group.members);
        let except = terms(&group.except);
        Some(Clause::Group(GroupText { group: id, members, except }))
    }

    /// A member of a stated list: also a group as it stood on a day.
    fn group_member(&mut self, member: &ast::GroupMember, group: GroupId) -> Option<GroupTerm> {
        let term = self.term(&member.name, group)?;
        match (term, &member.as_it_stood_on) {
            (term, None) => Some(term),
            (GroupTerm::Group(inner), Some(day)) => {
                self.model.days_named.insert(day.node);
                Some(GroupTerm::AsItStood(inner, day.node))
            }
            (_, Some(day)) => {
                let message = format!("`{}` is a member, and a member does not change", member.name.node);
                self.report(error::misplaced(message, day.span, "only a group can be meant as it stood on a day"));
                None
            }
        }
    }

    pub(super) fn members(&mut self, change: &ast::Members) -> Option<Clause> {
        let groups: Vec<GroupId> = change.groups.iter().filter_map(|g| self.group_named(g)).collect();
        let first = *groups.first()?;
        for (group, name) in groups.iter().zip(&change.groups).skip(1) {
            self.one_type(*group, first, name);
        }
        let members = change.members.iter().filter_map(|m| self.term(m, first)).collect();
        Some(Clause::Members(MemberChange { insert: change.insert, members, groups }))
    }

    pub(super) fn group_named(&mut self, name: &Name) -> Option<GroupId> {
        let groups = &self.model.vocabulary.groups;
        let found = groups.get_index_of(&name.node).map(|ix| GroupId(ix as u32));
        if found.is_none() {
            let near = near_of(name, groups.keys().map(String::as_str));
            self.report(error::unknown("group", name, name.span, near));
        }
        found
    }

    /// A member, or a group whose members are meant.
    fn term(&mut self, name: &Name, group: GroupId) -> Option<GroupTerm> {
        let vocabulary = &self.model.vocabulary;
        if let Some(ix) = vocabulary.groups.get_index_of(&name.node) {
            let inner = GroupId(ix as u32);
            self.one_type(inner, group, name);
            return Some(GroupTerm::Group(inner));
        }
        let of = vocabulary.groups[group.ix()].of.clone();
        match of {
            Type::Enumeration(id) => {
                let enumeration = &vocabulary.enumerations[id.ix()];
                let member = enumeration.find(&name.node);
                if member.is_none() {
                    let names = enumeration.members.keys().chain(vocabulary.groups.keys()).map(String::as_str);
                    let what = enumeration.name.clone().unwrap_or_else(|| "value".into());
                    let near = near_of(name, names);
                    self.report(error::unknown(&format!("{what} or group"), name, name.span, near));
                }
                member.map(GroupTerm::Member)
            }
            Type::Provision => self.provision(name).map(GroupTerm::Provision),
            Type::Text => Some(GroupTerm::Text(name.node.clone())),
            _ => None,
        }
    }

    /// Two groups that share members have members of one type.
    fn one_type(&mut self, group: GroupId, other: GroupId, at: &Name) {
        let vocabulary = &self.model.vocabulary;
        let of = |id: GroupId| &vocabulary.groups[id.ix()].of;
        if of(group) == of(other) || [of(group), of(other)].contains(&&Type::Unknown) {
            return;
        }
        let (a, b) = (vocabulary.describe(of(group)), vocabulary.describe(of(other)));
        let message = format!("a member of `{}` is {a}, and {b} is needed here", at.node);
        self.report(error::misplaced(message, at.span, "groups share members only where these are of one type"));
    }

    pub(super) fn value(&mut self, value: &ast::ValueItem) -> Clause {
        let ix = self.model.vocabulary.values.get_index_of(&value.head.id.node).unwrap_or_default();
        let expr = self.expr(&value.value, &mut Scope::default());
        Clause::Value(ValueId(ix as u32), expr)
    }

    pub(super) fn set(&mut self, set: &ast::SetValue) -> Option<Clause> {
        let values = &self.model.vocabulary.values;
        let Some(ix) = values.get_index_of(&set.name.node) else {
            let near = near_of(&set.name, values.keys().map(String::as_str));
            self.report(error::unknown("value", &set.name, set.name.span, near));
            return None;
        };
        let expr = self.expr(&set.value, &mut Scope::default());
        Some(Clause::Set(ValueId(ix as u32), expr))
    }

    pub(super) fn repeal(&mut self, targets: &ast::Targets) -> Clause {
        Clause::Repeal(targets.ids.iter().filter_map(|id| self.something_named(id)).collect())
    }

    /// A group, a value, or a provision with all beneath it.
    pub(super) fn something_named(&mut self, id: &Name) -> Option<Named> {
        let vocabulary = &self.model.vocabulary;
        if let Some(ix) = vocabulary.groups.get_index_of(&id.node) {
            return Some(Named::Group(GroupId(ix as u32)));
        }
        if let Some(ix) = vocabulary.values.get_index_of(&id.node) {
            return Some(Named::Value(ValueId(ix as u32)));
        }
        self.provision(id).map(Named::Provision)
    }
}
