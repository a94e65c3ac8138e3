//! Connections that are kept open, and several that send prepared requests at the same time.

use std::time::Duration;

use serde_json::Value;
use ureq::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use ureq::http::{HeaderName, Request, Response};
use ureq::{Agent, Body};
use url::form_urlencoded;

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

/// An answer that is no failure.
pub(crate) struct Answer {
    /// Where a browser would go on.
    pub(crate) location: Option<String>,
    /// The values of `Set-Cookie`.
    pub(crate) cookies: Vec<String>,
    /// The JSON that it carries; null if it is something else.
    pub(crate) body: Value,
}

impl Connection {
    pub(crate) fn new() -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(30)));
        Self(config.build().new_agent())
    }

    /// Asks with one header. Redirects are not followed.
    ///
    /// # Errors
    /// The answer is none, or a failure.
    pub(crate) fn get_with(
        &self,
        url: &str,
        (name, value): (HeaderName, &str),
    ) -> Result<Answer, Failure> {
        Answer::read(
            self.0
                .run(Request::get(url).header(name, value).body(())?)?,
        )
    }

    /// Sends a form with one header.
    ///
    /// # Errors
    /// The answer is none, or a failure.
    pub(crate) fn post_form(
        &self,
        url: &str,
        form: &[(&str, &str)],
        (name, value): (HeaderName, &str),
    ) -> Result<Answer, Failure> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = Request::post(url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value)
            .body(body)?;
        Answer::read(self.0.run(request)?)
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

impl Answer {
    fn read(mut response: Response<Body>) -> Result<Self, Failure> {
        let named = |name: HeaderName| {
            let values = response.headers().get_all(name).into_iter();
            let texts = values.filter_map(|value| value.to_str().ok().map(str::to_owned));
            texts.collect::<Vec<_>>()
        };
        let (location, cookies) = (named(LOCATION).pop(), named(SET_COOKIE));
        let body = response.body_mut().read_to_vec()?;
        Ok(Self {
            location,
            cookies,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        })
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
