//! sqlx under a trace contract.

#![allow(
    dead_code,
    reason = "what sends statements is not here yet; its text is"
)]

// From the top down: a module stands above what it imports.
mod comment;

mod sanitize;

mod lexer;

mod dialect;
