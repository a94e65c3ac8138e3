//! A person's own photograph signs them in, by the command line, with real photographs.
//!
//! That a challenge expires is shown where time can be set, with the verifier and its clock.

mod admission;
mod asked;
mod authorize;
mod consent;
mod devices;
mod image_only;
mod pages;
mod pushed;
mod refusals;
mod response;
mod tabs;

use std::path::Path;
use std::sync::LazyLock;

use testkit::photographs;

use crate::harness::{App, Person, Server, Shared, Tenant, photograph};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

/// A tenant with an application, for one test.
fn tenant(id: &str, settings: &[&str]) -> (Tenant, App) {
    let tenant = SERVER.tenant(id, settings);
    let app = tenant.app("app", &[]);
    (tenant, app)
}

/// What somebody made of a photograph, as a file.
fn copied(photo: &Path, copy: fn(&[u8]) -> Vec<u8>, name: &str) -> std::path::PathBuf {
    let path = SERVER.path(name);
    std::fs::write(&path, copy(&photographs::read(photo))).unwrap();
    path
}

#[test]
fn a_photograph_and_a_pin_sign_in_and_so_does_every_copy_of_the_photograph() {
    let (acme, app) = tenant("copies", &[]);
    for (name, index) in [("ada", 0), ("bob", 7)] {
        let person = Person::named(name)
            .with_photo(photograph(index))
            .with_pin("482915");
        acme.enrol(&person);
        let tokens = acme.log_in(&app, &person);
        for field in ["access_token", "id_token"] {
            assert_eq!(
                tokens[field].as_str().unwrap().split('.').count(),
                3,
                "{field}"
            );
        }
        for (copy, file) in [
            (
                photographs::recompressed as fn(&[u8]) -> Vec<u8>,
                "recompressed.jpg",
            ),
            (photographs::resized, "resized.jpg"),
            (photographs::greyscale, "greyscale.jpg"),
            (photographs::webp, "copy.webp"),
        ] {
            let file = copied(&person.photo, copy, &format!("{name}-{file}"));
            acme.log_in(&app, &person.with_photo(file));
        }
    }
}

#[test]
fn a_photograph_and_a_pattern_sign_in() {
    let (acme, app) = tenant("pattern", &[]);
    let ada = Person::named("ada").with_pattern("0,4,8,5,1");
    acme.enrol(&ada);
    acme.log_in(&app, &ada);
    let other_way = Person::named("ada").with_pattern("1,5,8,4,0");
    assert!(!acme.try_log_in(&app, &other_way).status.success());
}

#[test]
fn a_public_client_needs_no_secret() {
    let (acme, _) = tenant("public", &[]);
    let app = acme.app("phone", &["--public"]);
    assert_eq!(app.secret, None);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    assert_eq!(acme.log_in(&app, &ada)["token_type"], "Bearer");
}
