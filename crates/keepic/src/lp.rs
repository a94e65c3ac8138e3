/// Joins items so that no two different lists give the same bytes: each item is preceded by its
/// length as four bytes, big-endian. An item is shorter than 4 GiB.
///
/// ```
/// assert_eq!(keepic::lp(&[b"ab", b""]), [0, 0, 0, 2, b'a', b'b', 0, 0, 0, 0]);
/// ```
pub fn lp(items: &[&[u8]]) -> Vec<u8> {
    let length = items.iter().map(|item| 4 + item.len()).sum();
    // The capacity is exact: a secret leaves no copy behind in a buffer that was outgrown.
    let mut joined = Vec::with_capacity(length);
    for item in items {
        debug_assert!(u32::try_from(item.len()).is_ok());
        let length = u32::try_from(item.len()).unwrap_or(u32::MAX);
        joined.extend_from_slice(&length.to_be_bytes());
        joined.extend_from_slice(item);
    }
    joined
}
