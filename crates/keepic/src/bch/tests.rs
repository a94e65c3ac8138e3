use super::*;
use proptest::prelude::*;

/// A word with `count` different bits turned, chosen by a small linear congruence.
fn spoil(word: &[u8; 128], count: usize, seed: usize) -> [u8; 128] {
    let mut spoilt = *word;
    // 1023 = 3 * 11 * 31, and 5, 7, 13 and 17 share no factor with it: no place comes twice.
    let stride = [5, 7, 13, 17][seed % 4];
    for n in 0..count {
        flip(&mut spoilt, (seed + n * stride) % WORD_BITS);
    }
    spoilt
}

#[test]
fn the_generator_is_the_published_one() {
    let text = include_str!("../../../../docs/protocol/vectors/keepic-1.json");
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    let bytes: Vec<u8> = generator::GENERATOR
        .iter()
        .rev()
        .flat_map(|limb| limb.to_be_bytes())
        .collect();
    let digits = crate::hex(&bytes);
    assert_eq!(
        file["generator_hex"],
        format!("0x{}", digits.trim_start_matches('0'))
    );
    assert_eq!(PARITY_BITS + MESSAGE_BITS, WORD_BITS);
}

#[test]
fn the_all_ones_word_is_a_codeword() {
    let mut ones = [0xff; 128];
    ones[127] = 0x7f;
    assert_eq!(decode(&ones).unwrap().errors, 0);
}

#[test]
fn bit_1023_is_refused() {
    let mut word = [0; 128];
    word[127] = 0x80;
    assert_eq!(decode(&word), Err(Uncorrectable));
}

proptest! {
    // Few, because a case is slow; more where more are asked for.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 12))]

    #[test]
    fn up_to_103_errors_are_corrected(bytes: [u8; 32], seed in 0_usize..10_000) {
        let mut random = [seed.to_le_bytes()[0]; 34];
        random[..32].copy_from_slice(&bytes);
        let message = Message::from_random(&random);
        let codeword = encode(&message);
        for errors in [0, 1, 50, 102, 103] {
            let correction = decode(&spoil(codeword.as_bytes(), errors, seed)).unwrap();
            prop_assert_eq!(usize::from(correction.errors), errors);
            prop_assert_eq!(&correction.message, &message);
            prop_assert_eq!(&correction.codeword, &codeword);
        }
        for errors in [104, 105, 110] {
            prop_assert_eq!(decode(&spoil(codeword.as_bytes(), errors, seed)), Err(Uncorrectable));
        }
    }

    #[test]
    fn random_errors_are_corrected(
        places in proptest::collection::btree_set(0_usize..WORD_BITS, 0..=CORRECTABLE),
    ) {
        let codeword = encode(&Message::from_random(&[0x3c; 34]));
        let mut word = *codeword.as_bytes();
        for &place in &places {
            flip(&mut word, place);
        }
        let correction = decode(&word).unwrap();
        prop_assert_eq!(usize::from(correction.errors), places.len());
        prop_assert_eq!(correction.codeword, codeword);
    }

    #[test]
    fn random_words_are_refused(low: [[u8; 32]; 4]) {
        let mut word = [0; 128];
        word.copy_from_slice(low.as_flattened());
        word[127] &= 0x7f;
        prop_assert_eq!(decode(&word), Err(Uncorrectable));
    }
}
