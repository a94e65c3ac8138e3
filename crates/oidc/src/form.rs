//! `application/x-www-form-urlencoded` (URL Standard, section 5.1), in which requests and credentials come.
//!
//! The crate `url` reads it as well, but puts another character in place of what is no UTF-8, which is to be refused.

use percent_encoding::percent_decode;

/// The names and values of a form or a query, in their order; nothing if one is no UTF-8.
pub(crate) fn pairs(form: &[u8]) -> Option<Vec<(String, String)>> {
    form.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let end = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = pair.split_at(end.unwrap_or(pair.len()));
            Some((decode(name)?, decode(value.get(1..).unwrap_or_default())?))
        })
        .collect()
}

/// A name or a value; nothing if it is no UTF-8.
pub(crate) fn decode(encoded: &[u8]) -> Option<String> {
    let is_plain = !encoded.iter().any(|byte| matches!(byte, b'%' | b'+'));
    let decoded = if is_plain {
        encoded.to_vec()
    } else {
        let spaced: Vec<_> = encoded
            .iter()
            .map(|byte| if *byte == b'+' { b' ' } else { *byte })
            .collect();
        percent_decode(&spaced).collect()
    };
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let pairs = pairs(b"a=b&&c=d=e+%2B%c3%A4&=&f&%67+=%zz%4&g=").unwrap();
        let expected = [
            ("a", "b"),
            ("c", "d=e +\u{e4}"),
            ("", ""),
            ("f", ""),
            ("g ", "%zz%4"),
            ("g", ""),
        ];
        let read: Vec<_> = pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(read, expected);
        assert!(super::pairs(b"").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_utf_8_is_nothing() {
        for bad in [&b"a=%ff"[..], b"%22%5C%ff=1", b"a=\xff", b"a=%c3&b=%a4"] {
            assert_eq!(pairs(bad), None);
        }
        // The character that stands for what cannot be read may be sent as well.
        assert_eq!(
            decode("%EF%BF%BD\u{fffd}".as_bytes()).unwrap(),
            "\u{fffd}\u{fffd}"
        );
    }
}
