//! What the analysis says of traces that were made up for it.

mod bottleneck;
mod compare;
mod context_loss;
mod critical_path;
mod detectors;
mod error_chain;
mod hostile;
mod lift;
mod planted;
mod profile;
mod scene;
mod skew;
mod statistics;
mod times;
mod tree;
mod window;
