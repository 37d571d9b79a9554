//! Why spans are dropped.

use super::table;

table! {
    /// Why a span was dropped.
    pub enum DropReason: &'static str {
        /// The memory limit was reached: spans end faster than they are exported.
        BufferFull = "buffer_full",
        /// The record would have been larger than 1 MiB.
        TooLarge = "too_large",
        /// The span ended inside of the recorder's own code, by way of an allocator that
        /// makes spans.
        Reentrant = "reentrant",
        /// The span ended after shutdown, or shutdown ran out of time.
        Shutdown = "shutdown",
        /// The span ended in a fork of the process that installed the pipeline, where no
        /// collector is: install it after forking.
        Forked = "forked",
        /// The exporter failed.
        ExportFailed = "export_failed",
        /// The receiver refused it.
        ExportRejected = "export_rejected",
        /// The exporter ran out of time.
        ExportTimedOut = "export_timed_out",
        /// The exporter panicked.
        ExportPanicked = "export_panicked",
        /// The span was still running when the pipeline was shut down. When it ends, it
        /// counts as [`Shutdown`](Self::Shutdown) instead.
        StillOpen = "still_open",
    }
}

impl DropReason {
    /// The first ones are those for which a buffer does not take a record.
    pub(crate) const OF_BUFFER: usize = DropReason::Forked as usize + 1;

    /// The name, as a metric's label has it.
    pub const fn as_str(self) -> &'static str {
        self.row()
    }
}
