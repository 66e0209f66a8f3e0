//! Tables, tiers, scales and rounding.

use super::evaluate::*;
use super::model::*;
use super::range::Range;
use super::text::InForce;

/// What a function is asked with: its input, the value, the range of it.
#[derive(Clone, Debug)]
pub struct Input {
    pub name: String,
    pub side: Side,
}

/// Rounds to a multiple of the step.
pub fn round(n: Rat, step: Rat, way: Way) -> Rat {
    let size = if n < Rat::from_integer(0) { -n } else { n };
    let steps = size / step;
    let down = Rat::from_integer(steps.numer().div_euclid(*steps.denom()));
    let rest = steps - down;
    let half = Rat::new(1, 2);
    let odd = down.to_integer() % 2 == 1;
    let up = match way {
        Way::Up => rest > Rat::from_integer(0),
        Way::Down => false,
        Way::HalfUp => rest >= half,
        Way::HalfDown => rest > half,
        Way::HalfEven => rest > half || rest == half && odd,
    };
    let whole = if up { down + Rat::from_integer(1) } else { down };
    if n < Rat::from_integer(0) { -(whole * step) } else { whole * step }
}

impl Eval<'_> {
    /// A function in force by that name.
    fn function(&self, name: &str) -> Vec<&InForce<Function>> {
        self.text.functions.values().filter(|f| f.name == name).collect()
    }

    /// `NAME of (A, B)`
    pub fn call(&self, env: &Env, name: &str, arguments: &[Expr]) -> Got {
        let all = self.function(name);
        let gap = all.iter().any(|f| self.text.gaps.contains(&f.id));
        self.chosen(gap, all.into_iter().map(|f| (&f.guards, &f.what)), |f| self.asked(env, f, arguments))
    }

    pub fn range_of_call(&self, env: &Env, name: &str, arguments: &[Expr]) -> Option<Range> {
        let all = self.function(name);
        let gap = all.iter().any(|f| self.text.gaps.contains(&f.id));
        self.range_of_chosen(gap, all.into_iter().map(|f| (&f.guards, &f.what)), |f| match &f.shape {
            Shape::Table(table) => self.rows(table, &self.inputs(env, &table.inputs, arguments), |env, result| {
                result.as_ref().and_then(|e| self.range(env, e))
            }),
            // A number of no unit: the tiers that may hold.
            Shape::Tiers(tiers) => {
                let env = self.of_record(env, &tiers.of, &arguments[0]);
                let holds = |t: &(i128, Option<Cond>)| t.1.as_ref().map(|c| self.holds(&env, c));
                let point = |t: &(i128, Option<Cond>)| Range::point(Rat::from_integer(t.0));
                if let Some(t) = tiers.tiers.iter().find(|t| holds(t) == Some(Truth::True)) {
                    return Some(point(t));
                }
                // It may be silent where no tier is for the rest.
                tiers.tiers.iter().find(|t| t.1.is_none())?;
                tiers.tiers.iter().filter(|t| holds(t) != Some(Truth::False)).map(point).reduce(Range::or)
            }
            Shape::Scale(_) => None,
        })
    }

    fn asked(&self, env: &Env, f: &Function, arguments: &[Expr]) -> Got {
        match &f.shape {
            Shape::Table(table) => self.table(table, &self.inputs(env, &table.inputs, arguments)),
            Shape::Tiers(tiers) => self.tiers(&self.of_record(env, &tiers.of, &arguments[0]), tiers),
            Shape::Scale(scale) => {
                let names = [scale.on.clone()];
                self.scale(scale, &self.inputs(env, &names, arguments))
            }
        }
    }

    /// Inside a function only its own inputs are bound.
    fn inputs(&self, env: &Env, names: &[String], arguments: &[Expr]) -> Env {
        let one = |(name, e): (&String, &Expr)| Input { name: name.clone(), side: self.side(env, e) };
        Env { inputs: names.iter().zip(arguments).map(one).collect(), ..Env::default() }
    }

    fn of_record(&self, env: &Env, record: &str, argument: &Expr) -> Env {
        let Expr::Path(path) = argument else { panic!("{argument:?} is no record") };
        Env::instance(record, self.resolve(env, path))
    }

    // ---- tables

    fn row_holds(&self, env: &Env, table: &Table, row: &Row) -> Truth {
        let cells = table.inputs.iter().zip(&row.cells);
        and(cells.flat_map(|(input, tests)| {
            let side = &env.inputs.iter().find(|i| i.name == *input).expect("an input").side;
            tests.iter().map(|t| self.test(env, side, t)).collect::<Vec<_>>()
        }))
    }

    fn table(&self, table: &Table, env: &Env) -> Got {
        let read = |result: &Option<Expr>| match result {
            Some(e) => self.value(env, e),
            None => Got::Unknown(cause(Cause::Silent)),
        };
        let mut causes = Causes::new();
        let mut possible = Vec::new();
        let holds: Vec<Truth> = table.rows.iter().map(|row| self.row_holds(env, table, row)).collect();
        for (row, holds) in table.rows.iter().zip(&holds) {
            match holds {
                Truth::False => {}
                Truth::True => {
                    // Of `only` no other row can hold; of `first` none after this one counts.
                    if !table.first {
                        return read(&row.result);
                    }
                    possible.push(read(&row.result));
                    return agree(possible, causes);
                }
                Truth::Unknown(c) => {
                    causes.extend(c.iter().copied());
                    possible.push(read(&row.result));
                }
            }
        }
        match &table.otherwise {
            Some(result) => possible.push(read(result)),
            None if possible.is_empty() => possible.push(Got::Unknown(cause(Cause::Silent))),
            None => {}
        }
        agree(possible, causes)
    }

    /// The ranges of all rows that may hold.
    fn rows(&self, table: &Table, env: &Env, read: impl Fn(&Env, &Option<Expr>) -> Option<Range>) -> Option<Range> {
        let holds: Vec<Truth> = table.rows.iter().map(|row| self.row_holds(env, table, row)).collect();
        if let (false, Some(n)) = (table.first, holds.iter().position(|t| *t == Truth::True)) {
            return read(env, &table.rows[n].result);
        }
        let mut all = Vec::new();
        for (row, holds) in table.rows.iter().zip(&holds) {
            if *holds != Truth::False {
                all.push(read(env, &row.result)?);
            }
            if *holds == Truth::True {
                return all.into_iter().reduce(Range::or);
            }
        }
        if let Some(result) = &table.otherwise {
            all.push(read(env, result)?);
        }
        all.into_iter().reduce(Range::or)
    }

    // ---- tiers

    fn tiers(&self, env: &Env, tiers: &Tiers) -> Got {
        let mut causes = Causes::new();
        let mut possible = Vec::new();
        let number = |n: i128| Got::Known(V::Num(Rat::from_integer(n)));
        let (named, rest): (Vec<_>, Vec<_>) = tiers.tiers.iter().partition(|t| t.1.is_some());
        for (n, when) in named {
            match self.holds(env, when.as_ref().expect("a condition")) {
                Truth::False => {}
                // They do not overlap.
                Truth::True => return number(*n),
                Truth::Unknown(c) => {
                    causes.extend(c);
                    possible.push(number(*n));
                }
            }
        }
        possible.push(match rest.first() {
            Some((n, _)) => number(*n),
            None => Got::Unknown(cause(Cause::Silent)),
        });
        agree(possible, causes)
    }

    // ---- scales

    fn scale(&self, scale: &Scale, env: &Env) -> Got {
        let zero = Rat::from_integer(0);
        let amount = match &env.inputs[0].side.got {
            Got::Known(V::Num(n)) if *n < zero => return Got::Unknown(cause(Cause::Undefined)),
            Got::Known(V::Num(n)) => *n,
            other => return Got::Unknown(needed(std::slice::from_ref(other))),
        };
        // From the bottom up: what lies beneath each bound, less what lay beneath the bound before.
        let mut parts: Vec<(Rat, &Expr)> = Vec::new();
        let mut beneath = zero;
        let mut inside = false;
        for band in &scale.bands {
            let bound = match &band.bound {
                None => amount,
                Some((_, e)) => match self.value(env, e) {
                    Got::Known(V::Num(n)) => n,
                    other => return Got::Unknown(needed(&[other])),
                },
            };
            let reached = bound.min(amount);
            parts.push((reached - beneath, &band.rate));
            beneath = reached;
            inside = match &band.bound {
                None => true,
                Some((true, _)) => amount <= bound,
                Some((false, _)) => amount < bound,
            };
            if inside {
                break;
            }
        }
        assert!(inside, "`above` is there");
        if !scale.marginal {
            parts = vec![(amount, parts.last().expect("a band").1)];
        }
        let mut total = zero;
        let mut unknown = Vec::new();
        for (part, rate) in parts {
            match self.value(env, rate) {
                Got::Known(V::Num(rate)) => total += part * rate,
                other => unknown.push(other),
            }
        }
        if unknown.is_empty() { Got::Known(V::Num(total)) } else { Got::Unknown(needed(&unknown)) }
    }

    // ---- rounding

    pub fn rounded(&self, env: &Env, of: &Expr, step: Rat, way: Way) -> Got {
        match self.value(env, of) {
            Got::Known(V::Num(n)) => Got::Known(V::Num(round(n, step, way))),
            other => Got::Unknown(needed(&[other])),
        }
    }

    /// Rounding never turns two numbers round.
    pub fn range_of_rounded(&self, env: &Env, of: &Expr, step: Rat, way: Way) -> Option<Range> {
        let range = self.range(env, of)?;
        let end =
            |e: Option<super::range::End>| e.map(|e| super::range::End { at: round(e.at, step, way), inside: true });
        Some(Range { from: end(range.from), to: end(range.to) })
    }
}
