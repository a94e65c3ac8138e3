//! Refuses keys that do not exist: a misspelt setting would silently be the default.

use config::{Config, Value, ValueKind};

use super::ConfigError;

/// Refuses the first key of `given` that `known` does not have.
pub(super) fn refuse(given: &Config, known: &Config) -> Result<(), ConfigError> {
    let known = keys(known);
    match keys(given).into_iter().find(|key| !known.contains(key)) {
        None => Ok(()),
        Some(key) => {
            let nearest = known
                .iter()
                .map(|candidate| (strsim::jaro_winkler(&key, candidate), candidate))
                .max_by(|(a, _), (b, _)| a.total_cmp(b))
                .filter(|(similarity, _)| *similarity > 0.8)
                .map(|(_, candidate)| format!("; did you mean '{candidate}'?"));
            let suggestion = nearest.unwrap_or_default();
            Err(ConfigError::UnknownKey(format!(
                "there is no setting '{key}'{suggestion}"
            )))
        }
    }
}

/// Every key as its dotted path.
fn keys(config: &Config) -> Vec<String> {
    let mut found = Vec::new();
    collect(&config.cache, "", &mut found);
    found.sort();
    found
}

fn collect(value: &Value, path: &str, found: &mut Vec<String>) {
    match &value.kind {
        ValueKind::Table(table) => {
            for (name, value) in table {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                collect(value, &path, found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}
