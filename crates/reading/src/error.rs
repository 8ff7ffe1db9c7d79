//! Why a document was not read, in both languages and with what to do about it.

/// Why a document was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is larger than allowed.
    #[error(
        "文件太大（{bytes}字节），最多{most}字节；请拆分后再试 · the file has {bytes} bytes, {most} at most; split it"
    )]
    TooLarge {
        /// Bytes of the file.
        bytes: usize,
        /// How many are allowed.
        most: usize,
    },
    /// Unpacked it would be larger than allowed, as archives are that are made to fill a memory.
    #[error(
        "解压后超过{most}字节，不予处理；如确是正常文件，请另存后再试 · unpacks to more than {most} bytes and is refused; if it is an honest file, save it anew"
    )]
    TooLargeUnpacked {
        /// How many bytes are allowed.
        most: usize,
    },
    /// More text than allowed.
    #[error("文字超过{most}字；请拆分后再试 · more than {most} characters of text; split the file")]
    TooMuchText {
        /// How many characters are allowed.
        most: usize,
    },
    /// More pages than allowed.
    #[error("共{pages}页，最多{most}页；请拆分后再试 · {pages} pages, {most} at most; split the file")]
    TooManyPages {
        /// Pages of the file.
        pages: usize,
        /// How many are allowed.
        most: usize,
    },
    /// Neither UTF-8 nor UTF-16 nor GB 18030.
    #[error("不是UTF-8或GB 18030文本；请另存为UTF-8 · neither UTF-8 nor GB 18030 text; save it as UTF-8")]
    Encoding,
    /// Word or Excel of before 2007, or WPS's own format.
    #[error(
        "是2003版Office或WPS专有格式；请另存为docx、xlsx或pdf · an Office format of before 2007; save it as docx, xlsx or pdf"
    )]
    OldOffice,
    /// No format that is read here.
    #[error(
        "不认识的格式；可读取txt、md、html、docx、xlsx、pdf · unknown format; txt, md, html, docx, xlsx and pdf are read"
    )]
    Unknown,
    /// Locked by a password.
    #[error("文件有密码；请去掉密码后再试 · locked by a password; remove it")]
    Locked,
    /// A PDF of pictures.
    #[error(
        "PDF中没有文字层（多半是扫描件）；请先做文字识别，或提供原始文件 · the PDF has no text layer, probably a scan; run text recognition or give the source file"
    )]
    NoText,
    /// Damaged, or not what its name says.
    #[error(
        "文件损坏或格式不符（{what}）；请重新导出 · damaged, or not what its name says ({what}); export it again"
    )]
    Broken {
        /// Which part.
        what: &'static str,
    },
}
