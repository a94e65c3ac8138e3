//! Pictures without files, for tests, vectors and the demonstration (keepic-1, section 9).
//!
//! A specimen is a pile of random mosaics, so it has detail at every scale, as a photograph has,
//! and an opaque one passes the quality gate. It is no secret: whoever knows the seed has it.
#![expect(
    clippy::cast_possible_truncation,
    reason = "channels are kept at 255 or below"
)]

use crate::picture::{Picture, PictureError, check_size};

/// Cells on each side of a mosaic, and how strongly it counts.
const MOSAICS: [(u32, u32); 5] = [(3, 30), (7, 24), (17, 20), (41, 20), (83, 16)];

/// The sum of the weights of the mosaics.
const WEIGHT: u32 = 110;

/// The opaque picture of a seed.
pub fn opaque(seed: u32, width: u32, height: u32) -> Result<Picture, PictureError> {
    paint(seed, width, height, |_| 255)
}

/// The picture of a seed, growing more transparent from left to right.
pub fn translucent(seed: u32, width: u32, height: u32) -> Result<Picture, PictureError> {
    paint(seed, width, height, |x| {
        (255 - u64::from(x) * 200 / u64::from(width)) as u8
    })
}

/// The same picture after some handling: a little duller, and with a white mark in a corner.
pub fn handled(picture: &Picture) -> Result<Picture, PictureError> {
    let (width, height) = (picture.width(), picture.height());
    let (mark_width, mark_height) = (width / 40, height / 100);
    let mut pixels = picture.rgba().as_chunks::<4>().0.iter();
    let mut rgba = Vec::with_capacity(picture.rgba().len());
    for y in 0..height {
        for (x, &[r, g, b, alpha]) in (0..width).zip(&mut pixels) {
            let marked = x < mark_width && y < mark_height;
            let change = |c: u8| {
                if marked {
                    255
                } else {
                    (u16::from(c) * 9 / 10 + 7) as u8
                }
            };
            rgba.extend([change(r), change(g), change(b), alpha]);
        }
    }
    Picture::from_rgba(width, height, rgba)
}

fn paint(
    seed: u32,
    width: u32,
    height: u32,
    alpha: impl Fn(u32) -> u8,
) -> Result<Picture, PictureError> {
    check_size(width, height)?;
    let mut state = Xorshift::new(seed);
    let channels = [(); 3].map(|()| MOSAICS.map(|mosaic| Mosaic::draw(&mut state, mosaic)));
    let mut rgba = Vec::with_capacity(4 * width as usize * height as usize);
    for y in 0..height {
        let rows = channels
            .each_ref()
            .map(|mosaics| mosaics.each_ref().map(|m| m.row(y, height)));
        for x in 0..width {
            for mosaics in &rows {
                let sum: u32 = mosaics.iter().map(|row| row.at(x, width)).sum();
                rgba.push((sum / WEIGHT).min(255) as u8);
            }
            rgba.push(alpha(x));
        }
    }
    Picture::from_rgba(width, height, rgba)
}

/// Random tiles, stretched over the picture.
struct Mosaic {
    cells: u32,
    weight: u32,
    lattice: Vec<u8>,
}

/// The tiles of a mosaic that one row of pixels crosses.
struct MosaicRow<'a> {
    cells: u32,
    weight: u32,
    tiles: &'a [u8],
}

impl Mosaic {
    /// The lattice has one more row and column than is read, as in the published vectors.
    fn draw(state: &mut Xorshift, (cells, weight): (u32, u32)) -> Self {
        let lattice = (0..(cells + 1) * (cells + 1))
            .map(|_| state.next_byte())
            .collect();
        Self {
            cells,
            weight,
            lattice,
        }
    }

    fn row(&self, y: u32, height: u32) -> MosaicRow<'_> {
        let row = u64::from(y) * u64::from(self.cells) / u64::from(height);
        let start = row as usize * (self.cells as usize + 1);
        let tiles = self.lattice.get(start..).unwrap_or_default();
        MosaicRow {
            cells: self.cells,
            weight: self.weight,
            tiles,
        }
    }
}

impl MosaicRow<'_> {
    fn at(&self, x: u32, width: u32) -> u32 {
        let column = u64::from(x) * u64::from(self.cells) / u64::from(width);
        self.weight
            * self
                .tiles
                .get(column as usize)
                .copied()
                .map_or(0, u32::from)
    }
}

/// Marsaglia's xorshift32: repeatable, and not random enough for anything but pictures.
struct Xorshift(u32);

impl Xorshift {
    fn new(seed: u32) -> Self {
        Self(seed.max(1))
    }

    fn next_byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 24) as u8
    }
}
