//! What a person knows, from JavaScript.

use keepic::Pattern;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::code::{Coded as _, Thrown};

/// A PIN, a pattern, both or neither. Wiped when freed.
#[wasm_bindgen]
pub struct Knowledge(pub(crate) keepic::Knowledge);

#[wasm_bindgen]
impl Knowledge {
    /// Takes the digits of a PIN, and the side of a grid with the points of a pattern in drawing
    /// order; no points stand for no pattern.
    #[wasm_bindgen(constructor)]
    pub fn new(pin: Option<String>, side: u8, points: &[u8]) -> Result<Self, Thrown> {
        let pin = pin.map(Zeroizing::new);
        let pin = pin.map(|digits| digits.parse()).transpose()?;
        let pattern = (!points.is_empty())
            .then(|| Pattern::new(side, points))
            .transpose()?;
        Ok(Self(keepic::Knowledge { pin, pattern }))
    }

    /// Why others would guess it early, as a code.
    pub fn weakness(&self) -> Option<String> {
        self.0.weakness().map(|it| it.code().to_owned())
    }

    /// Whether the picture stands alone.
    #[wasm_bindgen(getter, js_name = isNothing)]
    pub fn is_nothing(&self) -> bool {
        self.0.pin.is_none() && self.0.pattern.is_none()
    }
}
