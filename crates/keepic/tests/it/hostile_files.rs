//! What bad files give: always an error value, and the right one.

use crate::files::{
    AFTER_IHDR, FORMATS, Format, encode, exif, extended_webp, jpeg_segment, orient, png_chunk,
    riff_chunk, splice, vp8x, webp,
};
use image::DynamicImage;
use keepic::{DecodeError, MAX_FILE_BYTES, PictureError, decode, specimen};

fn file(format: Format, width: u32, height: u32) -> Vec<u8> {
    let picture = specimen::opaque(11, width, height).unwrap();
    let image = image::RgbaImage::from_raw(width, height, picture.rgba().to_vec()).unwrap();
    let image = DynamicImage::from(image);
    encode(
        format,
        &if format == Format::Jpeg {
            image.to_rgb8().into()
        } else {
            image
        },
    )
}

#[test]
fn every_prefix_of_a_file_is_cut_off() {
    for format in FORMATS {
        let whole = orient(format, &file(format, 64, 64), &exif(6));
        assert!(decode(&whole).is_ok());
        // The first bytes tell the format; before that nobody can know.
        for length in 12..whole.len() {
            assert_eq!(
                decode(&whole[..length]),
                Err(DecodeError::CutOff),
                "{format:?}, {length}"
            );
        }
        for length in 0..12 {
            assert!(decode(&whole[..length]).is_err());
        }
    }
}

#[test]
fn a_changed_byte_never_panics() {
    for format in FORMATS {
        let mut file = orient(format, &file(format, 64, 64), &exif(6));
        for place in 0..file.len().min(2500) {
            let before = file[place];
            for change in [0x01, 0x80, 0xff] {
                file[place] = before ^ change;
                if let Ok(picture) = decode(&file) {
                    assert!(picture.width().min(picture.height()) >= 64);
                }
            }
            file[place] = before;
        }
    }
}

#[test]
fn other_files_are_not_pictures() {
    for bytes in [
        &b""[..],
        b"GIF89a",
        b"hello",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"\xff\xd8",
    ] {
        assert_eq!(decode(bytes), Err(DecodeError::UnknownFormat));
    }
    let sentence = decode(b"GIF89a").unwrap_err().to_string();
    assert!(sentence.contains("JPEG, PNG or WebP"), "{sentence}");
}

#[test]
fn animations_are_refused() {
    let control = png_chunk(*b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]);
    let apng = splice(&file(Format::Png, 64, 64), AFTER_IHDR, &control);
    assert_eq!(decode(&apng), Err(DecodeError::Animated));

    let still = file(Format::WebP, 64, 64);
    let flagged = extended_webp(&still, 0x02, &[]);
    assert_eq!(decode(&flagged), Err(DecodeError::Animated));

    let frame = [
        &[0; 6][..],
        &[63, 0, 0, 63, 0, 0],
        &[100, 0, 0, 0],
        &still[12..],
    ]
    .concat();
    let chunks = [
        vp8x(0x12, 64, 64),
        riff_chunk(*b"ANIM", &[0; 6]),
        riff_chunk(*b"ANMF", &frame),
    ]
    .concat();
    assert_eq!(decode(&webp(&chunks)), Err(DecodeError::Animated));
    let unflagged = extended_webp(&still, 0, &riff_chunk(*b"ANMF", &frame));
    assert_eq!(decode(&unflagged), Err(DecodeError::Animated));
}

#[test]
fn sizes_out_of_bounds_are_refused_before_the_pixels_are_looked_at() {
    // Each of these files has a header and no pixels worth the name: a decoder that began to
    // allocate or to decode would say something else.
    let sides: [(u16, u16); 3] = [(65_535, 65_535), (8193, 8192), (63, 500)];
    for (width, height) in sides {
        let expected = Err(DecodeError::Size(if width < 64 {
            PictureError::TooSmall {
                width: width.into(),
                height: height.into(),
            }
        } else {
            PictureError::TooLarge {
                width: width.into(),
                height: height.into(),
            }
        }));
        let (w, h) = (width.to_be_bytes(), height.to_be_bytes());

        let frame = [8, h[0], h[1], w[0], w[1], 1, 1, 0x11, 0];
        let scan = jpeg_segment(0xda, &[1, 1, 0, 0, 63, 0]);
        let jpeg = [
            &[0xff, 0xd8][..],
            &jpeg_segment(0xc0, &frame),
            &scan,
            &[0xff, 0xd9],
        ]
        .concat();
        assert_eq!(decode(&jpeg), expected);

        let header = [0, 0, w[0], w[1], 0, 0, h[0], h[1], 8, 6, 0, 0, 0];
        let png = [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            png_chunk(*b"IHDR", &header),
            png_chunk(*b"IEND", &[]),
        ];
        assert_eq!(decode(&png.concat()), expected);

        if width.max(height) <= 1 << 14 {
            let sides = u32::from(width - 1) | u32::from(height - 1) << 14;
            let data = [&[0x2f][..], &sides.to_le_bytes()].concat();
            assert_eq!(decode(&webp(&riff_chunk(*b"VP8L", &data))), expected);
        }
    }
}

#[test]
fn a_small_canvas_does_not_hide_a_large_picture() {
    let sides: u32 = 0x3fff | 0x3fff << 14;
    let pixels = riff_chunk(*b"VP8L", &[&[0x2f][..], &sides.to_le_bytes()].concat());
    let chunks = [vp8x(0, 64, 64), pixels].concat();
    assert_eq!(decode(&webp(&chunks)), Err(DecodeError::Damaged));

    let lossy = riff_chunk(
        *b"VP8 ",
        &[0, 0, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f],
    );
    let chunks = [vp8x(0, 64, 64), lossy].concat();
    assert_eq!(decode(&webp(&chunks)), Err(DecodeError::Damaged));
}

#[test]
fn a_second_frame_header_is_refused() {
    let file = file(Format::Jpeg, 64, 64);
    let second = jpeg_segment(0xc0, &[8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0]);
    assert_eq!(
        decode(&splice(&file, 2, &second)),
        Err(DecodeError::Damaged)
    );
}

#[test]
fn a_chunk_that_claims_more_than_the_file_is_cut_off() {
    let file = file(Format::Png, 64, 64);
    let mut claim = png_chunk(*b"zTXt", b"x");
    claim[..4].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(
        decode(&splice(&file, AFTER_IHDR, &claim)),
        Err(DecodeError::CutOff)
    );
}

#[test]
fn unusual_jpegs_are_called_unusual() {
    // Arithmetic coding is in the standard, and in no camera.
    let frame = [8, 0, 64, 0, 64, 1, 1, 0x11, 0];
    let file = [
        vec![0xff, 0xd8],
        jpeg_segment(0xc9, &frame),
        jpeg_segment(0xda, &[1, 1, 0, 0, 63, 0]),
        vec![0xff, 0xd9],
    ];
    assert_eq!(decode(&file.concat()), Err(DecodeError::Unsupported));
}

#[test]
fn a_file_that_is_too_long_is_not_opened() {
    let mut file = file(Format::Jpeg, 64, 64);
    file.resize(MAX_FILE_BYTES, 0);
    assert!(decode(&file).is_ok());
    file.push(0);
    assert_eq!(decode(&file), Err(DecodeError::FileTooLarge));
}
