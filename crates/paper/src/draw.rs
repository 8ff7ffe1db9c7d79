//! Sheets as a PDF file.

use crate::Pdf;
use crate::model::Day;
use crate::typeset::{Glyph, Ink, Item, PAGE, Sheet};
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document, SerializeSettings};
use std::collections::HashMap;
use std::sync::Arc;

/// Why no PDF could be made.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// There is no font in the folders.
    #[error("no font was found; install fonts-noto-cjk or name a folder with fonts")]
    NoFonts,
    /// A font file cannot be embedded.
    #[error("the font file of a family in use cannot be read")]
    Font,
    /// A picture cannot be drawn.
    #[error("a picture cannot be drawn: {0}")]
    Picture(String),
    /// The writer's.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

type FontCache = HashMap<(u64, u32), Font>;

/// PDF/A-2b, or plain PDF when a font in use forbids what PDF/A asks.
pub(crate) fn document(
    sheets: &[Sheet],
    missing: &[char],
    title: &str,
    day: Day,
    language: &str,
) -> Result<Pdf, DrawError> {
    let archival = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B).finish();
    let settings = |configuration| SerializeSettings { configuration, ..SerializeSettings::default() };
    let first = match archival {
        Ok(configuration) => written(sheets, title, day, language, settings(configuration)),
        Err(_) => Err(DrawError::Write("no configuration".to_owned())),
    };
    let (bytes, archival) = match first {
        Ok(bytes) => (bytes, true),
        Err(DrawError::Write(_)) => {
            (written(sheets, title, day, language, SerializeSettings::default())?, false)
        }
        Err(error) => return Err(error),
    };
    Ok(Pdf { bytes, pages: sheets.len(), missing: missing.to_vec(), archival })
}

fn written(
    sheets: &[Sheet],
    title: &str,
    day: Day,
    language: &str,
    settings: SerializeSettings,
) -> Result<Vec<u8>, DrawError> {
    let fault = |what: &str| DrawError::Write(what.to_owned());
    let mut document = Document::new_with(settings);
    let mut fonts = FontCache::new();
    for sheet in sheets {
        let page = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| fault("page size"))?;
        let mut page = document.start_page_with(page);
        let mut surface = page.surface();
        for item in &sheet.items {
            draw(&mut surface, item, &mut fonts)?;
        }
        surface.finish();
        page.finish();
    }
    let unsigned = |n: i16| u16::try_from(n).unwrap_or(0);
    let small = |n: i8| u8::try_from(n).unwrap_or(1);
    let dated = DateTime::new(unsigned(day.year))
        .month(small(day.month))
        .day(small(day.day))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(8);
    let metadata = Metadata::new()
        .title(title.to_owned())
        .language(language.to_owned())
        .creator("Fadu".to_owned())
        .creation_date(dated);
    document.set_metadata(metadata);
    document.finish().map_err(|e| DrawError::Write(format!("{e:?}")))
}

fn fill(ink: Ink) -> Fill {
    let [r, g, b] = ink;
    Fill {
        paint: rgb::Color::new(r, g, b).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::NonZero,
    }
}

fn draw(surface: &mut Surface<'_>, item: &Item, fonts: &mut FontCache) -> Result<(), DrawError> {
    match item {
        Item::Picture { x, y, w, h, jpeg } => {
            let image = Image::from_jpeg(Data::from(jpeg.clone()), false)
                .map_err(|e| DrawError::Picture(e.to_owned()))?;
            #[expect(clippy::cast_precision_loss, reason = "pixels of an edge are far below 2^24")]
            let (width, height) = (image.size().0.max(1) as f32, image.size().1.max(1) as f32);
            // Never larger than at 96 pixels an inch: a small picture is not blown up.
            let scale = (w / width).min(h / height).min(0.75);
            let (width, height) = (width * scale, height * scale);
            if let Some(size) = Size::from_wh(width, height) {
                surface.push_transform(&Transform::from_translate(
                    x + (w - width) / 2.0,
                    y + (h - height) / 2.0,
                ));
                surface.draw_image(image, size);
                surface.pop();
            }
        }
        Item::Bar { x, y, w, h, ink } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *w, *h) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.set_fill(Some(fill(*ink)));
                surface.draw_path(&path);
            }
        }
        Item::Glyphs { x, y, font, size, ink, glyphs, text } => {
            let (data, index) = (&font.data, font.index);
            let known = fonts.get(&(data.id(), index)).cloned();
            let font = match known {
                Some(font) => font,
                None => {
                    let shared: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(data.clone());
                    let made = Font::new(Data::from(shared), index).ok_or(DrawError::Font)?;
                    fonts.insert((data.id(), index), made.clone());
                    made
                }
            };
            let place = |g: &Glyph| {
                KrillaGlyph::new(
                    GlyphId::new(g.id),
                    g.advance / size,
                    g.x / size,
                    g.y / size,
                    0.0,
                    g.range.clone(),
                    None,
                )
            };
            let glyphs: Vec<KrillaGlyph> = glyphs.iter().map(place).collect();
            surface.set_fill(Some(fill(*ink)));
            surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, font, text, *size, false);
        }
    }
    Ok(())
}
