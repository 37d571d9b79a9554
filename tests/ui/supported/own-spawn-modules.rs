//! Modules of one's own that are called like those of tokio and std.
use trace_runtime::{TraceContract, traced};

mod task {
    pub fn spawn(pages: u64) -> u64 {
        pages
    }

    pub fn spawn_blocking<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
}

mod thread {
    use trace_runtime::TraceContract;

    pub fn spawn<T>(cx: &TraceContract, work: impl FnOnce(&TraceContract) -> T) -> T {
        work(cx)
    }
}

mod rt {
    pub fn spawn() -> &'static str {
        stringify!(tokio::spawn(audit()))
    }
}

#[traced]
fn work(cx: &TraceContract) -> u64 {
    assert_eq!(rt::spawn().len(), stringify!(tokio::spawn(audit())).len());
    let lent = thread::spawn(cx, |cx| cx.trace_id());
    assert_eq!(lent, cx.trace_id());
    task::spawn(3) + self::task::spawn_blocking(|| 4) + crate::thread::spawn(cx, |_| 5)
}

fn main() {
    let worked = trace_runtime::run_sync("main", work);
    assert_eq!(worked, 12);
}
