//! Names of files as their senders wrote them, cleaned for lists and downloads.

/// Characters of a name at most, its ending included.
const CHARS_MAX: usize = 100;

/// The last part of a path, without control characters, marks of direction, and what no system takes in a name.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let fits = |c: &char| {
        let turns = matches!(*c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        !c.is_control() && !turns && !matches!(*c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
    };
    let kept: String = last.chars().filter(fits).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches(['.', ' ']).to_owned()
}

/// A cleaned name with one of these endings; the first is added where it has none of them.
pub(crate) fn ended(name: &str, endings: &[&str]) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if endings.contains(&ending.to_ascii_lowercase().as_str()) => {
            (stem, ending.to_ascii_lowercase())
        }
        _ => (name, endings.first().copied().unwrap_or("bin").to_owned()),
    };
    let room = CHARS_MAX.saturating_sub(ending.len() + 1);
    let stem: String = stem.trim_matches(['.', ' ']).chars().take(room).collect();
    let stem = stem.trim_end();
    format!("{}.{ending}", if stem.is_empty() { "file" } else { stem })
}

#[cfg(test)]
mod tests {
    use super::{clean, ended};
    use proptest::prelude::*;

    #[test]
    fn a_name_is_a_name_and_its_ending_tells_what_it_is() {
        let named = |name: &str| ended(&clean(name), &["jpg", "jpeg"]);
        assert_eq!(named("C:\\照片\\现场 1.JPG"), "现场 1.jpg");
        assert_eq!(named("../../etc/passwd"), "passwd.jpg");
        assert_eq!(named("a.jpg.exe"), "a.jpg.exe.jpg");
        assert_eq!(named("\u{202E}gpj.exe"), "gpj.exe.jpg");
        assert_eq!(named("  .. "), "file.jpg");
        assert_eq!(named("x\r\nSet-Cookie: a.jpeg"), "xSet-Cookie a.jpeg");
        assert_eq!(named(&"长".repeat(300)).chars().count(), 100);
    }

    proptest! {
        #[test]
        fn cleaning_again_changes_nothing(name in any::<String>()) {
            let once = ended(&clean(&name), &["pdf"]);
            prop_assert_eq!(ended(&clean(&once), &["pdf"]), once.clone());
            prop_assert!(once.chars().count() <= 100 && !once.contains(['/', '\\', '"', '\n']));
        }
    }
}
