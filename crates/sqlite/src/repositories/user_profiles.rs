//! What provisioning says about people beside their accounts.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use provisioning::UserEntry;
use scim::Leaf;

use super::comparisons::head;
use super::document::Document;
use super::fragment::Fragment;
use super::kept::Keep as _;
use super::schema::{user_external_ids, user_profiles, user_values};
use crate::backend::{Connection, Failure};

/// A profile as it is stored, with its values and what its provisioner calls the person.
#[derive(Clone)]
pub(super) struct ProfileRows {
    tenant_id: String,
    user_id: String,
    provisioner: String,
    external_id: Option<String>,
    profile: Document,
    values: Vec<ValueRow>,
}

#[derive(Clone)]
struct ValueRow {
    attribute: String,
    element: Option<String>,
    is_first: bool,
    key: String,
}

/// What the account's own columns say, or other tables.
const ELSEWHERE: [&str; 4] = ["id", "username", "active", "externalid"];
/// Values of one statement, which has eight parameters for each.
const CHUNK: usize = 1_000;

impl ProfileRows {
    pub(super) fn of(entry: &UserEntry<'_>) -> Result<Self, Failure> {
        let user_id = entry.account.user_id.to_string();
        let is_kept = |leaf: &&Leaf| {
            let name = leaf.attribute.as_str();
            let is_address = leaf.is_first && matches!(name, "emails" | "emails.value");
            let is_set = name.starts_with("meta") || name.starts_with("groups");
            !is_address && !is_set && !ELSEWHERE.contains(&name)
        };
        let kept = entry.leaves.iter().filter(is_kept);
        Ok(Self {
            values: kept.map(|leaf| ValueRow::of(leaf, &user_id)).collect(),
            tenant_id: entry.account.tenant_id.to_string(),
            user_id,
            provisioner: entry.provisioner.to_string(),
            external_id: entry.external_id.map(str::to_owned),
            profile: Document::of(entry.profile)?,
        })
    }

    /// Whether the provisioner calls another person so.
    pub(super) async fn is_taken(&self, connection: &mut Connection) -> Result<bool, Failure> {
        let Some(external_id) = &self.external_id else {
            return Ok(false);
        };
        let holder: Option<String> = user_external_ids::table
            .find((&self.tenant_id, &self.provisioner, external_id))
            .select(user_external_ids::user_id)
            .first(connection)
            .await
            .optional()?;
        Ok(holder.is_some_and(|holder| holder != self.user_id))
    }

    /// Stores the profile as revision `revision`, in place of an earlier one.
    pub(super) async fn replace(
        &self,
        revision: u32,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        let revision = i64::from(revision);
        diesel::insert_into(user_profiles::table)
            .values((
                user_profiles::tenant_id.eq(&self.tenant_id),
                user_profiles::user_id.eq(&self.user_id),
                user_profiles::profile.eq(&self.profile),
                user_profiles::revision.eq(revision),
            ))
            .on_conflict((user_profiles::tenant_id, user_profiles::user_id))
            .do_update()
            .set((
                user_profiles::profile.eq(&self.profile),
                user_profiles::revision.eq(revision),
            ))
            .kept()
            .execute(connection)
            .await?;
        self.replace_values(connection).await?;
        self.replace_external_id(connection).await
    }

    async fn replace_values(&self, connection: &mut Connection) -> Result<(), Failure> {
        let earlier = user_values::table
            .filter(user_values::tenant_id.eq(&self.tenant_id))
            .filter(user_values::user_id.eq(&self.user_id));
        diesel::delete(earlier).execute(connection).await?;
        let numbered: Vec<_> = (0..).zip(&self.values).collect();
        for chunk in numbered.chunks(CHUNK) {
            let rows = chunk.iter().map(|(position, row)| self.row(*position, row));
            let insert = Fragment::of(
                "INSERT INTO user_values \
                 (tenant_id, user_id, position, attribute, element, is_first, head, key) VALUES ",
            );
            let insert = insert.then(Fragment::listed(rows));
            insert.execute(connection).await?;
        }
        Ok(())
    }

    fn row(&self, position: i64, row: &ValueRow) -> Fragment {
        let start = Fragment::of("(")
            .text(&self.tenant_id)
            .sql(", ")
            .text(&self.user_id)
            .sql(", ")
            .number(position)
            .sql(", ")
            .text(&row.attribute)
            .sql(", ");
        let start = match &row.element {
            Some(element) => start.text(element),
            None => start.sql("NULL"),
        };
        start
            .sql(", ")
            .flag(row.is_first)
            .sql(", ")
            .text(&head(&row.key))
            .sql(", ")
            .text(&row.key)
            .sql(")")
    }

    async fn replace_external_id(&self, connection: &mut Connection) -> Result<(), Failure> {
        let earlier = user_external_ids::table
            .filter(user_external_ids::tenant_id.eq(&self.tenant_id))
            .filter(user_external_ids::user_id.eq(&self.user_id))
            .filter(user_external_ids::provisioner.eq(&self.provisioner));
        diesel::delete(earlier).execute(connection).await?;
        if let Some(external_id) = &self.external_id {
            diesel::insert_into(user_external_ids::table)
                .values((
                    user_external_ids::tenant_id.eq(&self.tenant_id),
                    user_external_ids::provisioner.eq(&self.provisioner),
                    user_external_ids::external_id.eq(external_id),
                    user_external_ids::user_id.eq(&self.user_id),
                ))
                .kept()
                .execute(connection)
                .await?;
        }
        Ok(())
    }
}

impl ValueRow {
    fn of(leaf: &Leaf, user: &str) -> Self {
        let is_address = leaf.is_first && leaf.attribute.starts_with("emails.");
        let element = leaf.element.map(|number| {
            if is_address {
                format!("{user}#address")
            } else {
                format!("{user}#{number}")
            }
        });
        Self {
            attribute: leaf.attribute.clone(),
            element,
            is_first: leaf.is_first,
            key: leaf.key.as_str().to_owned(),
        }
    }
}
