//! Step 4: the integer two-dimensional DCT-II of a grid.
#![expect(
    clippy::indexing_slicing,
    reason = "fixed-size tables, read at frequencies below 36 by construction of the order"
)]

use crate::cosine::{COSINES, FREQUENCIES};
use crate::grid::{GRID_SIDE, Grid};
use crate::order::{BITS, ORDER};
use crate::quality::Quality;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The 1023 lowest frequencies of a grid, lowest first.
///
/// Each is below 2^51 in magnitude; 2^37 is one luma unit (an 8-bit step of brightness).
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Coefficients {
    values: Vec<i64>,
}

impl Coefficients {
    /// The coefficients of a grid.
    pub fn of(grid: &Grid) -> Self {
        let columns = transform_columns(grid);
        let value = |&(u, v): &(u8, u8)| {
            let terms = columns[usize::from(u)].iter().zip(&COSINES[usize::from(v)]);
            terms.map(|(a, &cosine)| a * i64::from(cosine)).sum()
        };
        let values: Vec<i64> = ORDER.iter().map(value).collect();
        debug_assert_eq!(values.len(), BITS);
        Self { values }
    }

    /// The values in their order.
    pub fn values(&self) -> &[i64] {
        &self.values
    }

    /// How much detail the picture has.
    pub fn quality(&self) -> Quality {
        Quality::of(&self.values)
    }
}

impl std::fmt::Debug for Coefficients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Coefficients(..)")
    }
}

/// The vertical pass: `A[u][j]`, rounded to 1/16 of the cosines' scale.
fn transform_columns(grid: &Grid) -> Vec<[i64; GRID_SIDE]> {
    let mut columns = vec![[0; GRID_SIDE]; FREQUENCIES];
    for (sums, cosines) in columns.iter_mut().zip(COSINES.iter()) {
        for (row, &cosine) in grid.rows().zip(cosines) {
            for (sum, &cell) in sums.iter_mut().zip(row) {
                *sum += i64::from(cosine) * i64::from(cell);
            }
        }
        for sum in sums {
            *sum = (*sum + 512) >> 10;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::WHITE;

    /// The grid that makes coefficient `(u, v)` as large as it can be.
    fn extreme(u: u8, v: u8) -> Grid {
        let mut cells = Vec::new();
        for down in COSINES[usize::from(u)] {
            for across in COSINES[usize::from(v)] {
                cells.push(if i32::from(down) * i32::from(across) > 0 {
                    WHITE
                } else {
                    0
                });
            }
        }
        Grid::from_cells(cells)
    }

    #[test]
    fn no_coefficient_comes_near_the_end_of_its_integers() {
        let mut largest = 0;
        for (place, &(u, v)) in ORDER.iter().enumerate().step_by(41) {
            largest = largest.max(Coefficients::of(&extreme(u, v)).values()[place].abs());
        }
        assert!(largest > 1 << 49 && largest < 1 << 51, "{largest}");
        let white = Grid::from_cells(vec![WHITE; GRID_SIDE * GRID_SIDE]);
        assert_eq!(
            transform_columns(&white)[0].iter().max(),
            Some(&2_139_095_040)
        );
    }

    #[test]
    fn brightness_alone_has_no_coefficients() {
        let grey = Grid::from_cells(vec![123_456; GRID_SIDE * GRID_SIDE]);
        assert!(
            Coefficients::of(&grey)
                .values()
                .iter()
                .all(|&value| value == 0)
        );
    }
}
