//! How the body runs, and what it returns.

mod hidden;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut;
use syn::{
    AssocType, BoundLifetimes, GenericArgument, GenericParam, Ident, Lifetime, Path, PathArguments,
    PathSegment, ReturnType, Signature, Token, Type, TypeParamBound,
};

pub(super) use self::hidden::Hidden;
use crate::groups::plain;

pub(crate) enum Shape {
    /// A body to call.
    Sync { body: Group, returns: Returns },
    /// A body to await.
    Async { body: Group, returns: Returns },
    /// A body that makes a future: `-> impl Future`, `-> Pin<Box<dyn Future>>`.
    Future {
        inner: Inner,
        output: Returns,
        /// What the new future is passed to: `Box::pin`.
        pin: Option<TokenStream>,
    },
}

/// The body of a function that returns a future.
pub(crate) enum Inner {
    /// The body is no more than `async move { … }`, in `Box::pin` where that is
    /// returned.
    Block(Group),
    /// Statements, and then `async move { … }`.
    Tail { before: TokenStream, block: Group },
    /// Something else, that gives a value of this type.
    Call { body: Group, returns: Option<Type> },
}

/// What the body gives.
pub(crate) enum Returns {
    Unit,
    Never,
    /// `impl Trait`, or unknown.
    Unnamed,
    /// With `_` for each `impl Trait` in it, so that it can be written in a body.
    Type(Type),
}

pub(super) fn of(signature: &Signature, body: Group, span: Span) -> Shape {
    let declared = match &signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(&**ty),
    };
    let returns = |ty: Option<&Type>| ty.map_or(Returns::Unit, |ty| Returns::of(ty, span));
    if signature.asyncness.is_some() {
        let returns = returns(declared);
        return Shape::Async { body, returns };
    }
    let Some((ty, Future { output, boxed })) = declared.and_then(|ty| Some((ty, future(ty)?)))
    else {
        let returns = returns(declared);
        return Shape::Sync { body, returns };
    };
    let output = output.map_or(Returns::Unnamed, |output| Returns::of(output, span));
    let tokens: Vec<TokenTree> = body.stream().into_iter().collect();
    let (inner, pin) = if boxed {
        let (inner, pin) = self::boxed(&tokens, body, ty, span);
        (inner, Some(pin))
    } else {
        (unboxed(&tokens, body), None)
    };
    Shape::Future { inner, output, pin }
}

fn boxed(tokens: &[TokenTree], body: Group, ty: &Type, span: Span) -> (Inner, TokenStream) {
    if let Some((pin, block)) = pinned_block(tokens) {
        return (Inner::Block(block), pin);
    }
    let mut returns = without_impl_trait(ty, span);
    InferLifetimes::in_type(&mut returns, span);
    let returns = Some(returns);
    let pin = quote_spanned!(span=> ::std::boxed::Box::pin);
    (Inner::Call { body, returns }, pin)
}

fn unboxed(tokens: &[TokenTree], body: Group) -> Inner {
    let (before, last) = tokens.split_at(tokens.len().saturating_sub(3));
    let ends_statement = match before.last() {
        None => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() == ';',
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(_) => false,
    };
    match async_block(last).filter(|_| ends_statement) {
        Some(block) if before.is_empty() => Inner::Block(block),
        Some(block) => Inner::Tail {
            before: before.iter().cloned().collect(),
            block,
        },
        None => Inner::Call {
            body,
            returns: None,
        },
    }
}

/// Whether calling it gives a future or a stream, somewhere in what it returns.
pub(crate) fn is_async(signature: &Signature) -> bool {
    let returns = |ty| hidden::find(ty).is_some();
    signature.asyncness.is_some() || returned(signature).is_some_and(returns)
}

/// A future that is not returned as such, but in something or as something else: the
/// span would have ended before it runs.
pub(super) fn hidden_future(signature: &Signature) -> Option<(&Type, Hidden)> {
    let ty = returned(signature)?;
    if signature.asyncness.is_none() && future(ty).is_some() {
        return None;
    }
    match hidden::find(ty)? {
        // Whoever makes a stream has its contract from `cx.stream(…)`.
        Hidden::Stream => None,
        hidden => Some((ty, hidden)),
    }
}

fn returned(signature: &Signature) -> Option<&Type> {
    match &signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(ty),
    }
}

/// A returned future, known by its type.
struct Future<'a> {
    output: Option<&'a Type>,
    boxed: bool,
}

fn future(ty: &Type) -> Option<Future<'_>> {
    let ty = plain(ty);
    if let Type::ImplTrait(object) = ty {
        return bound(&object.bounds, false);
    }
    let segment = last_segment(ty)?;
    let mut arguments = arguments(segment).rev();
    match segment.ident.to_string().as_str() {
        // `Pin<Box<dyn Future<Output = T>>>`
        "Pin" => {
            let boxed = last_segment(arguments.next()?).filter(|boxed| boxed.ident == "Box")?;
            match self::arguments(boxed).next()? {
                Type::TraitObject(object) => bound(&object.bounds, true),
                Type::ImplTrait(object) => bound(&object.bounds, true),
                _ => None,
            }
        }
        // The aliases of `futures`: `BoxFuture<'a, T>`
        "BoxFuture" | "LocalBoxFuture" => Some(Future {
            output: Some(arguments.next()?),
            boxed: true,
        }),
        _ => None,
    }
}

/// `Future<Output = T>` among the bounds.
fn bound(bounds: &Punctuated<TypeParamBound, Token![+]>, boxed: bool) -> Option<Future<'_>> {
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let segment = bound.path.segments.last()?;
        if segment.ident != "Future" {
            return None;
        }
        let output = generics(segment).find_map(|argument| match argument {
            GenericArgument::AssocType(AssocType { ident, ty, .. }) if ident == "Output" => {
                Some(ty)
            }
            _ => None,
        });
        Some(Future { output, boxed })
    })
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match plain(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

fn generics(segment: &PathSegment) -> impl DoubleEndedIterator<Item = &GenericArgument> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten()
}

fn arguments(segment: &PathSegment) -> impl DoubleEndedIterator<Item = &Type> {
    generics(segment).filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

impl Returns {
    fn of(ty: &Type, span: Span) -> Self {
        match plain(ty) {
            Type::Never(_) => Returns::Never,
            Type::ImplTrait(_) => Returns::Unnamed,
            Type::Tuple(tuple) if tuple.elems.is_empty() => Returns::Unit,
            ty => Returns::Type(without_impl_trait(ty, span)),
        }
    }
}

/// Types that are no `Result`, whatever is in scope.
const PRIMITIVE: [&str; 18] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
    "u64", "u128", "usize", "str", "String",
];

impl Returns {
    /// Whether it makes sense to ask the returned value for an error.
    pub(crate) fn may_be_result(&self) -> bool {
        match self {
            Returns::Unit | Returns::Never | Returns::Unnamed => false,
            Returns::Type(Type::Path(path)) => match path.path.get_ident() {
                Some(name) => PRIMITIVE.iter().all(|primitive| name != primitive),
                None => true,
            },
            Returns::Type(Type::Group(_) | Type::Paren(_) | Type::Macro(_)) => true,
            Returns::Type(_) => false,
        }
    }
}

fn without_impl_trait(ty: &Type, span: Span) -> Type {
    struct Infer(Span);
    impl VisitMut for Infer {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if matches!(ty, Type::ImplTrait(_)) {
                *ty = syn::parse_quote_spanned!(self.0=> _);
            } else {
                syn::visit_mut::visit_type_mut(self, ty);
            }
        }
    }
    let mut ty = ty.clone();
    Infer(span).visit_type_mut(&mut ty);
    ty
}

/// Writes `'_` for each lifetime. What the body makes borrows from the child's
/// contract, which lives shorter than the parameter that the signature speaks of.
struct InferLifetimes {
    place: Span,
    /// Lifetimes of a `for<'a>` inside of the type.
    bound: Vec<Ident>,
}

impl InferLifetimes {
    fn in_type(ty: &mut Type, place: Span) {
        let bound = Vec::new();
        InferLifetimes { place, bound }.visit_type_mut(ty);
    }
}

impl VisitMut for InferLifetimes {
    fn visit_bound_lifetimes_mut(&mut self, lifetimes: &mut BoundLifetimes) {
        for parameter in &lifetimes.lifetimes {
            if let GenericParam::Lifetime(parameter) = parameter {
                self.bound.push(parameter.lifetime.ident.clone());
            }
        }
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if !self.bound.contains(&lifetime.ident) {
            *lifetime = Lifetime::new("'_", self.place);
        }
    }
}

/// `{ … }` of `async move { … }`, and nothing around it.
fn async_block(tokens: &[TokenTree]) -> Option<Group> {
    match tokens {
        [
            TokenTree::Ident(a),
            TokenTree::Ident(b),
            TokenTree::Group(block),
        ] if a == "async" && b == "move" && block.delimiter() == Delimiter::Brace => {
            Some(block.clone())
        }
        _ => None,
    }
}

/// `Box::pin`, and the block, of `Box::pin(async move { … })`.
fn pinned_block(tokens: &[TokenTree]) -> Option<(TokenStream, Group)> {
    let (TokenTree::Group(call), path) = tokens.split_last()? else {
        return None;
    };
    let path: TokenStream = path.iter().cloned().collect();
    let segments = syn::parse::Parser::parse2(Path::parse_mod_style, path.clone())
        .ok()?
        .segments;
    let mut names = segments
        .iter()
        .rev()
        .map(|segment| segment.ident.to_string());
    let is_pin = names.next()? == "pin" && names.next()? == "Box";
    if !is_pin || call.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let inner: Vec<TokenTree> = call.stream().into_iter().collect();
    Some((path, async_block(&inner)?))
}

/// `#![…]` can stand at the head of a function's body only.
pub(crate) fn without_inner_attributes(body: &Group) -> (TokenStream, Group) {
    let mut attributes = TokenStream::new();
    let mut rest = body.stream();
    loop {
        let mut tokens = rest.clone().into_iter();
        match [tokens.next(), tokens.next(), tokens.next()] {
            [
                Some(hash @ TokenTree::Punct(_)),
                Some(TokenTree::Punct(bang)),
                Some(inside @ TokenTree::Group(_)),
            ] if hash.to_string() == "#" && bang.as_char() == '!' => {
                attributes.extend([hash, TokenTree::Punct(bang), inside]);
                rest = tokens.collect();
            }
            _ => break,
        }
    }
    if attributes.is_empty() {
        return (attributes, body.clone());
    }
    let mut body_without = Group::new(Delimiter::Brace, rest);
    body_without.set_span(body.span());
    (attributes, body_without)
}
