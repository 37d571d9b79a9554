//! What must not compile, what must, and how it behaves.
//!
//! | where | what |
//! |---|---|
//! | `ui/limit` | what the compiler does not refuse, as `docs/limits.md` says |
//! | `ui/supported` | shapes that must compile |
//! | `ui/modules` | what programs include |
//! | `ui/…` | by theme, programs that must not compile: one mistake each, with the right line as a comment below it (`twin.rs`), and the message |
//! | `tests` | the harness of the above, and what programs do when they run |
