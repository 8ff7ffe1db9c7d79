//! What stands on a paper, whatever file it becomes.

/// How a paper looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// An official document by GB/T 9704-2012: 22 lines of 28 characters, red head, numbers `— 1 —` at the outer edge.
    Official,
    /// A form of a case file: organ and name above, number to the right, `第1页 共2页` below.
    Form,
    /// A text of several parts with headings and tables, Chinese or, if so told, English; no red head.
    Report {
        /// The words around the text are English.
        english: bool,
    },
    /// A sheet of a bound file: title and tables, without a page number of its own.
    Sheet,
}

impl Layout {
    /// The language of the paper as RFC 3066 tag.
    pub fn language(self) -> &'static str {
        if self == (Layout::Report { english: true }) { "en" } else { "zh-CN" }
    }
}

/// A piece of text in one weight. A line feed begins a new line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Text as given; what cannot be printed is left out when it is set.
    pub text: String,
    /// Set in 黑体.
    pub strong: bool,
}

impl Run {
    /// Text of plain weight.
    pub fn plain(text: impl Into<String>) -> Run {
        Run { text: text.into(), strong: false }
    }
}

/// Text of plain weight as a paragraph's runs.
impl From<&str> for Run {
    fn from(text: &str) -> Run {
        Run::plain(text)
    }
}

/// A table. Every row has as many cells as there are columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Width of each column, as shares of the whole.
    pub shares: Vec<u16>,
    /// The heading row, repeated on every page; empty for none.
    pub head: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
    /// Columns that are centred.
    pub centred: Vec<bool>,
}

/// A part of a paper's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading: level 1 in 黑体 (一、), level 2 in 楷体 (（一）), deeper as text.
    Heading(u8, Vec<Run>),
    /// A paragraph, its first line two characters in.
    Paragraph(Vec<Run>),
    /// A line at the left edge.
    Flush(Vec<Run>),
    /// A line in the middle of the page, in the size of a title.
    Title(String),
    /// Empty lines.
    Skip(u8),
    /// A table.
    Table(Table),
}

/// A day: year, month, day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Year.
    pub year: i16,
    /// Month, from 1.
    pub month: i8,
    /// Day, from 1.
    pub day: i8,
}

/// By what the paper can be held against the record: a QR code and the words under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What the code says.
    pub says: String,
    /// Words beside it.
    pub caption: String,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Layout.
    pub layout: Layout,
    /// Whose paper it is, over everything: 发文机关标志 of an official document, first line of a form.
    pub organ: Option<String>,
    /// 发文字号.
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// 主送机关, without its colon.
    pub recipient: Option<String>,
    /// Body.
    pub body: Vec<Block>,
    /// 发文机关署名.
    pub signed: Option<String>,
    /// 成文日期 as it is printed.
    pub dated: Option<String>,
    /// The same day for the file's description.
    pub day: Day,
    /// Proof.
    pub check: Option<Check>,
}
