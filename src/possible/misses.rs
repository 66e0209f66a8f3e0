//! The nearest matters in which the answer would be another: which facts would have to change, and how.

use super::classes::{Class, Classes};
use super::explore::Explorer;
use super::question::{Answer, Question};
use crate::eval::Evaluator;
use crate::explain::{Need, Needs};
use crate::plan::ProvisionId;
use crate::plan::slots::{Cell, MATTER, Slots};
use crate::value::Date;

/// Most times the question is asked anew, in a matter of few records; of many, as much less often.
pub const MOST_ASKED: u32 = 4_000;
/// Records of a matter that do not yet make a question dear.
const MOST_INSTANCES: u32 = 40;
/// Most times for what is not given beside one set of changes: what needs much of it leaves the other sets their turn.
const MOST_ASKED_BESIDE: u32 = 100;
/// Most times for pairs of changes that were found with others.
const MOST_ASKED_IN_PAIRS: u32 = 1_000;
/// Most facts that are given and change together.
pub const MOST_TOGETHER: usize = 3;
/// Most facts that are not given and would have to be, beside those that change.
const MOST_FILLED: usize = 4;

/// A fact that would have to be otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The fact.
    pub place: Need,
    /// What it would have to be, any of these; the first is nearest to what is given.
    pub to: Vec<Class>,
}

/// A set of changes that brings about the wanted answer, and no part of which does.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss {
    /// The changes, in the order of the law.
    pub changes: Vec<Change>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Misses {
    /// The nearest misses: the fewest changes first, then in the order of the law.
    pub found: Vec<Miss>,
    /// False where there were too many ways to try them all.
    pub complete: bool,
}

/// How far what is not given is looked into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// Not at all: the answer comes out whatever it is by the evaluator alone.
    Nothing,
    /// All ways to fill it in must give the answer.
    Whatever,
    /// At most so many missing facts are given too.
    Given(usize),
}

/// Facts by their number, each with the number of a class.
type Tuple = Vec<(usize, usize)>;

/// Looks for the nearest misses of one question.
pub struct Search<'a> {
    classes: Classes<'a>,
    on: Date,
    slots: Slots,
    question: &'a Question,
    wanted: &'a dyn Fn(&Answer) -> bool,
    asked: u32,
    /// How often it may be asked in all.
    most_asked: u32,
    /// How often it may have been asked when the set at hand has had its turn.
    limit: u32,
    /// True once a set was left before all of it was tried.
    cut_short: bool,
    /// The facts that may change, with their classes and the class that each is in, where it is given.
    facts: Vec<Fact>,
}

struct Fact {
    place: Need,
    classes: Vec<Class>,
    given: Option<usize>,
}

impl<'a> Search<'a> {
    /// Prepares the search: every fact that the law tests and on which the answer may turn, but for those that are kept.
    pub fn new(
        classes: Classes<'a>,
        slots: &Slots,
        on: Date,
        question: &'a Question,
        wanted: &'a dyn Fn(&Answer) -> bool,
        kept: &dyn Fn(Need) -> bool,
    ) -> Search<'a> {
        let instances = slots.instances.len() as u32;
        let most_asked = MOST_ASKED / instances.div_ceil(MOST_INSTANCES).max(1);
        let mut search = Search {
            classes,
            on,
            slots: slots.clone(),
            question,
            wanted,
            asked: 0,
            most_asked,
            limit: most_asked,
            cut_short: false,
            facts: Vec::new(),
        };
        let given: Vec<Need> = classes
            .distinctions
            .places()
            .map(|(instance, offset)| Need { instance, offset })
            .filter(|place| !matches!(slots.cell(place.instance, place.offset), Cell::Missing))
            .collect();
        let all: Vec<Need> = search.that_matter(&given);
        for place in all {
            search.facts.extend(search.fact(place));
        }
        search.facts.extend(search.claims());
        search.facts.retain(|fact| fact.given.is_none() || !kept(fact.place));
        search
    }

    /// Those of the given facts for which the question waits where none of them is given; also what is tested for yes or no.
    fn that_matter(&mut self, given: &[Need]) -> Vec<Need> {
        let plan = self.classes.plan;
        let yes_no: Vec<Need> = self.given_yes_no();
        let all: Vec<Need> = given.iter().chain(&yes_no).copied().collect();
        let mut slots = self.slots.clone();
        // Where claims may change, what an exemption asks matters too.
        slots.put(MATTER, plan.claims, Cell::Missing);
        for place in &all {
            slots.put(place.instance, place.offset, Cell::Missing);
        }
        let evaluator = Evaluator::new(plan, &slots, self.on);
        let mut needs = Needs::new(&evaluator, self.question.mode());
        if self.question.answer(&evaluator).is_none() {
            self.question.needs(&mut needs);
        }
        needs.found.into_iter().filter(|need| all.contains(need)).collect()
    }

    /// The facts that are given as yes or no: the law asks about them without comparing them.
    fn given_yes_no(&self) -> Vec<Need> {
        let given = |place: &Need| matches!(self.slots.cell(place.instance, place.offset), Cell::YesNo(_) | Cell::None);
        self.slots.places().map(|(instance, offset)| Need { instance, offset }).filter(given).collect()
    }

    fn fact(&self, place: Need) -> Option<Fact> {
        let classes = self.classes.of(&self.slots, (place.instance, place.offset))?;
        let cell = self.slots.cell(place.instance, place.offset);
        let given = match cell {
            Cell::Missing => None,
            cell => Some(classes.iter().position(|class| class.holds(cell)).unwrap_or(classes.len() - 1)),
        };
        (classes.len() > 1).then_some(Fact { place, classes, given })
    }

    /// The claims, where they are given: each exemption that could be claimed besides, and that none is.
    fn claims(&self) -> Vec<Fact> {
        let plan = self.classes.plan;
        let place = Need { instance: MATTER, offset: plan.claims };
        let Cell::Provisions(given) = self.slots.cell(MATTER, plan.claims) else { return Vec::new() };
        let claimed = |ids: Vec<ProvisionId>| Class::Is(Cell::Provisions(ids.into()));
        let options = plan.options.iter().map(|option| plan.provision(*option).id);
        let more = options.filter(|id| !given.iter().any(|claim| plan.is_within(*id, *claim)));
        let mut other: Vec<Class> = Vec::new();
        for class in more.map(|id| claimed(given.iter().copied().chain([id]).collect())) {
            if !other.contains(&class) {
                other.push(class);
            }
        }
        other.extend((!given.is_empty()).then(|| claimed(Vec::new())));
        let fact = |class| Fact { place, classes: vec![claimed(given.to_vec()), class], given: Some(0) };
        other.into_iter().map(fact).collect()
    }

    /// The nearest misses.
    pub fn run(mut self) -> Misses {
        let mut found: Vec<Miss> = Vec::new();
        // Facts that bring it about by themselves: no larger set with them is a nearest one.
        let mut alone: Vec<Vec<usize>> = Vec::new();
        let sizes = 1..=MOST_TOGETHER.min(self.facts.len());
        // Of each size, what needs nothing else comes before what needs missing facts to be given besides.
        let ways = [Beside::Nothing, Beside::Whatever, Beside::Given(MOST_FILLED)];
        for (size, beside) in sizes.flat_map(|size| ways.map(|beside| (size, beside))) {
            if (size, beside) == (1, Beside::Whatever) {
                found.extend(self.given_besides());
            }
            let mut together: Vec<usize> = (0..size).collect();
            while self.asked < self.most_asked {
                let known = alone.iter().any(|set| set.iter().all(|ix| together.contains(ix)));
                if !known && self.one_each(&together) && self.may_flip(&together) {
                    let miss = self.flips(&together, beside);
                    if let Some(miss) = miss {
                        if !matches!(beside, Beside::Given(_)) {
                            alone.push(together.clone());
                        }
                        found.push(miss);
                    }
                }
                if !next(&mut together, self.facts.len()) {
                    break;
                }
            }
        }
        if self.cut_short || self.asked >= self.most_asked {
            let pairs = self.pairs(&found);
            found.extend(pairs);
        }
        found.sort_by_key(|miss| miss.changes.len());
        let claims = self.classes.plan.claims;
        let mut nearest: Vec<Miss> = Vec::new();
        for miss in found {
            if !nearest.iter().any(|known| covers(known, &miss, claims)) {
                nearest.push(miss);
            }
        }
        let all_tests = self.classes.distinctions.is_complete();
        let complete =
            self.asked < self.most_asked && self.facts.len() <= MOST_TOGETHER && all_tests && !self.cut_short;
        Misses { found: nearest, complete }
    }

    /// What brings it about where nothing that is given changes: for each missing fact on which it turns, its value and what has to be given
    /// besides.
    fn given_besides(&mut self) -> Vec<Miss> {
        let mut found = Vec::new();
        for need in Explorer::new(self.classes, &self.slots, self.on).explore(self.question).needs() {
            self.limit = self.most_asked.min(self.asked + MOST_ASKED_BESIDE);
            self.cut_short = true;
            if let Some(filled) = self.fill_in(need, MOST_FILLED) {
                let filled = self.without_the_needless(filled);
                let changes = self.widened(filled);
                found.push(Miss { changes });
            }
        }
        found
    }

    /// Two of the changes that were found, each with others, may do together: whoever sees both would try them. Looked for where not every set
    /// had its turn.
    fn pairs(&mut self, found: &[Miss]) -> Vec<Miss> {
        let mut offered: Vec<&Change> = Vec::new();
        for change in found.iter().filter(|miss| miss.changes.len() > 1).flat_map(|miss| &miss.changes) {
            if !offered.contains(&change) {
                offered.push(change);
            }
        }
        let mut pairs = Vec::new();
        self.limit = self.asked + MOST_ASKED_IN_PAIRS;
        for (n, first) in offered.iter().enumerate() {
            for second in offered[n + 1..].iter().filter(|second| second.place != first.place) {
                if self.asked < self.limit && self.do_together(&[first, second]) {
                    let nearest =
                        |change: &Change| Change { to: change.to.first().cloned().into_iter().collect(), ..*change };
                    pairs.push(Miss { changes: vec![nearest(first), nearest(second)] });
                }
            }
        }
        pairs
    }

    /// Whether changes bring the wanted answer about, each in its nearest class.
    fn do_together(&mut self, changes: &[&Change]) -> bool {
        let nearest = |change: &&Change| Some((change.place, change.to.first()?.clone()));
        let chosen: Vec<(Need, Class)> = changes.iter().filter_map(nearest).collect();
        self.supposing(&chosen, |search| search.fill(Beside::Whatever)).is_some()
    }

    /// True if no fact stands twice among these, as the claims might.
    fn one_each(&self, together: &[usize]) -> bool {
        let place = |ix: &usize| self.facts[*ix].place;
        together.iter().enumerate().all(|(n, ix)| together[..n].iter().all(|other| place(other) != place(ix)))
    }

    /// False where these facts do not matter, whatever they are. Claims that are not given are not unknown: every exemption counts then.
    fn may_flip(&mut self, together: &[usize]) -> bool {
        let claims = Need { instance: MATTER, offset: self.classes.plan.claims };
        if together.iter().any(|ix| self.facts[*ix].place == claims) {
            return true;
        }
        let places: Vec<Need> = together.iter().map(|ix| self.facts[*ix].place).collect();
        let saved = self.take_out(&places);
        let answer = self.ask();
        self.put_back(&places, saved);
        answer.is_none_or(|answer| (self.wanted)(&answer))
    }

    /// Makes facts missing, and gives what they were.
    fn take_out(&mut self, places: &[Need]) -> Vec<Cell> {
        places.iter().map(|place| self.slots.put(place.instance, place.offset, Cell::Missing)).collect()
    }

    fn put_back(&mut self, places: &[Need], saved: Vec<Cell>) {
        for (place, cell) in places.iter().zip(saved) {
            self.slots.put(place.instance, place.offset, cell);
        }
    }

    fn ask(&mut self) -> Option<Answer> {
        self.asked += 1;
        self.question.answer(&Evaluator::new(self.classes.plan, &self.slots, self.on))
    }

    /// Tries these facts in all classes but the given ones, nearest first; gives the first that brings about the wanted answer.
    fn flips(&mut self, together: &[usize], beside: Beside) -> Option<Miss> {
        let mut tuples: Vec<Tuple> = vec![Vec::new()];
        for ix in together {
            let fact = &self.facts[*ix];
            let mut others: Vec<usize> = (0..fact.classes.len()).filter(|class| Some(*class) != fact.given).collect();
            others.sort_by_key(|class| fact.given.map_or(0, |given| class.abs_diff(given)));
            let with = |tuple: Tuple| {
                others
                    .iter()
                    .map(|class| tuple.iter().copied().chain([(*ix, *class)]).collect())
                    .collect::<Vec<Tuple>>()
            };
            tuples = tuples.into_iter().flat_map(with).collect();
        }
        self.limit = match beside {
            Beside::Nothing => self.most_asked,
            _ => self.most_asked.min(self.asked + MOST_ASKED_BESIDE),
        };
        for tuple in &tuples {
            if self.asked >= self.limit {
                self.cut_short = true;
                return None;
            }
            if let Some(filled) = self.filled(tuple, beside) {
                let tuple = self.without_the_unchanged(tuple, &filled);
                return Some(self.told(&tuple, filled));
            }
        }
        None
    }

    /// What would have to be given besides so that these classes bring about the wanted answer; none where they do not.
    fn filled(&mut self, tuple: &Tuple, beside: Beside) -> Option<Vec<Change>> {
        let chosen = self.classes_of(tuple);
        self.supposing(&chosen, |search| {
            let filled = search.fill(beside).map(|filled| search.without_the_needless(filled));
            filled.map(|filled| search.widened(filled))
        })
    }

    /// Asks something while facts lie in these classes, whatever they are.
    fn supposing<T>(&mut self, chosen: &[(Need, Class)], ask: impl FnOnce(&mut Self) -> T) -> T {
        let places: Vec<Need> = chosen.iter().map(|(place, _)| *place).collect();
        let saved = self.take_out(&places);
        chosen.iter().for_each(|(place, class)| class.put(&mut self.slots, (place.instance, place.offset)));
        let answer = ask(self);
        chosen.iter().for_each(|(place, class)| class.take_back(&mut self.slots, (place.instance, place.offset)));
        self.put_back(&places, saved);
        answer
    }

    /// The classes of a tuple, with their facts.
    fn classes_of(&self, tuple: &Tuple) -> Vec<(Need, Class)> {
        tuple.iter().filter_map(|(ix, class)| self.class(*ix, *class)).collect()
    }

    fn class(&self, fact: usize, class: usize) -> Option<(Need, Class)> {
        let fact = self.facts.get(fact)?;
        Some((fact.place, fact.classes.get(class)?.clone()))
    }

    /// Missing facts that have to be given so that the answer is the wanted one; none where so few do not do.
    fn fill(&mut self, beside: Beside) -> Option<Vec<Change>> {
        if let Some(answer) = self.ask() {
            return (self.wanted)(&answer).then(Vec::new);
        }
        if beside == Beside::Nothing {
            return None;
        }
        let explored = Explorer::new(self.classes, &self.slots, self.on).explore(self.question);
        self.asked += explored.trials;
        let needs = explored.needs();
        if let Some((answer, _)) = explored.settled() {
            return (self.wanted)(&answer).then(Vec::new);
        }
        let Beside::Given(most @ 1..) = beside else { return None };
        // Of all the ways to give what is missing the first that does is taken.
        self.cut_short = true;
        // The answer turns on the first fact: where no class of it leads there, another one may. What changes already is not given besides.
        let changes = |need: &Need| self.slots.supposed(need.instance, need.offset).is_some();
        let needs: Vec<Need> = needs.into_iter().filter(|need| !changes(need)).collect();
        needs.into_iter().find_map(|need| self.fill_in(need, most))
    }

    /// This missing fact, given so that with as few others as possible, and at most so many in all, the answer is the wanted one.
    fn fill_in(&mut self, need: Need, most: usize) -> Option<Vec<Change>> {
        let place = (need.instance, need.offset);
        let mut best: Option<Vec<Change>> = None;
        for class in self.classes.of(&self.slots, place)? {
            let most = best.as_ref().map_or(most - 1, |best| best.len().saturating_sub(2));
            if self.asked >= self.limit || best.as_ref().is_some_and(|best| best.len() == 1) {
                break;
            }
            class.put(&mut self.slots, place);
            let filled = self.fill(Beside::Given(most));
            class.take_back(&mut self.slots, place);
            if let Some(mut filled) = filled {
                filled.insert(0, Change { place: need, to: vec![class] });
                best = best.filter(|best| best.len() <= filled.len()).or(Some(filled));
            }
        }
        best
    }

    /// The changes without those that are not needed once the missing facts are given.
    fn without_the_unchanged(&mut self, tuple: &Tuple, filled: &[Change]) -> Tuple {
        let mut kept = tuple.clone();
        let mut at = 0;
        while at < kept.len() && !filled.is_empty() {
            let mut less = kept.clone();
            less.remove(at);
            let chosen = self.classes_of(&less);
            if self.supposing(&chosen, |search| search.is_met(filled, usize::MAX, None)) {
                kept = less;
            } else {
                at += 1;
            }
        }
        kept
    }

    /// What is given besides, without what the answer comes out without.
    fn without_the_needless(&mut self, filled: Vec<Change>) -> Vec<Change> {
        let mut kept = filled;
        let mut at = 0;
        while at < kept.len() {
            if self.is_met(&kept, at, None) {
                kept.remove(at);
            } else {
                at += 1;
            }
        }
        kept
    }

    /// What is given besides, with every class of each fact that does.
    fn widened(&mut self, filled: Vec<Change>) -> Vec<Change> {
        let mut wide = filled.clone();
        for (at, change) in filled.iter().enumerate() {
            let classes = self.classes.of(&self.slots, (change.place.instance, change.place.offset));
            for class in classes.into_iter().flatten().filter(|class| !change.to.contains(class)) {
                if self.is_met(&filled, at, Some(&class)) {
                    wide[at].to.push(class);
                }
            }
        }
        wide
    }

    /// Whether the wanted answer comes out with what is given besides, one fact of it left out or in another class.
    fn is_met(&mut self, filled: &[Change], without: usize, instead: Option<&Class>) -> bool {
        let mut given: Vec<(Need, Class)> = Vec::new();
        for (number, change) in filled.iter().enumerate() {
            let class = if number == without { instead } else { change.to.first() };
            given.extend(class.map(|class| (change.place, class.clone())));
        }
        self.supposing(&given, Self::ask).is_some_and(|answer| (self.wanted)(&answer))
    }

    /// A tuple as changes: of each fact all classes that do, the others being as they are.
    fn told(&mut self, tuple: &Tuple, filled: Vec<Change>) -> Miss {
        let mut changes = Vec::new();
        for (number, (ix, nearest)) in tuple.iter().enumerate() {
            let mut to: Vec<Class> = self.class(*ix, *nearest).map(|(_, class)| class).into_iter().collect();
            let (count, given) = (self.facts[*ix].classes.len(), self.facts[*ix].given);
            for class in (0..count).filter(|class| class != nearest && Some(*class) != given) {
                let mut other = tuple.clone();
                other[number].1 = class;
                if filled.is_empty() && self.filled(&other, Beside::Whatever).is_some() {
                    to.extend(self.class(*ix, class).map(|(_, class)| class));
                }
            }
            changes.push(Change { place: self.facts[*ix].place, to });
        }
        changes.extend(filled);
        Miss { changes }
    }
}

/// True if everything that one miss changes is changed by the other too; of the claims, in the same way.
fn covers(less: &Miss, more: &Miss, claims: u32) -> bool {
    let is_claims = |change: &Change| change.place == Need { instance: MATTER, offset: claims };
    let same = |a: &Change, b: &Change| a.place == b.place && (!is_claims(a) || a.to == b.to);
    less.changes.iter().all(|change| more.changes.iter().any(|other| same(change, other)))
}

/// The next choice of as many of `count`; false after the last.
fn next(chosen: &mut [usize], count: usize) -> bool {
    let size = chosen.len();
    for at in (0..size).rev() {
        if chosen[at] < count - size + at {
            chosen[at] += 1;
            for later in at + 1..size {
                chosen[later] = chosen[later - 1] + 1;
            }
            return true;
        }
    }
    false
}
