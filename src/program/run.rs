//! Code + row → answers.

use super::cells::{FALSE, MISSING, NONE, OPEN, TRUE};
use super::code::{Branch, Calculation, Code, Column, Joined, Op, asks, is_end, split};
use super::diagram::{ASK, NOTHING, at_least, concluded, element, exactly_one, is_one_of, not};
use super::layout::TOO_LARGE;
use super::translate::REGISTERS;
use crate::plan::{Aggregate, Arithmetic};
use crate::value::Date;

/// The number of the last day of the calendar.
pub const LAST_DAY: i128 = 3_652_058;

/// What runs keep between rows, so that nothing is allocated for one.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// What was settled of this row: the answer to each operation, one more than it is; 0: not asked yet.
    settled: Vec<u8>,
    /// The same of decisions; NOTHING: not asked yet.
    decided: Vec<u8>,
}

/// One run over one row.
struct Run<'a> {
    code: &'a Code,
    codes: &'a [u32],
    frames: [u32; REGISTERS as usize],
    scratch: &'a mut Scratch,
}

impl Code {
    /// The values of all columns, where one walk gives them all.
    #[inline]
    pub fn at_once(&self, codes: &[u32]) -> Option<&[u8]> {
        let joined = self.all_at_once()?;
        let at = walk(&self.tables, joined.root, codes)? as usize;
        joined.values.get(at..at + joined.columns.len())
    }

    /// The walk that gives all columns, where one does and asks nothing but codes.
    #[inline]
    pub fn all_at_once(&self) -> Option<&Joined> {
        let [joined] = self.joined.as_slice() else { return None };
        (self.columns.is_empty() && self.asked.is_empty() && self.switch.is_none()).then_some(joined)
    }

    /// Writes the value of every column.
    pub fn run(&self, codes: &[u32], scratch: &mut Scratch, values: &mut Vec<u8>) {
        scratch.settled.clear();
        scratch.settled.resize(self.ops.len(), 0);
        scratch.decided.clear();
        scratch.decided.resize(self.outcomes.len(), NOTHING);
        let mut run = Run { code: self, codes, frames: [0; REGISTERS as usize], scratch };
        let branch = self.switch.as_ref().and_then(|switch| {
            let code = *codes.get(switch.word as usize)?;
            switch.branches.get(code as usize)
        });
        values.clear();
        let (walks, columns) = match branch {
            Some(Branch { settled, walks, columns }) => {
                values.extend_from_slice(settled);
                (&walks[..], &columns[..])
            }
            None => {
                values.resize(self.width as usize, ASK);
                (&[][..], &[][..])
            }
        };
        for joined in self.joined.iter().chain(walks) {
            let end = run.walk(0, joined.root).unwrap_or(u32::MAX) as usize;
            let found = joined.values.get(end..end.saturating_add(joined.columns.len())).unwrap_or(&[]);
            for (column, value) in joined.columns.iter().zip(found) {
                if let Some(place) = values.get_mut(*column as usize) {
                    *place = *value;
                }
            }
        }
        for (column, how) in self.columns.iter().chain(columns) {
            let value = match how {
                Column::Outcome(outcome) => run.outcome(*outcome),
                Column::Element(op) => element(run.truth(*op)),
            };
            if let Some(place) = values.get_mut(*column as usize) {
                *place = value;
            }
        }
    }
}

impl Code {
    /// What tells apart every row for which the law could reason otherwise: the codes of the matter and the answers of all loops and
    /// calculations. Only in a code that keeps reasons apart, and after [`Code::run`] over the same row.
    pub fn witness(&self, codes: &[u32], scratch: &mut Scratch, into: &mut Vec<u32>) {
        let Some(witness) = &self.witness else { return };
        into.extend(witness.words.iter().map(|word| codes.get(*word as usize).copied().unwrap_or(MISSING)));
        let mut run = Run { code: self, codes, frames: [0; REGISTERS as usize], scratch };
        into.extend(witness.ops.iter().map(|op| u32::from(run.truth(*op))));
    }
}

/// Walks from an entry to an end, where no condition is asked on the way: its value.
#[inline]
fn walk(tables: &[u32], root: u32, codes: &[u32]) -> Option<u32> {
    let mut entry = root;
    loop {
        let (word, target) = split(entry);
        if is_end(word) {
            return Some(target);
        }
        let code = *codes.get(word as usize)?;
        entry = *tables.get((target + code) as usize)?;
    }
}

/// A number while it is calculated with: an exact fraction with a positive denominator.
#[derive(Clone, Copy)]
struct Fraction {
    above: i128,
    below: i128,
}

impl Fraction {
    fn compare(self, other: Fraction) -> Option<std::cmp::Ordering> {
        Some(self.above.checked_mul(other.below)?.cmp(&other.above.checked_mul(self.below)?))
    }

    fn arithmetic(self, op: Arithmetic, other: Fraction) -> Option<Fraction> {
        let Fraction { above: a, below: b } = self;
        let Fraction { above: c, below: d } = other;
        let sum = |c: i128| match b == d {
            true => Some(Fraction { above: a.checked_add(c)?, below: b }),
            false => {
                let above = a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?;
                Some(Fraction { above, below: b.checked_mul(d)? })
            }
        };
        match op {
            Arithmetic::Add => sum(c),
            Arithmetic::Subtract => sum(c.checked_neg()?),
            Arithmetic::Multiply => Some(Fraction { above: a.checked_mul(c)?, below: b.checked_mul(d)? }),
            Arithmetic::Divide if c == 0 => None,
            Arithmetic::Divide => {
                let (above, below) = (a.checked_mul(d)?, b.checked_mul(c)?);
                match below < 0 {
                    true => Some(Fraction { above: above.checked_neg()?, below: below.checked_neg()? }),
                    false => Some(Fraction { above, below }),
                }
            }
            Arithmetic::Power => None,
        }
    }

    fn day(self) -> Option<i128> {
        (self.below == 1 && (0..=LAST_DAY).contains(&self.above)).then_some(self.above)
    }
}

impl<'a> Run<'a> {
    fn word(&self, register: u8, word: u32) -> u32 {
        let base = self.frames.get(register as usize).copied().unwrap_or(0);
        self.codes.get((base + word) as usize).copied().unwrap_or(MISSING)
    }

    /// Walks from an entry to an end, from the frame in a register: its value.
    fn walk(&mut self, register: u8, root: u32) -> Option<u32> {
        let code: &'a Code = self.code;
        let base = self.frames.get(register as usize).copied().unwrap_or(0);
        let mut entry = root;
        loop {
            let (word, target) = split(entry);
            if is_end(word) {
                return Some(target);
            }
            let way = match asks(word) {
                None => *self.codes.get((base + word) as usize)?,
                Some(asked) => u32::from(self.truth(*code.asked.get(asked as usize)?)),
            };
            entry = *code.tables.get((target + way) as usize)?;
        }
    }

    fn outcome(&mut self, outcome: u32) -> u8 {
        let code: &'a Code = self.code;
        let Some((walk, settled)) = code.outcomes.get(outcome as usize) else { return ASK };
        if let Some(known) = self.scratch.decided.get(outcome as usize)
            && *known != NOTHING
        {
            return *known;
        }
        if let Op::Walk(register, root) = *walk {
            let value = self.walk(register, root).map_or(ASK, |value| value as u8);
            if let Some(place) = self.scratch.decided.get_mut(outcome as usize) {
                *place = value;
            }
            return value;
        }
        let mut so_far = NOTHING;
        let mut once = true;
        for (op, value) in &settled.concluded {
            so_far = concluded(so_far, *value, self.truth(*op));
            once &= code.once.get(*op as usize).copied().unwrap_or(false);
        }
        let value = if so_far == NOTHING { settled.default } else { so_far };
        if let (true, Some(place)) = (once, self.scratch.decided.get_mut(outcome as usize)) {
            *place = value;
        }
        value
    }

    fn truth(&mut self, op: u32) -> u8 {
        let code: &'a Code = self.code;
        let (Some(operation), Some(once)) = (code.ops.get(op as usize), code.once.get(op as usize)) else {
            return OPEN;
        };
        if !*once {
            return self.perform(operation);
        }
        match self.scratch.settled.get(op as usize) {
            Some(known) if *known != 0 => return *known - 1,
            _ => {}
        }
        let truth = self.perform(operation);
        if let Some(place) = self.scratch.settled.get_mut(op as usize) {
            *place = truth + 1;
        }
        truth
    }

    fn parts(&self, from: u32, to: u32) -> &'a [u32] {
        let code: &'a Code = self.code;
        code.parts.get(from as usize..to as usize).unwrap_or(&[])
    }

    fn perform(&mut self, op: &Op) -> u8 {
        match *op {
            Op::Constant(truth) => truth,
            Op::Walk(register, root) => self.walk(register, root).map_or(OPEN, |value| value as u8),
            Op::Test(register, word, answers) => {
                let code = self.word(register, word);
                self.code.answers.get((answers + code) as usize).copied().unwrap_or(OPEN)
            }
            Op::Not(inner) => not(self.truth(inner)),
            Op::All(from, to) => {
                let mut all = TRUE;
                for part in self.parts(from, to) {
                    match self.truth(*part) {
                        FALSE => return FALSE,
                        OPEN => all = OPEN,
                        _ => {}
                    }
                }
                all
            }
            Op::Any(from, to) => {
                let mut any = FALSE;
                for part in self.parts(from, to) {
                    match self.truth(*part) {
                        TRUE => return TRUE,
                        OPEN => any = OPEN,
                        _ => {}
                    }
                }
                any
            }
            Op::AtLeast(n, from, to) => {
                let (holds, open) = self.count(from, to);
                at_least(holds, open, n)
            }
            Op::One(from, to) => {
                let (holds, open) = self.count(from, to);
                exactly_one(holds, open)
            }
            Op::Choose(when, then, otherwise) => match self.truth(when) {
                TRUE => self.truth(then),
                FALSE => self.truth(otherwise),
                open => open,
            },
            Op::Some(of, word, register, body) => self.some(of, word, register, body),
            Op::Compare(by, a, b) => {
                let compared = self.number(a).and_then(|a| a.compare(self.number(b)?));
                compared.map_or(OPEN, |order| u8::from(by.holds(order)))
            }
            Op::Is(outcome, values) => is_one_of(self.outcome(outcome), values),
        }
    }

    fn count(&mut self, from: u32, to: u32) -> (u32, u32) {
        let (mut holds, mut open) = (0, 0);
        for part in self.parts(from, to) {
            match self.truth(*part) {
                TRUE => holds += 1,
                OPEN => open += 1,
                _ => {}
            }
        }
        (holds, open)
    }

    /// The elements of a list and whether they are all; none where the list is not given.
    fn elements(&self, register: u8, word: u32) -> Option<(&'a [u32], bool)> {
        match self.word(register, word) {
            MISSING => None,
            NONE => Some((&[], true)),
            at => {
                let codes: &'a [u32] = self.codes;
                let at = at as usize;
                let count = *codes.get(at)? as usize;
                Some((codes.get(at + 2..at + 2 + count)?, *codes.get(at + 1)? == 1))
            }
        }
    }

    /// Puts a frame into a register: the one that was there.
    fn enter(&mut self, register: u8, frame: u32) -> u32 {
        self.frames.get_mut(register as usize).map_or(0, |place| std::mem::replace(place, frame))
    }

    fn some(&mut self, of: u8, word: u32, register: u8, body: u32) -> u8 {
        let Some((elements, complete)) = self.elements(of, word) else { return OPEN };
        let mut some = if complete { FALSE } else { OPEN };
        let before = self.enter(register, 0);
        for element in elements {
            self.enter(register, *element);
            match self.truth(body) {
                TRUE => {
                    some = TRUE;
                    break;
                }
                OPEN => some = OPEN,
                _ => {}
            }
        }
        self.enter(register, before);
        some
    }

    /// A number; none where it is open, undefined or too large.
    fn number(&mut self, number: u32) -> Option<Fraction> {
        let code: &'a Code = self.code;
        match code.numbers.get(number as usize)? {
            Calculation::Constant(mantissa, scale) => fraction(*mantissa, *scale),
            Calculation::Cell(register, word) => {
                let (low, high) = (self.word(*register, *word), self.word(*register, *word + 1));
                match self.word(*register, *word + 2) {
                    MISSING | NONE | TOO_LARGE => None,
                    places => fraction(i128::from((i64::from(high as i32) << 32) | i64::from(low)), places - 2),
                }
            }
            Calculation::Negate(a) => {
                let a = self.number(*a)?;
                Some(Fraction { above: a.above.checked_neg()?, ..a })
            }
            Calculation::Arithmetic(op, a, b) => {
                let (a, b) = (self.number(*a)?, self.number(*b)?);
                a.arithmetic(*op, b)
            }
            Calculation::Days(from, days) => {
                let (from, days) = (self.number(*from)?, self.number(*days)?);
                let day = from.arithmetic(Arithmetic::Add, days)?.day()?;
                Some(Fraction { above: day, below: 1 })
            }
            Calculation::Months(from, months) => {
                let from = i64::try_from(self.number(*from)?.day()?).ok()?;
                let day = Date::FIRST.plus_days(from)?.plus_months(*months)?;
                Some(Fraction { above: i128::from(day.number()), below: 1 })
            }
            Calculation::Pick(all) => {
                for (when, number) in all {
                    match self.truth(*when) {
                        TRUE => return self.number(*number),
                        OPEN => return None,
                        _ => {}
                    }
                }
                None
            }
            Calculation::Fold(function, of, word, register, value, body) => {
                let (elements, complete) = self.elements(*of, *word)?;
                if !complete {
                    return None;
                }
                let before = self.enter(*register, 0);
                let folded = self.fold(*function, elements, *register, *value, *body);
                self.enter(*register, before);
                folded
            }
        }
    }

    fn fold(
        &mut self,
        function: Aggregate,
        elements: &[u32],
        register: u8,
        value: Option<u32>,
        body: u32,
    ) -> Option<Fraction> {
        let sums = matches!(function, Aggregate::Sum | Aggregate::Count);
        let mut folded = sums.then_some(Fraction { above: 0, below: 1 });
        for element in elements {
            self.enter(register, *element);
            match self.truth(body) {
                FALSE => continue,
                OPEN => return None,
                _ => {}
            }
            let one = match value {
                Some(value) => self.number(value)?,
                None => Fraction { above: 1, below: 1 },
            };
            folded = Some(match (folded, function) {
                (None, _) => one,
                (Some(so_far), Aggregate::Sum | Aggregate::Count) => so_far.arithmetic(Arithmetic::Add, one)?,
                (Some(so_far), Aggregate::Least) if one.compare(so_far)?.is_lt() => one,
                (Some(so_far), Aggregate::Greatest) if one.compare(so_far)?.is_gt() => one,
                (Some(so_far), _) => so_far,
            });
        }
        folded
    }
}

fn fraction(mantissa: i128, scale: u32) -> Option<Fraction> {
    Some(Fraction { above: mantissa, below: 10i128.checked_pow(scale)? })
}
