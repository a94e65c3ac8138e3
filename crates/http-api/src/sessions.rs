//! Where people are signed in: `/api/sessions` for oneself, below a user for those who manage users.

use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, delete, get, web};
use identity::sessions::Whose;
use identity::{ListedSession, SessionId};
use kernel::{TenantId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::Path;
use crate::stamp::StampView;

/// Adds the routes.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(list_own_sessions)
        .service(end_own_sessions)
        .service(end_own_session)
        .service(list_user_sessions)
        .service(end_user_sessions)
        .service(end_user_session);
}

/// A signed-in browser.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionView {
    /// Names the session; the `sid` of tokens.
    session_id: String,
    /// Who is signed in.
    user_id: String,
    /// In which tenant.
    tenant_id: String,
    /// When, from where and with what it was started.
    created: StampView,
    /// When it ends at the latest.
    #[schema(format = DateTime)]
    expires_at: String,
    /// When an application last got tokens in it.
    token_issue: Option<StampView>,
    /// When its browser was last here.
    last_access: StampView,
}

/// Live sessions, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionList {
    sessions: Vec<SessionView>,
    total: usize,
}

fn view(api: &Api, listed: ListedSession) -> SessionView {
    let session = listed.session;
    let browser = session.created.user_agent.clone();
    let issued_at = listed.tokens_issued_at;
    SessionView {
        session_id: session.session_id.as_str().to_owned(),
        user_id: session.user_id.into(),
        tenant_id: session.tenant_id.into(),
        created: api.stamp(session.created),
        expires_at: session.expires_at.to_rfc3339(),
        token_issue: issued_at.map(|at| api.moment(at, None)),
        last_access: api.moment(session.last_access, browser.as_deref()),
    }
}

fn list(api: &Api, sessions: Vec<ListedSession>) -> web::Json<SessionList> {
    let sessions: Vec<_> = sessions.into_iter().map(|it| view(api, it)).collect();
    web::Json(SessionList {
        total: sessions.len(),
        sessions,
    })
}

/// The caller's own sessions.
#[utoipa::path(
    tag = "sessions",
    operation_id = "list_own_sessions",
    responses((status = 200, description = "Live sessions", body = SessionList), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/sessions", wrap = "from_fn(authenticated)")]
pub(crate) async fn list_own_sessions(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
) -> Result<web::Json<SessionList>, Problem> {
    let sessions = api.sessions.list(&actor, Whose::Own).await?;
    Ok(list(&api, sessions))
}

/// Ends all of the caller's sessions, and revokes all refresh tokens.
#[utoipa::path(
    tag = "sessions",
    operation_id = "end_own_sessions",
    responses((status = 204, description = "No session is left"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete("/api/sessions", wrap = "from_fn(authenticated)")]
pub(crate) async fn end_own_sessions(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
) -> Result<HttpResponse, Problem> {
    api.sessions.end_all(&actor, Whose::Own).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends one of the caller's sessions.
#[utoipa::path(
    tag = "sessions",
    operation_id = "end_own_session",
    params(("session_id" = String, Path, description = "The session")),
    responses((status = 204, description = "The session has ended"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete("/api/sessions/{session_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn end_own_session(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(session): Path<String>,
) -> Result<HttpResponse, Problem> {
    let session = SessionId::from_stored(session);
    api.sessions.end(&actor, Whose::Own, &session).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A user's sessions.
#[utoipa::path(
    tag = "sessions",
    operation_id = "list_user_sessions",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    responses(
        (status = 200, description = "Live sessions", body = SessionList),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get(
    "/api/tenants/{tenant_id}/users/{user_id}/sessions",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn list_user_sessions(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, user)): Path<(TenantId, UserId)>,
) -> Result<web::Json<SessionList>, Problem> {
    let whose = Whose::User(&tenant, &user);
    let sessions = api.sessions.list(&actor, whose).await?;
    Ok(list(&api, sessions))
}

/// Ends all sessions of a user, and revokes all their refresh tokens.
#[utoipa::path(
    tag = "sessions",
    operation_id = "end_user_sessions",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    responses((status = 204, description = "No session is left"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete(
    "/api/tenants/{tenant_id}/users/{user_id}/sessions",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn end_user_sessions(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, user)): Path<(TenantId, UserId)>,
) -> Result<HttpResponse, Problem> {
    let whose = Whose::User(&tenant, &user);
    api.sessions.end_all(&actor, whose).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends one session of a user.
#[utoipa::path(
    tag = "sessions",
    operation_id = "end_user_session",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
        ("session_id" = String, Path, description = "The session"),
    ),
    responses((status = 204, description = "The session has ended"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete(
    "/api/tenants/{tenant_id}/users/{user_id}/sessions/{session_id}",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn end_user_session(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, user, session)): Path<(TenantId, UserId, String)>,
) -> Result<HttpResponse, Problem> {
    let (whose, session) = (Whose::User(&tenant, &user), SessionId::from_stored(session));
    api.sessions.end(&actor, whose, &session).await?;
    Ok(HttpResponse::NoContent().finish())
}
