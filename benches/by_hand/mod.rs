//! The chip controls of the EAR on 18 November 2023, for items that contain nothing, written by hand: the measure of what
//! an interpreter costs. Numbers are exact, scaled integers; every fact is known but those of License Exception NAC.

mod json;

pub use json::read;

/// A number times 10,000, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(pub i64);

const TPP_1600: Exact = Exact(1600_0000);
const TPP_2400: Exact = Exact(2400_0000);
const TPP_4800: Exact = Exact(4800_0000);
const DENSITY_1_6: Exact = Exact(1_6000);
const DENSITY_3_2: Exact = Exact(3_2000);
const DENSITY_5_92: Exact = Exact(5_9200);

/// Days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i64);

/// 18 November 2023.
const ON: Day = Day(19_679);

/// A country: its two letters as a place in [`GROUPS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(u16);

impl Country {
    /// The country of a code of two capital letters.
    pub fn new(code: &str) -> Option<Country> {
        match code.as_bytes() {
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => Some(Country(place(*a, *b))),
            _ => None,
        }
    }

    fn is_in(self, groups: u8) -> bool {
        GROUPS[self.0 as usize] & groups != 0
    }
}

const D1: u8 = 1;
const D4: u8 = 2;
const D5: u8 = 4;
const A5_A6: u8 = 8;
/// Macau and D:5.
const D5M: u8 = 16;
/// D:1, D:4 and D:5 but A:5 and A:6.
const CHIP_SCOPE: u8 = 32;

static GROUPS: [u8; 26 * 26] = groups();

const fn place(a: u8, b: u8) -> u16 {
    (a - b'A') as u16 * 26 + (b - b'A') as u16
}

const fn groups() -> [u8; 26 * 26] {
    let mut groups = [0; 26 * 26];
    groups = with(groups, b"AM AZ BY CN GE HK IQ KG KH KP KZ LA LY MD MM MN MO RU TJ TM UZ VE VN YE", D1);
    groups = with(groups, b"AE BH BY CN EG HK IL IQ IR JO KP KW LB LY MO OM PK QA RU SA SY VE YE", D4);
    groups = with(groups, b"AF BY CF CD CN CY CU ER HK HT IQ IR KH KP LB LY MM RU SO SS SD SY VE ZW", D5 | D5M);
    groups = with(groups, b"MO", D5M);
    groups =
        with(groups, b"AR AT AU BE BG CA CH CZ DE DK EE ES FI FR GB GR HR HU IE IN IS IT JP KR KY LI LT LU", A5_A6);
    groups = with(groups, b"LV NL NO NZ PL PT RO SE SI SK TR AL CY IL MT MX SG TW ZA", A5_A6);
    let mut at = 0;
    while at < groups.len() {
        if groups[at] & (D1 | D4 | D5) != 0 && groups[at] & A5_A6 == 0 {
            groups[at] |= CHIP_SCOPE;
        }
        at += 1;
    }
    groups
}

const fn with(mut groups: [u8; 26 * 26], codes: &[u8], group: u8) -> [u8; 26 * 26] {
    let mut at = 0;
    while at < codes.len() {
        groups[place(codes[at], codes[at + 1]) as usize] |= group;
        at += 3;
    }
    groups
}

/// What the hand-written law reads, ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub is_chip: bool,
    pub tpp: Exact,
    pub performance_density: Exact,
    pub for_data_centers: bool,
    pub destination: Country,
    pub activity: Activity,
    pub parties: Vec<Party>,
    /// Missing, none, or the day.
    pub bis_notified_on: Option<Option<Day>>,
    pub bis_reply: Option<Reply>,
    pub purchase_order_held: Option<bool>,
}

/// Someone in the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    pub headquarters: Country,
    pub ultimate_parent_headquarters: Country,
    pub headquarters_known_to_exporter: bool,
}

/// What is done with the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    Export,
    Reexport,
    Transfer,
    Deemed,
}

/// What BIS answered to a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    NoneYet,
    Confirmation,
    Refusal,
}

/// Where the item stands in 3A090: one bit for each paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classification(u8);

impl Classification {
    const A1: u8 = 1;
    const A2: u8 = 2;
    const B1: u8 = 4;
    const B2: u8 = 8;

    /// The paragraphs in the order of the law.
    pub fn paragraphs(self) -> impl Iterator<Item = &'static str> {
        let all = ["3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2"];
        all.into_iter().enumerate().filter(move |(bit, _)| self.0 >> bit & 1 == 1).map(|(_, name)| name)
    }
}

/// How an application is reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    Approval,
    Denial,
}

/// Whether an exception could be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Closed,
    Unknown,
    Open,
}

/// The answer, with nobody claiming an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub classification: Classification,
    pub license_required: bool,
    /// None where no license is required: the law says nothing.
    pub review: Option<Review>,
    pub notified_nac: State,
    pub nac_without_notice: State,
}

/// Decides one case.
pub fn decide(facts: &Facts) -> Answer {
    let classification = classify(facts);
    let based_in_d5m = |p: &Party| p.headquarters.is_in(D5M) || p.ultimate_parent_headquarters.is_in(D5M);
    let any_d5m_party = facts.parties.iter().any(based_in_d5m);
    let listed = classification != Classification::default();
    let reached = facts.destination.is_in(CHIP_SCOPE)
        || facts.parties.iter().any(|p| based_in_d5m(p) && p.headquarters_known_to_exporter);
    let license_required = listed && reached && facts.activity != Activity::Deemed;
    let to_d5m = facts.destination.is_in(D5M);
    let review = license_required.then_some(if to_d5m || any_d5m_party { Review::Denial } else { Review::Approval });
    let upper = classification.0 & (Classification::A1 | Classification::A2) != 0;
    let nac_item = listed && (!facts.for_data_centers || !upper);
    Answer {
        classification,
        license_required,
        review,
        notified_nac: notified_nac(facts, nac_item, to_d5m || any_d5m_party),
        nac_without_notice: nac_without_notice(facts, nac_item, to_d5m, any_d5m_party),
    }
}

fn classify(facts: &Facts) -> Classification {
    let (tpp, density) = (facts.tpp, facts.performance_density);
    let left_out_by_note_2 = !facts.for_data_centers && tpp < TPP_4800;
    if !facts.is_chip || left_out_by_note_2 {
        return Classification::default();
    }
    let mut bits = 0;
    if tpp >= TPP_4800 {
        bits |= Classification::A1;
    }
    if tpp >= TPP_1600 && density >= DENSITY_5_92 {
        bits |= Classification::A2;
    }
    if tpp >= TPP_2400 && tpp < TPP_4800 && density >= DENSITY_1_6 && density < DENSITY_5_92 {
        bits |= Classification::B1;
    }
    if tpp >= TPP_1600 && density >= DENSITY_3_2 && density < DENSITY_5_92 {
        bits |= Classification::B2;
    }
    Classification(bits)
}

fn notified_nac(facts: &Facts, nac_item: bool, d5m: bool) -> State {
    if !nac_item || !matches!(facts.activity, Activity::Export | Activity::Reexport) || !d5m {
        return State::Closed;
    }
    let notified = facts.bis_notified_on.map(|day| day.is_some_and(|day| ON.0 - day.0 >= 25));
    all_of([notified, facts.bis_reply.map(|r| r == Reply::Confirmation), facts.purchase_order_held])
}

fn nac_without_notice(facts: &Facts, nac_item: bool, to_d5m: bool, any_d5m_party: bool) -> State {
    let transfer = facts.activity == Activity::Transfer;
    let destination = facts.destination.is_in(D1 | D4) || (transfer && to_d5m);
    if !nac_item || !destination || !(transfer || !to_d5m && !any_d5m_party) {
        return State::Closed;
    }
    all_of([facts.purchase_order_held])
}

fn all_of<const N: usize>(conditions: [Option<bool>; N]) -> State {
    if conditions.contains(&Some(false)) {
        State::Closed
    } else if conditions.contains(&None) {
        State::Unknown
    } else {
        State::Open
    }
}
