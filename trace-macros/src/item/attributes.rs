//! Attributes that only we know, and those by which code of tests is told.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::errors::Errors;

pub(super) fn is_helper(attribute: &Attribute) -> bool {
    attribute.path().is_ident("contract") || attribute.path().is_ident("attribute")
}

/// Takes `#[traced]` off, with or without a path before it. Left where it is, it
/// would be expanded once more.
pub(crate) fn take_traced(
    attributes: &mut Vec<Attribute>,
    errors: &mut Errors,
) -> Option<Attribute> {
    let at = attributes.iter().position(is_traced);
    let first = at.map(|at| attributes.remove(at));
    refuse_traced(attributes, errors);
    first
}

/// Takes `#[traced]` off what is being traced already.
pub(crate) fn refuse_traced(attributes: &mut Vec<Attribute>, errors: &mut Errors) {
    let again = |attribute: &mut Attribute| is_traced(attribute) || is_conditional(attribute);
    for again in attributes.extract_if(.., again) {
        let message = if is_conditional(&again) {
            "this is traced already, whatever the `cfg`: remove this"
        } else {
            "`#[traced]` is given twice"
        };
        errors.at(again, message);
    }
}

fn is_traced(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|segment| segment.ident == "traced")
}

/// `#[cfg_attr(…, traced)]`, which rustc expands after us.
fn is_conditional(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg_attr") && words(attribute).any(|word| word == "traced")
}

fn words(attribute: &Attribute) -> impl Iterator<Item = String> {
    let text = attribute.meta.to_token_stream().to_string();
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// Code of tests: `#[cfg(test)]`, `#[test]`, `#[tokio::test]`.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        if path.is_ident("cfg") {
            return attribute
                .parse_args()
                .is_ok_and(|condition| is_only_in_tests(&condition));
        }
        path.segments
            .last()
            .is_some_and(|last| last.ident == "test")
    })
}

/// `test`, or `all(…)` with it among its conditions: with any other, the item may
/// be there in production.
fn is_only_in_tests(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|all| all.iter().any(is_only_in_tests)),
        Meta::List(_) | Meta::NameValue(_) => false,
    }
}
