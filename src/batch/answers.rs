//! Answers → Arrow columns.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, Int32Array, RecordBatch, RecordBatchOptions, StringArray, UInt64Array,
};
use arrow_schema::{DataType, Field, Schema};
use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::desk::Told;
use crate::fast::Programs;

/// The answers of rows, by their numbers; rows that have none are left out.
pub(super) fn batch<'c>(
    programs: &Programs,
    found: &[Option<u32>],
    first: u64,
    kept: impl Iterator<Item = (&'c String, &'c ArrayRef)>,
    results: &[Arc<[Told]>],
) -> RecordBatch {
    let good = BooleanArray::from(found.iter().map(Option::is_some).collect::<Vec<_>>());
    let rows = (first..).zip(found).filter(|(_, found)| found.is_some()).map(|(row, _)| row);
    let mut fields = vec![Field::new("row", DataType::UInt64, false)];
    let mut columns: Vec<ArrayRef> = vec![Arc::new(UInt64Array::from_iter_values(rows))];
    for (name, column) in kept {
        // Only another length would be refused.
        let Ok(column) = arrow_select::filter::filter(column, &good) else { continue };
        fields.push(Field::new(name, column.data_type().clone(), true));
        columns.push(column);
    }
    // The answers in the order in which rows come upon them: what was decided before leaves no trace.
    let mut distinct: IndexSet<u32, FxBuildHasher> = IndexSet::default();
    let places: Vec<usize> = found.iter().flatten().map(|number| distinct.insert_full(*number).0).collect();
    let distinct: Vec<&[Told]> =
        distinct.iter().map(|n| results.get(*n as usize).map_or(&[][..], |told| told)).collect();
    for (at, name) in programs.decisions().enumerate() {
        let told = || distinct.iter().map(|told| told.get(at));
        let values: Vec<Option<&str>> = told().map(|told| told.and_then(|told| told.value.as_deref())).collect();
        let statuses: Vec<Option<&str>> = told().map(|told| told.map(|told| told.status.word())).collect();
        let citations: Vec<Option<&str>> = told().map(|told| told.and_then(|told| told.citation.as_deref())).collect();
        for (name, texts) in
            [(name.to_string(), values), (format!("{name}.status"), statuses), (format!("{name}.citation"), citations)]
        {
            let column = named(&texts, &places);
            fields.push(Field::new(name, column.data_type().clone(), true));
            columns.push(column);
        }
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(places.len()));
    let schema = Arc::new(Schema::new(fields));
    RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &rows)
        .unwrap_or_else(|_| RecordBatch::new_empty(schema))
}

/// A column of few different texts.
fn named(texts: &[Option<&str>], places: &[usize]) -> ArrayRef {
    let mut names: IndexSet<&str, FxBuildHasher> = IndexSet::default();
    let keys: Vec<Option<i32>> = texts.iter().map(|text| text.map(|text| names.insert_full(text).0 as i32)).collect();
    let keys: Int32Array = places.iter().map(|place| keys.get(*place).copied().flatten()).collect();
    let names: ArrayRef = Arc::new(StringArray::from_iter_values(names));
    match DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(&names)) {
        Ok(column) => Arc::new(column),
        // A key of each is a place among the names.
        Err(_) => names,
    }
}
