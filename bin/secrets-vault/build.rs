//! How the program is linked.

use std::env;
use std::process::Command;

/// Of glibc, the first that reads packed relocations.
const PACKED_SINCE: (u32, u32) = (2, 36);

/// Two megabytes of relocations, which are read at every start and stay in memory, take 20 kB if they are packed.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if is_for_this_machine() && glibc() >= Some(PACKED_SINCE) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

fn is_for_this_machine() -> bool {
    env::var("HOST").ok() == env::var("TARGET").ok()
}

/// The version of this machine's C library, if it is glibc.
fn glibc() -> Option<(u32, u32)> {
    let asked = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let answer = String::from_utf8(asked.ok()?.stdout).ok()?;
    let (major, minor) = answer.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
