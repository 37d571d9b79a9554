//! What is meant: valid by construction, so that expanding it cannot fail.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::visit_mut::VisitMut;
use syn::{
    Expr, FnArg, GenericArgument, Ident, Pat, Path, PathArguments, ReturnType, Type,
    TypeParamBound,
};

use crate::args::{self, Args, ErrorPolicy, How, Source};
use crate::contract;
use crate::errors::Errors;
use crate::item::{Body, Function, take_attribute};
use crate::raw_spawn;

pub(crate) struct Plan {
    /// Attributes of ours taken off.
    pub(crate) function: Function,
    pub(crate) runtime: TokenStream,
    /// The place of every token that we write: at the function's name, where
    /// local names cannot meet the user's. Tokens at the place of an attribute
    /// on a whole container would make rustc check all of it again after each
    /// edit.
    pub(crate) span: Span,
    pub(crate) name: String,
    pub(crate) kind: Ident,
    pub(crate) parent: Parent,
    /// The name that the body knows its contract by.
    pub(crate) contract: Ident,
    pub(crate) fields: Vec<Field>,
    pub(crate) shape: Shape,
    pub(crate) failure: FailurePolicy,
    pub(crate) ret: Option<How>,
}

/// Where the span's parent comes from.
pub(crate) enum Parent {
    Parameter,
    Expression(Expr),
    Root,
}

pub(crate) struct Field {
    pub(crate) key: String,
    pub(crate) how: How,
    pub(crate) value: TokenStream,
}

/// How the body runs, and what it returns.
pub(crate) enum Shape {
    /// A body to call.
    Sync { body: Group, returns: Option<Type> },
    /// A body to await.
    Async { body: Group, returns: Type },
    /// A body that gives a future: `-> impl Future`.
    Future { body: Group },
    /// `-> Pin<Box<dyn Future>>`, as `async_trait` writes it: what is boxed is
    /// an async block.
    BoxedBlock { pin: TokenStream, block: Group },
    /// As above, where the body does something else.
    Boxed { body: Group },
}

pub(crate) enum FailurePolicy {
    /// The returned value is asked.
    Asked { text: bool },
    /// An expression of the user's is.
    By(Expr),
    /// Nothing is.
    Off,
}

/// What is meant by the options on this function, or all that is wrong with it.
/// A trait item without a body is held to the contract and has no plan.
pub(crate) fn plan(
    mut function: Function,
    args: &Args,
    errors: &mut Errors,
) -> Option<Plan> {
    let signature = &mut function.signature;
    if let Some(constness) = &signature.constness {
        errors.at(
            constness,
            "a `const fn` cannot be traced: a span takes the time, which is not known when \
             compiling",
        );
    }
    if let Some(variadic) = &signature.variadic {
        errors.at(variadic, "a variadic function cannot be traced");
    }

    let before = errors.is_empty();
    let found = contract::find(signature, errors);
    let (parent, name) = match (&args.source, found) {
        (None, Some(found)) => (Parent::Parameter, found.name),
        (None, None) => {
            if before == errors.is_empty() {
                contract::missing(signature, errors);
            }
            (Parent::Root, signature.ident.clone())
        }
        (Some(Source::Expression { expression, name }), None) => {
            (Parent::Expression(expression.clone()), name.clone())
        }
        (Some(Source::Root { name }), None) => (Parent::Root, name.clone()),
        (Some(Source::Expression { name, .. } | Source::Root { name }), Some(found)) => {
            errors.at(
                name,
                format!(
                    "`{}` takes a contract already, `{}`: remove this option, or the parameter",
                    signature.ident, found.name
                ),
            );
            (Parent::Parameter, found.name)
        }
    };

    let fields = fields(&mut function, args, errors);
    let body = match &function.body {
        Body::Block(body) => body.clone(),
        Body::None(_) => {
            for option in &args.written {
                errors.at(option, "this function has no body for a span to run around");
            }
            return None;
        }
    };
    if !args.allow_raw_spawn {
        raw_spawn::find(body.stream(), errors);
    }
    let shape = shape(&function, body, errors);

    let ident = &function.signature.ident;
    let span = Span::mixed_site().located_at(ident.span());
    Some(Plan {
        runtime: runtime(args.runtime.as_ref(), span),
        span,
        name: match &args.name {
            Some(name) => name.value(),
            None => ident.unraw().to_string(),
        },
        kind: Ident::new(&args::variant(args.kind.as_ref()).to_string(), span),
        parent,
        contract: name,
        fields,
        shape,
        failure: match &args.err {
            None | Some(ErrorPolicy::Text) => FailurePolicy::Asked { text: true },
            Some(ErrorPolicy::TypeOnly) => FailurePolicy::Asked { text: false },
            Some(ErrorPolicy::Off) => FailurePolicy::Off,
            Some(ErrorPolicy::By(expression)) => FailurePolicy::By(expression.clone()),
        },
        ret: args.ret,
        function,
    })
}

fn runtime(path: Option<&Path>, span: Span) -> TokenStream {
    match path {
        Some(path) => quote::quote_spanned!(span=> #path::__macro_support),
        None => quote::quote_spanned!(span=> ::trace_runtime::__macro_support),
    }
}

/// Declared attributes: those of the options, then those of the parameters.
fn fields(function: &mut Function, args: &Args, errors: &mut Errors) -> Vec<Field> {
    let parameters = parameters(function);
    let mut fields: Vec<Field> = Vec::new();
    let mut add = |errors: &mut Errors, span: Span, field: Field| {
        if fields.iter().any(|earlier: &Field| earlier.key == field.key) {
            errors.at_span(span, format!("the field `{}` is given twice", field.key));
        } else {
            fields.push(field);
        }
    };
    for field in &args.fields {
        let (how, value) = match &field.value {
            Some((how, value)) => (*how, quote!(#value)),
            None => match parameters.iter().find(|name| *name == &field.key) {
                Some(name) => (How::Value, quote!(#name)),
                None => {
                    errors.at_span(field.key_span, no_parameter(function, &field.key, &parameters));
                    continue;
                }
            },
        };
        let key = field.key.clone();
        add(errors, field.key_span, Field { key, how, value });
    }
    for input in &mut function.signature.inputs {
        let FnArg::Typed(parameter) = input else { continue };
        let Some(attribute) = take_attribute(&mut parameter.attrs, "field") else { continue };
        if parameter.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            errors.at(&parameter.pat, "a field cannot depend on a `cfg`: record it in the body");
            continue;
        }
        let Pat::Ident(pattern) = &*parameter.pat else {
            errors.at(
                &parameter.pat,
                "only a parameter with a plain name can be a field; write `fields(key = …)`",
            );
            continue;
        };
        let name = &pattern.ident;
        match field_options(&attribute, name) {
            Ok((key, how)) => add(errors, name.span(), Field { key, how, value: quote!(#name) }),
            Err(error) => errors.add(error),
        }
    }
    fields
}

/// `#[field]`, `#[field(name = "…", display)]`
fn field_options(attribute: &syn::Attribute, parameter: &Ident) -> syn::Result<(String, How)> {
    let mut key = parameter.unraw().to_string();
    let mut how = How::Value;
    if !matches!(attribute.meta, syn::Meta::Path(_)) {
        attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
            while !input.is_empty() {
                if input.peek(Ident) && input.fork().parse::<Ident>()? == "name" {
                    input.parse::<Ident>()?;
                    input.parse::<syn::Token![=]>()?;
                    key = input.parse::<syn::LitStr>()?.value();
                } else {
                    how = args::how(input)?;
                }
                input.parse::<Option<syn::Token![,]>>()?;
            }
            Ok(())
        })?;
    }
    Ok((key, how))
}

/// The plain names among the parameters.
fn parameters(function: &Function) -> Vec<Ident> {
    let inputs = function.signature.inputs.iter();
    inputs
        .filter_map(|input| match input {
            FnArg::Typed(parameter) => match &*parameter.pat {
                Pat::Ident(pattern) => Some(pattern.ident.clone()),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        })
        .collect()
}

fn no_parameter(function: &Function, key: &str, parameters: &[Ident]) -> String {
    let name = &function.signature.ident;
    let list: Vec<_> = parameters.iter().map(|name| format!("`{name}`")).collect();
    let list = match list.as_slice() {
        [] => "it has none".to_owned(),
        list => format!("its parameters are {}", list.join(", ")),
    };
    format!("`{name}` has no parameter `{key}`, {list}; write `{key} = expression` for anything else")
}

fn shape(function: &Function, body: Group, errors: &mut Errors) -> Shape {
    let signature = &function.signature;
    let declared = match &signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(&**ty),
    };
    if let Some(Type::Never(never)) = declared {
        errors.at(
            never,
            "a traced function cannot return `!`: return `std::convert::Infallible`, or trace \
             what it calls",
        );
    }
    if signature.asyncness.is_some() {
        let returns = declared.map_or_else(unit, without_impl_trait);
        return Shape::Async { body, returns };
    }
    match declared {
        Some(Type::ImplTrait(bounds)) if bounds.bounds.iter().any(is_future) => {
            Shape::Future { body }
        }
        Some(ty) if is_boxed_future(ty) => match boxed_block(&body) {
            Some((pin, block)) => Shape::BoxedBlock { pin, block },
            None => Shape::Boxed { body },
        },
        // Nothing could be written for the type of the closure.
        Some(Type::ImplTrait(_)) => Shape::Sync {
            body,
            returns: None,
        },
        _ => Shape::Sync {
            body,
            returns: Some(declared.map_or_else(unit, without_impl_trait)),
        },
    }
}

fn unit() -> Type {
    syn::parse_quote!(())
}

/// `impl Trait` becomes `_`, which can be written inside of a function.
fn without_impl_trait(ty: &Type) -> Type {
    struct Infer;
    impl VisitMut for Infer {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if matches!(ty, Type::ImplTrait(_)) {
                *ty = syn::parse_quote!(_);
            } else {
                syn::visit_mut::visit_type_mut(self, ty);
            }
        }
    }
    let mut ty = ty.clone();
    Infer.visit_type_mut(&mut ty);
    ty
}

fn is_future(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => last(&bound.path) == Some("Future".to_owned()),
        _ => false,
    }
}

/// `Pin<Box<dyn Future<Output = T> + …>>`
fn is_boxed_future(ty: &Type) -> bool {
    let Some(boxed) = argument_of(ty, "Pin") else { return false };
    match argument_of(boxed, "Box") {
        Some(Type::TraitObject(object)) => object.bounds.iter().any(is_future),
        _ => false,
    }
}

/// `A` of `name<A>`.
fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(argument) if segment.ident == name => Some(argument),
        _ => None,
    }
}

fn last(path: &Path) -> Option<String> {
    path.segments.last().map(|segment| segment.ident.to_string())
}

/// A body that is just `Box::pin(async move { … })`: its path and its block.
fn boxed_block(body: &Group) -> Option<(TokenStream, Group)> {
    let tokens: Vec<TokenTree> = body.stream().into_iter().collect();
    let (TokenTree::Group(call), path) = tokens.split_last()? else { return None };
    let is_path = path.iter().all(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    });
    let ends_in_pin = matches!(path.last(), Some(TokenTree::Ident(ident)) if ident == "pin");
    if call.delimiter() != Delimiter::Parenthesis || !is_path || !ends_in_pin {
        return None;
    }
    let inner: Vec<TokenTree> = call.stream().into_iter().collect();
    match inner.as_slice() {
        [TokenTree::Ident(a), TokenTree::Ident(b), TokenTree::Group(block)]
            if a == "async" && b == "move" && block.delimiter() == Delimiter::Brace =>
        {
            Some((path.iter().cloned().collect(), block.clone()))
        }
        _ => None,
    }
}
