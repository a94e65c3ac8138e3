//! The tests of the service as its users see it, as a command.

/// Builds and runs these tests, with more arguments if there are any. The packages beside the service only bring the
/// features that libraries have when the whole workspace is tested, so that nothing is built twice in one run.
macro_rules! service_tests {
    ($($argument:literal),*) => {
        &[
            "cargo", "test",
            "--package", "secrets-vault",
            "--package", "xtask",
            "--package", "bench",
            "--package", "identity",
            "--package", "oidc",
            "--package", "zkp-protocol",
            "--features", "keepic/default",
            "--test", "it",
            "--locked",
            $($argument),*
        ]
    };
}

pub(crate) use service_tests;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::process::Command;

    use serde_json::Value;

    /// What is compiled for tests beside themselves, by cargo's own plan, which no stable option prints yet.
    fn built(command: &[&str]) -> BTreeSet<String> {
        let output = Command::new(env!("CARGO"))
            .args(&command[1..])
            .args(["--no-run", "-Zunstable-options", "--unit-graph"])
            .env("RUSTC_BOOTSTRAP", "1")
            .output()
            .unwrap();
        let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
        let units = plan["units"].as_array().unwrap().iter();
        units
            .filter(|unit| unit["mode"] == "build")
            .map(|unit| {
                let (name, profile) = (&unit["pkg_id"], &unit["profile"]);
                let how = [&profile["opt_level"], &profile["debuginfo"]];
                format!("{name} {:?} {how:?}", unit["features"])
            })
            .collect()
    }

    #[test]
    fn nothing_is_built_again_for_them() {
        let of_workspace = built(&["cargo", "test", "--workspace", "--locked"]);
        let of_service = built(service_tests!());
        let again: Vec<_> = of_service.difference(&of_workspace).collect();
        assert!(again.is_empty(), "{again:#?}");
    }
}
