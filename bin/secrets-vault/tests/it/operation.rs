//! The service as its operator meets it.

mod admin;
mod configuration;
mod keys;
mod mail;
mod origin;
mod run;
