//! Facts from JSON text, straight into their types. The text of a number is read exactly, whether it stands in quotation
//! marks or not.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::value::RawValue;

use super::{Activity, Country, Day, Exact, Facts, Party, Reply};

/// Reads the facts of one case.
///
/// # Errors
/// What serde says: not JSON, an unknown field, a wrong type, a number with more than four decimals.
pub fn read(text: &str) -> Result<Facts, serde_json::Error> {
    let matter: Matter = serde_json::from_str(text)?;
    let item = matter.item;
    Ok(Facts {
        is_chip: item.form == Form::Chip,
        tpp: item.tpp,
        performance_density: item.performance_density,
        for_data_centers: item.for_data_centers,
        destination: matter.destination,
        activity: matter.activity,
        parties: matter.parties.into_iter().map(Party::from).collect(),
        bis_notified_on: matter.bis_notified_on,
        bis_reply: matter.bis_reply,
        purchase_order_held: matter.purchase_order_held,
    })
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "checked when read, but no rule of the hand-written law asks for it")]
struct Matter<'a> {
    #[serde(borrow)]
    item: Item<'a>,
    #[serde(borrow)]
    exporter: Exporter<'a>,
    destination: Country,
    activity: Activity,
    #[serde(borrow)]
    parties: Vec<Named<'a>>,
    #[serde(borrow)]
    claims: Vec<Cow<'a, str>>,
    #[serde(default, deserialize_with = "given")]
    bis_notified_on: Option<Option<Day>>,
    bis_reply: Option<Reply>,
    purchase_order_held: Option<bool>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "checked when read, but no rule of the hand-written law asks for it")]
struct Item<'a> {
    form: Form,
    tpp: Exact,
    performance_density: Exact,
    io_rate: Exact,
    for_data_centers: bool,
    #[serde(default, borrow)]
    contains: Vec<Item<'a>>,
    #[serde(borrow)]
    listed_in: Option<Cow<'a, str>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "checked when read, but no rule of the hand-written law asks for it")]
struct Exporter<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    headquarters: Country,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "checked when read, but no rule of the hand-written law asks for it")]
struct Named<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    role: Cow<'a, str>,
    headquarters: Country,
    ultimate_parent_headquarters: Country,
    headquarters_known_to_exporter: bool,
}

impl From<Named<'_>> for Party {
    fn from(named: Named<'_>) -> Party {
        Party {
            headquarters: named.headquarters,
            ultimate_parent_headquarters: named.ultimate_parent_headquarters,
            headquarters_known_to_exporter: named.headquarters_known_to_exporter,
        }
    }
}

#[derive(PartialEq, Eq, serde::Deserialize)]
enum Form {
    #[serde(rename = "integrated circuit")]
    Chip,
    #[serde(rename = "memory stack")]
    MemoryStack,
    #[serde(rename = "computer")]
    Computer,
    #[serde(rename = "assembly")]
    Assembly,
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Exact, D::Error> {
        let written = <&RawValue>::deserialize(deserializer)?.get();
        exact(written.trim_matches('"')).ok_or_else(|| D::Error::custom("not a number with at most four decimals"))
    }
}

fn exact(text: &str) -> Option<Exact> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let (negative, whole) = whole.strip_prefix('-').map_or((false, whole), |w| (true, w));
    if whole.is_empty() || fraction.len() > 4 {
        return None;
    }
    let mut scaled = 0i64;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        scaled = scaled.checked_mul(10)?.checked_add(digit)?;
    }
    let scaled = scaled.checked_mul([10_000, 1_000, 100, 10, 1][fraction.len()])?;
    Some(Exact(if negative { -scaled } else { scaled }))
}

/// A field that is given, perhaps as none.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Day>>, D::Error> {
    Option::<Day>::deserialize(deserializer).map(Some)
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        day(&text).ok_or_else(|| D::Error::custom("not a day"))
    }
}

fn day(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so the leap day is the last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(Day(days + (153 * month + 2) / 5 + day - 1 - 719_468))
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Country, D::Error> {
        let code = Cow::<str>::deserialize(deserializer)?;
        Country::new(&code).ok_or_else(|| D::Error::custom("not a country code"))
    }
}

impl<'de> Deserialize<'de> for Activity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Activity, D::Error> {
        match &*<Cow<str>>::deserialize(deserializer)? {
            "export" => Ok(Activity::Export),
            "reexport" => Ok(Activity::Reexport),
            "transfer" => Ok(Activity::Transfer),
            "deemed export" | "deemed reexport" => Ok(Activity::Deemed),
            _ => Err(D::Error::custom("not an activity")),
        }
    }
}

impl<'de> Deserialize<'de> for Reply {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Reply, D::Error> {
        match &*<Cow<str>>::deserialize(deserializer)? {
            "none yet" => Ok(Reply::NoneYet),
            "confirmation number" => Ok(Reply::Confirmation),
            "refusal" => Ok(Reply::Refusal),
            _ => Err(D::Error::custom("not a reply")),
        }
    }
}
