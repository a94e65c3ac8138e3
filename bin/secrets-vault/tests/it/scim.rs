//! SCIM 2.0 as provisioning systems use it, against the real service on its database.

mod access;
mod events;
mod groups;
mod lifecycle;
mod microsoft;
mod provisioner;
mod tester;

use std::sync::LazyLock;

use crate::harness::{Home, Shared};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Home::on_a_port_of_its_own().start().into());
