//! What a SCIM test asks of a column.

use scim::Key;
use scim::filter::{Test, after_beginning};

use super::fragment::Fragment;

/// Characters of a value that an index holds.
pub(super) const HEAD: usize = 200;

/// The beginning of a value, as an index holds it.
pub(super) fn head(key: &str) -> String {
    key.chars().take(HEAD).collect()
}

/// `column`, a text, passes `test`.
pub(super) fn of_text(column: &'static str, test: &Test) -> Fragment {
    let compared = |operator, key: &Key| Fragment::of(column).sql(operator).text(key.as_str());
    match test {
        Test::Present => Fragment::of(column).sql(" IS NOT NULL"),
        Test::Equals(key) => compared(" = ", key),
        Test::Contains(key) => Fragment::of("REPLACE(")
            .sql(column)
            .sql(", ")
            .text(key.as_str())
            .sql(", '') <> ")
            .sql(column),
        Test::StartsWith(key) => starts_with(column, key.as_str()),
        Test::EndsWith(key) => {
            let length = key.as_str().chars().count();
            Fragment::of("(LENGTH(")
                .sql(column)
                .sql(") >= ")
                .count(length)
                .sql(" AND SUBSTR(")
                .sql(column)
                .sql(", LENGTH(")
                .sql(column)
                .sql(") - ")
                .count(length)
                .sql(" + 1) = ")
                .text(key.as_str())
                .sql(")")
        }
        Test::Greater(key) => compared(" > ", key),
        Test::AtLeast(key) => compared(" >= ", key),
        Test::Less(key) => compared(" < ", key),
        Test::AtMost(key) => compared(" <= ", key),
    }
}

/// `column`, a moment, passes `test`. Text tests do not come here: a moment is not text.
pub(super) fn of_moment(column: &'static str, test: &Test) -> Fragment {
    let (operator, key) = match test {
        Test::Present => return Fragment::constant(true),
        Test::Equals(key) => (" = ", key),
        Test::Greater(key) => (" > ", key),
        Test::AtLeast(key) => (" >= ", key),
        Test::Less(key) => (" < ", key),
        Test::AtMost(key) => (" <= ", key),
        Test::Contains(_) | Test::StartsWith(_) | Test::EndsWith(_) => {
            return Fragment::constant(false);
        }
    };
    match key.moment() {
        Some(moment) => Fragment::of(column).sql(operator).number(moment.micros()),
        None => Fragment::constant(false),
    }
}

/// The value with columns `key` and `head` passes `test`; an index serves what it can.
pub(super) fn of_value(key: &'static str, head: &'static str, test: &Test) -> Fragment {
    match test {
        Test::Present => Fragment::constant(true),
        Test::Equals(wanted) => Fragment::of(head)
            .sql(" = ")
            .text(&self::head(wanted.as_str()))
            .sql(" AND ")
            .then(of_text(key, test)),
        Test::StartsWith(wanted) => {
            let beginning = starts_with(head, &self::head(wanted.as_str()));
            beginning.sql(" AND ").then(of_text(key, test))
        }
        _ => of_text(key, test),
    }
}

fn starts_with(column: &'static str, text: &str) -> Fragment {
    let from = Fragment::of("(").sql(column).sql(" >= ").text(text);
    match after_beginning(text) {
        Some(next) => from
            .sql(" AND ")
            .sql(column)
            .sql(" < ")
            .text(&next)
            .sql(")"),
        None => from.sql(")"),
    }
}
