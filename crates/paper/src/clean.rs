//! What of a text can stand on paper.

/// The text without what cannot be printed or would deceive a reader: control characters, marks that turn the
/// direction of writing, noncharacters. A tab becomes a space; line ends become line feeds.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let keep = |c: char| match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{0B}' | '\u{0C}' | '\u{85}' => Some('\n'),
        '\t' => Some(' '),
        c if c.is_control() => None,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => None,
        '\u{FDD0}'..='\u{FDEF}' => None,
        c if u32::from(c) & 0xFFFE == 0xFFFE => None,
        c => Some(c),
    };
    text.chars().filter_map(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn text_stays_and_traps_go() {
        assert_eq!(clean("张三\0\u{202E}李\t四\r\n王\u{FFFF}"), "张三李 四\n王");
        assert_eq!(clean("𠮷㛃䶮·e\u{301}"), "𠮷㛃䶮·e\u{301}");
    }
}
