//! What the buffer synchronizes with: the standard library's, or loom's, which
//! tries every order that the memory model allows.

#[cfg(not(loom))]
pub(crate) use std::sync::{
    Arc, Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU64, AtomicUsize},
};

#[cfg(loom)]
pub(crate) use loom::sync::{
    Arc, Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU64, AtomicUsize},
};

pub(crate) use std::sync::atomic::Ordering;

pub(crate) use link::Link;

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

/// As above; loom has no `OnceLock`. The lock orders more than that does, so
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
