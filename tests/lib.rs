//! What must not compile, what must, and how it behaves.
//!
//! | where | what |
//! |---|---|
//! | `ui/fail` | programs that must not compile, one mistake each, with the message |
//! | `ui/pass` | shapes that must compile; a file named like one in `ui/fail` is its twin |
//! | `ui/modules` | what those programs include |
//! | `tests` | the harness of the above, and what programs do when they run |
