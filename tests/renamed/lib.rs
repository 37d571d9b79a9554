//! The runtime crate under another name; see `tests/`.
