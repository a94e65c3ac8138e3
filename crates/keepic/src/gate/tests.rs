use super::*;
use crate::ImpressionBuilder;
use crate::specimen;

const STRICT: GatePolicy = GatePolicy {
    accept_little_detail: false,
};
const LENIENT: GatePolicy = GatePolicy {
    accept_little_detail: true,
};

fn paint(side: u32, pixel: impl Fn(u32, u32) -> u32) -> Picture {
    let mut rgba = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let value = u8::try_from(pixel(x, y)).unwrap();
            rgba.extend([value, value, value, 255]);
        }
    }
    Picture::from_rgba(side, side, rgba).unwrap()
}

/// The brightness of a specimen's pixels, to build other pictures from.
fn scene(seed: u32, side: u32) -> impl Fn(u32, u32) -> u32 {
    let picture = specimen::opaque(seed, side, side).unwrap();
    move |x, y| picture.rgba()[((y * side + x) * 4) as usize].into()
}

fn refusal(picture: &Picture) -> Refusal {
    assert_eq!(
        assess(picture, &LENIENT).err(),
        assess(picture, &STRICT).err()
    );
    assess(picture, &STRICT).unwrap_err()
}

#[test]
fn specimens_are_accepted() {
    for (seed, width, height) in [(1, 1280, 960), (1, 640, 480), (2, 333, 517), (4, 256, 256)] {
        let picture = specimen::opaque(seed, width, height).unwrap();
        let assessment = assess(&picture, &STRICT).unwrap();
        assert_eq!(assessment.warning, None);
        assert_eq!(assessment.features, Features::of(&picture));
        assert!(assessment.quality.strong() >= ACCEPTED);
    }
}

#[test]
fn little_detail_is_a_matter_of_policy() {
    let picture = specimen::translucent(3, 1024, 768).unwrap();
    assert_eq!(assess(&picture, &STRICT).unwrap_err(), Refusal::MostlyBlank);
    let assessment = assess(&picture, &LENIENT).unwrap();
    assert_eq!(assessment.warning, Some(Warning::LittleDetail));
    assert_eq!(assessment.quality.to_string(), "0.5288");
}

#[test]
fn small_pictures_are_refused_first() {
    assert_eq!(refusal(&paint(255, |_, _| 0)), Refusal::TooSmall);
    for (height, expected) in [(255, Some(Refusal::TooSmall)), (256, None)] {
        let picture = specimen::opaque(1, 640, height).unwrap();
        let mut strips = ImpressionBuilder::new(640, height).unwrap();
        strips.strip(picture.rgba()).unwrap();
        let in_strips = assess_impression(&strips.finish().unwrap(), &STRICT);
        assert_eq!(in_strips, assess(&picture, &STRICT));
        assert_eq!(in_strips.err(), expected);
    }
}

#[test]
fn plain_colours_and_gradients_have_no_detail() {
    assert_eq!(refusal(&paint(256, |_, _| 120)), Refusal::AlmostNoDetail);
    assert_eq!(refusal(&paint(256, |_, _| 0)), Refusal::AlmostNoDetail);
    assert_eq!(refusal(&paint(256, u32::midpoint)), Refusal::AlmostNoDetail);
}

#[test]
fn dark_and_blurred_pictures_are_told_so() {
    let bright = scene(1, 256);
    assert_eq!(
        refusal(&paint(256, |x, y| bright(x, y) / 8)),
        Refusal::TooDarkOrBlurred
    );
    let blurred = paint(256, |x, y| {
        let (x, y) = (x.clamp(8, 247), y.clamp(8, 247));
        let near = |n: u32| (n - 8..=n + 8).step_by(2);
        let sum: u32 = near(y)
            .flat_map(|y| near(x).map(move |x| (x, y)))
            .map(|(x, y)| bright(x, y))
            .sum();
        sum / 81
    });
    assert_eq!(refusal(&blurred), Refusal::TooDarkOrBlurred);
}

#[test]
fn mirrored_and_tiled_pictures_are_told_so() {
    let scene = scene(1, 512);
    let mirrored = paint(512, |x, y| scene(x.min(511 - x), y));
    assert_eq!(refusal(&mirrored), Refusal::SymmetricOrRepeating);
    let tiled = paint(512, |x, y| scene(x % 256 * 2, y % 256 * 2));
    assert_eq!(refusal(&tiled), Refusal::SymmetricOrRepeating);
    let chessboard = paint(512, |x, y| if (x / 64 + y / 64) % 2 == 0 { 255 } else { 0 });
    assert_eq!(refusal(&chessboard), Refusal::SymmetricOrRepeating);
}

#[test]
fn a_line_of_text_is_mostly_blank() {
    let ink = scene(3, 512);
    let card = paint(512, |x, y| {
        let in_line = (240..252).contains(&y) || (270..282).contains(&y);
        let in_letter = (148..364).contains(&x) && x % 8 < 4 && ink(x / 8 * 8, y / 30 * 30) > 120;
        if in_line && in_letter { 20 } else { 255 }
    });
    assert_eq!(refusal(&card), Refusal::MostlyBlank);
}

#[test]
fn a_scene_of_little_contrast_fails_the_self_test() {
    let scene = scene(35, 512);
    let picture = paint(512, |x, y| scene(x, y) / 2);
    let quality = Coefficients::of(&Grid::of(&picture)).quality();
    assert!(
        quality.strong() >= ACCEPTED,
        "only the self-test is to refuse it: {quality}"
    );
    assert_eq!(refusal(&picture), Refusal::TooSmooth);
}
