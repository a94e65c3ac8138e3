//! The service as its users meet it: the real binary, over HTTP and the command line.

mod harness;

mod bad_input;
mod demo;
mod enumeration;
mod operation;
mod races;
mod relying_party;
mod secrecy;
mod sign_in;
