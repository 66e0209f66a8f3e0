//! The chips of `tests/data/chips.csv` as facts: dense rates, blank where no good source was found.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// One row of the table.
pub struct Chip {
    /// As the maker calls it.
    pub name: String,
    /// Total processing performance.
    pub tpp: Option<String>,
    area: Option<String>,
    io: Option<String>,
    memory: Option<String>,
    for_data_centers: bool,
    /// Rates by bit length, in the order of the table: 4, 8, 8, 16, 19 and 64 bits.
    pub rates: Vec<Option<String>>,
}

/// Every row of the table. The last column, the source, is the only one with commas.
pub fn all() -> Vec<Chip> {
    let table = include_str!("../data/chips.csv");
    table.lines().skip(1).map(|line| read(&line.splitn(16, ',').collect::<Vec<_>>())).collect()
}

fn read(row: &[&str]) -> Chip {
    let given = |column: usize| Some(row[column].to_string()).filter(|text| !text.is_empty());
    Chip {
        name: row[0].into(),
        tpp: given(4),
        area: given(5),
        io: given(12),
        memory: given(13),
        for_data_centers: row[14] == "yes",
        rates: (6..12).map(given).collect(),
    }
}

impl Chip {
    /// The item of a fact file; what is blank is left out.
    pub fn item(&self) -> Map<String, Value> {
        let figures = IndexMap::from([
            ("tpp", self.tpp.clone()),
            ("performance_density", self.density()),
            ("io_rate", self.io.clone()),
            ("dram_bandwidth", self.memory.clone()),
        ]);
        let mut item = Map::new();
        item.insert("form".into(), json!("integrated circuit"));
        item.insert("for_data_centers".into(), json!(self.for_data_centers));
        item.extend(figures.into_iter().filter_map(|(name, figure)| Some((name.into(), json!(figure?)))));
        item
    }

    /// TPP per square millimetre, cut off after six digits: a fact file has no fractions. No comparison with a line that
    /// itself has at most six digits (1.6, 3.2, 5.92) changes by cutting off.
    fn density(&self) -> Option<String> {
        let millionths = hundredths(self.tpp.as_ref()?) * 1_000_000 / hundredths(self.area.as_ref()?);
        Some(format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000))
    }
}

/// A decimal with at most two digits after its point, times a hundred.
pub fn hundredths(text: &str) -> u64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    assert!(part.len() <= 2, "{text} has more than two digits after its point");
    format!("{whole}{part:0<2}").parse().expect("a decimal")
}
