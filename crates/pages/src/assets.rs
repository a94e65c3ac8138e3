//! Style sheet and scripts. All lie in one directory whose name is a hash of everything in it, so
//! that a browser may keep them for ever and modules may import each other by relative paths.

mod bare;

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ContentType, VARY,
};
use actix_web::{HttpRequest, HttpResponse, get, web};
use kernel::fingerprint;
use serde::Deserialize;

use crate::compression::{Effort, Encoding};
use crate::policy::Policy;
use bare::bare;

/// A file as it is served.
struct Asset {
    path: &'static str,
    bytes: Cow<'static, [u8]>,
    brotli: OnceLock<Option<Vec<u8>>>,
    gzip: OnceLock<Option<Vec<u8>>>,
}

macro_rules! assets {
    ($($folder:literal => [$($file:literal),* $(,)?]),* $(,)?) => {
        vec![$($(Asset {
            path: $file,
            bytes: served($file, include_bytes!(concat!($folder, "/", $file))),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }),*),*]
    };
}

/// The parts of the style sheet, one for each component. They are served as one file: a request for each
/// would hold up the first picture of a page.
static STYLE: [&str; 15] = [
    include_str!("../assets/style/tokens.css"),
    include_str!("../assets/style/base.css"),
    include_str!("../assets/style/card.css"),
    include_str!("../assets/style/box.css"),
    include_str!("../assets/style/field.css"),
    include_str!("../assets/style/button.css"),
    include_str!("../assets/style/picture.css"),
    include_str!("../assets/style/secret.css"),
    include_str!("../assets/style/notice.css"),
    include_str!("../assets/style/passkeys.css"),
    include_str!("../assets/style/recovery-codes.css"),
    include_str!("../assets/style/account.css"),
    include_str!("../assets/style/device.css"),
    include_str!("../assets/style/languages.css"),
    include_str!("../assets/style/no-script.css"),
];

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut assets = assets! {
        "../assets" => [
            "api.js",
            "awaited-code.js",
            "countdown.js",
            "device-link.js",
            "enrol.js",
            "icon.svg",
            "mailbox.js",
            "new-email.js",
            "notice.js",
            "old-key.js",
            "passkey-new.js",
            "passkey-proof.js",
            "passkey-sign-in.js",
            "passkey.js",
            "pattern-grid.js",
            "picture-field.js",
            "picture-trouble.js",
            "pin-pad.js",
            "says.js",
            "second-thing.js",
            "secret-field.js",
            "sign-in.js",
            "steps.js",
            "supported.js",
            "way-back.js",
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
    };
    assets.push(Asset {
        path: "style.css",
        bytes: Cow::Owned(bare(&STYLE.concat()).into_bytes()),
        brotli: OnceLock::new(),
        gzip: OnceLock::new(),
    });
    assets
});

/// What is served of a file. Comments in scripts are for those who write them, and are a fifth of what travels.
fn served(file: &str, bytes: &'static [u8]) -> Cow<'static, [u8]> {
    match std::str::from_utf8(bytes) {
        Ok(script) if file.rsplit('.').next() == Some("js") => {
            Cow::Owned(bare(script).into_bytes())
        }
        _ => Cow::Borrowed(bytes),
    }
}

/// The directory's name: a hash of every file with its name.
static DIRECTORY: LazyLock<String> = LazyLock::new(|| {
    let each = ASSETS
        .iter()
        .map(|asset| asset.path.to_owned() + &fingerprint(&asset.bytes));
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
        None => response.body(asset.bytes.as_ref()),
    }
}

impl Asset {
    /// The smallest form that the browser can read, other than the plain one. It is made when it is first
    /// asked for.
    fn encoded(&'static self, request: &HttpRequest) -> Option<(&'static str, &'static [u8])> {
        let encoding = Encoding::of(request)?;
        let made = match encoding {
            Encoding::Brotli => &self.brotli,
            Encoding::Gzip => &self.gzip,
        };
        let bytes = made.get_or_init(|| encoding.compress(&self.bytes, Effort::Thorough));
        Some((encoding.name(), bytes.as_deref()?))
    }
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
