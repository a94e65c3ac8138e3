//! Whatever a filter or a path says, reading it never panics, and what is read prints as the same.
//!
//! `cargo +nightly fuzz run scim_filter -- -max_len=4096`

#![no_main]

use libfuzzer_sys::fuzz_target;
use scim::Resource;
use scim::filter::Filter;
use scim::patch::Path;
use scim::schema::ResourceType;

fuzz_target!(|text: &str| {
    for kind in ResourceType::ALL {
        if let Ok(path) = Path::parse(text, kind) {
            assert_eq!(Path::parse(&path.to_string(), kind), Ok(path));
        }
        let Ok(filter) = Filter::parse(text) else {
            continue;
        };
        assert_eq!(Filter::parse(&filter.to_string()), Ok(filter.clone()));
        if let Ok(condition) = filter.compile(kind) {
            condition.holds(&Resource::empty(kind).leaves());
        }
    }
});
