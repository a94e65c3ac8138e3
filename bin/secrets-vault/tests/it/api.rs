//! The published API beyond signing in: users, sessions, keys, blocks.

mod access;
mod coverage;
mod users;
mod world;
