//! The service as its operator meets it.

mod admin;
mod configuration;
mod keys;
mod origin;
mod run;
