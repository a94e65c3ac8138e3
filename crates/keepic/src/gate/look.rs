use crate::coefficients::Coefficients;
use crate::grid::Grid;
use crate::order::BITS;
use crate::quality::Quality;

/// One 8-bit step of brightness in units of the grid.
const STEP: u32 = 4096;

/// What a picture with too little detail looks like, to name the likeliest reason. It decides
/// only which sentence is shown, never whether a picture is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Hardly a strong coefficient, and not because it is dark.
    Plain,
    /// Hardly a bright cell, or nothing fine although there is something coarse.
    DarkOrBlurred,
    /// None of these.
    Other,
}

impl Look {
    pub(super) fn of(grid: &Grid, coefficients: &Coefficients) -> Self {
        let strong = coefficients.quality().strong();
        let bright = grid
            .cells()
            .iter()
            .filter(|&&cell| cell >= 48 * STEP)
            .count();
        let dark = bright * 20 < grid.cells().len();
        let fine = coefficients.values().get(BITS / 2..).unwrap_or_default();
        let blurred = Quality::of(fine).strong() < 51;
        match strong {
            0..=20 => Self::Plain,
            21..=102 if !dark => Self::Plain,
            _ if dark || blurred => Self::DarkOrBlurred,
            _ => Self::Other,
        }
    }
}
