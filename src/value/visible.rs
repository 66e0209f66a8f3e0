//! Texts that somebody gave, as they may be shown: on one line, so that none of them passes for a line of ours.

/// The text with characters escaped that would break the line, steer a terminal or turn the direction of what follows.
pub fn visible(text: &str) -> String {
    text.chars().flat_map(escaped).collect()
}

fn escaped(c: char) -> impl Iterator<Item = char> {
    let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let escaped = (c.is_control() || turns).then(|| c.escape_default());
    let plain = escaped.is_none().then_some(c);
    escaped.into_iter().flatten().chain(plain)
}
