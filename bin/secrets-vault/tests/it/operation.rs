//! The service as its operator meets it.

mod admin;
mod configuration;
mod doctor;
mod key_rotation;
mod keys;
mod mail;
mod mail_kinds;
mod mail_language;
mod nodes;
mod origin;
mod postgres;
mod run;
mod standard_error;
