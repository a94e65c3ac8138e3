//! `admin mailbox`.

use std::process::ExitCode;

use clap::Args;
use identity::mail::{MailContent, Outbox, StoredMail};
use kernel::{FoldedName, TenantId};
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
    sent_at: Option<String>,
    #[serde(flatten)]
    content: MailContent,
}

pub(super) async fn run(adapters: &Adapters, args: &MailboxArgs) -> Result<ExitCode, Failure> {
    let to = args.to.as_deref().map(FoldedName::of);
    let mails = adapters.store.newest(to, args.limit).await?;
    print_json(&mails.into_iter().map(view).collect::<Vec<_>>())
}

fn view(stored: StoredMail) -> MailView {
    MailView {
        id: stored.id,
        tenant_id: stored.mail.tenant_id,
        to: stored.mail.to.as_str().to_owned(),
        written_at: stored.mail.written_at.to_rfc3339(),
        sent_at: stored.sent_at.map(kernel::Timestamp::to_rfc3339),
        content: stored.mail.content,
    }
}
