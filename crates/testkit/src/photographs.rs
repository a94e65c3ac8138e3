//! Real photographs, and the copies that people make of them.
//!
//! The files are fetched by `cargo xtask photographs`; every one of them is fit to enrol. A copy is
//! made in memory, from the bytes of a file to the bytes of a file, as a messenger or a picture
//! program would: whoever signs in with it has nothing else.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test cannot go on without its photographs"
)]

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// The longest side that a messenger leaves a picture, in pixels.
const MESSENGER_SIDE: u32 = 1080;

/// The photographs, at least eight, always in the same order.
///
/// # Panics
/// When they were never fetched.
pub fn photographs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/photographs");
    let Ok(names) = fs::read_to_string(folder.join("list.txt")) else {
        panic!("the photographs are missing: run \"cargo xtask photographs\"");
    };
    names.lines().map(|name| folder.join(name)).collect()
}

/// The bytes of a photograph's file.
///
/// # Panics
/// When the file cannot be read.
pub fn read(photograph: &Path) -> Vec<u8> {
    fs::read(photograph).unwrap_or_else(|error| {
        panic!(
            "{} cannot be read ({error}): run \"cargo xtask photographs\"",
            photograph.display()
        )
    })
}

/// What a messenger makes of a picture: at most 1080 pixels a side, JPEG of quality 60.
///
/// # Panics
/// When `file` is no picture, as all functions below.
pub fn recompressed(file: &[u8]) -> Vec<u8> {
    let picture = decoded(file);
    let longest = picture.width().max(picture.height());
    if longest <= MESSENGER_SIDE {
        return jpeg(&picture, 60);
    }
    let small = picture.resize(MESSENGER_SIDE, MESSENGER_SIDE, FilterType::Triangle);
    jpeg(&small, 60)
}

/// A copy of half the width and height, JPEG of quality 85.
pub fn resized(file: &[u8]) -> Vec<u8> {
    let picture = decoded(file);
    let (width, height) = (picture.width() / 2, picture.height() / 2);
    jpeg(
        &picture.resize_exact(width, height, FilterType::CatmullRom),
        85,
    )
}

/// A copy without colour, JPEG of quality 85.
pub fn greyscale(file: &[u8]) -> Vec<u8> {
    jpeg(&decoded(file).grayscale(), 85)
}

/// A copy as WebP, which the encoder at hand writes without loss.
pub fn webp(file: &[u8]) -> Vec<u8> {
    written(&decoded(file), ImageFormat::WebP)
}

/// A copy as PNG.
pub fn png(file: &[u8]) -> Vec<u8> {
    written(&decoded(file), ImageFormat::Png)
}

/// A copy that lacks `per_mille` of the width on the left and of the height at the top, JPEG of
/// quality 85. Beyond 20, keepic-1 does not promise to recognise it.
pub fn cropped(file: &[u8], per_mille: u32) -> Vec<u8> {
    let picture = decoded(file);
    let (left, top) = (
        picture.width() * per_mille / 1000,
        picture.height() * per_mille / 1000,
    );
    let rest = picture.crop_imm(left, top, picture.width() - left, picture.height() - top);
    jpeg(&rest, 85)
}

fn decoded(file: &[u8]) -> DynamicImage {
    image::load_from_memory(file).expect("the bytes of a picture file")
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut file, quality);
    // JPEG has no alpha.
    let opaque = match picture {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => picture.clone(),
        other => DynamicImage::from(other.to_rgb8()),
    };
    opaque
        .write_with_encoder(encoder)
        .expect("a JPEG can be written");
    file
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture
        .write_to(&mut file, format)
        .expect("a picture can be written");
    file.into_inner()
}

#[cfg(test)]
mod tests;
