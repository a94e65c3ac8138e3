//! Blocked addresses and accounts, each list under both of its published paths.

use std::net::IpAddr;

use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, delete, get, web};
use identity::Account;
use identity::attempts::{Block, BlockPage, BlockWindow};
use kernel::{Actor, TenantId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::{Bounded, Path, Query};

/// Adds the routes.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(blocked_ips)
        .service(blocked_ips_alias)
        .service(unblock_ip)
        .service(block_users)
        .service(block_users_alias)
        .service(unblock_user);
}

/// Which blocks to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BlockQuery {
    /// The page, the first one being 0.
    #[param(value_type = Option<u32>, minimum = 0, maximum = 2_147_483_647, default = 0)]
    page: Option<Bounded<0, { i32::MAX as i64 }>>,
    /// Most blocks on a page.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 100)]
    page_size: Option<Bounded<1, 500>>,
    /// 1: the first to end come first; -1: the last do.
    #[param(value_type = Option<i32>, minimum = -1, maximum = 1, default = -1)]
    sort_direction: Option<Bounded<-1, 1>>,
}

impl BlockQuery {
    fn read(self) -> BlockWindow {
        let limit: u32 = self.page_size.map_or(100, Bounded::get);
        let page: u64 = self.page.map_or(0, Bounded::get);
        BlockWindow {
            is_descending: self
                .sort_direction
                .is_none_or(|direction| direction.get::<i64>() < 1),
            limit,
            offset: page.saturating_mul(limit.into()),
        }
    }
}

/// A blocked address.
#[derive(Serialize, ToSchema)]
pub(crate) struct BlockedIp {
    /// The address; of IPv6 its /64.
    ip: String,
    /// In which tenant.
    tenant_id: String,
    /// Since when.
    #[schema(format = DateTime)]
    blocked_at: String,
    /// For how many seconds.
    block_time_seconds: u64,
}

/// A blocked account.
#[derive(Serialize, ToSchema)]
pub(crate) struct BlockedUser {
    user_id: String,
    username: String,
    email: String,
    tenant_id: String,
    /// Since when.
    #[schema(format = DateTime)]
    blocked_at: String,
    /// For how many seconds.
    block_time_seconds: u64,
}

/// Some blocked addresses of many.
#[derive(Serialize, ToSchema)]
pub(crate) struct BlockedIpPage {
    data: Vec<BlockedIp>,
    /// There are more behind them.
    has_next: bool,
    /// How many there are in all.
    total_count: u64,
}

/// Some blocked accounts of many.
#[derive(Serialize, ToSchema)]
pub(crate) struct BlockedUserPage {
    data: Vec<BlockedUser>,
    /// There are more behind them.
    has_next: bool,
    /// How many there are in all.
    total_count: u64,
}

fn has_next<T>(page: &BlockPage<T>, window: BlockWindow) -> bool {
    let shown = u64::try_from(page.blocked.len()).unwrap_or(u64::MAX);
    window.offset.saturating_add(shown) < page.total
}

impl Api {
    async fn blocked_ips(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        query: BlockQuery,
    ) -> Result<web::Json<BlockedIpPage>, Problem> {
        let window = query.read();
        let page = self.blocks.networks(actor, tenant, window).await?;
        let view = |block: Block<IpAddr>| BlockedIp {
            ip: block.what.to_string(),
            tenant_id: tenant.to_string(),
            blocked_at: block.blocked_at.to_rfc3339(),
            block_time_seconds: block.duration.as_secs(),
        };
        Ok(web::Json(BlockedIpPage {
            has_next: has_next(&page, window),
            total_count: page.total,
            data: page.blocked.into_iter().map(view).collect(),
        }))
    }

    async fn blocked_users(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        query: BlockQuery,
    ) -> Result<web::Json<BlockedUserPage>, Problem> {
        let window = query.read();
        let page = self.blocks.accounts(actor, tenant, window).await?;
        let view = |block: Block<Account>| BlockedUser {
            user_id: block.what.user_id.into(),
            username: block.what.username.to_string(),
            email: block.what.email.to_string(),
            tenant_id: tenant.to_string(),
            blocked_at: block.blocked_at.to_rfc3339(),
            block_time_seconds: block.duration.as_secs(),
        };
        Ok(web::Json(BlockedUserPage {
            has_next: has_next(&page, window),
            total_count: page.total,
            data: page.blocked.into_iter().map(view).collect(),
        }))
    }
}

macro_rules! lists {
    ($($(#[$meta:meta])* $name:ident at $path:literal gives $page:ident by $method:ident;)*) => {
        $(
            $(#[$meta])*
            #[utoipa::path(
                tag = "blocks",
                params(("tenant_id" = String, Path, description = "The tenant"), BlockQuery),
                responses(
                    (status = 200, description = "Blocks", body = $page),
                    (status = 422, description = "Validation Error", body = HTTPValidationError),
                    Refusals,
                ),
                security(("APIKeyHeader" = []), ("HTTPBearer" = []))
            )]
            #[get($path, wrap = "from_fn(authenticated)")]
            pub(crate) async fn $name(
                api: web::Data<Api>,
                Authenticated(actor): Authenticated,
                Path(tenant): Path<TenantId>,
                Query(query): Query<BlockQuery>,
            ) -> Result<web::Json<$page>, Problem> {
                api.$method(&actor, &tenant, query).await
            }
        )*
    };
}

lists! {
    /// Addresses that are blocked for the moment.
    blocked_ips at "/api/tenants/{tenant_id}/blocked-ips" gives BlockedIpPage by blocked_ips;
    /// The same under its other path.
    blocked_ips_alias at "/api/blocked-ips/{tenant_id}" gives BlockedIpPage by blocked_ips;
    /// Accounts that are blocked to strangers for the moment.
    block_users at "/api/tenants/{tenant_id}/blocked-users" gives BlockedUserPage by blocked_users;
    /// The same under its other path.
    block_users_alias at "/api/blocked-users/{tenant_id}" gives BlockedUserPage by blocked_users;
}

/// Lets an address begin again.
#[utoipa::path(
    tag = "blocks",
    operation_id = "unblock_ip",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("ip" = String, Path, description = "The address; of IPv6 any of its /64"),
    ),
    responses((status = 204, description = "The block is lifted"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete(
    "/api/tenants/{tenant_id}/blocked-ips/{ip}",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn unblock_ip(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, address)): Path<(TenantId, IpAddr)>,
) -> Result<HttpResponse, Problem> {
    api.blocks.lift_network(&actor, &tenant, address).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Lets strangers begin again for an account. What counts over all time stays.
#[utoipa::path(
    tag = "blocks",
    operation_id = "unblock_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    responses((status = 204, description = "The block is lifted"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete(
    "/api/tenants/{tenant_id}/blocked-users/{user_id}",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn unblock_user(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, user)): Path<(TenantId, UserId)>,
) -> Result<HttpResponse, Problem> {
    api.blocks.lift_account(&actor, &tenant, &user).await?;
    Ok(HttpResponse::NoContent().finish())
}
