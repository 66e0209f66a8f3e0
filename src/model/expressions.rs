//! Conditions and values with their names bound. Paragraph lists are expressions too, so that one walk serves all.

use super::provisions::{ProvisionId, Reach};
use super::vocabulary::{
    DecisionId, DefinedId, EnumerationId, FactId, FieldId, GroupId, RecordId, RegisterId, Type, UnitAtom, ValueId, ids,
};
use crate::source::Span;
use crate::value::{Date, Number, RoundingMode};

ids! {
    /// A variable of one provision: `for each` binds number 0, each list quantifier the next.
    VariableId,
}

/// The variables of a provision, each with its name and type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables(pub Vec<(String, Type)>);

/// An expression; `ty` is filled in by the `types` stage.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it is.
    pub span: Span,
}

impl Expr {
    /// An expression whose type is still to be found.
    pub fn new(kind: ExprKind, span: Span) -> Expr {
        Expr { kind, ty: Type::Unknown, span }
    }

    /// The fact (of no record) or field that a path names, by its number.
    pub fn names_cell(&self) -> Option<(Option<RecordId>, u32)> {
        match &self.kind {
            ExprKind::Fact(fact) => Some((None, fact.0)),
            ExprKind::Field(_, record, field) => Some((Some(*record), field.0)),
            _ => None,
        }
    }
}

/// A value written in the law.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// A number in base units.
    Number(Number),
    /// A day.
    Date(Date),
    /// A number of days.
    Days(i64),
    /// A number of months.
    Months(i64),
    /// An open name.
    Text(String),
    /// `yes` or `no`.
    YesNo(bool),
    /// A member of a list of values.
    Member(EnumerationId, u32),
}

/// The forms of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A value written in the law.
    Constant(Constant),
    /// A quantity: a number in base units and its dimension.
    Quantity(Number, Vec<(UnitAtom, i32)>),
    /// Words that only the expected type can settle; the `types` stage turns them into [`Constant::Member`].
    Words(String),
    /// `none`
    None,
    /// A variable of the provision.
    Variable(VariableId),
    /// A fact.
    Fact(FactId),
    /// A field of a record.
    Field(Box<Expr>, RecordId, FieldId),
    /// `item.tpp as given`: a fact or field, whatever it is deemed to be.
    AsGiven(Box<Expr>),
    /// A defined name, of an instance where it is defined `of` a record.
    Defined(DefinedId, Option<Box<Expr>>),
    /// A decision, of an instance where it is decided `of` a record.
    Decision(DecisionId, Option<Box<Expr>>),
    /// A value, or as it stood on a day.
    Value(ValueId, Option<Date>),
    /// So many working days, by the value that says which these are.
    WorkingDays(i64, ValueId),
    /// Which days are working days: what such a value is.
    Week(Box<Week>),
    /// The day whose law applies.
    On,
    /// `-x`
    Negate(Box<Expr>),
    /// `a + b`
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A date so many days or months before or after another.
    Offset {
        /// How many days or months.
        days: Box<Expr>,
        /// True for `after`.
        after: bool,
        /// From where.
        from: Box<Expr>,
    },
    /// Equality: `x is y`
    Equals(Box<Expr>, Box<Expr>),
    /// `x is none`
    IsNone(Box<Expr>),
    /// `x is at least y`, of numbers or ordered values.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `x is before y`, `x is on or after y`, of dates.
    CompareDates(Comparison, Box<Expr>, Box<Expr>),
    /// `x is at least 25 days before y`; false on the wrong side. `x is within 12 months before y` is at most that distance.
    Distance {
        /// How the distance compares.
        comparison: Comparison,
        /// The day tested.
        day: Box<Expr>,
        /// How many days or months.
        days: Box<Expr>,
        /// True for `after`.
        after: bool,
        /// The other day.
        from: Box<Expr>,
    },
    /// `x is in the calendar year of y`
    SameYear(Box<Expr>, Box<Expr>),
    /// `x in GROUP`, or as the group stood on a day.
    In(Box<Expr>, GroupId, Option<Date>),
    /// A set decision includes any of these elements.
    Includes {
        /// The decision.
        decision: DecisionId,
        /// The instance, where the decision is `of` a record.
        of: Option<Box<Expr>>,
        /// Nodes, with all beneath them.
        elements: Vec<ProvisionId>,
        /// Groups of provisions.
        groups: Vec<GroupId>,
    },
    /// `claims includes 740.8`: a set of provisions that is a fact.
    FactIncludes(FactId, Vec<ProvisionId>),
    /// `not x`
    Not(Box<Expr>),
    /// `a and b`
    And(Vec<Expr>),
    /// `a or b`
    Or(Vec<Expr>),
    /// `all of (1) … (2) …`
    List(Quantifier, Vec<Paragraph>),
    /// `any x in list where …`
    Quantified {
        /// How many elements must satisfy the body.
        quantifier: ListQuantifier,
        /// The variable.
        variable: VariableId,
        /// The list.
        list: Box<Expr>,
        /// The body; none: every element satisfies it.
        body: Option<Box<Expr>>,
    },
    /// `sum of (E for x in LIST where C)`
    Aggregate {
        /// What is done with the values.
        function: Aggregate,
        /// The value of an element; none for `count`.
        value: Option<Box<Expr>>,
        /// The variable.
        variable: VariableId,
        /// The list.
        list: Box<Expr>,
        /// Which elements count; none: all.
        body: Option<Box<Expr>>,
    },
    /// `the p in LIST with the greatest E where C`: one element of a list of records.
    Chosen(Box<Chosen>),
    /// `band touches X`; the `types` stage writes it out as comparisons of the ends.
    Related(Relation, Box<Expr>, Box<Beside>),
    /// A register, as the list of its entries.
    Register(RegisterId),
    /// An input of the function around: of a table, tiers or a scale.
    Input(u32),
    /// A function asked with these values.
    Call(DefinedId, Vec<Expr>),
    /// What a scale takes of an amount.
    Scale(Box<Scale>),
    /// `round X to 2 places half up`
    Round(Box<Expr>, Rounding),
    /// `ID applies`
    Applies(Reach),
    /// `paragraph (e)(1)`: the paragraph at this address of the same provision.
    Paragraph(String),
    /// Something in error, already reported.
    Error,
}

/// One element of a list: the one of the greatest, or the least, value.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// [`Aggregate::Greatest`] or [`Aggregate::Least`].
    pub function: Aggregate,
    /// What is compared.
    pub key: Expr,
    /// The variable.
    pub variable: VariableId,
    /// The list.
    pub list: Expr,
    /// Which elements count; none: all.
    pub body: Option<Expr>,
}

/// How a range stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Something lies in both.
    Touches,
    /// It holds all of the other.
    Covers,
    /// The other holds all of it.
    LiesWithin,
}

/// What a range is set beside.
#[derive(Clone, Debug)]
pub enum Beside {
    /// A range of the facts, or a single value.
    Value(Expr),
    /// A range written in the law; an end that is not stated is open.
    Bounds {
        /// The lower end.
        low: Option<Bound>,
        /// The upper end.
        high: Option<Bound>,
    },
}

/// An end of a range written in the law.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Where it is.
    pub at: Expr,
    /// True if it is in the range.
    pub included: bool,
    /// True where it is stated in the words for days: `after D`.
    pub of_days: bool,
}

/// Which days are working days: `Monday to Friday except HOLIDAYS from 2024-01-01 through 2026-12-31`.
#[derive(Clone, Debug)]
pub struct Week {
    /// Monday to Sunday: true for those on which people work.
    pub days: [bool; 7],
    /// The register of holidays, and its column of days.
    pub except: Option<(RegisterId, FieldId)>,
    /// The first and the last day of which the holidays are known.
    pub covers: (Date, Date),
}

/// The bands of a scale and the amount that lies in them.
#[derive(Clone, Debug)]
pub struct Scale {
    /// True where each rate is for the part within its band; false where the rate of the band in which the amount lies is for
    /// the whole.
    pub marginal: bool,
    /// The amount.
    pub amount: Expr,
    /// The bands, from the lowest. The last has no bound.
    pub bands: Vec<Band>,
}

/// A band of a scale.
#[derive(Clone, Debug)]
pub struct Band {
    /// Where it is said to begin, and whether that is in it. What `check` proves of it makes it needless for evaluation: a band
    /// begins where the one before ends.
    pub start: Option<(bool, Expr)>,
    /// Where it ends, and whether the end is in it; none for the last.
    pub bound: Option<(bool, Expr)>,
    /// Its rate.
    pub rate: Expr,
    /// Its line.
    pub span: Span,
}

/// How a value is rounded.
#[derive(Clone, Debug)]
pub struct Rounding {
    /// Which way.
    pub mode: RoundingMode,
    /// To what.
    pub to: RoundedTo,
}

/// What a value is rounded to.
#[derive(Clone, Debug)]
pub enum RoundedTo {
    /// So many decimal places of the base unit.
    Places(u32),
    /// Multiples of a number of the same unit.
    Multiples(Box<Expr>),
}

/// A labelled paragraph.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Its address within the provision: `(2)(i)`.
    pub address: String,
    /// Its condition; none for `reserved` and `omitted`.
    pub body: Option<Expr>,
    /// Where it stands.
    pub span: Span,
}

/// `+ - * / ^`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// At least; on or after.
    AtLeast,
    /// More than; after.
    MoreThan,
    /// At most; on or before.
    AtMost,
    /// Less than; before.
    LessThan,
    /// Exactly.
    Exactly,
}

impl Comparison {
    /// The same comparison with its sides exchanged.
    pub fn turned(self) -> Comparison {
        match self {
            Comparison::AtLeast => Comparison::AtMost,
            Comparison::MoreThan => Comparison::LessThan,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::LessThan => Comparison::MoreThan,
            Comparison::Exactly => Comparison::Exactly,
        }
    }

    /// Whether an ordering satisfies the comparison.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Comparison::AtLeast => ordering.is_ge(),
            Comparison::MoreThan => ordering.is_gt(),
            Comparison::AtMost => ordering.is_le(),
            Comparison::LessThan => ordering.is_lt(),
            Comparison::Exactly => ordering.is_eq(),
        }
    }
}

/// How many paragraphs must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// All of them.
    AllOf,
    /// At least one.
    AnyOf,
    /// None of them.
    NoneOf,
    /// Exactly one.
    ExactlyOneOf,
    /// At least so many.
    AtLeast(u32),
}

/// What is calculated over a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// `sum of`
    Sum,
    /// `count of`
    Count,
    /// `least of`
    Least,
    /// `greatest of`
    Greatest,
}

/// How many elements of a list must satisfy the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListQuantifier {
    /// At least one.
    Any,
    /// All, and there is at least one.
    EveryAtLeastOne,
    /// All, if there are any.
    EveryEvenIfNone,
    /// None.
    No,
}
