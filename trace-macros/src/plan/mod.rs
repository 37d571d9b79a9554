//! What is meant: valid by construction, so that expanding it cannot fail.

mod attributes;
pub(crate) mod closure;
pub(crate) mod contract;
mod raw_spawn;
mod shape;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::{Expr, Ident, Path, Signature, Type};

pub(crate) use self::attributes::Declared;
pub(crate) use self::raw_spawn::mentions;
use self::shape::{Hidden, hidden_future};
pub(crate) use self::shape::{Inner, Returns, Shape, is_async, without_inner_attributes};
use crate::args::{Args, ErrorPolicy, How, Source};
use crate::errors::Errors;
use crate::item::{Body, ENDS, Function, Head};

pub(crate) struct Plan {
    /// Without the attributes that only we know.
    pub(crate) head: Head,
    /// Where generated code finds what it calls.
    pub(crate) support: TokenStream,
    /// The place of every token that we write: at the function's name, where
    /// local names cannot meet the user's. Tokens at the place of an attribute
    /// on a whole container would make rustc check all of it again after each
    /// edit.
    pub(crate) span: Span,
    pub(crate) name: String,
    /// The variant of `Kind`.
    pub(crate) kind: Ident,
    pub(crate) parent: Parent,
    /// The name that the body knows its contract by.
    pub(crate) contract: Ident,
    /// The name of the span itself, which rustc tells where its contract escapes.
    pub(crate) guard: Ident,
    pub(crate) declared: Vec<Declared>,
    /// The braces of the body.
    pub(crate) place: Span,
    /// `#![…]` at the head of the body.
    pub(crate) inner_attributes: TokenStream,
    pub(crate) shape: Shape,
    pub(crate) failure: FailurePolicy,
    pub(crate) ret: Option<How>,
}

/// Where the span's parent comes from.
pub(crate) enum Parent {
    /// A parameter that is a reference.
    Borrowed,
    /// A parameter that owns it, such as `Inbound`.
    Owned,
    /// A parameter that may hold it in some way, marked `#[contract]`.
    Held,
    /// What holds it can be borrowed for as long as the span.
    Lent(Expr),
    /// What holds it may be changed, moved or unlocked by the body.
    Kept(Expr),
    /// A parameter that is a request of tonic, which the body moves.
    Request(Requested),
    Root,
}

/// A request in which the contract came.
pub(crate) struct Requested {
    pub(crate) name: Ident,
    /// Where generated code finds what looks into it.
    pub(crate) support: TokenStream,
}

pub(crate) enum FailurePolicy {
    /// The returned value is asked.
    Asked { text: bool },
    /// An expression of the user's is.
    By(Expr),
    /// Nothing is.
    Off,
}

/// What is meant by the options on this function; whatever is wrong with it goes
/// to `errors`. A trait item without a body is held to the contract and has no
/// plan.
pub(crate) fn plan(mut function: Function, args: &Args, errors: &mut Errors) -> Option<Plan> {
    let signature = &function.head.signature;
    if let Some(constness) = &signature.constness {
        let message = "a `const fn` cannot be traced: a span takes the time, and constants are \
                       computed when there is none";
        errors.at(constness, message);
    }
    if let Some(variadic) = &signature.variadic {
        errors.at(variadic, "a variadic function cannot be traced");
    }
    if let (Some((ty, hidden)), Body::Block(_)) = (hidden_future(signature), &function.body) {
        errors.at(ty, of_hidden_future(signature, ty, hidden));
    }
    let parent = parent(&function, args, errors);
    let declared = attributes::of(&function, args, errors);
    let Body::Block(body) = &function.body else {
        let options = args
            .written
            .iter()
            .map(|(_, it)| (it.span(), it.to_string()));
        let marked = declared
            .iter()
            .map(|it| (it.place, "#[attribute]".to_owned()));
        for (place, option) in options.chain(marked) {
            let message = format!(
                "`{option}` belongs on the implementations: this function has no body for a span \
                 to run around"
            );
            errors.at_span(place, message);
        }
        return None;
    };
    let cx = match &parent {
        Some((_, contract)) => contract.clone(),
        None => Ident::new("cx", Span::call_site()),
    };
    if !args.allow_raw_spawn {
        raw_spawn::find(body.stream(), &cx, errors);
    }
    closure::find(body.stream(), &cx, errors);
    let (parent, contract) = parent?;

    if let Parent::Request(requested) = &parent {
        contract::name_request(&mut function.head.signature, &requested.name);
    }
    let ident = &function.head.signature.ident;
    let span = Span::mixed_site().located_at(ident.span());
    let place = body.span();
    let (inner_attributes, body) = without_inner_attributes(body);
    let shape = shape::of(&function.head.signature, body, span);
    let name = match &args.name {
        Some(name) => name.value(),
        None => ident.unraw().to_string(),
    };
    function.head.strip_helpers();
    Some(Plan {
        support: support(args.runtime.as_ref(), span),
        span,
        name,
        kind: Ident::new(args.kind.variant(), span),
        parent,
        guard: guard(&contract),
        contract,
        declared,
        place,
        inner_attributes,
        shape,
        failure: match &args.err {
            None | Some(ErrorPolicy::Text) => FailurePolicy::Asked { text: true },
            Some(ErrorPolicy::TypeOnly) => FailurePolicy::Asked { text: false },
            Some(ErrorPolicy::Off) => FailurePolicy::Off,
            Some(ErrorPolicy::By(expression)) => FailurePolicy::By(expression.clone()),
        },
        ret: args.ret,
        head: function.head,
    })
}

fn of_hidden_future(signature: &Signature, ty: &Type, hidden: Hidden) -> String {
    let name = &signature.ident;
    if hidden == Hidden::Associated {
        let ty = ty.to_token_stream().to_string().replace(' ', "");
        return format!(
            "`{name}` returns `{ty}`, and its span would end before that runs: do not trace it \
             (in a traced `impl`, mark it `#[no_contract]`), but what it hands the work to, \
             `#[traced] async fn serve(#[contract] cx: SealedContract, …)`, and return \
             `Box::pin(serve(self.sealed.clone(), …))`"
        );
    }
    format!(
        "the span of `{name}` would end before this future runs: return `impl Future<Output = …>` \
         or `Pin<Box<dyn Future<Output = …>>>` itself, or make `{name}` an `async fn` that awaits it"
    )
}

/// Where the contract comes from, and how the body calls its own.
fn parent(function: &Function, args: &Args, errors: &mut Errors) -> Option<(Parent, Ident)> {
    let signature = &function.head.signature;
    let found = contract::find(signature, errors).ok()?;
    match (&args.source, found) {
        (None, Some(found)) if found.held => Some((Parent::Held, found.name)),
        (None, Some(found)) if found.borrowed => Some((Parent::Borrowed, found.name)),
        (None, Some(found)) => Some((Parent::Owned, found.name)),
        // It was to come from an option, which is wrong and has been reported.
        (None, None) if args.names_a_source() => None,
        (None, None) => {
            if let Some(requested) = requested(signature, args) {
                let contract = Ident::new("cx", signature.ident.span());
                return Some((Parent::Request(requested), contract));
            }
            let name = &signature.ident;
            let remedy = if name == "main" {
                "begin a trace with `#[traced(root as cx)]`".to_owned()
            } else if let Some(sealed) = contract::sealed(signature) {
                format!("mark the one that it has, `#[contract] {sealed}: SealedContract`")
            } else if contract::request(signature).is_some() {
                format!(
                    "add `cx: &TraceContract`, as in `{}`{}",
                    contract::with_contract(signature),
                    contract::OF_TONIC
                )
            } else {
                format!(
                    "add `cx: &TraceContract`, as in `{}`; an entry point begins a trace with \
                     `#[traced(root as cx)]`",
                    contract::with_contract(signature)
                )
            };
            let message = format!("`{name}` is traced but takes no contract: {remedy}");
            errors.at_span(contract::missing_at(signature), message);
            None
        }
        (Some(Source::Expression { expression, name }), None) => {
            let requested = requested(signature, args);
            let parent = match requested.filter(|it| is_name(expression, &it.name)) {
                Some(requested) => Parent::Request(requested),
                None if contract::is_lent(expression, signature) => {
                    Parent::Lent(expression.clone())
                }
                None => Parent::Kept(expression.clone()),
            };
            Some((parent, name.clone()))
        }
        (Some(Source::Root { name }), None) => Some((Parent::Root, name.clone())),
        (Some(source), Some(parameter)) => {
            let message = format!(
                "`{}` has a contract already, its parameter `{}`: remove this option or the \
                 parameter",
                signature.ident, parameter.name
            );
            errors.at(source.name(), message);
            None
        }
    }
}

/// The request in which a contract came, where this crate can look into one.
pub(crate) fn requested(signature: &Signature, args: &Args) -> Option<Requested> {
    let tonic = args.tonic.as_ref()?;
    let name = contract::request(signature)?;
    let at = Span::mixed_site().located_at(name.span());
    let tonic = located(tonic.to_token_stream(), at);
    Some(Requested {
        support: quote_spanned!(at=> #tonic::__macro_support),
        name,
    })
}

fn is_name(expression: &Expr, name: &Ident) -> bool {
    matches!(expression, Expr::Path(path) if path.path.is_ident(name))
}

/// The name of the span, which is what rustc says where a contract escapes: it tells what
/// to write. A `__` within would be no name in snake case.
fn guard(contract: &Ident) -> Ident {
    let name = contract.unraw().to_string();
    let name = match name.trim_matches('_') {
        "" => "cx",
        name => name,
    };
    let name = format!("__{name}{ENDS}_so_use_{name}_spawn_or_{name}_seal");
    Ident::new(&name, contract.span())
}

/// The runtime crate, or where the user says it is.
pub(crate) fn runtime(path: Option<&Path>, span: Span) -> TokenStream {
    let Some(path) = path else {
        return quote_spanned!(span=> ::trace_runtime);
    };
    located(path.to_token_stream(), span)
}

/// The same names at another place.
pub(crate) fn located(tokens: TokenStream, place: Span) -> TokenStream {
    let locate = |mut token: TokenTree| {
        token.set_span(token.span().located_at(place));
        token
    };
    tokens.into_iter().map(locate).collect()
}

fn support(path: Option<&Path>, span: Span) -> TokenStream {
    let runtime = runtime(path, span);
    quote_spanned!(span=> #runtime::__macro_support)
}
