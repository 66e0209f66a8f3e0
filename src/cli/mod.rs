//! The `lexact` command: a file per subcommand. The only place that prints, colours, or looks at the clock.
//!
//! Exit codes: 0 done; 1 the rules or the facts are wrong, a scenario failed, a replay differs, or (`--strict`)
//! something is not decided;
//! 2 the command line is wrong.

mod args;
mod ask;
#[cfg(feature = "batch")]
mod batch;
mod check;
mod clock;
mod compare;
mod decide;
mod diff;
mod explain;
mod fmt;
mod history;
mod input;
mod output;
mod replay;
mod schema;
mod show;
mod test;
mod timeline;

use std::process::ExitCode;

use clap::Parser;

use self::args::{Args, Command};

/// What a command has to say, and whether all is well.
struct Answer {
    /// For standard output.
    text: String,
    /// The exit code.
    code: u8,
}

impl Answer {
    fn good(text: String) -> Answer {
        Answer { text, code: 0 }
    }
}

/// `1 mistake`, `3 mistakes`
fn count(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

/// The rules or the facts are wrong.
const WRONG: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;

/// A command that this program was built without.
#[cfg(not(feature = "batch"))]
fn without(feature: &str) -> output::Trouble {
    output::Trouble::Usage {
        message: format!("this `lexact` was built without `{feature}`"),
        help: Some(format!("build it with `cargo install --path . --features {feature}`")),
    }
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(message) => {
            // A closed pipe is no reason to complain.
            let _ = message.print();
            return ExitCode::from(if message.use_stderr() { USAGE } else { 0 });
        }
    };
    let answer = match args.command {
        Command::Check(args) => check::run(&args),
        Command::Decide(args) => decide::run(&args),
        #[cfg(feature = "batch")]
        Command::Batch(args) => batch::run(&args),
        #[cfg(not(feature = "batch"))]
        Command::Batch(_) => Err(without("batch")),
        Command::Replay(args) => replay::run(&args),
        Command::Ask(args) => ask::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Show(args) => show::run(&args),
        Command::History(args) => history::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Fmt(args) => fmt::run(&args),
    };
    match answer {
        Ok(answer) => {
            output::print(&answer.text);
            ExitCode::from(answer.code)
        }
        Err(trouble) => {
            output::complain(&trouble);
            ExitCode::from(trouble.code())
        }
    }
}
