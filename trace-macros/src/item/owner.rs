//! Whose functions a container has, by the name that is written.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// ```text
/// impl<T: Send> fmt::Display for money::Cents<T> where … => Cents
/// pub trait Ledger: Send                                 => Ledger
/// mod handlers                                           => none: a module has paths
/// ```
pub(super) fn of(header: &TokenStream) -> Option<String> {
    let mut tokens = Vec::new();
    flatten(header.clone(), &mut tokens);
    let at = |keyword: &str| tokens.iter().position(|token| is(token, keyword));
    if let Some(at) = at("trait") {
        return name(tokens.get(at + 1)?);
    }
    let at = at("impl")?;
    let mut depth = 0_usize;
    let mut last = None;
    let mut before = ' ';
    for token in &tokens[at + 1..] {
        let mut punctuation = ' ';
        match token {
            TokenTree::Punct(punct) => {
                punctuation = punct.as_char();
                match punctuation {
                    '<' => depth += 1,
                    // `->` closes nothing.
                    '>' if before != '-' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            TokenTree::Ident(_) if depth == 0 => {
                if is(token, "where") {
                    break;
                }
                last = name(token);
            }
            _ => {}
        }
        before = punctuation;
    }
    last
}

fn is(token: &TokenTree, keyword: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == keyword)
}

fn name(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(ident) => Some(syn::ext::IdentExt::unraw(ident).to_string()),
        _ => None,
    }
}

/// Without the groups that `$type:ty` of a `macro_rules!` arrives in.
fn flatten(stream: TokenStream, tokens: &mut Vec<TokenTree>) {
    for token in stream {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flatten(group.stream(), tokens);
            }
            token => tokens.push(token),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_or_the_trait() {
        for (header, owner) in [
            ("impl Checkout", Some("Checkout")),
            (
                "impl<T: Fn() -> u8> Ledger<T> for money::Cents<T> where T: Copy",
                Some("Cents"),
            ),
            (
                "unsafe impl<const N: usize> r#impl::Payments<{ N + 1 }>",
                Some("Payments"),
            ),
            ("impl Ledger for &mut Bank", Some("Bank")),
            ("impl Ledger for dyn Bank", Some("Bank")),
            (
                "pub(crate) unsafe trait Ledger: Send + Sync",
                Some("Ledger"),
            ),
            ("mod handlers", None),
        ] {
            let header: TokenStream = header.parse().unwrap();
            assert_eq!(of(&header).as_deref(), owner, "{header}");
        }
    }
}
