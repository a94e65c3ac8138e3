//! One request and one answer, over a connection that is used for nothing else.

use std::pin::pin;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tenancy::{OutboundAnswer, OutboundError, OutboundMethod, OutboundRequest};
use url::form_urlencoded::Serializer;
use url::{Position, Url};

use crate::stream::Stream;

/// Most bytes that status line and headers of an answer may have.
const LARGEST_HEAD: usize = 32 * 1024;

/// Sends `request` over `stream` and reads the answer.
pub(crate) async fn over(
    stream: Box<dyn Stream>,
    request: &OutboundRequest,
) -> Result<OutboundAnswer, OutboundError> {
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(LARGEST_HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(unreachable)?;
    let message = message(request)?;
    let mut exchange = pin!(async {
        let answer = sender.send_request(message).await.map_err(unreachable)?;
        read(answer, request.largest).await
    });
    let connection = pin!(connection);
    tokio::select! {
        biased;
        answer = &mut exchange => answer,
        // The connection may end before what it has brought was read.
        ended = connection => {
            ended.map_err(unreachable)?;
            exchange.await
        }
    }
}

fn message(request: &OutboundRequest) -> Result<Request<Full<Bytes>>, OutboundError> {
    let url = &request.url;
    let message = Request::builder()
        .uri(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, host(url))
        .header(
            USER_AGENT,
            concat!("secrets-vault/", env!("CARGO_PKG_VERSION")),
        )
        .header(CONNECTION, "close");
    let message = match &request.method {
        OutboundMethod::Get => message
            .method(Method::GET)
            .header(ACCEPT, "*/*")
            .body(Full::default()),
        OutboundMethod::PostForm(fields) => {
            let form = Serializer::new(String::new()).extend_pairs(fields).finish();
            message
                .method(Method::POST)
                .header(ACCEPT, "*/*")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Full::from(form))
        }
        OutboundMethod::PostText {
            content_type,
            accept,
            text,
        } => message
            .method(Method::POST)
            .header(ACCEPT, *accept)
            .header(CONTENT_TYPE, *content_type)
            .body(Full::from(text.clone())),
    };
    message.map_err(|error| OutboundError::Refused(error.to_string()))
}

/// Name and port, the latter unless it is the scheme's own.
fn host(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

async fn read(answer: Response<Incoming>, largest: usize) -> Result<OutboundAnswer, OutboundError> {
    let (head, mut body) = answer.into_parts();
    let status = head.status.as_u16();
    let content_type = head.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(unreachable)?.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > largest {
            return Err(OutboundError::TooLarge { status, largest });
        }
        bytes.extend_from_slice(&data);
    }
    Ok(OutboundAnswer {
        status,
        content_type: content_type.map(str::to_owned),
        body: bytes,
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err asks for"
)]
fn unreachable(error: hyper::Error) -> OutboundError {
    OutboundError::Unreachable(error.to_string())
}
