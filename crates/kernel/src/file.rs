//! What an act says of a file: which one, its hash, what it is, how large, what it was called.
//!
//! The record holds this one line a file, so an act commits to the bytes by their SHA-256. The bytes themselves are
//! kept beside the record and can be erased while the line, and the proof, stand.

use std::fmt;

/// A file as an act names it. Its text is `{id} {hash} {media} {size} {name}`, the name last since it may hold blanks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileRef {
    /// Under which the store keeps its bytes: 32 hexadecimal digits. The same bytes sent twice have two of them.
    pub id: String,
    /// SHA-256 of its bytes: 64 hexadecimal digits.
    pub hash: String,
    /// Media type as its content tells, `image/jpeg`.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// What its sender called it, cleaned.
    pub name: String,
}

/// Characters of a name at most.
pub const NAME_CHARS_MAX: usize = 120;

/// Kinds of files that a field may accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MediaGroup {
    /// JPEG, PNG, WebP.
    Image,
    /// PDF.
    Pdf,
    /// Word, Excel, WPS, OFD.
    Office,
}

impl MediaGroup {
    /// All of them with their names in the rulebook.
    pub const ALL: [(MediaGroup, &'static str); 3] =
        [(MediaGroup::Image, "image"), (MediaGroup::Pdf, "pdf"), (MediaGroup::Office, "office")];

    /// The group of a media type.
    pub fn of(media: &str) -> Option<MediaGroup> {
        match media {
            "image/jpeg" | "image/png" | "image/webp" => Some(MediaGroup::Image),
            "application/pdf" => Some(MediaGroup::Pdf),
            "application/msword"
            | "application/vnd.ms-excel"
            | "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            | "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            | "application/ofd" => Some(MediaGroup::Office),
            _ => None,
        }
    }

    /// Its name in the rulebook.
    pub fn name(self) -> &'static str {
        MediaGroup::ALL.iter().find(|(g, _)| *g == self).map_or("", |(_, name)| name)
    }
}

impl FileRef {
    /// Reads the text of a file; none if it is not exactly of its form.
    pub fn read(text: &str) -> Option<FileRef> {
        let mut parts = text.splitn(5, ' ');
        let mut next = || parts.next().map(str::to_owned);
        let (id, hash, media, size, name) = (next()?, next()?, next()?, next()?, next()?);
        let read = FileRef { id, hash, media, size: size.parse().ok()?, name };
        let hex =
            |t: &str, n: usize| t.len() == n && t.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let named = !read.name.trim().is_empty()
            && read.name.chars().count() <= NAME_CHARS_MAX
            && !read.name.contains(['/', '\\'])
            && !read.name.chars().any(char::is_control);
        let formed = hex(&read.id, 32) && hex(&read.hash, 64) && MediaGroup::of(&read.media).is_some();
        (formed && named && read.to_string() == text).then_some(read)
    }

    /// Whether it is a picture, of which there is a copy to look at.
    pub fn is_image(&self) -> bool {
        MediaGroup::of(&self.media) == Some(MediaGroup::Image)
    }
}

impl fmt::Display for FileRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {} {}", self.id, self.hash, self.media, self.size, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::FileRef;

    fn text(name: &str) -> String {
        format!("{} {} image/jpeg 1200 {name}", "a".repeat(32), "0".repeat(64))
    }

    #[test]
    fn a_file_is_read_as_it_is_written_and_nothing_else_is() {
        let read = FileRef::read(&text("现场 1.jpg")).unwrap();
        assert_eq!((read.name.as_str(), read.size, read.is_image()), ("现场 1.jpg", 1200, true));
        assert_eq!(read.to_string(), text("现场 1.jpg"));
        let long = "长".repeat(121);
        for bad in ["", " ", "a/b.jpg", "a\\b.jpg", "a\nb.jpg", "a\0.jpg", &long] {
            assert_eq!(FileRef::read(&text(bad)), None, "{bad:?}");
        }
        let good = text("a.jpg");
        for (from, to) in
            [("aaaa", "AAAA"), ("1200", "+1200"), ("1200", "012"), ("jpeg", "svg+xml"), (" 1200", "")]
        {
            assert_eq!(FileRef::read(&good.replacen(from, to, 1)), None, "{from} {to}");
        }
    }
}
