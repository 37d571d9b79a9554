//! The program `trace-viewer`.

fn main() {}
