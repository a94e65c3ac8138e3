use std::io::Read as _;

use actix_web::http::StatusCode;
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
            assert_eq!(plain, asset.bytes, "{path} as {accepted}");
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
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            ASSETS.iter().any(|asset| asset.path == name),
            "{name} is not in ASSETS"
        );
    }
}
