//! A picture's copy: drawn anew from its pixels.

use crate::{Content, FileError};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;

/// Pixels of a copy's longer edge at most.
pub const EDGE_MAX: u32 = 1600;
/// Pixels of a small copy's longer edge at most.
pub const SMALL_EDGE_MAX: u32 = 320;
/// Pixels of a picture at most: what the best cameras of phones make at their usual setting.
const PIXELS_MAX: u64 = 64_000_000;
/// Pixels of an edge at most.
const SIDE_MAX: u32 = 20_000;
/// Bytes that decoding may take.
const MEMORY_MAX: u64 = 512 * 1024 * 1024;
/// Of the copy's JPEG, of 100.
const QUALITY: u8 = 82;

fn fault(error: ImageError) -> FileError {
    match error {
        ImageError::Limits(_) => FileError::TooManyPixels,
        _ => FileError::Broken,
    }
}

/// The copies of a picture, JPEG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    /// At most [`EDGE_MAX`] pixels an edge.
    pub large: Vec<u8>,
    /// At most [`SMALL_EDGE_MAX`] pixels an edge, for lists.
    pub small: Vec<u8>,
}

/// The copies of a picture, upright as its camera was held.
pub(crate) fn copies(bytes: &[u8], content: Content) -> Result<Copies, FileError> {
    let format = match content {
        Content::Png => ImageFormat::Png,
        Content::Webp => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(FileError::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(fault)?;
    let drawn = DynamicImage::from_decoder(decoder).map_err(fault)?;
    let mut large = within(drawn, EDGE_MAX);
    large.apply_orientation(orientation);
    let large = on_white(&large);
    let small = within(DynamicImage::from(large.clone()), SMALL_EDGE_MAX);
    Ok(Copies { large: encoded(&large)?, small: encoded(&on_white(&small))? })
}

fn within(drawn: DynamicImage, edge: u32) -> DynamicImage {
    if drawn.width() <= edge && drawn.height() <= edge { drawn } else { drawn.thumbnail(edge, edge) }
}

/// The picture on white, since a JPEG has nothing that one could look through.
fn on_white(drawn: &DynamicImage) -> RgbImage {
    if !drawn.color().has_alpha() {
        return drawn.to_rgb8();
    }
    let rgba = drawn.to_rgba8();
    let mut out = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in out.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, a] = from.0;
        let over = |c: u8| {
            let mixed = (u16::from(c) * u16::from(a) + 255 * (255 - u16::from(a))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        to.0 = [over(r), over(g), over(b)];
    }
    out
}

fn encoded(drawn: &RgbImage) -> Result<Vec<u8>, FileError> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(drawn).map_err(fault)?;
    Ok(out)
}
