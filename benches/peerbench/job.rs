//! The job that every engine of the peer benchmark does, as a rulebook of any size: the vocabulary, the regime of October 2022 and that of
//! October 2023, with the class rules `scale` times, each with thresholds one higher than the one before.

use std::fmt::Write;

/// Groups of countries as the job has them: arms embargoes.
const D5: &[&str] = &[
    "AF", "BY", "MM", "KH", "CF", "CN", "CD", "CU", "CY", "ER", "HT", "IR", "IQ", "KP", "LB", "LY", "RU", "SO", "SS",
    "SD", "SY", "VE", "MO",
];
/// D:1 and D:4 together.
const D14: &[&str] = &[
    "AM", "AZ", "BH", "EG", "GE", "IL", "JO", "KZ", "KG", "KW", "LA", "MN", "OM", "PK", "QA", "SA", "TJ", "TM", "AE",
    "UZ", "VN", "YE", "AF", "BY", "KH", "CN", "CU", "ER", "IQ", "KP", "LB", "LY", "MM", "RU", "SY", "VE", "ZW", "MD",
    "UA", "IR", "TW", "MT", "AL", "DZ", "MO",
];
/// A:5 and A:6 together.
const A56: &[&str] = &[
    "AR", "AU", "AT", "BE", "BG", "CA", "HR", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IS", "IN", "IE", "IT",
    "JP", "LV", "LT", "LU", "NL", "NZ", "NO", "PL", "PT", "RO", "SK", "SI", "KR", "ES", "SE", "CH", "TR", "GB", "CY",
    "IL", "MT", "MX", "SG", "ZA", "TW", "AL",
];
/// Countries of no group.
const OTHER: &[&str] = &["BR", "CL", "CO", "PE", "TH", "MY", "PH", "ID", "NG", "KE", "MA", "EC", "BD", "LK", "GH"];

/// The thresholds of a set of class rules.
fn thr(i: usize) -> (usize, usize, usize) {
    (4800 + i, 1600 + i, 2400 + i)
}

/// Between the files of the rulebook, each of which begins with its name.
const FILE: &str = "--- file ";

/// The names and texts of its files.
pub fn files(rulebook: &str) -> Vec<(&str, &str)> {
    rulebook.split(FILE).skip(1).map(|file| file.split_once('\n').unwrap()).collect()
}

/// The decision of a set of class rules.
pub fn name(i: usize) -> String {
    if i == 0 { "class".into() } else { format!("class_{i}") }
}

/// The rulebook: the vocabulary, the act of 2022 and the act of 2023, with the class rules `scale` times.
pub fn source(scale: usize) -> String {
    let mut s = String::new();
    let mut countries: Vec<&str> = [D5, D14, A56, OTHER, &["US"]].concat();
    countries.sort_unstable();
    countries.dedup();
    s += &format!("{FILE}rulebook.act\n");
    s += "rulebook job\n  title      \"One job for every engine\"\n  authority  \"peerbench\"\n  cite as    \"{id}\"\n\n";
    s += "unit GB/s  \"gigabytes per second\"\n\nidentity Country  \"a country, by its code\"\n";
    countries.iter().for_each(|c| writeln!(s, "  {c}").unwrap());
    s += r#"
fact tpp             number          "total processing performance"
fact pd              number          "performance density"
fact io_gbps         number in GB/s  "aggregate bidirectional transfer rate"
fact mem_bw_density  number          "memory bandwidth density; no rule asks"
fact is_datacenter   yes/no          "designed or marketed for data centers"
fact destination     Country         "country of ultimate destination"
fact hq_country      Country         "seat of the buyer's parent"
fact date            date            "day of the transaction"
fact notified_days   duration        "days since the notification"
fact quantity        number          "how many; no rule asks"

"#;
    for i in 0..scale {
        writeln!(s, "decision {} upper | lower | old | nothing  \"the paragraph that describes the item\"", name(i))
            .unwrap();
    }
    s += r#"decision license    required | not needed  "whether a license is needed"
decision exception  NAC | nothing  "the exception that is open"
decision review     presumption of denial | presumption of approval | nothing  "how an application is reviewed"
"#;
    s += &format!("{FILE}2022.act\n");
    s += "act 2022-10-13-regime\n  title      \"The regime of October 2022\"\n  citation   \"87 FR 62186\"\n";
    s += "  released   2022-10-13\n  published  2022-10-13\n  effective  2022-10-21\n\n";
    for (group, members) in [("D5", D5), ("D14", D14), ("A56", A56)] {
        writeln!(s, "group {group} of Country is {}", members.join(", ")).unwrap();
    }
    for i in 0..scale {
        let (class, p, a) = (name(i), 100 + i, thr(i).0);
        write!(
            s,
            "default {p}.0 {class} is nothing\nrule {p}.1\n  when all of\n    (1) io_gbps is at least 600 GB/s\n    \
             (2) tpp is at least {a}\n  then {class} is old\n"
        )
        .unwrap();
    }
    s += r#"
default 2.0 license is not needed
default 3.0 exception is nothing
default 4.0 review is nothing
rule 2.1
  when all of
    (1) class is not nothing
    (2) any of
        (i)   destination in D5
        (ii)  hq_country in D5
        (iii) all of
              (A) destination in D14
              (B) destination not in A56
  then license is required
rule 3.1
  when all of
    (1) license is required
    (2) any of
        (i)  class is lower
        (ii) all of
             (A) class is upper
             (B) is_datacenter is no
    (3) any of
        (i)  destination not in D5
        (ii) notified_days is at least 25 days
  then exception is NAC
rule 4.1
  when all of
    (1) license is required
    (2) any of
        (i)  destination in D5
        (ii) hq_country in D5
  then review is presumption of denial
rule 4.2
  when all of
    (1) license is required
    (2) destination not in D5
    (3) hq_country not in D5
  then review is presumption of approval
"#;
    s += &format!("{FILE}2023.act\n");
    s += "act 2023-10-25-regime\n  title      \"The regime of October 2023\"\n  citation   \"88 FR 73458\"\n";
    s += "  released   2023-10-17\n  published  2023-10-25\n  effective  2023-11-17\n\n";
    for i in 0..scale {
        let (class, p, (a, b, c)) = (name(i), 100 + i, thr(i));
        write!(
            s,
            "repeal {p}.1
rule {p}.2
  when any of
    (1) tpp is at least {a}
    (2) all of
        (i)  tpp is at least {b}
        (ii) pd is at least 5.92
  then {class} is upper
rule {p}.3
  when any of
    (1) all of
        (i)  tpp is at least {c} and less than {a}
        (ii) pd is at least 1.6 and less than 5.92
    (2) all of
        (i)  tpp is at least {b} and less than {a}
        (ii) pd is at least 3.2 and less than 5.92
  then {class} is lower
exemption {p}.4 from {p}.2, {p}.3
  when all of
    (1) is_datacenter is no
    (2) tpp is less than {a}
"
        )
        .unwrap();
    }
    s
}
