//! What good files give.

use crate::files::{AFTER_IHDR, FORMATS, Format, encode, exif, orient, png_chunk, splice};
use image::metadata::Orientation;
use image::{DynamicImage, ImageBuffer, Rgba, RgbaImage};
use keepic::{Features, Picture, decode, specimen};

fn image_of(picture: &Picture) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    RgbaImage::from_raw(width, height, picture.rgba().to_vec())
        .unwrap()
        .into()
}

/// In a form that the format can hold: JPEG knows no transparency.
fn storable(format: Format, image: &DynamicImage) -> DynamicImage {
    if format == Format::Jpeg {
        image.to_rgb8().into()
    } else {
        image.clone()
    }
}

/// The largest difference between two pictures of one size in any channel.
fn difference(a: &Picture, b: &Picture) -> u8 {
    assert_eq!((a.width(), a.height()), (b.width(), b.height()));
    a.rgba()
        .iter()
        .zip(b.rgba())
        .map(|(a, b)| a.abs_diff(*b))
        .max()
        .unwrap()
}

/// Grey blocks, different at each corner, which JPEG reproduces almost exactly.
fn blocks() -> Picture {
    let mut rgba = Vec::new();
    for y in 0..72_u32 {
        for x in 0..104_u32 {
            let value = u8::try_from(x / 8 * 8 + y / 8 * 14).unwrap();
            rgba.extend([value, value, value, 255]);
        }
    }
    Picture::from_rgba(104, 72, rgba).unwrap()
}

#[test]
fn lossless_files_give_the_very_pixels() {
    let picture = specimen::translucent(3, 101, 67).unwrap();
    for format in [Format::Png, Format::WebP] {
        assert_eq!(
            decode(&encode(format, &image_of(&picture))).unwrap(),
            picture
        );
    }
}

#[test]
fn a_photograph_keeps_its_features_in_every_format() {
    let picture = specimen::opaque(1, 320, 240).unwrap();
    let features = Features::of(&picture);
    for format in FORMATS {
        let decoded = decode(&encode(format, &storable(format, &image_of(&picture)))).unwrap();
        assert!(
            features.hamming_distance(&Features::of(&decoded)) < 10,
            "{format:?}"
        );
    }
}

#[test]
fn all_eight_orientations_are_undone_in_every_format() {
    let upright = blocks();
    for format in FORMATS {
        for value in 1..=8 {
            // What the sensor saw is the upright picture turned the other way.
            let mut stored = image_of(&upright);
            stored.apply_orientation(inverse(value));
            let file = orient(
                format,
                &encode(format, &storable(format, &stored)),
                &exif(value),
            );
            let decoded = decode(&file).unwrap();
            assert!(
                difference(&upright, &decoded) < 4,
                "{format:?}, orientation {value}"
            );
        }
    }
}

/// The quarter turns undo each other; everything else undoes itself.
fn inverse(orientation: u8) -> Orientation {
    Orientation::from_exif(match orientation {
        6 => 8,
        8 => 6,
        other => other,
    })
    .unwrap()
}

#[test]
fn orientations_that_mean_nothing_change_nothing() {
    let picture = blocks();
    let file = encode(Format::Png, &image_of(&picture));
    for block in [
        exif(0),
        exif(9),
        exif(3)[..12].to_vec(),
        b"II*\0\xff\xff\xff\xff".to_vec(),
        vec![],
    ] {
        assert_eq!(
            decode(&orient(Format::Png, &file, &block)).unwrap(),
            picture
        );
    }
}

#[test]
fn a_png_may_tell_its_orientation_after_the_pixels() {
    let file = encode(Format::Png, &image_of(&blocks()));
    let end = file.len() - 12;
    let marked = [&b"Exif\0\0"[..], &exif(6)].concat();
    for block in [exif(6), marked] {
        let late = decode(&splice(&file, end, &png_chunk(*b"eXIf", &block))).unwrap();
        let early = decode(&splice(&file, AFTER_IHDR, &png_chunk(*b"eXIf", &block))).unwrap();
        assert_eq!(late, early);
        assert_eq!((late.width(), late.height()), (72, 104));
    }
}

#[test]
fn grey_and_sixteen_bit_files_become_eight_bit_rgba() {
    let picture = blocks();
    let rgba = image_of(&picture);
    for converted in [
        DynamicImage::from(rgba.to_luma8()),
        DynamicImage::from(rgba.to_luma_alpha8()),
        DynamicImage::from(rgba.to_rgb8()),
        DynamicImage::from(rgba.to_luma16()),
        DynamicImage::from(rgba.to_rgb16()),
        DynamicImage::from(rgba.to_rgba16()),
    ] {
        assert_eq!(decode(&encode(Format::Png, &converted)).unwrap(), picture);
    }
    let grey_jpeg = decode(&encode(Format::Jpeg, &rgba.to_luma8().into())).unwrap();
    assert!(difference(&picture, &grey_jpeg) < 4);
}

#[test]
fn a_palette_and_its_transparency_are_expanded() {
    // A chequered picture of two colours, one bit a pixel, in stored (uncompressed) deflate.
    let rows: Vec<u8> = (0..64)
        .flat_map(|_| [&[0_u8][..], &[0x55; 8]].concat())
        .collect();
    let length = u16::try_from(rows.len()).unwrap();
    let mut idat = vec![0x78, 0x01, 0x01];
    idat.extend(length.to_le_bytes());
    idat.extend((!length).to_le_bytes());
    idat.extend(&rows);
    idat.extend(adler32(&rows).to_be_bytes());
    let file = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        png_chunk(*b"IHDR", &[0, 0, 0, 64, 0, 0, 0, 64, 1, 3, 0, 0, 0]),
        png_chunk(*b"PLTE", &[200, 100, 50, 1, 2, 3]),
        png_chunk(*b"tRNS", &[128]),
        png_chunk(*b"IDAT", &idat),
        png_chunk(*b"IEND", &[]),
    ]
    .concat();
    let picture = decode(&file).unwrap();
    assert_eq!(picture.rgba()[..8], [200, 100, 50, 128, 1, 2, 3, 255]);
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    b << 16 | a
}

#[test]
fn what_follows_a_jpeg_is_not_read() {
    let file = encode(Format::Jpeg, &image_of(&blocks()).to_rgb8().into());
    let followed = [&file[..], b"\0\0\0\x18ftypmp42 and so on \xff\xd8\xff"].concat();
    assert_eq!(decode(&followed), decode(&file));
}

#[test]
fn a_cmyk_jpeg_becomes_rgba() {
    // Four components, Adobe marker: what print shops send. One grey DC value in every block.
    let file = cmyk_jpeg();
    let picture = decode(&file).unwrap();
    assert_eq!((picture.width(), picture.height()), (64, 64));
    let [r, g, b, a] = picture.rgba().as_chunks::<4>().0[0];
    assert!(r == g && g == b && a == 255, "{r} {g} {b} {a}");
    assert!(
        picture
            .rgba()
            .as_chunks::<4>()
            .0
            .iter()
            .all(|pixel| *pixel == [r, g, b, 255])
    );
}

/// The smallest CMYK file there is: one code for "no change" (DC) and one for "end of block" (AC).
fn cmyk_jpeg() -> Vec<u8> {
    use crate::files::jpeg_segment;
    let one_code = |class: u8| {
        let mut table = vec![class, 1];
        table.extend([0; 15]);
        table.push(0);
        jpeg_segment(0xc4, &table)
    };
    let quantization = [&[0_u8][..], &[1; 64]].concat();
    let components: Vec<u8> = (1..=4).flat_map(|id| [id, 0x11, 0]).collect();
    let selectors: Vec<u8> = (1..=4).flat_map(|id| [id, 0]).collect();
    [
        vec![0xff, 0xd8],
        jpeg_segment(0xee, b"Adobe\0\x64\0\0\0\0\0"),
        jpeg_segment(0xdb, &quantization),
        jpeg_segment(0xc0, &[&[8, 0, 64, 0, 64, 4][..], &components].concat()),
        one_code(0x00),
        one_code(0x10),
        jpeg_segment(0xda, &[&[4][..], &selectors, &[0, 63, 0]].concat()),
        // 64 blocks of four components, two zero bits each.
        vec![0; 64],
        vec![0xff, 0xd9],
    ]
    .concat()
}

#[test]
fn pixels_without_colour_management_are_taken_as_they_are() {
    let pixels = ImageBuffer::from_pixel(64, 64, Rgba([12_u8, 34, 56, 78]));
    let picture = decode(&encode(Format::Png, &pixels.into())).unwrap();
    assert_eq!(picture.rgba()[..4], [12, 34, 56, 78]);
}
