//! One element of a list: `the x in LIST with the greatest E`.

use super::evaluate::*;
use super::model::*;
use super::range::Range;

/// An element that may be the one.
struct Candidate {
    env: Env,
    /// Why it is open whether it counts; empty where it surely does.
    open: Causes,
    by: Side,
}

impl Candidate {
    /// It surely counts, and surely has more than the other (or less).
    fn beats(&self, other: &Candidate, greatest: bool) -> bool {
        let more = |a: &Range, b: &Range| if greatest { b.below(a) } else { a.below(b) };
        self.open.is_empty() && self.by.range.zip(other.by.range).is_some_and(|(a, b)| more(&a, &b))
    }
}

impl Eval<'_> {
    /// The elements that may be the one, a further one among them where there may be any.
    fn candidates(&self, env: &Env, chosen: &Chosen) -> Vec<Candidate> {
        let (mut elements, more) = self.list(&self.resolve(env, &chosen.list));
        if more {
            elements.push(Loc { ty: self.element_type(env, &chosen.list), at: At::Phantom });
        }
        let mut counted = Vec::new();
        for element in elements {
            let there = if element.at == At::Phantom { Truth::Unknown(cause(Cause::Missing)) } else { Truth::True };
            let mut env = env.clone();
            env.vars.push((chosen.var.clone(), element));
            let counts = chosen.filter.as_ref().map_or(Truth::True, |c| self.holds(&env, c));
            match and([there, counts]) {
                Truth::False => {}
                counts => counted.push(Candidate { by: self.side(&env, &chosen.by), open: counts.causes(), env }),
            }
        }
        let beaten = |one: &Candidate| counted.iter().any(|other| other.beats(one, chosen.greatest));
        let stays: Vec<bool> = counted.iter().map(|one| !beaten(one)).collect();
        counted.into_iter().zip(stays).filter(|(_, stays)| *stays).map(|(one, _)| one).collect()
    }

    /// Known where an element surely counts and all that may be the one agree. What it is chosen by may not be none or undefined.
    pub fn of_chosen(&self, env: &Env, chosen: &Chosen, read: &Expr) -> Got {
        let all = self.candidates(env, chosen);
        let reads: Vec<Got> = all.iter().map(|c| self.value(&c.env, read)).collect();
        let there = all.iter().any(|c| c.open.is_empty()) && all.iter().all(|c| c.by.range.is_some());
        if let (true, Some(first)) = (there, reads.first())
            && !matches!(first, Got::Unknown(_))
            && reads.iter().all(|r| r == first)
        {
            return first.clone();
        }
        let mut causes = Causes::new();
        for (c, read) in all.iter().zip(&reads) {
            causes.extend(c.open.iter().copied());
            causes.extend(needed(std::slice::from_ref(&c.by.got)));
            causes.extend(read.causes());
        }
        if causes.is_empty() {
            // There is none, or several of which what is read differs.
            causes.insert(Cause::Undefined);
        }
        Got::Unknown(causes)
    }

    /// Where several may be the one, and it may be undefined which, there is none.
    pub fn range_of_chosen_element(&self, env: &Env, chosen: &Chosen, read: &Expr) -> Option<Range> {
        match &self.candidates(env, chosen)[..] {
            [one] if one.open.is_empty() && one.by.range.is_some() => self.range(&one.env, read),
            _ => None,
        }
    }
}
