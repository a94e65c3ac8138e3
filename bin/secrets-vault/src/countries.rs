//! In which country an address is, by a file that the operator may have.

use std::net::IpAddr;
use std::path::Path;

use http_api::Countries;
use maxminddb::{Reader, geoip2};

use crate::Failure;

/// A database in `MaxMind`'s format, or none.
pub(crate) struct CountryFile(Option<Reader<Vec<u8>>>);

impl CountryFile {
    /// Opens the file; no path, no countries.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        if path.as_os_str().is_empty() {
            return Ok(Self(None));
        }
        let reader = Reader::open_readfile(path)
            .map_err(|error| format!("geo.country_file: {}: {error}", path.display()))?;
        Ok(Self(Some(reader)))
    }
}

impl Countries for CountryFile {
    fn country_of(&self, address: IpAddr) -> Option<String> {
        let found = self.0.as_ref()?.lookup(address).ok()?;
        let country = found.decode::<geoip2::Country<'_>>().ok()??;
        country.country.iso_code.map(str::to_owned)
    }
}
