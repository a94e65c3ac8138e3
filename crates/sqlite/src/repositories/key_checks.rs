//! Whether a node has the keys that the database was made with.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::StorageError;

use super::schema::key_checks;
use crate::backend::{Connection, Failure, Store};

/// What the database says to a key check value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCheck {
    /// There was none of that name: it is stored now.
    Fresh,
    /// It is the one that is stored.
    Same,
    /// Another one is stored: these are not the keys of this database.
    Different,
}

impl Store {
    /// Whether the database has not been used with any keys yet, and may be given new ones.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn is_empty(&self) -> Result<bool, StorageError> {
        self.read(async |connection: &mut Connection| {
            let any = diesel::select(diesel::dsl::exists(
                key_checks::table.select(key_checks::name),
            ));
            Ok(!any.get_result::<bool>(connection).await?)
        })
        .await
    }

    /// Compares a key check value with the stored one, or stores it if there is none, in one step.
    /// The value gives nothing of the key away.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn verify_key_check(
        &self,
        name: &str,
        expected: &[u8],
    ) -> Result<KeyCheck, StorageError> {
        let (name, expected) = (name.to_owned(), expected.to_vec());
        self.write(async move |connection| {
            let stored = diesel::insert_into(key_checks::table)
                .values((key_checks::name.eq(&name), key_checks::value.eq(&expected)))
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            if stored == 1 {
                return Ok::<_, Failure>(KeyCheck::Fresh);
            }
            let known: Vec<u8> = key_checks::table
                .find(&name)
                .select(key_checks::value)
                .first(connection)
                .await?;
            Ok(if known == expected {
                KeyCheck::Same
            } else {
                KeyCheck::Different
            })
        })
        .await
    }
}
