//! Changing one field of a document of settings by its name, as the command line does.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::InvalidSetting;

/// `document` with one field set from text: JSON where it is JSON, text otherwise. A dot reaches into
/// a part, as in `block_config.user_attempts_limit`; of a part only the fields that are given change.
///
/// # Errors
/// The field does not exist or cannot have that value.
pub(crate) fn set<T: Serialize + DeserializeOwned>(
    document: &T,
    field: &str,
    value: &str,
) -> Result<T, InvalidSetting> {
    let text = Value::from(value);
    match serde_json::from_str(value) {
        // A name such as 42 is a number too.
        Ok(json) => with(document, field, json)
            .or_else(|error| with(document, field, text).map_err(|_| error)),
        Err(_) => with(document, field, text),
    }
}

fn with<T: Serialize + DeserializeOwned>(
    document: &T,
    field: &str,
    value: Value,
) -> Result<T, InvalidSetting> {
    let invalid = |error: serde_json::Error| InvalidSetting::new(field, error.to_string());
    let mut document = serde_json::to_value(document).map_err(invalid)?;
    let place = field
        .split('.')
        .try_fold(&mut document, |place, name| place.get_mut(name))
        .ok_or_else(|| InvalidSetting::new(field, "no such setting"))?;
    match (place, value) {
        (Value::Object(fields), Value::Object(given)) => fields.extend(given),
        (place, value) => *place = value,
    }
    let changed: T = serde_json::from_value(document.clone()).map_err(invalid)?;
    if has(&serde_json::to_value(&changed).map_err(invalid)?, &document) {
        Ok(changed)
    } else {
        Err(InvalidSetting::new(
            field,
            "expected the fields of this setting and no others",
        ))
    }
}

/// Whether `document` says all that `given` says.
fn has(document: &Value, given: &Value) -> bool {
    match (document, given) {
        (Value::Object(fields), Value::Object(given)) => given
            .iter()
            .all(|(name, value)| fields.get(name).is_some_and(|field| has(field, value))),
        _ => document == given,
    }
}
