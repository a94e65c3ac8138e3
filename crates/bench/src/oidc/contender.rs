//! A service that is measured.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::connections::Connection;
use crate::service::{Home, Service};
use crate::{Failure, cpu};

/// Where clients want browsers back. Nobody listens there.
pub(super) const BACK: &str = "http://127.0.0.1:9/back";
/// The resource server that JWT access tokens are for.
pub(super) const RESOURCE: &str = "https://api.example/";

/// A running service, with clients, and a browser that is signed in.
pub(super) struct Contender {
    /// What the rows say.
    pub(super) name: &'static str,
    /// Whether it is the service that is to be fast.
    pub(super) is_ours: bool,
    pub(super) endpoints: Endpoints,
    /// The `Cookie` header of the browser that is signed in.
    pub(super) session: String,
    /// The secrets of the clients.
    pub(super) secrets: BTreeMap<String, String>,
    pub(super) service: Service,
    /// The process of its database server, where there is one.
    pub(super) database: Option<u32>,
    /// The directory in which it runs.
    pub(super) _home: Option<Home>,
}

/// Where requests go, as discovery says.
pub(super) struct Endpoints {
    pub(super) discovery: String,
    pub(super) jwks: String,
    pub(super) authorize: String,
    pub(super) token: String,
    pub(super) userinfo: String,
    pub(super) introspect: String,
    pub(super) push: String,
}

impl Endpoints {
    /// Asks the provider.
    pub(super) fn of(issuer: &str) -> Result<Self, Failure> {
        let discovery = format!("{issuer}/.well-known/openid-configuration");
        let metadata: Value = serde_json::from_slice(&Connection::new().get(&discovery)?)?;
        let named = |name: &str| match metadata.get(name).and_then(Value::as_str) {
            Some(url) => Ok(url.to_owned()),
            None => Err(format!("{discovery} names no {name}")),
        };
        Ok(Self {
            jwks: named("jwks_uri")?,
            authorize: named("authorization_endpoint")?,
            token: named("token_endpoint")?,
            userinfo: named("userinfo_endpoint")?,
            introspect: named("introspection_endpoint")?,
            push: named("pushed_authorization_request_endpoint")?,
            discovery,
        })
    }
}

impl Contender {
    /// The secret of a client.
    pub(super) fn secret(&self, client: &str) -> &str {
        self.secrets.get(client).map_or("", String::as_str)
    }

    /// The processor time that its database server has used, where that is a process of its own.
    pub(super) fn work_of_database(&self) -> Result<Option<Duration>, Failure> {
        self.database.map(cpu::of_server).transpose()
    }
}
