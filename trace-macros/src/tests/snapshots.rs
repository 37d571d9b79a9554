//! What we generate, to be read like any code: `tests/snapshots/*.in.rs` and
//! what becomes of it, `*.out.rs`. `BLESS=1 cargo test` writes the latter.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use super::{errors, expand};

fn inputs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let entries = fs::read_dir(folder).unwrap();
    let mut inputs: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    inputs.retain(|path| path.to_string_lossy().ends_with(".in.rs"));
    inputs.sort();
    assert!(inputs.len() >= 14, "the snapshots are gone");
    inputs
}

#[test]
fn expansions_read_as_they_did() {
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == OsStr::new("1"));
    let mut changed = Vec::new();
    for input in inputs() {
        let source = fs::read_to_string(&input).unwrap();
        let expansion = expand(&source);
        let file =
            syn::parse2(expansion).unwrap_or_else(|error| panic!("{}: {error}", input.display()));
        let expanded = prettyplease::unparse(&file);
        let output = input.with_extension("").with_extension("out.rs");
        if bless {
            fs::write(&output, expanded).unwrap();
        } else if fs::read_to_string(&output).unwrap_or_default() != expanded {
            changed.push(format!("{}:\n{expanded}", output.display()));
        }
    }
    assert!(
        changed.is_empty(),
        "changed, to accept run with BLESS=1:\n{}",
        changed.join("\n")
    );
}

/// A token at the place of the attribute itself would make rustc check all of
/// an annotated impl block again after any edit in it.
#[test]
fn every_token_is_at_a_place_in_its_function() {
    for input in inputs() {
        let source = fs::read_to_string(&input).unwrap();
        let expansion = expand(&source);
        if errors(expansion.clone()).is_empty() {
            no_token_at_the_call_site(expansion, &input);
        }
    }
}

fn no_token_at_the_call_site(tokens: TokenStream, input: &Path) {
    for token in tokens {
        let place = token.span().byte_range();
        assert!(
            !place.is_empty(),
            "{}: `{token}` has no place",
            input.display()
        );
        if let TokenTree::Group(group) = token {
            no_token_at_the_call_site(group.stream(), input);
        }
    }
}
