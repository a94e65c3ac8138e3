use std::io::Read as _;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, COOKIE};
use actix_web::test::TestRequest;

use super::*;
use crate::world::World;

async fn get(path: &str, encodings: &str) -> crate::world::Answer {
    let request = TestRequest::get().uri(path);
    let request = request.insert_header((ACCEPT_ENCODING, encodings));
    World::new().await.send(request).await
}

#[actix_web::test]
async fn every_asset_is_served_for_ever_in_each_encoding() {
    for asset in ASSETS.iter() {
        let path = format!("{}/{}", directory(), asset.path);
        for (accepted, expected) in [("gzip, br", "br"), ("gzip", "gzip"), ("", ""), ("zstd", "")] {
            let answer = get(&path, accepted).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(answer.header("content-encoding"), expected);
            assert_eq!(answer.header("vary"), "accept-encoding");
            assert!(answer.header("cache-control").ends_with("immutable"));
            assert!(
                answer
                    .header("content-security-policy")
                    .starts_with("default-src 'none'")
            );
            let mut plain = Vec::new();
            match expected {
                "br" => brotli::Decompressor::new(&*answer.body, 4096).read_to_end(&mut plain),
                "gzip" => flate2::read::GzDecoder::new(&*answer.body).read_to_end(&mut plain),
                _ => answer.body.as_slice().read_to_end(&mut plain),
            }
            .unwrap();
            assert_eq!(plain, *asset.bytes, "{path} as {accepted}");
        }
    }
}

#[test]
fn every_type_is_one_that_browsers_take() {
    let of = |path| content_type(path).to_string();
    assert_eq!(of("style.css"), "text/css; charset=utf-8");
    assert_eq!(of("prover/js/prover.js"), "text/javascript");
    assert_eq!(of("icon.svg"), "image/svg+xml");
    assert_eq!(of("prover/pkg/x.wasm"), "application/wasm");
}

#[actix_web::test]
async fn there_is_nothing_under_another_hash_or_name() {
    for path in [
        "/assets/0000000000000000/style.css",
        &format!("{}/..%2fCargo.toml", directory()),
    ] {
        assert_eq!(get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn no_file_of_the_folder_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let files = |folder: &std::path::Path| {
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.is_file()).collect::<Vec<_>>()
    };
    for path in files(&folder) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_served = ASSETS.iter().any(|asset| asset.path == name);
        assert!(is_served, "{name} is not in ASSETS");
    }
    for path in files(&folder.join("style")) {
        let part = std::fs::read_to_string(&path).unwrap();
        assert!(
            STYLE.contains(&&*part),
            "{} is not in STYLE",
            path.display()
        );
    }
}

/// The modules that a module loads, itself included.
fn modules_of(name: &str, found: &mut Vec<&'static Asset>) {
    let Some(asset) = ASSETS.iter().find(|asset| asset.path == name) else {
        panic!("{name} is not in ASSETS");
    };
    if found.iter().any(|known| known.path == name) {
        return;
    }
    found.push(asset);
    let text = std::str::from_utf8(&asset.bytes).unwrap();
    let imports = text
        .lines()
        .filter_map(|line| line.split(" from './").nth(1));
    for import in imports.filter_map(|rest| rest.split('\'').next()) {
        modules_of(import, found);
    }
}

#[actix_web::test]
async fn what_signing_in_loads_before_the_wasm_is_small() {
    let mut loaded = Vec::new();
    modules_of("sign-in.js", &mut loaded);
    modules_of("prover-worker.js", &mut loaded);
    assert!(loaded.iter().any(|asset| asset.path == "client_wasm.js"));
    loaded.extend(ASSETS.iter().filter(|asset| asset.path == "style.css"));
    let weight = |asset: &&Asset| compressed(&asset.bytes);
    let assets: usize = loaded.iter().map(weight).sum();
    let world = World::new().await;
    let opened = world.open(|_| ()).await;
    let path = format!("/sign-in?auth_req_id={}", opened.auth_req_id);
    let request = TestRequest::get().uri(&path);
    let request = request.insert_header((COOKIE, &*opened.cookie));
    let page = world
        .send(request.insert_header((ACCEPT_ENCODING, "br")))
        .await;
    assert_eq!(page.header("content-encoding"), "br");
    let page = page.body.len();
    assert!(page + assets < 30_000, "{page} + {assets}");
}

fn compressed(bytes: &[u8]) -> usize {
    let made = Encoding::Brotli.compress(bytes, Effort::Thorough);
    made.unwrap().len()
}
