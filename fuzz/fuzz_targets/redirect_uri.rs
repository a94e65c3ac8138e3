//! Whatever is registered and whatever is asked for, a browser is sent back to the registered URI and to no other: only
//! the port may differ, and only on a loopback IP literal (RFC 8252, section 7.3).
//!
//! `cargo +nightly fuzz run redirect_uri -- -max_len=512`

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenancy::{ClientType, RedirectUri};
use url::Url;

fuzz_target!(|texts: (&str, &str)| {
    let (registered, presented) = texts;
    for client_type in [ClientType::Public, ClientType::Confidential] {
        let Ok(uri) = RedirectUri::register(registered, client_type) else {
            continue;
        };
        assert!(uri.admits(registered));
        if presented == registered || !uri.admits(presented) {
            continue;
        }
        let url = |text| Url::parse(text).expect("what is admitted is a URL");
        let (mut known, mut asked) = (url(registered), url(presented));
        assert!(matches!(known.host_str(), Some("127.0.0.1" | "[::1]")));
        assert_eq!(known.scheme(), "http");
        for url in [&mut known, &mut asked] {
            url.set_port(None).expect("it has a host");
        }
        assert_eq!(known, asked);
    }
});
