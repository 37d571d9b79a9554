//! What kind of item follows, by its first words: as much as it takes to know
//! where it ends.

use proc_macro2::TokenTree;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token, Visibility};

pub(super) enum ItemKind {
    Function,
    /// An impl block, a trait or a module.
    Container,
    /// A call of a macro, or its definition by `macro_rules!`.
    Macro,
    /// Ends with its braces, or a semicolon.
    Braced,
    /// Ends with a semicolon only.
    Semicolon,
}

impl ItemKind {
    /// Looks behind attributes, at an optional visibility and what follows.
    pub(super) fn ahead(input: ParseStream<'_>) -> syn::Result<Self> {
        let input = &input.fork();
        input.parse::<Visibility>()?;
        if input.peek(Token![macro]) {
            return Ok(ItemKind::Braced);
        }
        if is_macro_call(input) {
            return Ok(ItemKind::Macro);
        }
        // Words that may stand before the one that tells.
        loop {
            if input.peek(Token![const]) && !qualifies(input) {
                return Ok(ItemKind::Semicolon);
            }
            if input.peek(Token![fn]) {
                return Ok(ItemKind::Function);
            }
            if input.peek(Token![impl]) || input.peek(Token![trait]) || input.peek(Token![mod]) {
                return Ok(ItemKind::Container);
            }
            if input.peek(Token![struct]) || input.peek(Token![enum]) || input.peek(Token![union]) {
                return Ok(ItemKind::Braced);
            }
            if input.parse::<Option<Token![extern]>>()?.is_some() {
                input.parse::<Option<LitStr>>()?;
                if input.peek(syn::token::Brace) {
                    return Ok(ItemKind::Braced);
                }
                if input.peek(Token![crate]) {
                    return Ok(ItemKind::Semicolon);
                }
                continue;
            }
            match input.parse() {
                Ok(TokenTree::Ident(word)) if is_qualifier(&word) => {}
                _ => return Ok(ItemKind::Semicolon),
            }
        }
    }
}

fn is_macro_call(input: ParseStream<'_>) -> bool {
    let starts_path = input.peek(Ident)
        || input.peek(Token![crate])
        || input.peek(Token![self])
        || input.peek(Token![super]);
    input.peek(Token![::]) || starts_path && (input.peek2(Token![!]) || input.peek2(Token![::]))
}

fn is_qualifier(word: &Ident) -> bool {
    let qualifiers = ["const", "async", "unsafe", "safe", "default", "auto", "gen"];
    qualifiers.iter().any(|qualifier| word == qualifier)
}

/// `const fn`, `const async …`, and not `const NAME`.
fn qualifies(input: ParseStream<'_>) -> bool {
    input.peek2(Token![fn])
        || input.peek2(Token![async])
        || input.peek2(Token![unsafe])
        || input.peek2(Token![extern])
}
