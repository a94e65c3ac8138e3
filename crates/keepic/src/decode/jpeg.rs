//! The markers of a JPEG file (ITU-T T.81, annex B).

use super::{DecodeError, Survey, take, take_run, tiff_orientation};

const START_OF_IMAGE: u8 = 0xd8;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;
const APPLICATION_1: u8 = 0xe1;

/// Walks from marker to marker to the end of the image; what follows it (a second picture, a
/// short film) is nobody's business.
pub(super) fn survey(bytes: &[u8]) -> Result<Survey, DecodeError> {
    let mut rest = bytes;
    let mut size = None;
    let mut orientation = None;
    let mut scans = 0;
    loop {
        match next_marker(&mut rest)? {
            START_OF_IMAGE => {}
            END_OF_IMAGE => break,
            marker => {
                let length = usize::from(u16::from_be_bytes(take(&mut rest)?));
                let body = length.checked_sub(2).ok_or(DecodeError::Damaged)?;
                let segment = take_run(&mut rest, body)?;
                if marker == START_OF_SCAN {
                    scans += 1;
                } else if is_start_of_frame(marker) {
                    if size.replace(frame_size(marker, segment)?).is_some() {
                        return Err(DecodeError::Damaged);
                    }
                } else if marker == APPLICATION_1 && segment.starts_with(b"Exif\0\0") {
                    orientation = orientation.or(Some(tiff_orientation::read(segment)));
                }
            }
        }
    }
    let (width, height) = size.filter(|_| scans > 0).ok_or(DecodeError::Damaged)?;
    Ok(Survey {
        width: width.into(),
        height: height.into(),
        orientation: orientation.unwrap_or(1),
    })
}

/// Width and height of a frame. Only Huffman-coded frames of 8-bit samples (`c0` to `c2`) are in
/// use; lossless, hierarchical and arithmetic-coded ones are not read.
fn frame_size(marker: u8, segment: &[u8]) -> Result<(u16, u16), DecodeError> {
    let [precision, h1, h2, w1, w2, ..] = *segment else {
        return Err(DecodeError::Damaged);
    };
    if marker > 0xc2 || precision != 8 {
        return Err(DecodeError::Unsupported);
    }
    Ok((u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2])))
}

/// The next marker that is not part of a scan: entropy-coded data writes `ff 00` for `ff`, and
/// restart markers (`d0` to `d7`) belong to it.
fn next_marker(rest: &mut &[u8]) -> Result<u8, DecodeError> {
    loop {
        let at = rest
            .iter()
            .position(|&byte| byte == 0xff)
            .ok_or(DecodeError::CutOff)?;
        *rest = rest.get(at + 1..).unwrap_or_default();
        match rest.first() {
            None => return Err(DecodeError::CutOff),
            Some(0xff) => {}
            Some(0x00 | 0x01 | 0xd0..=0xd7) => {
                take::<1>(rest)?;
            }
            Some(&marker) => {
                take::<1>(rest)?;
                return Ok(marker);
            }
        }
    }
}

/// `c0` to `cf`, without the tables that share the range.
fn is_start_of_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}
