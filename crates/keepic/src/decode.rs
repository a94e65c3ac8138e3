//! Picture files in: JPEG, PNG and WebP.
//!
//! Each format's container is read first by a few lines of our own, which find the size, the
//! orientation, animation and a missing end without allocating anything. Only then does the
//! decoder run, on a file whose size is known to be within the limits.

mod jpeg;
mod png;
mod tiff_orientation;
mod webp;

use crate::picture::{Picture, PictureError, check_size};
use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, ImageError, Limits};
use std::io::Cursor;
use thiserror::Error;

/// The longest file that is read: 64 MiB.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// The most memory a decoder may take: the pixels of the largest picture at 16 bits a channel.
const MAX_DECODER_BYTES: u64 = 512 << 20;

/// Why a file gives no picture, in a sentence for the person who chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Longer than [`MAX_FILE_BYTES`].
    #[error("the file is larger than 64 MiB; choose a smaller copy of the picture")]
    FileTooLarge,
    /// None of the formats that are read.
    #[error(
        "the file is not a JPEG, PNG or WebP picture; save it in one of these formats and try again"
    )]
    UnknownFormat,
    /// More than one frame, or room for more.
    #[error("the picture is animated; choose one that does not move, or save a single frame of it")]
    Animated,
    /// The file ends before the picture does.
    #[error("the file is cut off before its end; copy or download it again")]
    CutOff,
    /// The file contradicts itself or the rules of its format.
    #[error("the file is damaged and cannot be read; choose another copy of the picture")]
    Damaged,
    /// A rare variant of the format, such as an arithmetic-coded JPEG.
    #[error(
        "the file uses a rare variant of its format; open it in a picture program, save it again and try that copy"
    )]
    Unsupported,
    /// The picture's size is out of bounds.
    #[error(transparent)]
    Size(#[from] PictureError),
}

/// What a container says before anything is decoded.
struct Survey {
    width: u32,
    height: u32,
    /// The value of the EXIF tag Orientation, 1 to 8.
    orientation: u8,
}

/// Reads a JPEG, PNG or WebP file into an upright picture.
///
/// Grey, palette, 16-bit and CMYK pictures become RGBA with 8 bits a channel; the EXIF orientation
/// of all three formats is applied. Sizes are checked before anything is allocated.
///
/// An animated file (APNG, animated WebP) is refused, even one with a single frame: decoders
/// disagree on which still picture stands for it (APNG may show a default image that is not part
/// of the animation), and a picture that differs from one browser to the next would lock its owner
/// out.
pub fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(DecodeError::FileTooLarge);
    }
    match bytes {
        [0xff, 0xd8, 0xff, ..] => {
            let survey = jpeg::survey(bytes)?;
            finish(&survey, || JpegDecoder::new(Cursor::new(bytes)))
        }
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => {
            let survey = png::survey(bytes)?;
            finish(&survey, || {
                PngDecoder::with_limits(Cursor::new(bytes), limits())
            })
        }
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => {
            let survey = webp::survey(bytes)?;
            finish(&survey, || WebPDecoder::new(Cursor::new(bytes)))
        }
        _ => Err(DecodeError::UnknownFormat),
    }
}

fn finish<D: ImageDecoder>(
    survey: &Survey,
    open: impl FnOnce() -> Result<D, ImageError>,
) -> Result<Picture, DecodeError> {
    check_size(survey.width, survey.height)?;
    let mut decoder = open().map_err(|error| name_error(&error))?;
    if decoder.dimensions() != (survey.width, survey.height) {
        return Err(DecodeError::Damaged);
    }
    if decoder.total_bytes() > MAX_DECODER_BYTES {
        return Err(DecodeError::Unsupported);
    }
    decoder
        .set_limits(limits())
        .map_err(|error| name_error(&error))?;
    let image = DynamicImage::from_decoder(decoder).map_err(|error| name_error(&error))?;
    // Eight bits first: turning sixteen would take twice the memory.
    let mut upright = DynamicImage::ImageRgba8(image.into_rgba8());
    if let Some(orientation) = image::metadata::Orientation::from_exif(survey.orientation) {
        upright.apply_orientation(orientation);
    }
    let (width, height) = (upright.width(), upright.height());
    Ok(Picture::from_rgba(
        width,
        height,
        upright.into_rgba8().into_raw(),
    )?)
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    limits
}

fn name_error(error: &ImageError) -> DecodeError {
    match error {
        ImageError::Unsupported(_) => DecodeError::Unsupported,
        _ => DecodeError::Damaged,
    }
}

/// Takes `N` bytes from the front, or says that the file is cut off.
fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], DecodeError> {
    let (taken, rest) = bytes.split_first_chunk::<N>().ok_or(DecodeError::CutOff)?;
    *bytes = rest;
    Ok(*taken)
}

/// Takes a run of bytes from the front, or says that the file is cut off.
fn take_run<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], DecodeError> {
    let (taken, rest) = bytes.split_at_checked(length).ok_or(DecodeError::CutOff)?;
    *bytes = rest;
    Ok(taken)
}
