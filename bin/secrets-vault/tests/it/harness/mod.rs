//! What the tests stand on: servers, tenants, applications, people, browsers.

mod app;
mod begin;
mod browser;
mod file_server;
mod home;
mod parallel;
mod person;
mod proof;
mod receiver;
mod registration;
mod server;
mod shared;
mod tenant;

pub(crate) use app::{App, REDIRECT_URI};
pub(crate) use begin::{Begin, decode};
pub(crate) use browser::{Answer, Browser, CHALLENGE};
pub(crate) use file_server::FileServer;
pub(crate) use home::{Home, argument};
pub(crate) use parallel::in_parallel;
pub(crate) use person::{Person, photograph};
pub(crate) use proof::{challenged, commitment, finish};
pub(crate) use receiver::Receiver;
pub(crate) use registration::{enrol, register};
pub(crate) use server::{Server, kill};
pub(crate) use shared::Shared;
pub(crate) use tenant::Tenant;
