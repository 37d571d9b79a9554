//! Declared attributes: those of the options, then those of the parameters.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Ident, Pat, parse_quote_spanned};

use crate::args::{self, Args, How};
use crate::errors::Errors;
use crate::item::Function;

pub(crate) struct Declared {
    pub(crate) key: String,
    pub(crate) place: Span,
    pub(crate) how: How,
    /// What can stand behind a `&`.
    pub(crate) value: TokenStream,
    /// The value is more than a name, a path or a call, so that `&` needs parentheses.
    pub(crate) compound: bool,
}

pub(super) fn of(function: &Function, args: &Args, errors: &mut Errors) -> Vec<Declared> {
    let mut list = List::default();
    let parameters = parameters(function);
    for written in &args.attributes {
        match &written.value {
            Some((How::Value, Expr::Infer(later))) => {
                let absent = parse_quote_spanned! {later.span()=>
                    ::core::option::Option::None::<bool>
                };
                list.add(written.key_span, &written.key, How::Value, &absent, errors);
            }
            Some((_, Expr::Infer(later))) => errors.add(syn::Error::new_spanned(
                later,
                "`_` is for a value that the body sets, and takes neither `%` nor `?`: write `key = _`",
            )),
            Some((how, expression)) => {
                list.add(written.key_span, &written.key, *how, expression, errors);
            }
            None => match parameters.iter().find(|name| name.unraw() == written.key) {
                Some(name) => list.add(
                    written.key_span,
                    &written.key,
                    How::Value,
                    &path(name),
                    errors,
                ),
                None => {
                    let message = no_parameter(function, &written.key, &parameters);
                    errors.at_span(written.key_span, message);
                }
            },
        }
    }
    for input in &function.head.signature.inputs {
        let (attributes, pattern) = match input {
            FnArg::Typed(parameter) => (&parameter.attrs, Some(&*parameter.pat)),
            FnArg::Receiver(receiver) => (&receiver.attrs, None),
        };
        let Some(mark) = attributes.iter().find(|it| it.path().is_ident("attribute")) else {
            continue;
        };
        match of_parameter(mark, attributes, pattern) {
            Ok((name, key, how)) => list.add(mark.span(), &key, how, &path(name), errors),
            Err(error) => errors.add(error),
        }
    }
    list.0
}

/// `#[attribute]` on a parameter.
fn of_parameter<'a>(
    mark: &Attribute,
    attributes: &[Attribute],
    pattern: Option<&'a Pat>,
) -> syn::Result<(&'a Ident, String, How)> {
    if attributes.iter().any(|it| it.path().is_ident("cfg")) {
        let message = "an attribute cannot depend on a `cfg`: record it in the body, with \
                       `cx.set_attribute(…)`";
        return Err(syn::Error::new_spanned(mark, message));
    }
    let Some(Pat::Ident(pattern)) = pattern else {
        let message = "only a parameter with a name of its own is an attribute: write \
                       `#[traced(attributes(key = expression))]`";
        return Err(syn::Error::new_spanned(mark, message));
    };
    let (key, how) = args::of_parameter(mark)?;
    let key = key.unwrap_or_else(|| pattern.ident.unraw().to_string());
    Ok((&pattern.ident, key, how))
}

#[derive(Default)]
struct List(Vec<Declared>);

impl List {
    fn add(&mut self, place: Span, key: &str, how: How, value: &Expr, errors: &mut Errors) {
        if self.0.iter().any(|earlier| earlier.key == key) {
            errors.at_span(place, format!("the attribute `{key}` is given twice"));
            return;
        }
        self.0.push(Declared {
            key: key.to_owned(),
            place,
            how,
            value: value.to_token_stream(),
            compound: !matches!(
                value,
                Expr::Path(_)
                    | Expr::Field(_)
                    | Expr::MethodCall(_)
                    | Expr::Call(_)
                    | Expr::Index(_)
                    | Expr::Lit(_)
                    | Expr::Macro(_)
                    | Expr::Paren(_)
                    | Expr::Reference(_)
            ),
        });
    }
}

fn path(name: &Ident) -> Expr {
    Expr::Path(syn::ExprPath {
        attrs: Vec::new(),
        qself: None,
        path: name.clone().into(),
    })
}

/// The plain names among the parameters.
fn parameters(function: &Function) -> Vec<&Ident> {
    let inputs = function.head.signature.inputs.iter();
    let names = inputs.filter_map(|input| match input {
        FnArg::Typed(parameter) => match &*parameter.pat {
            Pat::Ident(pattern) => Some(&pattern.ident),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    names.collect()
}

fn no_parameter(function: &Function, key: &str, parameters: &[&Ident]) -> String {
    let name = &function.head.signature.ident;
    let list: Vec<_> = parameters.iter().map(|name| format!("`{name}`")).collect();
    let list = match list.as_slice() {
        [] => "it has none".to_owned(),
        list => format!("its parameters are {}", list.join(", ")),
    };
    format!(
        "`{name}` has no parameter `{key}`, {list}: write `{key} = expression`, or `{key} = _` \
         for one that the body sets"
    )
}
