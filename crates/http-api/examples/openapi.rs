//! Prints the OpenAPI document as what is said about each route makes it: `just openapi`.

#![expect(clippy::print_stdout, reason = "it is for standard output")]

fn main() -> Result<(), serde_json::Error> {
    print!("{}", http_api::compose()?);
    Ok(())
}
