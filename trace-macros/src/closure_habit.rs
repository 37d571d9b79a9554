//! `cx.spawn("name", |cx| async move …)` and `cx.spawn("name", async move { … })` in
//! a traced body, where `async move |cx| …` is asked for.
//!
//! What rustc says, that an "implementation of `AsyncFnOnce` is not general enough",
//! helps nobody; so this speaks first, where the contract is called by its name.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};

use crate::errors::Errors;

/// The methods of a contract whose last argument is an async closure.
const METHODS: [&str; 11] = [
    "spawn",
    "spawn_local",
    "spawn_local_on",
    "spawn_on",
    "spawn_after",
    "task",
    "task_local",
    "span",
    "new_linked_trace",
    "timeout",
    "stream",
];

/// Reports each; `cx` is what the body calls its contract.
pub(crate) fn find(body: TokenStream, cx: &Ident, errors: &mut Errors) {
    let mut report = |wrong: &[TokenTree]| {
        let message = match wrong.first() {
            Some(TokenTree::Punct(_)) => {
                "the closure itself is async, or it could not borrow its contract: write \
                 `async move |…| { … }`, not `|…| async move { … }`"
                    .to_owned()
            }
            _ => format!(
                "a closure belongs here, which is lent a contract of its own: write \
                 `async move |{cx}| {{ … }}`"
            ),
        };
        errors.at(wrong.iter().cloned().collect::<TokenStream>(), message);
    };
    walk(body, cx, &mut report);
}

/// Looks, and makes nothing: every traced body passes here.
fn walk(body: TokenStream, cx: &Ident, found: &mut impl FnMut(&[TokenTree])) {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            walk(group.stream(), cx, found);
            if is_call(&tokens[..at], group, cx) {
                arguments(group.stream(), cx, found);
            }
        }
    }
}

/// The body as it was meant, so that rustc does not repeat what has been said.
pub(crate) fn corrected(body: TokenStream, cx: &Ident) -> TokenStream {
    let mut corrected: Vec<TokenTree> = Vec::new();
    for token in body {
        let TokenTree::Group(group) = token else {
            corrected.push(token);
            continue;
        };
        let mut inside = self::corrected(group.stream(), cx);
        if is_call(&corrected, &group, cx) {
            inside = arguments(inside, cx, &mut |_| {});
        }
        let mut rebuilt = Group::new(group.delimiter(), inside);
        rebuilt.set_span(group.span());
        corrected.push(rebuilt.into());
    }
    corrected.into_iter().collect()
}

/// `cx.spawn(…)`
fn is_call(before: &[TokenTree], arguments: &Group, cx: &Ident) -> bool {
    let [
        ..,
        TokenTree::Ident(receiver),
        TokenTree::Punct(dot),
        TokenTree::Ident(method),
    ] = before
    else {
        return false;
    };
    arguments.delimiter() == Delimiter::Parenthesis
        && receiver == cx
        && dot.as_char() == '.'
        && METHODS.iter().any(|known| method == known)
}

fn arguments(
    arguments: TokenStream,
    cx: &Ident,
    found: &mut impl FnMut(&[TokenTree]),
) -> TokenStream {
    let mut tokens: Vec<TokenTree> = arguments.into_iter().collect();
    if let Some(Closure { head, bars, words }) = closure(&tokens) {
        let whole = head.start..words.end;
        found(tokens.get(bars.start..words.end).unwrap_or_default());
        // `move |cx| async` is meant to be `async move |cx|`.
        let owned = if words.len() > 1 { 0..0 } else { head };
        let part = |range| tokens.get::<Range<usize>>(range).unwrap_or_default();
        let meant = [part(words), part(owned), part(bars)].concat();
        tokens.splice(whole, meant);
    } else if let Some(block) = block(&tokens) {
        found(tokens.get(block.clone()).unwrap_or_default());
        let bar = || TokenTree::from(Punct::new('|', Spacing::Alone));
        tokens.splice(block.end..block.end, [bar(), cx.clone().into(), bar()]);
    }
    tokens.into_iter().collect()
}

/// `async move` before a block, where an argument begins with it.
fn block(tokens: &[TokenTree]) -> Option<Range<usize>> {
    let is_block = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
    let begins = |(at, token): (usize, &TokenTree)| (is_mark(token, ',')).then_some(at + 1);
    tokens.iter().enumerate().filter_map(begins).find_map(|at| {
        let word = |at: usize, word| tokens.get(at).is_some_and(|token| is_word(token, word));
        let end = at + 1 + usize::from(word(at + 1, "move"));
        (word(at, "async") && is_block(tokens.get(end))).then_some(at..end)
    })
}

/// `move`, which may be missing, `|cx|`, and `async move`.
struct Closure {
    head: Range<usize>,
    bars: Range<usize>,
    words: Range<usize>,
}

/// Where an argument begins with one. One whose parameters have types is let be:
/// it compiles where it does not borrow.
fn closure(tokens: &[TokenTree]) -> Option<Closure> {
    let bar = |token: &TokenTree| is_mark(token, '|');
    let open = tokens.iter().position(bar)?;
    let parameters = tokens.get(open + 1..)?.iter().position(bar)?;
    let bars = open..open + parameters + 2;
    let behind = tokens.get(bars.end..)?;
    let is_ident = |token: &&TokenTree| matches!(token, TokenTree::Ident(_));
    let words = bars.end..bars.end + behind.iter().take_while(is_ident).count();
    let before = match tokens.get(..open)? {
        [before @ .., word] if is_word(word, "move") => before,
        before => before,
    };
    let begins = before.last().is_some_and(|token| is_mark(token, ','));
    let typed = tokens.get(bars.clone())?.iter().any(|it| is_mark(it, ':'));
    let is_async = is_word(behind.first()?, "async");
    (begins && !typed && is_async).then_some(Closure {
        head: before.len()..open,
        bars,
        words,
    })
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}
