//! Instruments and their clauses, each clause with the dates it states.

use super::Titles;
use super::expressions::{Expr, Variables};
use super::provisions::{ProvisionId, Reach};
use super::vocabulary::{DecisionId, DefinedId, FieldId, GroupId, RecordId, ValueId, ids};
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
    /// The transactions it applies to: `applies to transactions with …` (S19).
    pub applies_to: Option<Applicability>,
    /// Where its header stands.
    pub span: Span,
}

/// The transactions an act applies to.
#[derive(Clone, Debug)]
pub struct Applicability {
    /// What must hold of the transaction; it reads facts alone, whatever provision it chooses for.
    pub condition: Expr,
    /// The variables of the condition.
    pub variables: Variables,
}

/// One clause of an act with the dates it states (S1). What later statements make of them is the `temporal` stage's.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The act.
    pub act: ActId,
    /// Its place among the act's statements.
    pub position: u32,
    /// The day it became public.
    pub public_from: Date,
    /// When it is to begin.
    pub start: Start,
    /// First day it is no longer law.
    pub end: Option<Date>,
    /// First day it is enforced, where that is stated: never counts before it is law.
    pub comply_from: Option<Date>,
    /// True where it says `held`: a change that waits where what it changes is not enforced (S3).
    pub held: bool,
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub clause: Clause,
}

/// When a statement is to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// `effective 2023-11-17`
    On(Date),
    /// `effective on a day to be appointed`: a `commence` sets it.
    ToBeAppointed,
    /// `effective from the start of act Y`: a retroactive correction.
    WithAct(ActId),
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
    Repeal(Vec<Named>),
    /// `amend ID(2) to …`, `insert into ID …`, `omit ID(1)`, `amend ID replace …`, `renumber ID(2) as ID(3)`: new words in a
    /// provision.
    Amend(Amendment),
    /// `renumber ID as ID`: a provision, with everything beneath it, moves.
    Renumber(Renumber),
    /// Moves other statements in time.
    Verb(Verb),
}

/// A change of words within a provision. The words themselves stay in the tree; the consolidated text is written from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// The provision.
    pub target: ProvisionId,
    /// The paragraph's address within it, empty for the provision itself.
    pub address: String,
    /// What is done to its words.
    pub how: Rewording,
}

/// The ways in which the words of a provision are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewording {
    /// `amend ID(2) to …`, `amend ID replace … by …`
    Amended,
    /// `insert into ID …`
    Inserted,
    /// `omit ID(1)`
    Omitted,
    /// `renumber ID(2) as ID(3)`
    Renumbered,
}

impl Rewording {
    /// The word for it: `amended`.
    pub fn word(self) -> &'static str {
        match self {
            Rewording::Amended => "amended",
            Rewording::Inserted => "inserted",
            Rewording::Omitted => "omitted",
            Rewording::Renumbered => "renumbered",
        }
    }
}

/// A provision that moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renumber {
    /// The old id.
    pub from: ProvisionId,
    /// The new one.
    pub to: ProvisionId,
    /// Every provision that may stand at or beneath the old id, and where it goes.
    pub moves: Vec<(ProvisionId, ProvisionId)>,
}

/// A statement that moves other statements in time.
#[derive(Clone, Debug)]
pub struct Verb {
    /// Which.
    pub kind: VerbKind,
    /// What it acts on.
    pub targets: Vec<Target>,
    /// First day out, which `extend` gives to what it extends.
    pub extended_to: Option<Date>,
    /// Why the force of its targets is uncertain.
    pub why: Option<String>,
}

/// The verbs of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VerbKind {
    /// `suspend`
    Suspend,
    /// `end suspension of`
    EndSuspension,
    /// `extend`
    Extend,
    /// `extend suspension of`
    ExtendSuspension,
    /// `stop enforcing`
    StopEnforcing,
    /// `resume enforcing`
    ResumeEnforcing,
    /// `commence`
    Commence,
    /// `revoke act X restoring what it replaced`
    RevokeRestoring,
    /// `revoke act X without restoring`
    RevokeWithoutRestoring,
    /// `annul`
    Annul,
    /// `force uncertain`
    ForceUncertain,
}

impl VerbKind {
    /// The words that begin such a statement.
    pub fn words(self) -> &'static str {
        match self {
            VerbKind::Suspend => "suspend",
            VerbKind::EndSuspension => "end suspension of",
            VerbKind::Extend => "extend",
            VerbKind::ExtendSuspension => "extend suspension of",
            VerbKind::StopEnforcing => "stop enforcing",
            VerbKind::ResumeEnforcing => "resume enforcing",
            VerbKind::Commence => "commence",
            VerbKind::RevokeRestoring | VerbKind::RevokeWithoutRestoring => "revoke",
            VerbKind::Annul => "annul",
            VerbKind::ForceUncertain => "force uncertain of",
        }
    }
}

/// What a verb acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The statements of an act: all, or those that touch what is named (`so far as it changes ID`, `for ID`).
    Act(ActId, Vec<Named>),
    /// A provision and all beneath it, whoever wrote it.
    Provision(ProvisionId),
}

/// Something named in a repeal or after `so far as it changes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named {
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
    /// Another group as it stood on a day.
    AsItStood(GroupId, Date),
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
        /// What it is besides, where it has inputs.
        function: Option<Function>,
    },
    /// A list of records that the law itself gives.
    Register {
        /// The fields that its columns give.
        columns: Vec<FieldId>,
        /// Its entries in order.
        entries: Vec<Entry>,
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
            ProvisionKind::Define { function: Some(function), .. } => function.form.keyword(),
            ProvisionKind::Define { .. } => "define",
            ProvisionKind::Register { .. } => "register",
            ProvisionKind::Default { .. } => "default",
        }
    }
}

/// An entry of a register.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its address: ` row 2`.
    pub address: String,
    /// What each column says; none where the field is none.
    pub cells: Vec<Option<Expr>>,
    /// Its line.
    pub span: Span,
}

/// A definition with inputs, and how its cases share out what they may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// How it is written.
    pub form: FunctionForm,
    /// How its cases share out the values of the inputs.
    pub policy: HitPolicy,
}

/// The forms of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionForm {
    /// `table`
    Table,
    /// `tiers`
    Tiers,
    /// `scale`
    Scale,
}

impl FunctionForm {
    /// The keyword that begins such a provision.
    pub fn keyword(self) -> &'static str {
        match self {
            FunctionForm::Table => "table",
            FunctionForm::Tiers => "tiers",
            FunctionForm::Scale => "scale",
        }
    }
}

/// How rows share out the cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitPolicy {
    /// No two rows cover one case.
    Only,
    /// The first row that covers a case counts.
    First,
    /// Every row that covers a case counts.
    All,
}

/// One case of a definition or conclusion.
#[derive(Clone, Debug)]
pub struct Case {
    /// Where it is a row or a tier: its address, ` row 2`, ` tier 1`.
    pub address: Option<String>,
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
    /// A fact is read as if it were so: `deem item.for_data_centers is yes`.
    Deem {
        /// The fact, or a field of the instance that its base comes to.
        place: Expr,
        /// What it is deemed to be.
        value: Expr,
    },
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

/// What stands at a node on a day: the statement that wrote it and those that changed its words since.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// The statement that wrote the whole of it.
    pub written_by: StatementId,
    /// Changes since, in the order in which they take effect.
    pub amended_by: Vec<StatementId>,
    /// What must be so for it to stand there; empty for the only version of a node.
    pub guards: Vec<Guard>,
}

impl Version {
    /// The text of one statement.
    pub fn by(statement: StatementId) -> Version {
        Version { written_by: statement, amended_by: Vec::new(), guards: Vec::new() }
    }

    /// The statement that spoke last: for a value, the one that gives it.
    pub fn last(&self) -> StatementId {
        self.amended_by.last().copied().unwrap_or(self.written_by)
    }
}

/// Chooses between two versions of one node (S19).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Guard {
    /// The conditions, all of which must hold for the later version.
    pub conditions: Vec<Doubt>,
    /// False for the earlier version, which stands where some condition does not hold.
    pub holds: bool,
}

/// Why a statement may not be the law of the matter at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// Its act applies to some transactions only.
    Transactions(ActId),
    /// Its force is uncertain, says this statement.
    Force(StatementId),
}

/// A provision as amended: written out from the text of its statements.
#[derive(Clone, Debug)]
pub struct Amended {
    /// The consolidated provision; its places point into a text of its own.
    pub provision: Provision,
    /// All of it.
    pub span: Span,
    /// Paragraph addresses and the statement that last gave each its words; what is not listed is as first written.
    pub paragraphs: Vec<(String, StatementId)>,
    /// Changes that find no place in this version and wait for the text they were made for (S3).
    pub held: Vec<StatementId>,
}

impl Amended {
    /// The statement whose words a paragraph of this version has; none where they are those first written.
    pub fn source_of(&self, address: &str, version: &Version) -> Option<StatementId> {
        let covers = |(above, _): &&(String, StatementId)| {
            above == address || (!above.is_empty() && super::provisions::is_beneath(address, above))
        };
        let place = |by: &StatementId| version.amended_by.iter().position(|change| change == by);
        self.paragraphs.iter().filter(covers).map(|(_, by)| *by).max_by_key(place)
    }
}
