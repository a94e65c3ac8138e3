mod client;
mod code;
mod refresh;
