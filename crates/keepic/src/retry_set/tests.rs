use super::*;
use crate::bch::CORRECTABLE;
use crate::specimen;

/// A picture whose pixel at `(x, y)` is that of `source` at `from(x, y)`.
fn rearrange(
    source: &Picture,
    (width, height): (u32, u32),
    from: impl Fn(u32, u32) -> (u32, u32),
) -> Picture {
    let pixels = source.rgba().as_chunks::<4>().0;
    let mut rgba = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (x, y) = from(x, y);
            rgba.extend(pixels[(y * source.width() + x) as usize]);
        }
    }
    Picture::from_rgba(width, height, rgba).unwrap()
}

/// The hypotheses that lead back to the enrolled features, and how near each comes.
fn matches(enrolled: &Picture, presented: &Picture) -> Vec<(Change, u16)> {
    let features = Features::of(enrolled);
    RetrySet::of(presented)
        .map(|hypothesis| {
            (
                hypothesis.change,
                features.hamming_distance(&hypothesis.features),
            )
        })
        .filter(|(_, errors)| usize::from(*errors) <= CORRECTABLE)
        .collect()
}

/// Where in the enrolled picture a pixel of the presented one comes from.
type Source<'a> = &'a dyn Fn(u32, u32) -> (u32, u32);

#[test]
fn every_turn_is_found_by_one_hypothesis() {
    let (w, h) = (384, 256);
    let enrolled = specimen::opaque(5, w, h).unwrap();
    // Each way of handing in the picture, and what undoes it.
    let cases: [((u32, u32), Source<'_>, bool, u8); 7] = [
        ((h, w), &|x, y| (w - 1 - y, x), false, 1),
        ((w, h), &|x, y| (w - 1 - x, h - 1 - y), false, 2),
        ((h, w), &|x, y| (y, h - 1 - x), false, 3),
        ((w, h), &|x, y| (w - 1 - x, y), true, 0),
        ((h, w), &|x, y| (w - 1 - y, h - 1 - x), true, 1),
        ((w, h), &|x, y| (x, h - 1 - y), true, 2),
        ((h, w), &|x, y| (y, x), true, 3),
    ];
    for (size, from, mirrored, quarters) in cases {
        let found = matches(&enrolled, &rearrange(&enrolled, size, from));
        let [(change, errors)] = found[..] else {
            panic!("{mirrored} {quarters}: {found:?}")
        };
        assert_eq!(change, Change::Turn(Turn { mirrored, quarters }));
        assert!(errors < 10, "{errors} bits differ");
    }
}

#[test]
fn cut_edges_are_put_back() {
    let enrolled = specimen::opaque(6, 600, 400).unwrap();
    let cut = Cut {
        top: 1,
        right: 2,
        bottom: 0,
        left: 2,
    };
    let presented = rearrange(&enrolled, (600 - 24, 400 - 4), |x, y| (x + 12, y + 4));
    let plain = Features::of(&enrolled).hamming_distance(&Features::of(&presented));
    assert!(
        usize::from(plain) > CORRECTABLE,
        "the test needs a picture that fails: {plain}"
    );
    let found = matches(&enrolled, &presented);
    let best = found.iter().min_by_key(|(_, errors)| *errors).unwrap();
    assert_eq!(best.0, Change::Cut(cut));
}

#[test]
fn a_strange_picture_matches_no_hypothesis() {
    let enrolled = specimen::opaque(7, 300, 300).unwrap();
    assert_eq!(
        matches(&enrolled, &specimen::opaque(8, 300, 300).unwrap()),
        []
    );
}

#[test]
fn each_hypothesis_comes_once_and_the_least_missing_first() {
    let set = RetrySet::of(&specimen::opaque(9, 64, 64).unwrap());
    assert_eq!((set.len(), RetrySet::LEN), (87, 87));
    let changes: Vec<Change> = set.map(|hypothesis| hypothesis.change).collect();
    assert_eq!(changes.len(), 87);
    let mut totals = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        assert!(!changes[..place].contains(change), "{change:?} comes twice");
        match *change {
            Change::Turn(turn) => assert!(place < 7 && turn.quarters < 4),
            Change::Cut(cut) => totals.push(cut.top + cut.right + cut.bottom + cut.left),
        }
    }
    assert!(totals.is_sorted() && totals[0] == 1, "{totals:?}");
}

#[test]
fn the_overlaps_fill_every_cell_exactly() {
    for cut in &CUTS {
        let mut lengths = vec![0; GRID_SIDE];
        for overlap in overlaps(cut.left, cut.right) {
            lengths[overlap.cell] += overlap.length;
        }
        assert!(lengths.iter().all(|&length| length == CELL));
    }
}
