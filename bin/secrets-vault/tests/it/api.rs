//! The published API beyond signing in: users, sessions, keys, blocks.

mod access;
mod audit_events;
mod blocks;
mod clients;
mod coverage;
mod tenants;
mod users;
mod world;
