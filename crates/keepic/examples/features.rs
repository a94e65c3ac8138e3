//! Prints the features of picture files, a line of hexadecimal digits each: `features FILE…`.
//!
//! Other builds and other decoders are compared with it. The features of a picture are a secret, so
//! this is for pictures that nobody signs in with.
#![expect(clippy::print_stdout, reason = "this is what the example is for")]

use keepic::{Features, decode};
use std::error::Error;
use std::fmt::Write as _;

fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args_os().skip(1) {
        let features = Features::of(&decode(&std::fs::read(&file)?)?);
        let mut line = String::new();
        for byte in features.as_bytes() {
            write!(line, "{byte:02x}")?;
        }
        println!("{line}");
    }
    Ok(())
}
