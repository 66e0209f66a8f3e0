//! Instruments and their clauses, each clause with its dates.

use super::Titles;
use super::expressions::{Expr, Variables};
use super::provisions::{ProvisionId, Reach};
use super::vocabulary::{DecisionId, DefinedId, GroupId, RecordId, ValueId, ids};
use crate::source::Span;
use crate::value::Date;

ids! {
    /// An instrument: index into [`Model::acts`](super::Model::acts).
    ActId,
    /// A clause of an instrument: index into [`Model::statements`](super::Model::statements).
    StatementId,
}

/// An instrument.
#[derive(Clone, Debug)]
pub struct Act {
    /// Its name.
    pub name: String,
    /// Its titles.
    pub titles: Titles,
    /// Its official citation: `88 FR 73458`.
    pub citation: String,
    /// The address of its official text.
    pub source: Option<String>,
    /// The day it became public: released, else published.
    pub public_from: Date,
    /// The day it was published, where stated.
    pub published: Option<Date>,
    /// Acts of the same day that it comes after.
    pub after: Vec<ActId>,
    /// Where its header stands.
    pub span: Span,
}

/// One clause of an act with its dates (S1).
#[derive(Clone, Debug)]
pub struct Statement {
    /// The act.
    pub act: ActId,
    /// Its place among the act's statements.
    pub position: u32,
    /// The day it became public.
    pub public_from: Date,
    /// First day it is law.
    pub effective: Date,
    /// First day it is no longer law.
    pub end: Option<Date>,
    /// First day it is enforced; never before `effective`.
    pub comply_from: Date,
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub clause: Clause,
}

/// What a statement says.
#[derive(Clone, Debug)]
pub enum Clause {
    /// Writes a provision: new, or (with `amend`) restating what stands there.
    Provision(Box<Provision>),
    /// `value NAME = …`
    Value(ValueId, Expr),
    /// `set NAME to …`
    Set(ValueId, Expr),
    /// `group NAME of T is …`
    Group(GroupText),
    /// `insert … into …`, `remove … from …`
    Members(MemberChange),
    /// `repeal ID, …`: each with everything beneath it; groups and values go by name.
    Repeal(Vec<Repealed>),
}

/// What a repeal names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repealed {
    /// A provision and all beneath it.
    Provision(ProvisionId),
    /// A group.
    Group(GroupId),
    /// A value.
    Value(ValueId),
}

/// A member of a group, or another group whose members are meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupTerm {
    /// A member of a list of values, by number.
    Member(u32),
    /// An open name.
    Text(String),
    /// A provision and all beneath it.
    Provision(ProvisionId),
    /// Another group, followed as it changes.
    Group(GroupId),
}

/// The text of a group.
#[derive(Clone, Debug)]
pub struct GroupText {
    /// Which group.
    pub group: GroupId,
    /// Members and groups.
    pub members: Vec<GroupTerm>,
    /// Taken out of the whole list.
    pub except: Vec<GroupTerm>,
}

/// A change of members.
#[derive(Clone, Debug)]
pub struct MemberChange {
    /// True for `insert`.
    pub insert: bool,
    /// Who.
    pub members: Vec<GroupTerm>,
    /// Of which groups.
    pub groups: Vec<GroupId>,
}

/// A provision as one statement writes it.
#[derive(Clone, Debug)]
pub struct Provision {
    /// Its id.
    pub id: ProvisionId,
    /// True when it restates what must already stand there.
    pub amend: bool,
    /// Its titles.
    pub titles: Titles,
    /// Words of the instrument.
    pub quotes: Vec<String>,
    /// Rule, exemption, limit, definition or default.
    pub kind: ProvisionKind,
    /// The record it runs on, instance by instance.
    pub for_each: Option<RecordId>,
    /// Its condition; none: it always holds.
    pub condition: Option<Expr>,
    /// What it concludes.
    pub conclusions: Vec<Conclusion>,
    /// The variables of its expressions.
    pub variables: Variables,
    /// Where its id stands.
    pub id_span: Span,
}

/// The kinds of provisions.
#[derive(Clone, Debug)]
pub enum ProvisionKind {
    /// Conclusions hold where the condition holds.
    Rule {
        /// Rules over which it prevails.
        overrides: Vec<ProvisionId>,
        /// Rules that prevail over it.
        subject_to: Vec<ProvisionId>,
    },
    /// Relief: the rules it reaches do not apply.
    Exemption {
        /// The rules it takes away from.
        from: Reach,
        /// True when somebody must elect it.
        if_claimed: bool,
    },
    /// A bar on the exemptions it reaches.
    Limit {
        /// The exemptions, and limits named exactly.
        on: Reach,
    },
    /// A derived value or condition.
    Define {
        /// The name.
        name: DefinedId,
        /// Only provisions beneath this node see it.
        scope: Option<ProvisionId>,
        /// Its cases, in order.
        cases: Vec<Case>,
        /// The value when no case holds.
        otherwise: Option<CaseValue>,
    },
    /// What holds when nothing else speaks.
    Default {
        /// The decision.
        decision: DecisionId,
        /// The value.
        value: Expr,
    },
}

impl ProvisionKind {
    /// The keyword that begins such a provision.
    pub fn keyword(&self) -> &'static str {
        match self {
            ProvisionKind::Rule { .. } => "rule",
            ProvisionKind::Exemption { .. } => "exemption",
            ProvisionKind::Limit { .. } => "limit",
            ProvisionKind::Define { .. } => "define",
            ProvisionKind::Default { .. } => "default",
        }
    }
}

/// One case of a definition or conclusion.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its condition; none for the only case.
    pub when: Option<Expr>,
    /// Its value.
    pub value: CaseValue,
}

/// The value of a case.
#[derive(Clone, Debug)]
pub enum CaseValue {
    /// A value.
    Is(Expr),
    /// The law is silent.
    Silent,
}

/// A conclusion.
#[derive(Clone, Debug)]
pub struct Conclusion {
    /// Its paragraph address, where conclusions are labelled.
    pub address: Option<String>,
    /// What it concludes.
    pub kind: ConclusionKind,
    /// Where it stands.
    pub span: Span,
}

/// What a conclusion may be.
#[derive(Clone, Debug)]
pub enum ConclusionKind {
    /// A single-valued decision has a value: the first case that holds, else `otherwise`, else nothing.
    Is {
        /// The decision.
        decision: DecisionId,
        /// The cases.
        cases: Vec<(Option<Expr>, Expr)>,
        /// The value when no case holds.
        otherwise: Option<Expr>,
    },
    /// A set-valued decision includes elements.
    Includes {
        /// The decision.
        decision: DecisionId,
        /// The elements.
        elements: Vec<ProvisionId>,
    },
    /// A decision is left to a person.
    Discretion {
        /// The decision.
        decision: DecisionId,
        /// What the person weighs.
        criteria: String,
    },
    /// A duty or a prohibition.
    Duty(Duty),
}

/// A duty or a prohibition.
#[derive(Clone, Debug)]
pub struct Duty {
    /// True for `may not`.
    pub prohibition: bool,
    /// The words.
    pub text: String,
    /// The deadline (`by`), or the first free day (`until`).
    pub date: Option<Expr>,
    /// When it binds.
    pub when: Option<Expr>,
}
