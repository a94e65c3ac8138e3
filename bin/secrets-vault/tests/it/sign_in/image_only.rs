//! A picture that stands alone: without PIN and pattern, on known devices only.

use super::tenant;
use crate::harness::{Person, photograph};

#[test]
fn a_picture_alone_signs_in_on_the_device_that_knows_the_person() {
    let (acme, app) = tenant("image-only", &["use_pin=false", "use_pattern=false"]);
    let ada = Person::named("ada");
    acme.enrol(&ada);
    acme.log_in(&app, &ada);
    // Once more, with the device cookie that the sign-in itself has given.
    acme.log_in(&app, &ada);

    let elsewhere = acme.from_another_device();
    let stranger = elsewhere.try_log_in(&app, &ada);
    let wrong_picture = acme.try_log_in(&app, &ada.with_photo(photograph(1)));
    for output in [&stranger, &wrong_picture] {
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
    }
    assert_eq!(
        String::from_utf8_lossy(&stranger.stderr),
        String::from_utf8_lossy(&wrong_picture.stderr)
    );
    acme.log_in(&app, &ada);
}

#[test]
fn a_tenant_that_wants_a_pin_takes_no_picture_alone_from_a_stranger() {
    let (acme, app) = tenant("not-image-only", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    assert!(
        !acme
            .try_log_in(&app, &Person::named("ada"))
            .status
            .success()
    );
    acme.from_another_device().log_in(&app, &ada);
}
