use thiserror::Error;

/// The shortest side a picture may have at sign-in, in pixels.
pub const MIN_SIDE: u32 = 64;

/// The most pixels a picture may have: 2^26, about 67 megapixels.
pub const MAX_PIXELS: u64 = 1 << 26;

/// An upright picture: RGBA, 8 bits a channel, straight alpha, sRGB code values, rows from the top.
///
/// "Upright" means that the orientation a camera notes in the file has been applied already. A
/// browser's `getImageData` gives exactly this; with the feature `decode` so does `decode`.
/// The pixels are the person's own file, so they are not wiped; everything derived from them is.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

/// Why a picture cannot be used at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PictureError {
    /// A side is shorter than [`MIN_SIDE`].
    #[error(
        "the picture is {width} by {height} pixels, but each side needs at least {MIN_SIDE}; choose a larger one"
    )]
    TooSmall {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// There are more than [`MAX_PIXELS`].
    #[error("the picture is {width} by {height} pixels, which is too large; choose a smaller copy")]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The buffer does not hold four bytes for each pixel.
    #[error("{expected} bytes of pixels were expected and {found} were given")]
    WrongLength {
        /// `4 * width * height`.
        expected: u64,
        /// The length of the buffer.
        found: u64,
    },
}

impl Picture {
    /// A picture from its pixels.
    ///
    /// Refuses a side under [`MIN_SIDE`], more than [`MAX_PIXELS`], and a buffer that is not
    /// `4 * width * height` bytes long.
    pub fn from_rgba(width: u32, height: u32, rgba: Vec<u8>) -> Result<Self, PictureError> {
        check_size(width, height)?;
        let expected = 4 * u64::from(width) * u64::from(height);
        let found = rgba.len() as u64;
        if found != expected {
            return Err(PictureError::WrongLength { expected, found });
        }
        Ok(Self {
            width,
            height,
            rgba,
        })
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The pixels, four bytes each, row by row from the top left.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

/// Refuses a size that [`Picture::from_rgba`] would refuse, before any pixel is allocated.
pub(crate) fn check_size(width: u32, height: u32) -> Result<(), PictureError> {
    if width.min(height) < MIN_SIDE {
        return Err(PictureError::TooSmall { width, height });
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge { width, height });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_checked_at_their_limits() {
        assert!(Picture::from_rgba(64, 64, vec![0; 64 * 64 * 4]).is_ok());
        assert_eq!(
            Picture::from_rgba(63, 64, vec![0; 63 * 64 * 4]),
            Err(PictureError::TooSmall {
                width: 63,
                height: 64
            })
        );
        assert!(check_size(8192, 8192).is_ok());
        assert!(check_size(1 << 20, 64).is_ok());
        assert_eq!(
            check_size(8193, 8192),
            Err(PictureError::TooLarge {
                width: 8193,
                height: 8192
            })
        );
        assert!(
            check_size(u32::MAX, u32::MAX).is_err(),
            "the product does not wrap"
        );
    }

    #[test]
    fn the_buffer_must_fit_the_size() {
        assert_eq!(
            Picture::from_rgba(64, 64, vec![0; 5]),
            Err(PictureError::WrongLength {
                expected: 16_384,
                found: 5
            })
        );
    }
}
