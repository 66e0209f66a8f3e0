//! One file's text ⇄ tree.
//!
//! - *takes* the text of one file
//! - *gives* its tree ([`ast::File`]) and every diagnostic, whatever the text: it is total
//! - *forgets* layout and white space
//! - *keeps* every item in order with its place, every word as written, prose and comments
//! - *reports* `syntax/…`
//!
//! It sees no meaning, no other file and no dates of effect.

pub mod ast;
pub mod print;
