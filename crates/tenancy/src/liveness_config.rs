//! What a tenant tells clients that bring a liveness check of their own.

use serde::{Deserialize, Serialize};

use crate::InvalidSetting;

/// Most gestures to choose from.
const GESTURES: usize = 64;
/// Most characters of a gesture's name.
const GESTURE: usize = 64;

/// Parameters that a client's own liveness check reads; the server only passes them on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LivenessConfig {
    /// Fewest steps of a check.
    pub number_steps_min: u32,
    /// Most steps of a check.
    pub number_steps_max: u32,
    /// Seconds for a check.
    pub duration_in_seconds: u32,
    /// Steps that may fail.
    pub number_of_allowed_failures: u32,
    /// Gestures to choose from.
    pub gesture_set: Vec<String>,
    /// Most blinks; 0 with a minimum of 10000 means that there is no rule.
    pub number_blinks_max: u32,
    /// Fewest blinks.
    pub number_blinks_min: u32,
}

impl Default for LivenessConfig {
    fn default() -> Self {
        Self {
            number_steps_min: 4,
            number_steps_max: 6,
            duration_in_seconds: 10,
            number_of_allowed_failures: 1,
            gesture_set: Vec::new(),
            number_blinks_max: 0,
            number_blinks_min: 10_000,
        }
    }
}

impl LivenessConfig {
    /// Checks every range. Which minimum goes with which maximum is the client's to know: 0 blinks at most and 10000 at
    /// least mean that there is no rule.
    pub(crate) fn validate(&self) -> Result<(), InvalidSetting> {
        let numbers = [
            ("number_steps_min", self.number_steps_min),
            ("number_steps_max", self.number_steps_max),
            ("duration_in_seconds", self.duration_in_seconds),
            (
                "number_of_allowed_failures",
                self.number_of_allowed_failures,
            ),
            ("number_blinks_max", self.number_blinks_max),
            ("number_blinks_min", self.number_blinks_min),
        ];
        if let Some((name, _)) = numbers
            .iter()
            .find(|(_, number)| i32::try_from(*number).is_err())
        {
            let field = format!("liveness_config.{name}");
            let expected = format!("expected a number up to {}", i32::MAX);
            return Err(InvalidSetting::new(&field, expected));
        }
        let is_name =
            |gesture: &String| gesture.chars().count() <= GESTURE && !gesture.contains('\0');
        if self.gesture_set.len() > GESTURES || !self.gesture_set.iter().all(is_name) {
            let expected = format!(
                "expected at most {GESTURES} gestures of at most {GESTURE} characters, without NUL"
            );
            return Err(InvalidSetting::new("liveness_config.gesture_set", expected));
        }
        Ok(())
    }
}
