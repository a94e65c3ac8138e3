use crate::features::Features;
use crate::grid::{Grid, WHITE};
use std::ops::RangeInclusive;

const CAPTION_ROWS: RangeInclusive<u32> = 119..=122;
const CAPTION_COLUMNS: RangeInclusive<u32> = 90..=121;

/// How many feature bits a small caption at the lower right would change.
pub(super) fn changed_bits(grid: &Grid, features: &Features) -> u16 {
    features.hamming_distance(&Features::of_grid(&captioned(grid)))
}

/// Lightens cells as white letters would: each covers 28 or 8 parts of 64.
fn captioned(grid: &Grid) -> Grid {
    let mut captioned = grid.clone();
    for (i, row) in (0..)
        .zip(captioned.rows_mut())
        .filter(|(i, _)| CAPTION_ROWS.contains(i))
    {
        for (j, cell) in (0..).zip(row).filter(|(j, _)| CAPTION_COLUMNS.contains(j)) {
            let covered = if (7 * j + 3 * i) % 4 < 2 { 28 } else { 8 };
            *cell += (WHITE - *cell) * covered / 64;
        }
    }
    captioned
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::specimen;

    #[test]
    fn the_published_counts_are_met() {
        let specimens = [
            (specimen::opaque(1, 640, 480), 37),
            (specimen::opaque(2, 333, 517), 53),
            (specimen::translucent(3, 1024, 768), 19),
            (specimen::opaque(4, 256, 256), 53),
        ];
        for (picture, expected) in specimens {
            let grid = Grid::of(&picture.unwrap());
            assert_eq!(changed_bits(&grid, &Features::of_grid(&grid)), expected);
        }
    }

    #[test]
    fn white_takes_no_caption() {
        let white = Grid::from_cells(vec![WHITE; 128 * 128]);
        assert_eq!(captioned(&white), white);
    }
}
