//! Key sets that others publish, fetched and remembered.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::{Clock, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use tenancy::{Outbound, OutboundRequest};
use url::Url;

use crate::foreign_keys::ForeignKeys;
use crate::keyring::InvalidJwt;

/// Most bytes of a key set.
const LARGEST: usize = 256 * 1024;
/// How soon a key set is fetched again because a key is missing in it, or because it could not be
/// fetched: who signs with unknown keys must not make this server ask somebody else all the time.
const AGAIN_AFTER: Duration = Duration::from_secs(30);
/// More key sets than this, and all are forgotten.
const CAPACITY: usize = 1024;

/// Key sets of others by their URL. They are public, and whoever replaces a key publishes the new one first,
/// so a node may remember them for longer than what it reads from the database.
pub struct KeySets {
    outbound: Arc<dyn Outbound>,
    clock: Arc<dyn Clock>,
    fetched: Mutex<HashMap<Url, Fetched>>,
}

#[derive(Clone)]
struct Fetched {
    at: Timestamp,
    /// When it was tried to fetch them last.
    tried_at: Timestamp,
    keys: Result<Arc<ForeignKeys>, InvalidJwt>,
}

impl Fetched {
    /// Whether there are keys, of which none is older than that.
    fn holds(&self, oldest: Duration, now: Timestamp) -> bool {
        self.keys.is_ok() && now.since(self.at) < oldest
    }
}

impl KeySets {
    /// Key sets that `outbound` fetches.
    pub fn new(outbound: Arc<dyn Outbound>, clock: Arc<dyn Clock>) -> Self {
        Self {
            outbound,
            clock,
            fetched: Mutex::default(),
        }
    }

    /// The keys at `url`, not older than `oldest`; fetched again if there is none of the name `kid`. Those that are
    /// known stay if that fails.
    pub(crate) async fn at(
        &self,
        url: &Url,
        oldest: Duration,
        kid: Option<&str>,
    ) -> Result<Arc<ForeignKeys>, InvalidJwt> {
        self.recall(url, oldest, kid, self.fetch(url)).await
    }

    /// The same for the keys that an issuer's metadata lead to (OpenID Connect Discovery 1.0).
    pub(crate) async fn of_issuer(
        &self,
        issuer: &str,
        oldest: Duration,
        kid: Option<&str>,
    ) -> Result<Arc<ForeignKeys>, InvalidJwt> {
        let url = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let url = Url::parse(&url).map_err(|_| InvalidJwt("its issuer is no URL"))?;
        self.recall(&url, oldest, kid, self.discover(issuer, &url))
            .await
    }

    async fn discover(&self, issuer: &str, url: &Url) -> Result<ForeignKeys, InvalidJwt> {
        #[derive(Deserialize)]
        struct Metadata {
            issuer: String,
            jwks_uri: String,
        }

        let metadata: Metadata = serde_json::from_value(self.document(url).await?)
            .map_err(|_| InvalidJwt("its issuer's metadata lead to no keys"))?;
        if metadata.issuer != issuer {
            return Err(InvalidJwt("its issuer's metadata are another's"));
        }
        let url = Url::parse(&metadata.jwks_uri);
        let url = url.map_err(|_| InvalidJwt("the keys of its issuer are at no URL"))?;
        ForeignKeys::of_issuer(&self.document(&url).await?, issuer)
    }

    async fn recall(
        &self,
        url: &Url,
        oldest: Duration,
        kid: Option<&str>,
        fetch: impl Future<Output = Result<ForeignKeys, InvalidJwt>>,
    ) -> Result<Arc<ForeignKeys>, InvalidJwt> {
        let now = self.clock.now();
        let known = self.known(url);
        if let Some(known) = &known {
            let suffices = known.holds(oldest, now)
                && matches!(&known.keys, Ok(keys) if kid.is_none_or(|kid| keys.knows(kid)));
            if suffices || now.since(known.tried_at) < AGAIN_AFTER {
                return known.keys.clone();
            }
        }
        let keys = fetch.await.map(Arc::new);
        let known = known.filter(|known| keys.is_err() && known.holds(oldest, now));
        let (at, keys) = known.map_or((now, keys), |known| (known.at, known.keys));
        let fetched = Fetched {
            at,
            tried_at: now,
            keys: keys.clone(),
        };
        self.remember(url, fetched);
        keys
    }

    async fn fetch(&self, url: &Url) -> Result<ForeignKeys, InvalidJwt> {
        ForeignKeys::parse(&self.document(url).await?)
    }

    async fn document(&self, url: &Url) -> Result<Value, InvalidJwt> {
        let request = OutboundRequest::get(url.clone(), LARGEST);
        let answer = self.outbound.send(&request).await;
        let answer = answer.map_err(|_| InvalidJwt("the keys of its issuer cannot be fetched"))?;
        if answer.status != 200 {
            return Err(InvalidJwt("the keys of its issuer are not there"));
        }
        serde_json::from_slice(&answer.body)
            .map_err(|_| InvalidJwt("the keys of its issuer are no JSON"))
    }

    fn known(&self, url: &Url) -> Option<Fetched> {
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        fetched.get(url).cloned()
    }

    fn remember(&self, url: &Url, keys: Fetched) {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        if fetched.len() >= CAPACITY && !fetched.contains_key(url) {
            fetched.clear();
        }
        fetched.insert(url.clone(), keys);
    }
}

impl fmt::Debug for KeySets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeySets(..)")
    }
}
