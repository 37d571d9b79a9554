//! Of each program that must not compile there is one that must, its twin (`twin.rs`).
//! All of them are compiled here, as modules: this crate builds, or one does not.

#![allow(warnings, clippy::all, clippy::disallowed_methods)]

include!(concat!(env!("OUT_DIR"), "/twins.rs"));

#[test]
fn there_are_as_many_as_there_should_be() {
    assert!(TWINS.len() >= 260, "{}", TWINS.len());
}
