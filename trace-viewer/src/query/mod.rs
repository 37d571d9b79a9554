//! The language of searches.
