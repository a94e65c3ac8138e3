mod client_credentials;
mod code;
mod refresh;
mod resources;
