//! Who acts, and with what.

use keepic::{BitErrorRate, Knowledge, Picture};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// A person at this machine. Neither picture nor knowledge leaves it.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// The name to sign in with.
    pub username: &'a str,
    /// The picture.
    pub picture: &'a Picture,
    /// PIN and pattern; with neither, the picture stands alone.
    pub knowledge: &'a Knowledge,
}

/// How well a picture fitted the enrolled one. Written as the published API's `BERForm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// How many feature bits differed.
    pub bit_error_rate: BitErrorRate,
    /// Width and height of the upright picture.
    pub image_dim: [u32; 2],
}

#[derive(Serialize)]
struct Rate {
    count_bits: u16,
    error_bits: u16,
    #[serde(rename = "BER_PERCENT")]
    percent: String,
}

impl Serialize for Fit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rate = Rate {
            count_bits: self.bit_error_rate.count_bits(),
            error_bits: self.bit_error_rate.error_bits(),
            percent: self.bit_error_rate.percent_text(),
        };
        let mut form = serializer.serialize_struct("BERForm", 3)?;
        form.serialize_field("ber", &rate)?;
        form.serialize_field("image_dim", &self.image_dim)?;
        form.serialize_field("algorithm_version", keepic::ALGORITHM_VERSION)?;
        form.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_is_written_as_the_published_api_has_it() {
        let fit = Fit {
            bit_error_rate: BitErrorRate::new(34),
            image_dim: [640, 480],
        };
        assert_eq!(
            serde_json::to_value(fit).unwrap(),
            serde_json::json!({
                "ber": {"count_bits": 1023, "error_bits": 34, "BER_PERCENT": "3.324"},
                "image_dim": [640, 480],
                "algorithm_version": "keepic-1",
            })
        );
    }
}
