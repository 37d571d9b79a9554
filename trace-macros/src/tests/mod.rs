//! The whole way from an attribute and an item to tokens.

mod closures;
mod containers;
mod futures;
mod mistakes;
mod options;
mod runtime;
mod shapes;
mod snapshots;

use crate::manifest::Crates;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, Meta};

/// Expands the `#[traced]` of the one item in `source`.
fn expand(source: &str) -> TokenStream {
    let mut file = syn::parse_file(source).unwrap();
    let mut item = file.items.remove(0);
    assert!(file.items.is_empty(), "one item: {source}");
    let attributes = attributes(&mut item);
    let at = attributes
        .iter()
        .position(|it| it.path().is_ident("traced"));
    let options = match attributes.remove(at.unwrap()).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    crate::trace::trace(options, item.into_token_stream(), &Crates::PLAIN)
}

fn attributes(item: &mut Item) -> &mut Vec<Attribute> {
    match item {
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Const(item) => &mut item.attrs,
        _ => panic!("no case has this item yet"),
    }
}

/// What each error of the expansion underlines, and its text.
fn errors(expansion: TokenStream) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    let tokens: Vec<TokenTree> = expansion.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(name) if name == "compile_error" => {
                let Some(TokenTree::Group(group)) = tokens.get(at + 2) else {
                    panic!("`compile_error!` without its argument");
                };
                let message: syn::LitStr = syn::parse2(group.stream()).unwrap();
                errors.push((underlined(name.span(), group.span()), message.value()));
            }
            TokenTree::Group(group) => errors.extend(self::errors(group.stream())),
            _ => {}
        }
    }
    errors
}

fn underlined(from: Span, to: Span) -> String {
    let text = from.join(to).and_then(|span| span.source_text());
    text.unwrap_or_default()
}
