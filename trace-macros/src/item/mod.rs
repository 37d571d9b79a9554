//! What the attribute was written on: signatures parsed, bodies left as tokens.

mod ahead;
mod attributes;
mod owner;

use std::rc::Rc;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, FnArg, Path, Signature, Token, Visibility};

use self::ahead::ItemKind;
use self::attributes::is_helper;

pub(crate) use self::attributes::{is_for_tests, refuse_traced, take_traced};

pub(crate) enum Item {
    Function(Function),
    Container(Container),
}

/// A function, method or trait item.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) head: Head,
    pub(crate) body: Body,
}

/// All of a function but its body.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) defaultness: Option<Token![default]>,
    pub(crate) signature: Signature,
    /// The type or trait whose function it is, where that is seen.
    pub(crate) owner: Option<Rc<str>>,
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
    /// `path! { … }` as an item, which cannot be seen into.
    Macro {
        path: Path,
        tokens: TokenStream,
    },
    /// Whatever else: left as it is.
    Other(TokenStream),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        match ItemKind::ahead(&ahead)? {
            ItemKind::Function => input.parse().map(Item::Function),
            ItemKind::Container => container(input).map(Item::Container),
            ItemKind::Macro | ItemKind::Braced | ItemKind::Semicolon => {
                // The word that says what it is, behind the visibility.
                ahead.parse::<Visibility>()?;
                let what: TokenTree = ahead.parse()?;
                let message = format!(
                    "`#[traced]` goes on a function, an impl block, a trait or an inline module, \
                     not on a `{what}`"
                );
                // Whatever follows is not ours to parse.
                input.parse::<TokenStream>()?;
                Err(syn::Error::new_spanned(&what, message))
            }
        }
    }
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Function {
            head: Head {
                attributes: input.call(Attribute::parse_outer)?,
                visibility: input.parse()?,
                defaultness: input.parse()?,
                signature: input.parse()?,
                owner: None,
            },
            body: match input.parse::<Option<Token![;]>>()? {
                Some(semicolon) => Body::None(semicolon),
                None => Body::Block(body(input)?),
            },
        })
    }
}

fn body(input: ParseStream<'_>) -> syn::Result<Group> {
    let token: TokenTree = input.parse()?;
    if let TokenTree::Group(group) = &token {
        match group.delimiter() {
            Delimiter::Brace => return Ok(group.clone()),
            // `$body:block` of a `macro_rules!`
            Delimiter::None => return body.parse2(group.stream()),
            Delimiter::Parenthesis | Delimiter::Bracket => {}
        }
    }
    Err(syn::Error::new_spanned(token, "expected a body in braces"))
}

fn container(input: ParseStream<'_>) -> syn::Result<Container> {
    let attributes = input.call(Attribute::parse_outer)?;
    let mut header = TokenStream::new();
    let braces = loop {
        match input.parse()? {
            TokenTree::Group(group) if is_block(&group, input) => break group,
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
    let (inner_attributes, members) = members.parse2(braces.stream())?;
    Ok(Container {
        attributes,
        header,
        braces,
        inner_attributes,
        members,
    })
}

/// Whether braces that were just read are those of an item, and not those of a
/// const argument, `Matrix<{ N + 1 }, 4>`, after which the list goes on.
fn is_block(group: &Group, after: ParseStream<'_>) -> bool {
    group.delimiter() == Delimiter::Brace && !after.peek(Token![>]) && !after.peek(Token![,])
}

fn members(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Vec<Member>)> {
    let inner_attributes = input.call(Attribute::parse_inner)?;
    let mut members = Vec::new();
    while !input.is_empty() {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        members.push(match ItemKind::ahead(&ahead)? {
            ItemKind::Function => Member::Function(input.parse()?),
            // `mod name;`
            ItemKind::Container if ends_with_semicolon(&ahead) => {
                Member::Other(until(input, false)?)
            }
            ItemKind::Container => Member::Container(container(input)?),
            ItemKind::Macro => Member::Macro {
                path: ahead.call(Path::parse_mod_style)?,
                tokens: until(input, true)?,
            },
            ItemKind::Braced => Member::Other(until(input, true)?),
            ItemKind::Semicolon => Member::Other(until(input, false)?),
        });
    }
    Ok((inner_attributes, members))
}

/// The tokens of one item, which ends with a semicolon or, if `braced`, with
/// its braces.
fn until(input: ParseStream<'_>, braced: bool) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => braced && is_block(group, input),
            _ => false,
        };
        tokens.append(token);
        if ends {
            break;
        }
    }
    Ok(tokens)
}

fn ends_with_semicolon(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    while let Ok(token) = ahead.parse::<TokenTree>() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => return true,
            TokenTree::Group(group) if is_block(&group, &ahead) => return false,
            _ => {}
        }
    }
    false
}

impl Container {
    /// The type or trait whose functions it has.
    pub(crate) fn owner(&self) -> Option<Rc<str>> {
        owner::of(&self.header).map(Rc::from)
    }
}

impl ToTokens for Head {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.visibility.to_tokens(tokens);
        self.defaultness.to_tokens(tokens);
        self.signature.to_tokens(tokens);
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.head.to_tokens(tokens);
        match &self.body {
            Body::Block(block) => block.to_tokens(tokens),
            Body::None(semicolon) => semicolon.to_tokens(tokens),
        }
    }
}

impl Function {
    /// Whether it has been expanded before, under a name that we could not see.
    pub(crate) fn is_expanded(&self) -> bool {
        match &self.body {
            Body::Block(body) => is_ours(body.stream()),
            Body::None(_) => false,
        }
    }
}

impl Head {
    /// The path of the function below its module, as far as it is seen.
    pub(crate) fn path(&self) -> String {
        let name = self.signature.ident.unraw();
        match &self.owner {
            Some(owner) => format!("{owner}::{name}"),
            None => name.to_string(),
        }
    }

    /// Takes the attributes off the parameters that only we know.
    pub(crate) fn strip_helpers(&mut self) {
        for input in &mut self.signature.inputs {
            let attributes = match input {
                FnArg::Typed(parameter) => &mut parameter.attrs,
                FnArg::Receiver(receiver) => &mut receiver.attrs,
            };
            attributes.retain(|attribute| !is_helper(attribute));
        }
    }

    /// Whether a parameter has an attribute that only we know.
    pub(crate) fn has_helpers(&self) -> bool {
        self.signature.inputs.iter().any(|input| match input {
            FnArg::Typed(parameter) => parameter.attrs.iter().any(is_helper),
            FnArg::Receiver(receiver) => receiver.attrs.iter().any(is_helper),
        })
    }

    /// Takes `#[no_contract]` off.
    pub(crate) fn take_no_contract(&mut self) -> Option<Attribute> {
        let mut attributes = self.attributes.iter();
        let at = attributes.position(|attribute| attribute.path().is_ident("no_contract"))?;
        Some(self.attributes.remove(at))
    }
}

/// In the name of the span of each traced function, behind that of its contract.
pub(crate) const ENDS: &str = "_ends_with_its_fn";

/// `let __cx_ends_with_its_fn_…`, perhaps in `return Box::pin(async move { … })`. Looks
/// at the first words only: each that is compared is asked of the compiler.
fn is_ours(body: TokenStream) -> bool {
    let mut tokens = body.into_iter().skip_while(|token| {
        // `#![…]`
        !matches!(token, TokenTree::Ident(_))
    });
    let mut word = || match tokens.next() {
        Some(TokenTree::Ident(word)) => word.to_string(),
        _ => String::new(),
    };
    match word().as_str() {
        "let" => {
            let name = match word() {
                name if name == "mut" => word(),
                name => name,
            };
            name.starts_with("__traced_") || (name.starts_with("__") && name.contains(ENDS))
        }
        "return" | "async" => tokens.take(24).any(|token| match token {
            TokenTree::Group(group) => is_ours(group.stream()),
            _ => false,
        }),
        _ => false,
    }
}
