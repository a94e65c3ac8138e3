# Everything a developer does, one line each. What has logic of its own is a `cargo xtask`.

# Lists these lines.
default:
    @just --list --unsorted

# Shows the whole flow with a photograph of yours, or with a generated picture: `just demo --photo FILE`.
demo *arguments:
    cargo run --release -- demo {{ arguments }}

# Starts the server with an embedded database.
serve *arguments:
    cargo run --release -- serve {{ arguments }}

# Runs every check and every test, as CI does; installs what they need.
test *arguments:
    cargo xtask test {{ arguments }}

# Runs what is too long for every test run, for about an hour.
soak:
    cargo xtask soak

# Runs the tests of one crate: `just test-crate keepic`.
test-crate crate *arguments:
    cargo test --package {{ crate }} {{ arguments }}

# Runs the rules for which crate may use which.
arrows:
    cargo test --package xtask --test it architecture

# Signs people in with clients of other makers, on both databases.
interop:
    cargo xtask interop

# Measures what a sign-in costs and writes docs/benchmarks.md.
bench *arguments:
    cargo xtask bench {{ arguments }}

# Fetches the photographs that the tests sign in with.
photographs:
    cargo xtask photographs

# Builds the package that browsers load, or checks it: `just wasm --check`.
wasm *arguments:
    cargo xtask wasm {{ arguments }}

# Formats the sources.
format:
    cargo fmt --all

# Checks the lints.
lint:
    cargo clippy --workspace --lib --bins --tests --examples -- -Dwarnings

# Opens the documentation of all crates.
docs:
    cargo doc --workspace --no-deps --open

# Checks the spelling, with what `just test` brings.
spell:
    target/typos/bin/typos

# Checks licences, sources and duplicates of dependencies, with what `just test` brings.
deny:
    target/cargo-deny/bin/cargo-deny check bans licenses sources

# Asks the advisory database about the dependencies; needs a network.
audit:
    target/cargo-deny/bin/cargo-deny check advisories

# Feeds one fuzz target for some seconds: `just fuzz scim_filter`; needs a nightly tool chain and cargo-fuzz.
fuzz target seconds="60":
    mkdir -p fuzz/corpus/{{ target }} fuzz/seeds/{{ target }}
    cargo +nightly fuzz run {{ target }} fuzz/corpus/{{ target }} fuzz/seeds/{{ target }} -- -max_total_time={{ seconds }}

# Writes docs/api/openapi.json anew, of what is said about each route.
openapi:
    cargo run --package http-api --example openapi > target/openapi.json
    mv target/openapi.json docs/api/openapi.json
