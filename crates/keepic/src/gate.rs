//! Whether a picture is fit to enrol (keepic-1, section 4). All counts are integers.

mod look;
mod self_test;

use crate::coefficients::Coefficients;
use crate::features::Features;
use crate::grid::Grid;
use crate::impression::Impression;
use crate::picture::Picture;
use crate::quality::Quality;
use look::Look;
use thiserror::Error;

/// The shortest side a picture may have at enrolment, in pixels.
pub const MIN_ENROLMENT_SIDE: u32 = 256;

/// Strong coefficients from which a picture is accepted (0.60 of 1023).
const ACCEPTED: u16 = 614;

/// Strong coefficients from which a picture may be accepted with a warning (0.50 of 1023).
const TOLERATED: u16 = 512;

/// Set bits of a picture without symmetry (0.40 to 0.60 of 1023).
const BALANCED: std::ops::RangeInclusive<u16> = 410..=613;

/// Bits that a small caption may change.
const CAPTION_TOLERANCE: u16 = 80;

/// What a tenant lets through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GatePolicy {
    /// Whether a picture with a quality of 0.50 to 0.60 is accepted with a warning.
    pub accept_little_detail: bool,
}

/// A picture that is fit to enrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// How much detail it has.
    pub quality: Quality,
    /// What the person should know before using it.
    pub warning: Option<Warning>,
    /// Its features, which had to be computed on the way.
    pub features: Features,
}

/// What a person should know about an accepted picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Warning {
    /// The quality is between 0.50 and 0.60.
    #[error(
        "this picture has little detail; a copy that was edited or marked may not be recognised, so a picture with more detail is safer"
    )]
    LittleDetail,
}

/// Why a picture is not fit to enrol, in a sentence for the person who chose it.
///
/// Where several reasons hold, the first in this order is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A side is under 256 pixels.
    #[error(
        "this picture is too small; each side needs at least {MIN_ENROLMENT_SIDE} pixels, so choose the original instead of a preview"
    )]
    TooSmall,
    /// A plain colour or a gradient.
    #[error(
        "this picture has almost no detail, like a plain colour or a gradient; choose a photo of something with many things in it"
    )]
    AlmostNoDetail,
    /// A dark or a blurred photograph.
    #[error("this picture is too dark or too blurred; choose a bright and sharp one")]
    TooDarkOrBlurred,
    /// Mirrored, tiled, a chessboard.
    #[error(
        "this picture is symmetric or repeats a pattern, which leaves little to recognise it by; choose a photo of an everyday scene"
    )]
    SymmetricOrRepeating,
    /// A screenshot, or text on a plain background.
    #[error(
        "large parts of this picture are blank, as in a screenshot or text on a plain background; choose a photo that fills its frame with detail"
    )]
    MostlyBlank,
    /// The self-test failed.
    #[error(
        "this picture is too smooth: a small caption would lock you out; choose one with more detail"
    )]
    TooSmooth,
}

/// Decides whether a picture is fit to enrol.
pub fn assess(picture: &Picture, policy: &GatePolicy) -> Result<Assessment, Refusal> {
    check_sides(picture.width(), picture.height())?;
    assess_detail(&Grid::of(picture), *policy)
}

/// The same for a picture that came in strips.
pub fn assess_impression(
    impression: &Impression,
    policy: &GatePolicy,
) -> Result<Assessment, Refusal> {
    check_sides(impression.width(), impression.height())?;
    assess_detail(impression.grid(), *policy)
}

fn check_sides(width: u32, height: u32) -> Result<(), Refusal> {
    if width.min(height) < MIN_ENROLMENT_SIDE {
        Err(Refusal::TooSmall)
    } else {
        Ok(())
    }
}

fn assess_detail(grid: &Grid, policy: GatePolicy) -> Result<Assessment, Refusal> {
    let coefficients = Coefficients::of(grid);
    let quality = coefficients.quality();
    let features = Features::of_coefficients(&coefficients);
    let enough = if policy.accept_little_detail {
        TOLERATED
    } else {
        ACCEPTED
    };
    let detailed = quality.strong() >= enough;
    let balanced = BALANCED.contains(&features.ones());
    match Look::of(grid, &coefficients) {
        Look::Plain if !detailed => return Err(Refusal::AlmostNoDetail),
        Look::DarkOrBlurred if !detailed => return Err(Refusal::TooDarkOrBlurred),
        _ if !balanced => return Err(Refusal::SymmetricOrRepeating),
        _ if !detailed => return Err(Refusal::MostlyBlank),
        _ => {}
    }
    if self_test::changed_bits(grid, &features) > CAPTION_TOLERANCE {
        return Err(Refusal::TooSmooth);
    }
    let warning = (quality.strong() < ACCEPTED).then_some(Warning::LittleDetail);
    Ok(Assessment {
        quality,
        warning,
        features,
    })
}

#[cfg(test)]
mod tests;
