//! The words rules may use: records, facts, decisions, values, units. Timeless: provisions change, words do not.

use indexmap::IndexMap;

use super::Titles;
use super::expressions::Expr;
use super::provisions::ProvisionId;
use super::statements::HitPolicy;
use crate::source::Span;
use crate::value::Number;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The number as an index.
            pub fn ix(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}
pub(crate) use ids;

ids! {
    /// A record: index into [`Vocabulary::records`].
    RecordId,
    /// A field of a record: index into [`Record::fields`].
    FieldId,
    /// A fact or question: index into [`Vocabulary::facts`].
    FactId,
    /// A decision: index into [`Vocabulary::decisions`].
    DecisionId,
    /// A list of values: index into [`Vocabulary::enumerations`].
    EnumerationId,
    /// A unit that is not derived from another: index into [`Vocabulary::atoms`].
    UnitAtom,
    /// A name some provision defines: index into [`Vocabulary::defined`].
    DefinedId,
    /// A group: index into [`Vocabulary::groups`].
    GroupId,
    /// A value: index into [`Vocabulary::values`].
    ValueId,
    /// A register: index into [`Vocabulary::registers`].
    RegisterId,
}

/// All declared words.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Records by name.
    pub records: IndexMap<String, Record>,
    /// Facts and questions by name; the built-in `claims` is the last.
    pub facts: IndexMap<String, Fact>,
    /// Decisions by name.
    pub decisions: IndexMap<String, Decision>,
    /// Lists of values: those written in place (`a | b`) and those of `identity` declarations.
    pub enumerations: Vec<Enumeration>,
    /// Identities with members, by name.
    pub identities: IndexMap<String, Type>,
    /// Units by symbol.
    pub units: IndexMap<String, Unit>,
    /// Base units by symbol.
    pub atoms: Vec<String>,
    /// Names that provisions define, over all dates.
    pub defined: Vec<Defined>,
    /// Groups by name, over all dates.
    pub groups: IndexMap<String, GroupName>,
    /// Values by name, over all dates.
    pub values: IndexMap<String, ValueName>,
    /// Registers by name, over all dates.
    pub registers: IndexMap<String, RegisterName>,
    /// Tables whose rows are rules, by the id of the table, over all dates.
    pub rule_tables: IndexMap<ProvisionId, RuleTable>,
    /// Which table each such rule is a row of.
    pub rows: IndexMap<ProvisionId, ProvisionId>,
}

/// A record and its fields.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its name.
    pub name: String,
    /// The word that stands for its instance inside `for each`: `item` for `Item`.
    pub variable: String,
    /// Fields by name.
    pub fields: IndexMap<String, Field>,
    /// True for what `range of T` declares: its fields are the ends [`FROM`] and [`TO`], both in it, the first not above the
    /// second. An end that is not given is not known, as any field is.
    pub is_range: bool,
    /// What it is.
    pub doc: Titles,
    /// Where it is declared.
    pub span: Span,
}

/// The field that is the lower end of a range.
pub const FROM: FieldId = FieldId(0);
/// The field that is the upper end of a range.
pub const TO: FieldId = FieldId(1);

impl Record {
    /// The field by which its instances are told apart: `name`, else its first open name.
    pub fn name_field(&self) -> Option<u32> {
        let is_text = |(name, f): (&String, &Field)| (*f.ty.required() == Type::Text).then(|| name == "name");
        let fields: Vec<Option<bool>> = self.fields.iter().map(is_text).collect();
        let named = fields.iter().position(|f| *f == Some(true));
        named.or_else(|| fields.iter().position(Option::is_some)).map(|ix| ix as u32)
    }
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its type.
    pub ty: Type,
    /// A stated lower bound, and whether the bound itself is allowed; in base units.
    pub lower: Option<(Number, bool)>,
    /// True where the record, or each record of the list, is given by its name: `Party by name`.
    pub by_name: bool,
    /// What it is.
    pub doc: Titles,
    /// Where it is declared.
    pub span: Span,
}

/// A fact, or a question put to counsel.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its type.
    pub ty: Type,
    /// A stated lower bound, and whether the bound itself is allowed; in base units.
    pub lower: Option<(Number, bool)>,
    /// True where the record, or each record of the list, is given by its name: `Party by name`.
    pub by_name: bool,
    /// True for a `question`.
    pub question: bool,
    /// What it is.
    pub doc: Titles,
    /// Where it is declared.
    pub span: Span,
}

/// The name of the built-in fact that lists the exemptions somebody elects (S11).
pub const CLAIMS: &str = "claims";

/// A decision variable.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its name.
    pub name: String,
    /// The record it is decided for; none: once for the matter.
    pub of: Option<RecordId>,
    /// The type of its value; a set-valued decision has [`Type::Set`] of [`Type::Provision`].
    pub ty: Type,
    /// What it is.
    pub doc: Titles,
    /// Where it is declared.
    pub span: Span,
}

impl Decision {
    /// True for a set-valued decision.
    pub fn is_set(&self) -> bool {
        matches!(self.ty, Type::Set(_))
    }
}

/// A list of values.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// The name of the identity, if it is one.
    pub name: Option<String>,
    /// Members by code or words.
    pub members: IndexMap<String, Titles>,
    /// True where the order of the members means something, least first.
    pub ordered: bool,
}

impl Enumeration {
    /// The number of the member written so: by its code or words, or by its name in any language.
    pub fn find(&self, text: &str) -> Option<u32> {
        let by_code = self.members.get_index_of(text);
        by_code
            .or_else(|| self.members.values().position(|titles| titles.0.iter().any(|(_, name)| name == text)))
            .map(|ix| ix as u32)
    }

    /// The code or words of a member.
    pub fn code(&self, member: u32) -> &str {
        self.members.get_index(member as usize).map_or("", |(code, _)| code)
    }
}

/// A unit: so many of a product of base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// How it is written.
    pub name: String,
    /// How many base units one of it is, exactly.
    pub factor: Number,
    /// The base units and their powers, sorted, no power zero. Empty for a plain number.
    pub dimension: Dimension,
}

/// A product of powers of base units.
pub type Dimension = Vec<(UnitAtom, i32)>;

impl Unit {
    /// The unit of plain numbers.
    pub fn none() -> Unit {
        Unit { name: String::new(), factor: Number::from(1), dimension: Vec::new() }
    }
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `yes/no`, and every condition.
    YesNo,
    /// A number in a unit; money is a number in its currency, a percentage a plain number.
    Number(Unit),
    /// A day.
    Date,
    /// A number of days.
    Days,
    /// A number of months; no fact is of this type, because a month has no fixed length.
    Months,
    /// Which days are working days, and so many of them; no fact is of this type.
    WorkingDays,
    /// An open name or text, compared as spelled.
    Text,
    /// One of a list of values.
    Enumeration(EnumerationId),
    /// A provision.
    Provision,
    /// A record.
    Record(RecordId),
    /// A list.
    List(Box<Type>),
    /// A set.
    Set(Box<Type>),
    /// May be `none`.
    Optional(Box<Type>),
    /// Not known because of an error already reported: agrees with everything.
    Unknown,
}

impl Type {
    /// The type without `optional`.
    pub fn required(&self) -> &Type {
        match self {
            Type::Optional(inner) => inner,
            other => other,
        }
    }
}

/// A name that provisions define: `nac_item`, `d5m_based of Party`.
#[derive(Clone, Debug)]
pub struct Defined {
    /// The name.
    pub name: String,
    /// `of Party`
    pub of: Option<RecordId>,
    /// The inputs it is asked with, where it is a table, tiers or a scale.
    pub inputs: Vec<Input>,
    /// The type of its value; the `types` stage fills it in.
    pub ty: Type,
    /// Where it is first defined.
    pub span: Span,
}

impl Defined {
    /// True where it must be asked with values: no fact can stand in its place.
    pub fn is_function(&self) -> bool {
        !self.inputs.is_empty()
    }
}

/// An input of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// A register over all dates.
#[derive(Clone, Debug)]
pub struct RegisterName {
    /// The record its entries are.
    pub of: RecordId,
    /// The provision that states it.
    pub node: ProvisionId,
    /// Where it is first declared.
    pub span: Span,
}

/// A table whose rows are rules.
#[derive(Clone, Debug)]
pub struct RuleTable {
    /// How many of its columns say which row governs: the first paragraphs of each rule's condition.
    pub governs: usize,
    /// How the rows share out the cases.
    pub policy: HitPolicy,
    /// The headings of those columns.
    pub headings: Vec<String>,
}

/// A group over all dates.
#[derive(Clone, Debug)]
pub struct GroupName {
    /// The type of its members.
    pub of: Type,
    /// Where it is first declared.
    pub span: Span,
}

/// A value over all dates.
#[derive(Clone, Debug)]
pub struct ValueName {
    /// Its type; the `types` stage fills it in.
    pub ty: Type,
    /// Where it is first declared.
    pub span: Span,
}

impl Vocabulary {
    /// All that is declared, written out in its order, but not where: vocabularies that are written alike mean the same. As a text, since
    /// maps compare without their order, and ids are places in it.
    pub fn without_places(&self) -> String {
        let mut all = self.clone();
        let Vocabulary { records, facts, decisions, defined, groups, values, registers, .. } = &mut all;
        for record in records.values_mut() {
            record.span = Span::default();
            record.fields.values_mut().for_each(|field| field.span = Span::default());
        }
        facts.values_mut().for_each(|fact| fact.span = Span::default());
        decisions.values_mut().for_each(|decision| decision.span = Span::default());
        defined.iter_mut().for_each(|defined| defined.span = Span::default());
        groups.values_mut().for_each(|group| group.span = Span::default());
        values.values_mut().for_each(|value| value.span = Span::default());
        registers.values_mut().for_each(|register| register.span = Span::default());
        format!("{all:?}")
    }

    /// The records that values of a type are or contain, to any depth.
    pub fn records_in(&self, ty: &Type) -> Vec<RecordId> {
        let (mut found, mut open) = (Vec::new(), vec![ty]);
        while let Some(ty) = open.pop() {
            match ty {
                Type::List(inner) | Type::Set(inner) | Type::Optional(inner) => open.push(inner),
                Type::Record(id) if !found.contains(id) => {
                    found.push(*id);
                    open.extend(self.record(*id).fields.values().map(|f| &f.ty));
                }
                _ => {}
            }
        }
        found
    }

    /// The record with this number.
    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id.ix()]
    }

    /// The decision with this number.
    pub fn decision(&self, id: DecisionId) -> &Decision {
        &self.decisions[id.ix()]
    }

    /// The fact with this number and its name.
    pub fn fact(&self, id: FactId) -> (&str, &Fact) {
        let (name, fact) = self.facts.get_index(id.ix()).expect("FactId comes from this vocabulary");
        (name, fact)
    }

    /// The type of the fact or field that a path names, and the lower bound that its declaration states.
    pub fn declared(&self, path: &Expr) -> Option<(&Type, Option<&(Number, bool)>)> {
        match path.names_cell()? {
            (None, fact) => self.facts.get_index(fact as usize).map(|(_, f)| (&f.ty, f.lower.as_ref())),
            (Some(record), field) => {
                self.record(record).fields.get_index(field as usize).map(|(_, f)| (&f.ty, f.lower.as_ref()))
            }
        }
    }

    /// The type of both ends, where a type is a range.
    pub fn ends_of(&self, ty: &Type) -> Option<(RecordId, &Field)> {
        let Type::Record(id) = ty.required() else { return None };
        let record = self.records.get_index(id.ix()).map(|(_, record)| record).filter(|record| record.is_range)?;
        record.fields.values().next().map(|end| (*id, end))
    }

    /// The number of the built-in fact `claims`.
    pub fn claims(&self) -> Option<FactId> {
        self.facts.get_index_of(CLAIMS).map(|ix| FactId(ix as u32))
    }

    /// The fact that is such a record, where there is exactly one.
    pub fn only_fact_of(&self, record: RecordId) -> Option<FactId> {
        let mut of = self.facts.values().enumerate().filter(|(_, f)| *f.ty.required() == Type::Record(record));
        match (of.next(), of.next()) {
            (Some((ix, _)), None) => Some(FactId(ix as u32)),
            _ => None,
        }
    }

    /// The table, tiers or scale with this name.
    pub fn find_function(&self, name: &str) -> Option<DefinedId> {
        self.defined.iter().position(|d| d.name == name && d.is_function()).map(|ix| DefinedId(ix as u32))
    }

    /// The defined name with this spelling, of this record or of none.
    pub fn find_defined(&self, name: &str, of: Option<RecordId>) -> Option<DefinedId> {
        self.defined.iter().position(|d| d.name == name && d.of == of).map(|ix| DefinedId(ix as u32))
    }

    /// A type in the author's words.
    pub fn describe(&self, ty: &Type) -> String {
        match ty {
            Type::YesNo => "yes/no".into(),
            Type::Number(unit) if unit.dimension.is_empty() => "a number".into(),
            Type::Number(unit) => format!("a number in {}", self.describe_dimension(&unit.dimension)),
            Type::Date => "a date".into(),
            Type::Days => "a number of days".into(),
            Type::Months => "a number of months".into(),
            Type::WorkingDays => "working days".into(),
            Type::Text => "a name".into(),
            Type::Enumeration(id) => self.describe_enumeration(*id),
            Type::Provision => "a provision".into(),
            Type::Record(id) if self.record(*id).is_range => format!("a {}", self.record(*id).name),
            Type::Record(id) => self.record(*id).name.clone(),
            Type::List(inner) => format!("a list of {}", self.describe(inner).trim_start_matches("a ")),
            Type::Set(inner) => format!("a set of {}s", self.describe(inner).trim_start_matches("a ")),
            Type::Optional(inner) => format!("{} or none", self.describe(inner)),
            Type::Unknown => "something".into(),
        }
    }

    fn describe_enumeration(&self, id: EnumerationId) -> String {
        let enumeration = &self.enumerations[id.ix()];
        match &enumeration.name {
            Some(name) => format!("a {name}"),
            None => {
                let words: Vec<&str> = enumeration.members.keys().map(String::as_str).collect();
                format!("one of `{}`", words.join("`, `"))
            }
        }
    }

    /// A product of units as it is written: `GB/s/mm2`.
    pub fn describe_dimension(&self, dimension: &Dimension) -> String {
        let part = |(atom, power): &(UnitAtom, i32)| {
            let name = &self.atoms[atom.ix()];
            if power.abs() == 1 { name.clone() } else { format!("{name}^{}", power.abs()) }
        };
        let above: Vec<String> = dimension.iter().filter(|(_, p)| *p > 0).map(part).collect();
        let below: Vec<String> = dimension.iter().filter(|(_, p)| *p < 0).map(part).collect();
        let above = if above.is_empty() { "1".to_string() } else { above.join(" ") };
        std::iter::once(above).chain(below).collect::<Vec<_>>().join("/")
    }
}

impl Vocabulary {
    /// A unit by its symbol: declared, or a quotient `a/b` of such, the longest declared name first.
    pub fn find_unit(&self, name: &str) -> Option<Unit> {
        if name == "%" {
            return Some(Unit { name: "%".into(), factor: Number::scaled(1, 2), dimension: Dimension::new() });
        }
        if let Some(unit) = self.units.get(name) {
            return Some(unit.clone());
        }
        let (above, below) = name.rsplit_once('/')?;
        let (above, below) = (self.find_unit(above)?, self.find_unit(below)?);
        let dimension = multiply_dimensions(&above.dimension, &below.dimension, -1);
        Some(Unit { name: name.to_string(), factor: above.factor.div(&below.factor)?, dimension })
    }
}

/// `a * b^power`, sorted, without powers of zero.
pub fn multiply_dimensions(a: &Dimension, b: &Dimension, power: i32) -> Dimension {
    let mut all: std::collections::BTreeMap<UnitAtom, i32> = a.iter().copied().collect();
    for (atom, exponent) in b {
        *all.entry(*atom).or_insert(0) += exponent * power;
    }
    all.into_iter().filter(|(_, exponent)| *exponent != 0).collect()
}
