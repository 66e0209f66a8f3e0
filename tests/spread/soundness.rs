//! What is decided of a definition that spreads holds under every completion, found by trying many; and where everything is given,
//! it is decided, as a least set worked out by hand has it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::OnceLock;

use lexact::Law;
use proptest::prelude::*;

use crate::completions;

const VOCABULARY: &str = r#"rulebook small
  title "Small"
record Party
  name    identity
  listed  yes/no
  owners  list of Stake
record Stake
  owner  Party by name
  share  percent at least 0
fact subject  Party by name
fact parties  list of Party
decision half     yes/no
decision one      yes/no
decision all_of   yes/no
decision several  yes/no
"#;

const ACT: &str = "act one
  citation \"1\"
  published 2024-01-01
  effective 2024-01-01
define 1 by_half of Party, spreading from party.listed
  when sum of (s.share for s in party.owners where by_half of s.owner) is at least 50%
define 2 by_one of Party, spreading from party.listed
  when any s in party.owners where by_one of s.owner and s.share is more than 20%
define 3 by_every of Party, spreading from party.listed
  when every s in party.owners (at least one) where by_every of s.owner
define 4 by_several of Party, spreading from party.listed
  when at least 2 of
    (1) count of (s in party.owners where by_several of s.owner) is at least 2
    (2) any s in party.owners where by_several of s.owner
    (3) sum of (s.share for s in party.owners) is more than 100%
rule 11
  then half is yes when by_half of subject; no otherwise
rule 12
  then one is yes when by_one of subject; no otherwise
rule 13
  then all_of is yes when by_every of subject; no otherwise
rule 14
  then several is yes when by_several of subject; no otherwise
";

const DECISIONS: [&str; 4] = ["half", "one", "all_of", "several"];
const NAMES: [&str; 5] = ["A", "B", "C", "D", "E"];
const SHARES: [u32; 5] = [0, 20, 25, 50, 100];

fn law() -> &'static Law {
    static LAW: OnceLock<Law> = OnceLock::new();
    LAW.get_or_init(|| completions::law(VOCABULARY, ACT))
}

#[derive(Clone, Debug, Default)]
struct Stake {
    owner: Option<usize>,
    share: Option<u32>,
}

#[derive(Clone, Debug, Default)]
struct Party {
    /// Not given: at most its name is known.
    given: bool,
    listed: Option<bool>,
    /// The stakes, and whether there are no more; none where nothing is said of them.
    owners: Option<(Vec<Stake>, bool)>,
}

/// The parties A to E.
#[derive(Clone, Debug)]
struct Matter([Party; 5]);

/// Numbers that look random, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

impl Matter {
    fn json(&self) -> String {
        let mut parties = Vec::new();
        for (party, name) in self.0.iter().zip(NAMES).filter(|(party, _)| party.given) {
            let mut text = format!("{{\"name\": \"{name}\"");
            if let Some(listed) = party.listed {
                write!(text, ", \"listed\": {listed}").unwrap();
            }
            if let Some((stakes, complete)) = &party.owners {
                let stakes: Vec<String> = stakes.iter().map(Stake::json).collect();
                write!(text, ", \"owners\": {{\"list\": [{}], \"complete\": {complete}}}", stakes.join(", ")).unwrap();
            }
            parties.push(text + "}");
        }
        format!("{{\"subject\": \"A\", \"parties\": [{}]}}", parties.join(", "))
    }

    /// One way to fill in what is missing.
    fn completed(&self, dice: &mut Dice) -> Matter {
        let mut matter = self.clone();
        for party in &mut matter.0 {
            party.given = true;
            party.listed = party.listed.or_else(|| Some(dice.below(3) == 0));
            let (stakes, complete) = party.owners.get_or_insert_with(|| (Vec::new(), false));
            if !*complete {
                stakes.extend(vec![Stake::default(); dice.below(3)]);
                *complete = true;
            }
            for stake in stakes {
                stake.owner = stake.owner.or_else(|| Some(dice.below(5)));
                stake.share = stake.share.or_else(|| Some(SHARES[dice.below(5)]));
            }
        }
        matter
    }

    fn is_complete(&self) -> bool {
        let known = |stake: &Stake| stake.owner.is_some_and(|owner| self.0[owner].given) && stake.share.is_some();
        self.0.iter().filter(|party| party.given).all(|party| {
            let owners = party.owners.as_ref();
            party.listed.is_some() && owners.is_some_and(|(stakes, complete)| *complete && stakes.iter().all(known))
        })
    }

    /// Whether each definition has reached A, everything being given.
    fn answers(&self) -> [bool; 4] {
        type Meets = fn(&[Stake], &BTreeSet<usize>) -> bool;
        let reached: [Meets; 4] = [
            |stakes, held| held_by(stakes, held).map(|s| s.share.unwrap()).sum::<u32>() >= 50,
            |stakes, held| held_by(stakes, held).any(|s| s.share.unwrap() > 20),
            |stakes, held| !stakes.is_empty() && held_by(stakes, held).count() == stakes.len(),
            |stakes, held| {
                let count = held_by(stakes, held).count();
                let total: u32 = stakes.iter().map(|s| s.share.unwrap()).sum();
                u32::from(count >= 2) + u32::from(count >= 1) + u32::from(total > 100) >= 2
            },
        ];
        reached.map(|meets| {
            let mut held = BTreeSet::new();
            loop {
                let joins = |ix: &usize| {
                    let party = &self.0[*ix];
                    party.listed.unwrap() || meets(&party.owners.as_ref().unwrap().0, &held)
                };
                let more: Vec<usize> = (0..5).filter(|ix| !held.contains(ix)).filter(joins).collect();
                if more.is_empty() {
                    return held.contains(&0);
                }
                held.extend(more);
            }
        })
    }
}

fn held_by<'s>(stakes: &'s [Stake], held: &'s BTreeSet<usize>) -> impl Iterator<Item = &'s Stake> {
    stakes.iter().filter(|stake| held.contains(&stake.owner.unwrap()))
}

impl Stake {
    fn json(&self) -> String {
        let owner = self.owner.map(|owner| format!("\"owner\": \"{}\"", NAMES[owner]));
        let share = self.share.map(|share| format!("\"share\": {share}"));
        format!("{{{}}}", owner.into_iter().chain(share).collect::<Vec<_>>().join(", "))
    }
}

/// True so many times in a hundred.
fn likely(percent: u32) -> impl Strategy<Value = bool> {
    (0u32..100).prop_map(move |n| n < percent)
}

/// Known so many times in a hundred.
fn perhaps<S: Strategy>(percent: u32, of: S) -> impl Strategy<Value = Option<S::Value>> {
    (likely(percent), of).prop_map(|(known, value)| known.then_some(value))
}

fn stake(known: u32) -> impl Strategy<Value = Stake> {
    (perhaps(known, 0usize..4), perhaps(known, 0usize..5))
        .prop_map(|(owner, share)| Stake { owner, share: share.map(|ix| SHARES[ix]) })
}

fn party(known: u32) -> impl Strategy<Value = Party> {
    let stakes = (proptest::collection::vec(stake(known), 0..3), likely(known));
    (likely(known), perhaps(known, likely(30)), perhaps(known, stakes)).prop_map(|(given, listed, owners)| Party {
        given,
        listed,
        owners,
    })
}

fn matter() -> impl Strategy<Value = Matter> {
    let known = prop_oneof![Just(70u32), Just(90), Just(99)];
    known.prop_flat_map(|known| {
        let all = [party(known), party(known), party(known), party(known)];
        all.prop_map(|[a, b, c, d]| Matter([Party { given: true, ..a }, b, c, d, Party::default()]))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_holds_under_every_completion(matter in matter(), seed in any::<u64>()) {
        let mut matter = matter;
        for party in matter.0.iter_mut().filter(|party| !party.given) {
            *party = Party::default();
        }
        let decision = law().decide(&law().facts().from_json(&matter.json()).unwrap());
        let mut dice = Dice(seed);
        let completions: Vec<[bool; 4]> = (0..60).map(|_| matter.completed(&mut dice).answers()).collect();
        for (ix, name) in DECISIONS.iter().enumerate() {
            let decided = completions::decided(&decision, name);
            if let Some(decided) = decided {
                let agree = completions.iter().all(|answers| answers[ix] == decided);
                prop_assert!(agree, "{name} is {decided}: {}", matter.json());
            }
            prop_assert!(decided.is_some() || !matter.is_complete(), "{name} is open: {}", matter.json());
        }
    }
}
