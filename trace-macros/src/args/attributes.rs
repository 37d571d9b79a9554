//! `attributes(…)`, and `#[attribute]` on a parameter.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, Ident, LitStr, Meta, Token};

use super::{inside, separated};
use crate::errors::Errors;

/// `key = expression`
#[derive(Clone)]
pub(crate) struct NamedValue {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    /// `None`: the parameter of that name. `_` is one that is set later.
    pub(crate) value: Option<(How, Expr)>,
}

/// How a value is recorded.
#[derive(Clone, Copy)]
pub(crate) enum How {
    Value,
    Display,
    Debug,
}

impl How {
    /// `display` or `debug`
    pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let how = Ident::parse_any(input)?;
        match how.to_string().as_str() {
            "display" | "Display" => Ok(How::Display),
            "debug" | "Debug" => Ok(How::Debug),
            _ => Err(syn::Error::new_spanned(how, "write `display` or `debug`")),
        }
    }
}

pub(super) fn list(
    option: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> syn::Result<Vec<NamedValue>> {
    if !input.peek(syn::token::Paren) {
        let message = "write `attributes(key = expression, parameter)`";
        return Err(syn::Error::new_spanned(option, message));
    }
    let mut values = Vec::new();
    inside(input, |input| {
        separated(input, errors, |input, _| {
            values.push(named(input)?);
            Ok(())
        })
    })?;
    Ok(values)
}

/// `key`, `key.more = expression`, `"key" = %expression`
fn named(input: ParseStream<'_>) -> syn::Result<NamedValue> {
    if input.peek(Token![%]) || input.peek(Token![?]) {
        let message = "the mark goes before the value: `key = %expression`";
        return Err(input.error(message));
    }
    let key_span = input.span();
    let key = if input.peek(LitStr) {
        text(input)?
    } else {
        let mut key = Ident::parse_any(input)?.unraw().to_string();
        while input.parse::<Option<Token![.]>>()?.is_some() {
            key.push('.');
            key.push_str(&Ident::parse_any(input)?.unraw().to_string());
        }
        key
    };
    let value = match input.parse::<Option<Token![=]>>()? {
        None => None,
        Some(_) => Some((mark(input)?, input.parse()?)),
    };
    Ok(NamedValue {
        key,
        key_span,
        value,
    })
}

fn mark(input: ParseStream<'_>) -> syn::Result<How> {
    if input.parse::<Option<Token![%]>>()?.is_some() {
        Ok(How::Display)
    } else if input.parse::<Option<Token![?]>>()?.is_some() {
        Ok(How::Debug)
    } else {
        Ok(How::Value)
    }
}

fn text(input: ParseStream<'_>) -> syn::Result<String> {
    let key: LitStr = input.parse()?;
    if key.value().is_empty() {
        return Err(syn::Error::new_spanned(key, "an attribute needs a key"));
    }
    Ok(key.value())
}

/// `#[attribute]`, `#[attribute(name = "…", display)]`: its key, if it is not the
/// parameter's name, and how the value is recorded.
pub(crate) fn of_parameter(attribute: &Attribute) -> syn::Result<(Option<String>, How)> {
    let mut key = None;
    let mut how = How::Value;
    if matches!(attribute.meta, Meta::Path(_)) {
        return Ok((key, how));
    }
    attribute.parse_args_with(|input: ParseStream<'_>| {
        while !input.is_empty() {
            let option = input.fork().call(Ident::parse_any)?;
            if option == "name" {
                Ident::parse_any(input)?;
                input.parse::<Token![=]>()?;
                key = Some(text(input)?);
            } else if let Ok(known) = How::parse(input) {
                how = known;
            } else {
                let message = "write `name = \"…\"`, `display` or `debug`";
                return Err(syn::Error::new_spanned(option, message));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    })?;
    Ok((key, how))
}
