//! The page: modules and style sheets that a browser runs as they are, in the binary.

// From the top down: a module stands above what it imports.
mod routes;

mod exported;

mod bundle;
mod packed;

mod assets;

pub(crate) use routes::router;
