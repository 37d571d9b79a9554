//! What the system knows about this process: CPU, memory, allocations.
//!
//! The one file of the benchmarks with `unsafe`: an allocator that counts is an
//! `unsafe impl`, and the clocks of CPU time are C functions.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fs;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// CPU time of the process so far, all threads, user and system.
pub fn process_cpu() -> Duration {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the pointer is valid for writes, and any bits are an `rusage`, so
    // that it may be read even if the call should fail.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    let time = |of: libc::timeval| {
        Duration::from_secs(of.tv_sec as u64) + Duration::from_micros(of.tv_usec as u64)
    };
    time(usage.ru_utime) + time(usage.ru_stime)
}

/// CPU time of the calling thread so far.
pub fn thread_cpu() -> Duration {
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: as above.
    let time = unsafe {
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr());
        time.assume_init()
    };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Memory of the process that is resident now; KiB, 0 where it is not known.
pub fn resident_kib() -> u64 {
    status("VmRSS:")
}

/// The most that was ever resident; KiB, 0 where it is not known.
pub fn peak_resident_kib() -> u64 {
    status("VmHWM:")
}

fn status(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// Calls of the allocator; one that only frees is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allocations {
    /// By the calling thread.
    pub by_caller: u64,
    /// By all threads.
    pub by_all: u64,
    /// Bytes that all threads asked for.
    pub bytes: u64,
}

impl Allocations {
    pub(crate) fn since(self, before: Allocations) -> Allocations {
        Allocations {
            by_caller: self.by_caller - before.by_caller,
            by_all: self.by_all - before.by_all,
            bytes: self.bytes - before.bytes,
        }
    }
}

/// Counts allocations while `work` runs. Once at a time in a process.
pub fn allocations<T>(work: impl FnOnce() -> T) -> (T, Allocations) {
    let before = counted();
    COUNTING.store(true, Relaxed);
    let done = work();
    COUNTING.store(false, Relaxed);
    (done, counted().since(before))
}

/// All that were counted so far, the first by this thread.
pub(crate) fn counted() -> Allocations {
    Allocations {
        by_caller: BY_CALLER.get(),
        by_all: BY_ALL.load(Relaxed),
        bytes: BYTES.load(Relaxed),
    }
}

static COUNTING: AtomicBool = AtomicBool::new(false);
static BY_ALL: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// Constant and without a destructor: it can be reached from the allocator
    /// at any time, and allocates nothing itself.
    static BY_CALLER: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator. Where nothing is counted, it costs one load more.
struct Counting;

impl Counting {
    #[inline]
    fn note(bytes: usize) {
        if COUNTING.load(Relaxed) {
            BY_CALLER.set(BY_CALLER.get() + 1);
            BY_ALL.fetch_add(1, Relaxed);
            BYTES.fetch_add(bytes as u64, Relaxed);
        }
    }
}

// SAFETY: each call is passed on to `System` as it came.
unsafe impl GlobalAlloc for Counting {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::note(layout.size());
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        Self::note(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Self::note(size);
        unsafe { System.realloc(block, layout, size) }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;
    use std::thread;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "there is no trace here")]
    fn allocations_are_counted_by_thread() {
        let (here, _) = allocations(|| allocations(|| black_box(vec![0u8; 1000])).1);
        assert_eq!(here.by_caller, 1);
        assert!(here.bytes >= 1000);
        let ((), there) = allocations(|| {
            let before = counted();
            let other = thread::spawn(|| drop(black_box(vec![0u8; 1000])));
            other.join().expect("it does not panic");
            assert!(counted().by_all - before.by_all > counted().by_caller - before.by_caller);
        });
        assert!(there.by_all > there.by_caller);
    }

    #[test]
    fn clocks_and_memory_are_read() {
        let before = (thread_cpu(), process_cpu());
        while thread_cpu() - before.0 < Duration::from_millis(5) {}
        assert!(process_cpu() - before.1 >= Duration::from_millis(4));
        let (before, sleep) = (thread_cpu(), Duration::from_millis(100));
        thread::sleep(sleep);
        assert!(thread_cpu() - before < sleep, "who sleeps needs no CPU");
        assert!(resident_kib() > 0 && peak_resident_kib() >= resident_kib());
    }
}
