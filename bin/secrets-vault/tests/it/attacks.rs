//! What an attacker tries from outside, against the real service: rows of docs/security that are best shown
//! where one would stand.

mod forms;
mod own_requests;
mod redirects;
mod session;
