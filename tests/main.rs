//! All integration tests, one binary.

mod syntax;
