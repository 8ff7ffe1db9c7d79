//! PDF with a text layer: glyphs gathered into lines by where they stand on the page. Packed streams are measured first.

mod layout;
mod streams;

use crate::document::{Builder, Document, Format, Place};
use crate::{Error, Limits};
use hayro_cmap::BfString;
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect};
use layout::Glyph;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads PDF. A fault of the interpreter counts as a broken file.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    streams::measure(bytes, limits)?;
    catch_unwind(AssertUnwindSafe(|| pages(bytes, limits)))
        .unwrap_or(Err(Error::Broken { what: "PDF objects" }))
}

fn pages(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|e| match e {
        LoadPdfError::Decryption(_) => Error::Locked,
        LoadPdfError::Invalid => Error::Broken { what: "PDF structure" },
    })?;
    let count = pdf.pages().len();
    if count > limits.pages {
        return Err(Error::TooManyPages { pages: count, most: limits.pages });
    }
    let mut builder = Builder::new(Format::Pdf, limits);
    let cache = InterpreterCache::new();
    let mut work = 0_usize;
    let (mut seen, mut unknown) = (0_usize, 0_usize);
    for (n, page) in pdf.pages().iter().enumerate() {
        work = work.saturating_add(page.page_stream().map_or(0, <[u8]>::len));
        if work > limits.unpacked {
            return Err(Error::TooLargeUnpacked { most: limits.unpacked });
        }
        let mut context = Context::new(
            Affine::IDENTITY,
            Rect::new(0.0, 0.0, 1.0, 1.0),
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        let mut gathering = Gathering { glyphs: Vec::new(), most: limits.characters, unknown: 0 };
        interpret_page(page, &mut context, &mut gathering);
        seen += gathering.glyphs.len();
        unknown += gathering.unknown;
        if seen > limits.characters {
            return Err(Error::TooMuchText { most: limits.characters });
        }
        let number = u32::try_from(n + 1).unwrap_or(u32::MAX);
        builder.push(&layout::lines(gathering.glyphs), || Place::Page(number))?;
        builder.end_line()?;
    }
    if seen == 0 || unknown > seen { Err(Error::NoText) } else { Ok(builder.finish()) }
}

/// Takes the glyphs of a page and lets everything else pass.
struct Gathering {
    glyphs: Vec<Glyph>,
    most: usize,
    unknown: usize,
}

impl Device<'_> for Gathering {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            if self.glyphs.len() > self.most {
                return;
            }
            let Some(text) = glyph.as_unicode() else {
                self.unknown += 1;
                continue;
            };
            let transform = props.transform * glyph.transform();
            let origin = transform * Point::ZERO;
            // A glyph is drawn in an em of a thousand units.
            let size = (transform * Point::new(0.0, 1000.0) - origin).hypot();
            let text = match text {
                BfString::Char(c) => String::from(c),
                BfString::String(s) => s,
            };
            self.glyphs.push(Glyph { text, x: origin.x, y: origin.y, size });
        }
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
