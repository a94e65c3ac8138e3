//! Several connections that send prepared requests at the same time.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;

use crate::Failure;

/// A connection that is kept open from request to request.
pub(crate) struct Connection(Agent);

/// A request that is ready to be sent.
pub(crate) struct Post {
    pub(crate) url: String,
    /// The address that it is said to come from.
    pub(crate) address: String,
    pub(crate) body: Value,
}

impl Connection {
    pub(crate) fn new() -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(30)));
        Self(config.build().new_agent())
    }

    /// Fetches a document.
    ///
    /// # Errors
    /// The answer is none, or no success.
    pub(crate) fn get(&self, url: &str) -> Result<Vec<u8>, Failure> {
        let mut answer = self.0.run(Request::get(url).body(())?)?;
        Ok(answer.body_mut().read_to_vec()?)
    }

    fn post(&self, post: &Post) -> Result<Value, Failure> {
        let request = Request::post(&post.url)
            .header("content-type", "application/json")
            .header("x-forwarded-for", &post.address)
            .body(post.body.to_string())?;
        let answer = self.0.run(request)?.body_mut().read_to_vec()?;
        Ok(serde_json::from_slice(&answer)?)
    }
}

/// Sends everything, in shares over all connections at the same time, and gives the answers in the
/// order of the requests.
///
/// # Errors
/// The first that was not answered with success.
pub(crate) fn send_all(connections: &[Connection], posts: &[Post]) -> Result<Vec<Value>, Failure> {
    let share = posts.len().div_ceil(connections.len().max(1)).max(1);
    std::thread::scope(|scope| {
        let senders: Vec<_> = connections
            .iter()
            .zip(posts.chunks(share))
            .map(|(connection, posts)| {
                scope.spawn(move || -> Result<Vec<Value>, Failure> {
                    posts.iter().map(|post| connection.post(post)).collect()
                })
            })
            .collect();
        let mut answers = Vec::with_capacity(posts.len());
        for sender in senders {
            let some = sender
                .join()
                .map_err(|_| "a connection's thread panicked")??;
            answers.extend(some);
        }
        Ok(answers)
    })
}
