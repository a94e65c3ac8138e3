//! SCIM 2.0 as provisioning systems use it.

mod access;
mod entra;
mod groups;
mod lifecycle;
mod microsoft;
mod protocol;
mod versions;
