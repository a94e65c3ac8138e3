//! What an independent tester says.

use std::path::Path;
use std::process::Command;

use crate::harness::Home;

#[test]
fn every_check_of_an_independent_tester_succeeds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("../../target/scim2-tester/bin/python");
    assert!(
        python.exists(),
        "scim2-tester is missing: \"cargo xtask test\" brings it to target/scim2-tester"
    );
    // The tester asks as fast as it can.
    let server = Home::new().with("SCIM__REQUESTS_PER_MINUTE", "0").start();
    server.tenant("acme", &[]);
    let key = server.json(&[
        "admin", "api-key", "create", "--tenant", "acme", "--scope", "SCIM2",
    ]);
    let checks = Command::new(python)
        .arg(root.join("tests/scim2/check.py"))
        .arg(server.at("/scim/v2/acme"))
        .arg(key["api_key"].as_str().unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checks.stdout);
    let failed = String::from_utf8_lossy(&checks.stderr);
    assert!(checks.status.success(), "{said}\n{failed}");
}
