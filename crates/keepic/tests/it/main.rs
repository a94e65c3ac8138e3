//! keepic-1 seen from outside: the published vectors, picture files, and hostile ones.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something unexpected happens"
)]

mod files;
mod hostile_files;
mod picture_files;
mod vectors;

/// Lower-case hexadecimal text.
fn hex(bytes: &[u8]) -> String {
    let digit = |nibble| char::from_digit(nibble, 16).unwrap();
    bytes
        .iter()
        .flat_map(|&byte| [digit(u32::from(byte >> 4)), digit(u32::from(byte & 15))])
        .collect()
}
