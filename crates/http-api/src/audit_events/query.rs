//! Which events are asked for.

use std::str::FromStr;

use identity::audit_log::{EventQuery, EventWindow};
use kernel::audit::{EventActor, EventKind, EventOutcome};
use serde::Deserialize;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;
use crate::request::Bounded;

/// Most characters of a subject.
const SUBJECT: usize = 256;
/// Most events of one export.
const EXPORTED: i64 = 1_000_000;

/// A query with these parameters, and with those that say which events.
macro_rules! with_filter {
    (
        $(#[$meta:meta])*
        struct $name:ident { $($own:tt)* }
    ) => {
        $(#[$meta])*
        #[derive(Deserialize, IntoParams)]
        #[into_params(parameter_in = Query)]
        pub(crate) struct $name {
            /// Not before that moment (RFC 3339).
            #[param(format = DateTime)]
            from: Option<String>,
            /// Before that moment (RFC 3339).
            #[param(format = DateTime)]
            until: Option<String>,
            /// Of that kind.
            #[param(schema_with = kind)]
            kind: Option<String>,
            /// By whose hand: `user:ID`, `client:ID`, `api_key:ID`, `operator`, `system` or `anonymous`.
            #[param(max_length = 256)]
            actor: Option<String>,
            /// The user, client or other thing that it happened to.
            #[param(max_length = 256)]
            subject: Option<String>,
            /// How it ended.
            #[param(inline)]
            outcome: Option<OutcomeField>,
            $($own)*
        }

        impl $name {
            /// Which events are asked for.
            fn filter(&self) -> Result<EventQuery, Problem> {
                Ok(EventQuery {
                    from: read("from", self.from.as_deref())?,
                    until: read("until", self.until.as_deref())?,
                    kind: read("kind", self.kind.as_deref())?,
                    actor: read::<EventActor>("actor", self.actor.as_deref())?,
                    subject: subject(self.subject.as_ref())?,
                    outcome: self.outcome.map(EventOutcome::from),
                })
            }
        }
    };
}

with_filter! {
    /// Which events to list.
    struct ListQuery {
        /// Most events to give.
        #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 100)]
        limit: Option<Bounded<1, 500>>,
        /// Only those behind an earlier answer: its `next_cursor`, with everything else as it was.
        #[param(max_length = 32)]
        cursor: Option<String>,
        /// 1: the oldest come first; -1: the newest do.
        #[param(value_type = Option<i32>, minimum = -1, maximum = 1, default = -1)]
        sort_direction: Option<Bounded<-1, 1>>,
    }
}

with_filter! {
    /// Which events to export.
    struct ExportQuery {
        /// Most events to give.
        #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000, default = 1_000_000)]
        limit: Option<Bounded<1, EXPORTED>>,
    }
}

impl ListQuery {
    pub(super) fn read(&self) -> Result<(EventQuery, EventWindow), Problem> {
        let window = EventWindow {
            is_descending: self
                .sort_direction
                .is_none_or(|direction| direction.get::<i64>() < 1),
            behind: read("cursor", self.cursor.as_deref())?,
            limit: self.limit.map_or(100, Bounded::get),
        };
        Ok((self.filter()?, window))
    }
}

impl ExportQuery {
    pub(super) fn read(&self) -> Result<(EventQuery, u64), Problem> {
        let limit = self.limit.map_or(EXPORTED.unsigned_abs(), Bounded::get);
        Ok((self.filter()?, limit))
    }
}

/// How what happened ended.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AuditOutcome)]
pub(crate) enum OutcomeField {
    /// As whoever did it wanted.
    Success,
    /// It was refused, or failed.
    Failure,
}

impl From<OutcomeField> for EventOutcome {
    fn from(outcome: OutcomeField) -> Self {
        match outcome {
            OutcomeField::Success => Self::Success,
            OutcomeField::Failure => Self::Failure,
        }
    }
}

/// Every kind of event there is.
fn kind() -> Object {
    let kinds = EventKind::ALL.iter().map(|kind| kind.as_str());
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(kinds))
        .build()
}

fn read<T: FromStr<Err: ToString>>(name: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    let read = text.map(str::parse).transpose();
    read.map_err(|error: T::Err| Problem::query(name, error.to_string()))
}

fn subject(subject: Option<&String>) -> Result<Option<String>, Problem> {
    match subject {
        Some(subject) if subject.chars().count() > SUBJECT => Err(Problem::query(
            "subject",
            format!("expected at most {SUBJECT} characters"),
        )),
        subject => Ok(subject.cloned()),
    }
}
