//! Calculations over lists, and what is known of a number that is not known.

use super::evaluate::*;
use super::model::*;
use super::range::{EVERYTHING, End, Range};
use super::text::{Guard, Text};

/// An element that counts or may count.
struct Counted {
    /// Why it is open whether it counts; empty where it surely does.
    open: Causes,
    value: Got,
    /// None where it may be undefined, silent or none.
    range: Option<Range>,
}

/// What a list holds for a calculation.
struct Held {
    counted: Vec<Counted>,
    /// A further element, where there may be any number of them.
    more: Option<Counted>,
}

pub fn number(got: &Got) -> Option<Range> {
    match got {
        Got::Known(V::Num(n)) => Some(Range::point(*n)),
        Got::Known(V::Date(d)) => Some(Range::point(Rat::from_integer(i128::from(*d)))),
        _ => None,
    }
}

fn nought() -> Range {
    Range::point(Rat::from_integer(0))
}

/// A range of one of several; none where one of them has none.
fn any_of(all: Vec<Option<Range>>) -> Option<Range> {
    all.into_iter().collect::<Option<Vec<_>>>()?.into_iter().reduce(Range::or)
}

impl Eval<'_> {
    // ---- ranges

    pub fn range(&self, env: &Env, expr: &Expr) -> Option<Range> {
        self.range_where(env, expr, &self.value(env, expr))
    }

    /// The range of an expression of that value.
    pub fn range_where(&self, env: &Env, expr: &Expr, got: &Got) -> Option<Range> {
        match got {
            Got::Unknown(_) => self.range_of_unknown(env, expr),
            got => number(got),
        }
    }

    fn range_of_unknown(&self, env: &Env, expr: &Expr) -> Option<Range> {
        match expr {
            Expr::Path(path) => match env.input(path) {
                Some(side) => side.range,
                None => self.range_of_read(env, path),
            },
            Expr::AsGiven(path) => self.declared(env, path),
            Expr::Call(name, arguments) => self.range_of_call(env, name, arguments),
            Expr::Round(of, to, way) => self.range_of_rounded(env, of, to.step(), *way),
            Expr::Value(name) => self.range_of_value(self.text, name),
            Expr::ValueAsOf(name, day) => self.range_of_value(&self.text_of(*day), name),
            Expr::Define(name, of) => self.range_of_defined(env, name, of.as_ref()),
            Expr::Arith(op, a, b) => {
                let (a, b) = (self.range(env, a)?, self.range(env, b)?);
                match op {
                    Op::Add => Some(a.plus(b)),
                    Op::Subtract => Some(a.plus(b.negative())),
                    Op::Multiply => Some(a.times(b)),
                    Op::Divide => a.over(b),
                }
            }
            Expr::Calc(calc) => self.range_of_calculation(env, calc),
            Expr::OfChosen(chosen, read) => self.range_of_chosen_element(env, chosen, read),
            // A day that moves: as its earliest and its latest move.
            Expr::Offset(period, after, from) => {
                let range = self.range(env, from)?;
                // Counted from a day that may be any, it may lie beyond the calendar.
                let (first, last) = (range.from?, range.to?);
                let moved = |e: End| match self.shifted(e.day(), *period, *after) {
                    Got::Known(V::Date(d)) => Some(Range::point(Rat::from_integer(i128::from(d)))),
                    // Which calendar stands may be open.
                    Got::Unknown(_) => self.range_of_shifted(e.day(), *period, *after),
                    other => panic!("{other:?} is no day"),
                };
                Some(moved(first)?.or(moved(last)?))
            }
            _ => None,
        }
    }

    /// What the declaration says of a fact that is missing; nothing where it, or a record it stands in, may be none.
    fn declared(&self, env: &Env, path: &Path) -> Option<Range> {
        let above = (0..path.fields.len()).map(|n| Path { root: path.root.clone(), fields: path.fields[..n].to_vec() });
        let optional = |path: &Path| {
            let loc = self.resolve(env, path);
            matches!(loc.ty, Type::Optional(_)) && self.fetch(&loc).is_none()
        };
        if optional(path) || above.into_iter().any(|p| optional(&p)) {
            return None;
        }
        match self.resolve(env, path).ty {
            Type::Number | Type::Date => Some(EVERYTHING),
            Type::Bounded(bound, false) => Some(Range::at_least(bound)),
            Type::Bounded(bound, true) => Some(Range::more_than(bound)),
            _ => None,
        }
        .map(|range| self.beside_the_other_end(env, path, range))
    }

    fn range_of_value(&self, text: &Text, name: &str) -> Option<Range> {
        let all = text.values.iter().filter(|((n, _), _)| n == name).map(|(_, value)| value);
        let gap = text.gaps.contains(name);
        self.range_of_chosen(gap, all.map(|v| (&v.guards, &v.what)), |value| self.range(&Env::default(), value))
    }

    fn range_of_defined(&self, env: &Env, name: &str, of: Option<&Path>) -> Option<Range> {
        let env = self.instance_of_defined(env, name, of)?;
        let key = format!("{name} {:?}", env.of);
        if let Some(range) = self.ranges.borrow().get(&key) {
            return *range;
        }
        let range = self.range_of_definition(&env, name);
        self.ranges.borrow_mut().insert(key, range);
        range
    }

    pub fn range_of_definition(&self, env: &Env, name: &str) -> Option<Range> {
        let all = self.text.defines.values().filter(|d| d.name == name);
        let gap = self.text.defines.values().any(|d| d.name == name && self.text.gaps.contains(&d.id));
        self.range_of_chosen(gap, all.map(|d| (&d.guards, &d.what)), |define| self.range_of_cases(env, define))
    }

    /// All texts that may stand.
    pub fn range_of_chosen<'t, T: 't>(
        &self,
        gap: bool,
        all: impl Iterator<Item = (&'t Vec<Guard>, &'t T)>,
        read: impl Fn(&T) -> Option<Range>,
    ) -> Option<Range> {
        let mut possible = Vec::new();
        for (guards, text) in all {
            match self.stands(guards) {
                Truth::False => {}
                Truth::True => {
                    possible.push(read(text));
                    return any_of(possible);
                }
                Truth::Unknown(_) => possible.push(read(text)),
            }
        }
        if gap {
            possible.push(None);
        }
        any_of(possible)
    }

    /// All cases that may hold.
    fn range_of_cases(&self, env: &Env, define: &Define) -> Option<Range> {
        let mut possible = Vec::new();
        let read = |body: &Body| match body {
            Body::Value(expr) => self.range(env, expr),
            Body::Cond(_) | Body::Silent => None,
        };
        for (body, when) in &define.cases {
            match when.as_ref().map_or(Truth::True, |when| self.holds(env, when)) {
                Truth::False => {}
                Truth::True => {
                    possible.push(read(body));
                    return any_of(possible);
                }
                Truth::Unknown(_) => possible.push(read(body)),
            }
        }
        possible.push(define.otherwise.as_ref().and_then(read));
        any_of(possible)
    }

    // ---- calculations over lists

    fn held(&self, env: &Env, calc: &Calc) -> Held {
        let (elements, open) = self.list(&self.resolve(env, &calc.list));
        let at = |element: Loc| {
            let mut env = env.clone();
            env.vars.push((calc.var.clone(), element));
            env
        };
        let filter = |env: &Env| calc.filter.as_ref().map_or(Truth::True, |c| self.holds(env, c));
        let one = Rat::from_integer(1);
        let value = |env: &Env| calc.of.as_ref().map_or(Got::Known(V::Num(one)), |e| self.value(env, e));
        let range = |env: &Env, got: &Got| match &calc.of {
            None => Some(Range::point(one)),
            Some(e) => self.range_where(env, e, got),
        };
        let counts = |open: Causes, env: &Env| {
            let value = value(env);
            Counted { open, range: range(env, &value), value }
        };
        let mut counted = Vec::new();
        for element in elements {
            let env = at(element);
            let open = match filter(&env) {
                Truth::False => continue,
                Truth::True => Causes::new(),
                Truth::Unknown(causes) => causes,
            };
            counted.push(counts(open, &env));
        }
        if !open {
            return Held { counted, more: None };
        }
        let further = at(Loc { ty: self.element_type(env, &calc.list), at: At::Phantom });
        let more = match filter(&further) {
            Truth::False => None,
            Truth::True => Some(cause(Cause::Missing)),
            Truth::Unknown(causes) => Some(causes.into_iter().chain([Cause::Missing]).collect()),
        };
        let more = more.map(|open| counts(open, &further));
        Held { counted, more }
    }

    pub fn calculate(&self, env: &Env, calc: &Calc) -> Got {
        let held = self.held(env, calc);
        let mut causes = Causes::new();
        let mut values = Vec::new();
        for c in held.counted.iter().chain(&held.more) {
            causes.extend(c.open.iter().copied());
            match &c.value {
                Got::Known(v) => values.push(v.clone()),
                Got::Nothing => _ = causes.insert(Cause::Undefined),
                Got::Unknown(of) => causes.extend(of.iter().copied()),
            }
        }
        if !causes.is_empty() {
            return Got::Unknown(causes);
        }
        let got = match calc.what {
            What::Sum | What::Count => {
                let add = |n: Rat, v: &V| match v {
                    V::Num(m) => n + m,
                    other => panic!("{other:?} is no number"),
                };
                Some(V::Num(values.iter().fold(Rat::from_integer(0), add)))
            }
            What::Least => values.into_iter().min(),
            What::Greatest => values.into_iter().max(),
        };
        got.map_or(Got::Unknown(cause(Cause::Undefined)), Got::Known)
    }

    fn range_of_calculation(&self, env: &Env, calc: &Calc) -> Option<Range> {
        let held = self.held(env, calc);
        match calc.what {
            What::Sum | What::Count => {
                let mut sum = nought();
                for c in held.counted {
                    let own = c.range?;
                    sum = sum.plus(if c.open.is_empty() { own } else { own.or(nought()) });
                }
                if let Some(further) = held.more {
                    sum = sum.plus(further.range?.any_number_of());
                }
                Some(sum)
            }
            What::Greatest => greatest(&held, |r| r),
            What::Least => greatest(&held, Range::negative).map(Range::negative),
        }
    }
}

/// What surely counts is the least the greatest can be; what may count can be greater. It is there if something surely counts.
fn greatest(held: &Held, turned: impl Fn(Range) -> Range) -> Option<Range> {
    let mut from = None;
    let mut to = Vec::new();
    for c in &held.counted {
        let own = turned(c.range?);
        to.push(own);
        if c.open.is_empty() {
            from = Some(from.map_or(own, |old: Range| if higher(own, old) { own } else { old }));
        }
    }
    if let Some(further) = &held.more {
        to.push(turned(further.range?));
    }
    let all = to.into_iter().reduce(Range::or)?;
    Some(Range { from: from?.from, to: all.to })
}

/// The first begins above the other.
fn higher(a: Range, b: Range) -> bool {
    match (a.from, b.from) {
        (_, None) => a.from.is_some(),
        (None, _) => false,
        (Some(x), Some(y)) => x.at > y.at || x.at == y.at && !x.inside && y.inside,
    }
}
