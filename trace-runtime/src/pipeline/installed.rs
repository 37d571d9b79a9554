//! What is in force for the whole process, from installation to its end.

use std::sync::OnceLock;

use super::sampler::{Decision, Sampler, SamplingInput};
use crate::buffer::local;
use crate::buffer::sync::Arc;
use crate::collector::{self, Control};
use crate::counters::DropReason;

pub(super) static INSTALLED: OnceLock<Installed> = OnceLock::new();

pub(super) struct Installed {
    pub(super) sampler: Sampler,
    pub(super) control: Arc<Control>,
}

/// Whether a trace that enters the process is recorded.
pub(crate) fn decide(input: &SamplingInput<'_>) -> bool {
    INSTALLED.get().is_some_and(|installed| {
        installed.control.is_running()
            && !collector::is_collector()
            && installed.sampler.decide(input) == Decision::Record
    })
}

/// Why nobody will come for what is in the buffers, if so.
pub(crate) fn abandoned() -> Option<DropReason> {
    let installed = INSTALLED.get()?;
    if installed.control.is_closed() {
        Some(DropReason::Shutdown)
    } else if local::buffers().is_forked() {
        Some(DropReason::Forked)
    } else {
        None
    }
}
