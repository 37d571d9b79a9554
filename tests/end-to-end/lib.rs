//! The test is in `tests/end_to_end.rs`.
