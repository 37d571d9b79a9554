//! Raw spawns in a traced body, found by their path.
//!
//! A scan of tokens, not a parse: calls inside of other macros' arguments are
//! found too. What was renamed by `use` is left to the lint file.

use proc_macro2::{Ident, TokenStream, TokenTree};

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

/// The last two segments of a path.
const RAW: [(&str, &str, Instead); 24] = [
    ("tokio", "spawn", Instead::Spawn),
    ("tokio", "spawn_blocking", Instead::SpawnBlocking),
    ("tokio", "spawn_local", Instead::SpawnLocal),
    // `tokio::task`, `async_std::task`
    ("task", "spawn", Instead::Spawn),
    ("task", "spawn_blocking", Instead::SpawnBlocking),
    ("task", "spawn_local", Instead::SpawnLocal),
    ("task", "Builder", Instead::Task),
    ("smol", "spawn", Instead::Spawn),
    ("smol", "unblock", Instead::SpawnBlocking),
    ("async_global_executor", "spawn", Instead::Task),
    ("async_global_executor", "spawn_local", Instead::Task),
    ("tokio_uring", "spawn", Instead::Task),
    ("monoio", "spawn", Instead::Task),
    ("glommio", "spawn_local", Instead::Task),
    // `actix_web::rt`
    ("rt", "spawn", Instead::SpawnLocal),
    ("actix_rt", "spawn", Instead::SpawnLocal),
    ("wasm_bindgen_futures", "spawn_local", Instead::Task),
    ("thread", "spawn", Instead::SpawnThread),
    ("thread", "Builder", Instead::SpawnThread),
    ("blocking", "unblock", Instead::SpawnBlocking),
    ("rayon", "spawn", Instead::OpenSync),
    ("rayon", "spawn_fifo", Instead::OpenSync),
    ("rayon", "spawn_broadcast", Instead::OpenSync),
    ("rayon_core", "spawn", Instead::OpenSync),
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
                 `trace_runtime::Spawner` once for the executor, and write \
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
    let mut path = PathSoFar::default();
    for token in body {
        if let TokenTree::Group(group) = &token {
            find(group.stream(), cx, errors);
        }
        path.push(token);
        let Some((owner, last)) = path.ends_with() else {
            continue;
        };
        // Once each: to compare a token is to ask the compiler for its text.
        let (owner, last) = (owner.to_string(), last.to_string());
        let raw = RAW
            .iter()
            .find(|(first, second, _)| owner == *first && last == *second);
        if let Some((_, _, instead)) = raw {
            let instead = instead.with(cx);
            let message = format!(
                "`{owner}::{last}` loses the trace here: write {instead}; \
                 `#[traced(allow(raw_spawn))]` permits it"
            );
            errors.at(path.tokens(), message);
        }
    }
}

/// `a::b::c`, as far as it has been read.
#[derive(Default)]
struct PathSoFar {
    tokens: Vec<TokenTree>,
    colons: usize,
}

impl PathSoFar {
    fn push(&mut self, token: TokenTree) {
        match &token {
            TokenTree::Ident(_) if self.colons == 2 || self.tokens.is_empty() => self.colons = 0,
            TokenTree::Ident(_) => *self = PathSoFar::default(),
            TokenTree::Punct(punct) if punct.as_char() == ':' && self.colons < 2 => {
                self.colons += 1;
            }
            _ => {
                *self = PathSoFar::default();
                return;
            }
        }
        self.tokens.push(token);
    }

    /// Its last two segments, if the last thing read was one, and the path does
    /// not start in the user's own crate.
    fn ends_with(&self) -> Option<(&Ident, &Ident)> {
        let [.., TokenTree::Ident(owner), _, _, TokenTree::Ident(last)] = self.tokens.as_slice()
        else {
            return None;
        };
        match self.tokens.first() {
            Some(TokenTree::Ident(first))
                if first == "crate" || first == "self" || first == "super" =>
            {
                None
            }
            _ => Some((owner, last)),
        }
    }

    fn tokens(&self) -> TokenStream {
        self.tokens.iter().cloned().collect()
    }
}
