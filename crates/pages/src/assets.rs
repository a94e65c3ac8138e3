//! Style sheet and scripts. All lie in one directory whose name is a hash of everything in it, so
//! that a browser may keep them for ever and modules may import each other by relative paths.

use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ContentType, VARY,
};
use actix_web::{HttpRequest, HttpResponse, get, web};
use flate2::Compression;
use flate2::write::GzEncoder;
use kernel::fingerprint;
use serde::Deserialize;

use crate::policy::Policy;

/// How hard brotli tries, of 11: what is gained above takes a second per file.
const BROTLI_QUALITY: u32 = 9;
const BROTLI_WINDOW: u32 = 22;

/// A file as it is served.
struct Asset {
    path: &'static str,
    bytes: &'static [u8],
    brotli: OnceLock<Option<Vec<u8>>>,
    gzip: OnceLock<Option<Vec<u8>>>,
}

macro_rules! assets {
    ($($folder:literal => [$($file:literal),* $(,)?]),* $(,)?) => {
        vec![$($(Asset {
            path: $file,
            bytes: include_bytes!(concat!($folder, "/", $file)),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }),*),*]
    };
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    assets! {
        "../assets" => [
            "api.js",
            "countdown.js",
            "device-link.js",
            "enrol.js",
            "icon.svg",
            "notice.js",
            "pattern-grid.js",
            "picture-field.js",
            "pin-pad.js",
            "says.js",
            "secret-field.js",
            "sign-in.js",
            "steps.js",
            "style.css",
            "supported.js",
        ],
        "../../client-wasm/js" => [
            "canvas.js",
            "picture-file.js",
            "prover-error.js",
            "prover-worker.js",
            "prover.js",
            "server.js",
        ],
        "../../client-wasm/pkg" => ["client_wasm.js", "client_wasm_bg.wasm"],
    }
});

/// The directory's name: a hash of every file with its name.
static DIRECTORY: LazyLock<String> = LazyLock::new(|| {
    let each = ASSETS
        .iter()
        .map(|asset| asset.path.to_owned() + &fingerprint(asset.bytes));
    let mut all = fingerprint(each.collect::<String>().as_bytes());
    all.truncate(16);
    all
});

/// The path of the directory, without a slash at its end.
pub(crate) fn directory() -> String {
    format!("/assets/{}", *DIRECTORY)
}

#[derive(Deserialize)]
struct Place {
    hash: String,
    file: String,
}

/// An asset, compressed as the browser likes it. What lies under an old hash is gone: a node that runs
/// another version must not be mistaken for this one.
#[get("/assets/{hash}/{file:.*}")]
pub(crate) async fn serve(request: HttpRequest, place: web::Path<Place>) -> HttpResponse {
    let found = ASSETS.iter().find(|asset| asset.path == place.file);
    let Some(asset) = found.filter(|_| place.hash == *DIRECTORY) else {
        return HttpResponse::NotFound().finish();
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header(content_type(asset.path))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        // A worker obeys the policy of its own answer, not that of the page that starts it.
        .insert_header((CONTENT_SECURITY_POLICY, Policy::default().to_string()))
        .insert_header((VARY, "accept-encoding"));
    match asset.encoded(&request) {
        Some((encoding, bytes)) => response
            .insert_header((CONTENT_ENCODING, encoding))
            .body(bytes),
        None => response.body(asset.bytes),
    }
}

impl Asset {
    /// The smallest form that the browser can read, other than the plain one. It is made when it is first
    /// asked for.
    fn encoded(&'static self, request: &HttpRequest) -> Option<(&'static str, &'static [u8])> {
        let accepts = |encoding| {
            let lines = request.headers().get_all(ACCEPT_ENCODING);
            let mut ranges = lines
                .filter_map(|line| line.to_str().ok())
                .flat_map(|line| line.split(','));
            ranges.any(|range| range.trim() == encoding)
        };
        let bytes = |made: &'static Option<Vec<u8>>| made.as_deref();
        if accepts("br") {
            bytes(self.brotli.get_or_init(|| brotli(self.bytes))).map(|bytes| ("br", bytes))
        } else if accepts("gzip") {
            bytes(self.gzip.get_or_init(|| gzip(self.bytes))).map(|bytes| ("gzip", bytes))
        } else {
            None
        }
    }
}

fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, BROTLI_WINDOW);
    writer.write_all(bytes).and_then(|()| writer.flush()).ok()?;
    Some(writer.into_inner())
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes).and_then(|()| writer.finish()).ok()
}

fn content_type(path: &str) -> ContentType {
    use actix_web::mime::{APPLICATION_OCTET_STREAM, IMAGE_SVG, TEXT_CSS_UTF_8, TEXT_JAVASCRIPT};
    let wasm = || {
        "application/wasm"
            .parse()
            .unwrap_or(APPLICATION_OCTET_STREAM)
    };
    ContentType(match path.rsplit('.').next() {
        Some("css") => TEXT_CSS_UTF_8,
        Some("js") => TEXT_JAVASCRIPT,
        Some("svg") => IMAGE_SVG,
        Some("wasm") => wasm(),
        _ => APPLICATION_OCTET_STREAM,
    })
}

#[cfg(test)]
mod tests;
