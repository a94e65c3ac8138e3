//! Opens what the domain stands on: key file, database, clock, randomness.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use async_trait::async_trait;
use kernel::{KeyCheck, SealingKey, StorageError, Upkeep};
use keyring::{KeyFileError, Keyring};
use outbound::{OutboundClient, UnusableConfig};
use postgres::PostgresStore;
use sqlite::{SqliteConfig, SqliteStore};

use crate::Failure;
use crate::config::{ConfigError, DatabaseUrl, Settings};
use crate::output::print;
use crate::storage::Storage;
use crate::system::{SystemClock, SystemRandom};
use crate::tls;

/// What stands behind the ports. A clone is the same adapters.
#[derive(Clone)]
pub(crate) struct Adapters {
    pub(crate) store: Arc<dyn Storage>,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) clock: Arc<SystemClock>,
    pub(crate) random: Arc<SystemRandom>,
    pub(crate) outbound: Arc<OutboundClient>,
}

impl Adapters {
    /// Opens the configured database and the keys that belong to it. Keys are made only for a
    /// database that is empty, and refused for one that was made with others.
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failure> {
        check_place_of_data(settings)?;
        let random = Arc::new(SystemRandom);
        let keyring = Arc::new(open_keyring(settings, &random).await?);
        let store = open_store(settings, keyring.master(), &random).await?;
        for check in keyring.check_values() {
            if store.verify_key_check(&check.name, &check.value).await? == KeyCheck::Different {
                return Err(format!(
                    "the {} in {} is not the one that the database was made with; supply that one (SECRETS_VAULT__KEYS__FILE names its file)",
                    check.name,
                    settings.key_file().display(),
                )
                .into());
            }
        }
        Ok(Self {
            store,
            keyring,
            clock: Arc::new(SystemClock),
            random,
            outbound: Arc::new(outbound_client(settings)?),
        })
    }
}

/// Who asks other servers.
pub(crate) fn outbound_client(settings: &Settings) -> Result<OutboundClient, ConfigError> {
    let config = settings.outbound()?;
    OutboundClient::new(&config).map_err(|error| {
        let problem = match &error {
            UnusableConfig::Certificates(file, stack) => {
                format!("{}: {}", file.display(), tls::reason(stack))
            }
            UnusableConfig::Tls(_) => error.to_string(),
        };
        ConfigError::value("outbound.trusted_certificates", problem)
    })
}

/// The key file; made if there is none and the database is empty.
async fn open_keyring(settings: &Settings, random: &Arc<SystemRandom>) -> Result<Keyring, Failure> {
    let path = settings.key_file();
    match Keyring::open(&path) {
        Err(KeyFileError::Missing(_)) => {}
        opened => return Ok(opened?),
    }
    // Nothing is sealed or opened by this store: it only says whether there is anything.
    let unkeyed = open_store(settings, SealingKey::from_bytes([0; 32]), random).await?;
    if !unkeyed.is_empty().await? {
        // Missing still, unless another node has made both since.
        return Ok(Keyring::open(&path)?);
    }
    match Keyring::create(&path, &**random) {
        // Another node was faster.
        Err(KeyFileError::Exists(_)) => Ok(Keyring::open(&path)?),
        created => Ok(created?),
    }
}

/// Whether the database has been used with any keys. Nothing is made.
pub(crate) async fn is_in_use(settings: &Settings) -> Result<bool, Failure> {
    match settings.database_url()? {
        DatabaseUrl::Sqlite(path) => Ok(path.exists()),
        DatabaseUrl::Postgres(url) => {
            let config = settings.database.on_server(*url, settings.http.threads());
            let unkeyed = SealingKey::from_bytes([0; 32]);
            let store = PostgresStore::open(config, unkeyed, Arc::new(SystemRandom)).await?;
            match store.is_empty().await {
                Ok(is_empty) => Ok(!is_empty),
                // There are no tables yet.
                Err(StorageError::Corrupt(_)) => Ok(false),
                Err(unavailable) => Err(unavailable.into()),
            }
        }
    }
}

async fn open_store(
    settings: &Settings,
    key: SealingKey,
    random: &Arc<SystemRandom>,
) -> Result<Arc<dyn Storage>, Failure> {
    match settings.database_url()? {
        DatabaseUrl::Sqlite(path) => {
            make_place_of(&path)?;
            let store = SqliteStore::open(SqliteConfig::at(path), key, random.clone()).await?;
            store.migrate().await?;
            Ok(Arc::new(store))
        }
        DatabaseUrl::Postgres(url) => {
            let config = settings.database.on_server(*url, settings.http.threads());
            let store = PostgresStore::open(config, key, random.clone()).await?;
            store.migrate().await?;
            Ok(Arc::new(store))
        }
    }
}

/// Refuses a place where there is no database in a file yet, and none can be made. Nothing is made.
pub(crate) fn check_place_of_data(settings: &Settings) -> Result<(), ConfigError> {
    match settings.database_url()? {
        DatabaseUrl::Sqlite(path) => check_place(settings.place_setting(), &path),
        DatabaseUrl::Postgres(_) => Ok(()),
    }
}

/// The same for the key file.
pub(crate) fn check_place_of_keys(settings: &Settings) -> Result<(), ConfigError> {
    check_place("keys.file", &settings.key_file())
}

fn check_place(setting: &'static str, file: &Path) -> Result<(), ConfigError> {
    if file.exists() {
        return Ok(());
    }
    let directory = directory_of(file);
    let there = directory.ancestors().find(|place| place.exists());
    let there = there.unwrap_or(Path::new("."));
    let problem = if there.is_dir() {
        // A file without a name says more than permissions: the disk may be full, or there to be read only.
        match tempfile::tempfile_in(there) {
            Ok(_) => return Ok(()),
            Err(error) => error.to_string(),
        }
    } else {
        format!("{} is no directory", there.display())
    };
    let problem = format!("{} cannot be made: {problem}", file.display());
    Err(ConfigError::value(setting, problem))
}

/// The directory that a file is in.
fn directory_of(file: &Path) -> &Path {
    let directory = file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    directory.unwrap_or(Path::new("."))
}

/// Makes the file of a new database, and its directory, for this user alone.
fn make_place_of(database: &Path) -> Result<(), Failure> {
    let directory = directory_of(database);
    let made = DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory);
    made.map_err(|error| format!("cannot make the directory {}: {error}", directory.display()))?;
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(database);
    match made {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            let database = database.display();
            Err(format!("cannot make the database {database}: {error}").into())
        }
        _ => Ok(()),
    }
}

/// `migrate`: brings the database up to date, and stops.
pub(crate) fn migrate(settings: &Settings) -> Result<ExitCode, Failure> {
    actix_web::rt::System::new().block_on(async {
        Adapters::open(settings).await?;
        print(&format!("{} is up to date", settings.database_url()?))
    })
}

/// Readiness as the HTTP surface asks for it.
pub(crate) struct StoreReadiness(pub(crate) Arc<dyn Upkeep>);

#[async_trait]
impl http_api::Readiness for StoreReadiness {
    async fn check(&self) -> Result<(), StorageError> {
        self.0.ping().await
    }
}
