//! Texts that nobody may guess.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

/// A token, a code or the id of a session. Comparing one takes the same time wherever the
/// difference is; `Debug` does not show it.
#[derive(Clone)]
pub(super) struct Secret(Box<[u8]>);

impl Secret {
    pub(super) fn new(text: &str) -> Self {
        Secret(text.as_bytes().into())
    }

    /// 256 random bits, and their text.
    pub(super) fn random() -> (Self, String) {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the operating system has random numbers");
        let text = URL_SAFE_NO_PAD.encode(bytes);
        (Secret::new(&text), text)
    }

    pub(super) fn is(&self, text: &[u8]) -> bool {
        self.0.ct_eq(text).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
