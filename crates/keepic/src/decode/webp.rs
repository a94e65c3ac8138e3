//! The chunks of a WebP file (RFC 9649, section 2).

use super::{DecodeError, Survey, take, take_run, tiff_orientation};

/// Walks the chunks that the RIFF header spans. The size of the canvas and that of the coded
/// picture must agree, so that the decoder meets no larger one than was checked.
pub(super) fn survey(bytes: &[u8]) -> Result<Survey, DecodeError> {
    let mut rest = bytes;
    take::<4>(&mut rest)?;
    let length = usize::try_from(u32::from_le_bytes(take(&mut rest)?));
    let mut rest = take_run(&mut rest, length.map_err(|_| DecodeError::CutOff)?)?;
    take::<4>(&mut rest)?;
    let mut canvas = None;
    let mut coded = None;
    let mut orientation = 1;
    while !rest.is_empty() {
        let kind = take::<4>(&mut rest)?;
        let length = usize::try_from(u32::from_le_bytes(take(&mut rest)?));
        let data = take_run(&mut rest, length.map_err(|_| DecodeError::CutOff)?)?;
        if data.len() % 2 == 1 && !rest.is_empty() {
            take::<1>(&mut rest)?;
        }
        let previous = match &kind {
            b"VP8X" => canvas.replace(canvas_size(data)?),
            b"VP8 " => coded.replace(lossy_size(data)?),
            b"VP8L" => coded.replace(lossless_size(data)?),
            b"ANIM" | b"ANMF" => return Err(DecodeError::Animated),
            b"EXIF" => {
                orientation = tiff_orientation::read(data);
                None
            }
            _ => None,
        };
        if previous.is_some() {
            return Err(DecodeError::Damaged);
        }
    }
    let (width, height) = coded.ok_or(DecodeError::CutOff)?;
    if canvas.is_some_and(|size| size != (width, height)) {
        return Err(DecodeError::Damaged);
    }
    Ok(Survey {
        width,
        height,
        orientation,
    })
}

/// The extended header: flags, three reserved bytes, width and height less one in 24 bits each.
fn canvas_size(mut data: &[u8]) -> Result<(u32, u32), DecodeError> {
    let [flags, ..] = take::<4>(&mut data)?;
    if flags & 0x02 != 0 {
        return Err(DecodeError::Animated);
    }
    let [w0, w1, w2, h0, h1, h2] = take(&mut data)?;
    let side = |bytes: [u8; 3]| {
        let [low, middle, high] = bytes;
        u32::from_le_bytes([low, middle, high, 0]) + 1
    };
    Ok((side([w0, w1, w2]), side([h0, h1, h2])))
}

/// The frame header of VP8: tag, start code, then 14 bits each (RFC 6386, section 9.1).
fn lossy_size(mut data: &[u8]) -> Result<(u32, u32), DecodeError> {
    let [_, _, _, 0x9d, 0x01, 0x2a] = take(&mut data)? else {
        return Err(DecodeError::Damaged);
    };
    let side = |bytes| u32::from(u16::from_le_bytes(bytes) & 0x3fff);
    Ok((side(take(&mut data)?), side(take(&mut data)?)))
}

/// The image header of VP8L: a signature, then 14 bits each, less one (RFC 9649, section 3.4).
fn lossless_size(mut data: &[u8]) -> Result<(u32, u32), DecodeError> {
    let [0x2f] = take(&mut data)? else {
        return Err(DecodeError::Damaged);
    };
    let header = u32::from_le_bytes(take(&mut data)?);
    Ok(((header & 0x3fff) + 1, (header >> 14 & 0x3fff) + 1))
}
