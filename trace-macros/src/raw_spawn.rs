//! Raw spawns in a traced body, found by their path.
//!
//! A scan of tokens, not a parse: calls inside of other macros' arguments are
//! found too. What was renamed by `use` is left to the lint file.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

use crate::errors::Errors;

/// The last two segments of a path, and what to write instead.
const BANNED: [(&str, &str, &str); 14] = [
    ("tokio", "spawn", SPAWN),
    ("task", "spawn", SPAWN),
    ("tokio_uring", "spawn", SPAWN),
    ("async_std", "spawn", SPAWN),
    ("smol", "spawn", SPAWN),
    ("task", "spawn_local", "cx.spawn_local(\"name\", async move |cx| …)"),
    ("tokio", "spawn_local", "cx.spawn_local(\"name\", async move |cx| …)"),
    ("task", "spawn_blocking", "cx.spawn_blocking(\"name\", move |cx| …)"),
    ("tokio", "spawn_blocking", "cx.spawn_blocking(\"name\", move |cx| …)"),
    ("thread", "spawn", "cx.spawn_thread(\"name\", move |cx| …)"),
    ("thread", "Builder", "cx.spawn_thread(\"name\", move |cx| …)"),
    ("task", "Builder", "cx.task(\"name\", async move |cx| …)"),
    ("rayon", "spawn", "let sealed = cx.seal(); … sealed.open_sync(\"name\", |cx| …)"),
    ("rayon", "spawn_fifo", "let sealed = cx.seal(); … sealed.open_sync(\"name\", |cx| …)"),
];
const SPAWN: &str = "cx.spawn(\"name\", async move |cx| …)";

pub(crate) fn find(body: TokenStream, errors: &mut Errors) {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => find(group.stream(), errors),
            TokenTree::Ident(last) => {
                if let Some(owner) = segment_before(&tokens, at) {
                    check(owner, last, errors);
                }
            }
            _ => {}
        }
    }
}

/// `owner` of `owner::last`.
fn segment_before(tokens: &[TokenTree], at: usize) -> Option<&Ident> {
    match tokens.get(at.checked_sub(3)?..at)? {
        [TokenTree::Ident(owner), TokenTree::Punct(a), TokenTree::Punct(b)]
            if a.as_char() == ':' && b.as_char() == ':' =>
        {
            Some(owner)
        }
        _ => None,
    }
}

fn check(owner: &Ident, last: &Ident, errors: &mut Errors) {
    let banned = BANNED
        .iter()
        .find(|(first, second, _)| owner == first && last == second);
    if let Some((_, _, instead)) = banned {
        errors.at(
            quote!(#owner::#last),
            format!(
                "`{owner}::{last}` loses the trace here: write `{instead}`, or allow it with \
                 `#[traced(allow(raw_spawn))]`"
            ),
        );
    }
}
