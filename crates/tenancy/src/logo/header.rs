//! What the first bytes of a picture say of it. Nothing is decoded.

use super::{InvalidLogo, LogoFormat};

/// How far into a text is looked for an `<svg>` element, behind its declarations and comments.
const SVG_WITHIN: usize = 4096;

/// What a picture says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) format: LogoFormat,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) is_animated: bool,
}

impl Header {
    const fn still(format: LogoFormat, width: u32, height: u32) -> Self {
        Self {
            format,
            width,
            height,
            is_animated: false,
        }
    }
}

/// Reads the header of a picture, whichever it is.
pub(super) fn read(bytes: &[u8]) -> Result<Header, InvalidLogo> {
    let (format, header) = match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => (LogoFormat::Png, png(bytes)),
        [0xff, 0xd8, 0xff, ..] => (LogoFormat::Jpeg, jpeg(bytes)),
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
        ] => (LogoFormat::WebP, webp(bytes)),
        _ if is_svg(bytes) => return Err(InvalidLogo::Svg),
        _ => return Err(InvalidLogo::Unknown),
    };
    header.ok_or(InvalidLogo::Broken(format))
}

/// PNG, third edition: chunks (section 5.3), of which the first is IHDR (11.2.1). An animated picture has an acTL chunk
/// before its data (11.3.6.1).
fn png(bytes: &[u8]) -> Option<Header> {
    if array::<4>(bytes, 12)? != *b"IHDR" {
        return None;
    }
    let width = u32::from_be_bytes(array(bytes, 16)?);
    let height = u32::from_be_bytes(array(bytes, 20)?);
    let mut at = 8_usize;
    let is_animated = loop {
        match &array::<4>(bytes, at.checked_add(4)?)? {
            b"acTL" => break true,
            b"IDAT" => break false,
            _ => {}
        }
        let length = u32::from_be_bytes(array(bytes, at)?);
        // Length, type and checksum have four bytes each.
        at = at.checked_add(12)?.checked_add(length.try_into().ok()?)?;
    };
    Some(Header {
        is_animated,
        ..Header::still(LogoFormat::Png, width, height)
    })
}

/// JPEG: marker segments (T.81, annex B.1.1.4) up to the frame header (B.2.2).
fn jpeg(bytes: &[u8]) -> Option<Header> {
    let mut at = 2_usize;
    loop {
        let [0xff, marker] = array::<2>(bytes, at)? else {
            return None;
        };
        match marker {
            // A fill byte.
            0xff => at = at.checked_add(1)?,
            // Tables of codes, a reserved marker, and arithmetic conditioning lie among the frame headers.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let height = u16::from_be_bytes(array(bytes, at.checked_add(5)?)?);
                let width = u16::from_be_bytes(array(bytes, at.checked_add(7)?)?);
                return Some(Header::still(LogoFormat::Jpeg, width.into(), height.into()));
            }
            // The end, or a scan without a frame.
            0xd9 | 0xda => return None,
            _ => {
                let length = u16::from_be_bytes(array(bytes, at.checked_add(2)?)?);
                at = at.checked_add(2)?.checked_add(length.into())?;
            }
        }
    }
}

/// WebP: a lossy, a lossless or an extended file (RFC 9649, sections 2.5 to 2.7).
fn webp(bytes: &[u8]) -> Option<Header> {
    let still = |width, height| Header::still(LogoFormat::WebP, width, height);
    match &array::<4>(bytes, 12)? {
        b"VP8 " => {
            if array::<3>(bytes, 23)? != [0x9d, 0x01, 0x2a] {
                return None;
            }
            let side = |at| Some(u16::from_le_bytes(array(bytes, at)?) & 0x3fff);
            Some(still(side(26)?.into(), side(28)?.into()))
        }
        b"VP8L" => {
            let [0x2f, sides @ ..] = array::<5>(bytes, 20)? else {
                return None;
            };
            let sides = u32::from_le_bytes(sides);
            let side = |bits: u32| (bits & 0x3fff) + 1;
            Some(still(side(sides), side(sides >> 14)))
        }
        b"VP8X" => {
            let [flags] = array::<1>(bytes, 20)?;
            let side = |at| {
                let [low, middle, high] = array::<3>(bytes, at)?;
                Some(u32::from_le_bytes([low, middle, high, 0]) + 1)
            };
            Some(Header {
                is_animated: flags & 0b10 != 0,
                ..still(side(24)?, side(27)?)
            })
        }
        _ => None,
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let beginning = bytes.get(..SVG_WITHIN).unwrap_or(bytes);
    let text = String::from_utf8_lossy(beginning).to_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    text.starts_with('<') && text.contains("<svg")
}

/// The bytes from a place on, if there are so many.
fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}
