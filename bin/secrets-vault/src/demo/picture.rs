//! The copy of the picture.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use client::Picture;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, RgbaImage};

use crate::Failure;

/// Longest side of the copy, in pixels: what messengers make of a photograph.
const SIDE: u32 = 1080;
/// JPEG quality of the copy.
const QUALITY: u8 = 60;

/// A copy as a messenger would make it, written to `path` and read again.
pub(super) fn recompressed(picture: &Picture, path: &Path) -> Result<Picture, Failure> {
    let (width, height) = (picture.width(), picture.height());
    let pixels = RgbaImage::from_raw(width, height, picture.rgba().to_vec());
    let pixels = pixels.ok_or("the picture's size does not fit its pixels")?;
    let mut copy = DynamicImage::from(pixels);
    if width.max(height) > SIDE {
        copy = copy.resize(SIDE, SIDE, FilterType::Lanczos3);
    }
    let file = BufWriter::new(File::create(path)?);
    JpegEncoder::new_with_quality(file, QUALITY).encode_image(&copy.to_rgb8())?;
    Ok(client::read_picture(path)?)
}
