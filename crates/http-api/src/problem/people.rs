//! What of a person's account, credentials and sign-in goes wrong.

use actix_web::http::StatusCode;
use identity::InvalidAccount;
use identity::api_key::{InvalidApiKey, ManageApiKeyError};
use identity::change::ChangeError;
use identity::device_link::FollowError;
use identity::email_change::EmailChangeError;
use identity::passkey::{PasskeyError, PasskeyOptionsError, PasskeySignInError};
use identity::registration::{EnrolError, VerifyEmailError};
use identity::reset::RequestResetError;
use identity::sign_in::{AuthenticateError, BeginError, StartSessionError};
use identity::sign_in_quality::SignInQualityError;
use identity::users::ManageUserError;

use super::Problem;

impl From<InvalidAccount> for Problem {
    fn from(error: InvalidAccount) -> Self {
        Self::body(error.field, error.problem)
    }
}

impl From<ManageApiKeyError> for Problem {
    fn from(error: ManageApiKeyError) -> Self {
        match error {
            ManageApiKeyError::Denied(denied) => denied.into(),
            ManageApiKeyError::Field(field) => {
                let name = match field {
                    InvalidApiKey::Name => "name",
                    InvalidApiKey::NoScope | InvalidApiKey::Scope => "scopes",
                };
                Self::body(name, field.to_string())
            }
            ManageApiKeyError::TooMuch(_) => Self::refused(StatusCode::FORBIDDEN, &error),
            ManageApiKeyError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<ManageUserError> for Problem {
    fn from(error: ManageUserError) -> Self {
        match error {
            ManageUserError::Denied(denied) => denied.into(),
            ManageUserError::Field(field) => field.into(),
            ManageUserError::Role(_) | ManageUserError::Protected(_) => {
                Self::refused(StatusCode::FORBIDDEN, &error)
            }
            ManageUserError::Taken | ManageUserError::Changed | ManageUserError::Disabled => {
                Self::refused(StatusCode::CONFLICT, &error)
            }
            ManageUserError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<BeginError> for Problem {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::Malformed(field) => field.into(),
            BeginError::Blocked { now, until } => Self::too_many(&error, now, until),
            BeginError::NotSignedIn => Self::refused(StatusCode::UNAUTHORIZED, &error),
            BeginError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<AuthenticateError> for Problem {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::Malformed(field) => field.into(),
            AuthenticateError::Refused => Self::refused(StatusCode::UNAUTHORIZED, &error),
            AuthenticateError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<StartSessionError> for Problem {
    fn from(error: StartSessionError) -> Self {
        match error {
            StartSessionError::Refused => Self::refused(StatusCode::UNAUTHORIZED, &error),
            StartSessionError::NotVerified => Self::refused(StatusCode::FORBIDDEN, &error),
            StartSessionError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<SignInQualityError> for Problem {
    fn from(error: SignInQualityError) -> Self {
        match error {
            SignInQualityError::Denied(denied) => denied.into(),
            SignInQualityError::NoTime => Self::query("until", error.to_string()),
            SignInQualityError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Denied(denied) => denied.into(),
            ChangeError::Malformed(field) => field.into(),
            ChangeError::PictureAlone => Self::body("is_picture_alone", error.to_string()),
            ChangeError::Refused => Self::refused(StatusCode::UNAUTHORIZED, &error),
            ChangeError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<EmailChangeError> for Problem {
    fn from(error: EmailChangeError) -> Self {
        match error {
            EmailChangeError::Denied(denied) => denied.into(),
            EmailChangeError::Field(field) => field.into(),
            EmailChangeError::Malformed(field) => field.into(),
            EmailChangeError::Refused => Self::refused(StatusCode::UNAUTHORIZED, &error),
            EmailChangeError::Taken | EmailChangeError::Changed => {
                Self::refused(StatusCode::CONFLICT, &error)
            }
            EmailChangeError::Limited { now, until } => Self::too_many(&error, now, until),
            EmailChangeError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<RequestResetError> for Problem {
    fn from(error: RequestResetError) -> Self {
        match error {
            RequestResetError::Malformed(field) => field.into(),
            RequestResetError::Address(name) => name.into(),
            RequestResetError::Limited { now, until } => Self::too_many(&error, now, until),
            RequestResetError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<EnrolError> for Problem {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Name(name) => name.into(),
            EnrolError::Malformed(field) => field.into(),
            EnrolError::PictureAlone => Self::body("is_picture_alone", error.to_string()),
            EnrolError::Closed | EnrolError::SecondNeeded | EnrolError::NoSecond => {
                Self::refused(StatusCode::FORBIDDEN, &error)
            }
            EnrolError::Refused | EnrolError::NoInvitation => {
                Self::refused(StatusCode::UNAUTHORIZED, &error)
            }
            EnrolError::Limited { now, until } => Self::too_many(&error, now, until),
            EnrolError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<FollowError> for Problem {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::NoLink => Self::refused(StatusCode::UNAUTHORIZED, &error),
            FollowError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<PasskeyError> for Problem {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Denied(denied) => denied.into(),
            PasskeyError::Off => Self::refused(StatusCode::FORBIDDEN, &error),
            PasskeyError::Name => Self::body("name", error.to_string()),
            PasskeyError::Full => Self::refused(StatusCode::CONFLICT, &error),
            PasskeyError::Refused => Self::bad_request(&error),
            PasskeyError::Busy { now, until } => Self::too_many(&error, now, until),
            PasskeyError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<PasskeyOptionsError> for Problem {
    fn from(error: PasskeyOptionsError) -> Self {
        match error {
            PasskeyOptionsError::Malformed(field) => field.into(),
            PasskeyOptionsError::Off => Self::refused(StatusCode::FORBIDDEN, &error),
            PasskeyOptionsError::Blocked { now, until } => Self::too_many(&error, now, until),
            PasskeyOptionsError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<PasskeySignInError> for Problem {
    fn from(error: PasskeySignInError) -> Self {
        match error {
            PasskeySignInError::Off => Self::refused(StatusCode::FORBIDDEN, &error),
            PasskeySignInError::Refused => Self::refused(StatusCode::UNAUTHORIZED, &error),
            PasskeySignInError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<VerifyEmailError> for Problem {
    fn from(error: VerifyEmailError) -> Self {
        match error {
            VerifyEmailError::Malformed(field) => field.into(),
            VerifyEmailError::WrongCode => Self::refused(StatusCode::UNAUTHORIZED, &error),
            VerifyEmailError::Taken => Self::refused(StatusCode::CONFLICT, &error),
            VerifyEmailError::Unavailable(storage) => storage.into(),
        }
    }
}
