//! What a page's document may load and where its forms may lead (Content Security Policy Level 3).

use std::fmt;

use url::Url;

/// The policy of a page, a worker or a module: everything from here, nothing inline, WebAssembly,
/// and pictures that the person chose (`blob:`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    form_targets: Vec<String>,
}

impl Policy {
    /// Lets the page's forms lead to where a client wants its answer, which must have been proven to be the
    /// client's, and from there to any site: Chromium holds `form-action` against every redirect that follows
    /// a form too, and where an application sends its browsers on is its own affair (docs/decisions/0060).
    #[must_use]
    pub(crate) fn with_form_to(mut self, proven: &Url) -> Self {
        let origin = proven.origin();
        self.form_targets.push(if origin.is_tuple() {
            origin.ascii_serialization()
        } else {
            // An application on the device, such as com.example.app:/back.
            format!("{}:", proven.scheme())
        });
        // As a source `http:` covers https too (CSP Level 3, section 6.7.2.9).
        let onwards = if proven.scheme() == "http" {
            "http:"
        } else {
            "https:"
        };
        self.form_targets.push(onwards.to_owned());
        self
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' blob:; connect-src 'self'; worker-src 'self'; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'",
        )?;
        for target in &self.form_targets {
            write!(f, " {target}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_inline_is_ever_allowed() {
        let policy = Policy::default().to_string();
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert!(
            policy.starts_with("default-src 'none'; ") && policy.ends_with("form-action 'self'")
        );
    }

    #[test]
    fn a_form_leads_to_the_proven_origin_and_on_from_there() {
        let to = |url: &str| {
            Policy::default()
                .with_form_to(&Url::parse(url).unwrap())
                .to_string()
        };
        let web = to("https://app.example:8443/back;x?y=script-src *");
        assert!(
            web.ends_with("form-action 'self' https://app.example:8443 https:"),
            "{web}"
        );
        let app = to("com.example.app:/back");
        assert!(
            app.ends_with("form-action 'self' com.example.app: https:"),
            "{app}"
        );
        let local = to("http://127.0.0.1:9/back");
        assert!(
            local.ends_with("form-action 'self' http://127.0.0.1:9 http:"),
            "{local}"
        );
    }
}
