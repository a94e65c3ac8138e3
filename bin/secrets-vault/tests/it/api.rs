//! The published API beyond signing in: users, sessions, keys, blocks.

mod access;
mod audit_events;
mod blocks;
mod clients;
mod coverage;
mod limits;
mod sign_in_quality;
mod tenants;
mod users;
mod world;
