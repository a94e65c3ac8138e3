//! What the demonstration says about each step: how long it took, how well the picture fitted, and
//! what the server was sent.

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use client::{Fit, SentRequest};
use serde::Serialize;
use serde_json::Value;

use crate::Failure;
use crate::output::{print, print_json};

/// The steps so far.
pub(super) struct Report {
    json: bool,
    seen: Seen,
    steps: Vec<Step>,
}

type Seen = Arc<Mutex<Vec<String>>>;

#[derive(Serialize)]
struct Step {
    #[serde(rename = "step")]
    name: String,
    milliseconds: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ber_percent: Option<String>,
    server_saw: Vec<String>,
}

/// What a step may add to its line.
#[derive(Default)]
pub(super) struct Note {
    ber_percent: Option<String>,
}

impl Note {
    /// How well the picture fitted.
    pub(super) fn fit(&mut self, fit: &Fit) {
        self.ber_percent = Some(fit.bit_error_rate.percent_text());
    }
}

impl Report {
    pub(super) fn new(json: bool) -> Self {
        Self {
            json,
            seen: Seen::default(),
            steps: Vec::new(),
        }
    }

    /// Notes every request that a client sends.
    pub(super) fn trace(&self) -> impl Fn(&SentRequest<'_>) + Send + Sync + 'static {
        let seen = Arc::clone(&self.seen);
        move |request| {
            seen.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(describe(request));
        }
    }

    /// Does a step and reports it.
    pub(super) fn step<T, E: Into<Failure>>(
        &mut self,
        name: &str,
        act: impl FnOnce(&mut Note) -> Result<T, E>,
    ) -> Result<T, Failure> {
        let mut note = Note::default();
        let start = Instant::now();
        let result = act(&mut note).map_err(|error| {
            let error: Failure = error.into();
            format!("{name}: {error}")
        })?;
        let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let server_saw =
            std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        let step = Step {
            name: name.to_owned(),
            milliseconds,
            ber_percent: note.ber_percent,
            server_saw,
        };
        if !self.json {
            print(&line(&step))?;
        }
        self.steps.push(step);
        Ok(result)
    }

    /// Ends the report.
    pub(super) fn finish(self) -> Result<ExitCode, Failure> {
        if self.json {
            print_json(&serde_json::json!({ "steps": self.steps }))
        } else {
            print("\nThe server saw neither the picture nor the PIN.")
        }
    }
}

fn line(step: &Step) -> String {
    let fit = step
        .ber_percent
        .as_ref()
        .map(|percent| format!("  ({percent} % of the bits differed)"));
    let mut text = format!(
        "{:>6} ms  {}{}",
        step.milliseconds,
        step.name,
        fit.unwrap_or_default()
    );
    for request in &step.server_saw {
        text.push_str("\n             server saw  ");
        text.push_str(request);
    }
    text
}

/// A request in one line: where it went, and which fields of which size it carried.
fn describe(request: &SentRequest<'_>) -> String {
    let what = format!("{} {}", request.method, request.url.path());
    let fields: Vec<_> = match serde_json::from_slice::<Value>(request.body) {
        Ok(Value::Object(fields)) => fields
            .iter()
            .map(|(name, value)| format!("{name} ({} bytes)", size(value)))
            .collect(),
        _ => url::form_urlencoded::parse(request.body)
            .map(|(name, value)| format!("{name} ({} bytes)", value.len()))
            .collect(),
    };
    if fields.is_empty() {
        what
    } else {
        format!("{what}: {}", fields.join(", "))
    }
}

fn size(value: &Value) -> usize {
    value
        .as_str()
        .map_or_else(|| value.to_string().len(), str::len)
}
