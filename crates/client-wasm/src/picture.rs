//! A picture, from JavaScript.

use keepic::{
    BitErrorRate, Coefficients, GatePolicy, Impression, ImpressionBuilder, Recognisable as _,
    Refusal, Warning,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::code::{Coded as _, Thrown};

/// Takes the pixels of a picture in strips of whole rows, from the top.
#[wasm_bindgen]
pub struct PictureBuilder(ImpressionBuilder);

#[wasm_bindgen]
impl PictureBuilder {
    /// For a picture of this size in pixels.
    #[wasm_bindgen(constructor)]
    pub fn new(width: u32, height: u32) -> Result<Self, Thrown> {
        Ok(Self(ImpressionBuilder::new(width, height)?))
    }

    /// Adds the next rows: RGBA, eight bits a channel, straight alpha, sRGB.
    pub fn strip(&mut self, rgba: &[u8]) -> Result<(), Thrown> {
        Ok(self.0.strip(rgba)?)
    }

    /// The picture, once every row has come.
    pub fn finish(self) -> Result<Picture, Thrown> {
        let impression = self.0.finish()?;
        let policy = GatePolicy {
            accept_little_detail: true,
        };
        let assessment = keepic::assess_impression(&impression, &policy);
        Ok(Picture {
            strong: Coefficients::of(impression.grid()).quality().strong(),
            gate: assessment.map(|fit| fit.warning),
            impression,
        })
    }
}

/// What is kept of a picture: a megabyte, as secret as the picture, wiped when freed.
#[wasm_bindgen]
pub struct Picture {
    pub(crate) impression: Impression,
    gate: Result<Option<Warning>, Refusal>,
    strong: u16,
}

#[wasm_bindgen]
impl Picture {
    /// Width in pixels.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u32 {
        self.impression.width()
    }

    /// Height in pixels.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u32 {
        self.impression.height()
    }

    /// Whether it is fit to enrol: `accept`, `warn` or `refuse`.
    #[wasm_bindgen(getter)]
    pub fn verdict(&self) -> String {
        let verdict = match self.gate {
            Ok(None) => "accept",
            Ok(Some(_)) => "warn",
            Err(_) => "refuse",
        };
        verdict.to_owned()
    }

    /// What is wrong with it, as a code, unless it is accepted without a word.
    #[wasm_bindgen(getter)]
    pub fn reason(&self) -> Option<String> {
        let reason = match &self.gate {
            Ok(warning) => warning.as_ref()?.code(),
            Err(refusal) => refusal.code(),
        };
        Some(reason.to_owned())
    }

    /// How much detail it has: the share of strong coefficients, 0 to 1.
    #[wasm_bindgen(getter)]
    pub fn quality(&self) -> f64 {
        share(self.strong)
    }

    /// The share of feature bits in which two pictures differ: strangers lie near a half.
    pub fn difference(&self, other: &Self) -> f64 {
        let (one, another) = (self.impression.features(), other.impression.features());
        share(one.hamming_distance(&another))
    }

    /// The 128 bytes of the features, by which builds are compared. A secret: for tests.
    pub fn features(&self) -> Vec<u8> {
        self.impression.features().as_bytes().to_vec()
    }
}

/// A number of feature bits as a share of all.
fn share(bits: u16) -> f64 {
    f64::from(bits) / f64::from(BitErrorRate::new(bits).count_bits())
}
