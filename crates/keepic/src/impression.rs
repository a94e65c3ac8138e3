//! What is kept of a picture that comes in strips and is never in memory as a whole.

use crate::area_average::{AreaAverage, GridError};
use crate::features::Features;
use crate::grid::{GRID_SIDE, Grid};
use crate::picture::{Picture, PictureError, check_size};
use crate::retry_set::{RetrySet, WORK_SIDE};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A picture by which its owner can be recognised: whole, or what was kept of it.
pub trait Recognisable {
    /// The features of the picture as it is.
    fn features(&self) -> Features;

    /// What else may be tried if they do not match.
    fn retry_set(&self) -> RetrySet;
}

impl Recognisable for Picture {
    fn features(&self) -> Features {
        Features::of(self)
    }

    fn retry_set(&self) -> RetrySet {
        RetrySet::of(self)
    }
}

/// Everything that "keepic-1" needs of a picture, in a megabyte, whatever the picture's size.
///
/// It is as secret as the picture, so it is wiped when dropped and does not print.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Impression {
    width: u32,
    height: u32,
    grid: Grid,
    work: Vec<u32>,
}

impl Impression {
    /// Width of the picture in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height of the picture in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The grid of the picture.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }
}

impl Recognisable for Impression {
    fn features(&self) -> Features {
        Features::of_grid(&self.grid)
    }

    fn retry_set(&self) -> RetrySet {
        RetrySet::of_work_grid(self.work.clone())
    }
}

impl std::fmt::Debug for Impression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Impression({} x {})", self.width, self.height)
    }
}

/// Takes a picture in horizontal strips, for canvases that cannot hold a whole one.
///
/// An impression is made of sums, so it does not matter how the rows are cut into strips.
///
/// ```
/// use keepic::{Features, ImpressionBuilder, Recognisable, specimen};
///
/// let picture = specimen::opaque(7, 100, 80)?;
/// let mut builder = ImpressionBuilder::new(100, 80)?;
/// for strip in picture.rgba().chunks(100 * 4 * 30) {
///     builder.strip(strip)?;
/// }
/// assert_eq!(builder.finish()?.features(), Features::of(&picture));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ImpressionBuilder {
    width: u32,
    height: u32,
    sums: AreaAverage<WORK_SIDE>,
}

impl ImpressionBuilder {
    /// For a picture of this size; refuses the sizes that [`Picture::from_rgba`] refuses.
    pub fn new(width: u32, height: u32) -> Result<Self, PictureError> {
        check_size(width, height)?;
        let sums = AreaAverage::new(width, height)
            .map_err(|_| PictureError::TooLarge { width, height })?;
        Ok(Self {
            width,
            height,
            sums,
        })
    }

    /// Adds the next whole rows of RGBA pixels, from the top.
    pub fn strip(&mut self, rgba: &[u8]) -> Result<(), GridError> {
        self.sums.add(rgba)
    }

    /// The impression, once every row has come.
    pub fn finish(self) -> Result<Impression, GridError> {
        Ok(Impression {
            width: self.width,
            height: self.height,
            grid: Grid::from_cells(self.sums.finish_coarser::<GRID_SIDE>()?),
            work: self.sums.finish()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::specimen;

    fn impression(picture: &Picture) -> Impression {
        let mut builder = ImpressionBuilder::new(picture.width(), picture.height()).unwrap();
        for strip in picture.rgba().chunks(picture.width() as usize * 4 * 7) {
            builder.strip(strip).unwrap();
        }
        builder.finish().unwrap()
    }

    #[test]
    fn strips_leave_what_the_whole_picture_has() {
        for (width, height) in [(64, 64), (640, 480), (301, 1000), (1201, 90)] {
            let picture = specimen::translucent(3, width, height).unwrap();
            let impression = impression(&picture);
            assert_eq!(impression.grid(), &Grid::of(&picture), "{width} x {height}");
            for (kept, whole) in impression.retry_set().zip(picture.retry_set()) {
                assert_eq!(kept.features, whole.features, "{:?}", whole.change);
            }
        }
    }

    #[test]
    fn strips_that_do_not_fit_are_refused() {
        assert!(ImpressionBuilder::new(63, 64).is_err());
        let mut builder = ImpressionBuilder::new(64, 64).unwrap();
        assert_eq!(builder.strip(&[0; 7]), Err(GridError::PartialRow));
        assert_eq!(builder.strip(&[0; 4 * 65]), Err(GridError::PartialRow));
        assert_eq!(
            builder.strip(&vec![0; 4 * 64 * 65]),
            Err(GridError::TooManyRows)
        );
        builder.strip(&vec![0; 4 * 64 * 63]).unwrap();
        assert_eq!(
            builder.finish().err(),
            Some(GridError::MissingRows { missing: 1 })
        );
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let picture = specimen::opaque(1, 64, 80).unwrap();
        assert_eq!(format!("{:?}", impression(&picture)), "Impression(64 x 80)");
    }
}
