//! `lexact test`: the scenarios of a rulebook, and what they leave unexercised.

use serde_json::{Value, json};

use super::args::{Format, Test};
use super::output::Trouble;
use super::{Answer, WRONG, count, input};
use crate::review::{self, Coverage, Gap, Line, Report};
use crate::source::{pad, width};

pub fn run(args: &Test) -> Result<Answer, Trouble> {
    let rulebook = input::rulebook(&args.rulebook, args.format)?;
    let report = review::run(&rulebook);
    let coverage = args.coverage.then(|| review::coverage(&rulebook));
    let text = match args.format {
        Format::Json => format!("{:#}\n", to_json(rulebook.name(), &report, coverage.as_ref())),
        Format::Text => {
            let mut out: String = report.failed().map(failure).collect();
            out += &summary(rulebook.name(), &report);
            if let Some(coverage) = &coverage {
                out += &gaps(coverage);
            }
            out
        }
    };
    Ok(Answer { text, code: if report.passed() { 0 } else { WRONG } })
}

fn failure(line: &Line) -> String {
    let why = line.failure.as_deref().unwrap_or_default();
    format!("{}: “{}”\n  expected  {}\n  came out  {why}\n\n", line.place(), line.scenario, line.expected)
}

fn summary(name: &str, report: &Report) -> String {
    let (all, failed) = (report.lines.len(), report.failed().count());
    let (lines, scenarios) = (count(all, "line"), count(report.scenarios, "scenario"));
    format!("{name}: {lines} in {scenarios}: {} passed, {failed} failed\n", all - failed)
}

fn gaps(coverage: &Coverage) -> String {
    let done = coverage.all.saturating_sub(coverage.gaps.len());
    let mut out = format!("\n{done} of {} provisions and paragraphs are exercised both ways\n", coverage.all);
    let titles = [
        ("in force", "never in force on a day that is tested"),
        ("either", "never settled"),
        ("met", "never met"),
        ("not met", "never failed"),
    ];
    for (never, title) in titles {
        let gaps: Vec<&Gap> = coverage.gaps.iter().filter(|g| g.never == never).collect();
        if gaps.is_empty() {
            continue;
        }
        out += &format!("\n{title}\n");
        let ids = gaps.iter().map(|g| width(&id(g))).max().unwrap_or(0);
        gaps.iter().for_each(|g| out += &format!("  {}  {}\n", pad(&id(g), ids), g.act));
    }
    out
}

fn id(gap: &Gap) -> String {
    format!("{}{}", gap.provision, gap.address)
}

fn to_json(name: &str, report: &Report, coverage: Option<&Coverage>) -> Value {
    let line = |l: &Line| {
        json!({
            "scenario": l.scenario,
            "file": l.file,
            "line": l.line,
            "expected": l.expected,
            "passed": l.passed(),
            "came_out": l.failure,
        })
    };
    let mut value = json!({
        "rulebook": name,
        "passed": report.lines.len() - report.failed().count(),
        "failed": report.failed().count(),
        "lines": report.lines.iter().map(line).collect::<Vec<_>>(),
    });
    if let Some(coverage) = coverage {
        let gap = |g: &Gap| json!({ "act": g.act, "provision": g.provision, "paragraph": g.address, "never": g.never });
        value["coverage"] = json!({ "all": coverage.all, "gaps": coverage.gaps.iter().map(gap).collect::<Vec<_>>() });
    }
    value
}
