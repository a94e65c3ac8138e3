//! The field GF(2^10) modulo `x^10 + x^3 + 1`; alpha, the root `x`, generates its 1023 units.
#![expect(
    clippy::indexing_slicing,
    reason = "fixed-size tables; a field element is below 1024 and an exponent is reduced"
)]

/// The order of alpha.
pub(super) const ORDER: usize = 1023;

const MODULUS: u16 = 0x409;

/// `alpha^e` for `e` in `0..2046`: two turns, so that a sum of two logarithms needs no reduction.
static POWERS: [u16; 2 * ORDER] = powers();

/// The logarithm of each unit; the entry of 0 is never read.
static LOGARITHMS: [u16; ORDER + 1] = logarithms();

const fn powers() -> [u16; 2 * ORDER] {
    let mut table = [0; 2 * ORDER];
    let mut value = 1;
    let mut exponent = 0;
    while exponent < 2 * ORDER {
        table[exponent] = value;
        value <<= 1;
        if value > 1023 {
            value ^= MODULUS;
        }
        exponent += 1;
    }
    table
}

#[expect(clippy::cast_possible_truncation, reason = "an exponent is below 1023")]
const fn logarithms() -> [u16; ORDER + 1] {
    let powers = powers();
    let mut table = [0; ORDER + 1];
    let mut exponent = 0;
    while exponent < ORDER {
        table[powers[exponent] as usize] = exponent as u16;
        exponent += 1;
    }
    table
}

/// `alpha^exponent`.
pub(super) const fn power(exponent: usize) -> u16 {
    POWERS[exponent % ORDER]
}

/// The exponent of a unit; not defined for 0.
pub(super) const fn logarithm(unit: u16) -> usize {
    debug_assert!(unit != 0);
    LOGARITHMS[unit as usize] as usize
}

/// The product of two elements.
pub(super) const fn multiply(a: u16, b: u16) -> u16 {
    if a == 0 || b == 0 {
        return 0;
    }
    POWERS[logarithm(a) + logarithm(b)]
}

/// The quotient of an element by a unit.
pub(super) const fn divide(a: u16, unit: u16) -> u16 {
    if a == 0 {
        return 0;
    }
    POWERS[logarithm(a) + ORDER - logarithm(unit)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alpha_generates_every_unit_once() {
        let mut seen: Vec<u16> = (0..ORDER).map(power).collect();
        seen.sort_unstable();
        assert!(seen.into_iter().eq(1..=1023));
    }

    #[test]
    fn products_agree_with_long_multiplication() {
        let long = |a: u16, b: u16| {
            (0..10).rev().fold(0, |product, place| {
                let doubled = product << 1;
                let reduced = if doubled > 1023 {
                    doubled ^ MODULUS
                } else {
                    doubled
                };
                reduced ^ if b >> place & 1 == 1 { a } else { 0 }
            })
        };
        for a in (0..1024).step_by(7) {
            for b in 0..1024 {
                assert_eq!(multiply(a, b), long(a, b));
                if b != 0 {
                    assert_eq!(multiply(divide(a, b), b), a);
                }
            }
        }
    }
}
