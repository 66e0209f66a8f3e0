//! `lexact batch` as a command: killed and resumed, by any number of threads, it writes the same bytes.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("batch").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Orders over four years, some of them with mistakes.
fn orders(rows: usize) -> String {
    let mut out = "order,date,tpp,pd,io_gbps,is_datacenter,destination,hq_country,notified_days\n".to_string();
    let mut state = 7u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    for order in 0..rows {
        let date = match below(60) {
            0 => "2023-02-30".to_string(),
            _ => format!("{}-{:02}-{:02}", 2022 + below(4), 1 + below(12), 1 + below(28)),
        };
        let tpp = ["1599.99", "1600", "2400", "4799.9999", "4800", "", "16000"][below(7) as usize];
        let country = |n: u64| ["CN", "MO", "DE", "VN", "", "XX"][n as usize % 6];
        let (to, seat) = (country(below(6)), country(below(5)));
        let yes = ["true", "no", ""][below(3) as usize];
        writeln!(out, "{order},{date},{tpp},{}.5,{},{yes},{to},{seat},{}", below(8), 590 + below(20), below(40))
            .unwrap();
    }
    out
}

struct Run {
    folder: PathBuf,
    facts: &'static str,
    out: &'static str,
}

impl Run {
    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lexact"));
        command.args(["batch", "tests/data/orders", "--on-column", "date", "--keep", "order", "--chunk", "50"]);
        command.arg("--facts").arg(self.folder.join(self.facts)).arg("--out").arg(self.folder.join(self.out));
        command.args(more).current_dir(env!("CARGO_MANIFEST_DIR"));
        command
    }

    fn finish(&self, more: &[&str]) -> Output {
        self.command(more).output().unwrap()
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}{ending}", self.out))
    }

    /// What was written: answers and mistakes.
    fn written(&self) -> (Vec<u8>, Vec<u8>) {
        (fs::read(self.path("")).unwrap(), fs::read(self.path(".bad.csv")).unwrap())
    }

    /// Resumes a run that has written everything and whose checkpoint is still there.
    fn kept_checkpoint(&self, more: &[&str]) -> String {
        let mut checkpoint = serde_json::Value::Null;
        if self.kill_after(1, more) {
            checkpoint = serde_json::from_str(&fs::read_to_string(self.path(".checkpoint")).unwrap()).unwrap();
            checkpoint["complete"] = true.into();
            fs::write(self.path(".checkpoint"), checkpoint.to_string()).unwrap();
            fs::remove_file(self.path(".partial")).unwrap();
            fs::remove_file(self.path(".bad.csv.partial")).unwrap();
            assert!(matches!(self.finish(&["--resume"]).status.code(), Some(0 | 3)));
        }
        checkpoint.to_string()
    }

    /// Starts, and is killed as soon as a checkpoint is there that names so many rows.
    fn kill_after(&self, rows: u64, more: &[&str]) -> bool {
        let mut running = self.command(more).stdout(std::process::Stdio::null()).spawn().unwrap();
        loop {
            let done = fs::read_to_string(self.path(".checkpoint"))
                .ok()
                .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
                .and_then(|checkpoint| checkpoint["rows"].as_u64());
            if done.is_some_and(|done| done >= rows) {
                running.kill().unwrap();
                running.wait().unwrap();
                return true;
            }
            if running.try_wait().unwrap().is_some() {
                return false;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

fn killed_and_resumed(name: &str, facts: &'static str, out: &'static str) {
    let folder = folder(name);
    let table = orders(4000);
    if facts == "orders.jsonl" {
        fs::write(folder.join(facts), as_lines(&table)).unwrap();
    } else {
        fs::write(folder.join(facts), &table).unwrap();
    }
    let run = Run { folder, facts, out };
    let whole = run.finish(&["--threads", "3"]);
    assert_eq!(whole.status.code(), Some(3), "{}", String::from_utf8_lossy(&whole.stderr));
    let expected = run.written();
    assert!(!run.path(".checkpoint").exists() && !run.path(".partial").exists());

    let mut kills = 0;
    for rows in [1, 900, 1800, 3000] {
        let resume: &[&str] = if kills == 0 { &["--threads", "1"] } else { &["--threads", "2", "--resume"] };
        kills += usize::from(run.kill_after(rows, resume));
        if run.path(".checkpoint").exists() {
            // What was written after the checkpoint, perhaps in part, is cut off.
            let torn = fs::read(run.path(".partial")).unwrap();
            fs::write(run.path(".partial"), [&torn[..], b"99,torn"].concat()).unwrap();
        }
    }
    assert!(kills > 0, "it was never caught at work");
    if run.path(".checkpoint").exists() {
        let refused = run.finish(&[]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("go on with `--resume`"));
        let other = run.finish(&["--resume", "--decide", "license"]);
        assert!(String::from_utf8_lossy(&other.stderr).contains("was of another choice of options"));
    }
    let resumed = run.finish(&["--resume"]);
    assert_eq!(resumed.status.code(), Some(3), "{}", String::from_utf8_lossy(&resumed.stderr));
    assert_eq!(String::from_utf8_lossy(&resumed.stdout), String::from_utf8_lossy(&whole.stdout));
    assert!(run.written() == expected, "the resumed run wrote something else");
    // Stopped after the last name was given and before the checkpoint went: nothing is left but to take it away.
    let done = run.kept_checkpoint(&[]);
    assert!(run.written() == expected, "{done}");
}

/// The same orders, the facts of each in a line.
fn as_lines(table: &str) -> String {
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let value = |name: &str, text: &str| match name {
        "date" | "destination" | "hq_country" => format!("\"{text}\""),
        "is_datacenter" => (text == "true").to_string(),
        _ => text.to_string(),
    };
    let line = |line: &str| {
        let given = names.iter().zip(line.split(',')).filter(|(_, text)| !text.is_empty());
        let members: Vec<String> = given.map(|(name, text)| format!("\"{name}\": {}", value(name, text))).collect();
        format!("{{{}}}\n", members.join(", "))
    };
    lines.map(line).collect()
}

#[test]
fn csv_to_csv_killed_and_resumed() {
    killed_and_resumed("csv-csv", "orders.csv", "answers.csv");
}

#[test]
fn csv_to_parquet_killed_and_resumed() {
    killed_and_resumed("csv-parquet", "orders.csv", "answers.parquet");
}

#[test]
fn lines_to_lines_killed_and_resumed() {
    killed_and_resumed("lines-lines", "orders.jsonl", "answers.jsonl");
}

/// What was written as Parquet is read as Parquet, and says what CSV says.
#[test]
fn parquet_in_and_out() {
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    let folder = folder("parquet");
    fs::write(folder.join("orders.csv"), orders(500)).unwrap();
    let run = |facts, out| Run { folder: folder.clone(), facts, out };
    let first = run("orders.csv", "answers.csv");
    assert_eq!(first.finish(&[]).status.code(), Some(3));
    // The table of CSV as a table of Parquet: the answers of a rulebook that decides nothing of it, with every column kept.
    let orders = super::tables::read_csv(&folder.join("orders.csv"));
    super::tables::write_parquet(&orders, &folder.join("orders.parquet"));
    let second = run("orders.parquet", "answers-2.csv");
    assert_eq!(second.finish(&[]).status.code(), Some(3));
    assert_eq!(String::from_utf8(first.written().0).unwrap(), String::from_utf8(second.written().0).unwrap());
    let third = run("orders.parquet", "answers.parquet");
    assert_eq!(third.finish(&[]).status.code(), Some(3));
    let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(third.path("")).unwrap()).unwrap();
    let licenses = reader.build().unwrap().flat_map(|rows| super::tables::column(&rows.unwrap(), "license"));
    let lines = String::from_utf8(first.written().0).unwrap();
    let expected = lines.lines().skip(1).map(|line| line.split(',').nth(5).unwrap().to_string());
    assert_eq!(licenses.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

#[test]
fn csv_as_spreadsheets_write_it() {
    let folder = folder("csv");
    let text = "\u{FEFF}order,date,\"tpp\",destination\r\n\
                1,2023-12-01,4800,CN\r\n\
                \r\n\
                \"2, \"\"second\"\"\",2023-12-01,\"4800\",\"CN\"\r\n\
                3,2023-12-01,4800\r\n\
                4,2023-12-01,\"4800\"x,CN\r\n\
                \"five\r\nlines\",2023-12-01,4800,CN";
    fs::write(folder.join("orders.csv"), text).unwrap();
    let run = Run { folder, facts: "orders.csv", out: "answers.csv" };
    let done = run.finish(&["--decide", "license"]);
    assert_eq!(done.status.code(), Some(3), "{}", String::from_utf8_lossy(&done.stderr));
    let (answers, bad) = run.written();
    assert_eq!(
        String::from_utf8(answers).unwrap(),
        "row,order,license,license.status,license.citation\n\
         1,1,required,decided,Order 1 of 2022\n\
         2,\"2, \"\"second\"\"\",required,decided,Order 1 of 2022\n\
         5,\"five\r\nlines\",required,decided,Order 1 of 2022\n"
    );
    assert_eq!(
        String::from_utf8(bad).unwrap(),
        "row,fact,code,reason\n\
         3,,batch/malformed-row,\"the row has 3 fields, the first line 4\"\n\
         4,,batch/malformed-row,something stands between a closing quotation mark and the next comma\n"
    );
}

#[test]
fn a_table_without_rows_has_answers_without_rows() {
    for (out, expected) in [("a.csv", "row,license,license.status,license.citation\n"), ("a.jsonl", "")] {
        let folder = folder(&format!("empty-{out}"));
        fs::write(folder.join("orders.csv"), "date,tpp,order\n").unwrap();
        let run = Run { folder, facts: "orders.csv", out };
        let done = run.finish(&["--decide", "license"]);
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(fs::read_to_string(run.path("")).unwrap().replace("row,order,", "row,"), expected);
        assert!(!run.path(".bad.csv").exists());
    }
}

/// Like a fact file: a byte order mark is passed over, a key given twice is refused, also where it is no fact.
#[test]
fn lines_of_json_as_they_come() {
    let folder = folder("lines");
    let text = "\u{FEFF}{\"order\": 1, \"date\": \"2023-12-01\", \"tpp\": 4800, \"destination\": \"CN\"}\n\
                {\"order\": 2, \"date\": \"2023-12-01\", \"date\": \"2022-12-01\"}\n\
                {\"order\": 3, \"order\": 33, \"date\": \"2023-12-01\"}\n\
                {\"order\": 4, \"date\": \"2023-12-01\", \"tpp\": 1, \"tpp\": 4800}\n\
                {\"order\": 5, \"date\": 5}\n\
                {\"order\": 6, \"date\": null}\n\
                {\"order\": 7}\n";
    fs::write(folder.join("orders.jsonl"), text).unwrap();
    let run = Run { folder, facts: "orders.jsonl", out: "answers.csv" };
    let done = run.finish(&["--decide", "license"]);
    assert_eq!(done.status.code(), Some(3), "{}", String::from_utf8_lossy(&done.stderr));
    let (answers, bad) = run.written();
    assert_eq!(
        String::from_utf8(answers).unwrap(),
        "row,order,license,license.status,license.citation\n1,1,required,decided,Order 1 of 2022\n"
    );
    assert_eq!(
        String::from_utf8(bad).unwrap(),
        "row,fact,code,reason\n\
         2,date,facts/duplicate-key,`date` is given twice\n\
         3,order,facts/duplicate-key,`order` is given twice\n\
         4,tpp,facts/duplicate-key,`tpp` is given twice\n\
         5,date,facts/no-day,\"`5` is no text; a day is written as \"\"2023-11-17\"\"\"\n\
         6,date,facts/no-day,the day whose law applies is not given\n\
         7,date,facts/no-day,the day whose law applies is not given\n"
    );
}

/// One header of everything would be told as one wrong column.
#[test]
fn lines_that_end_in_a_lone_cr_are_refused() {
    let folder = folder("cr");
    fs::write(folder.join("orders.csv"), "order,date,tpp\r1,2023-12-01,4800\r").unwrap();
    let done = Run { folder, facts: "orders.csv", out: "answers.csv" }.finish(&[]);
    assert_eq!(done.status.code(), Some(1));
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(told.contains("its lines end in a lone CR; write it with LF or CRLF at the end of each line"), "{told}");
}
