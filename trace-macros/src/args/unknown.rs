//! Options that are none: what to write instead.

use proc_macro2::{Ident, TokenTree};

use super::opt::{self, Opt};

/// What is not even a word.
pub(super) fn no_option(token: &TokenTree) -> syn::Error {
    let message = match token {
        TokenTree::Literal(name) if name.to_string().starts_with('"') => {
            format!("write `name = {name}`")
        }
        _ => format!("expected an option of `#[traced]`: {}", opt::list()),
    };
    syn::Error::new_spanned(token, message)
}

/// A habit from another library, or a slip of the pen.
pub(super) fn option(option: &Ident) -> syn::Error {
    let word = option.to_string();
    let remedy = match word.as_str() {
        "skip" | "skip_all" => {
            "nothing is recorded unless it is named, so there is nothing to skip: remove this"
        }
        "level" => {
            "a span has no level, whether a trace is recorded is up to the sampler: remove this"
        }
        "target" => "the target of a span is its module; use `name = \"…\"` to tell spans apart",
        "parent" => {
            "the parent is the contract that the function takes; write `cx = expression as cx` \
             for one that is not a parameter"
        }
        "follows_from" => "write `cx.add_link(…)` in the body",
        "enter_on_poll" => "the contract is current at every poll already: remove this",
        "field" | "fields" | "attribute" | "properties" | "tags" => {
            "write `attributes(key = expression)`, or `#[attribute]` on a parameter"
        }
        "raw_spawn" => "write `allow(raw_spawn)`",
        _ => {
            let remedy = match nearest(&word) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the options are {}", opt::list()),
            };
            return error(option, &remedy);
        }
    };
    error(option, remedy)
}

fn error(option: &Ident, remedy: &str) -> syn::Error {
    let message = format!("`{option}` is no option of `#[traced]`: {remedy}");
    syn::Error::new_spanned(option, message)
}

/// The option that was meant, if that takes two changes at most.
fn nearest(word: &str) -> Option<&'static str> {
    let changes = Opt::ALL.map(|known| (distance(word, known.word()), known.word()));
    let (distance, near) = changes.into_iter().min()?;
    (distance <= 2 && distance < near.len().min(word.len())).then_some(near)
}

/// Letters to add, remove or replace to get from one word to another.
fn distance(from: &str, to: &str) -> usize {
    // Row by row: the distances from the letters of `from` so far to each
    // beginning of `to`.
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (removed, a) in from.chars().enumerate() {
        let mut diagonal = removed;
        let mut left = removed + 1;
        let mut next = vec![left];
        for (b, &above) in to.chars().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(a != b))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
