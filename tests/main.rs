//! All integration tests, one binary.

mod docs;
mod syntax;
