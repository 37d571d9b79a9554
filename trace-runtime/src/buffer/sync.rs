//! What buffer and collector synchronize with: the standard library's, or
//! loom's, which tries every order that the memory model allows.

#[cfg(not(loom))]
pub(crate) use std::sync::{
    Arc, Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize},
};

#[cfg(loom)]
pub(crate) use loom::sync::{
    Arc, Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize},
};

pub(crate) use std::sync::atomic::Ordering;

pub(crate) use link::Link;
pub(crate) use parker::Parker;

/// Locks; a panic elsewhere does not concern what these locks guard.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A pointer that is set once: `set` releases, `get` acquires.
#[cfg(not(loom))]
mod link {
    use std::sync::{Arc, OnceLock};

    pub(crate) struct Link<T>(OnceLock<Arc<T>>);

    impl<T> Link<T> {
        pub(crate) fn empty() -> Self {
            Link(OnceLock::new())
        }

        pub(crate) fn set(&self, to: Arc<T>) {
            // One producer sets it, once.
            let _ = self.0.set(to);
        }

        pub(crate) fn get(&self) -> Option<Arc<T>> {
            self.0.get().cloned()
        }

        pub(crate) fn take(&mut self) -> Option<Arc<T>> {
            self.0.take()
        }
    }
}

/// The same under loom, which has no `OnceLock`. The lock orders more than that does, so
/// that the models take the standard library at its word here.
#[cfg(loom)]
mod link {
    use super::{Arc, AtomicBool, Mutex, Ordering, lock};

    pub(crate) struct Link<T> {
        set: AtomicBool,
        to: Mutex<Option<Arc<T>>>,
    }

    impl<T> Link<T> {
        pub(crate) fn empty() -> Self {
            Link {
                set: AtomicBool::new(false),
                to: Mutex::new(None),
            }
        }

        pub(crate) fn set(&self, to: Arc<T>) {
            *lock(&self.to) = Some(to);
            self.set.store(true, Ordering::Release);
        }

        pub(crate) fn get(&self) -> Option<Arc<T>> {
            if !self.set.load(Ordering::Acquire) {
                return None;
            }
            lock(&self.to).clone()
        }

        pub(crate) fn take(&mut self) -> Option<Arc<T>> {
            lock(&self.to).take()
        }
    }
}

/// A thread that sleeps until it is called. A call is kept for a thread that
/// does not sleep yet.
#[cfg(not(loom))]
mod parker {
    use std::sync::OnceLock;
    use std::thread::{self, Thread};
    use std::time::Duration;

    pub(crate) struct Parker(OnceLock<Thread>);

    impl Parker {
        pub(crate) fn new() -> Self {
            Parker(OnceLock::new())
        }

        /// Says which thread it is.
        pub(crate) fn belongs_to(&self, thread: Thread) {
            let _ = self.0.set(thread);
        }

        /// For that thread: sleeps until it is called, or for `at_most`.
        pub(crate) fn park(&self, at_most: Duration) {
            thread::park_timeout(at_most);
        }

        /// Parks for a pause that is meant to pass.
        pub(crate) fn pause(&self, length: Duration) {
            thread::park_timeout(length);
        }

        pub(crate) fn unpark(&self) {
            if let Some(thread) = self.0.get() {
                thread.unpark();
            }
        }
    }
}

/// The same under loom. `park` never ends by itself, so that a call that is lost is a
/// deadlock, which loom reports. Loom's own `unpark` would also wake a thread
/// that waits for a lock.
#[cfg(loom)]
mod parker {
    use std::sync::PoisonError;
    use std::time::Duration;

    use super::{Condvar, Mutex, lock};

    pub(crate) struct Parker {
        called: Mutex<bool>,
        changed: Condvar,
    }

    impl Parker {
        pub(crate) fn new() -> Self {
            Parker {
                called: Mutex::new(false),
                changed: Condvar::new(),
            }
        }

        pub(crate) fn belongs_to(&self, _: std::thread::Thread) {}

        pub(crate) fn park(&self, _: Duration) {
            let mut called = lock(&self.called);
            while !*called {
                let woken = self.changed.wait(called);
                called = woken.unwrap_or_else(PoisonError::into_inner);
            }
            *called = false;
        }

        pub(crate) fn pause(&self, _: Duration) {
            loom::thread::yield_now();
        }

        pub(crate) fn unpark(&self) {
            *lock(&self.called) = true;
            self.changed.notify_one();
        }
    }
}
