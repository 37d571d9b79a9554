//! Threads of the operating system.

use std::io;
use std::thread::{self, JoinHandle, Scope, ScopedJoinHandle};

use crate::contract::TraceContract;
use crate::span::{IntoSpan, SpanBuilder, open_sync};

impl TraceContract {
    /// Spawns a thread with a contract of its own; the thread is named after
    /// the span.
    ///
    /// # Errors
    ///
    /// When the operating system cannot start a thread.
    ///
    /// ```
    /// # fn example(cx: &trace_runtime::TraceContract) -> std::io::Result<()> {
    /// let worker = cx.spawn_thread("compact", move |cx| cx.add_event("done", [("segments", 3)]))?;
    /// worker.join().expect("the worker does not panic");
    /// # Ok(())
    /// # }
    /// ```
    #[expect(clippy::disallowed_methods, reason = "the span is opened inside")]
    pub fn spawn_thread<S, T, By: 'static>(
        &self,
        span: S,
        body: impl FnOnce(&TraceContract) -> T + Send + 'static,
    ) -> io::Result<JoinHandle<T>>
    where
        S: IntoSpan<T, By>,
        T: Send + 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        thread::Builder::new()
            .name(thread_name(&span))
            .spawn(move || open_sync(parent.contract(), span, body, S::failure))
    }

    /// Spawns a thread within a [`std::thread::scope`], with a contract of its own:
    /// the closure may borrow.
    ///
    /// # Errors
    ///
    /// When the operating system cannot start a thread.
    ///
    /// ```
    /// # fn example(cx: &trace_runtime::TraceContract) {
    /// let parts = [1, 2, 3];
    /// std::thread::scope(|scope| {
    ///     for part in &parts {
    ///         cx.spawn_scoped(scope, "part", move |cx| cx.set_attribute("part", *part))
    ///             .expect("a thread starts");
    ///     }
    /// });
    /// # }
    /// ```
    pub fn spawn_scoped<'scope, S, T, By>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        span: S,
        body: impl FnOnce(&TraceContract) -> T + Send + 'scope,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        S: IntoSpan<T, By>,
        T: Send + 'scope,
    {
        let (parent, span) = span.into_span().kept_under(self);
        thread::Builder::new()
            .name(thread_name(&span))
            .spawn_scoped(scope, move || {
                open_sync(parent.contract(), span, body, S::failure)
            })
    }
}

/// A thread's name may hold no NUL.
fn thread_name(span: &SpanBuilder) -> String {
    span.name.replace('\0', "")
}
