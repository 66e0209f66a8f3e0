//! What is deemed in the texts of a day, in a history and in what changed.

use std::process::Command;

/// What a command on the rulebook `suspended` prints.
fn run(arguments: &[&str]) -> String {
    let folder = crate::cases::folder("deem").join("suspended");
    let (command, rest) = arguments.split_first().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_lexact")).arg(command).arg(folder).args(rest).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_text_of_a_day() {
    let text = run(&["show", "2", "--on", "2023-02-01"]);
    assert!(text.contains("    when sold is more than 400\n    then deem crowded is no\n"), "{text}");
    assert!(text.contains("as amended by Act 4, in force from 2023-02-01"), "{text}");
    let away = run(&["show", "2", "--on", "2021-02-01"]);
    assert!(away.contains("`2` of Act 1 is suspended from 2021-02-01 through 2021-12-31 (Act 2)"), "{away}");
}

#[test]
fn a_history() {
    let history = run(&["history", "2"]);
    let events = ["enacted", "suspended through 2021-12-31", "in force again", "amended", "amended", "repealed"];
    let lines: Vec<&str> = history.lines().filter(|line| line.starts_with("  20")).collect();
    assert_eq!(lines.len(), events.len(), "{history}");
    for (line, event) in lines.iter().zip(events) {
        assert!(line.contains(event), "{line} is not: {event}");
    }
}

#[test]
fn what_changed() {
    let changes = run(&["diff", "--from", "2023-01-31", "--to", "2023-02-01"]);
    assert!(changes.contains("in the conclusion of 2, for “yes” there is substituted “no”"), "{changes}");
}
