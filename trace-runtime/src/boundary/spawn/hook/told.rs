//! tokio tells.

use std::cell::Cell;

use tokio::runtime::TaskMeta;

use crate::contract::lend;
use crate::counters::{ContextPlace, expect_context};

thread_local! {
    static BY_CONTRACT: Cell<bool> = const { Cell::new(false) };
}

/// While this is held, what the thread spawns has a contract.
#[must_use = "it says so for as long as it is held"]
pub(in super::super) struct ByContract {
    before: bool,
}

pub(in super::super) fn by_contract() -> ByContract {
    ByContract {
        before: BY_CONTRACT.replace(true),
    }
}

impl Drop for ByContract {
    fn drop(&mut self) {
        BY_CONTRACT.set(self.before);
    }
}

/// Counts each task that is spawned where a span is current, and not by its contract, as
/// lost, with the place in the code: also in crates that know nothing of contracts. For
/// `on_task_spawn` of a runtime's builder, in a build for `tokio_unstable`.
///
/// tokio tells of tasks of a runtime alone: neither of those of a `LocalSet`, nor of blocking
/// work.
///
/// A task that is made with [`TraceContract::task`](crate::TraceContract::task) and handed to
/// a raw spawner has its context, and is counted all the same: use
/// [`TraceContract::spawn_on`](crate::TraceContract::spawn_on), which says so.
///
/// ```no_run
/// let runtime = tokio::runtime::Builder::new_multi_thread()
///     .enable_all()
///     .on_task_spawn(trace_runtime::integration::task_hook)
///     .build();
/// ```
pub fn task_hook(task: &TaskMeta<'_>) {
    if BY_CONTRACT.get() {
        expect_context(ContextPlace::Spawn, true);
    } else if lend::with_current(|current| current.is_some()) {
        let at = task.spawned_at();
        expect_context(ContextPlace::RawSpawn(at.file(), at.line()), false);
    }
}
