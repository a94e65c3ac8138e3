//! What of tenants and their clients goes wrong.

use actix_web::http::StatusCode;
use kernel::Denied;
use tenancy::{
    CloseTenantError, CreateTenantError, DeleteClientError, InvalidRegistration, InvalidSetting,
    RegisterClientError, RotateSecretError, UpdateClientError, UpdateTenantError,
};

use super::Problem;

impl From<InvalidSetting> for Problem {
    fn from(error: InvalidSetting) -> Self {
        let place: Vec<_> = std::iter::once("body")
            .chain(error.field.split('.'))
            .collect();
        Self::field(&place, error.problem, "value_error")
    }
}

impl From<InvalidRegistration> for Problem {
    fn from(error: InvalidRegistration) -> Self {
        let said = error.to_string();
        match said.split_once(": ") {
            Some((field, problem)) => Self::body(field, problem),
            None => Self::field(&["body"], said, "value_error"),
        }
    }
}

impl From<CreateTenantError> for Problem {
    fn from(error: CreateTenantError) -> Self {
        match error {
            CreateTenantError::Denied(denied) => denied.into(),
            CreateTenantError::Taken(_) => Self::refused(StatusCode::CONFLICT, &error),
            CreateTenantError::Setting(setting) => setting.into(),
            CreateTenantError::Storage(storage) => storage.into(),
        }
    }
}

impl From<UpdateTenantError> for Problem {
    fn from(error: UpdateTenantError) -> Self {
        match error {
            UpdateTenantError::Denied(denied) => denied.into(),
            UpdateTenantError::Setting(setting) => setting.into(),
            UpdateTenantError::Contended => Self::refused(StatusCode::CONFLICT, &error),
            UpdateTenantError::Storage(storage) => storage.into(),
        }
    }
}

impl From<CloseTenantError> for Problem {
    fn from(error: CloseTenantError) -> Self {
        match error {
            CloseTenantError::Denied(denied) => denied.into(),
            CloseTenantError::Main | CloseTenantError::Closed | CloseTenantError::Open => {
                Self::refused(StatusCode::CONFLICT, &error)
            }
            CloseTenantError::Storage(storage) => storage.into(),
        }
    }
}

impl From<RegisterClientError> for Problem {
    fn from(error: RegisterClientError) -> Self {
        match error {
            RegisterClientError::Denied(denied) => denied.into(),
            RegisterClientError::Taken(_) => Self::refused(StatusCode::CONFLICT, &error),
            RegisterClientError::NoTenant(_) => Denied::NotFound.into(),
            RegisterClientError::Registration(registration) => registration.into(),
            RegisterClientError::Storage(storage) => storage.into(),
        }
    }
}

impl From<UpdateClientError> for Problem {
    fn from(error: UpdateClientError) -> Self {
        match error {
            UpdateClientError::Denied(denied) => denied.into(),
            UpdateClientError::Field(field) => field.into(),
            UpdateClientError::Registration(registration) => registration.into(),
            UpdateClientError::Contended => Self::refused(StatusCode::CONFLICT, &error),
            UpdateClientError::Storage(storage) => storage.into(),
        }
    }
}

impl From<RotateSecretError> for Problem {
    fn from(error: RotateSecretError) -> Self {
        match error {
            RotateSecretError::Denied(denied) => denied.into(),
            RotateSecretError::NoSecret => Self::refused(StatusCode::CONFLICT, &error),
            RotateSecretError::Overlap => Self::body("overlap_seconds", error.to_string()),
            RotateSecretError::Storage(storage) => storage.into(),
        }
    }
}

impl From<DeleteClientError> for Problem {
    fn from(error: DeleteClientError) -> Self {
        match error {
            DeleteClientError::Denied(denied) => denied.into(),
            DeleteClientError::Locked => Self::refused(StatusCode::CONFLICT, &error),
            DeleteClientError::Storage(storage) => storage.into(),
        }
    }
}
