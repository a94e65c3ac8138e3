//! The orientation in an EXIF block, which is a small TIFF file (EXIF 2.32, section 4.6.4).

use image::metadata::Orientation;

/// The value of the tag Orientation, 1 (upright) where there is none. Some programs put the marker
/// of a JPEG segment before the block in other formats too, so it is passed over.
pub(super) fn read(exif: &[u8]) -> u8 {
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(tiff).map_or(1, Orientation::to_exif)
}
