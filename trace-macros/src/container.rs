//! `#[traced]` on an impl block, a trait or a module: each function in it is
//! held to the contract.

use proc_macro2::{Group, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Meta, Path};

use crate::args::{self, Args};
use crate::errors::Errors;
use crate::fallback;
use crate::function;
use crate::item::{Container, Function, Member, is_for_tests, take_traced};
use crate::plan::contract;
use crate::plan::{is_async, requested};

/// Expands a container; its mistakes come first, since an error is an item that
/// could not stand in every container.
pub(crate) fn expand(container: Container, args: &Args, mut errors: Errors) -> TokenStream {
    let expanded = members(container, args, &mut errors);
    let errors = errors.into_tokens();
    quote!(#errors #expanded)
}

fn members(container: Container, args: &Args, errors: &mut Errors) -> TokenStream {
    only_defaults(args, errors);
    let owner = container.owner();
    let Container {
        attributes,
        header,
        braces,
        inner_attributes,
        members,
    } = container;
    let mut inside = TokenStream::new();
    for attribute in &inner_attributes {
        attribute.to_tokens(&mut inside);
    }
    for member in members {
        inside.extend(match member {
            Member::Function(mut member) => {
                member.head.owner.clone_from(&owner);
                function(member, args, errors)
            }
            Member::Container(inner) => nested(inner, args, errors),
            Member::Macro { path, tokens } => {
                check_macro(&path, errors);
                tokens
            }
            Member::Other(tokens) => tokens,
        });
    }
    rebuilt(&attributes, &header, &braces, inside)
}

/// Options that say how a function's span looks are for that function.
fn only_defaults(args: &Args, errors: &mut Errors) {
    for (option, word) in &args.written {
        if !option.is_for_containers() {
            let message = format!(
                "`{word}` is for one function: write it in a `#[traced(…)]` on that function, \
                 inside"
            );
            errors.at(word, message);
        }
    }
}

fn nested(mut container: Container, outer: &Args, errors: &mut Errors) -> TokenStream {
    if is_for_tests(&container.attributes) {
        let inside = container.braces.stream();
        return rebuilt(
            &container.attributes,
            &container.header,
            &container.braces,
            inside,
        );
    }
    let own = take_traced(&mut container.attributes, errors);
    let args = own.map_or_else(Args::default, |own| options(&own, errors));
    members(container, &args.or(outer), errors)
}

fn function(mut function: Function, container: &Args, errors: &mut Errors) -> TokenStream {
    let mut own_errors = Errors::default();
    let own = take_traced(&mut function.head.attributes, errors);
    let exempt = function.head.take_no_contract();
    let name = &function.head.signature.ident;
    if let Some(exempt) = exempt {
        if own.is_some() || contract::is_mentioned(&function.head.signature) {
            let message = format!("`{name}` is traced: remove `#[no_contract]`");
            errors.at(exempt, message);
        }
        function.head.strip_helpers();
        return function.into_token_stream();
    }
    if function.is_expanded() {
        let message = "this function has its span already: write `#[traced(…)]` on what is \
                       around it by the name `traced`, not by an alias, or remove one of the two";
        errors.at(name, message);
        return function.into_token_stream();
    }
    let asks = own.is_some() || function.head.has_helpers();
    if !asks && !contract::is_mentioned(&function.head.signature) {
        if !is_async(&function.head.signature) || is_for_tests(&function.head.attributes) {
            return function.into_token_stream();
        }
        if requested(&function.head.signature, container).is_none() {
            let with_contract = contract::with_contract(&function.head.signature);
            let mut message = format!(
                "`{name}` is async but takes no contract: add `cx: &TraceContract`, as in \
                 `{with_contract}`, or mark it `#[no_contract]`"
            );
            if contract::request(&function.head.signature).is_some() {
                message.push_str(contract::OF_TONIC);
            }
            errors.at_span(contract::missing_at(&function.head.signature), message);
            return fallback::function(function, container);
        }
    }
    let args = match &own {
        Some(attribute) => options(attribute, &mut own_errors).or(container),
        None => Args::default().or(container),
    };
    function::traced(function, &args, own_errors).unwrap_or_else(|(untouched, more)| {
        errors.extend(more);
        untouched
    })
}

fn options(attribute: &Attribute, errors: &mut Errors) -> Args {
    match &attribute.meta {
        Meta::List(list) => args::parse(list.tokens.clone(), errors),
        Meta::Path(_) => Args::default(),
        Meta::NameValue(value) => {
            errors.at(value, "write `#[traced(name = \"…\")]`");
            Args::default()
        }
    }
}

/// Of macros we know only these to make no functions, or none where they stand.
fn check_macro(path: &Path, errors: &mut Errors) {
    let last = path
        .segments
        .last()
        .map(|segment| segment.ident.to_string());
    if !matches!(last.as_deref(), Some("thread_local" | "macro_rules")) {
        let message = "`#[traced]` cannot see what this macro makes: move it out of here, or write \
                       `#[traced]` on each function instead";
        errors.at(path, message);
    }
}

fn rebuilt(
    attributes: &[Attribute],
    header: &TokenStream,
    braces: &Group,
    inside: TokenStream,
) -> TokenStream {
    let mut group = Group::new(braces.delimiter(), inside);
    group.set_span(braces.span());
    quote!(#(#attributes)* #header #group)
}
