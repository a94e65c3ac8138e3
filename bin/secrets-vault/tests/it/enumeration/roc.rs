//! How well two kinds of measurements can be told apart.

/// The area under the receiver operating characteristic: the chance that a measurement of `one`
/// kind is larger than one of the `other`. At 0.5 nobody can tell; at 0 or 1 one measurement does.
pub(super) fn area(one: &[f64], other: &[f64]) -> f64 {
    let tagged =
        |values: &[f64], is_one| values.iter().map(move |value| (*value, is_one)).collect();
    let mut all: Vec<(f64, bool)> = tagged(one, true);
    all.extend::<Vec<_>>(tagged(other, false));
    all.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    // Mann and Whitney: the ranks of one kind; those who are equal share theirs.
    let mut rank_sum = 0.0;
    let mut below = 0.0;
    for equal in all.chunk_by(|(a, _), (b, _)| a.total_cmp(b).is_eq()) {
        let count = |kind: bool| {
            equal
                .iter()
                .map(|(_, it)| f64::from(*it == kind))
                .sum::<f64>()
        };
        let (ones, others) = (count(true), count(false));
        rank_sum += ones * (below + others / 2.0);
        below += others;
    }
    rank_sum / (count(one) * count(other))
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn count(values: &[f64]) -> f64 {
    values.len() as f64
}

#[test]
fn the_area_is_the_chance_to_be_larger() {
    let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
    assert!(close(area(&[3.0, 4.0], &[1.0, 2.0]), 1.0));
    assert!(close(area(&[1.0, 2.0], &[3.0, 4.0]), 0.0));
    assert!(close(area(&[1.0, 2.0], &[1.0, 2.0]), 0.5));
    assert!(close(area(&[2.0], &[1.0, 2.0, 3.0, 1.0]), 0.625));
}
