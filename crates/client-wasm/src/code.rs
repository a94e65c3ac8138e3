//! Errors, as JavaScript sees them.

use keepic::{
    GridError, PatternError, PictureError, PinError, Refusal, StretchError, Warning, Weakness,
};
use std::fmt::Display;
use wasm_bindgen::prelude::wasm_bindgen;
use zkp_protocol::prover::{AnswerError, EnrolError, OpenError, RecoverError};
use zkp_protocol::{UnknownPurpose, UnusableInput};

#[wasm_bindgen]
extern "C" {
    /// What is thrown: an `Error` whose name is a code.
    #[wasm_bindgen(js_name = Error)]
    pub type Thrown;

    #[wasm_bindgen(constructor, js_class = "Error")]
    fn new(message: &str) -> Thrown;

    #[wasm_bindgen(method, setter)]
    fn set_name(this: &Thrown, name: &str);
}

impl<E: Coded + Display> From<E> for Thrown {
    fn from(error: E) -> Self {
        let thrown = Self::new(&error.to_string());
        thrown.set_name(error.code());
        thrown
    }
}

/// Something a program tells apart by a short name.
pub(crate) trait Coded {
    /// The name.
    fn code(&self) -> &'static str;
}

impl Coded for PictureError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooSmall { .. } => "too_small",
            Self::TooLarge { .. } => "too_large",
            Self::WrongLength { .. } => "unreadable",
        }
    }
}

impl Coded for GridError {
    fn code(&self) -> &'static str {
        "unreadable"
    }
}

impl Coded for PinError {
    fn code(&self) -> &'static str {
        "pin"
    }
}

impl Coded for PatternError {
    fn code(&self) -> &'static str {
        "pattern"
    }
}

impl Coded for UnusableInput {
    fn code(&self) -> &'static str {
        "refused"
    }
}

impl Coded for UnknownPurpose {
    fn code(&self) -> &'static str {
        "refused"
    }
}

impl Coded for StretchError {
    fn code(&self) -> &'static str {
        match self {
            Self::OutOfMemory => "out_of_memory",
            Self::Unusable => "refused",
        }
    }
}

impl Coded for OpenError {
    fn code(&self) -> &'static str {
        match self {
            Self::OtherVersion(_) => "other_version",
            Self::Unreadable => "refused",
            Self::ForeignOrigin { .. } => "foreign_origin",
        }
    }
}

impl Coded for RecoverError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoMatch => "no_match",
            Self::Stretch(error) => error.code(),
        }
    }
}

impl Coded for AnswerError {
    fn code(&self) -> &'static str {
        "refused"
    }
}

impl Coded for EnrolError {
    fn code(&self) -> &'static str {
        match self {
            Self::Stretch(error) => error.code(),
            Self::Answer(error) => error.code(),
            Self::ZeroSecret => "refused",
        }
    }
}

impl Coded for Weakness {
    fn code(&self) -> &'static str {
        match self {
            Self::RepeatedDigit => "repeated_digit",
            Self::Run => "run",
            Self::RepeatedBlock => "repeated_block",
            Self::Mirrored => "mirrored",
            Self::Date => "date",
            Self::Popular => "popular",
            Self::StraightLine => "straight_line",
            Self::Letter => "letter",
        }
    }
}

impl Coded for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TooSmall => "too_small",
            Self::AlmostNoDetail => "almost_no_detail",
            Self::TooDarkOrBlurred => "too_dark_or_blurred",
            Self::SymmetricOrRepeating => "symmetric_or_repeating",
            Self::MostlyBlank => "mostly_blank",
            Self::TooSmooth => "too_smooth",
        }
    }
}

impl Coded for Warning {
    fn code(&self) -> &'static str {
        match self {
            Self::LittleDetail => "little_detail",
        }
    }
}
