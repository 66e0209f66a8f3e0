//! Chinese, in simplified characters.

use std::cmp::Ordering;

use super::{Command, Heading, Label, Language, MOST_TOLD, by_entry, of_many};
use crate::Known;
use crate::away::{Away, Why};
use crate::decision::{Deemed, Duty, FactChange, Need, Note, OtherDay, Unsettled, Verdict, Wanted, WhyNot};
use crate::explain::State;
use crate::explain::values::{Bound, Listed, Shown, Value};
use crate::explain::wording::{Measure, Presumed, Told, ToldFact, ToldGroup, ToldStep};
use crate::facts::FactErrors;
use crate::interview::{Kind, Member, Progress, Question, Reader};
use crate::model::Comparison;
use crate::opinion::{Exemption, Standing};
use crate::value::{Date, visible};

#[derive(Debug)]
pub struct Chinese;

/// `甲、乙和丙`
fn list(of: &[String]) -> String {
    match of {
        [first @ .., end] if !first.is_empty() => format!("{}和{end}", first.join("、")),
        _ => of.concat(),
    }
}

/// Several provisions that stand alike, and how they do.
fn standing(told: &[&Told]) -> String {
    let names: Vec<String> = told.iter().map(|told| named(told)).collect();
    let stands = told.first().map_or("", |first| stands(first));
    let stands = match (told.len() > 1, stands.strip_prefix("要件")) {
        (true, Some(rest)) => format!("要件均{rest}"),
        (true, None) => format!("均{stands}"),
        (false, _) => stands.to_string(),
    };
    format!("{}{stands}", names.join("、"))
}

/// How a provision of this kind stands.
fn stands(told: &Told) -> &'static str {
    match (told.state, told.keyword) {
        (State::Open, "define") if told.is_unlisted() => "未能给出数值",
        (State::Applies, "define") if told.of_a_value => "给出数值",
        (State::Open, "define") if told.of_a_value => "可能给出数值",
        (State::Applies, "register") => "列有相关条目",
        (State::Open, "register") => "可能列有相关条目",
        (State::Applies, "table" | "tiers" | "scale") => "给出数值",
        (State::Open, "table" | "tiers" | "scale") => "可能给出数值",
        (State::Applies, "define") => "要件成立",
        (State::Fails, "define") => "要件不成立",
        (State::Open, "define") => "要件尚未确定",
        (State::Displaced, "rule") => "要件成立，但不予适用",
        (State::Displaced, _) => "要件成立，但受限制而不得援引",
        (State::Applies, _) => "适用",
        (State::Fails, _) => "不适用",
        (State::Open, _) => "可能适用",
    }
}

/// A provision as it is named: citation, title, of whom.
fn named(told: &Told) -> String {
    let title = told.title.as_ref().map_or_else(String::new, |title| format!("“{title}”"));
    let of = told.of.as_ref().map_or_else(String::new, |name| format!("（对象：{}）", visible(name)));
    format!("{}{title}{of}", told.cite)
}

/// What something is called, of what is said of it: up to the first colon or semicolon outside brackets.
fn called(doc: &str) -> &str {
    let mut depth = 0_i32;
    let ends = |sign: char| {
        depth += i32::from(sign == '（') - i32::from(sign == '）');
        depth <= 0 && matches!(sign, '：' | '；')
    };
    doc.find(ends).map_or(doc, |end| &doc[..end])
}

/// What one value may be.
fn one(kind: &Kind) -> String {
    match kind {
        Kind::YesNo => "是或否".into(),
        Kind::Number { unit, lower } => {
            let unit = if unit.is_empty() { String::new() } else { format!("（单位 {unit}，可写可不写）") };
            let bound = lower.as_ref().map_or_else(String::new, |(bound, included)| {
                format!("，{} {bound}", if *included { "不小于" } else { "大于" })
            });
            format!("一个数{unit}{bound}")
        }
        Kind::Date => "日期，如 2023-11-17".into(),
        Kind::Days => "天数".into(),
        Kind::Months => "月数，如 3 months".into(),
        Kind::Text => "文字".into(),
        Kind::Provision => "条款编号".into(),
        Kind::OneOf(_) => "以下之一".into(),
        Kind::Name(record) => format!("事实中某个 {record} 的名称"),
        Kind::Record => "有则答“是”，其内容随后逐项询问".into(),
        Kind::Count(record) => format!("{record} 共有几个，没有则为 0；随后逐个询问"),
        Kind::Values(kind) => several(kind),
    }
}

fn several(kind: &Kind) -> String {
    match kind {
        Kind::OneOf(_) => "以下各项中的若干项，用逗号分开，或答“无”".into(),
        Kind::Provision => "条款编号，用逗号分开，或答“无”".into(),
        Kind::Name(record) => format!("各个 {record} 的名称，用逗号分开，或答“无”"),
        kind => format!("若干项，用逗号分开，或答“无”；每项为{}", one(kind)),
    }
}

fn of_those_given(question: &Question) -> String {
    let count = question.given.len();
    match &question.kind {
        Kind::Count(record) => format!("{record} 已列 {count} 个：已全部列出则答“全部”，否则答还有几个"),
        _ => format!("已列 {count} 项：已全部列出则答“全部”，否则列出其余各项，用逗号分开"),
    }
}

/// What an answer turns on that is not known: the most decisive facts, or what is asked of counsel.
fn turns_on(needs: &[Need]) -> String {
    match needs {
        [] => "尚无定论：事实不足".into(),
        [need] if need.counsel => format!("尚无定论：取决于须由律师判断的问题“{}”", need.question),
        [first, ..] if needs.iter().all(|need| need.counsel) => {
            format!("尚无定论：取决于须由律师判断的{}个问题，首先是“{}”", needs.len(), first.question)
        }
        needs if needs.len() <= MOST_TOLD => {
            let facts: Vec<String> = needs.iter().map(|need| need.fact.clone()).collect();
            format!("尚无定论：取决于尚未提供的{}", list(&facts))
        }
        [first, more @ ..] => format!("尚无定论：取决于尚未提供的{}及另外{}项事实", first.fact, more.len()),
    }
}

impl Chinese {
    /// How something came out, in words that follow its name.
    fn outcome(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Value(value) => self.shown(value),
            Verdict::Set(elements) => {
                let words = |(id, sure): &(String, bool)| if *sure { id.clone() } else { format!("{id}（未定）") };
                let all: Vec<String> = elements.iter().map(words).collect();
                if all.is_empty() { "本规则库各条款均不符合".into() } else { all.join("、") }
            }
            Verdict::Missing(needs) => turns_on(needs),
            Verdict::Uncertain => "尚无定论：某一文本是否有效尚不确定".into(),
            Verdict::Conflict(values) if values.len() < 2 => "存在冲突：所依据的条款互相抵触".into(),
            Verdict::Conflict(values) => {
                let values: Vec<String> = values.iter().map(|value| format!("“{}”", self.shown(value))).collect();
                format!("存在冲突：各条款的结论分别为{}", list(&values))
            }
            Verdict::Undefined => "无法确定：所依据的数值不存在".into(),
            Verdict::Silent => "本规则库未有条款作出规定".into(),
            Verdict::Unlisted(listed) => self.listed(*listed),
            Verdict::Discretion => "由主管机关裁量".into(),
        }
    }
}

impl Language for Chinese {
    fn tag(&self) -> &'static str {
        "zh"
    }

    fn name(&self) -> &'static str {
        "中文"
    }

    fn shown(&self, value: &Shown) -> String {
        match value {
            Shown::YesNo(yes) => if *yes { "是" } else { "否" }.into(),
            Shown::Date(day) => self.day(*day),
            Shown::Days(n) => format!("{n}日"),
            Shown::Months(n) => format!("{n}个月"),
            Shown::Member { code, name: Some(name) } => format!("{name}（{code}）"),
            Shown::Member { code, name: None } => code.clone(),
            Shown::Plain(text) => visible(text),
        }
    }

    fn day(&self, day: Date) -> String {
        let (year, month, day) = day.parts();
        format!("{year}年{month}月{day}日")
    }

    fn value(&self, value: &Value) -> String {
        let end =
            |by: (Comparison, Comparison), end: &Bound| self.bound(if end.included { by.0 } else { by.1 }, &end.at);
        match value {
            Value::Is(shown) => self.shown(shown),
            Value::Within { low, high } => {
                let low = low.as_ref().map(|low| end((Comparison::AtLeast, Comparison::MoreThan), low));
                let high = high.as_ref().map(|high| end((Comparison::AtMost, Comparison::LessThan), high));
                low.into_iter().chain(high).collect::<Vec<_>>().join("且")
            }
            Value::None => "无".into(),
            Value::NotGiven => "未提供".into(),
            Value::NotKnown => "未知".into(),
            Value::Undefined => "不存在".into(),
            Value::Counted => "已计入".into(),
        }
    }

    fn bound(&self, by: Comparison, at: &Shown) -> String {
        let value = self.shown(at);
        match (by, at) {
            (Comparison::AtLeast, Shown::Date(_)) => format!("{value}或之后"),
            (Comparison::MoreThan, Shown::Date(_)) => format!("{value}之后"),
            (Comparison::AtMost, Shown::Date(_)) => format!("{value}或之前"),
            (Comparison::LessThan, Shown::Date(_)) => format!("{value}之前"),
            (Comparison::AtLeast, _) => format!("不低于{value}"),
            (Comparison::MoreThan, _) => format!("高于{value}"),
            (Comparison::AtMost, _) => format!("不高于{value}"),
            (Comparison::LessThan, _) => format!("低于{value}"),
            (Comparison::Exactly, _) => format!("恰为{value}"),
        }
    }

    fn between(&self) -> &'static str {
        "；"
    }

    fn title(&self) -> &'static str {
        "法律意见"
    }

    fn label(&self, label: Label) -> &'static str {
        match label {
            Label::Law => "适用法律",
            Label::Authority => "主管机关",
            Label::Day => "适用日期",
            Label::Known => "知悉范围",
        }
    }

    fn colon(&self) -> &'static str {
        "："
    }

    fn heading(&self, heading: Heading) -> &'static str {
        match heading {
            Heading::Conclusion => "结论",
            Heading::Facts => "所依据的事实",
            Heading::Analysis => "分析",
            Heading::Printed => "刊印文本",
            Heading::Exemptions => "所审查的例外",
            Heading::Duties => "义务",
            Heading::Deemed => "法律推定或视为的事实",
            Heading::Stipulated => "直接给定、替代法律定义的数值",
            Heading::Missing => "尚不清楚、可能改变结论的事项",
            Heading::Notes => "说明",
            Heading::Sources => "依据的文件",
            Heading::Limits => "本意见的范围",
        }
    }

    fn known(&self, known: Known) -> String {
        match known {
            Known::Latest => "规则库收录的全部文件".into(),
            Known::Day(day) => format!("截至{}已公布的文件", self.day(day)),
        }
    }

    fn caveat(&self) -> &'static str {
        "本意见系依已编码的规则和所给事实机械推导而成，不构成法律咨询意见。"
    }

    fn elsewhere(&self, ids: &[String]) -> String {
        format!("上述法律援引下列条款，但规则库未收录，本意见未予审查：{}。", ids.join("、"))
    }

    fn verdict(&self, decision: &str, verdict: &Verdict) -> String {
        format!("{decision}：{}", self.outcome(verdict))
    }

    fn printed(&self, verdict: &str) -> String {
        format!("依刊印文本，{verdict}")
    }

    fn under(&self, cites: &[String]) -> String {
        format!("，依据{}", list(cites))
    }

    fn aside(&self, text: &str) -> String {
        format!("（{text}）")
    }

    fn about(&self, what: &str) -> String {
        format!("——{what}")
    }

    fn without_claims(&self, verdict: &Verdict, claimed: &[String]) -> String {
        let by = if claimed.is_empty() { String::new() } else { format!("系因主张{}；", list(claimed)) };
        format!("{by}若不主张任何例外：{}", self.outcome(verdict))
    }

    fn printed_differs(&self) -> &'static str {
        "当日刊印的法律与实际执行的法律不同。以上结论依实际执行的法律得出；若依刊印文本，则结论如下："
    }

    fn away(&self, away: &Away, provisions: &[String]) -> String {
        let ids: Vec<String> = provisions.iter().map(|id| format!("`{id}`")).collect();
        let said = format!("{}的{}", away.citation, list(&ids));
        let from = self.day(away.from);
        if let (Why::NotDue, Some(due)) = (away.why, away.until) {
            return format!("{said}自{from}起生效，自{}起须予遵守", self.day(due));
        }
        let until = away.until.map_or_else(String::new, |until| format!("至{}", self.day(until.previous())));
        let by = away.by.as_ref().map_or_else(String::new, |(_, citation)| format!("（{citation}）"));
        let why = match away.why {
            Why::Suspended => "中止",
            Why::NotEnforced => "不予执行",
            Why::NotDue => "尚无须遵守",
        };
        format!("{said}自{from}起{until}{why}{by}")
    }

    fn not_met(&self, ids: &[String]) -> String {
        let entry = |(id, count): (&str, usize)| match count {
            1 => id.to_string(),
            count => format!("{id}（共{count}项）"),
        };
        format!("经审查要件不成立的条款：{}", by_entry(ids).into_iter().map(entry).collect::<Vec<_>>().join("、"))
    }

    fn stands(&self, told: &[&Told]) -> String {
        let since = told.first().map_or_else(String::new, |first| format!("{}，{}", first.citation, self.since(first)));
        format!("{}〔{since}〕", standing(told))
    }

    fn as_found_above(&self, told: &[&Told], under: &str) -> String {
        format!("{}，理由见上文{under}部分", standing(told))
    }

    fn since(&self, told: &Told) -> String {
        let mut words = format!("自{}起有效", self.day(told.in_force_from));
        match told.enforced_from {
            Some(day) if day != told.in_force_from => words += &format!("，自{}起须予遵守", self.day(day)),
            Some(_) => {}
            None => words += "，当日未予执行",
        }
        if let Some(again) = told.again_from {
            words += &format!("，自{}起恢复", self.day(again));
        }
        if !told.amended_by.is_empty() {
            let acts: Vec<String> = told.amended_by.iter().map(|source| source.citation.clone()).collect();
            words += &format!("，经{}修订", acts.join("、"));
        }
        words
    }

    fn fact(&self, fact: &ToldFact) -> String {
        let given = if fact.as_given { "（原始给定值）" } else { "" };
        // The vocabulary says what a fact is, and then what its values mean.
        let name = fact.doc.exactly(self.tag()).map(called);
        match name {
            Some(name) => format!("{name}（{}）{given}", fact.path),
            None => format!("{}{given}", fact.path),
        }
    }

    fn read(&self, fact: &ToldFact) -> String {
        let value = match fact.deemed.as_ref() {
            Some(presumed) if presumed.differently => self.presumed(presumed),
            Some(presumed) => format!("{}{}", self.value(&fact.value), self.presumed(presumed)),
            None => self.value(&fact.value),
        };
        if fact.counts { value } else { format!("{value}（如应计入）") }
    }

    fn fact_is(&self, fact: &ToldFact) -> String {
        let name = self.fact(fact);
        let counts = if fact.counts { "" } else { "（如应计入）" };
        match (&fact.value, &fact.deemed) {
            (Value::NotGiven, None) => format!("{name}尚未提供{counts}"),
            (Value::NotKnown, None) => format!("{name}尚不清楚{counts}"),
            (Value::Undefined, None) => format!("{name}不存在{counts}"),
            _ => self.is(&name, &self.read(fact)),
        }
    }

    fn is(&self, name: &str, value: &str) -> String {
        format!("{name}为{value}")
    }

    fn met(&self, met: Option<bool>) -> &'static str {
        match met {
            Some(true) => "成立",
            Some(false) => "不成立",
            None => "是否成立未定",
        }
    }

    fn listed(&self, listed: Listed) -> String {
        format!("无法确定：工作日仅列明{}至{}", self.day(listed.from), self.day(listed.through))
    }

    fn goes_on(&self) -> &'static str {
        "该链条尚有后续，不再逐一列明"
    }

    fn presumed(&self, presumed: &Presumed) -> String {
        let Presumed { by, differently, unless, rebuttable } = presumed;
        if *differently {
            return format!("依{}所作的推定互相抵触", list(by));
        }
        let how = if *rebuttable { "推定，可以反驳" } else { "视为如此" };
        let by = if by.is_empty() { String::new() } else { format!("（依{}{how}）", list(by)) };
        let unless = match unless.is_empty() {
            true => String::new(),
            false => format!("，但{}另有推定者除外", list(unless)),
        };
        by + &unless
    }

    fn distance(&self, measure: &Measure) -> String {
        let bound = self.shown(&measure.bound);
        match (&measure.distance, measure.side) {
            (_, Ordering::Equal) if measure.of_days => "，恰为该日".into(),
            (_, Ordering::Equal) => format!("，恰为{bound}"),
            (Some(distance), side) => {
                let side = match (side, measure.of_days) {
                    (Ordering::Less, true) => "早",
                    (_, true) => "晚",
                    (Ordering::Less, false) => "低",
                    (_, false) => "高",
                };
                format!("，比{bound}{side}{}", self.shown(distance))
            }
            (None, Ordering::Less) => format!("，低于{bound}"),
            (None, _) => format!("，高于{bound}"),
        }
    }

    fn member(&self, group: &ToldGroup) -> String {
        let ToldGroup { name, citations, member, .. } = group;
        let stands = match member {
            Some(true) => "属于",
            Some(false) => "不属于",
            None => "可能属于",
        };
        format!("，{stands}{name}〔{}〕", citations.join("、"))
    }

    fn step(&self, step: &ToldStep) -> (String, String) {
        match step {
            ToldStep::Band { line, taken, of } => (line.clone(), format!("就{of}计得{taken}")),
            ToldStep::Unrounded(value) => ("取整前".into(), self.value(value)),
        }
    }

    fn exemption(&self, exemption: &Exemption) -> String {
        let Exemption { provision, standing, claimed, helps, needs, .. } = exemption;
        match (standing, claimed) {
            (Standing::Open, Some(true)) if *helps => format!("{provision}：已主张，要件成立，予以豁免"),
            (Standing::Open, Some(true)) => format!("{provision}：已主张，要件成立，但以上结论均不单独取决于它"),
            (Standing::Open, Some(false)) => format!("{provision}：可以主张，但未主张"),
            (Standing::Open, None) => format!("{provision}：可以主张"),
            (Standing::Closed, Some(true)) => format!("{provision}：已主张，但不得援引"),
            (Standing::Closed, _) => format!("{provision}：不得援引"),
            (Standing::Unknown, claimed) => {
                let claimed = if *claimed == Some(true) { "已主张，" } else { "" };
                let wait = match needs.is_empty() {
                    true => String::new(),
                    false => format!("，尚待查明{}", needs.join("、")),
                };
                format!("{provision}：{claimed}能否援引未定{wait}")
            }
        }
    }

    fn duties_of_claim(&self) -> &'static str {
        "主张者的义务"
    }

    fn duty(&self, duty: &Duty) -> String {
        let verb = if duty.prohibition { "不得" } else { "应当" };
        let date = duty.date.map(|date| self.day(date)).or_else(|| {
            let Unsettled { text, listed } = duty.unsettled.as_ref()?;
            let why = listed.map_or_else(|| "尚未确定".to_string(), |listed| self.listed(listed));
            Some(format!(" {text}（{why}）"))
        });
        let date = date.map_or_else(String::new, |date| match duty.prohibition {
            false => format!("，期限为{date}"),
            true => format!("，至{date}止"),
        });
        let when = duty.when.as_ref().map_or_else(String::new, |when| format!("，条件为 {when}"));
        let sure = if duty.binds { "" } else { "（可能适用）" };
        format!("{verb}“{}”{date}{when}{sure}〔{}，{}〕", duty.text, duty.provision, duty.citation)
    }

    fn deemed(&self, deemed: &Deemed) -> String {
        let given = match &deemed.given {
            Some(given) => format!("所给值为{}", self.shown(given)),
            None => "未提供".into(),
        };
        let how = if deemed.rebuttable { "推定（可以反驳）" } else { "视" };
        format!("{}：依{}{how}为{}；{given}", deemed.fact, deemed.cite, self.shown(&deemed.value))
    }

    fn ask(&self, need: &Need) -> String {
        let counsel = if need.counsel { "（须由律师判断）" } else { "" };
        match need.question.is_empty() {
            true => format!("{}{counsel}", need.fact),
            false => format!("{}：{}{counsel}", need.fact, need.question),
        }
    }

    fn note(&self, note: &Note) -> String {
        match note {
            Note::NothingToClaim { claim } => format!("已主张`{claim}`，但当日该处没有可主张的例外"),
            Note::Closed { claim } => format!("已主张`{claim}`，但不得援引"),
            Note::DefinedInPrintAlone { fact } => {
                format!("给定了`{fact}`，但仅刊印文本对其作出定义：只有依刊印文本的结论采用该值")
            }
            Note::DefinedNowhere { fact } => format!("给定了`{fact}`，但没有有效条款对其作出定义：不予采用"),
            Note::RestsOnClaims { decisions, exemptions } => {
                let exemptions: Vec<String> = exemptions.iter().map(|id| format!("`{id}`")).collect();
                format!(
                    "未说明主张何种例外，故凡可主张的例外均予计入：{}以主张{}为前提，主张后须履行其附带义务",
                    decisions.join("、"),
                    exemptions.join("、")
                )
            }
            Note::Unlisted { of, listed } => format!("{}：{}", of.join("、"), self.listed(*listed)),
            Note::Uncertain { citation, why } => {
                let why = why.as_ref().map_or_else(String::new, |why| format!("：{why}"));
                format!("{citation}称其效力尚不确定{why}")
            }
            Note::PrintedDiffers { decisions, away } => {
                format!(
                    "依刊印文本，{}的结论不同：{}",
                    decisions.join("、"),
                    self.away(away, std::slice::from_ref(&away.provision))
                )
            }
        }
    }

    fn whatever(&self, facts: &[String]) -> String {
        format!("无论{}如何：法律所区分的各种情形均已逐一检验", list(facts))
    }

    fn why_not(&self, answer: &WhyNot) -> String {
        match answer.holds {
            true => format!("{}：结论即如此", answer.wish),
            false => format!("{}：现结论为{}。若要如此，", answer.wish, self.outcome(&answer.verdict)),
        }
    }

    fn way(&self, changes: &[String], another: bool) -> String {
        format!("{}{}", if another { "或者" } else { "" }, changes.join("，且"))
    }

    fn change(&self, change: &FactChange) -> String {
        let FactChange { fact, given, direction, .. } = change;
        let wanted = self.wanted(&change.wanted);
        let of_days = matches!(given, Some(Shown::Date(_)));
        let given = given.as_ref().map(|given| self.shown(given));
        let direction = direction.filter(|_| !of_days);
        let words = match (&change.wanted[..], given, direction) {
            ([Wanted::Claimed(ids)], ..) if ids.is_empty() => "须不主张任何例外".into(),
            ([Wanted::Claimed(_)], ..) => format!("须主张{wanted}"),
            (_, Some(given), Some(Ordering::Less)) => format!("{fact}须由{given}降至{wanted}"),
            (_, Some(given), Some(Ordering::Greater)) => format!("{fact}须由{given}升至{wanted}"),
            (_, Some(given), _) => format!("{fact}须为{wanted}，而非{given}"),
            (_, None, _) => format!("{fact}（尚未提供）须为{wanted}"),
        };
        if change.paragraphs.is_empty() { words } else { format!("{words}（{}）", change.paragraphs.join("、")) }
    }

    fn wanted(&self, wanted: &[Wanted]) -> String {
        let one = |wanted: &Wanted| match wanted {
            Wanted::Value(value) => self.value(value),
            Wanted::In(group) => format!("{group}之内"),
            Wanted::Outside(group) => format!("{group}之外"),
            Wanted::OneOf(members) => {
                let members: Vec<String> = members.iter().map(|member| self.shown(member)).collect();
                match members.as_slice() {
                    [first @ .., last] if first.len() > 11 => {
                        format!("{}项之一：{}……{last}", members.len(), first[..8].join("、"))
                    }
                    [first @ .., last] if !first.is_empty() => format!("{}或{last}", first.join("、")),
                    one => one.concat(),
                }
            }
            Wanted::AnotherName => "其他任何名称".into(),
            Wanted::Claimed(ids) => list(ids),
        };
        wanted.iter().map(one).collect::<Vec<_>>().join("或")
    }

    fn other_day(&self, day: &OtherDay) -> String {
        let (lead, mark) = if day.before { ("截至", "") } else { ("自", "起") };
        let by = match (day.by.is_empty(), day.before) {
            (true, _) => String::new(),
            (_, true) => format!("（为{}所终止）", list(&day.by)),
            (_, false) => format!("（由{}所致）", list(&day.by)),
        };
        let on =
            if day.citations.is_empty() { String::new() } else { format!("，其时依据{}", list(&day.citations)) };
        format!("或者事实不变，{lead}{}{mark}{by}{on}", self.day(day.day))
    }

    fn no_way(&self, complete: bool) -> &'static str {
        if complete { "任何事实变更均不足以如此" } else { "已检验的事实变更均不足以如此" }
    }

    fn not_all_tried(&self) -> &'static str {
        "可能同时发生的事实变更未能全部检验"
    }

    fn yes(&self) -> &'static [&'static str] {
        &["是", "有", "对"]
    }

    fn no(&self) -> &'static [&'static str] {
        &["否", "不是", "没有"]
    }

    fn none(&self) -> &'static [&'static str] {
        &["无", "没有"]
    }

    fn all(&self) -> &'static [&'static str] {
        &["全部"]
    }

    fn command(&self, command: Command) -> &'static [&'static str] {
        match command {
            Command::Why => &["?", "？", "为什么", "为什么？", "为何"],
            Command::Unknown => &["不知道", "不清楚"],
            Command::Back => &["返回"],
            Command::List => &["列出"],
            Command::Quit => &["退出"],
        }
    }

    fn begin(&self, rulebook: &str, on: Date, known: Known) -> String {
        let known = match known {
            Known::Latest => "以全部已公布的文件为准".into(),
            Known::Day(day) => format!("以截至 {day} 已公布的文件为准"),
        };
        format!(
            "{rulebook}，适用 {on} 的法律，{known}\n\
             只询问仍可能改变结论的事实。可输入：？（为何询问）、不知道、返回、退出。"
        )
    }

    fn progress(&self, progress: Progress) -> String {
        let Progress { answered, remaining, grows } = progress;
        let more = if grows { "，有列表时还会增加" } else { "" };
        format!("（已答 {answered} 项，仍可能有影响的 {remaining} 项{more}）")
    }

    fn question(&self, question: &Question) -> String {
        let counsel = if question.counsel { "（须由律师判断）" } else { "" };
        let of = question.of.as_ref().map_or_else(String::new, |name| format!("（{}）", visible(name)));
        match &question.text {
            Some(text) => format!("{text}{of}  [{}]{counsel}", question.path),
            None => format!("{}{of}{counsel}", question.path),
        }
    }

    fn possible_answers(&self, question: &Question) -> String {
        let wanted = if question.given.is_empty() { one(&question.kind) } else { of_those_given(question) };
        match &question.kind {
            Kind::OneOf(_) if question.optional => "无，或以下之一".into(),
            _ if question.optional => format!("{wanted}；或答“无”"),
            _ => wanted,
        }
    }

    fn why(&self, readers: &[Reader]) -> String {
        if readers.is_empty() { "结论取决于此。".into() } else { "以下条款涉及此事实：".into() }
    }

    fn reader(&self, reader: &Reader) -> String {
        let title = reader.title.as_ref().map_or_else(String::new, |title| format!("《{title}》"));
        let at =
            if reader.paragraphs.is_empty() { String::new() } else { format!("，{}", reader.paragraphs.join("、")) };
        format!("{}{title}{at} [{}]", reader.cite, reader.citation)
    }

    fn many_values(&self, count: usize, some: &[&Member]) -> String {
        let some: Vec<String> = some.iter().map(|member| of_many(member)).collect();
        format!("共 {count} 个值，如{}；可答代码或名称，输入“列出”显示全部", some.join("、"))
    }

    fn more_readers(&self, count: usize) -> String {
        format!("另有 {count} 条")
    }

    fn refused(&self, typed: &str, question: &Question, _errors: &FactErrors) -> String {
        format!("“{typed}”不能作为此项的回答。可答：{}", self.possible_answers(question))
    }

    fn at_the_beginning(&self) -> &'static str {
        "这是第一个问题。"
    }

    fn finished(&self, unknown: &[String]) -> String {
        match unknown {
            [] => "其余事实均不能改变结论。".into(),
            some => format!("没有其他可问的事实。不知道的有：{}。", some.join("、")),
        }
    }

    fn unfinished(&self, open: &[String]) -> String {
        format!("尚未问完。仍待确定的有：{}。", open.join("、"))
    }

    fn kept(&self, file: &str) -> String {
        format!("事实已存入 {file}。")
    }

    fn facts(&self) -> &'static str {
        "请保存以下事实："
    }
}
