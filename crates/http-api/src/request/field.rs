//! Which field of a JSON body or a query does not fit its type.

use serde_path_to_error::Path;

use crate::problem::Problem;

/// Names the field in `place` that `error` is about.
pub(super) fn problem(place: &str, path: &Path, error: &dyn std::error::Error) -> Problem {
    let msg = error.to_string();
    // Of a missing field serde reports the struct's place; the name stands in the message.
    let missing = msg
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    let mut loc = vec![place.to_owned()];
    loc.extend(path.iter().map(ToString::to_string));
    match missing {
        Some(name) => {
            loc.push(name.to_owned());
            Problem::field(&refs(&loc), "field required", "missing")
        }
        None => Problem::field(&refs(&loc), msg, "type_error"),
    }
}

fn refs(loc: &[String]) -> Vec<&str> {
    loc.iter().map(String::as_str).collect()
}
