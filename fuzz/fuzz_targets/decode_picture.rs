//! Whatever a file holds, reading it, taking its features and judging it never panics.
//!
//! `cargo +nightly fuzz run decode_picture fuzz/corpus/decode_picture fuzz/seeds/decode_picture -- -max_len=65536`

#![no_main]

use keepic::{Features, GatePolicy, MIN_SIDE, assess, decode};
use libfuzzer_sys::fuzz_target;

const LENIENT: GatePolicy = GatePolicy {
    accept_little_detail: true,
};

fuzz_target!(|bytes: &[u8]| {
    let Ok(picture) = decode(bytes) else { return };
    assert!(picture.width().min(picture.height()) >= MIN_SIDE);
    let features = Features::of(&picture);
    if let Ok(assessment) = assess(&picture, &LENIENT) {
        assert_eq!(assessment.features, features);
    }
});
