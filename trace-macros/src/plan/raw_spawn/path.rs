//! `a::b::c`, token by token.

use proc_macro2::{TokenStream, TokenTree};

/// A path, as far as it has been read.
#[derive(Default)]
pub(super) struct PathSoFar {
    tokens: Vec<TokenTree>,
    /// Without the mark of raw ones. Once each: to compare a token is to ask the
    /// compiler for its text.
    names: Vec<String>,
    colons: usize,
    /// What stands before it may be a type: `<T as Trait>::name`.
    after_type: bool,
}

impl PathSoFar {
    pub(super) fn push(&mut self, token: &TokenTree) {
        match token {
            TokenTree::Ident(name) => {
                if self.colons != 2 && !self.tokens.is_empty() {
                    *self = PathSoFar::default();
                }
                self.colons = 0;
                let name = name.to_string();
                let plain = name.strip_prefix("r#").map(str::to_owned);
                self.names.push(plain.unwrap_or(name));
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && self.colons < 2 => {
                self.colons += 1;
            }
            token => {
                *self = PathSoFar::default();
                self.after_type = matches!(token, TokenTree::Punct(mark) if mark.as_char() == '>');
                return;
            }
        }
        self.tokens.push(token.clone());
    }

    /// The segments of the path, if the last thing read was one. None of a path that begins with
    /// `crate`, `self` or `super` is anybody else's, nor is it in a list of names.
    pub(super) fn names(&self) -> Option<&[String]> {
        let is_member = self.after_type && !self.is_relative();
        let is_whole = self.colons == 0 && self.names.len() > 1 && !is_member;
        is_whole.then_some(&self.names)
    }

    /// Whether the path does not begin with `::`.
    pub(super) fn is_relative(&self) -> bool {
        matches!(self.tokens.first(), Some(TokenTree::Ident(_)))
    }

    pub(super) fn tokens(&self) -> TokenStream {
        self.tokens.iter().cloned().collect()
    }
}
