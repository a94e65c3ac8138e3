//! Passkeys over HTTP, with an authenticator in software that tells each lie once. What people see of them
//! is in `tests/browser`.

mod refusals;
mod sign_in;
mod world;
