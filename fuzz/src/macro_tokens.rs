//! `#[traced]` over any tokens: it never panics, what it makes of Rust is Rust,
//! and what it refuses it says, beside the item as it was.

use proc_macro2::{TokenStream, TokenTree};
use traced_expansion::expand_item;

/// Expands the item in `data`; the first line holds the options.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (options, item) = text.split_once('\n').unwrap_or(("", text));
    let (Ok(options), Ok(item)) = (options.parse::<TokenStream>(), item.parse::<TokenStream>())
    else {
        return;
    };
    let expansion = expand_item(options.clone(), item.clone());
    let errors = errors(expansion.clone());
    for message in &errors {
        assert!(!message.trim().is_empty(), "a message says something");
    }
    // Its own input, expanded again, gives the same: nothing is remembered.
    let again = expand_item(options, item.clone());
    assert_eq!(again.to_string(), expansion.to_string());

    let is_rust = syn::parse2::<syn::Item>(item.clone()).is_ok();
    let stays_rust = syn::parse2::<syn::File>(expansion.clone()).is_ok();
    assert!(
        !is_rust || stays_rust || in_other_places(&item),
        "{item}\nbecame\n{expansion}"
    );
    // A body is copied, not read: what is no Rust is left to rustc.
    if !is_rust && errors.is_empty() {
        let function = item.into_iter().any(|token| is_word(&token, "fn"));
        assert!(
            function || text.contains("impl") || text.contains("trait") || text.contains("mod"),
            "{expansion}"
        );
    }
}

/// The items of a `trait` or an `impl` may be functions, which need a place that
/// `syn::File` does not have.
fn in_other_places(item: &TokenStream) -> bool {
    let first = item.clone().into_iter().next();
    first.is_none()
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// The texts of all `compile_error!`s.
fn errors(expansion: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = expansion.into_iter().collect();
    let mut messages = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => messages.extend(errors(group.stream())),
            token if is_word(token, "compile_error") => {
                let Some(TokenTree::Group(group)) = tokens.get(at + 2) else {
                    continue; // the input's own word
                };
                if let Ok(text) = syn::parse2::<syn::LitStr>(group.stream()) {
                    messages.push(text.value());
                }
            }
            _ => {}
        }
    }
    messages
}
