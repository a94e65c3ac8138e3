//! Addresses as every mail server takes them.

use lettre::Address;
use lettre::address::AddressError;
use url::Host;

/// Reads an address. Its domain is written in ASCII (RFC 5891): mail servers without SMTPUTF8 (RFC 6531) take no other.
pub(crate) fn address(text: &str) -> Result<Address, AddressError> {
    let (local, domain) = text.rsplit_once('@').ok_or(AddressError::MissingParts)?;
    if domain.is_ascii() {
        return text.parse();
    }
    match Host::parse(domain) {
        Ok(Host::Domain(ascii)) => Address::new(local, ascii),
        _ => Err(AddressError::InvalidDomain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_written_in_ascii_and_nothing_else_is_changed() {
        for (text, written) in [
            ("eve@exämple.org", "eve@xn--exmple-cua.org"),
            ("Eve@mail.Exämple.org", "Eve@mail.xn--exmple-cua.org"),
            ("ü@exämple.org", "ü@xn--exmple-cua.org"),
            ("Ada.L+x@Example.com", "Ada.L+x@Example.com"),
            ("ada@localhost", "ada@localhost"),
        ] {
            assert_eq!(address(text).unwrap().to_string(), written);
        }
        for text in ["eve", "eve@", "eve@ä..org", "eve@１２７.0.0.1"] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}
