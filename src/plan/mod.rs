//! Consolidated text → plan.

pub mod slots;
