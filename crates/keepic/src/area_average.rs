//! Step 1 to 3 of the pipeline: composite over white, luma, exact area average to `N` x `N` cells.
//!
//! An axis of `n` pixels is measured in units of `1 / N` pixel: pixel `p` covers
//! `[p*N, (p+1)*N)` and cell `i` covers `[i*n, (i+1)*n)`, so every weight is a whole number.
#![expect(
    clippy::cast_possible_truncation,
    reason = "an index is below 2^26, the number of pixels, and a cell's average below 2^20"
)]

use crate::picture::MAX_PIXELS;
use thiserror::Error;

/// Why strips of pixels do not add up to a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GridError {
    /// A side is 0, or there are more pixels than [`MAX_PIXELS`].
    #[error("a picture of {width} by {height} pixels cannot be averaged")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// A strip ends in the middle of a row.
    #[error("a strip must be made of whole rows of pixels")]
    PartialRow,
    /// More rows were given than the picture has.
    #[error("there are more rows of pixels than the picture has")]
    TooManyRows,
    /// Fewer rows were given than the picture has.
    #[error("the last {missing} rows of pixels are missing")]
    MissingRows {
        /// How many rows did not come.
        missing: u32,
    },
}

/// The running sums of an area average, fed with rows from the top.
pub(crate) struct AreaAverage<const N: usize> {
    width: u32,
    height: u32,
    rows_seen: u32,
    columns: Vec<Span>,
    sums: Vec<u64>,
}

impl<const N: usize> AreaAverage<N> {
    pub(crate) fn new(width: u32, height: u32) -> Result<Self, GridError> {
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 || pixels > MAX_PIXELS {
            return Err(GridError::Size { width, height });
        }
        let columns = (0..N as u64).map(|cell| Span::of(cell, u64::from(width), N as u64));
        Ok(Self {
            width,
            height,
            rows_seen: 0,
            columns: columns.collect(),
            sums: vec![0; N * N],
        })
    }

    /// Adds whole rows of RGBA pixels, the next ones from the top.
    pub(crate) fn add(&mut self, strip: &[u8]) -> Result<(), GridError> {
        let (pixels, rest) = strip.as_chunks::<4>();
        let rows = pixels.chunks_exact(self.width as usize);
        if !rest.is_empty() || !rows.remainder().is_empty() {
            return Err(GridError::PartialRow);
        }
        if rows.len() as u64 > u64::from(self.height - self.rows_seen) {
            return Err(GridError::TooManyRows);
        }
        for row in rows {
            self.add_row(row);
        }
        Ok(())
    }

    fn add_row(&mut self, row: &[[u8; 4]]) {
        let (n, side, p) = (u64::from(self.height), N as u64, u64::from(self.rows_seen));
        self.rows_seen += 1;
        let mut row_sums = [0; N];
        for (sum, span) in row_sums.iter_mut().zip(&self.columns) {
            *sum = span.weigh(row, N as u64);
        }
        let first = p * side / n;
        let last = ((p + 1) * side - 1) / n;
        let cells = self.sums.chunks_exact_mut(N).skip(first as usize);
        for (i, cell_row) in (first..=last).zip(cells) {
            let weight = ((i + 1) * n).min((p + 1) * side) - (i * n).max(p * side);
            for (sum, row_sum) in cell_row.iter_mut().zip(&row_sums) {
                *sum += weight * row_sum;
            }
        }
    }

    /// The average luma of each cell, in 1/4096 of an 8-bit step, row by row.
    pub(crate) fn finish(&self) -> Result<Vec<u32>, GridError> {
        self.finish_coarser::<N>()
    }

    /// The same for a coarser grid of `M` x `M` cells, of which `N` is a multiple.
    ///
    /// This is exact: a cell's weights are measured in parts of a pixel that are `N / M` times as
    /// fine on each axis, and nothing has been rounded yet.
    pub(crate) fn finish_coarser<const M: usize>(&self) -> Result<Vec<u32>, GridError> {
        const { assert!(N.is_multiple_of(M)) }
        let missing = self.height - self.rows_seen;
        if missing > 0 {
            return Err(GridError::MissingRows { missing });
        }
        let ratio = N / M;
        let mut sums = vec![0; M * M];
        for (row, fine) in self.sums.chunks_exact(N).enumerate() {
            let coarse = sums.chunks_exact_mut(M).nth(row / ratio);
            for (sum, cells) in coarse.into_iter().flatten().zip(fine.chunks_exact(ratio)) {
                *sum += cells.iter().sum::<u64>();
            }
        }
        let finer = (ratio * ratio) as u64;
        let pixels = u64::from(self.width) * u64::from(self.height);
        let average = |sum: &u64| ((16 * (sum / finer) + pixels / 2) / pixels) as u32;
        Ok(sums.iter().map(average).collect())
    }
}

/// The pixels of a row that one cell covers: the first and last in part, those between wholly.
struct Span {
    first: usize,
    last: usize,
    first_weight: u64,
    last_weight: u64,
}

impl Span {
    fn of(cell: u64, n: u64, side: u64) -> Self {
        let (start, end) = (cell * n, (cell + 1) * n);
        let (first, last) = (start / side, (end - 1) / side);
        Self {
            first: first as usize,
            last: last as usize,
            first_weight: end.min((first + 1) * side) - start,
            last_weight: if first == last { 0 } else { end - last * side },
        }
    }

    fn weigh(&self, row: &[[u8; 4]], side: u64) -> u64 {
        let at = |p: usize| row.get(p).map_or(0, |pixel| u64::from(luma(*pixel)));
        let between = row.get(self.first + 1..self.last).unwrap_or_default();
        self.first_weight * at(self.first)
            + side * luma_sum(between)
            + self.last_weight * at(self.last)
    }
}

/// The luma of a run of pixels, added up. A photograph is opaque, which is worth a fast path.
fn luma_sum(run: &[[u8; 4]]) -> u64 {
    // 2^12 pixels of at most 65280 stay below 2^32.
    let sum_of = |part: &[[u8; 4]]| -> u64 {
        let opaque = part.iter().fold(255, |alpha, pixel| alpha & pixel[3]) == 255;
        let sum: u32 = if opaque {
            part.iter()
                .map(|&[r, g, b, _]| weigh_channels(r, g, b))
                .sum()
        } else {
            part.iter().map(|pixel| luma(*pixel)).sum()
        };
        u64::from(sum)
    };
    run.chunks(1 << 12).map(sum_of).sum()
}

/// Luma of one pixel composited over white: 0..=65280, which is 256 times the 8-bit value.
fn luma([r, g, b, alpha]: [u8; 4]) -> u32 {
    let over_white = |channel: u8| {
        let (value, opacity) = (u32::from(channel), u32::from(alpha));
        ((value * opacity + 255 * (255 - opacity) + 127) / 255) as u8
    };
    weigh_channels(over_white(r), over_white(g), over_white(b))
}

/// ITU-R BT.601 weights times 256.
fn weigh_channels(r: u8, g: u8, b: u8) -> u32 {
    77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition of step 3, word for word, for any cell.
    fn by_definition<const N: usize>(width: u64, height: u64, rgba: &[u8]) -> Vec<u32> {
        let weight = |cell: u64, p: u64, n: u64| {
            let side = N as u64;
            ((cell + 1) * n)
                .min((p + 1) * side)
                .saturating_sub((cell * n).max(p * side))
        };
        let mut averages = Vec::new();
        for i in 0..N as u64 {
            for j in 0..N as u64 {
                let mut sum = 0;
                for (at, pixel) in (0..).zip(rgba.as_chunks::<4>().0) {
                    let (y, x) = (at / width, at % width);
                    sum += weight(i, y, height) * weight(j, x, width) * u64::from(luma(*pixel));
                }
                averages.push(((16 * sum + width * height / 2) / (width * height)) as u32);
            }
        }
        averages
    }

    #[test]
    fn the_sums_follow_the_definition_for_every_small_shape() {
        for (width, height) in [
            (1, 1),
            (1, 9),
            (9, 1),
            (3, 5),
            (4, 4),
            (7, 4),
            (8, 8),
            (13, 11),
        ] {
            let rgba: Vec<u8> = (0..width * height * 4)
                .map(|n| (n * 97 + n * n * 31) as u8)
                .collect();
            let mut sums = AreaAverage::<4>::new(width, height).unwrap();
            sums.add(&rgba).unwrap();
            let expected = by_definition::<4>(width.into(), height.into(), &rgba);
            assert_eq!(sums.finish().unwrap(), expected, "{width} x {height}");
        }
    }

    #[test]
    fn a_coarser_grid_is_the_one_that_would_have_been_made_at_once() {
        for (width, height) in [(1, 1), (5, 3), (13, 11), (64, 7), (31, 40)] {
            let rgba: Vec<u8> = (0..width * height * 4)
                .map(|n| (n * 89 + n * n * 7) as u8)
                .collect();
            let mut fine = AreaAverage::<16>::new(width, height).unwrap();
            fine.add(&rgba).unwrap();
            let expected = by_definition::<4>(width.into(), height.into(), &rgba);
            assert_eq!(
                fine.finish_coarser::<4>(),
                Ok(expected),
                "{width} x {height}"
            );
        }
    }

    #[test]
    fn white_stays_white_in_the_longest_shapes() {
        for (width, height) in [(1, 1 << 20), (1 << 26, 1), (8192, 8192), (1, 1)] {
            let mut sums = AreaAverage::<128>::new(width, height).unwrap();
            let strip = vec![255; 4 * (1 << 20).max(width as usize)];
            let mut left = 4 * (width as usize) * (height as usize);
            while left > 0 {
                let part = left.min(strip.len());
                sums.add(&strip[..part]).unwrap();
                left -= part;
            }
            assert!(
                sums.finish()
                    .unwrap()
                    .iter()
                    .all(|&cell| cell == 65_280 * 16)
            );
        }
    }

    #[test]
    fn transparent_black_is_white_and_half_is_rounded() {
        assert_eq!(luma([0, 0, 0, 0]), 65_280);
        assert_eq!(luma([9, 8, 7, 255]), weigh_channels(9, 8, 7));
        assert_eq!(luma([0, 0, 0, 128]), weigh_channels(127, 127, 127));
    }
}
