//! Answers made smaller, in a way that the browser says it can read (RFC 9110, section 12.5.3).

use std::io::Write as _;

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_ENCODING;
use flate2::Compression;
use flate2::write::GzEncoder;

const BROTLI_WINDOW: u32 = 22;

/// How an answer is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
}

/// How hard to try.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effort {
    /// For each answer anew.
    Quick,
    /// Once for all answers.
    Thorough,
}

impl Encoding {
    /// The one that makes the smallest answers of those that the browser can read.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        let lines = request.headers().get_all(ACCEPT_ENCODING);
        let text = lines.filter_map(|line| line.to_str().ok());
        let accepted: Vec<_> = text
            .flat_map(|line| line.split(','))
            .map(str::trim)
            .collect();
        let is_accepted = |encoding: &Self| accepted.contains(&encoding.name());
        [Self::Brotli, Self::Gzip].into_iter().find(is_accepted)
    }

    /// Its name in `Content-Encoding`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The bytes, compressed; none if that fails, and then they go as they are.
    pub(crate) fn compress(self, bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
        match self {
            Self::Brotli => {
                let quality = match effort {
                    Effort::Quick => 5,
                    Effort::Thorough => 9,
                };
                let (buffer, window) = (Vec::new(), BROTLI_WINDOW);
                let mut writer = brotli::CompressorWriter::new(buffer, 4096, quality, window);
                writer.write_all(bytes).and_then(|()| writer.flush()).ok()?;
                Some(writer.into_inner())
            }
            Self::Gzip => {
                let level = match effort {
                    Effort::Quick => Compression::default(),
                    Effort::Thorough => Compression::best(),
                };
                let mut writer = GzEncoder::new(Vec::new(), level);
                writer.write_all(bytes).and_then(|()| writer.finish()).ok()
            }
        }
    }
}
