//! The file by which servers know this machine again.

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;
use client::{KnownDevices, UserAgent};

use crate::Failure;
use crate::output::say;

/// Where device cookies are kept.
#[derive(Debug, Args)]
pub(super) struct DevicesArgs {
    /// The file that keeps device cookies, by which a server knows this machine again. Without it
    /// `secrets-vault/devices.json` in `$XDG_STATE_HOME` or `~/.local/state`.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

impl DevicesArgs {
    /// Presents the device cookie of `username`, if there is one.
    pub(super) fn present(
        &self,
        agent: &UserAgent,
        tenant: &str,
        username: &str,
    ) -> Result<(), Failure> {
        let Some(devices) = self.devices() else {
            return Ok(());
        };
        if let Some(cookie) = devices.find(agent.server(), tenant, username)? {
            agent.set_device_cookie(tenant, &cookie)?;
        }
        Ok(())
    }

    /// Keeps the device cookie that the server has set for `username`.
    ///
    /// What the command was run for has succeeded by now, so trouble with the file is only said.
    pub(super) fn keep(&self, agent: &UserAgent, tenant: &str, username: &str) {
        let (Some(devices), Some(cookie)) = (self.devices(), agent.device_cookie(tenant)) else {
            return;
        };
        if let Err(error) = devices.keep(agent.server(), tenant, username, &cookie) {
            say(&format!(
                "warning: the server will not know this machine again: {error}"
            ));
        }
    }

    fn devices(&self) -> Option<KnownDevices> {
        if let Some(file) = &self.state {
            return Some(KnownDevices::at(file));
        }
        let (state, home) = (env::var_os("XDG_STATE_HOME"), env::var_os("HOME"));
        KnownDevices::in_home(
            state.as_deref().map(Path::new),
            home.as_deref().map(Path::new),
        )
    }
}
