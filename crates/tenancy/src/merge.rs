//! Changing some fields of a document of settings.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::InvalidSetting;

/// The fields that somebody gives, under the published API's names. What is not given stays as it is; of
/// an object only the fields that are given change.
pub type Given = Map<String, Value>;

/// `document` with the fields that are `given`.
///
/// # Errors
/// A field does not exist or cannot have that value.
pub(crate) fn merged<T: Serialize + DeserializeOwned>(
    document: &T,
    given: &Given,
) -> Result<T, InvalidSetting> {
    let unreadable = |error: serde_json::Error| InvalidSetting::new("settings", error.to_string());
    let mut merged = serde_json::to_value(document).map_err(unreadable)?;
    for (field, value) in given {
        let place = merged
            .get_mut(field)
            .ok_or_else(|| InvalidSetting::new(field, "no such setting"))?;
        match (place, value) {
            (Value::Object(fields), Value::Object(given)) => fields.extend(given.clone()),
            (place, value) => *place = value.clone(),
        }
        T::deserialize(&merged).map_err(|error| InvalidSetting::new(field, error.to_string()))?;
    }
    T::deserialize(merged).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{LivenessConfig, TenantSettings};

    fn changed(given: &Value) -> Result<TenantSettings, InvalidSetting> {
        let mut settings = TenantSettings::default();
        settings.block_config.user_attempts_limit = 3;
        settings.display_name = "Acme".to_owned();
        merged(&settings, given.as_object().unwrap())
    }

    #[test]
    fn what_is_not_given_stays_as_it_is() {
        let given = json!({ "pin_size": 4, "block_config": { "ip_attempts_limit": 9 } });
        let settings = changed(&given).unwrap();
        assert_eq!(
            (settings.pin_size, settings.display_name.as_str()),
            (4, "Acme")
        );
        assert_eq!(settings.block_config.ip_attempts_limit, 9);
        assert_eq!(settings.block_config.user_attempts_limit, 3);
        assert_eq!(
            changed(&json!({ "liveness_config": {} }))
                .unwrap()
                .liveness_config,
            Some(LivenessConfig::default())
        );
    }

    #[test]
    fn a_field_that_cannot_be_is_named() {
        for (given, field) in [
            (json!({ "colour": "red" }), "colour"),
            (json!({ "pin_size": "many" }), "pin_size"),
            (json!({ "login_order": ["FACE"] }), "login_order"),
            (json!({ "display_name": null }), "display_name"),
        ] {
            assert_eq!(changed(&given).unwrap_err().field, field);
        }
    }
}
