//! What a client reports about its own run. It is kept as it is and proves nothing.

use identity::sign_in::Telemetry;
use identity::sign_in_quality::ErrorRate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::problem::Problem;

/// Most bytes of a report that are kept.
const LIMIT: usize = 16 * 1024;
/// Most arrays and objects in one another.
const DEPTH: usize = 16;

/// How well the picture fitted.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = BERForm)]
pub(crate) struct BerForm {
    /// The bit error rate.
    ber: Option<Ber>,
    /// Width and height of the upright picture.
    #[schema(min_items = 2, max_items = 2)]
    image_dim: Option<Vec<u32>>,
    /// The image scheme.
    algorithm_version: Option<String>,
}

/// The bit error rate.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[schema(as = BER)]
pub(crate) struct Ber {
    /// Bits that were compared.
    count_bits: Option<u32>,
    /// Bits that differed.
    error_bits: Option<u32>,
    /// Their share as text, in percent with three decimals.
    #[serde(rename = "BER_PERCENT")]
    percent: Option<String>,
}

/// The log of a client that brings its own face recognition or liveness check.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub(crate) struct LogData {
    status: Option<String>,
    similarity: Option<f64>,
    evidence: Option<LogEvidence>,
}

/// What such a client saw.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogEvidence {
    total_steps: Option<i64>,
    steps_passed: Option<i64>,
    steps_failed: Option<i64>,
    faces_detected_max: Option<i64>,
    timing: Option<LogTiming>,
    detailed_step_results: Option<Vec<Value>>,
    anti_spoofing_triggers: Option<Vec<String>>,
    gesture_counts: Option<Map<String, Value>>,
    green_entry_count: Option<i64>,
    environment: Option<LogEnvironment>,
}

/// How long it took, in milliseconds.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the published API's names")]
pub(crate) struct LogTiming {
    total_challenge_duration_ms: Option<f64>,
    recognition_phase_duration_ms: Option<f64>,
    liveness_phase_duration_ms: Option<f64>,
    comparison_phase_duration_ms: Option<f64>,
}

/// Where it ran.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogEnvironment {
    platform: Option<String>,
    camera_resolution: Option<String>,
    camera_label: Option<String>,
    fps: Option<f64>,
    browser: Option<LogBrowser>,
    device_detection: Option<Map<String, Value>>,
}

/// In which browser it ran.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogBrowser {
    user_agent: Option<String>,
    language: Option<String>,
    hardware_concurrency: Option<i64>,
    device_memory: Option<f64>,
}

/// The report of one sign-in, within its limit.
pub(crate) fn collect(
    ber: Option<&BerForm>,
    log_data: Option<&LogData>,
) -> Result<Telemetry, Problem> {
    if ber
        .and_then(|ber| ber.image_dim.as_ref())
        .is_some_and(|dim| dim.len() != 2)
    {
        return Err(Problem::field(
            &["body", "ber", "image_dim"],
            "expected two numbers",
            "value_error",
        ));
    }
    let error_rate = ber.and_then(BerForm::error_rate);
    Ok(Telemetry {
        ber: document("ber", ber)?,
        log_data: document("log_data", log_data)?,
        error_rate,
    })
}

impl BerForm {
    /// How far the picture was from the enrolled one, if that is said and can be.
    fn error_rate(&self) -> Option<ErrorRate> {
        let ber = self.ber.as_ref()?;
        ErrorRate::of(ber.error_bits?, ber.count_bits?)
    }
}

fn document<T: Serialize>(field: &str, report: Option<&T>) -> Result<Option<Value>, Problem> {
    let Some(report) = report else {
        return Ok(None);
    };
    let value =
        serde_json::to_value(report).map_err(|error| Problem::body(field, error.to_string()))?;
    if depth(&value) > DEPTH {
        let expected = format!("expected at most {DEPTH} levels of arrays and objects");
        return Err(Problem::body(field, expected));
    }
    if value.to_string().len() > LIMIT {
        return Err(Problem::body(
            field,
            format!("expected at most {LIMIT} bytes of JSON"),
        ));
    }
    Ok(Some(value))
}

/// How many arrays and objects stand in one another. What was read from JSON is no deeper than its reader allows.
fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(fields) => fields.values().map(depth).max(),
        _ => return 0,
    };
    1 + deepest.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ber(error_bits: u32, count_bits: u32) -> BerForm {
        serde_json::from_value(json!({
            "ber": {"count_bits": count_bits, "error_bits": error_bits, "BER_PERCENT": "6.274"},
            "image_dim": [640, 480],
        }))
        .unwrap()
    }

    #[test]
    fn a_report_says_its_error_rate_if_there_can_be_such_a_one() {
        let said = collect(Some(&ber(16, 255)), None).unwrap();
        assert_eq!(said.error_rate.map(ErrorRate::thousandths), Some(62));
        assert_eq!(collect(None, None).unwrap(), Telemetry::default());
        assert_eq!(
            collect(Some(&ber(256, 255)), None).unwrap().error_rate,
            None
        );
    }

    #[test]
    fn a_deep_or_long_report_is_refused() {
        let steps = |value: Value| -> LogData {
            serde_json::from_value(json!({"evidence": {"detailedStepResults": [value]}})).unwrap()
        };
        let nested = |levels| (0..levels).fold(json!(1), |inner, _| json!([inner]));
        // The log, its evidence and its list of steps are three.
        assert!(collect(None, Some(&steps(nested(13)))).is_ok());
        assert!(collect(None, Some(&steps(nested(14)))).is_err());
        let long = |length| json!("x".repeat(length));
        assert!(collect(None, Some(&steps(long(LIMIT - 2000)))).is_ok());
        assert!(collect(None, Some(&steps(long(LIMIT)))).is_err());
    }
}
