//! Facts planted among noise: how often they are found, and how often something else is.

mod bottleneck;
mod context_loss;
mod detectors;
mod errors;
mod noise;
mod recurring;
mod tally;
