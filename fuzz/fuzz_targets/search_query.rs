#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| trace_fuzz::search_query::check(data));
