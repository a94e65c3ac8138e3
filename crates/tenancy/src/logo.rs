//! The logo of a client: a picture that people are shown beside its name.
//!
//! Whoever registers a client may name any address, and whatever lies there is shown from this site. So a logo
//! is what its bytes say, not what its server says of them: a still picture in a format that can run
//! nothing, small enough for every browser.

mod client_logos;
mod fetching;
mod header;

use std::fmt;
use std::str::FromStr;

use kernel::fingerprint;

#[cfg(any(test, feature = "mocks"))]
pub use client_logos::MockClientLogos;
pub use client_logos::{ClientLogos, LogoOutcome, LogoWish};
pub use fetching::LogoFetching;

/// Most bytes of a logo.
const LARGEST: usize = 256 * 1024;
/// Most pixels of either side: 16 MiB in a browser, however well they are compressed.
const LONGEST_SIDE: u32 = 2048;

/// What is no logo, and why. For whoever registers the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLogo {
    /// A document that can run scripts.
    #[error("it is an SVG image, which can run scripts; expected a PNG, JPEG or WebP picture")]
    Svg,
    /// Something else.
    #[error("it is no PNG, JPEG or WebP picture")]
    Unknown,
    /// It begins like a picture and goes on like none.
    #[error("it is a broken {} picture", .0.media_type())]
    Broken(LogoFormat),
    /// It would distract from what people are asked (WCAG 2.2, criterion 2.2.2).
    #[error("it is animated; expected a still picture")]
    Animated,
    /// It has too many bytes.
    #[error("it has more than {} bytes", LARGEST)]
    TooLarge,
    /// It has too many pixels, or none.
    #[error("it has {0} × {1} pixels; expected at most {most} × {most}", most = LONGEST_SIDE)]
    Dimensions(u32, u32),
}

/// A format of pictures that every browser shows, and that can run nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoFormat {
    /// Portable Network Graphics (W3C, third edition).
    Png,
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// WebP (RFC 9649).
    WebP,
}

impl LogoFormat {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::WebP];

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}

/// This is not the media type of a format that logos have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected image/png, image/jpeg or image/webp")]
pub struct UnknownFormat;

impl FromStr for LogoFormat {
    type Err = UnknownFormat;

    fn from_str(media_type: &str) -> Result<Self, UnknownFormat> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|format| format.media_type() == media_type);
        found.ok_or(UnknownFormat)
    }
}

/// Tells a logo from every other: SHA-256 of its bytes in base64url. An entity tag, and a part of its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoHash(String);

impl LogoHash {
    /// The hash as it comes from storage.
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The hash as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A picture that may be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// Its name.
    pub hash: LogoHash,
    /// What its bytes are.
    pub format: LogoFormat,
    /// The picture, as it was fetched.
    pub bytes: Vec<u8>,
}

impl Logo {
    /// Takes what was fetched for a logo.
    ///
    /// # Errors
    /// It may not be shown.
    pub fn read(bytes: Vec<u8>) -> Result<Self, InvalidLogo> {
        if bytes.len() > LARGEST {
            return Err(InvalidLogo::TooLarge);
        }
        let header = header::read(&bytes)?;
        let sides = [header.width, header.height];
        if sides.iter().any(|side| !(1..=LONGEST_SIDE).contains(side)) {
            return Err(InvalidLogo::Dimensions(header.width, header.height));
        }
        if header.is_animated {
            return Err(InvalidLogo::Animated);
        }
        Ok(Self {
            hash: LogoHash(fingerprint(&bytes)),
            format: header.format,
            bytes,
        })
    }
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Logo({}, {})", self.format.media_type(), self.hash)
    }
}

#[cfg(test)]
mod tests;
