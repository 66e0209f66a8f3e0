//! Presumptions (S12): what a fact is read as.

use super::evaluate::*;
use super::model::*;
use super::range::Range;

/// A fact, or a field of a record.
type Place = (Option<Loc>, String);

/// A rule instance that deems, or may deem.
struct Deemer {
    status: Truth,
    value: Got,
    range: Option<Range>,
}

impl Eval<'_> {
    fn place(&self, env: &Env, path: &Path) -> Option<Place> {
        match path.fields.split_last() {
            Some((last, above)) => {
                let above = Path { root: path.root.clone(), fields: above.to_vec() };
                Some((Some(self.resolve(env, &above)), last.clone()))
            }
            None => env.vars.iter().all(|(name, _)| *name != path.root).then(|| (None, path.root.clone())),
        }
    }

    /// What is deemed of a place, by whichever rule is not surely out. That an instance exists is taken as given.
    fn deemers(&self, place: &Place, ty: &Type) -> Vec<Deemer> {
        let mut all = Vec::new();
        for rule in self.text.rules.values() {
            for conclusion in &rule.then {
                let Conclusion::Deem { path, value } = conclusion else { continue };
                if path.fields.last().unwrap_or(&path.root) != &place.1 {
                    continue;
                }
                for env in self.environments(&rule.for_each) {
                    if self.place(&env, path).as_ref() != Some(place) {
                        continue;
                    }
                    let status = self.status_of_existing(&env, rule);
                    if status != Truth::False {
                        all.push(self.deemed(&env, value, status, ty));
                    }
                }
            }
        }
        all
    }

    /// A value below the declared bound is undefined.
    fn deemed(&self, env: &Env, value: &Expr, status: Truth, ty: &Type) -> Deemer {
        let range = self.range(env, value).filter(|r| match unwrap_optional(ty) {
            Type::Bounded(bound, strict) => {
                r.from.is_some_and(|e| e.at > *bound || e.at == *bound && !(*strict && e.inside))
            }
            _ => true,
        });
        let value = match self.value(env, value) {
            Got::Known(V::Num(n)) if !ty.admits(&n) => Got::Unknown(cause(Cause::Undefined)),
            Got::Nothing => Got::Unknown(cause(Cause::Undefined)),
            got => got,
        };
        Deemer { status, value, range }
    }

    /// What a fact is read as.
    pub fn read(&self, env: &Env, path: &Path) -> Got {
        let loc = self.resolve(env, path);
        let given = self.data(self.fetch(&loc));
        let Some(place) = self.place(env, path) else { return given };
        self.remembered(format!("{place:?}"), || self.read_now(&place, &loc.ty, given.clone()))
    }

    fn read_now(&self, place: &Place, ty: &Type, given: Got) -> Got {
        let all = self.deemers(place, ty);
        let mut sure: Vec<V> = Vec::new();
        let mut open: Vec<&Deemer> = Vec::new();
        for d in &all {
            match (&d.status, &d.value) {
                (Truth::True, Got::Known(v)) if sure.contains(v) => {}
                (Truth::True, Got::Known(v)) => sure.push(v.clone()),
                _ => open.push(d),
            }
        }
        if sure.len() > 1 {
            return Got::Unknown(cause(Cause::Conflict));
        }
        if all.is_empty() {
            return given;
        }
        let mut causes = Causes::new();
        for d in &open {
            for c in [&d.status.causes(), &d.value.causes()] {
                causes.extend(c.iter().copied());
            }
        }
        let standing = match sure.pop() {
            Some(v) => Got::Known(v),
            // It is surely deemed, but to what?
            None if all.iter().any(|d| d.status == Truth::True) => return Got::Unknown(causes),
            None => {
                causes.extend(given.causes());
                given
            }
        };
        if matches!(standing, Got::Known(_)) && open.iter().all(|d| d.value == standing) {
            return standing;
        }
        Got::Unknown(causes)
    }

    /// Where one rule alone may deem it, or all the same: that, and what is given if the rule may not apply.
    pub fn range_of_read(&self, env: &Env, path: &Path) -> Option<Range> {
        let loc = self.resolve(env, path);
        let given = || self.range(env, &Expr::AsGiven(path.clone()));
        let Some(place) = self.place(env, path) else { return given() };
        let all = self.deemers(&place, &loc.ty);
        let Some(first) = all.first() else { return given() };
        let same = |d: &Deemer| d.value == first.value && matches!(d.value, Got::Known(_));
        if all.len() > 1 && !all.iter().all(same) {
            return None;
        }
        let deemed = first.range?;
        if all.iter().any(|d| d.status == Truth::True) { Some(deemed) } else { Some(deemed.or(given()?)) }
    }
}
