//! Scripts and style sheets without the comments that are for those who write them.

/// The text without empty lines and without lines that are nothing but comment. A line that has code is kept
/// whole, so nothing needs to be known about strings; only a text of several lines must not look like a comment.
pub(super) fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut is_comment = false;
    for line in text.lines() {
        let words = line.trim();
        let is_opened = !is_comment && words.starts_with("/*");
        let is_closed = words.ends_with("*/");
        if is_opened || is_comment {
            // After a comment that ends in the middle of the line there is code.
            let has_code = is_opened && !is_closed && words.contains("*/");
            is_comment = !is_closed && !has_code;
            if !has_code {
                continue;
            }
        } else if words.is_empty() || words.starts_with("//") {
            continue;
        }
        bare.push_str(line.trim_end());
        bare.push('\n');
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_as_it_is() {
        let code = "const url = 'https://example.org/*';\nlet a = 1; // one\n  /** @type {X} */ (a).b();\n";
        assert_eq!(bare(code), code);
    }

    #[test]
    fn lines_of_comment_go() {
        let commented =
            "/** One.\n *\n * Two. */\n// three\na {\n  /* four */\n\n  color: red;\n}\n";
        assert_eq!(bare(commented), "a {\n  color: red;\n}\n");
    }
}
