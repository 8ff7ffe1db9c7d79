//! Fonts: found on the machine in a stated order, never shipped.
//!
//! Folders are read in the order given; [`Fonts::system_folders`] names the usual ones. For each [`Face`] the families
//! are tried in the order of [`Face::families`]: the office's own first, then free ones, then every other family, so
//! that a rare character of a name is found wherever it is.

use parley::fontique::{Collection, CollectionOptions, SourceCache};
use parley::{FontContext, FontFamily, FontFamilyName};
use std::borrow::Cow;
use std::path::PathBuf;

/// What a piece of text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    /// 仿宋: the body.
    FangSong,
    /// 小标宋: red head and title.
    Title,
    /// 黑体: headings of the first level, emphasis.
    Hei,
    /// 楷体: headings of the second level.
    Kai,
    /// 宋体: page numbers, tables.
    Song,
}

impl Face {
    /// Every face.
    pub const ALL: [Face; 5] = [Face::FangSong, Face::Title, Face::Hei, Face::Kai, Face::Song];

    /// Name in the standard.
    pub fn name(self) -> &'static str {
        match self {
            Face::FangSong => "仿宋",
            Face::Title => "小标宋",
            Face::Hei => "黑体",
            Face::Kai => "楷体",
            Face::Song => "宋体",
        }
    }

    /// Name of the font that a word processor is told: the one that offices have.
    pub fn office(self) -> &'static str {
        match self {
            Face::FangSong => "仿宋_GB2312",
            Face::Title => "方正小标宋简体",
            Face::Hei => "黑体",
            Face::Kai => "楷体_GB2312",
            Face::Song => "宋体",
        }
    }

    /// Families in the order in which they are tried, before the stand-ins.
    pub fn families(self) -> &'static [&'static str] {
        match self {
            Face::FangSong => &[
                "仿宋_GB2312",
                "FangSong_GB2312",
                "方正仿宋_GBK",
                "FZFangSong-Z02",
                "仿宋",
                "FangSong",
                "朱雀仿宋",
                "Zhuque Fangsong (technical preview)",
                "FandolFang R",
                "FandolFang",
                "STFangsong",
            ],
            Face::Title => &[
                "方正小标宋简体",
                "FZXiaoBiaoSong-B05S",
                "方正小标宋_GBK",
                "FZXiaoBiaoSong-B05",
                "Noto Serif CJK SC",
                "Noto Serif SC",
                "Source Han Serif SC",
                "FandolSong",
            ],
            Face::Hei => &[
                "黑体",
                "SimHei",
                "FandolHei",
                "Noto Sans CJK SC",
                "Noto Sans SC",
                "Source Han Sans SC",
                "WenQuanYi Zen Hei",
                "WenQuanYi Micro Hei",
            ],
            Face::Kai => &[
                "楷体_GB2312",
                "KaiTi_GB2312",
                "楷体",
                "KaiTi",
                "FandolKai",
                "LXGW WenKai",
                "AR PL UKai CN",
                "AR PL KaitiM GB",
                "STKaiti",
            ],
            Face::Song => &["宋体", "SimSun", "NSimSun", "FandolSong"],
        }
    }

    /// Bold, of the families that have it.
    pub(crate) fn bold(self) -> bool {
        self == Face::Title
    }
}

/// Families that stand in for any face: they have all characters of GBK.
const STAND_IN: &[&str] = &[
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "SimSun",
    "AR PL UMing CN",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "DejaVu Serif",
    "DejaVu Sans",
];

/// The fonts of a machine. Clones share them; making one reads the head of each font file, so make it once.
#[derive(Clone)]
pub struct Fonts {
    context: FontContext,
    stacks: Vec<(Face, Vec<String>)>,
    names: Vec<String>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("families", &self.names.len()).finish()
    }
}

impl Fonts {
    /// Reads the fonts in these folders and all folders in them.
    pub fn in_folders(folders: &[PathBuf]) -> Fonts {
        let mut collection = Collection::new(CollectionOptions { shared: true, system_fonts: false });
        collection.load_fonts_from_paths(folders);
        let mut names: Vec<String> = collection.family_names().map(str::to_owned).collect();
        names.sort();
        let stack = |face: Face, collection: &mut Collection| {
            let mut stack: Vec<String> = Vec::new();
            let known = face.families().iter().chain(STAND_IN).map(|n| (*n).to_owned());
            // Pictures in colour cannot be set as type.
            let others = names.iter().filter(|n| !n.contains("Emoji")).cloned();
            for name in known.chain(others) {
                let found = collection.family_by_name(&name).map(|f| f.name().to_owned());
                if let Some(found) = found.filter(|f| !stack.contains(f)) {
                    stack.push(found);
                }
            }
            stack
        };
        let stacks = Face::ALL.iter().map(|f| (*f, stack(*f, &mut collection))).collect();
        let context = FontContext { collection, source_cache: SourceCache::new_shared() };
        Fonts { context, stacks, names }
    }

    /// The folders where systems keep fonts, those that exist.
    pub fn system_folders() -> Vec<PathBuf> {
        let usual = [
            "/usr/local/share/fonts",
            "/usr/share/fonts",
            "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
            "/System/Library/Fonts",
            "/Library/Fonts",
            "C:\\Windows\\Fonts",
        ];
        usual.iter().map(PathBuf::from).filter(|p| p.is_dir()).collect()
    }

    /// The family that a face is set in, if there is any.
    pub fn family(&self, face: Face) -> Option<&str> {
        self.stack_names(face).first().map(String::as_str)
    }

    /// Whether the family of a face is one that was meant for it.
    pub fn proper(&self, face: Face) -> bool {
        self.family(face).is_some_and(|f| face.families().iter().any(|n| n.eq_ignore_ascii_case(f)))
    }

    fn stack_names(&self, face: Face) -> &[String] {
        self.stacks.iter().find(|(f, _)| *f == face).map_or(&[], |(_, names)| names)
    }

    pub(crate) fn stack(&self, face: Face) -> FontFamily<'_> {
        let names = self.stack_names(face).iter().map(|n| FontFamilyName::Named(Cow::Borrowed(n.as_str())));
        FontFamily::List(Cow::Owned(names.collect()))
    }

    pub(crate) fn context(&self) -> FontContext {
        self.context.clone()
    }

    pub(crate) fn empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// Fonts that are read when the first page is set: most runs of a program set none.
#[derive(Debug, Default)]
pub struct LazyFonts {
    folders: Vec<PathBuf>,
    read: std::sync::OnceLock<Fonts>,
}

impl LazyFonts {
    /// Fonts of these folders, then of the system's.
    pub fn of(own: impl IntoIterator<Item = PathBuf>) -> LazyFonts {
        let folders = own.into_iter().filter(|f| f.is_dir()).chain(Fonts::system_folders()).collect();
        LazyFonts { folders, read: std::sync::OnceLock::new() }
    }

    /// The fonts.
    pub fn get(&self) -> &Fonts {
        self.read.get_or_init(|| Fonts::in_folders(&self.folders))
    }
}
