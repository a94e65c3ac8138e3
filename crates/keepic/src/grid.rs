use crate::area_average::AreaAverage;
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
    AreaAverage::<N>::finish(&sums).expect("all rows are there")
}
