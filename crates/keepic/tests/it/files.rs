//! Picture files, built here byte by byte around what `image`'s encoders give.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::{png::PngEncoder, webp::WebPEncoder};
use image::{DynamicImage, ImageEncoder};

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
    WebP,
}

pub(crate) const FORMATS: [Format; 3] = [Format::Jpeg, Format::Png, Format::WebP];

/// A file of this format.
pub(crate) fn encode(format: Format, picture: &DynamicImage) -> Vec<u8> {
    let mut file = Vec::new();
    let (width, height) = (picture.width(), picture.height());
    let color = picture.color().into();
    match format {
        Format::Jpeg => JpegEncoder::new_with_quality(&mut file, 95).write_image(
            picture.as_bytes(),
            width,
            height,
            color,
        ),
        Format::Png => {
            PngEncoder::new(&mut file).write_image(picture.as_bytes(), width, height, color)
        }
        Format::WebP => WebPEncoder::new_lossless(&mut file).write_image(
            picture.as_bytes(),
            width,
            height,
            color,
        ),
    }
    .unwrap();
    file
}

/// The same file with an EXIF block that says how to hold the picture.
pub(crate) fn orient(format: Format, file: &[u8], exif: &[u8]) -> Vec<u8> {
    match format {
        Format::Jpeg => splice(file, 2, &jpeg_segment(0xe1, &[b"Exif\0\0", exif].concat())),
        Format::Png => splice(file, AFTER_IHDR, &png_chunk(*b"eXIf", exif)),
        Format::WebP => extended_webp(file, 0x08, &riff_chunk(*b"EXIF", exif)),
    }
}

/// An EXIF block with one entry: the orientation, 1 to 8.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let header = [&b"MM\0\x2a"[..], &[0, 0, 0, 8, 0, 1]].concat();
    let entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
    [&header[..], &entry, &[0; 4]].concat()
}

/// Where the first chunk after `IHDR` of a PNG file begins.
pub(crate) const AFTER_IHDR: usize = 8 + 12 + 13;

pub(crate) fn splice(file: &[u8], at: usize, insertion: &[u8]) -> Vec<u8> {
    [&file[..at], insertion, &file[at..]].concat()
}

pub(crate) fn jpeg_segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], body].concat()
}

pub(crate) fn png_chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let checked = [&kind[..], data].concat();
    [&length[..], &checked, &crc32(&checked).to_be_bytes()].concat()
}

pub(crate) fn riff_chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_le_bytes();
    [&kind[..], &length, data, &vec![0; data.len() % 2]].concat()
}

pub(crate) fn webp(chunks: &[u8]) -> Vec<u8> {
    let body = [b"WEBP", chunks].concat();
    riff_chunk(*b"RIFF", &body)
}

/// A simple WebP file in the extended format, with flags and chunks after the pixels.
pub(crate) fn extended_webp(file: &[u8], flags: u8, more: &[u8]) -> Vec<u8> {
    let pixels = &file[12..];
    let header = u32::from_le_bytes(pixels[9..13].try_into().unwrap());
    let canvas = vp8x(
        flags | 0x10,
        (header & 0x3fff) + 1,
        (header >> 14 & 0x3fff) + 1,
    );
    webp(&[&canvas[..], pixels, more].concat())
}

pub(crate) fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let (width, height) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
    riff_chunk(
        *b"VP8X",
        &[&[flags, 0, 0, 0], &width[..3], &height[..3]].concat(),
    )
}

/// CRC-32 as in PNG, annex D.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}
