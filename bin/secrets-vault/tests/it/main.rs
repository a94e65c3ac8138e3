//! The service as its users meet it: the real binary, over HTTP and the command line.

mod server;
