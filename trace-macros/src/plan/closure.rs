//! `cx.spawn("name", |cx| async move …)`, `cx.spawn("name", async move { … })` and
//! `cx.timeout("name", limit, leaf(cx))` in a traced body, where `async move |cx| …`
//! is asked for; and the first of them with `gated.call`, `sealed.open` and `run`.
//!
//! The bounds of those functions say so too, in functions that are not traced. But
//! where the closure's body uses its parameters, rustc first asks for their types
//! (E0282), and an awaited future is reported once for each of its uses; so this
//! speaks before. A parameter that has a type is let be, which is the way out for a
//! function of the user's own that is called like one of ours.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};

use crate::errors::Errors;

/// The methods of a contract whose last argument is an async closure.
pub(crate) const METHODS: [&str; 10] = [
    "spawn",
    "spawn_local",
    "spawn_local_on",
    "spawn_on",
    "spawn_after",
    "task",
    "local_task",
    "span",
    "timeout",
    "stream",
];

/// Functions that take one as well, and a name that another's may have.
pub(crate) const FUNCTIONS: [&str; 3] = ["run", "run_inbound", "untraced"];

/// How sure it is that the function is one of ours.
#[derive(Clone, Copy)]
enum Callee {
    /// A method of the contract.
    OfContract,
    /// A function of that name; the closure's parameter has the contract's, or it is
    /// somebody else's.
    ByName,
}

/// Reports each; `cx` is what the body calls its contract.
pub(crate) fn find(body: TokenStream, cx: &Ident, errors: &mut Errors) {
    let mut report = |wrong: &[TokenTree]| {
        let message = match wrong.first() {
            Some(TokenTree::Punct(_)) => {
                "the closure itself is async, or it could not borrow its contract: write \
                 `async move |…| { … }`, not `|…| async move { … }`"
                    .to_owned()
            }
            Some(TokenTree::Ident(word)) if word == "async" => format!(
                "a closure belongs here, which is lent a contract of its own: write \
                 `async move |{cx}| {{ … }}`"
            ),
            _ => format!(
                "a closure belongs here, which is lent a contract of its own: write \
                 `async move |{cx}| …` in front, and `.await` behind"
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
            if let Some(callee) = callee(&tokens[..at], group, cx) {
                arguments(group.stream(), callee, cx, found);
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
        if let Some(callee) = callee(&corrected, &group, cx) {
            inside = arguments(inside, callee, cx, &mut |_| {});
        }
        let mut rebuilt = Group::new(group.delimiter(), inside);
        rebuilt.set_span(group.span());
        corrected.push(rebuilt.into());
    }
    corrected.into_iter().collect()
}

/// `cx.spawn(…)`, `gated.call(cx, …)`, `sealed.open(…)`, `run(…)`
fn callee(before: &[TokenTree], arguments: &Group, cx: &Ident) -> Option<Callee> {
    let [rest @ .., TokenTree::Ident(name)] = before else {
        return None;
    };
    if arguments.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let is_method = rest.last().is_some_and(|token| is_mark(token, '.'));
    let known = |names: &[&str]| names.iter().any(|known| name == known);
    if !is_method {
        return known(&FUNCTIONS).then_some(Callee::ByName);
    }
    let of_contract = matches!(rest, [.., TokenTree::Ident(receiver), _] if receiver == cx);
    if of_contract && known(&METHODS) {
        return Some(Callee::OfContract);
    }
    let takes_contract = || matches!(arguments.stream().into_iter().next(), Some(TokenTree::Ident(first)) if first == *cx);
    (name == "open" || name == "call" && takes_contract()).then_some(Callee::ByName)
}

fn arguments(
    arguments: TokenStream,
    callee: Callee,
    cx: &Ident,
    found: &mut impl FnMut(&[TokenTree]),
) -> TokenStream {
    let mut tokens: Vec<TokenTree> = arguments.into_iter().collect();
    let closure = closure(&tokens).filter(|closure| match callee {
        Callee::OfContract => true,
        Callee::ByName => matches!(tokens.get(closure.bars.start + 1), Some(TokenTree::Ident(first)) if first == cx),
    });
    if let Some(Closure { head, bars, words }) = closure {
        let whole = head.start..words.end;
        found(tokens.get(bars.start..words.end).unwrap_or_default());
        // `move |cx| async` is meant to be `async move |cx|`.
        let owned = if words.len() > 1 { 0..0 } else { head };
        let part = |range| tokens.get::<Range<usize>>(range).unwrap_or_default();
        let meant = [part(words), part(owned), part(bars)].concat();
        tokens.splice(whole, meant);
    } else if let Callee::ByName = callee {
        return tokens.into_iter().collect();
    } else if let Some(block) = block(&tokens) {
        found(tokens.get(block.clone()).unwrap_or_default());
        tokens.splice(block.end..block.end, bars(cx));
    } else if let Some(call) = call_with(&tokens, cx) {
        found(tokens.get(call.clone()).unwrap_or_default());
        // `async move |cx| call(cx).await`, unless it is awaited already.
        let word = |word| TokenTree::from(Ident::new(word, cx.span()));
        let end = call.end;
        let behind = tokens.get(..end).and_then(<[_]>::last);
        if !behind.is_some_and(|token| is_word(token, "await")) {
            let dot = Punct::new('.', Spacing::Alone);
            tokens.splice(end..end, [dot.into(), word("await")]);
        }
        let front = [word("async"), word("move")].into_iter().chain(bars(cx));
        tokens.splice(call.start..call.start, front);
    }
    tokens.into_iter().collect()
}

/// `|cx|`
fn bars(cx: &Ident) -> [TokenTree; 3] {
    let bar = || TokenTree::from(Punct::new('|', Spacing::Alone));
    [bar(), cx.clone().into(), bar()]
}

/// A call that is handed the contract, as the last argument: `leaf(cx, 1)`, a method
/// as well. What it gives is a future, or a value; a closure that has been lent the
/// contract could not be lent another.
fn call_with(tokens: &[TokenTree], cx: &Ident) -> Option<Range<usize>> {
    let end = match tokens {
        [.., comma] if is_mark(comma, ',') => tokens.len() - 1,
        _ => tokens.len(),
    };
    let last = tokens.get(..end)?;
    let start = last.iter().rposition(|token| is_mark(token, ','))? + 1;
    let last = last.get(start..)?;
    // Nothing but a path or a chain of methods.
    let plain = |token: &TokenTree| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(mark) => matches!(mark.as_char(), '.' | ':' | '&' | '?'),
        TokenTree::Group(group) => group.delimiter() == Delimiter::Parenthesis,
        TokenTree::Literal(_) => false,
    };
    let hands_over = |token: &TokenTree| match token {
        TokenTree::Group(group) => {
            matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(first)) if first == *cx)
        }
        _ => false,
    };
    let begins = matches!(last.first(), Some(TokenTree::Ident(word)) if word != "async" && word != "move" && word != cx);
    (begins && last.iter().all(plain) && last.iter().any(hands_over)).then_some(start..end)
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
