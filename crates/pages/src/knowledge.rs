//! What a tenant asks for beside the picture, as the pages offer it.

use tenancy::{LoginMethod, TenantSettings};

use crate::words::Words;

/// PIN and pattern in the order in which they are offered; nothing where the picture stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Knowledge {
    pub(crate) methods: Vec<&'static str>,
    /// The fewest and the most digits that a PIN may have here.
    pub(crate) pin_digits: (u8, u8),
    /// What the page says about them.
    pub(crate) pin_hint: String,
    /// Side of the grid that is shown first.
    pub(crate) pattern_side: u8,
    /// The grids that may be drawn on.
    pub(crate) pattern_sides: Vec<u8>,
    /// Whether digits are shown while they are typed.
    pub(crate) shows_pin: bool,
}

impl Knowledge {
    /// To sign in with: any size that a tenant could ever ask for, since a person keeps what they enrolled.
    pub(crate) fn to_sign_in(words: Words, settings: &TenantSettings) -> Self {
        Self {
            methods: methods(settings),
            pin_digits: (3, 6),
            pin_hint: words.get("pin-hint").into_owned(),
            pattern_side: settings.patter_size,
            pattern_sides: vec![3, 4],
            shows_pin: settings.show_pin_when_typing,
        }
    }

    /// To enrol: the sizes that the tenant asks for.
    pub(crate) fn to_enrol(words: Words, settings: &TenantSettings) -> Self {
        let size = settings.pin_size;
        Self {
            pin_digits: (size, size),
            pin_hint: words.with("pin-hint-exact", "count", size).into_owned(),
            pattern_sides: vec![settings.patter_size],
            ..Self::to_sign_in(words, settings)
        }
    }

    /// Whether a method is offered.
    pub(crate) fn has(&self, method: &str) -> bool {
        self.methods.contains(&method)
    }

    /// Whether a method is the one that is shown first.
    pub(crate) fn is_first(&self, method: &str) -> bool {
        self.methods.first() == Some(&method)
    }

    /// Whether there are two to choose from.
    pub(crate) fn is_choice(&self) -> bool {
        self.methods.len() > 1
    }

    /// The points of a grid of that side: each one's number from 0, and its place in units of the drawing.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass references"
    )]
    pub(crate) fn points(side: &u8) -> Vec<(u8, u16, u16)> {
        let step = 240 / u16::from(*side);
        let place = |at: u8| u16::from(at) * step + step / 2;
        (0..side * side)
            .map(|cell| (cell, place(cell % side), place(cell / side)))
            .collect()
    }
}

/// What the settings ask for. Their order may leave one out: it is offered last.
fn methods(settings: &TenantSettings) -> Vec<&'static str> {
    let mut order = settings.login_order.clone();
    order.extend([LoginMethod::Pin, LoginMethod::Pattern]);
    let mut methods = Vec::new();
    for method in order {
        let (name, is_used) = match method {
            LoginMethod::Pin => ("pin", settings.use_pin),
            LoginMethod::Pattern => ("pattern", settings.use_pattern),
        };
        if is_used && !methods.contains(&name) {
            methods.push(name);
        }
    }
    methods
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Language;

    fn methods(set: impl FnOnce(&mut TenantSettings)) -> Vec<&'static str> {
        let mut settings = TenantSettings::default();
        set(&mut settings);
        super::methods(&settings)
    }

    #[test]
    fn a_new_pin_has_the_tenants_size_and_an_old_one_any() {
        let words = Words(Language::English);
        let settings = TenantSettings::default();
        let new = Knowledge::to_enrol(words, &settings);
        assert_eq!((new.pin_digits, &*new.pin_hint), ((6, 6), "6 digits"));
        assert_eq!(new.pattern_sides, [3]);
        let old = Knowledge::to_sign_in(words, &settings);
        assert_eq!((old.pin_digits, old.pattern_sides), ((3, 6), vec![3, 4]));
    }

    #[test]
    fn methods_come_in_the_tenants_order_and_none_is_lost() {
        use LoginMethod::{Pattern, Pin};
        assert_eq!(methods(|_| ()), ["pin", "pattern"]);
        assert_eq!(
            methods(|s| s.login_order = vec![Pattern, Pin]),
            ["pattern", "pin"]
        );
        assert_eq!(
            methods(|s| s.login_order = vec![Pattern]),
            ["pattern", "pin"]
        );
        assert_eq!(methods(|s| s.use_pin = false), ["pattern"]);
        assert!(methods(|s| (s.use_pin, s.use_pattern) = (false, false)).is_empty());
    }

    #[test]
    fn a_grid_has_its_points_row_by_row() {
        assert_eq!(Knowledge::points(&3)[5], (5, 200, 120));
        assert_eq!(Knowledge::points(&4).len(), 16);
        assert_eq!(Knowledge::points(&4)[15], (15, 210, 210));
    }
}
