//! Syndromes, Berlekamp-Massey, Chien search (Massey 1969; Chien 1964).
#![expect(
    clippy::indexing_slicing,
    reason = "fixed-size arrays; the loops run over the 206 syndromes and a locator of that size"
)]

use super::field::{ORDER, divide, logarithm, multiply, power};
use super::{CORRECTABLE, Uncorrectable, WORD_BITS, bit, flip};
use zeroize::Zeroizing;

const SYNDROMES: usize = 2 * CORRECTABLE;

/// A polynomial over the field, lowest coefficient first.
type Polynomial = [u16; SYNDROMES + 1];

/// The corrected word and the number of corrected bits.
pub(super) fn correct(word: &[u8; 128]) -> Result<([u8; 128], u16), Uncorrectable> {
    if bit(word, WORD_BITS) {
        return Err(Uncorrectable);
    }
    let (locator, errors) = find_locator(&syndromes(word));
    if errors > CORRECTABLE {
        return Err(Uncorrectable);
    }
    let places = find_places(&locator[..=errors]);
    let mut corrected = *word;
    for &place in places.iter() {
        flip(&mut corrected, place);
    }
    let is_codeword = syndromes(&corrected).iter().all(|&syndrome| syndrome == 0);
    match u16::try_from(errors) {
        Ok(count) if places.len() == errors && is_codeword => Ok((corrected, count)),
        _ => Err(Uncorrectable),
    }
}

/// The word's values at `alpha^1` to `alpha^206`, of which entry `j - 1` is that at `alpha^j`.
fn syndromes(word: &[u8; 128]) -> Zeroizing<[u16; SYNDROMES]> {
    let mut syndromes = Zeroizing::new([0; SYNDROMES]);
    for place in (0..WORD_BITS).filter(|&place| bit(word, place)) {
        for (odd, syndrome) in syndromes.iter_mut().enumerate().step_by(2) {
            *syndrome ^= power(place * (odd + 1));
        }
    }
    // Squaring is linear in characteristic two: w(a^2j) = w(a^j)^2.
    for half in 0..CORRECTABLE {
        let root = syndromes[half];
        syndromes[2 * half + 1] = multiply(root, root);
    }
    syndromes
}

/// The shortest recurrence that makes the syndromes, and its length (Berlekamp-Massey).
fn find_locator(syndromes: &[u16; SYNDROMES]) -> (Zeroizing<Polynomial>, usize) {
    let mut locator = Zeroizing::new([0; SYNDROMES + 1]);
    let mut previous = Zeroizing::new([0; SYNDROMES + 1]);
    (locator[0], previous[0]) = (1, 1);
    let (mut length, mut previous_discrepancy, mut shift) = (0, 1, 1);
    for n in 0..SYNDROMES {
        let terms = locator[..=length].iter().zip(syndromes[..=n].iter().rev());
        let discrepancy = terms.fold(0, |sum, (c, s)| sum ^ multiply(*c, *s));
        if discrepancy == 0 {
            shift += 1;
            continue;
        }
        let before = locator.clone();
        let factor = divide(discrepancy, previous_discrepancy);
        for (c, p) in locator[shift..].iter_mut().zip(previous.iter()) {
            *c ^= multiply(factor, *p);
        }
        if 2 * length <= n {
            length = n + 1 - length;
            previous = before;
            previous_discrepancy = discrepancy;
            shift = 1;
        } else {
            shift += 1;
        }
    }
    (locator, length)
}

/// The places `i` for which `alpha^-i` is a root of the locator (Chien search): term `k` is kept
/// as a logarithm and loses `k` at each step.
fn find_places(locator: &[u16]) -> Zeroizing<Vec<usize>> {
    let mut terms: Zeroizing<Vec<(usize, usize)>> =
        Zeroizing::new(Vec::with_capacity(locator.len()));
    for (degree, &coefficient) in locator.iter().enumerate().filter(|(_, c)| **c != 0) {
        terms.push((degree, logarithm(coefficient)));
    }
    let mut places = Zeroizing::new(Vec::with_capacity(SYNDROMES));
    for place in 0..WORD_BITS {
        let value = terms.iter_mut().fold(0, |sum, (degree, exponent)| {
            let term = power(*exponent);
            *exponent = if *exponent < *degree {
                *exponent + ORDER
            } else {
                *exponent
            } - *degree;
            sum ^ term
        });
        if value == 0 && places.len() < places.capacity() {
            places.push(place);
        }
    }
    places
}
