#![allow(dead_code, non_camel_case_types, unused_variables)]
use trace_runtime::{TraceContract, traced};

mod core {}
mod std {}
mod alloc {}
mod tokio {}
struct Option;
struct Result;
struct Box;
struct Span;
struct Callsite;
struct Instrument;
enum Maybe { Some, None, Ok, Err }
use Maybe::{Err, None, Ok, Some};
static CALLSITE: u64 = 7;
fn enter() -> u64 { 1 }
fn returns() -> u64 { 2 }
macro_rules! module_path { () => { compile_error!("the user's own macro") } }
macro_rules! file { () => { compile_error!("the user's own macro") } }

#[traced(attributes(span, attributes))]
fn sync(cx: &TraceContract, span: u64, attributes: u64, returned: u64) -> u64 {
    span + attributes + returned + CALLSITE + enter() + returns()
}

#[traced(attributes(span))]
async fn asynchronous(cx: &TraceContract, span: u64, source: u64, root: u64, error: u64) -> u64 {
    let returned = span + source + root + error;
    returned + CALLSITE
}

fn main() {
    trace_runtime::run_sync("main", |cx| {
        assert_eq!(sync(cx, 1, 2, 3), 16);
        let _ = asynchronous(cx, 1, 2, 3, 4);
    });
}
