//! Which parameter is the contract.

use proc_macro2::TokenStream;
use syn::{FnArg, GenericArgument, Ident, Pat, PathArguments, Signature, Type};

use crate::errors::Errors;
use crate::item::take_attribute;

/// The contract among the parameters.
pub(crate) struct Found {
    pub(crate) name: Ident,
}

/// What the type of a parameter says.
enum Says {
    Contract,
    Nothing,
    Wrong(&'static str),
}

/// Finds the contract, and takes `#[contract]` off the parameter that has it.
/// `None` without an error in `errors`: there is none.
pub(crate) fn find(signature: &mut Signature, errors: &mut Errors) -> Option<Found> {
    let mut found: Option<Ident> = None;
    let mut wrong = false;
    for input in &mut signature.inputs {
        let FnArg::Typed(parameter) = input else { continue };
        let marked = take_attribute(&mut parameter.attrs, "contract").is_some();
        match says(&parameter.ty) {
            Says::Nothing if !marked => continue,
            Says::Wrong(remedy) => {
                errors.at(&parameter.ty, remedy);
                wrong = true;
                continue;
            }
            Says::Contract | Says::Nothing => {}
        }
        if parameter.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            errors.at(
                &parameter.pat,
                "the contract cannot depend on a `cfg`: write two functions",
            );
            wrong = true;
            continue;
        }
        match name(&parameter.pat) {
            Ok(name) if found.is_some() => {
                errors.at(
                    &name,
                    "a second contract: a function runs in one span; hand over \
                     `cx.span_context()` to link to another",
                );
                wrong = true;
            }
            Ok(name) => found = Some(name),
            Err(remedy) => {
                errors.at(&parameter.pat, remedy);
                wrong = true;
            }
        }
    }
    if wrong { None } else { found.map(|name| Found { name }) }
}

/// Whether any parameter looks like a contract, right or wrong.
pub(crate) fn is_mentioned(signature: &Signature) -> bool {
    signature.inputs.iter().any(|input| match input {
        FnArg::Typed(parameter) => {
            let marked = |attribute: &syn::Attribute| attribute.path().is_ident("contract");
            parameter.attrs.iter().any(marked) || !matches!(says(&parameter.ty), Says::Nothing)
        }
        FnArg::Receiver(_) => false,
    })
}

fn name(pattern: &Pat) -> Result<Ident, &'static str> {
    match pattern {
        Pat::Ident(ident) if ident.subpat.is_some() || ident.by_ref.is_some() => {
            Err("name the contract plainly: `cx: &TraceContract`")
        }
        Pat::Ident(ident) if ident.mutability.is_some() => {
            Err("a contract is never changed: write `cx`, not `mut cx`")
        }
        Pat::Ident(ident) => Ok(ident.ident.clone()),
        Pat::Wild(_) => Err("name the contract, so that the span it opens has one: \
                             `cx: &TraceContract`"),
        _ => Err("name the contract plainly: `cx: &TraceContract`"),
    }
}

fn says(ty: &Type) -> Says {
    match ty {
        Type::Group(group) => says(&group.elem),
        Type::Paren(paren) => says(&paren.elem),
        Type::Reference(reference) => match last_segment(&reference.elem).as_deref() {
            Some("TraceContract" | "Cx") if reference.mutability.is_some() => {
                Says::Wrong("a contract is only ever lent as `&TraceContract`, never as `&mut`")
            }
            Some("TraceContract" | "Cx" | "Inbound") => Says::Contract,
            _ => wrapped(&reference.elem),
        },
        Type::Path(_) => match last_segment(ty).as_deref() {
            Some("Inbound") => Says::Contract,
            Some("TraceContract") => Says::Wrong(
                "a contract is never owned: take `&TraceContract`, or a `SealedContract` to keep \
                 one",
            ),
            _ => wrapped(ty),
        },
        _ => Says::Nothing,
    }
}

/// `Option<&TraceContract>` and the like.
fn wrapped(ty: &Type) -> Says {
    let Type::Path(path) = ty else { return Says::Nothing };
    let Some(segment) = path.path.segments.last() else { return Says::Nothing };
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return Says::Nothing;
    };
    let inside = arguments.args.iter().any(|argument| match argument {
        GenericArgument::Type(inner) => {
            let inner = match inner {
                Type::Reference(reference) => &*reference.elem,
                other => other,
            };
            last_segment(inner).as_deref() == Some("TraceContract")
        }
        _ => false,
    });
    if !inside {
        return Says::Nothing;
    }
    if segment.ident == "Option" {
        Says::Wrong(
            "a contract is required, not optional: take `&TraceContract`; a caller without one \
             begins a trace with `trace_runtime::run`",
        )
    } else {
        Says::Wrong(
            "a contract cannot be held by another type: take `&TraceContract`, or keep a \
             `SealedContract`",
        )
    }
}

fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// Where the error of a function without a contract goes: its parameters.
pub(crate) fn missing(signature: &Signature, errors: &mut Errors) {
    let name = &signature.ident;
    let receiver = match signature.receiver() {
        Some(_) => "&self, ",
        None => "",
    };
    let message = format!(
        "`{name}` takes no contract: add a parameter, `fn {name}({receiver}cx: &TraceContract, …)`"
    );
    if signature.inputs.is_empty() {
        errors.at_span(signature.paren_token.span.join(), message);
    } else {
        let inputs: TokenStream = quote::ToTokens::to_token_stream(&signature.inputs);
        errors.at(inputs, message);
    }
}
