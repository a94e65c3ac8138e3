//! The prover for the browser: the native client's crates, compiled to WebAssembly.
//!
//! The crate decides how the protocol's states look from JavaScript, and nothing else: it wraps
//! [`keepic`] and [`zkp_protocol::prover`] in classes that a module worker can hold. Pixels and what
//! a person knows come in, messages for the server go out; features and secrets never leave.
//!
//! It must *not* know HTTP, files or pages. The modules beside it, in `js/`, decode pictures with the
//! browser's canvas, speak to the server and give pages one class, `Prover`.
//!
//! Randomness is the browser's `crypto.getRandomValues`. An error is a JavaScript `Error` whose
//! `name` is a code for programs and whose `message` is a sentence.
//!
//! `cargo xtask wasm` builds the package in `pkg/`, which is checked in, and
//! `cargo xtask wasm --check` compares it with the sources.
//!
//! On other targets the crate compiles, so that it is linted and documented like the rest, but only
//! a JavaScript engine can call it.

mod code;
mod knowledge;
mod picture;
mod proof;

pub use knowledge::Knowledge;
pub use picture::{Picture, PictureBuilder};
pub use proof::{Begin, Opened, Recovered};

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use rand_core::CryptoRng;

/// The browser's randomness.
fn rng() -> impl CryptoRng {
    UnwrapErr(SysRng)
}
