//! Consolidated text → plan: slots and flat operations.
//!
//! - *takes* the model and the text of one track on one day
//! - *gives* the [`Plan`]: one flat array of operations, provisions that point at each other by number, decisions with
//!   those who may conclude them
//! - *forgets* names, dates of instruments, versions not in force, groups as text (they are sets now)
//! - *keeps* text order, paragraph addresses, and for each provision the statement that wrote it
//! - *reports* `plan/…`: circles of provisions, names defined twice on one day
//!
//! INVARIANT: the graph of provisions and decisions is free of circles and bounded in depth, so evaluation ends (S9).

mod compile;
mod deemed;
mod error;
mod order;
pub mod rows;
pub mod slots;
mod words;

use std::collections::HashSet;

pub use compile::{check, compile};
pub use order::children;
// What evaluation needs of the model: numbers that stand for names, and the operators.
pub use crate::model::{
    Aggregate, Arithmetic, Comparison, DecisionId, DefinedId, ListQuantifier, ProvisionId, Quantifier, RecordId,
};
use crate::model::{Constant, StatementId, Type, Version};
use crate::source::Span;
pub use crate::value::RoundingMode;
use crate::value::{Date, Number, WorkingWeek};

/// An operation: index into [`Plan::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(pub u32);

/// A provision in force: index into [`Plan::provisions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProvisionIx(pub u32);

/// A known value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Datum {
    /// `yes` or `no`.
    YesNo(bool),
    /// A number in base units.
    Number(Number),
    /// A day.
    Date(Date),
    /// A number of days.
    Days(i64),
    /// A number of months.
    Months(i64),
    /// A number of working days, and which these are.
    WorkingDays(i64, std::sync::Arc<WorkingWeek>),
    /// A member of its type's list of values.
    Member(u32),
    /// An open name.
    Text(std::sync::Arc<str>),
    /// A record instance.
    Record(slots::InstanceId),
}

impl Datum {
    /// The order of two values of one kind that has an order.
    pub fn order(&self, other: &Datum) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Datum::Number(a), Datum::Number(b)) => Some(a.cmp(b)),
            (Datum::Date(a), Datum::Date(b)) => Some(a.cmp(b)),
            (Datum::Months(a), Datum::Months(b)) => Some(a.cmp(b)),
            (Datum::Days(a), Datum::Days(b)) => Some(a.cmp(b)),
            (Datum::Member(a), Datum::Member(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// A value written in the law, as it is evaluated.
fn datum(constant: &Constant) -> Datum {
    match constant {
        Constant::Number(n) => Datum::Number(n.clone()),
        Constant::Date(d) => Datum::Date(*d),
        Constant::Days(n) => Datum::Days(*n),
        Constant::Months(n) => Datum::Months(*n),
        Constant::Text(t) => Datum::Text(t.as_str().into()),
        Constant::YesNo(b) => Datum::YesNo(*b),
        Constant::Member(_, m) => Datum::Member(*m),
    }
}

/// One operation and the place it was written at.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it does.
    pub op: Op,
    /// Where it stands in the rule file.
    pub span: Span,
}

/// A set a value may be in.
#[derive(Clone, Debug)]
pub enum Membership {
    /// Members of a list of values, one bit each.
    Members(Vec<u64>),
    /// Open names.
    Texts(indexmap::IndexSet<std::sync::Arc<str>>),
    /// The group is not in force that day: the law says nothing (S7).
    NotInForce,
}

impl Membership {
    /// True if a value is in the set.
    pub fn contains(&self, datum: &Datum) -> bool {
        match (self, datum) {
            (Membership::Members(bits), Datum::Member(member)) => has_bit(bits, *member),
            (Membership::Texts(texts), Datum::Text(text)) => texts.contains(text),
            _ => false,
        }
    }
}

/// True if a member is among those that have a bit each.
pub fn has_bit(bits: &[u64], member: u32) -> bool {
    bits.get(member as usize / 64).is_some_and(|word| word >> (member % 64) & 1 == 1)
}

/// The operations. Children stand before their parents in [`Plan::nodes`].
#[derive(Clone, Debug)]
pub enum Op {
    // ---- values
    /// A value written in the law.
    Constant(Datum),
    /// A variable of the frame.
    Variable(u32),
    /// A fact: a cell of the matter.
    Fact(u32),
    /// A cell of a record instance.
    Field(NodeId, u32),
    /// A fact or field that rules may deem to be something (S12).
    Deemed {
        /// The fact or field as given.
        given: NodeId,
        /// By which conclusions: index into [`Plan::deemed`].
        by: u32,
    },
    /// A defined name, of an instance where it is defined of a record; `by` is the definition in force.
    Defined {
        /// The name, for stipulations.
        name: DefinedId,
        /// The definition.
        by: ProvisionIx,
        /// The instance.
        of: Option<NodeId>,
    },
    /// A single-valued decision.
    Decision(DecisionId, Option<NodeId>),
    /// The day whose law applies.
    On,
    /// `-x`
    Negate(NodeId),
    /// `a + b`
    Arithmetic(Arithmetic, NodeId, NodeId),
    /// A date some days or months before or after another.
    Offset {
        /// How many days or months.
        days: NodeId,
        /// True for after.
        after: bool,
        /// From where.
        from: NodeId,
    },
    /// `sum of (E for x in list where …)`
    Aggregate(Aggregated),
    /// What is read of one element of a list: of the one with the greatest (or least) value. Where several have it, what is read of
    /// all of them; where that differs it is undefined.
    Chosen(Chosen),
    /// None, written in the law.
    None,
    /// What is asked of an entry of a register.
    Entry {
        /// The register.
        by: ProvisionIx,
        /// The entry's address: ` row 2`.
        row: String,
        /// What is asked.
        body: NodeId,
    },
    /// A function asked with values.
    Call(Call),
    /// What a scale takes of an amount.
    Scale(Scale),
    /// A value rounded to a multiple of a number.
    Round {
        /// The value.
        value: NodeId,
        /// The number.
        of: Number,
        /// Which way.
        mode: RoundingMode,
    },
    /// One of two values, by a condition that chooses between versions of a text; where it is not settled, the value both give.
    Choose {
        /// The condition.
        when: NodeId,
        /// The value where it holds.
        then: NodeId,
        /// The value where it does not.
        otherwise: NodeId,
    },
    /// The transactions of an act are met: a condition with variables of its own.
    Guard {
        /// The condition.
        when: NodeId,
        /// How many variables it uses.
        variables: u32,
    },
    /// It is uncertain whether the text is in force, says this statement.
    Uncertain(StatementId),
    /// The law says nothing here: a name, value or group that no provision in force gives.
    Silent,

    // ---- conditions
    /// A yes/no value as a condition.
    Holds(NodeId),
    /// Equality.
    Equals(NodeId, NodeId),
    /// `x is none`
    IsNone(NodeId),
    /// Numbers, days, ordered values.
    Compare(Comparison, NodeId, NodeId),
    /// `day is … days before/after from`
    Distance {
        /// How the distance compares.
        comparison: Comparison,
        /// The day tested.
        day: NodeId,
        /// How many days or months.
        days: NodeId,
        /// True for after.
        after: bool,
        /// The other day.
        from: NodeId,
    },
    /// `day is in the calendar year of other`
    SameYear(NodeId, NodeId),
    /// `x in GROUP`: index into [`Plan::sets`].
    In(NodeId, u32),
    /// A set decision includes an element that one of these rules concludes.
    Includes {
        /// The decision.
        decision: DecisionId,
        /// The instance.
        of: Option<NodeId>,
        /// The rules.
        concluded_by: Vec<ProvisionIx>,
    },
    /// A fact that is a set of provisions includes one of these nodes, or one above: cell of the matter.
    FactIncludes(u32, Vec<ProvisionId>),
    /// `not x`
    Not(NodeId),
    /// `a and b`
    And(Vec<NodeId>),
    /// `a or b`
    Or(Vec<NodeId>),
    /// Labelled paragraphs.
    List(Quantifier, Vec<Paragraph>),
    /// `any x in list where …`
    Quantified {
        /// How many.
        quantifier: ListQuantifier,
        /// The variable.
        variable: u32,
        /// The record that an element is, if it is one.
        of: Option<RecordId>,
        /// The list.
        list: NodeId,
        /// The body.
        body: Option<NodeId>,
    },
    /// Any of these provisions applies (S9).
    Applies(Vec<ProvisionIx>),
}

/// A function asked with values: its cases, written out for them.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function.
    pub by: ProvisionIx,
    /// The values.
    pub arguments: Vec<NodeId>,
    /// Its cases; what they read of its inputs is the values.
    pub cases: Cases,
    /// The address of each case: ` row 2`; empty where it has none.
    pub rows: Vec<String>,
    /// The address of what takes the rest: `otherwise`, ` tier 2`.
    pub otherwise: String,
}

/// The bands of a scale and the amount that lies in them.
#[derive(Clone, Debug)]
pub struct Scale {
    /// True where each rate is for the part within its band; false where one rate is for the whole.
    pub marginal: bool,
    /// The amount.
    pub amount: NodeId,
    /// The bands, from the lowest; the last has no bound.
    pub bands: Vec<Band>,
}

/// A band of a scale.
#[derive(Clone, Debug)]
pub struct Band {
    /// Where it ends, and whether the end is in it.
    pub bound: Option<(bool, NodeId)>,
    /// Its rate.
    pub rate: NodeId,
    /// Its line.
    pub span: Span,
}

/// A calculation over a list.
#[derive(Clone, Copy, Debug)]
pub struct Aggregated {
    /// What is done with the values.
    pub function: Aggregate,
    /// The value of an element; none for `count`.
    pub value: Option<NodeId>,
    /// The variable.
    pub variable: u32,
    /// The list.
    pub list: NodeId,
    /// The record its elements are; none where they are plain values.
    pub of: Option<RecordId>,
    /// Which elements count; none: all.
    pub body: Option<NodeId>,
}

/// One element of a list, and what is read of it.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    /// The list, what is compared, and which elements count.
    pub among: Aggregated,
    /// What is read; the element is the variable.
    pub read: NodeId,
}

/// What is known of a cell, or of the elements of its list, before it is given: that it holds a number, a day or a period,
/// never none (S15).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    /// The stated lower bound of a number, and whether the bound itself is allowed.
    pub lower: Option<(Number, bool)>,
    /// Of an end of a range: the cell of the other end, and whether that is the upper one.
    pub other_end: Option<(u32, bool)>,
}

/// A paragraph of a list.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Its address: `(2)(i)`.
    pub address: String,
    /// Its condition; none for `reserved` and `omitted`.
    pub node: Option<NodeId>,
}

/// What a provision in force is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rule.
    Rule,
    /// An exemption; elective where somebody must claim it.
    Exemption {
        /// True with `if claimed`.
        elective: bool,
    },
    /// A limit on exemptions.
    Limit,
    /// A definition.
    Define,
    /// A register.
    Register,
    /// A default.
    Default,
}

/// A provision in force.
#[derive(Clone, Debug)]
pub struct Provision {
    /// Its id.
    pub id: ProvisionId,
    /// The statements its words come from.
    pub version: Version,
    /// First day it is law.
    pub in_force_from: Date,
    /// First day it is enforced; where it is not enforced that day, the day on which it will be, if any.
    pub enforced_from: Option<Date>,
    /// Where it was away for a time and is back: since when.
    pub again_from: Option<Date>,
    /// What it is.
    pub kind: Kind,
    /// The record it runs on.
    pub instance: Option<RecordId>,
    /// Its condition; none: it holds.
    pub condition: Option<NodeId>,
    /// The name a definition defines.
    pub defines: Option<DefinedId>,
    /// The cases of a definition.
    pub cases: Cases,
    /// Of a definition that spreads: what makes it hold of an instance, in which the definition is read of others (S14).
    pub spreads: Option<NodeId>,
    /// What it concludes.
    pub conclusions: Vec<Conclusion>,
    /// Exemptions that reach it (rules).
    pub relieved_by: Vec<ProvisionIx>,
    /// Limits that reach it (exemptions and limits).
    pub limited_by: Vec<ProvisionIx>,
    /// Rules that override it.
    pub overridden_by: Vec<ProvisionIx>,
    /// How many variables its expressions use.
    pub variables: u32,
}

impl Provision {
    /// True for a table, tiers or a scale, which has no value by itself.
    pub fn is_function(&self) -> bool {
        self.kind == Kind::Define && self.cases.cases.is_empty() && self.cases.otherwise.is_none()
    }
}

/// Values in order of their conditions.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// Condition (none: always) and value.
    pub cases: Vec<(Option<NodeId>, NodeId)>,
    /// The value when no case holds.
    pub otherwise: Option<NodeId>,
    /// True where one of them always holds: the rows of a function are tried over all values of its inputs.
    pub complete: bool,
}

impl Cases {
    /// Where its operations begin: each condition and each value.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> + '_ {
        let cases = self.cases.iter().flat_map(|(when, value)| when.iter().copied().chain(std::iter::once(*value)));
        cases.chain(self.otherwise)
    }
}

/// A conclusion of a rule or exemption.
#[derive(Clone, Debug)]
pub enum Conclusion {
    /// A single-valued decision.
    Is(DecisionId, Cases),
    /// A decision left to a person.
    Discretion(DecisionId),
    /// Elements of a set decision.
    Includes(DecisionId, Vec<ProvisionId>),
    /// A duty or prohibition: its date and condition; its words stay with the statement.
    Duty {
        /// The deadline or first free day.
        date: Option<NodeId>,
        /// When it binds.
        when: Option<NodeId>,
    },
    /// A fact or field is read as if it were so.
    Deem {
        /// The fact or field as given.
        place: NodeId,
        /// What it is deemed to be.
        value: NodeId,
    },
}

/// A conclusion that deems a fact or field: the rule, and the number of the conclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Deeming {
    /// The rule.
    pub rule: ProvisionIx,
    /// Which of its conclusions.
    pub conclusion: u32,
}

impl Conclusion {
    /// The decision concluded on.
    pub fn decision(&self) -> Option<DecisionId> {
        match self {
            Conclusion::Is(id, _) | Conclusion::Discretion(id) | Conclusion::Includes(id, _) => Some(*id),
            Conclusion::Duty { .. } | Conclusion::Deem { .. } => None,
        }
    }
}

/// A decision and those who may conclude it.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The record it is decided for.
    pub of: Option<RecordId>,
    /// True for a set.
    pub is_set: bool,
    /// Rules and the number of their conclusion, in text order.
    pub concluded_by: Vec<(ProvisionIx, u32)>,
    /// The default in force.
    pub default: Option<(ProvisionIx, NodeId)>,
    /// Where it is decided of a record: the cell of the matter that holds the only fact of that record, if there is
    /// exactly one.
    pub only_fact: Option<u32>,
}

/// A cell that holds a list or a record.
#[derive(Clone, Debug)]
pub struct ListCell {
    /// The cell, counted from the first of its instance.
    pub offset: u32,
    /// The records its values are or contain, to any depth.
    pub holds: Vec<RecordId>,
}

/// The law of one day and track, ready to evaluate.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The operations, children first.
    pub nodes: Vec<Node>,
    /// The provisions in force, in text order.
    pub provisions: Vec<Provision>,
    /// The decisions, by [`DecisionId`].
    pub decisions: Vec<Decision>,
    /// The sets that `in` asks about.
    pub sets: Vec<Membership>,
    /// For each set: the statements that state its group and change its members, none where it is not in force.
    pub set_statements: Vec<Vec<StatementId>>,
    /// The exemptions somebody may elect, in text order.
    pub options: Vec<ProvisionIx>,
    /// The cell of the built-in fact `claims`.
    pub claims: u32,
    /// For each defined name, in the order of [`DefinedId`]: the versions of its unscoped definition in force, and what chooses each.
    pub definitions: Vec<Vec<(ProvisionIx, Option<NodeId>)>>,
    /// For each defined name: true if a definition is in force, scoped or not.
    pub in_force: Vec<bool>,
    /// Ids that are not encoded and that some provision asks about: they never apply.
    pub elsewhere: Vec<ProvisionId>,
    /// For each defined name: its stipulation's cell, counted from the first cell of its instance.
    pub stipulations: Vec<u32>,
    /// For each fact (of no record) and field that some rule deems to be something: the conclusions that do, in text order.
    pub deemed: indexmap::IndexMap<(Option<RecordId>, u32), Vec<Deeming>>,
    /// For each record: the cell of its name, by which instances are told apart.
    pub names: Vec<Option<u32>>,
    /// The cells that hold lists and records: of the matter first, then of each record.
    pub lists: Vec<Vec<ListCell>>,
    /// For each cell of the matter, then of each record: what is known of it before it is given.
    pub floors: Vec<Vec<Option<Floor>>>,
    /// For each calculation: the type of its value, for explanations.
    pub calculated: indexmap::IndexMap<NodeId, Type>,
    /// For each provision of the tree, the node above: what a claim of a node covers.
    pub parents: Vec<Option<ProvisionId>>,
}

impl Plan {
    /// The operation with this number.
    pub fn op(&self, id: NodeId) -> &Op {
        &self.nodes[id.0 as usize].op
    }

    /// The statements that make it uncertain whether a text is in force which a provision, itself, is or asks.
    pub fn doubts(&self, provision: &Provision) -> Vec<StatementId> {
        let of_conclusions = provision.conclusions.iter().flat_map(|conclusion| match conclusion {
            Conclusion::Is(_, cases) => cases.roots().collect(),
            _ => Vec::new(),
        });
        let mut next: Vec<NodeId> =
            provision.condition.into_iter().chain(provision.cases.roots()).chain(of_conclusions).collect();
        let (mut seen, mut found) = (HashSet::new(), Vec::new());
        while let Some(node) = next.pop() {
            match self.op(node) {
                Op::Uncertain(by) => found.push(*by),
                op if seen.insert(node) => children(op, &mut |child| next.push(child)),
                _ => {}
            }
        }
        found
    }

    /// The provision with this number.
    pub fn provision(&self, ix: ProvisionIx) -> &Provision {
        &self.provisions[ix.0 as usize]
    }

    /// The decision with this number.
    pub fn decision(&self, id: DecisionId) -> &Decision {
        &self.decisions[id.ix()]
    }

    /// The cells of an instance that hold lists and records.
    pub fn list_cells(&self, record: Option<RecordId>) -> &[ListCell] {
        self.lists.get(record.map_or(0, |r| r.ix() + 1)).map_or(&[], Vec::as_slice)
    }

    /// True where an exemption from the rule rebuts what it deems.
    pub fn is_rebuttable(&self, by: Deeming) -> bool {
        !self.provision(by.rule).relieved_by.is_empty()
    }

    /// What is known of a cell before it is given; nothing of what is no number, day or period, or may be none.
    pub fn floor(&self, record: Option<RecordId>, offset: u32) -> Option<&Floor> {
        self.floors.get(record.map_or(0, |r| r.ix() + 1))?.get(offset as usize)?.as_ref()
    }

    /// True if `node` is `above` or beneath it.
    pub fn is_within(&self, node: ProvisionId, above: ProvisionId) -> bool {
        let mut at = Some(node);
        while let Some(id) = at {
            if id == above {
                return true;
            }
            at = self.parents.get(id.ix()).copied().flatten();
        }
        false
    }
}
