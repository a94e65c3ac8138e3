//! The published API beyond signing in: users, sessions, keys, blocks.

mod access;
mod users;
mod world;
