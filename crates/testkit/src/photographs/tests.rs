use super::*;
use keepic::{Features, GatePolicy, assess, decode};

/// Bits that the error-correcting code of keepic-1 repairs.
const REPAIRED: u16 = 103;

fn features(file: &[u8]) -> Features {
    Features::of(&decode(file).unwrap())
}

#[test]
fn there_are_at_least_eight_and_every_one_is_fit_to_enrol() {
    let photographs = photographs();
    assert!(photographs.len() >= 8);
    for photograph in photographs {
        let picture = decode(&read(&photograph)).unwrap();
        let assessment = assess(&picture, &GatePolicy::default());
        assert!(
            assessment.is_ok(),
            "{}: {assessment:?}",
            photograph.display()
        );
    }
}

#[test]
fn a_recompressed_copy_is_near_its_original_and_far_from_every_other_photograph() {
    let files: Vec<Vec<u8>> = photographs().iter().map(|it| read(it)).collect();
    let originals: Vec<Features> = files.iter().map(|it| features(it)).collect();
    for (number, file) in files.iter().enumerate() {
        let copy = features(&recompressed(file));
        for (other, original) in originals.iter().enumerate() {
            let distance = copy.hamming_distance(original);
            assert_eq!(
                distance <= REPAIRED,
                other == number,
                "copy of photograph {number} against {other}: {distance} bits"
            );
        }
    }
}

#[test]
fn a_smaller_and_a_grey_copy_are_near_their_original() {
    for photograph in photographs().iter().take(3) {
        let file = read(photograph);
        let original = features(&file);
        for copy in [resized(&file), greyscale(&file)] {
            let distance = features(&copy).hamming_distance(&original);
            assert!(
                distance <= REPAIRED,
                "{}: {distance} bits",
                photograph.display()
            );
        }
    }
}

#[test]
fn a_copy_without_loss_has_the_same_features() {
    let original = recompressed(&read(&photographs()[0]));
    for copy in [webp(&original), png(&original)] {
        assert_ne!(copy, original);
        assert_eq!(features(&copy).hamming_distance(&features(&original)), 0);
    }
}

#[test]
fn a_copy_has_the_size_that_it_says() {
    let original = read(&photographs()[0]);
    let size = |file: &[u8]| {
        let picture = decode(file).unwrap();
        (picture.width(), picture.height())
    };
    let (width, height) = size(&original);
    assert_eq!(size(&resized(&original)), (width / 2, height / 2));
    let (small_width, small_height) = size(&recompressed(&original));
    assert_eq!(small_width.max(small_height), 1080);
    assert_eq!(
        size(&cropped(&original, 100)),
        (width - width / 10, height - height / 10)
    );
}
