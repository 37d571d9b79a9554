//! What the analysis says of traces that were made up for it.

mod scene;
mod tree;
