//! English.

use std::cmp::Ordering;

use super::{Command, Heading, Label, Language, MOST_TOLD, by_entry, of_many};
use crate::Known;
use crate::away::{Away, Why};
use crate::decision::{Deemed, Duty, FactChange, Need, Note, OtherDay, Unsettled, Verdict, Wanted, WhyNot};
use crate::explain::State;
use crate::explain::values::{Listed, Shown, Value};
use crate::explain::wording::{Measure, Presumed, Told, ToldFact, ToldGroup, ToldStep};
use crate::facts::FactErrors;
use crate::interview::{Kind, Member, Progress, Question, Reader};
use crate::model::Comparison;
use crate::opinion::{Exemption, Standing};
use crate::value::{Date, visible};

#[derive(Debug)]
pub struct English;

/// `a, b and c`
fn list(of: &[String]) -> String {
    match of {
        [first @ .., end] if !first.is_empty() => format!("{} and {end}", first.join(", ")),
        _ => of.concat(),
    }
}

/// Several provisions that stand alike, and how they do.
fn standing(told: &[&Told]) -> String {
    let names: Vec<String> = told.iter().map(|told| named(told)).collect();
    let stands = told.first().map_or("", |first| stands(first, told.len() > 1));
    format!("{} {stands}", list(&names))
}

/// How one provision of this kind stands, or several.
fn stands(told: &Told, several: bool) -> &'static str {
    match (told.state, told.keyword) {
        (State::Open, "define") if told.is_unlisted() => "gives no value",
        (State::Applies, "define") if told.of_a_value => "gives",
        (State::Open, "define") if told.of_a_value => "may give",
        (State::Applies, "define") if several => "are met",
        (State::Fails, "define") if several => "are not met",
        (State::Displaced, "rule") if several => "are met, but do not apply",
        (State::Displaced, _) if several => "are met, but barred",
        (State::Applies, "rule" | "exemption" | "limit" | "default") if several => "apply",
        (State::Applies, _) if several => "give",
        (State::Fails, _) if several => "do not apply",
        (State::Applies, "register") => "lists",
        (State::Open, "register") => "may list",
        (State::Applies, "table" | "tiers" | "scale") => "gives",
        (State::Open, "table" | "tiers" | "scale") => "may give",
        (State::Applies, "define") => "is met",
        (State::Fails, "define") => "is not met",
        (State::Open, "define") => "may be met",
        (State::Displaced, "rule") => "is met, but does not apply",
        (State::Displaced, _) => "is met, but barred",
        (State::Applies, _) => "applies",
        (State::Fails, _) => "does not apply",
        (State::Open, _) => "may apply",
    }
}

/// A provision as it is named: citation, title, of whom.
fn named(told: &Told) -> String {
    let title = told.title.as_ref().map_or_else(String::new, |title| format!(" “{title}”"));
    let of = told.of.as_ref().map_or_else(String::new, |name| format!(" of {}", visible(name)));
    format!("{}{title}{of}", told.cite)
}

/// What a rule does that makes a fact something: whether an exemption from it can rebut that.
fn deemed(rebuttable: bool) -> &'static str {
    if rebuttable { "presumed (rebuttable)" } else { "deemed" }
}

/// What one value may be.
fn one(kind: &Kind) -> String {
    match kind {
        Kind::YesNo => "yes or no".into(),
        Kind::Number { unit, lower } => {
            let unit = if unit.is_empty() { String::new() } else { format!(" in {unit}, with or without the unit") };
            let bound = lower.as_ref().map_or_else(String::new, |(bound, included)| {
                format!(", {} {bound}", if *included { "at least" } else { "more than" })
            });
            format!("a number{unit}{bound}")
        }
        Kind::Date => "a date as in 2023-11-17".into(),
        Kind::Days => "a number of days".into(),
        Kind::Months => "a number of months as in 3 months".into(),
        Kind::Text => "a text".into(),
        Kind::Provision => "the id of a provision".into(),
        Kind::OneOf(_) => "one of".into(),
        Kind::Name(record) => format!("the name of a {record} among the facts"),
        Kind::Record => "yes if there is one; what it is like is asked afterwards".into(),
        Kind::Count(record) => {
            format!("how many there are of {record}, 0 if there are none; each is asked about afterwards")
        }
        Kind::Values(kind) => several(kind),
    }
}

fn several(kind: &Kind) -> String {
    match kind {
        Kind::OneOf(_) => "several with commas, or none, of".into(),
        Kind::Provision => "ids of provisions with commas, or none".into(),
        Kind::Name(record) => format!("the names of each {record}, with commas, or none"),
        kind => format!("several with commas, or none; each {}", one(kind)),
    }
}

fn of_those_given(question: &Question) -> String {
    let count = question.given.len();
    match &question.kind {
        Kind::Count(record) => format!("{count} given of {record}: all if that is all, else how many more there are"),
        _ => format!("{count} given: all if that is all, else the others, with commas"),
    }
}

/// What an answer turns on that is not known: the most decisive facts, or what is asked of counsel.
fn turns_on(needs: &[Need]) -> String {
    match needs {
        [] => "unknown: facts are missing".into(),
        [need] if need.counsel => format!("unknown: it turns on a question to counsel, “{}”", need.question),
        [first, ..] if needs.iter().all(|need| need.counsel) => {
            format!("unknown: it turns on {} questions to counsel, first “{}”", needs.len(), first.question)
        }
        needs if needs.len() <= MOST_TOLD => {
            let facts: Vec<String> = needs.iter().map(|need| need.fact.clone()).collect();
            format!("unknown: it turns on {}, not given", list(&facts))
        }
        [first, more @ ..] => format!("unknown: it turns on {} and {} more facts, not given", first.fact, more.len()),
    }
}

impl English {
    /// How something came out, in words that follow its name.
    fn outcome(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Value(value) => self.shown(value),
            Verdict::Set(elements) => {
                let words = |(id, sure): &(String, bool)| if *sure { id.clone() } else { format!("perhaps {id}") };
                let all: Vec<String> = elements.iter().map(words).collect();
                if all.is_empty() { "none of those in this rulebook".into() } else { all.join(", ") }
            }
            Verdict::Missing(needs) => turns_on(needs),
            Verdict::Uncertain => "unknown: it is uncertain whether a text is in force".into(),
            Verdict::Conflict(values) if values.len() < 2 => "in conflict: it rests on provisions that disagree".into(),
            Verdict::Conflict(values) => {
                let values: Vec<String> = values.iter().map(|value| self.shown(value)).collect();
                format!("in conflict: provisions say {}", values.join(" and "))
            }
            Verdict::Undefined => "undefined: it rests on a value that does not exist".into(),
            Verdict::Silent => "silent: no provision of this rulebook answers it".into(),
            Verdict::Unlisted(listed) => self.listed(*listed),
            Verdict::Discretion => "left to discretion".into(),
        }
    }
}

impl Language for English {
    fn tag(&self) -> &'static str {
        "en"
    }

    fn name(&self) -> &'static str {
        "English"
    }

    fn shown(&self, value: &Shown) -> String {
        match value {
            Shown::Member { code, name: Some(name) } => format!("{code} ({name})"),
            Shown::Days(1) => "1 day".into(),
            Shown::Months(1) => "1 month".into(),
            Shown::Plain(text) => visible(text),
            other => other.to_string(),
        }
    }

    fn day(&self, day: Date) -> String {
        day.to_string()
    }

    fn value(&self, value: &Value) -> String {
        let end = |by: (Comparison, Comparison), end: &crate::explain::values::Bound| {
            self.bound(if end.included { by.0 } else { by.1 }, &end.at)
        };
        match value {
            Value::Is(shown) => self.shown(shown),
            Value::Within { low, high } => {
                let low = low.as_ref().map(|low| end((Comparison::AtLeast, Comparison::MoreThan), low));
                let high = high.as_ref().map(|high| end((Comparison::AtMost, Comparison::LessThan), high));
                low.into_iter().chain(high).collect::<Vec<_>>().join(" and ")
            }
            Value::None => "none".into(),
            Value::NotGiven => "not given".into(),
            Value::NotKnown => "not known".into(),
            Value::Undefined => "without a value".into(),
            Value::Counted => "counted".into(),
        }
    }

    fn bound(&self, by: Comparison, at: &Shown) -> String {
        let words = match (by, at) {
            (Comparison::AtLeast, Shown::Date(_)) => "on or after",
            (Comparison::MoreThan, Shown::Date(_)) => "after",
            (Comparison::AtMost, Shown::Date(_)) => "on or before",
            (Comparison::LessThan, Shown::Date(_)) => "before",
            (Comparison::AtLeast, _) => "at least",
            (Comparison::MoreThan, _) => "more than",
            (Comparison::AtMost, _) => "at most",
            (Comparison::LessThan, _) => "less than",
            (Comparison::Exactly, _) => "exactly",
        };
        format!("{words} {}", self.shown(at))
    }

    fn between(&self) -> &'static str {
        "; "
    }

    fn title(&self) -> &'static str {
        "Opinion"
    }

    fn label(&self, label: Label) -> &'static str {
        match label {
            Label::Law => "Law",
            Label::Authority => "Authority",
            Label::Day => "In force on",
            Label::Known => "Known",
        }
    }

    fn colon(&self) -> &'static str {
        ": "
    }

    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Conclusion => "Conclusion",
            Heading::Facts => "Facts relied on",
            Heading::Analysis => "Analysis",
            Heading::Printed => "The printed law",
            Heading::Exemptions => "Exemptions considered",
            Heading::Duties => "Duties",
            Heading::Deemed => "Facts deemed by law",
            Heading::Stipulated => "Given in the place of what the law defines",
            Heading::Missing => "Not known, and could change an answer",
            Heading::Notes => "Notes",
            Heading::Sources => "Sources",
            Heading::Limits => "Limits of this opinion",
        }
    }

    fn known(&self, known: Known) -> String {
        match known {
            Known::Latest => "every instrument in the rulebook, whenever published".into(),
            Known::Day(day) => format!("the instruments public on {day}"),
        }
    }

    fn caveat(&self) -> &'static str {
        "This opinion follows mechanically from the rules as encoded and the facts as given, and is not legal advice."
    }

    fn elsewhere(&self, ids: &[String]) -> String {
        format!(
            "Not examined, because they are not in this rulebook, though the law above asks about them: {}.",
            list(ids)
        )
    }

    fn verdict(&self, decision: &str, verdict: &Verdict) -> String {
        let words = self.outcome(verdict);
        match verdict {
            Verdict::Set(_) | Verdict::Silent => format!("{decision}: {words}"),
            _ => format!("{decision} is {words}"),
        }
    }

    fn printed(&self, verdict: &str) -> String {
        format!("as printed, {verdict}")
    }

    fn under(&self, cites: &[String]) -> String {
        format!(", under {}", list(cites))
    }

    fn aside(&self, text: &str) -> String {
        format!(" ({text})")
    }

    fn about(&self, what: &str) -> String {
        format!(" — {what}")
    }

    fn without_claims(&self, verdict: &Verdict, claimed: &[String]) -> String {
        let by = if claimed.is_empty() { String::new() } else { format!("by {}, claimed; ", list(claimed)) };
        format!("{by}without any exemption claimed: {}", self.outcome(verdict))
    }

    fn printed_differs(&self) -> &'static str {
        "The printed law differs from what is enforced that day. The conclusions above on what binds are those of the law as enforced; \
         by the printed law they would be otherwise:"
    }

    fn away(&self, away: &Away, provisions: &[String]) -> String {
        let Away { citation, from, .. } = away;
        let ids: Vec<String> = provisions.iter().map(|id| format!("`{id}`")).collect();
        let said = format!("{} of {citation}", list(&ids));
        let is = if provisions.len() == 1 { "is" } else { "are" };
        if let (Why::NotDue, Some(due)) = (away.why, away.until) {
            return format!("{said} {is} in force from {from}, and compliance is due from {due}");
        }
        let until = away.until.map_or_else(String::new, |until| format!(" through {}", until.previous()));
        let by = away.by.as_ref().map_or_else(String::new, |(_, citation)| format!(" ({citation})"));
        format!("{said} {is} {} from {from}{until}{by}", away.why.word())
    }

    fn not_met(&self, ids: &[String]) -> String {
        let entry = |(id, count): (&str, usize)| match count {
            1 => id.to_string(),
            count => format!("{id} ({count} paragraphs)"),
        };
        format!("considered and not met: {}", by_entry(ids).into_iter().map(entry).collect::<Vec<_>>().join(", "))
    }

    fn stands(&self, told: &[&Told]) -> String {
        let since = told.first().map_or_else(String::new, |first| format!("{}, {}", first.citation, self.since(first)));
        format!("{} [{since}]", standing(told))
    }

    fn as_found_above(&self, told: &[&Told], under: &str) -> String {
        format!("{}, as found above under {under}", standing(told))
    }

    fn since(&self, told: &Told) -> String {
        let mut words = format!("in force from {}", told.in_force_from);
        match told.enforced_from {
            Some(day) if day != told.in_force_from => words += &format!(", to be complied with from {day}"),
            Some(_) => {}
            None => words += ", not enforced that day",
        }
        if let Some(again) = told.again_from {
            words += &format!(", again from {again}");
        }
        if !told.amended_by.is_empty() {
            let acts: Vec<&str> = told.amended_by.iter().map(|source| source.citation.as_str()).collect();
            words += &format!(", amended by {}", acts.join(", "));
        }
        words
    }

    fn fact(&self, fact: &ToldFact) -> String {
        if fact.as_given { format!("{} as given", fact.path) } else { fact.path.clone() }
    }

    fn read(&self, fact: &ToldFact) -> String {
        let presumed = fact.deemed.as_ref();
        let value = match presumed {
            Some(presumed) if presumed.differently => self.presumed(presumed),
            Some(presumed) => format!("{}{}", self.value(&fact.value), self.presumed(presumed)),
            None => self.value(&fact.value),
        };
        if fact.counts { value } else { format!("{value}, if it counts") }
    }

    fn fact_is(&self, fact: &ToldFact) -> String {
        self.is(&self.fact(fact), &self.read(fact))
    }

    fn is(&self, name: &str, value: &str) -> String {
        format!("{name} is {value}")
    }

    fn met(&self, met: Option<bool>) -> &'static str {
        match met {
            Some(true) => "met",
            Some(false) => "not met",
            None => "may be met",
        }
    }

    fn listed(&self, listed: Listed) -> String {
        format!("not settled, for working days are listed only from {} through {}", listed.from, listed.through)
    }

    fn goes_on(&self) -> &'static str {
        "the chain goes on, and is not told further"
    }

    fn presumed(&self, presumed: &Presumed) -> String {
        let Presumed { by, differently, unless, rebuttable } = presumed;
        let deemed = deemed(*rebuttable);
        if *differently {
            return format!("{deemed} differently by {}", by.join(" and "));
        }
        let by = if by.is_empty() { String::new() } else { format!(", {deemed} by {}", by.join(" and ")) };
        let unless = match unless.is_empty() {
            true => String::new(),
            false => format!(", unless {} deems it otherwise", unless.join(" and ")),
        };
        by + &unless
    }

    fn distance(&self, measure: &Measure) -> String {
        let bound = self.shown(&measure.bound);
        match (&measure.distance, measure.side) {
            (_, Ordering::Equal) if measure.of_days => ", that very day".into(),
            (_, Ordering::Equal) => format!(", exactly {bound}"),
            (Some(distance), side) => {
                let side = match (side, measure.of_days) {
                    (Ordering::Less, true) => "before",
                    (_, true) => "after",
                    (Ordering::Less, false) => "below",
                    (_, false) => "above",
                };
                format!(", {} {side} {bound}", self.shown(distance))
            }
            (None, Ordering::Less) => format!(", below {bound}"),
            (None, _) => format!(", above {bound}"),
        }
    }

    fn member(&self, group: &ToldGroup) -> String {
        let ToldGroup { name, citations, member, .. } = group;
        let stands = match member {
            Some(true) => "in",
            Some(false) => "not in",
            None => "perhaps in",
        };
        format!(", {stands} {name} [{}]", citations.join(", "))
    }

    fn step(&self, step: &ToldStep) -> (String, String) {
        match step {
            ToldStep::Band { line, taken, of } => (line.clone(), format!("{taken} of {of}")),
            ToldStep::Unrounded(value) => ("before rounding".into(), self.value(value)),
        }
    }

    fn exemption(&self, exemption: &Exemption) -> String {
        let Exemption { provision, standing, claimed, helps, needs, .. } = exemption;
        match (standing, claimed) {
            (Standing::Open, Some(true)) if *helps => format!("{provision} is claimed, open, and relieves"),
            (Standing::Open, Some(true)) => {
                format!("{provision} is claimed and open, but no answer above turns on it alone")
            }
            (Standing::Open, Some(false)) => format!("{provision} is open, but not claimed"),
            (Standing::Open, None) => format!("{provision} is open to whoever claims it"),
            (Standing::Closed, Some(true)) => format!("{provision} is claimed, but closed"),
            (Standing::Closed, _) => format!("{provision} is closed"),
            (Standing::Unknown, claimed) => {
                let claimed = if *claimed == Some(true) { ", claimed" } else { "" };
                let wait = match needs.is_empty() {
                    true => String::new(),
                    false => format!(", for want of {}", needs.join(", ")),
                };
                format!("{provision} is unknown{claimed}{wait}")
            }
        }
    }

    fn duties_of_claim(&self) -> &'static str {
        "whoever claims it"
    }

    fn duty(&self, duty: &Duty) -> String {
        let verb = if duty.prohibition { "may not" } else { "must" };
        let word = if duty.prohibition { "until" } else { "by" };
        let date = match (duty.date, &duty.unsettled) {
            (Some(date), _) => format!(", {word} {date}"),
            (None, Some(Unsettled { text, listed })) => {
                let why = listed.map_or_else(|| "not settled".to_string(), |listed| self.listed(listed));
                format!(", {word} {text} ({why})")
            }
            (None, None) => String::new(),
        };
        let when = duty.when.as_ref().map_or_else(String::new, |when| format!(", when {when}"));
        let sure = if duty.binds { "" } else { " (may bind)" };
        format!("{verb} “{}”{date}{when}{sure} [{}, {}]", duty.text, duty.provision, duty.citation)
    }

    fn deemed(&self, deemed: &Deemed) -> String {
        let given = match &deemed.given {
            Some(given) => format!("given as {}", self.shown(given)),
            None => "not given".into(),
        };
        let (value, word) = (self.shown(&deemed.value), self::deemed(deemed.rebuttable));
        format!("{}: {value}, {word} by {}; {given}", deemed.fact, deemed.cite)
    }

    fn ask(&self, need: &Need) -> String {
        let counsel = if need.counsel { " (for counsel)" } else { "" };
        match need.question.is_empty() {
            true => format!("{}{counsel}", need.fact),
            false => format!("{}: {}{counsel}", need.fact, need.question),
        }
    }

    fn note(&self, note: &Note) -> String {
        match note {
            Note::NothingToClaim { claim } => {
                format!("`{claim}` is claimed, but no exemption there can be claimed on this day")
            }
            Note::Closed { claim } => format!("`{claim}` is claimed, but closed"),
            Note::DefinedInPrintAlone { fact } => {
                format!("`{fact}` is given, but it is defined in print alone: only the printed answer reads it")
            }
            Note::DefinedNowhere { fact } => {
                format!("`{fact}` is given, but no provision in force defines it: ignored")
            }
            Note::RestsOnClaims { decisions, exemptions } => {
                let exemptions: Vec<String> = exemptions.iter().map(|id| format!("`{id}`")).collect();
                let rest = if decisions.len() == 1 { "rests" } else { "rest" };
                format!(
                    "no claims are given, so every open exemption counts: {} {rest} on claiming {}, whose duties then bind",
                    list(decisions),
                    exemptions.join(", ")
                )
            }
            Note::Unlisted { of, listed } => format!("{}: {}", list(of), self.listed(*listed)),
            Note::Uncertain { citation, why } => {
                let why = why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
                format!("force is uncertain, says {citation}{why}")
            }
            Note::PrintedDiffers { decisions, away } => {
                let differ = if decisions.len() == 1 { "differs" } else { "differ" };
                format!(
                    "as printed {} {differ}: {}",
                    decisions.join(", "),
                    self.away(away, std::slice::from_ref(&away.provision))
                )
            }
        }
    }

    fn whatever(&self, facts: &[String]) -> String {
        format!("whatever is true of {}: all that the law tells apart was tried", list(facts))
    }

    fn why_not(&self, answer: &WhyNot) -> String {
        match answer.holds {
            true => format!("{}: so it is", answer.wish),
            false => format!("{}: it is {}. For that", answer.wish, self.outcome(&answer.verdict)),
        }
    }

    fn way(&self, changes: &[String], another: bool) -> String {
        format!("{}{}", if another { "or " } else { "" }, changes.join(", and "))
    }

    fn change(&self, change: &FactChange) -> String {
        let FactChange { fact, given, direction, .. } = change;
        let wanted = self.wanted(&change.wanted);
        let of_days = matches!(given, Some(Shown::Date(_)));
        let given = given.as_ref().map(|given| self.shown(given));
        let direction = direction.filter(|_| !of_days);
        let words = match (&change.wanted[..], given, direction) {
            ([Wanted::Claimed(ids)], ..) if ids.is_empty() => "no exemption would have to be claimed".into(),
            ([Wanted::Claimed(_)], ..) => format!("{wanted} would have to be claimed"),
            (_, Some(given), Some(Ordering::Less)) => format!("{fact} would have to fall from {given} to {wanted}"),
            (_, Some(given), Some(Ordering::Greater)) => format!("{fact} would have to rise from {given} to {wanted}"),
            (_, Some(given), _) if given.starts_with("not ") => {
                format!("{fact} would have to be {wanted}, instead of {given}")
            }
            (_, Some(given), _) => format!("{fact} would have to be {wanted}, not {given}"),
            (_, None, _) => format!("{fact}, which is not given, would have to be {wanted}"),
        };
        if change.paragraphs.is_empty() { words } else { format!("{words} ({})", change.paragraphs.join(", ")) }
    }

    fn wanted(&self, wanted: &[Wanted]) -> String {
        let one = |wanted: &Wanted| match wanted {
            Wanted::Value(value) => self.value(value),
            Wanted::In(group) => format!("in {group}"),
            Wanted::Outside(group) => format!("outside {group}"),
            Wanted::OneOf(members) => {
                let members: Vec<String> = members.iter().map(|member| self.shown(member)).collect();
                match members.as_slice() {
                    [first @ .., last] if first.len() > 11 => {
                        format!("one of {}: {}, …, {last}", members.len(), first[..8].join(", "))
                    }
                    [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
                    one => one.concat(),
                }
            }
            Wanted::AnotherName => "any other name".into(),
            Wanted::Claimed(ids) => list(ids),
        };
        wanted.iter().map(one).collect::<Vec<_>>().join(" or ")
    }

    fn other_day(&self, day: &OtherDay) -> String {
        let (lead, turned, rest) = match day.before {
            true => ("until", "ended by", "rested"),
            false => ("from", "brought about by", "rests"),
        };
        let by = if day.by.is_empty() { String::new() } else { format!(", {turned} {}", list(&day.by)) };
        let on =
            if day.citations.is_empty() { String::new() } else { format!("; it {rest} on {}", list(&day.citations)) };
        format!("or the same facts {lead} {}{by}{on}", day.day)
    }

    fn no_way(&self, complete: bool) -> &'static str {
        if complete { "no change of facts would do" } else { "none of the changes of facts that were tried would do" }
    }

    fn not_all_tried(&self) -> &'static str {
        "not all changes that could be made together were tried"
    }

    fn yes(&self) -> &'static [&'static str] {
        &["yes", "y", "true"]
    }

    fn no(&self) -> &'static [&'static str] {
        &["no", "n", "false"]
    }

    fn none(&self) -> &'static [&'static str] {
        &["none"]
    }

    fn all(&self) -> &'static [&'static str] {
        &["all"]
    }

    fn command(&self, command: Command) -> &'static [&'static str] {
        match command {
            Command::Why => &["?", "why"],
            Command::Unknown => &["don't know", "dont know", "do not know", "I don't know", "I do not know"],
            Command::Back => &["back"],
            Command::List => &["list"],
            Command::Quit => &["quit"],
        }
    }

    fn begin(&self, rulebook: &str, on: Date, known: Known) -> String {
        format!(
            "{rulebook}, law of {on}, known {known}\n\
             Only what can still change an answer is asked. ? tells why; don't know, back and quit do what they say."
        )
    }

    fn progress(&self, progress: Progress) -> String {
        let Progress { answered, remaining, grows } = progress;
        let more = if grows { ", more where there are lists" } else { "" };
        format!("({answered} answered, {remaining} that may still matter{more})")
    }

    fn question(&self, question: &Question) -> String {
        let counsel = if question.counsel { " (a question for counsel)" } else { "" };
        let of = question.of.as_ref().map_or_else(String::new, |name| format!(", of {}", visible(name)));
        match &question.text {
            Some(text) => format!("{text}{of}  [{}]{counsel}", question.path),
            None => format!("{}{of}{counsel}", question.path),
        }
    }

    fn possible_answers(&self, question: &Question) -> String {
        let wanted = if question.given.is_empty() { one(&question.kind) } else { of_those_given(question) };
        match &question.kind {
            Kind::OneOf(_) if question.optional => "none, or one of".into(),
            _ if question.optional => format!("{wanted}; or none"),
            _ => wanted,
        }
    }

    fn why(&self, readers: &[Reader]) -> String {
        if readers.is_empty() { "An answer turns on it.".into() } else { "It is read by".into() }
    }

    fn reader(&self, reader: &Reader) -> String {
        let title = reader.title.as_ref().map_or_else(String::new, |title| format!(" “{title}”"));
        let at =
            if reader.paragraphs.is_empty() { String::new() } else { format!(", {}", reader.paragraphs.join(", ")) };
        format!("{}{title}{at} [{}]", reader.cite, reader.citation)
    }

    fn many_values(&self, count: usize, some: &[&Member]) -> String {
        let some: Vec<String> = some.iter().map(|member| of_many(member)).collect();
        format!("{count} values, as {}; a code or a name; list shows all", some.join(", "))
    }

    fn more_readers(&self, count: usize) -> String {
        format!("and {count} more")
    }

    fn refused(&self, _typed: &str, _question: &Question, errors: &FactErrors) -> String {
        errors.to_string()
    }

    fn at_the_beginning(&self) -> &'static str {
        "This is the first question."
    }

    fn finished(&self, unknown: &[String]) -> String {
        match unknown {
            [] => "Nothing more can change an answer.".into(),
            some => format!("Nothing more can be asked. Not known: {}.", some.join(", ")),
        }
    }

    fn unfinished(&self, open: &[String]) -> String {
        format!("Ended before all was asked. Still open: {}.", open.join(", "))
    }

    fn kept(&self, file: &str) -> String {
        format!("The facts are kept in {file}.")
    }

    fn facts(&self) -> &'static str {
        "The facts to keep:"
    }
}
