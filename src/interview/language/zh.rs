//! Chinese, in simplified characters.

use super::{Command, Language};
use crate::Known;
use crate::interview::{Kind, Progress, Question, Reader};
use crate::value::Date;

#[derive(Debug)]
pub struct Chinese;

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

impl Language for Chinese {
    fn tag(&self) -> &'static str {
        "zh"
    }

    fn name(&self) -> &'static str {
        "中文"
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
            Command::Why => &["?", "？", "为什么"],
            Command::Unknown => &["不知道"],
            Command::Back => &["返回"],
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
        match &question.text {
            Some(text) => format!("{text}  [{}]{counsel}", question.path),
            None => format!("{}{counsel}", question.path),
        }
    }

    fn wanted(&self, question: &Question) -> String {
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
