//! How a context is lost, on purpose: `--ledger lose=…`, to see who notices.

/// Tells the auditors on a thread of its own, as a library might that knows nothing of
/// contracts: what looks for the context there finds none, and the line has no ids.
pub(crate) fn audit(payment: String) {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is what the ban list is for"
    )]
    std::thread::spawn(move || {
        if trace_runtime::current().is_err() {
            tracing::info!(%payment, "payment audited");
        }
    });
}
