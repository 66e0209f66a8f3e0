//! A file as the grammar reads it: every byte that is neither word nor text is a space or the end of a line.

use std::borrow::Cow;

use super::lower::is_space;

/// The text with spaces in the place of its comments and of all other white space outside its texts: as many bytes as before, so that places
/// stay what they are. Between all words the grammar then has two characters to look for.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains("--") && !text.chars().any(is_other_space) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    text.split_inclusive('\n').for_each(|line| plain_line(line, &mut out));
    Cow::Owned(out)
}

fn is_other_space(c: char) -> bool {
    is_space(c) && !matches!(c, ' ' | '\n')
}

fn plain_line(line: &str, out: &mut String) {
    let (mut quoted, mut copied) = (false, 0);
    let mut blank = |from: usize, to: usize| {
        out.push_str(line.get(copied..from).unwrap_or_default());
        out.extend(std::iter::repeat_n(' ', to - from));
        copied = to;
    };
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '-' if !quoted && line.get(at..).is_some_and(|rest| rest.starts_with("--")) => {
                blank(at, line.trim_end_matches('\n').len());
                break;
            }
            c if !quoted && is_other_space(c) => blank(at, at + c.len_utf8()),
            _ => {}
        }
    }
    out.push_str(line.get(copied..).unwrap_or_default());
}
