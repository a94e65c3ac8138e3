//! Keys that are the same in every run.

use zkp_protocol::OprfKeyVersion;
use zkp_protocol::verifier::{LookAlikeKey, OprfSeed, Seed};

/// A key store with one version of the seed.
#[derive(Clone, Copy, Debug)]
pub struct FixedKeys;

const VERSION: OprfKeyVersion = OprfKeyVersion(1);

impl OprfSeed for FixedKeys {
    fn newest(&self) -> (OprfKeyVersion, Seed) {
        (VERSION, Seed::from_bytes([5; 64]))
    }

    fn version(&self, version: OprfKeyVersion) -> Option<Seed> {
        (version == VERSION).then(|| Seed::from_bytes([5; 64]))
    }

    fn look_alike_key(&self) -> LookAlikeKey {
        LookAlikeKey::from_bytes([6; 32])
    }
}
