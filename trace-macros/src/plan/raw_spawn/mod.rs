//! Raw spawns in a traced body, found by their path.
//!
//! A scan of tokens, not a parse: calls inside of other macros' arguments are
//! found too. A path counts from its beginning: `crate::task::spawn` and
//! `jobs::task::spawn` are the user's own. What was renamed by `use` is left to the
//! lint file; a path that begins with a module that most import, `thread::spawn`,
//! counts where what is handed to it is a closure or a future.

mod path;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;

use self::path::PathSoFar;
use crate::errors::Errors;

/// What to write instead.
#[derive(Clone, Copy)]
enum Instead {
    Spawn,
    SpawnLocal,
    SpawnBlocking,
    SpawnThread,
    Task,
    OpenSync,
}

/// From the crate on.
const RAW: [(&[&str], Instead); 29] = [
    (&["tokio", "spawn"], Instead::Spawn),
    (&["tokio", "task", "spawn"], Instead::Spawn),
    (&["tokio", "task", "spawn_blocking"], Instead::SpawnBlocking),
    (&["tokio", "task", "spawn_local"], Instead::SpawnLocal),
    (&["tokio", "task", "Builder"], Instead::Task),
    (&["async_std", "task", "spawn"], Instead::Spawn),
    (
        &["async_std", "task", "spawn_blocking"],
        Instead::SpawnBlocking,
    ),
    (&["async_std", "task", "spawn_local"], Instead::SpawnLocal),
    (&["async_std", "task", "Builder"], Instead::Task),
    (&["smol", "spawn"], Instead::Spawn),
    (&["smol", "unblock"], Instead::SpawnBlocking),
    (&["async_global_executor", "spawn"], Instead::Task),
    (&["async_global_executor", "spawn_local"], Instead::Task),
    (&["async_global_executor", "spawn_blocking"], Instead::Task),
    (&["tokio_uring", "spawn"], Instead::Task),
    (&["monoio", "spawn"], Instead::Task),
    (&["glommio", "spawn_local"], Instead::Task),
    (&["actix_web", "rt", "spawn"], Instead::SpawnLocal),
    (&["actix_rt", "spawn"], Instead::SpawnLocal),
    (&["actix", "spawn"], Instead::SpawnLocal),
    (&["wasm_bindgen_futures", "spawn_local"], Instead::Task),
    (&["std", "thread", "spawn"], Instead::SpawnThread),
    (&["std", "thread", "Builder"], Instead::SpawnThread),
    (&["std", "thread", "spawn_unchecked"], Instead::SpawnThread),
    (&["blocking", "unblock"], Instead::SpawnBlocking),
    (&["rayon", "spawn"], Instead::OpenSync),
    (&["rayon", "spawn_fifo"], Instead::OpenSync),
    (&["rayon", "spawn_broadcast"], Instead::OpenSync),
    (&["rayon_core", "spawn"], Instead::OpenSync),
];

/// Modules that are imported more often than written out, and may as well be the
/// user's own.
const IMPORTED: [(&[&str], Instead); 7] = [
    (&["task", "spawn"], Instead::Spawn),
    (&["task", "spawn_blocking"], Instead::SpawnBlocking),
    (&["task", "spawn_local"], Instead::SpawnLocal),
    (&["task", "Builder"], Instead::Task),
    (&["rt", "spawn"], Instead::SpawnLocal),
    (&["thread", "spawn"], Instead::SpawnThread),
    (&["thread", "Builder"], Instead::SpawnThread),
];

impl Instead {
    fn with(self, cx: &Ident) -> String {
        match self {
            Instead::Spawn => format!("`{cx}.spawn(\"name\", async move |{cx}| …)`"),
            Instead::SpawnLocal => format!("`{cx}.spawn_local(\"name\", async move |{cx}| …)`"),
            Instead::SpawnBlocking => format!("`{cx}.spawn_blocking(\"name\", move |{cx}| …)`"),
            Instead::SpawnThread => format!("`{cx}.spawn_thread(\"name\", move |{cx}| …)`"),
            Instead::Task => format!(
                "`{cx}.spawn(\"name\", async move |{cx}| …)`, or implement \
                 `trace_runtime::spawn::Spawner` once for the executor, and write \
                 `{cx}.spawn_on(executor, \"name\", async move |{cx}| …)`"
            ),
            Instead::OpenSync => format!(
                "`let sealed = {cx}.seal();` and in the closure \
                 `sealed.open_sync(\"name\", |{cx}| …)`"
            ),
        }
    }
}

/// Reports each; `cx` is what the body calls its contract.
pub(crate) fn find(body: TokenStream, cx: &Ident, errors: &mut Errors) {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let mut path = PathSoFar::default();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token
            && !is_text(tokens.get(..at).unwrap_or_default(), group)
        {
            find(group.stream(), cx, errors);
        }
        path.push(token);
        let Some(names) = path.names() else {
            continue;
        };
        let is = |known: &&(&[&str], Instead)| names == known.0;
        let written = RAW.iter().find(is);
        let after = tokens.get(at + 1..).unwrap_or_default();
        let imported = || {
            let known = IMPORTED.iter().find(is);
            known.filter(|_| path.is_relative() && (is_made(after) || is_handed_work(after, cx)))
        };
        if let Some((_, instead)) = written.or_else(imported) {
            let own = match (written, names.first()) {
                (None, Some(first)) => format!("; a module of your own is `self::{first}`"),
                _ => String::new(),
            };
            let last = names.len().saturating_sub(2);
            let name = names.get(last..).unwrap_or_default().join("::");
            let instead = instead.with(cx);
            let message = format!(
                "`{name}` loses the trace here: write {instead}; \
                 `#[traced(allow(raw_spawn))]` permits it{own}"
            );
            errors.at(path.tokens(), message);
        }
    }
}

/// Whether what is in a group is never run where it stands: an attribute, the text
/// of `stringify!(…)`, what a `macro_rules!` makes elsewhere.
fn is_text(before: &[TokenTree], group: &Group) -> bool {
    let is =
        |token: &TokenTree, mark| matches!(token, TokenTree::Punct(it) if it.as_char() == mark);
    match before {
        [.., hash] if is(hash, '#') => group.delimiter() == Delimiter::Bracket,
        [.., hash, bang] if is(hash, '#') && is(bang, '!') => true,
        [.., TokenTree::Ident(name), bang] if is(bang, '!') => name == "stringify",
        [.., TokenTree::Ident(name), bang, TokenTree::Ident(_)] if is(bang, '!') => {
            name == "macro_rules"
        }
        _ => false,
    }
}

/// `::new()`
fn is_made(after: &[TokenTree]) -> bool {
    matches!(after, [_, _, TokenTree::Ident(new), TokenTree::Group(nothing), ..] if new == "new" && nothing.stream().is_empty())
}

/// Whether what follows is a call with a closure or a future and nothing else. Whoever hands the contract over is held to it by the types.
fn is_handed_work(after: &[TokenTree], cx: &Ident) -> bool {
    let arguments = after.iter().find_map(|token| match token {
        TokenTree::Group(group) => Some(group),
        _ => None,
    });
    let Some(arguments) = arguments.filter(|it| it.delimiter() == Delimiter::Parenthesis) else {
        return false;
    };
    let tokens: Vec<TokenTree> = arguments.stream().into_iter().collect();
    if mentions(arguments.stream(), cx) {
        return false;
    }
    match tokens.as_slice() {
        [TokenTree::Ident(word), ..] if word == "async" || word == "move" => true,
        [TokenTree::Punct(bar), ..] if bar.as_char() == '|' => true,
        // `audit(order)`, and not `1, audit(order)`
        [TokenTree::Ident(_), path @ .., TokenTree::Group(call)] => {
            let is_path = |token: &TokenTree| match token {
                TokenTree::Ident(_) => true,
                TokenTree::Punct(punct) => ":.".contains(punct.as_char()),
                _ => false,
            };
            call.delimiter() == Delimiter::Parenthesis && path.iter().all(is_path)
        }
        _ => false,
    }
}

/// Whether a name stands anywhere in an expression.
pub(crate) fn mentions(tokens: impl ToTokens, name: &Ident) -> bool {
    tokens
        .into_token_stream()
        .into_iter()
        .any(|token| match token {
            TokenTree::Ident(ident) => ident == *name,
            TokenTree::Group(group) => mentions(group.stream(), name),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
}
