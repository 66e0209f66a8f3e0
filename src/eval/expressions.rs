//! Operations: values are read, conditions are settled.

use std::cmp::Ordering;

use super::{Evaluator, Frame, Mode, Status};
use crate::plan::slots::{Cell, InstanceId, MATTER, Supposed};
use crate::plan::{
    Arithmetic, Cases, Comparison, Datum, DefinedId, ListQuantifier, Membership, NodeId, Op, Paragraph, ProvisionId,
    ProvisionIx, Quantifier, RecordId, has_bit,
};
use crate::value::{Causes, Date, Number, Truth};

/// What reading a value gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The value.
    Known(Datum),
    /// None.
    None,
    /// Not settled, and why.
    Undetermined(Causes),
}

impl Reading {
    pub(super) const MISSING: Reading = Reading::Undetermined(Causes::MISSING);
    pub(super) const UNDEFINED: Reading = Reading::Undetermined(Causes::UNDEFINED);

    pub(super) fn of(truth: Truth) -> Reading {
        match truth {
            Truth::True => Reading::Known(Datum::YesNo(true)),
            Truth::False => Reading::Known(Datum::YesNo(false)),
            Truth::Undetermined(causes) => Reading::Undetermined(causes),
        }
    }

    pub(super) fn causes(&self) -> Causes {
        match self {
            Reading::Undetermined(causes) => *causes,
            _ => Causes::NONE,
        }
    }
}

/// Two readings as an operation needs them.
enum Pair {
    /// Both known.
    Known(Datum, Datum),
    /// One is none; why the other is open, where it is.
    None(Causes),
    /// At least one is undetermined: all causes.
    Undetermined(Causes),
}

/// What is asked of each element of a list.
struct Each {
    variable: u32,
    of: Option<RecordId>,
    body: Option<NodeId>,
}

/// Numbers that grow beyond this are undefined, so that no file can ask for unbounded work.
pub(super) const MOST_BITS: u64 = 1 << 16;

impl Evaluator<'_> {
    /// The value an operation reads.
    pub fn value(&self, node: NodeId, frame: &mut Frame) -> Reading {
        match self.plan.op(node) {
            Op::Constant(datum) => Reading::Known(datum.clone()),
            Op::Variable(ix) => frame.variables.get(*ix as usize).map_or(Reading::MISSING, |cell| self.cell(cell)),
            Op::Fact(offset) => self.cell(self.slots.cell(MATTER, *offset)),
            Op::Field(base, offset) => match self.value(*base, frame) {
                Reading::Known(Datum::Record(instance)) => self.cell(self.slots.cell(instance, *offset)),
                Reading::Known(_) => Reading::UNDEFINED,
                other => other,
            },
            Op::Deemed { given, by } => self.read_deemed(*given, *by, frame),
            Op::Defined { name, by, of } => self.read_defined(*name, *by, *of, frame),
            Op::Decision(decision, of) => match self.instance(*of, frame) {
                Ok(instance) => self.outcome(*decision, instance, frame.mode).reading(),
                Err(other) => other,
            },
            Op::On => Reading::Known(Datum::Date(self.on)),
            Op::Negate(inner) => match self.value(*inner, frame) {
                Reading::Known(Datum::Number(n)) => Reading::Known(Datum::Number(n.neg())),
                Reading::Known(_) | Reading::None => Reading::UNDEFINED,
                undetermined => undetermined,
            },
            Op::Arithmetic(op, a, b) => match self.pair(*a, *b, frame) {
                Pair::Known(Datum::Number(a), Datum::Number(b)) => arithmetic(*op, &a, &b),
                Pair::Undetermined(causes) => Reading::Undetermined(causes),
                Pair::None(causes) if !causes.is_empty() => Reading::Undetermined(causes),
                _ => Reading::UNDEFINED,
            },
            Op::Offset { days, after, from } => match self.pair(*days, *from, frame) {
                Pair::Known(period, Datum::Date(from)) => {
                    let date = shifted(from, &period, *after);
                    date.map_or(Reading::Undetermined(beyond(&period)), |date| Reading::Known(Datum::Date(date)))
                }
                Pair::Undetermined(causes) => Reading::Undetermined(causes),
                Pair::None(causes) if !causes.is_empty() => Reading::Undetermined(causes),
                _ => Reading::UNDEFINED,
            },
            Op::Aggregate(aggregated) => {
                self.aggregate(aggregated, frame).map_or_else(Reading::Undetermined, super::Range::reading)
            }
            Op::Chosen(chosen) => self.chosen(chosen, frame),
            Op::Call(call) => self.cases(&call.cases, frame).one(),
            Op::Scale(_) => self.range(node, frame).map_or_else(Reading::Undetermined, super::Range::reading),
            Op::Round { value, of, mode } => match self.value(*value, frame) {
                Reading::Known(Datum::Number(number)) => {
                    number.rounded(*mode, of).map_or(Reading::UNDEFINED, |n| Reading::Known(Datum::Number(n)))
                }
                Reading::Known(_) | Reading::None => Reading::UNDEFINED,
                // What is not known may still be rounded to one value.
                Reading::Undetermined(_) => {
                    self.range(node, frame).map_or_else(Reading::Undetermined, super::Range::reading)
                }
            },
            Op::Choose { when, then, otherwise } => self.choose(*when, *then, *otherwise, frame),
            Op::Uncertain(_) => Reading::Undetermined(Causes::UNCERTAIN),
            Op::None => Reading::None,
            Op::Entry { body, .. } => self.value(*body, frame),
            Op::Silent => Reading::Undetermined(Causes::SILENT),
            _ => Reading::of(self.truth(node, frame)),
        }
    }

    /// Whether a condition holds.
    pub fn truth(&self, node: NodeId, frame: &mut Frame) -> Truth {
        match self.plan.op(node) {
            Op::Entry { body, .. } => self.truth(*body, frame),
            Op::Not(inner) => !self.truth(*inner, frame),
            Op::And(parts) => self.all(parts.iter().copied(), frame),
            Op::Or(parts) => self.any(parts.iter().copied(), frame),
            Op::List(quantifier, paragraphs) => self.list(*quantifier, paragraphs, frame),
            Op::Equals(a, b) => self.equals(*a, *b, frame),
            Op::IsNone(inner) => match self.value(*inner, frame) {
                Reading::None => Truth::True,
                // An optional record that is not given may turn out to be none.
                Reading::Known(Datum::Record(instance)) if self.slots.is_phantom(instance) => {
                    Truth::Undetermined(Causes::MISSING)
                }
                Reading::Known(_) => Truth::False,
                // What is supposed to be one of some values is not none.
                Reading::Undetermined(_) if self.supposed(*inner, frame).is_some() => Truth::False,
                Reading::Undetermined(causes) => Truth::Undetermined(causes),
            },
            Op::Compare(by, a, b) => match self.pair(*a, *b, frame) {
                Pair::Known(a, b) => a.order(&b).map_or(UNDEFINED, |ordering| Truth::of(by.holds(ordering))),
                Pair::None(_) => Truth::False,
                Pair::Undetermined(causes) => {
                    self.compare_ranges(*by, *a, *b, frame).unwrap_or(Truth::Undetermined(causes))
                }
            },
            Op::SameYear(a, b) => match self.pair(*a, *b, frame) {
                Pair::Known(Datum::Date(a), Datum::Date(b)) => Truth::of(a.same_year(b)),
                Pair::Known(..) => UNDEFINED,
                Pair::None(_) => Truth::False,
                Pair::Undetermined(causes) => {
                    self.years_of_ranges(*a, *b, frame).unwrap_or(Truth::Undetermined(causes))
                }
            },
            Op::Distance { comparison, day, days, after, from } => {
                self.distance(*comparison, *day, *days, *after, *from, frame)
            }
            Op::In(inner, set) => match (&self.plan.sets[*set as usize], self.value(*inner, frame)) {
                (Membership::NotInForce, Reading::None) => Truth::False,
                (Membership::NotInForce, reading) => Truth::Undetermined(Causes::SILENT.and(reading.causes())),
                (_, Reading::None) => Truth::False,
                // Whatever is missing, it is not in a group without members.
                (set, Reading::Undetermined(Causes::MISSING)) if is_empty(set) => Truth::False,
                (set, Reading::Undetermined(causes)) => {
                    let supposed = self.supposed(*inner, frame);
                    supposed.and_then(|one| all_in(set, one)).map_or(Truth::Undetermined(causes), Truth::of)
                }
                (set, Reading::Known(datum)) => Truth::of(set.contains(&datum)),
            },
            Op::Includes { decision, of, concluded_by } => match self.instance(*of, frame) {
                Ok(instance) => self.includes(*decision, instance, concluded_by, frame.mode),
                Err(Reading::Undetermined(causes)) => Truth::Undetermined(causes),
                Err(_) => Truth::False,
            },
            Op::FactIncludes(offset, nodes) => match self.slots.cell(MATTER, *offset) {
                Cell::Provisions(ids) => Truth::of(self.covers(ids, nodes)),
                Cell::None => Truth::False,
                _ => Truth::Undetermined(Causes::MISSING),
            },
            Op::Quantified { quantifier, variable, of, list, body } => {
                let each = Each { variable: *variable, of: *of, body: *body };
                self.quantified(*quantifier, &each, *list, frame)
            }
            Op::Applies(provisions) => self.applies(provisions, frame),
            Op::Guard { when, variables } => self.truth(*when, &mut Frame::of(*variables, frame.mode)),
            Op::Holds(inner) => as_truth(&self.value(*inner, frame)),
            _ => as_truth(&self.value(node, frame)),
        }
    }

    fn all(&self, nodes: impl Iterator<Item = NodeId>, frame: &mut Frame) -> Truth {
        let mut all = Truth::True;
        for node in nodes {
            all = all.and(self.truth(node, frame));
            if all.fails() {
                break;
            }
        }
        all
    }

    fn any(&self, nodes: impl Iterator<Item = NodeId>, frame: &mut Frame) -> Truth {
        let mut any = Truth::False;
        for node in nodes {
            any = any.or(self.truth(node, frame));
            if any.holds() {
                break;
            }
        }
        any
    }

    fn list(&self, quantifier: Quantifier, paragraphs: &[Paragraph], frame: &mut Frame) -> Truth {
        let nodes = paragraphs.iter().filter_map(|p| p.node);
        match quantifier {
            Quantifier::AllOf => self.all(nodes, frame),
            Quantifier::AnyOf => self.any(nodes, frame),
            Quantifier::NoneOf => !self.any(nodes, frame),
            Quantifier::ExactlyOneOf => self.count(nodes, frame).exactly_one(),
            Quantifier::AtLeast(n) => self.count(nodes, frame).at_least(n),
        }
    }

    fn count(&self, nodes: impl Iterator<Item = NodeId>, frame: &mut Frame) -> Count {
        let mut count = Count::default();
        for node in nodes {
            match self.truth(node, frame) {
                Truth::True => count.holds += 1,
                Truth::False => {}
                Truth::Undetermined(causes) => {
                    count.open += 1;
                    count.causes = count.causes.and(causes);
                }
            }
        }
        count
    }

    fn equals(&self, a: NodeId, b: NodeId, frame: &mut Frame) -> Truth {
        match self.pair(a, b, frame) {
            Pair::Known(Datum::Record(a), Datum::Record(b)) => self.same_record(a, b),
            Pair::Known(a, b) => Truth::of(a == b),
            Pair::None(_) => Truth::False,
            Pair::Undetermined(causes) => {
                if self.apart(a, b, frame) || self.apart(b, a, frame) {
                    return Truth::False;
                }
                let compared = self.compare_ranges(Comparison::Exactly, a, b, frame);
                compared.unwrap_or(Truth::Undetermined(causes))
            }
        }
    }

    /// True if what one value is supposed to be is not what the other is.
    fn apart(&self, one: NodeId, other: NodeId, frame: &mut Frame) -> bool {
        let Some(supposed) = self.supposed(one, frame) else { return false };
        match (self.value(other, frame), supposed) {
            (Reading::Known(Datum::Member(member)), Supposed::Members(bits)) => !has_bit(bits, member),
            (Reading::Known(Datum::Text(name)), Supposed::Names(names)) => !names.contains(&name),
            (Reading::Known(Datum::Text(name)), Supposed::OtherNames(names)) => names.contains(&name),
            _ => false,
        }
    }

    /// What is supposed of the fact or field that an operation reads, if it is missing and no rule may deem it to be something.
    fn supposed(&self, node: NodeId, frame: &mut Frame) -> Option<&Supposed> {
        match self.plan.op(node) {
            _ if self.slots.supposed.is_empty() => None,
            Op::Fact(offset) => self.slots.supposed(MATTER, *offset),
            Op::Field(base, offset) => match self.value(*base, frame) {
                Reading::Known(Datum::Record(instance)) => self.slots.supposed(instance, *offset),
                _ => None,
            },
            Op::Deemed { given, by } => {
                let instance = self.instance_of(*given, frame).ok()?;
                let undisturbed = self.deemed(*by, instance, frame.mode).presumptions.is_empty();
                if undisturbed { self.supposed(*given, frame) } else { None }
            }
            _ => None,
        }
    }

    /// Two records are the same where they are one instance, or have the same name; without names it is not known.
    fn same_record(&self, a: InstanceId, b: InstanceId) -> Truth {
        if a == b && !self.slots.is_phantom(a) {
            return Truth::True;
        }
        let name = |instance: InstanceId| {
            let record = self.slots.record_of(instance);
            let cells = record.and_then(|r| self.plan.names.get(r.ix()).copied().flatten());
            cells.map_or(&Cell::Missing, |offset| self.slots.cell(instance, offset))
        };
        match (name(a), name(b)) {
            (Cell::Text(a), Cell::Text(b)) => Truth::of(a == b),
            (Cell::None, _) | (_, Cell::None) => Truth::False,
            _ => Truth::Undetermined(Causes::MISSING),
        }
    }

    fn distance(
        &self,
        comparison: Comparison,
        day: NodeId,
        days: NodeId,
        after: bool,
        from: NodeId,
        frame: &mut Frame,
    ) -> Truth {
        let asked = (day, days, after, from);
        let (day, days, from) = (self.value(day, frame), self.value(days, frame), self.value(from, frame));
        if [&day, &days, &from].contains(&&Reading::None) {
            return Truth::False;
        }
        let causes = day.causes().and(days.causes()).and(from.causes());
        if !causes.is_empty() {
            return self.distance_of_ranges(comparison, asked, frame).unwrap_or(Truth::Undetermined(causes));
        }
        let (Reading::Known(Datum::Date(day)), Reading::Known(period), Reading::Known(Datum::Date(from))) =
            (day, days, from)
        else {
            return Truth::False;
        };
        let distance = if after { from.days_until(day) } else { day.days_until(from) };
        let compared = match period {
            Datum::Days(days) => distance.cmp(&days),
            Datum::WorkingDays(..) if distance >= 0 && shifted(from, &period, after).is_none() => {
                return Truth::Undetermined(beyond(&period));
            }
            // So many months are as many days as lie between; a day beyond the calendar is farther than any.
            period => shifted(from, &period, after).map_or(Ordering::Less, |far| {
                distance.cmp(&if after { from.days_until(far) } else { far.days_until(from) })
            }),
        };
        Truth::of(distance >= 0 && comparison.holds(compared))
    }

    /// What a list that may go on leaves open is settled where no further element could change it.
    fn quantified(&self, quantifier: ListQuantifier, each: &Each, list: NodeId, frame: &mut Frame) -> Truth {
        let any = matches!(quantifier, ListQuantifier::Any | ListQuantifier::No);
        let (elements, open) = match self.list_cells(list, frame) {
            Ok((elements, complete)) => (elements, (!complete).then_some(Causes::MISSING)),
            Err(causes) => (&[][..], Some(causes)),
        };
        let further = open.map(|causes| {
            let holds = self.further_element(each.of).map(|element| self.holds_of(each, &element, frame));
            let whether = Truth::Undetermined(causes);
            holds.map_or(whether, |holds| if any { holds.and(whether) } else { holds.or(whether) })
        });
        let mut result = further.unwrap_or(Truth::of(!any));
        for element in elements {
            let holds = self.holds_of(each, element, frame);
            result = if any { result.or(holds) } else { result.and(holds) };
        }
        match quantifier {
            ListQuantifier::Any | ListQuantifier::EveryEvenIfNone => result,
            ListQuantifier::No => !result,
            ListQuantifier::EveryAtLeastOne if elements.is_empty() => {
                result.and(open.map_or(Truth::False, Truth::Undetermined))
            }
            ListQuantifier::EveryAtLeastOne => result,
        }
    }

    fn holds_of(&self, each: &Each, element: &Cell, frame: &mut Frame) -> Truth {
        self.bind(each.variable, element, frame);
        each.body.map_or(Truth::True, |body| self.truth(body, frame))
    }

    /// Binds a variable to an element of a list.
    pub fn bind(&self, variable: u32, element: &Cell, frame: &mut Frame) {
        if let Some(slot) = frame.variables.get_mut(variable as usize) {
            *slot = element.clone();
        }
    }

    /// The elements of a list and whether they are all; the causes where the list is not known.
    pub fn list_cells(&self, list: NodeId, frame: &mut Frame) -> Result<(&[Cell], bool), Causes> {
        let cell = match self.plan.op(list) {
            Op::Fact(offset) => self.slots.cell(MATTER, *offset).clone(),
            Op::Variable(ix) => frame.variables.get(*ix as usize).cloned().unwrap_or_default(),
            Op::Field(base, offset) => match self.value(*base, frame) {
                Reading::Known(Datum::Record(instance)) => self.slots.cell(instance, *offset).clone(),
                Reading::Known(_) | Reading::None => Cell::None,
                Reading::Undetermined(causes) => return Err(causes),
            },
            _ => Cell::Missing,
        };
        match cell {
            Cell::List(id) => {
                let list = self.slots.list(id);
                Ok((&list.elements, list.complete))
            }
            Cell::None => Ok((&[], true)),
            _ => Err(Causes::MISSING),
        }
    }

    fn read_defined(&self, name: DefinedId, by: ProvisionIx, of: Option<NodeId>, frame: &mut Frame) -> Reading {
        match self.instance(of, frame) {
            Ok(instance) => self.defined(name, by, instance, frame.mode),
            Err(other) => other,
        }
    }

    /// A defined name of an instance: stipulated (S20), else by its definition.
    pub fn defined(&self, name: DefinedId, by: ProvisionIx, instance: InstanceId, mode: Mode) -> Reading {
        match self.stipulated(name, instance) {
            Cell::Missing => self.definition(by, instance, mode),
            cell => self.cell(cell),
        }
    }

    /// The cell of a stipulation.
    pub fn stipulated(&self, name: DefinedId, instance: InstanceId) -> &Cell {
        const MISSING: &Cell = &Cell::Missing;
        let offset = self.plan.stipulations.get(name.ix()).copied();
        offset.map_or(MISSING, |offset| self.slots.cell(instance, offset))
    }

    /// What a definition gives, or what is stipulated in its place.
    pub fn defined_by(&self, by: ProvisionIx, instance: InstanceId, mode: Mode) -> Reading {
        match self.plan.provision(by).defines {
            Some(name) => self.defined(name, by, instance, mode),
            None => self.definition(by, instance, mode),
        }
    }

    /// What a definition gives, whatever is stipulated.
    pub fn definition(&self, by: ProvisionIx, instance: InstanceId, mode: Mode) -> Reading {
        if self.plan.provision(by).spreads.is_some() {
            return Reading::of(self.spread(by, instance, mode));
        }
        let key = (by, instance, self.remembered(mode));
        if let Some(known) = self.definitions.borrow().get(&key) {
            return known.clone();
        }
        let mut frame = self.frame(by, instance, mode);
        let reading = self.cases(&self.plan.provision(by).cases, &mut frame).one();
        self.definitions.borrow_mut().insert(key, reading.clone());
        reading
    }

    /// One of two versions of a value (S19): where it is open which, the value that both give.
    fn choose(&self, when: NodeId, then: NodeId, otherwise: NodeId, frame: &mut Frame) -> Reading {
        match self.truth(when, frame) {
            Truth::True => self.value(then, frame),
            Truth::False => self.value(otherwise, frame),
            Truth::Undetermined(causes) => match (self.value(then, frame), self.value(otherwise, frame)) {
                (a, b) if a == b && !matches!(a, Reading::Undetermined(_)) => a,
                (a, b) => Reading::Undetermined(causes.and(a.causes()).and(b.causes())),
            },
        }
    }

    /// All values that cases may give.
    pub fn cases(&self, cases: &Cases, frame: &mut Frame) -> Possible {
        let mut possible = Possible::default();
        for (when, value) in &cases.cases {
            let holds = when.map_or(Truth::True, |when| self.truth(when, frame));
            if holds.fails() {
                continue;
            }
            possible.causes = possible.causes.and(holds.causes());
            possible.values.push(self.value(*value, frame));
            if holds.holds() {
                return possible;
            }
        }
        match cases.otherwise {
            Some(value) => possible.values.push(self.value(value, frame)),
            None => possible.nothing = !cases.complete || possible.values.is_empty(),
        }
        possible
    }

    /// The instance an operation names; where it is `none`, or not known, what reading anything of it gives.
    pub(super) fn instance(&self, of: Option<NodeId>, frame: &mut Frame) -> Result<InstanceId, Reading> {
        let Some(of) = of else { return Ok(MATTER) };
        match self.value(of, frame) {
            // Of an optional record that is not given, and so may be none, nothing is known; a variable is bound to what
            // its provision already takes to exist.
            Reading::Known(Datum::Record(instance))
                if self.slots.may_be_none(instance) && !matches!(self.plan.op(of), Op::Variable(_)) =>
            {
                Err(Reading::MISSING)
            }
            Reading::Known(Datum::Record(instance)) => Ok(instance),
            Reading::Known(_) => Err(Reading::UNDEFINED),
            other => Err(other),
        }
    }

    fn pair(&self, a: NodeId, b: NodeId, frame: &mut Frame) -> Pair {
        match (self.value(a, frame), self.value(b, frame)) {
            (Reading::Known(a), Reading::Known(b)) => Pair::Known(a, b),
            (a, b) => {
                let causes = a.causes().and(b.causes());
                if a == Reading::None || b == Reading::None { Pair::None(causes) } else { Pair::Undetermined(causes) }
            }
        }
    }

    /// What a cell holds, as a value.
    pub fn cell(&self, cell: &Cell) -> Reading {
        Reading::Known(match cell {
            Cell::Missing => return Reading::MISSING,
            Cell::None => return Reading::None,
            Cell::YesNo(b) => Datum::YesNo(*b),
            Cell::Number(n) => Datum::Number(n.clone()),
            Cell::Date(d) => Datum::Date(*d),
            Cell::Days(n) => Datum::Days(*n),
            Cell::Months(n) => Datum::Months(*n),
            Cell::Member(m) => Datum::Member(*m),
            Cell::Text(t) => Datum::Text(t.clone()),
            Cell::Record(i) => Datum::Record(*i),
            Cell::List(_) | Cell::Provisions(_) => return Reading::UNDEFINED,
        })
    }

    fn covers(&self, ids: &[ProvisionId], nodes: &[ProvisionId]) -> bool {
        let covered = |node: &ProvisionId| {
            ids.iter().any(|id| self.plan.is_within(*id, *node) || self.plan.is_within(*node, *id))
        };
        nodes.iter().any(covered)
    }
}

const UNDEFINED: Truth = Truth::Undetermined(Causes::UNDEFINED);

/// Values that cases may give, with the causes of what is open.
#[derive(Clone, Debug, Default)]
pub struct Possible {
    /// The values.
    pub values: Vec<Reading>,
    /// True if it may be that no case holds and nothing is said.
    pub nothing: bool,
    /// Why more than one is possible.
    pub causes: Causes,
}

impl Possible {
    /// The one value, where all that is possible agrees; the law is silent where no case may hold.
    pub fn one(&self) -> Reading {
        let first = self.values.first();
        let settled = |r: &Reading| !matches!(r, Reading::Undetermined(_)) && Some(r) == first;
        if !self.nothing && !self.values.is_empty() && self.values.iter().all(settled) {
            return first.cloned().unwrap_or(Reading::UNDEFINED);
        }
        let silent = if self.nothing { Causes::SILENT } else { Causes::NONE };
        let values = self.values.iter().fold(Causes::NONE, |all, r| all.and(r.causes()));
        Reading::Undetermined(self.causes.and(values).and(silent))
    }
}

/// How many paragraphs hold, and how many may.
#[derive(Default)]
struct Count {
    holds: u32,
    open: u32,
    causes: Causes,
}

impl Count {
    fn at_least(&self, n: u32) -> Truth {
        if self.holds >= n {
            Truth::True
        } else if self.holds + self.open < n {
            Truth::False
        } else {
            Truth::Undetermined(self.causes)
        }
    }

    fn exactly_one(&self) -> Truth {
        if self.holds >= 2 || self.holds + self.open == 0 {
            Truth::False
        } else if self.open == 0 {
            Truth::True
        } else {
            Truth::Undetermined(self.causes)
        }
    }
}

fn as_truth(reading: &Reading) -> Truth {
    match reading {
        Reading::Known(Datum::YesNo(b)) => Truth::of(*b),
        Reading::Known(_) => UNDEFINED,
        Reading::None => Truth::False,
        Reading::Undetermined(causes) => Truth::Undetermined(*causes),
    }
}

/// Why there is no day so far away: it lies past the end of the calendar, or of what the law says of holidays.
pub(super) fn beyond(period: &Datum) -> Causes {
    if matches!(period, Datum::WorkingDays(..)) { Causes::SILENT } else { Causes::UNDEFINED }
}

/// The day so many days, months or working days after another, or before it; none past the ends of the calendar, or of what is said
/// of holidays.
pub fn shifted(from: Date, period: &Datum, after: bool) -> Option<Date> {
    let signed = |count: i64| if after { Some(count) } else { count.checked_neg() };
    match period {
        Datum::Days(days) => from.plus_days(signed(*days)?),
        Datum::Months(months) => from.plus_months(signed(*months)?),
        Datum::WorkingDays(count, week) => week.counted(from, *count, after),
        _ => None,
    }
}

fn is_empty(set: &Membership) -> bool {
    match set {
        Membership::Members(bits) => bits.iter().all(|word| *word == 0),
        Membership::Texts(texts) => texts.is_empty(),
        Membership::NotInForce => false,
    }
}

/// Whether what is supposed lies in a set; none where some of it does and some does not.
fn all_in(set: &Membership, supposed: &Supposed) -> Option<bool> {
    let (any_in, any_out) = match (set, supposed) {
        (Membership::Members(set), Supposed::Members(bits)) => {
            let word = |ix: usize| set.get(ix).copied().unwrap_or(0);
            let any = |f: fn(u64, u64) -> u64| bits.iter().enumerate().any(|(ix, bits)| f(*bits, word(ix)) != 0);
            (any(|bits, set| bits & set), any(|bits, set| bits & !set))
        }
        (Membership::Texts(set), Supposed::Names(names)) => {
            (names.iter().any(|name| set.contains(name)), names.iter().any(|name| !set.contains(name)))
        }
        (Membership::Texts(set), Supposed::OtherNames(names)) => (set.iter().any(|name| !names.contains(name)), true),
        _ => return None,
    };
    (any_in != any_out).then_some(any_in)
}

fn arithmetic(op: Arithmetic, a: &Number, b: &Number) -> Reading {
    let result = match op {
        Arithmetic::Add => Some(a.add(b)),
        Arithmetic::Subtract => Some(a.sub(b)),
        Arithmetic::Multiply => Some(a.mul(b)),
        Arithmetic::Divide => a.div(b),
        Arithmetic::Power => a.pow(b),
    };
    match result {
        Some(number) if number.bits() <= MOST_BITS => Reading::Known(Datum::Number(number)),
        _ => Reading::UNDEFINED,
    }
}

impl super::Outcome {
    /// What reading the decision in a condition gives (S7).
    pub fn reading(&self) -> Reading {
        match (&self.status, &self.value) {
            (Status::Decided, Some(super::Value::Known(datum))) => Reading::Known(datum.clone()),
            _ => Reading::Undetermined(self.causes),
        }
    }
}
