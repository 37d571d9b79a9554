//! What only the macro is meant to call can be called by hand, and what it makes
//! can be leaked. It is sound, and it lends for ever. Hidden, and named so that a
//! search finds it.

use trace_runtime::__macro_support::{Callsite, Contract, SpanKind, Root, Span};
use trace_runtime::TraceContract;

static BY_HAND: Callsite = Callsite::new("hand", SpanKind::Internal, "", "", file!(), line!(), &[]);

fn main() {
    let root: &'static Root = Box::leak(Box::new(Root::new(&BY_HAND)));
    let span: &'static Span<'static, 0> =
        Box::leak(Box::new(Span::start(root.__traced_parent(), &BY_HAND)));
    let for_ever: &'static TraceContract = span.contract();
    std::thread::spawn(|| for_ever.trace_id()).join().unwrap();
}
