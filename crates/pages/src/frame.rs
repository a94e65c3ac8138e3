//! What the layout around every page needs.

use kernel::Language;

use crate::words::Words;

/// What `templates/layout.html` is filled with.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The words of the page's language.
    pub(crate) words: Words,
    /// The page's title.
    pub(crate) title: String,
    /// The name of the tenant whose page it is, if it is one's.
    pub(crate) tenant: Option<String>,
    /// The path below which everything lies.
    pub(crate) base: String,
    /// The path of the directory of assets.
    pub(crate) assets: String,
    /// This page's own place, for coming back to it.
    pub(crate) here: String,
    /// What a form of this page carries to show that it is ours.
    pub(crate) form_token: String,
}

impl Frame {
    /// The page's language as a BCP 47 tag.
    pub(crate) const fn tag(&self) -> &'static str {
        self.words.0.tag()
    }

    /// Each language: its tag, what its speakers call it, and whether the page speaks it.
    pub(crate) fn languages(&self) -> [(&'static str, &'static str, bool); 4] {
        Language::ALL.map(|language| {
            (
                language.tag(),
                language.own_name(),
                language == self.words.0,
            )
        })
    }
}
