//! `#[traced]` on an impl block, a trait or a module: each function in it is
//! held to the contract.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Meta};

use crate::args::{self, Args};
use crate::contract;
use crate::errors::Errors;
use crate::expand;
use crate::fallback;
use crate::item::{Body, Container, Function, Member};

/// Expands a container; mistakes stand beside the members that have them.
pub(crate) fn expand(container: Container, args: &Args, mut errors: Errors) -> TokenStream {
    for option in &args.written {
        if !matches!(option.to_string().as_str(), "err" | "allow" | "crate") {
            errors.at(
                option,
                format!(
                    "`{option}` is for one function: write `#[traced({option} …)]` on that \
                     function, inside"
                ),
            );
        }
    }
    // Errors are items: they can stand before an impl block, not inside of it.
    let expanded = members(container, args, &mut errors);
    let errors = errors.into_tokens();
    quote! {
        #errors
        #expanded
    }
}

fn members(container: Container, args: &Args, errors: &mut Errors) -> TokenStream {
    let Container {
        attributes,
        header,
        braces,
        inner_attributes,
        members,
    } = container;
    let mut inside: TokenStream = inner_attributes.iter().map(ToTokens::to_token_stream).collect();
    for member in members {
        inside.extend(match member {
            Member::Function(function) => self::function(function, args, errors),
            Member::Container(inner) if is_for_tests(&inner.attributes) => untouched(inner),
            Member::Container(inner) => self::members(inner, args, errors),
            Member::Macro(tokens) => {
                if !is_harmless(&tokens) {
                    let name: TokenStream = macro_name(&tokens);
                    errors.at(
                        name,
                        "what this macro makes cannot be seen by `#[traced]`: move it out, and \
                         write `#[traced]` on the functions inside of it",
                    );
                }
                tokens
            }
            Member::Other(tokens) => tokens,
        });
    }
    let mut group = Group::new(braces.delimiter(), inside);
    group.set_span(braces.span());
    quote!(#(#attributes)* #header #group)
}

fn function(mut function: Function, container: &Args, errors: &mut Errors) -> TokenStream {
    let own = function.take_attribute("traced");
    let free = function.take_attribute("no_contract");
    let mut own_errors = Errors::default();
    let args = match &own {
        Some(attribute) => options(attribute, &mut own_errors).or(container),
        None => Args::default().or(container),
    };
    let name = &function.signature.ident;
    if let Some(free) = free {
        if own.is_some() || contract::is_mentioned(&function.signature) {
            errors.at(free, format!("`{name}` takes a contract: remove `#[no_contract]`"));
        }
        return fallback::without_helpers(function);
    }
    if own.is_none() && !contract::is_mentioned(&function.signature) {
        if function.signature.asyncness.is_some() {
            let message = format!(
                "`{name}` is async and takes no contract: add `cx: &TraceContract`, or mark it \
                 `#[no_contract]`"
            );
            errors.at(name, message);
        }
        return quote!(#function);
    }
    // A trait item needs no `written` options checked when it has none.
    if let (Body::None(_), None) = (&function.body, &own) {
        contract::find(&mut function.signature, errors);
        return fallback::without_helpers(function);
    }
    expand::function(function, &args, own_errors).unwrap_or_else(|(untouched, more)| {
        errors.extend(more);
        untouched
    })
}

fn options(attribute: &Attribute, errors: &mut Errors) -> Args {
    match &attribute.meta {
        Meta::List(list) => args::parse(list.tokens.clone(), errors),
        Meta::Path(_) => Args::default(),
        Meta::NameValue(value) => {
            errors.at(value, "write `#[traced(option = …)]`");
            Args::default()
        }
    }
}

/// `#[cfg(test)]`
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if attribute.path().is_ident("cfg") => list.tokens.to_string() == "test",
        _ => false,
    })
}

fn untouched(container: Container) -> TokenStream {
    let Container { attributes, header, braces, .. } = container;
    quote!(#(#attributes)* #header #braces)
}

/// Macros that make no functions, or none before they are called themselves.
fn is_harmless(tokens: &TokenStream) -> bool {
    let name = macro_name(tokens).to_string();
    let last = name.rsplit("::").next().unwrap_or_default().trim();
    matches!(last, "thread_local" | "macro_rules")
}

/// The path before the `!`.
fn macro_name(tokens: &TokenStream) -> TokenStream {
    let mut name = TokenStream::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '!' => break,
            // The marks of an attribute before it.
            TokenTree::Punct(punct) if punct.as_char() == '#' => {}
            TokenTree::Group(_) => name = TokenStream::new(),
            token => name.extend([token]),
        }
    }
    name
}
