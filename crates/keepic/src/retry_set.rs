//! What may have happened to a picture that plainly did not match (keepic-1, section 3.1).
#![expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "indices into square grids of fixed side, bounded by the loops"
)]

use crate::features::Features;
use crate::grid::{GRID_SIDE, Grid, average};
use crate::picture::Picture;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// Side of the work grid: fine enough for all hypotheses, and made from the picture only once.
pub(crate) const WORK_SIDE: usize = 512;

/// A turn of the picture: mirrored or not, then rotated clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Left and right exchanged, before the rotation.
    pub mirrored: bool,
    /// Rotation in quarter turns clockwise, 0 to 3.
    pub quarters: u8,
}

/// How much of the enrolled picture is missing at each edge, in per cent of its width or height.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cut {
    /// Missing at the top, 0 to 2 per cent.
    pub top: u8,
    /// Missing at the right, 0 to 2 per cent.
    pub right: u8,
    /// Missing at the bottom, 0 to 2 per cent.
    pub bottom: u8,
    /// Missing at the left, 0 to 2 per cent.
    pub left: u8,
}

/// What is undone before the features are taken again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The picture was turned or mirrored.
    Turn(Turn),
    /// The picture's edges were cut off.
    Cut(Cut),
}

/// One thing that may have happened, and the features the picture has if it did.
#[derive(Debug)]
pub struct Hypothesis {
    /// What is undone.
    pub change: Change,
    /// The features after that.
    pub features: Features,
}

/// All hypotheses about one picture, computed one at a time.
///
/// There are 87: the seven turns other than leaving the picture as it is (three rotations, then
/// the mirror image and its three rotations), then the 80 combinations of 0, 1 or 2 per cent
/// missing at each edge, those with the least missing in total first. Turns and cuts are not
/// combined, and the picture as it is does not come again.
///
/// A missing edge is put back by repeating the outermost pixels.
///
/// **The caller runs the set to its end**, whatever matches on the way: how long it takes must not
/// tell a server which hypothesis was right.
#[derive(ZeroizeOnDrop)]
pub struct RetrySet {
    work: Vec<u32>,
    #[zeroize(skip)]
    next: usize,
}

impl RetrySet {
    /// How many hypotheses there are.
    pub const LEN: usize = TURNS.len() + CUTS.len();

    /// The hypotheses about a picture.
    pub fn of(picture: &Picture) -> Self {
        Self::of_work_grid(average::<WORK_SIDE>(picture))
    }

    /// The hypotheses about the picture of which this is the area average.
    pub(crate) fn of_work_grid(work: Vec<u32>) -> Self {
        debug_assert_eq!(work.len(), WORK_SIDE * WORK_SIDE);
        Self { work, next: 0 }
    }

    fn features(&self, change: Change) -> Features {
        let grid = match change {
            Change::Turn(turn) => {
                let turned = Zeroizing::new(self.turn(turn));
                shrink(&turned, Cut::default())
            }
            Change::Cut(cut) => shrink(&self.work, cut),
        };
        Features::of_grid(&grid)
    }

    fn turn(&self, turn: Turn) -> Vec<u32> {
        let last = WORK_SIDE - 1;
        let source = |row: usize, column: usize| {
            let (row, column) = match turn.quarters {
                0 => (row, column),
                1 => (last - column, row),
                2 => (last - row, last - column),
                _ => (column, last - row),
            };
            self.work[row * WORK_SIDE + if turn.mirrored { last - column } else { column }]
        };
        let cells = (0..WORK_SIDE * WORK_SIDE).map(|at| source(at / WORK_SIDE, at % WORK_SIDE));
        cells.collect()
    }
}

impl Iterator for RetrySet {
    type Item = Hypothesis;

    fn next(&mut self) -> Option<Hypothesis> {
        let turn = TURNS.get(self.next).copied().map(Change::Turn);
        let change = turn.or_else(|| {
            let cut = self.next.checked_sub(TURNS.len())?;
            CUTS.get(cut).copied().map(Change::Cut)
        })?;
        self.next += 1;
        Some(Hypothesis {
            change,
            features: self.features(change),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (Self::LEN - self.next, Some(Self::LEN - self.next))
    }
}

impl ExactSizeIterator for RetrySet {}

const TURNS: [Turn; 7] = [
    Turn {
        mirrored: false,
        quarters: 1,
    },
    Turn {
        mirrored: false,
        quarters: 2,
    },
    Turn {
        mirrored: false,
        quarters: 3,
    },
    Turn {
        mirrored: true,
        quarters: 0,
    },
    Turn {
        mirrored: true,
        quarters: 1,
    },
    Turn {
        mirrored: true,
        quarters: 2,
    },
    Turn {
        mirrored: true,
        quarters: 3,
    },
];

static CUTS: [Cut; 80] = least_missing_first();

/// By rising total; where totals are equal, by top, right, bottom, left.
const fn least_missing_first() -> [Cut; 80] {
    let mut cuts = [Cut {
        top: 0,
        right: 0,
        bottom: 0,
        left: 0,
    }; 80];
    let mut found = 0;
    let mut total = 1;
    while total <= 8 {
        let mut code: u8 = 0;
        while code < 81 {
            let cut = Cut {
                top: code / 27,
                right: code / 9 % 3,
                bottom: code / 3 % 3,
                left: code % 3,
            };
            if cut.top + cut.right + cut.bottom + cut.left == total {
                cuts[found] = cut;
                found += 1;
            }
            code += 1;
        }
        total += 1;
    }
    cuts
}

/// The exact area average of the work grid to the grid of the features, its missing edges put back.
fn shrink(work: &[u32], cut: Cut) -> Grid {
    let (across, down) = (overlaps(cut.left, cut.right), overlaps(cut.top, cut.bottom));
    let mut narrow = Zeroizing::new(vec![0; WORK_SIDE * GRID_SIDE]);
    for (row, sums) in work
        .chunks_exact(WORK_SIDE)
        .zip(narrow.chunks_exact_mut(GRID_SIDE))
    {
        for overlap in &across {
            sums[overlap.cell] += overlap.length * u64::from(row[overlap.pixel]);
        }
    }
    let mut sums = Zeroizing::new(vec![0; GRID_SIDE * GRID_SIDE]);
    for overlap in &down {
        let cells = &mut sums[overlap.cell * GRID_SIDE..][..GRID_SIDE];
        for (sum, value) in cells.iter_mut().zip(&narrow[overlap.pixel * GRID_SIDE..]) {
            *sum += overlap.length * value;
        }
    }
    let area = CELL * CELL;
    Grid::from_cells(
        sums.iter()
            .map(|sum| ((sum + area / 2) / area) as u32)
            .collect(),
    )
}

/// A pixel of the work grid and a cell of the grid that share part of an axis.
struct Overlap {
    pixel: usize,
    cell: usize,
    length: u64,
}

/// Length of a cell, where the whole axis is `100 * 512` long and so a per cent of it is 512.
const CELL: u64 = 100 * WORK_SIDE as u64 / GRID_SIDE as u64;

/// How the pixels that are left lie on the axis of the whole picture, of which some per cent are
/// missing before and after them; the outermost pixels reach out to its ends.
fn overlaps(before: u8, after: u8) -> Vec<Overlap> {
    let (before, after) = (u64::from(before), u64::from(after));
    let (side, pixel_length) = (WORK_SIDE as u64, 100 - before - after);
    let border = |pixel: u64| match pixel {
        0 => 0,
        _ if pixel == side => 100 * side,
        _ => before * side + pixel * pixel_length,
    };
    let mut overlaps = Vec::new();
    for pixel in 0..side {
        let (start, end) = (border(pixel), border(pixel + 1));
        for cell in start / CELL..=(end - 1) / CELL {
            let length = end.min((cell + 1) * CELL) - start.max(cell * CELL);
            overlaps.push(Overlap {
                pixel: pixel as usize,
                cell: cell as usize,
                length,
            });
        }
    }
    overlaps
}

#[cfg(test)]
mod tests;
