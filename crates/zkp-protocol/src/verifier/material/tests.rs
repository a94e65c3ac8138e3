use proptest::prelude::*;

use super::*;
use crate::credential::is_sketch;

const KEY: LookAlikeKey = LookAlikeKey::from_bytes([1; 32]);

fn fields(material: &Material) -> (Vec<u8>, [u8; 32]) {
    let parts: [&[u8]; 4] = [
        &material.handle,
        &material.salt,
        &material.sketch,
        &material.check,
    ];
    (parts.concat(), *material.key_seed)
}

proptest! {
    #[test]
    fn a_look_alike_is_always_the_same_and_a_well_formed_sketch(name: String) {
        let material = Material::look_alike(&KEY, "acme", &name);
        prop_assert!(is_sketch(&material.sketch));
        prop_assert_eq!(fields(&material), fields(&Material::look_alike(&KEY, "acme", &name)));
    }
}

#[test]
fn every_name_tenant_and_key_has_its_own_look_alike() {
    let all = [
        Material::look_alike(&KEY, "acme", "ada"),
        Material::look_alike(&KEY, "acme", "bob"),
        Material::look_alike(&KEY, "acm", "eada"),
        Material::look_alike(&LookAlikeKey::from_bytes([2; 32]), "acme", "ada"),
    ];
    for (i, one) in all.iter().enumerate() {
        for other in &all[i + 1..] {
            let ((a, a_seed), (b, b_seed)) = (fields(one), fields(other));
            assert_ne!(a, b);
            assert_ne!(a_seed, b_seed);
        }
    }
}

#[test]
fn selection_takes_all_of_one_and_nothing_of_the_other() {
    let no = Material::look_alike(&KEY, "acme", "no");
    let yes = Material::look_alike(&KEY, "acme", "yes");
    for (choice, expected) in [(0, &no), (1, &yes)] {
        let selected = Material::select(&no, &yes, Choice::from(choice));
        assert_eq!(fields(&selected), fields(expected));
    }
}

#[test]
fn keys_do_not_print() {
    let seed = Seed::from_bytes([1; 64]);
    assert_eq!(format!("{KEY:?} {seed:?}"), "LookAlikeKey(..) Seed(..)");
}

#[test]
fn a_handle_has_its_own_key_in_every_tenant_and_version() {
    let handle = Handle::from_bytes([1; 16]);
    let one = Seed::from_bytes([1; 64]);
    let seeds = [
        *derive_key_seed(&one, "acme", handle),
        *derive_key_seed(&one, "acm", handle),
        *derive_key_seed(&one, "acme", Handle::from_bytes([2; 16])),
        *derive_key_seed(&Seed::from_bytes([2; 64]), "acme", handle),
    ];
    for (i, seed) in seeds.iter().enumerate() {
        assert!(!seeds[i + 1..].contains(seed));
    }
}
