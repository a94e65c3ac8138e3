//! A person's picture file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use keepic::{DecodeError, MAX_FILE_BYTES, Picture};

/// Why a file gives no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureFileError {
    /// It cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// Which file.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is not a picture that can be used.
    #[error("{path}: {source}")]
    Decode {
        /// Which file.
        path: String,
        /// Why not.
        source: DecodeError,
    },
}

/// Reads a JPEG, PNG or WebP file of at most [`MAX_FILE_BYTES`].
pub fn read_picture(path: &Path) -> Result<Picture, PictureFileError> {
    let named = || path.display().to_string();
    let read = || {
        let mut bytes = Vec::new();
        // One byte more than is allowed, by which a file that is too long gives itself away.
        let limit = MAX_FILE_BYTES as u64 + 1;
        File::open(path)?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|source| PictureFileError::Read {
        path: named(),
        source,
    })?;
    keepic::decode(&bytes).map_err(|source| PictureFileError::Decode {
        path: named(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_named_with_what_is_wrong_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("letter.jpg");
        std::fs::write(&text, "Dear Ada").unwrap();
        let error = read_picture(&text).unwrap_err().to_string();
        assert!(
            error.contains("letter.jpg: the file is not a JPEG"),
            "{error}"
        );
        let missing = read_picture(&folder.path().join("none.png")).unwrap_err();
        assert!(matches!(missing, PictureFileError::Read { .. }));
    }
}
