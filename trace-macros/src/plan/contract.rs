//! Which parameter is the contract.

use proc_macro2::Span;
use syn::{
    Attribute, Expr, FnArg, GenericArgument, Ident, Pat, PathArguments, ReceiverKind, Signature,
    Type,
};

use crate::errors::Errors;
use crate::groups::plain;

/// At least one mistake has been reported.
pub(crate) struct Wrong;

/// A parameter that is a contract.
pub(crate) struct Found {
    pub(crate) name: Ident,
    /// The parameter's type is a reference.
    pub(crate) borrowed: bool,
    /// The parameter's type may be one that holds a contract, such as an `Arc`.
    pub(crate) held: bool,
}

/// Finds the contract among the parameters.
pub(crate) fn find(signature: &Signature, errors: &mut Errors) -> Result<Option<Found>, Wrong> {
    let mut found = None;
    let mut wrong = false;
    let mut mistake = |errors: &mut Errors, tokens: &dyn quote::ToTokens, message: &str| {
        errors.at(tokens, message);
        wrong = true;
    };
    for input in &signature.inputs {
        let parameter = match input {
            FnArg::Typed(parameter) => parameter,
            FnArg::Receiver(receiver) => {
                if let Some(mark) = receiver.attrs.iter().find(|mark| is_mark(mark)) {
                    let message = "`self` cannot be rebound: write `#[traced(cx = self as cx)]`";
                    mistake(errors, mark, message);
                }
                continue;
            }
        };
        let said = says(&parameter.ty);
        match said {
            Says::Nothing if !parameter.attrs.iter().any(is_mark) => continue,
            Says::Wrong(remedy) => {
                mistake(errors, &parameter.ty, remedy);
                continue;
            }
            Says::Contract | Says::Nothing => {}
        }
        if parameter.attrs.iter().any(|it| it.path().is_ident("cfg")) {
            let message = "the contract cannot depend on a `cfg`: put it on the whole function";
            mistake(errors, &parameter.pat, message);
            continue;
        }
        match name(&parameter.pat) {
            Ok(name) if found.is_some() => {
                let message = "a second contract, but a span has one parent: take a \
                               `SpanContext`, and link to it with `cx.add_link(…)`";
                mistake(errors, name, message);
            }
            Ok(name) => {
                found = Some(Found {
                    name: name.clone(),
                    borrowed: matches!(plain(&parameter.ty), Type::Reference(_)),
                    held: matches!(said, Says::Nothing) && is_generic(&parameter.ty),
                });
            }
            Err(remedy) => mistake(errors, &parameter.pat, remedy),
        }
    }
    if wrong { Err(Wrong) } else { Ok(found) }
}

/// `Arc<…>`, `MutexGuard<'_, …>`.
fn is_generic(ty: &Type) -> bool {
    match behind_references(ty) {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| !last.arguments.is_none()),
        _ => false,
    }
}

/// Whether any parameter looks like a contract, right or wrong.
pub(crate) fn is_mentioned(signature: &Signature) -> bool {
    signature.inputs.iter().any(|input| match input {
        FnArg::Typed(parameter) => {
            parameter.attrs.iter().any(is_mark) || !matches!(says(&parameter.ty), Says::Nothing)
        }
        FnArg::Receiver(receiver) => receiver.attrs.iter().any(is_mark),
    })
}

/// `#[contract]`
fn is_mark(attribute: &Attribute) -> bool {
    attribute.path().is_ident("contract")
}

fn name(pattern: &Pat) -> Result<&Ident, &'static str> {
    match pattern {
        Pat::Ident(ident) if ident.mutability.is_some() => {
            Err("a contract is never changed: write `cx`, not `mut cx`")
        }
        Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => Ok(&ident.ident),
        Pat::Wild(_) => {
            Err("a contract needs a name, by which the body reaches its own span: write `cx`")
        }
        _ => Err("a contract is not taken apart: write `cx`"),
    }
}

/// What the type of a parameter says.
enum Says {
    Contract,
    Nothing,
    Wrong(&'static str),
}

/// Types that are a contract by their name.
#[derive(PartialEq)]
enum Kind {
    /// `TraceContract`, and the alias `Cx`.
    Open,
    Inbound,
}

fn says(ty: &Type) -> Says {
    let ty = plain(ty);
    let Type::Reference(reference) = ty else {
        return match kind(ty) {
            Some(Kind::Inbound) => Says::Contract,
            Some(Kind::Open) => Says::Wrong(
                "a contract is never owned, so that it cannot outlive its span: take \
                 `&TraceContract`, or a `SealedContract` to keep one",
            ),
            None => held_by(ty),
        };
    };
    match kind(&reference.elem) {
        Some(Kind::Open) if reference.mutability.is_some() => Says::Wrong(
            "a contract is lent as `&TraceContract`, never as `&mut`: it needs no `mut` to record",
        ),
        Some(_) => Says::Contract,
        None => says(&reference.elem),
    }
}

/// `Option<&TraceContract>`, `Arc<TraceContract>` and the like.
fn held_by(ty: &Type) -> Says {
    let Type::Path(path) = ty else {
        return Says::Nothing;
    };
    let Some(segment) = path.path.segments.last() else {
        return Says::Nothing;
    };
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return Says::Nothing;
    };
    let inside = |argument: &GenericArgument| match argument {
        GenericArgument::Type(inner) => kind(behind_references(inner)),
        _ => None,
    };
    let optional = segment.ident == "Option";
    match arguments.args.iter().find_map(inside) {
        Some(Kind::Open) if optional => Says::Wrong(
            "a contract is required, not optional: take `&TraceContract`; a caller that has none \
             begins a trace with `trace_runtime::run`",
        ),
        Some(Kind::Inbound) if optional => {
            Says::Wrong("a contract is required, not optional: take `Inbound`")
        }
        Some(Kind::Open) => Says::Wrong(
            "a contract cannot be kept inside of another type: take `&TraceContract`, or keep a \
             `SealedContract`",
        ),
        _ => Says::Nothing,
    }
}

fn kind(ty: &Type) -> Option<Kind> {
    let Type::Path(path) = plain(ty) else {
        return None;
    };
    let segment = path.path.segments.last()?;
    match segment.ident.to_string().as_str() {
        "TraceContract" => Some(Kind::Open),
        // Short enough to be someone else's `Cx<T>`.
        "Cx" if segment.arguments.is_none() => Some(Kind::Open),
        "Inbound" => Some(Kind::Inbound),
        _ => None,
    }
}

fn behind_references(ty: &Type) -> &Type {
    match plain(ty) {
        Type::Reference(reference) => behind_references(&reference.elem),
        other => other,
    }
}

/// The contract that the body knows by another type than the parameter's.
pub(crate) fn rebound(signature: &Signature) -> Option<&Ident> {
    signature.inputs.iter().find_map(|input| match input {
        FnArg::Typed(parameter) => {
            let inbound = kind(behind_references(&parameter.ty)) == Some(Kind::Inbound);
            let rebound = inbound || parameter.attrs.iter().any(is_mark);
            name(&parameter.pat).ok().filter(|_| rebound)
        }
        FnArg::Receiver(_) => None,
    })
}

/// Whether an expression is a field of something that the function only borrows,
/// so that it stays where it is while the body runs.
pub(crate) fn is_lent(expression: &Expr, signature: &Signature) -> bool {
    match expression {
        Expr::Field(field) => is_lent(&field.base, signature),
        Expr::Group(group) => is_lent(&group.expr, signature),
        Expr::Paren(paren) => is_lent(&paren.expr, signature),
        Expr::Path(path) => path.path.get_ident().is_some_and(|name| {
            signature.inputs.iter().any(|input| match input {
                FnArg::Receiver(receiver) => {
                    name == "self" && matches!(receiver.kind, ReceiverKind::Reference(_, _, None))
                }
                FnArg::Typed(parameter) => {
                    let is_shared = matches!(plain(&parameter.ty), Type::Reference(reference) if reference.mutability.is_none());
                    is_shared && self::name(&parameter.pat).is_ok_and(|it| it == name)
                }
            })
        }),
        _ => false,
    }
}

/// A parameter that would be the contract if it were marked: to own a sealed one
/// may as well mean to pass it on.
pub(crate) fn sealed(signature: &Signature) -> Option<&Ident> {
    signature.inputs.iter().find_map(|input| match input {
        FnArg::Typed(parameter) => match behind_references(&parameter.ty) {
            Type::Path(path) if path.path.segments.last()?.ident == "SealedContract" => {
                name(&parameter.pat).ok()
            }
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}

/// What is said besides, where a request could have had a contract in it.
pub(crate) const OF_TONIC: &str = "; in a service of tonic it is found in the request, if this \
                                   crate depends on `trace-tonic`";

/// The name of the one parameter that is a request with a contract in it, `Request<…>`: of a
/// handler of tonic, which has no room for a contract of its own.
pub(crate) fn request(signature: &Signature) -> Option<Ident> {
    let mut requests = signature.inputs.iter().filter_map(request_pattern);
    let pattern = requests.next()?;
    if requests.next().is_some() {
        return None;
    }
    match pattern {
        Pat::Ident(pattern) => Some(pattern.ident.clone()),
        // It gets one from us.
        Pat::Wild(wild) => {
            let place = wild.underscore_token.span;
            Some(Ident::new(
                "__traced_request",
                Span::mixed_site().located_at(place),
            ))
        }
        _ => None,
    }
}

/// Gives the request a name, where the user gave it none.
pub(crate) fn name_request(signature: &mut Signature, name: &Ident) {
    for input in &mut signature.inputs {
        if let Some(Pat::Wild(_)) = request_pattern(input)
            && let FnArg::Typed(parameter) = input
        {
            *parameter.pat = syn::parse_quote!(#name);
        }
    }
}

fn request_pattern(input: &FnArg) -> Option<&Pat> {
    let FnArg::Typed(parameter) = input else {
        return None;
    };
    let Type::Path(path) = plain(&parameter.ty) else {
        return None;
    };
    let last = path.path.segments.last()?;
    let is_request = last.ident == "Request" && !last.arguments.is_none();
    is_request.then_some(&*parameter.pat)
}

/// Where to underline a function that takes no contract: its parameters.
pub(crate) fn missing_at(signature: &Signature) -> Span {
    signature.paren_token.span.join()
}

/// The signature with a contract, as the remedy.
pub(crate) fn with_contract(signature: &Signature) -> String {
    let name = &signature.ident;
    let qualifier = if signature.asyncness.is_some() {
        "async "
    } else {
        ""
    };
    let receiver = match signature.receiver().map(|receiver| &receiver.kind) {
        Some(ReceiverKind::Reference(_, _, Some(_))) => "&mut self, ",
        Some(ReceiverKind::Reference(_, _, None)) => "&self, ",
        Some(ReceiverKind::Value) => "self, ",
        Some(_) => "self: …, ",
        None => "",
    };
    let others = signature.inputs.len() > usize::from(!receiver.is_empty());
    let more = if others { ", …" } else { "" };
    format!("{qualifier}fn {name}({receiver}cx: &TraceContract{more})")
}
