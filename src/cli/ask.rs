//! `lexact ask`: an interview, a line for each answer, that ends with the decision and the facts to keep.

use std::fs::OpenOptions;
use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;

use super::args::{Ask, Format};
use super::output::{Trouble, print};
use super::{Answer, clock, decide, input};
use crate::Interview;
use crate::diagnostics::Diagnostic;
use crate::interview::{CannotBegin, Kind, Member, Question};
use crate::language::{Command, Language, command, language};
use crate::source::{pad, width};

/// Where there are more values to choose from, they are listed only when somebody asks.
const MOST_SHOWN: usize = 30;
/// More provisions for the sake of which something is asked are counted.
const MOST_READERS: usize = 8;
/// Longer lines than this are cut: no answer is that long.
const MOST_BYTES: u64 = 1 << 20;

pub fn run(args: &Ask) -> Result<Answer, Trouble> {
    let language = language(&args.language).map_err(|unknown| Trouble::usage(unknown.to_string()))?;
    let mut interview = begin(args)?;
    if let Some(file) = &args.out {
        can_be_written(file)?;
    }
    let law = interview.decision().law().clone();
    print(&format!("{}\n", language.begin(law.rulebook().name(), law.on(), law.known())));
    let mut talk = Talk { interview: &mut interview, language, echo: !std::io::stdin().is_terminal() };
    let ended = talk.run(std::io::stdin().lock());
    let opinion = interview.decision().opinion(language);
    let about: Vec<&str> = args.decision.iter().map(String::as_str).collect();
    let found = opinion.limited_to(&about).unwrap_or(opinion).summary().to_text();
    let text = [ended, found, kept(args, language, &interview)?].join("\n");
    Ok(Answer { text, code: decide::code(interview.decision(), args.strict) })
}

fn begin(args: &Ask) -> Result<Interview, Trouble> {
    let rulebook = input::rulebook(&args.rulebook, Format::Text)?;
    let (on, known) = clock::days(&args.days)?;
    let law = rulebook.in_force(on, known);
    let (name, text) = match &args.facts {
        Some(path) => (path.display().to_string(), input::text(path)?),
        None => (String::new(), "{}".to_string()),
    };
    let decisions: Vec<&str> = args.decision.iter().map(String::as_str).collect();
    let interview = Interview::new(law, &decisions, &text).map_err(|why| match why {
        CannotBegin::Facts(errors) => input::mistakes(errors, &name, Format::Text),
        CannotBegin::NoSuchDecision(..) => Trouble::usage(why.to_string()),
    })?;
    Ok(interview.in_language(&args.language))
}

/// Looks whether the facts can be kept, before anybody answers; an earlier file stays as it is.
fn can_be_written(file: &Path) -> Result<(), Trouble> {
    if file.as_os_str() == "-" {
        return Err(Trouble::usage("`--out` needs the name of a file; the facts are printed where it is left out"));
    }
    let is_new = file.symlink_metadata().is_err();
    OpenOptions::new().append(true).create(true).open(file).map_err(|why| unwritable(file, &why))?;
    if is_new {
        // An interview that is broken off leaves nothing behind.
        std::fs::remove_file(file).map_err(|why| unwritable(file, &why))?;
    }
    Ok(())
}

fn unwritable(file: &Path, why: &std::io::Error) -> Trouble {
    let message = format!("cannot write the facts to {}: {why}", file.display());
    input::wrong(vec![Diagnostic::error("facts/unwritable", message)], Format::Text)
}

/// The facts, in a file or as text.
fn kept(args: &Ask, language: &dyn Language, interview: &Interview) -> Result<String, Trouble> {
    let facts = format!("{:#}\n", interview.facts());
    let Some(file) = &args.out else { return Ok(format!("{}\n{facts}", language.facts())) };
    let name = file.display().to_string();
    match std::fs::write(file, &facts) {
        Ok(()) => Ok(format!("{}\n", language.kept(&name))),
        Err(why) => {
            // What was answered is not lost with the file.
            print(&format!("{}\n{facts}", language.facts()));
            Err(unwritable(file, &why))
        }
    }
}

/// An interview with whoever types.
struct Talk<'i> {
    interview: &'i mut Interview,
    language: &'static dyn Language,
    /// True where what is read does not show by itself: it does not come from a terminal.
    echo: bool,
}

impl Talk<'_> {
    /// Asks until there is nothing to ask or nobody to answer: how it ended.
    fn run(&mut self, mut lines: impl BufRead) -> String {
        let mut ask = true;
        while let Some(question) = self.interview.next() {
            if ask {
                self.ask(&question);
            }
            let Some(typed) = self.read(&mut lines) else { break };
            ask = match command(&typed) {
                Some(Command::Quit) => break,
                Some(Command::Why) => self.why(),
                Some(Command::Unknown) => {
                    self.interview.do_not_know();
                    true
                }
                Some(Command::List) => self.list(&question),
                Some(Command::Back) => self.back(),
                None => self.answer(&typed, &question),
            };
        }
        let open = self.interview.still_open();
        let ended = match open {
            [] => {
                let unknown = [self.interview.unknown(), &self.interview.cannot_be_asked()].concat();
                self.language.finished(&unknown)
            }
            open => self.language.unfinished(open),
        };
        format!("\n{ended}\n")
    }

    fn ask(&self, question: &Question) {
        let language = self.language;
        let progress = language.progress(self.interview.progress());
        let mut text =
            format!("\n{progress}\n{}\n  {}\n", language.question(question), language.possible_answers(question));
        text += &match members(&question.kind) {
            all if all.len() > MOST_SHOWN => {
                let some: Vec<&Member> = all.iter().take(3).collect();
                format!("    {}\n", language.many_values(all.len(), &some))
            }
            all => choices(all),
        };
        print(&text);
    }

    fn list(&self, question: &Question) -> bool {
        print(&choices(members(&question.kind)));
        false
    }

    /// A line, without its end; none where there are no more.
    fn read(&self, lines: &mut impl BufRead) -> Option<String> {
        loop {
            print("> ");
            let mut line = Vec::new();
            let read = lines.take(MOST_BYTES).read_until(b'\n', &mut line).unwrap_or(0);
            let line = String::from_utf8_lossy(&line).trim().to_string();
            if self.echo || read == 0 {
                print(&format!("{line}\n"));
            }
            if read == 0 {
                return None;
            }
            if !line.is_empty() {
                return Some(line);
            }
        }
    }

    fn why(&self) -> bool {
        let readers = self.interview.why();
        let mut text = format!("{}\n", self.language.why(&readers));
        readers.iter().take(MOST_READERS).for_each(|reader| text += &format!("  {}\n", self.language.reader(reader)));
        if let Some(more) = readers.len().checked_sub(MOST_READERS).filter(|more| *more > 0) {
            text += &format!("  {}\n", self.language.more_readers(more));
        }
        print(&text);
        false
    }

    fn back(&mut self) -> bool {
        let was = self.interview.back();
        if !was {
            print(&format!("{}\n", self.language.at_the_beginning()));
        }
        was
    }

    fn answer(&mut self, typed: &str, question: &Question) -> bool {
        let answered = self.interview.answer(typed);
        if let Err(errors) = &answered {
            print(&format!("{}\n", self.language.refused(typed, question, errors)));
        }
        answered.is_ok()
    }
}

/// The values to choose from.
fn members(kind: &Kind) -> &[Member] {
    match kind {
        Kind::OneOf(members) => members,
        Kind::Values(inner) => members(inner),
        _ => &[],
    }
}

/// A line for each value.
fn choices(members: &[Member]) -> String {
    let widest = members.iter().map(|member| width(&member.code)).max().unwrap_or(0);
    let line = |member: &Member| match &member.name {
        Some(name) => format!("    {}  {name}\n", pad(&member.code, widest)),
        None => format!("    {}\n", member.code),
    };
    members.iter().map(line).collect()
}
