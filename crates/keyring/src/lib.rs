//! The key file: what must never lie beside the database.
//!
//! It holds the master key under which secrets are sealed at rest, the versioned OPRF seed, the
//! look-alike key, and the key of pairwise subjects. This crate decides how the file is made, read and guarded; it
//! must *not* know what the keys are used for. It implements `zkp-protocol`'s port [`OprfSeed`].
//!
//! ```
//! use keyring::Keyring;
//!
//! # struct Sevens;
//! # impl kernel::Random for Sevens {
//! #     fn fill(&self, bytes: &mut [u8]) { bytes.fill(7) }
//! # }
//! # let directory = tempfile::tempdir()?;
//! let path = directory.path().join("keys/keys.json");
//! let made = Keyring::create(&path, &Sevens)?;
//! let opened = Keyring::open(&path)?;
//! assert_eq!(made.check_values(), opened.check_values());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod file;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use kernel::{MacKey, Random, SealingKey};
use zeroize::Zeroizing;
use zkp_protocol::OprfKeyVersion;
use zkp_protocol::verifier::{LookAlikeKey, OprfSeed, Seed};

pub use file::KeyFileError;

/// The keys of one installation, in memory.
pub struct Keyring {
    master: SealingKey,
    seeds: BTreeMap<OprfKeyVersion, Seed>,
    newest: (OprfKeyVersion, Seed),
    look_alike: LookAlikeKey,
    dpop_nonces: MacKey,
    subjects: MacKey,
    check_values: Vec<CheckValue>,
}

/// By what a database recognises one of the keys that it was written with, without learning it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckValue {
    /// Which key.
    pub name: String,
    /// A one-way function of it.
    pub value: [u8; 32],
}

impl Keyring {
    /// Draws new keys and writes them to a new file, readable by its owner only. Missing
    /// directories are made, likewise for their owner only.
    ///
    /// # Errors
    /// The file exists already or cannot be written.
    pub fn create(path: &Path, random: &dyn Random) -> Result<Self, KeyFileError> {
        let keys = file::Keys::draw(random);
        file::write_new(path, &keys, random)?;
        Self::from_keys(path, &keys)
    }

    /// Reads the keys from their file.
    ///
    /// # Errors
    /// The file is missing, readable by others, or no key file.
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        Self::from_keys(path, &file::read(path)?)
    }

    /// The key under which secrets are sealed at rest.
    pub fn master(&self) -> SealingKey {
        self.master.clone()
    }

    /// The key of the nonces for DPoP proofs (RFC 9449, section 8). It follows from the master key: nothing
    /// lasts that was made with it.
    pub fn dpop_nonces(&self) -> MacKey {
        self.dpop_nonces.clone()
    }

    /// The key of pairwise subject identifiers (OpenID Connect Core 1.0, section 8.1). It never changes.
    pub fn subjects(&self) -> MacKey {
        self.subjects.clone()
    }

    /// By what a database recognises these keys.
    pub fn check_values(&self) -> &[CheckValue] {
        &self.check_values
    }

    fn from_keys(path: &Path, keys: &file::Keys) -> Result<Self, KeyFileError> {
        let seeds: BTreeMap<_, _> = keys
            .oprf_seeds
            .iter()
            .map(|seed| (OprfKeyVersion(seed.version), Seed::from_bytes(*seed.seed)))
            .collect();
        let newest = seeds
            .last_key_value()
            .map(|(version, seed)| (*version, seed.clone()));
        let newest = newest.ok_or_else(|| KeyFileError::NoSeed(path.to_owned()))?;
        let check = |name: String, key: &[u8]| CheckValue {
            value: check_value(&name, key),
            name,
        };
        let mut check_values = vec![
            check("master key".to_owned(), &*keys.master_key),
            check("look-alike key".to_owned(), &*keys.look_alike_key),
        ];
        for seed in &keys.oprf_seeds {
            check_values.push(check(format!("OPRF seed {}", seed.version), &*seed.seed));
        }
        let subjects = match &keys.subject_key {
            Some(key) => MacKey::from_bytes(**key),
            None => MacKey::derive(&*keys.look_alike_key, "secrets-vault/1 subjects"),
        };
        check_values.push(CheckValue {
            name: "subject key".to_owned(),
            value: subjects.mac(&["secrets-vault/1 check of subject key"]),
        });
        Ok(Self {
            master: SealingKey::from_bytes(*keys.master_key),
            seeds,
            newest,
            look_alike: LookAlikeKey::from_bytes(*keys.look_alike_key),
            dpop_nonces: MacKey::derive(&*keys.master_key, "secrets-vault/1 DPoP nonces"),
            subjects,
            check_values,
        })
    }
}

impl OprfSeed for Keyring {
    fn newest(&self) -> (OprfKeyVersion, Seed) {
        self.newest.clone()
    }

    fn version(&self, version: OprfKeyVersion) -> Option<Seed> {
        self.seeds.get(&version).cloned()
    }

    fn look_alike_key(&self) -> LookAlikeKey {
        self.look_alike.clone()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(..)")
    }
}

fn check_value(name: &str, key: &[u8]) -> [u8; 32] {
    use hkdf::Hkdf;
    use sha2::Sha512;

    let mut value = Zeroizing::new([0; 32]);
    let info = format!("secrets-vault/1 check of {name}");
    // 32 bytes are within HKDF's limit, the only thing that could make this fail.
    let _ = Hkdf::<Sha512>::new(None, key).expand(info.as_bytes(), &mut *value);
    *value
}
