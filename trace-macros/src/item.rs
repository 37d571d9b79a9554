//! What the attribute was written on: signatures parsed, bodies left as tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Signature, Token, Visibility};

pub(crate) enum Item {
    Function(Function),
    Container(Container),
}

/// A function, method or trait item.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) defaultness: Option<Token![default]>,
    pub(crate) signature: Signature,
    pub(crate) body: Body,
}

#[derive(Clone)]
pub(crate) enum Body {
    Block(Group),
    /// A trait item without a default.
    None(Token![;]),
}

/// An impl block, a trait or an inline module.
pub(crate) struct Container {
    pub(crate) attributes: Vec<Attribute>,
    /// All before the braces.
    pub(crate) header: TokenStream,
    pub(crate) braces: Group,
    /// `#![…]` inside of the braces.
    pub(crate) inner_attributes: Vec<Attribute>,
    pub(crate) members: Vec<Member>,
}

pub(crate) enum Member {
    Function(Function),
    Container(Container),
    /// `name! { … }` as an item, which cannot be seen into.
    Macro(TokenStream),
    /// Whatever else: left as it is.
    Other(TokenStream),
}

pub(crate) fn parse(tokens: TokenStream) -> syn::Result<Item> {
    syn::parse2(tokens)
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        match Shape::ahead(&ahead)? {
            Shape::Function => input.parse().map(Item::Function),
            Shape::Container => Ok(Item::Container(container(input)?)),
            Shape::Macro | Shape::Braced | Shape::Semicolon => {
                // The word that says what it is, behind the visibility.
                ahead.parse::<Visibility>()?;
                let what: TokenTree = ahead.parse()?;
                Err(syn::Error::new_spanned(
                    &what,
                    format!(
                        "`#[traced]` goes on a function, an impl block, a trait or an inline \
                         module, not on a `{what}`"
                    ),
                ))
            }
        }
    }
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Function {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            defaultness: if input.peek(Token![default]) && !input.peek2(Token![=>]) {
                Some(input.parse()?)
            } else {
                None
            },
            signature: input.parse()?,
            body: match input.parse::<Option<Token![;]>>()? {
                Some(semicolon) => Body::None(semicolon),
                None => Body::Block(braces(input)?),
            },
        })
    }
}

fn braces(input: ParseStream<'_>) -> syn::Result<Group> {
    match input.parse()? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Ok(group),
        other => Err(syn::Error::new_spanned(other, "expected a body in braces")),
    }
}

fn container(input: ParseStream<'_>) -> syn::Result<Container> {
    let attributes = input.call(Attribute::parse_outer)?;
    let mut header = TokenStream::new();
    let braces = loop {
        match input.parse()? {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break group,
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                return Err(syn::Error::new_spanned(
                    header,
                    "`#[traced]` cannot see into a module in a file of its own: write it on the \
                     impl blocks, traits and functions in that file",
                ));
            }
            token => header.append(token),
        }
    };
    let (inner_attributes, members) =
        syn::parse::Parser::parse2(members, braces.stream())?;
    Ok(Container {
        attributes,
        header,
        braces,
        inner_attributes,
        members,
    })
}

fn members(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Vec<Member>)> {
    let inner_attributes = input.call(Attribute::parse_inner)?;
    let mut members = Vec::new();
    while !input.is_empty() {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        members.push(match Shape::ahead(&ahead)? {
            Shape::Function => Member::Function(input.parse()?),
            Shape::Container if ends_with_semicolon(&ahead) => Member::Other(until(input, false)?),
            Shape::Container => Member::Container(container(input)?),
            Shape::Macro => Member::Macro(until(input, true)?),
            Shape::Braced => Member::Other(until(input, true)?),
            Shape::Semicolon => Member::Other(until(input, false)?),
        });
    }
    Ok((inner_attributes, members))
}

/// The tokens of one item, which ends with a semicolon or, if `braced`, with
/// its first braces.
fn until(input: ParseStream<'_>, braced: bool) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => braced && group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        tokens.append(token);
        if ends {
            break;
        }
    }
    Ok(tokens)
}

/// `mod name;`
fn ends_with_semicolon(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    while let Ok(token) = ahead.parse::<TokenTree>() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => return true,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return false,
            _ => {}
        }
    }
    false
}

/// What kind of item follows, by its first words.
enum Shape {
    Function,
    Container,
    Macro,
    /// Ends with its braces, or a semicolon.
    Braced,
    /// Ends with a semicolon only.
    Semicolon,
}

impl Shape {
    fn ahead(input: ParseStream<'_>) -> syn::Result<Self> {
        let input = &input.fork();
        input.parse::<Visibility>()?;
        if input.peek(Token![macro]) {
            return Ok(Shape::Braced);
        }
        if input.peek(Ident) && (input.peek2(Token![!]) || input.peek2(Token![::]))
            || input.peek(Token![::])
        {
            return Ok(Shape::Macro);
        }
        loop {
            // Words that may stand before the one that tells.
            if input.peek(Token![const]) && !is_qualifier(input) {
                return Ok(Shape::Semicolon);
            }
            if input.peek(Token![fn]) {
                return Ok(Shape::Function);
            }
            if input.peek(Token![impl]) || input.peek(Token![trait]) || input.peek(Token![mod]) {
                return Ok(Shape::Container);
            }
            if input.peek(Token![struct]) || input.peek(Token![enum]) || input.peek(Token![union])
            {
                return Ok(Shape::Braced);
            }
            if input.peek(Token![extern]) {
                input.parse::<Token![extern]>()?;
                input.parse::<Option<syn::LitStr>>()?;
                if input.peek(syn::token::Brace) {
                    return Ok(Shape::Braced);
                }
                if input.peek(Token![crate]) {
                    return Ok(Shape::Semicolon);
                }
                continue;
            }
            let word: TokenTree = match input.parse() {
                Ok(word) => word,
                Err(_) => return Ok(Shape::Semicolon),
            };
            let qualifies = matches!(
                word.to_string().as_str(),
                "const" | "async" | "unsafe" | "safe" | "default" | "auto" | "gen"
            );
            if !qualifies {
                return Ok(Shape::Semicolon);
            }
        }
    }
}

/// `const fn`, `const async …`, and not `const NAME`.
fn is_qualifier(input: ParseStream<'_>) -> bool {
    input.peek2(Token![fn])
        || input.peek2(Token![async])
        || input.peek2(Token![unsafe])
        || input.peek2(Token![extern])
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.visibility.to_tokens(tokens);
        self.defaultness.to_tokens(tokens);
        self.signature.to_tokens(tokens);
        match &self.body {
            Body::Block(block) => block.to_tokens(tokens),
            Body::None(semicolon) => semicolon.to_tokens(tokens),
        }
    }
}

impl Function {
    /// The value of an attribute of ours, taken off the function.
    pub(crate) fn take_attribute(&mut self, name: &str) -> Option<Attribute> {
        take_attribute(&mut self.attributes, name)
    }
}

/// Takes an attribute off, by its name, with or without a path.
pub(crate) fn take_attribute(attributes: &mut Vec<Attribute>, name: &str) -> Option<Attribute> {
    let is = |attribute: &Attribute| {
        let last = attribute.path().segments.last();
        last.is_some_and(|segment| segment.ident == name)
    };
    let at = attributes.iter().position(is)?;
    Some(attributes.remove(at))
}
