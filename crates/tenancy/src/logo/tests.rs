use super::*;

/// A PNG chunk; its checksum is not looked at.
fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], kind, data, &[0; 4]].concat()
}

/// A PNG picture up to its data.
fn png(width: u32, height: u32, between: &[u8]) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = chunk(b"IHDR", &[&sides[..], &[8, 6, 0, 0, 0]].concat());
    let data = chunk(b"IDAT", b"anything");
    [&b"\x89PNG\r\n\x1a\n"[..], &header, between, &data].concat()
}

/// A JPEG picture up to its frame header of that kind.
fn jpeg(frame: u8, width: u16, height: u16) -> Vec<u8> {
    let application = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\x00\x00\x01\x00\x01\x00\x00";
    let tables = b"\xff\xc4\x00\x05abc\xff\xff\xdb\x00\x03q";
    let [height, width] = [height, width].map(u16::to_be_bytes);
    let frame = [
        &[0xff, frame, 0, 11, 8][..],
        &height,
        &width,
        &[1, 1, 0x11, 0],
    ]
    .concat();
    [&application[..], tables, &frame].concat()
}

/// A WebP file with one chunk.
fn webp(kind: &[u8], data: &[u8]) -> Vec<u8> {
    [&b"RIFF\x20\0\0\0WEBP"[..], kind, &[0; 4], data].concat()
}

/// An extended WebP file.
fn extended(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let side = |pixels: u32| (pixels - 1).to_le_bytes()[..3].to_vec();
    webp(
        b"VP8X",
        &[vec![flags, 0, 0, 0], side(width), side(height)].concat(),
    )
}

fn refusal(bytes: &[u8]) -> InvalidLogo {
    Logo::read(bytes.to_vec()).unwrap_err()
}

#[test]
fn a_picture_is_what_its_bytes_say() {
    let lossy = b"\x10\0\0\x9d\x01\x2a\x2c\x41\x90\x01";
    // 14 bits each, of one less: 299 and 399.
    let lossless = (0x12b_u32 | (0x18f << 14)).to_le_bytes();
    for (format, bytes) in [
        (LogoFormat::Png, png(300, 400, &[])),
        (LogoFormat::Png, png(300, 400, &chunk(b"tEXt", b"<svg"))),
        (LogoFormat::Jpeg, jpeg(0xc0, 300, 400)),
        (LogoFormat::Jpeg, jpeg(0xc2, 300, 400)),
        (LogoFormat::WebP, webp(b"VP8 ", lossy)),
        (
            LogoFormat::WebP,
            webp(b"VP8L", &[&[0x2f], &lossless[..]].concat()),
        ),
        (LogoFormat::WebP, extended(0x10, 300, 400)),
    ] {
        let header = header::read(&bytes).unwrap();
        assert_eq!((header.format, header.is_animated), (format, false));
        // The upper two bits of a lossy side say how to scale it.
        assert_eq!((header.width, header.height), (300, 400), "{format:?}");
        let logo = Logo::read(bytes.clone()).unwrap();
        assert_eq!((logo.format, &logo.bytes), (format, &bytes));
        assert_eq!(format.media_type().parse(), Ok(format));
        assert_eq!(logo.hash.as_str().len(), 43);
    }
    assert_eq!("image/svg+xml".parse::<LogoFormat>(), Err(UnknownFormat));
}

#[test]
fn every_other_picture_has_another_hash() {
    let [one, other] = [300, 301].map(|width| Logo::read(png(width, 400, &[])).unwrap());
    assert_ne!(one.hash, other.hash);
}

#[test]
fn whatever_could_run_a_script_is_refused() {
    for svg in [
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        "\u{feff}<?xml version=\"1.0\"?>\n<!-- a logo -->\n<SVG onload=\"alert(1)\"/>",
    ] {
        assert_eq!(refusal(svg.as_bytes()), InvalidLogo::Svg, "{svg}");
    }
    for other in [
        &b""[..],
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a\x01\0\x01\0\x80\0\0",
        b"\x1f\x8b\x08svgz",
        b"RIFF\x20\0\0\0WAVEfmt ",
        b"\x89PNG\n\x1a\n",
        b"%PDF-1.7",
    ] {
        assert_eq!(refusal(other), InvalidLogo::Unknown, "{other:?}");
    }
}

#[test]
fn what_only_begins_like_a_picture_is_broken_wherever_it_ends() {
    let whole = [
        png(300, 400, &[]),
        jpeg(0xc0, 300, 400),
        extended(0, 300, 400),
    ];
    for bytes in whole {
        let format = Logo::read(bytes.clone()).unwrap().format;
        let read = (12..bytes.len()).filter(|end| Logo::read(bytes[..*end].to_vec()).is_ok());
        // What lies behind the header is not read: checksum and data of a PNG, components of a JPEG.
        assert!(read.count() <= 16);
        assert_eq!(refusal(&bytes[..12]), InvalidLogo::Broken(format));
    }
    for (format, bytes) in [
        (
            LogoFormat::Png,
            &b"\x89PNG\r\n\x1a\n\0\0\0\x0dCgBIaaaabbbb"[..],
        ),
        // A chunk and a segment that say they go on for ever, a segment of no length, and a scan without a frame.
        (LogoFormat::Png, &png(300, 400, b"\xff\xff\xff\xffaBCD")),
        (LogoFormat::Jpeg, b"\xff\xd8\xff\xe0\xff\xff"),
        (LogoFormat::Jpeg, b"\xff\xd8\xff\xe0\0\0\xff\xe0\0\0"),
        (LogoFormat::Jpeg, b"\xff\xd8\xff\xda\0\x04ab\xff\xc0"),
        (LogoFormat::Jpeg, &b"\xff\xd8\xff\xff\xff\xff\xff"[..]),
        (
            LogoFormat::WebP,
            &webp(b"VP8 ", b"\x10\0\0\0\0\0\x2c\x01\x90\x01"),
        ),
        (LogoFormat::WebP, &webp(b"VP8L", b"\0\0\0\0\0")),
        (LogoFormat::WebP, &webp(b"EXIF", b"\0\0\0\0\0")),
    ] {
        assert_eq!(refusal(bytes), InvalidLogo::Broken(format), "{bytes:?}");
    }
}

#[test]
fn a_logo_is_small_and_still() {
    for (width, height) in [(0, 1), (1, 0), (2049, 1), (1, 2049), (u32::MAX, u32::MAX)] {
        let invalid = InvalidLogo::Dimensions(width, height);
        assert_eq!(refusal(&png(width, height, &[])), invalid);
    }
    assert_eq!(
        refusal(&extended(0, 1 << 24, 1)),
        InvalidLogo::Dimensions(1 << 24, 1)
    );
    assert_eq!(refusal(&jpeg(0xc0, 0, 0)), InvalidLogo::Dimensions(0, 0));
    assert!(Logo::read(png(2048, 2048, &[])).is_ok());

    let frames = chunk(b"acTL", &[0; 8]);
    assert_eq!(refusal(&png(1, 1, &frames)), InvalidLogo::Animated);
    assert_eq!(refusal(&extended(0b10, 1, 1)), InvalidLogo::Animated);

    let mut large = png(1, 1, &[]);
    large.resize(LARGEST, 0);
    assert!(Logo::read(large.clone()).is_ok());
    large.push(0);
    assert_eq!(refusal(&large), InvalidLogo::TooLarge);
}
