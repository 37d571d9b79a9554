//! Our errors are called by paths that a user can write.

use trace_runtime::integration::Failure;

fn name_of<E: ?Sized>() -> String {
    let shown = format!("{:?}", Failure::of_type::<E>());
    let name = shown.split('"').nth(1).expect("a failure shows its type");
    name.to_owned()
}

macro_rules! called_by_their_paths {
    ($($error:ty),* $(,)?) => {
        $(assert_eq!(name_of::<$error>(), stringify!($error));)*
    };
}

#[test]
fn our_errors_are_called_by_a_path_that_can_be_written() {
    called_by_their_paths!(
        trace_runtime::Elapsed,
        trace_runtime::pipeline::InstallError,
        trace_runtime::pipeline::FlushError,
        trace_runtime::pipeline::ShutdownError,
        trace_runtime::context::ParseIdError,
        trace_runtime::ContextMissing,
        trace_runtime::context::ParseCorrelationIdError,
        trace_runtime::exporter::ExportError,
        trace_runtime::context::ParseTraceStateError,
        trace_runtime::context::ParseTraceparentError,
    );
    assert_eq!(
        name_of::<Vec<(trace_runtime::Elapsed, trace_runtime::context::ParseIdError)>>(),
        "alloc::vec::Vec<(trace_runtime::Elapsed, trace_runtime::context::ParseIdError)>"
    );
}
