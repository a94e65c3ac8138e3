//! The chunks of a PNG file (W3C PNG, third edition, section 5).

use super::{DecodeError, Survey, take, take_run, tiff_orientation};

/// Walks all chunks up to the end, because `eXIf` may stand before the pixels or after them.
pub(super) fn survey(bytes: &[u8]) -> Result<Survey, DecodeError> {
    let mut rest = bytes;
    take::<8>(&mut rest)?;
    let mut size = None;
    let mut orientation = 1;
    loop {
        let length = u32::from_be_bytes(take(&mut rest)?);
        let kind = take::<4>(&mut rest)?;
        if size.is_none() && kind != *b"IHDR" {
            return Err(DecodeError::Damaged);
        }
        let length = usize::try_from(length).map_err(|_| DecodeError::CutOff)?;
        let data = take_run(&mut rest, length)?;
        take::<4>(&mut rest)?; // the checksum, which the decoder looks at
        match &kind {
            b"IHDR" => {
                let mut header = data;
                let width = u32::from_be_bytes(take(&mut header)?);
                let height = u32::from_be_bytes(take(&mut header)?);
                size = Some((width, height));
            }
            b"acTL" => return Err(DecodeError::Animated),
            b"eXIf" => orientation = tiff_orientation::read(data),
            b"IEND" => break,
            _ => {}
        }
    }
    let (width, height) = size.ok_or(DecodeError::Damaged)?;
    Ok(Survey {
        width,
        height,
        orientation,
    })
}
