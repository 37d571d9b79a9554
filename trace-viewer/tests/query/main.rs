//! The language of searches: what is read, what is refused, and both ways.

mod refusals;
mod round_trip;
mod understood;
