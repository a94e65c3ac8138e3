use crate::area_average::{AreaAverage, GridError};
use crate::picture::Picture;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Cells on each side of the grid.
pub const GRID_SIDE: usize = 128;

/// The brightest a cell can be: white, in 1/4096 of an 8-bit step.
pub(crate) const WHITE: u32 = 65_280 * 16;

/// The average luma of 128 x 128 equal parts of a picture, whatever its shape.
///
/// One unit is 1/4096 of an 8-bit step, so a cell is at most 1 044 480.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Grid {
    cells: Vec<u32>,
}

impl Grid {
    /// The grid of a whole picture.
    pub fn of(picture: &Picture) -> Self {
        Self {
            cells: average::<GRID_SIDE>(picture),
        }
    }

    /// The cells, row by row from the top left.
    pub fn cells(&self) -> &[u32] {
        &self.cells
    }

    /// The cells as rows of [`GRID_SIDE`].
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[u32]> {
        self.cells.chunks_exact(GRID_SIDE)
    }

    /// The cells as rows of [`GRID_SIDE`], to be changed.
    pub(crate) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [u32]> {
        self.cells.chunks_exact_mut(GRID_SIDE)
    }

    /// A grid from [`GRID_SIDE`] x [`GRID_SIDE`] cells.
    pub(crate) fn from_cells(cells: Vec<u32>) -> Self {
        debug_assert_eq!(cells.len(), GRID_SIDE * GRID_SIDE);
        Self { cells }
    }
}

impl std::fmt::Debug for Grid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Grid(..)")
    }
}

/// The luma of a picture averaged to `N` x `N` cells.
#[expect(
    clippy::expect_used,
    reason = "a picture has its size checked and all its rows"
)]
pub(crate) fn average<const N: usize>(picture: &Picture) -> Vec<u32> {
    let mut sums = AreaAverage::new(picture.width(), picture.height()).expect("size was checked");
    sums.add(picture.rgba()).expect("rows were checked");
    AreaAverage::<N>::finish(sums).expect("all rows are there")
}

/// A grid made from horizontal strips, for canvases that cannot hold a whole picture.
///
/// The grid is a sum, so it does not matter how the rows are cut into strips.
///
/// ```
/// use keepic::{Grid, GridBuilder, specimen};
///
/// let picture = specimen::opaque(7, 100, 80)?;
/// let mut builder = GridBuilder::new(100, 80)?;
/// for strip in picture.rgba().chunks(100 * 4 * 30) {
///     builder.strip(strip)?;
/// }
/// assert_eq!(builder.finish()?, Grid::of(&picture));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct GridBuilder {
    sums: AreaAverage<GRID_SIDE>,
}

impl GridBuilder {
    /// An empty grid for a picture of this size, which may be any from one pixel to 2^26.
    pub fn new(width: u32, height: u32) -> Result<Self, GridError> {
        Ok(Self {
            sums: AreaAverage::new(width, height)?,
        })
    }

    /// Adds the next whole rows of RGBA pixels, from the top.
    pub fn strip(&mut self, rgba: &[u8]) -> Result<(), GridError> {
        self.sums.add(rgba)
    }

    /// The grid, once every row has come.
    pub fn finish(self) -> Result<Grid, GridError> {
        Ok(Grid {
            cells: self.sums.finish()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_that_do_not_fit_are_refused() {
        assert_eq!(
            GridBuilder::new(0, 5).err(),
            Some(GridError::Size {
                width: 0,
                height: 5
            })
        );
        assert!(GridBuilder::new(u32::MAX, u32::MAX).is_err());
        let mut builder = GridBuilder::new(2, 2).unwrap();
        assert_eq!(builder.strip(&[0; 7]), Err(GridError::PartialRow));
        assert_eq!(builder.strip(&[0; 12]), Err(GridError::PartialRow));
        assert_eq!(builder.strip(&[0; 24]), Err(GridError::TooManyRows));
        builder.strip(&[0; 8]).unwrap();
        assert_eq!(
            builder.finish().err(),
            Some(GridError::MissingRows { missing: 1 })
        );
    }
}
