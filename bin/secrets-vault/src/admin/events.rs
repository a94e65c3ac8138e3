//! `admin events`.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use http_api::AuditEventView;
use identity::audit_log::{EventQuery, EventWindow};
use kernel::audit::{EventActor, EventKind, EventOutcome};
use kernel::{Actor, AuditEvent, TenantId, Timestamp};

use crate::adapters::Adapters;
use crate::output::print_json;
use crate::{Failure, assembly};

/// What to do with the audit log.
#[derive(Debug, Subcommand)]
pub(crate) enum EventsCommand {
    /// Show what has happened in a tenant, the newest first.
    List(ListArgs),
    /// Print what has happened in a tenant, the oldest first, one JSON object a line.
    Export(ExportArgs),
}

/// Which events.
#[derive(Debug, Args)]
pub(crate) struct FilterArgs {
    /// The tenant; it may be gone.
    #[arg(long)]
    tenant: TenantId,
    /// Not before that moment, for example 2026-01-31T12:00:00Z.
    #[arg(long, value_name = "MOMENT")]
    from: Option<Timestamp>,
    /// Before that moment.
    #[arg(long, value_name = "MOMENT")]
    until: Option<Timestamp>,
    /// Of that kind, for example `session.started`.
    #[arg(long)]
    kind: Option<EventKind>,
    /// By whose hand: user:ID, client:ID, `api_key:ID`, operator, system or anonymous.
    #[arg(long)]
    actor: Option<EventActor>,
    /// The user, client or other thing that it happened to.
    #[arg(long, value_name = "ID")]
    subject: Option<String>,
    /// How it ended: success or failure.
    #[arg(long, value_parser = outcome)]
    outcome: Option<EventOutcome>,
}

/// Which events to show.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,
    /// How many at most.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: u32,
}

/// Which events to print.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    filter: FilterArgs,
}

fn outcome(text: &str) -> Result<EventOutcome, String> {
    match text {
        "success" => Ok(EventOutcome::Success),
        "failure" => Ok(EventOutcome::Failure),
        _ => Err("expected success or failure".to_owned()),
    }
}

impl FilterArgs {
    fn read(self) -> (TenantId, EventQuery) {
        let query = EventQuery {
            from: self.from,
            until: self.until,
            kind: self.kind,
            actor: self.actor,
            subject: self.subject,
            outcome: self.outcome,
        };
        (self.tenant, query)
    }
}

pub(super) async fn run(adapters: &Adapters, command: EventsCommand) -> Result<ExitCode, Failure> {
    let log = assembly::audit_log(adapters);
    let operator = Actor::operator();
    match command {
        EventsCommand::List(args) => {
            let window = EventWindow {
                is_descending: true,
                behind: None,
                limit: args.limit,
            };
            let (tenant, query) = args.filter.read();
            let page = log.list(&operator, &tenant, &query, window).await?;
            let events = page.events.into_iter().map(AuditEventView::from);
            print_json(&events.collect::<Vec<_>>())
        }
        EventsCommand::Export(args) => {
            let (tenant, query) = args.filter.read();
            let mut export = log.export(&operator, &tenant, &query, u64::MAX)?;
            loop {
                let events = export.next().await?;
                if events.is_empty() {
                    return Ok(ExitCode::SUCCESS);
                }
                if !print_lines(events)? {
                    return Ok(ExitCode::SUCCESS);
                }
            }
        }
    }
}

/// Prints events, each in a line. False if whoever reads them has seen enough.
fn print_lines(events: Vec<AuditEvent>) -> Result<bool, Failure> {
    let lines = AuditEventView::lines(events)?;
    match io::stdout().lock().write_all(&lines) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        result => Ok(result.map(|()| true)?),
    }
}
