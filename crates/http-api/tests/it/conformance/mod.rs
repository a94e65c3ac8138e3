//! What the OpenID Foundation's conformance suite checks of a provider, module by module (docs/conformance.md).

mod basic;
mod config;
mod logout;
mod provider;

/// How the suite wants its answers: its profile Form Post runs the modules of Basic in another mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// In the query.
    Default,
    /// By a form.
    FormPost,
}
