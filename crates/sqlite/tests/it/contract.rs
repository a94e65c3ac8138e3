//! The contract of every port.

use crate::world::empty_store;

testkit::contract_suites!(empty_store);
