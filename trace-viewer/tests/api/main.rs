//! What is asked over HTTP, and what is answered.

mod access;
mod answers;
mod find;
mod fixtures;
mod hostile;
mod many;
mod metrics;
mod over_time;
mod support;
mod tail;
mod tree;
mod window;
