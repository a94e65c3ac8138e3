//! Every value of `docs/protocol/vectors/keepic-1.json`, computed again.

use crate::hex;
use keepic::bch::{self, Message};
use keepic::{
    Coefficients, Features, Grid, Knowledge, NoMatch, Pattern, Picture, Sketch, StretchCost,
    Stretched, enrol, recover, specimen, stretch,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct VectorFile {
    algorithm_version: String,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    seed: u32,
    w: u32,
    h: u32,
    alpha: bool,
    rgba_sha256: String,
    grid_sha256: String,
    coef_first8: [i64; 8],
    coef_sha256: String,
    quality: f64,
    #[serde(rename = "F")]
    features: String,
    argon2: Argon2Cost,
    salt: String,
    tenant: String,
    user: String,
    pin: String,
    pattern: Vec<u8>,
    grid: u8,
    oprf: String,
    #[serde(rename = "P")]
    stretched: String,
    msg: String,
    codeword: String,
    #[serde(rename = "W")]
    sketch: String,
    x: String,
    #[serde(rename = "X")]
    public_key: String,
    distorted_rgba_sha256: String,
    ber: Ber,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Argon2Cost {
    m_kib: u32,
    t: u32,
    p: u32,
    len: u32,
}

#[derive(Deserialize)]
struct Ber {
    count_bits: u16,
    error_bits: u16,
    percent: f64,
}

fn vector_file() -> VectorFile {
    let text = include_str!("../../../../docs/protocol/vectors/keepic-1.json");
    let file: VectorFile = serde_json::from_str(text).unwrap();
    assert_eq!(file.vectors.len(), 4);
    file
}

fn unhex<const N: usize>(text: &str) -> [u8; N] {
    let byte = |at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    assert_eq!(text.len(), 2 * N);
    std::array::from_fn(byte)
}

fn sha256_of_i64(values: impl IntoIterator<Item = i64>) -> String {
    let bytes: Vec<u8> = values.into_iter().flat_map(i64::to_le_bytes).collect();
    hex(&Sha256::digest(bytes))
}

impl Vector {
    fn picture(&self) -> Picture {
        let paint = if self.alpha {
            specimen::translucent
        } else {
            specimen::opaque
        };
        paint(self.seed, self.w, self.h).unwrap()
    }

    fn stretch(&self, pin: &str) -> Stretched {
        let expected = Argon2Cost {
            m_kib: 1024,
            t: 1,
            p: 1,
            len: 64,
        };
        assert_eq!(self.argon2, expected);
        let knowledge = Knowledge {
            pin: Some(pin.parse().unwrap()),
            pattern: Some(Pattern::new(self.grid, &self.pattern).unwrap()),
        };
        stretch(
            &knowledge.pinb(),
            self.oprf.as_bytes(),
            &unhex(&self.salt),
            &self.tenant,
            self.user.as_bytes(),
            StretchCost::INSECURE_FOR_TEST_VECTORS,
        )
        .unwrap()
    }
}

#[test]
fn the_file_describes_this_version() {
    let file = vector_file();
    assert_eq!(file.algorithm_version, keepic::ALGORITHM_VERSION);
}

#[test]
fn a_picture_becomes_the_published_features() {
    for vector in vector_file().vectors {
        let picture = vector.picture();
        assert_eq!(hex(&Sha256::digest(picture.rgba())), vector.rgba_sha256);

        let grid = Grid::of(&picture);
        assert_eq!(
            sha256_of_i64(grid.cells().iter().copied().map(i64::from)),
            vector.grid_sha256
        );

        let coefficients = Coefficients::of(&grid);
        assert_eq!(coefficients.values()[..8], vector.coef_first8);
        assert_eq!(
            sha256_of_i64(coefficients.values().iter().copied()),
            vector.coef_sha256
        );
        assert_eq!(
            coefficients.quality().to_string(),
            format!("{:.4}", vector.quality)
        );

        assert_eq!(hex(Features::of(&picture).as_bytes()), vector.features);
    }
}

#[test]
fn enrolling_gives_the_published_sketch_and_key() {
    for vector in vector_file().vectors {
        let stretched = vector.stretch(&vector.pin);
        assert_eq!(hex(stretched.as_bytes()), vector.stretched);

        let message = unhex(&vector.msg);
        let codeword = bch::encode(&Message::from_random(&message));
        assert_eq!(hex(codeword.as_bytes()), vector.codeword);

        let features = Features::of(&vector.picture());
        let user = vector.user.as_bytes();
        let enrolment = enrol(&features, &stretched, &message, &vector.tenant, user);
        assert_eq!(hex(enrolment.sketch.as_bytes()), vector.sketch);
        assert_eq!(hex(enrolment.secret.scalar().as_bytes()), vector.x);
        assert_eq!(
            hex(enrolment.secret.public_key().as_bytes()),
            vector.public_key
        );

        let mut with_spare_bits = message;
        with_spare_bits[33] |= 0xf0;
        let again = enrol(
            &features,
            &stretched,
            &with_spare_bits,
            &vector.tenant,
            user,
        );
        assert_eq!(
            again.sketch, enrolment.sketch,
            "only 268 bits of the message count"
        );
    }
}

#[test]
fn a_changed_picture_gives_the_secret_back() {
    for vector in vector_file().vectors {
        let handled = specimen::handled(&vector.picture()).unwrap();
        assert_eq!(
            hex(&Sha256::digest(handled.rgba())),
            vector.distorted_rgba_sha256
        );

        let features = Features::of(&handled);
        let sketch = Sketch::from_bytes(unhex(&vector.sketch)).unwrap();
        let stretched = vector.stretch(&vector.pin);
        let user = vector.user.as_bytes();
        let recovery = recover(&features, &sketch, &stretched, &vector.tenant, user).unwrap();
        assert_eq!(
            hex(recovery.secret.public_key().as_bytes()),
            vector.public_key
        );

        let rate = recovery.bit_error_rate();
        assert_eq!(rate.count_bits(), vector.ber.count_bits);
        assert_eq!(rate.error_bits(), vector.ber.error_bits);
        assert_eq!(rate.percent_text(), format!("{:.3}", vector.ber.percent));
    }
}

#[test]
fn a_wrong_pin_or_picture_gives_nothing_and_a_wrong_name_another_secret() {
    let file = vector_file();
    let [vector, other, ..] = &file.vectors[..] else {
        panic!("four vectors")
    };
    let features = Features::of(&vector.picture());
    let sketch = Sketch::from_bytes(unhex(&vector.sketch)).unwrap();
    let right = vector.stretch("1234");
    let try_with = |features: &Features, stretched: &Stretched, tenant: &str, user: &[u8]| {
        recover(features, &sketch, stretched, tenant, user)
            .map(|recovery| hex(recovery.secret.public_key().as_bytes()))
    };
    let stranger = Features::of(&other.picture());
    assert_eq!(
        try_with(&features, &right, "tenant", b"alice"),
        Ok(vector.public_key.clone())
    );
    assert_eq!(
        try_with(&features, &vector.stretch("1235"), "tenant", b"alice"),
        Err(NoMatch)
    );
    assert_eq!(
        try_with(&stranger, &right, "tenant", b"alice"),
        Err(NoMatch)
    );
    assert_ne!(
        try_with(&features, &right, "tenant2", b"alice"),
        Ok(vector.public_key.clone())
    );
    assert_ne!(
        try_with(&features, &right, "tenant", b"bob"),
        Ok(vector.public_key.clone())
    );
}

#[test]
fn an_inverted_picture_decodes_but_has_another_key() {
    let picture = specimen::opaque(1, 640, 480).unwrap();
    let invert = |(at, byte): (usize, &u8)| if at % 4 == 3 { *byte } else { 255 - byte };
    let rgba = picture.rgba().iter().enumerate().map(invert).collect();
    let negative = Features::of(&Picture::from_rgba(640, 480, rgba).unwrap());
    let features = Features::of(&picture);
    assert!(features.hamming_distance(&negative) >= 1020);

    let stretched = vector_file().vectors[0].stretch("1234");
    let enrolment = enrol(&features, &stretched, &[9; 34], "tenant", b"alice");
    let recovery = recover(&negative, &enrolment.sketch, &stretched, "tenant", b"alice").unwrap();
    assert_ne!(recovery.secret.public_key(), enrolment.secret.public_key());
}

#[test]
fn a_sketch_with_bit_1023_is_refused() {
    assert!(Sketch::from_bytes([0x7f; 128]).is_ok());
    let mut bytes = [0; 128];
    bytes[127] = 0x80;
    assert!(Sketch::from_bytes(bytes).is_err());
}
