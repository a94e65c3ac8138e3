//! What a node asks beside the ports of the domains.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{KeyCheck, StorageError, Timestamp, Upkeep};

use super::kept::Keep as _;
use super::schema::key_checks;
use super::sweep::sweep;
use crate::backend::{Connection, Store};

#[async_trait]
impl Upkeep for Store {
    async fn ping(&self) -> Result<(), StorageError> {
        let probe = async |connection: &mut Connection| {
            diesel::sql_query("SELECT 1").execute(connection).await?;
            Ok(())
        };
        self.read(probe).await?;
        self.write(probe).await
    }

    async fn is_empty(&self) -> Result<bool, StorageError> {
        self.read(async |connection: &mut Connection| {
            let any = diesel::select(diesel::dsl::exists(
                key_checks::table.select(key_checks::name),
            ));
            Ok(!any.get_result::<bool>(connection).await?)
        })
        .await
    }

    async fn verify_key_check(
        &self,
        name: &str,
        expected: &[u8],
    ) -> Result<KeyCheck, StorageError> {
        let (name, expected) = (name.to_owned(), expected.to_vec());
        self.write(async move |connection| {
            let stored = diesel::insert_into(key_checks::table)
                .values((key_checks::name.eq(&name), key_checks::value.eq(&expected)))
                .on_conflict_do_nothing()
                .kept()
                .execute(connection)
                .await?;
            if stored == 1 {
                return Ok(KeyCheck::Fresh);
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

    async fn sweep(&self, now: Timestamp) -> Result<usize, StorageError> {
        sweep(self, now).await
    }

    async fn shut_down(&self) -> Result<(), StorageError> {
        self.finish().await
    }
}
