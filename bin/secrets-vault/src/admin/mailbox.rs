//! `admin mailbox`.

use std::process::ExitCode;

use clap::Args;
use identity::mail::{MailContent, MailState, StoredMail};
use kernel::{FoldedName, TenantId, Timestamp};
use serde::Serialize;

use crate::Failure;
use crate::adapters::Adapters;
use crate::output::print_json;

/// Which mails.
#[derive(Debug, Args)]
pub(crate) struct MailboxArgs {
    /// Only mails to this address.
    #[arg(long, value_name = "EMAIL")]
    to: Option<String>,
    /// How many at most.
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

#[derive(Serialize)]
struct MailView {
    id: i64,
    tenant_id: TenantId,
    to: String,
    written_at: String,
    /// `waiting`, `sent` or `given_up`.
    state: &'static str,
    sent_at: Option<String>,
    next_attempt_at: Option<String>,
    given_up_at: Option<String>,
    attempts: u32,
    /// What went wrong at the last attempt that failed.
    reason: Option<String>,
    #[serde(flatten)]
    content: MailContent,
}

pub(super) async fn run(adapters: &Adapters, args: &MailboxArgs) -> Result<ExitCode, Failure> {
    let to = args.to.as_deref().map(FoldedName::of);
    let mails = adapters.store.newest(to, args.limit).await?;
    print_json(&mails.into_iter().map(view).collect::<Vec<_>>())
}

fn view(stored: StoredMail) -> MailView {
    let (state, moments) = match stored.state {
        MailState::Waiting(at) => ("waiting", [None, Some(at), None]),
        MailState::Sent(at) => ("sent", [Some(at), None, None]),
        MailState::GivenUp(at) => ("given_up", [None, None, Some(at)]),
    };
    let [sent_at, next_attempt_at, given_up_at] =
        moments.map(|moment| moment.map(Timestamp::to_rfc3339));
    MailView {
        id: stored.id,
        tenant_id: stored.mail.tenant_id,
        to: stored.mail.to.as_str().to_owned(),
        written_at: stored.mail.written_at.to_rfc3339(),
        state,
        sent_at,
        next_attempt_at,
        given_up_at,
        attempts: stored.attempts,
        reason: stored.failure,
        content: stored.mail.content,
    }
}
