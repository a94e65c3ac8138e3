//! Compiles the migrations in again when there is another one.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/postgres");
}
