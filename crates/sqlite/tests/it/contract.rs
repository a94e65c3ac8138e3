//! The contract of every port.

use crate::world::on_file;

testkit::contract_suites!(on_file);
