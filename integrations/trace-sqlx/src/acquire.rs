//! A connection of the pool's, and how long it takes to get it.

use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use sqlx::Error;
use sqlx::pool::PoolConnection;

use crate::backend::Backend;
use crate::target::Target;

/// Gets a connection; if none was idle, tells at the end how long that took, also where
/// this is dropped before.
pub(crate) async fn acquire<DB: Backend>(
    pool: &sqlx::Pool<DB>,
    target: &Target,
    tell: impl FnOnce(Duration),
) -> Result<PoolConnection<DB>, Error> {
    let wait = Wait::begin(pool, target);
    let _told = Telling {
        since: wait.since,
        tell: wait.is_needed.then_some(tell),
    };
    wait.acquire(pool).await
}

/// Asks a pool for a connection.
pub(crate) struct Wait<'a> {
    target: &'a Target,
    since: Instant,
    is_needed: bool,
}

impl<'a> Wait<'a> {
    pub(crate) fn begin<DB: Backend>(pool: &sqlx::Pool<DB>, target: &'a Target) -> Self {
        // sqlx serves those first who came first: behind others, an idle one is theirs.
        let others = target.counters.waiting.load(Relaxed);
        let is_needed = pool.num_idle() == 0 || others > 0;
        if is_needed {
            target.counters.wait_begins();
            target.holders.report();
        }
        Wait {
            target,
            since: Instant::now(),
            is_needed,
        }
    }

    /// Whether none was idle: one has to come back, or to be opened.
    pub(crate) fn is_needed(&self) -> bool {
        self.is_needed
    }

    pub(crate) async fn acquire<DB: Backend>(
        self,
        pool: &sqlx::Pool<DB>,
    ) -> Result<PoolConnection<DB>, Error> {
        // It is large, and would be copied with each future around it.
        let acquired = Box::pin(pool.acquire()).await;
        match &acquired {
            Ok(_) => self.target.counters.acquired(self.since.elapsed()),
            Err(Error::PoolTimedOut) => self.target.counters.timed_out(),
            Err(_) => {}
        }
        acquired
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        if self.is_needed {
            self.target.counters.wait_ends();
            self.target.holders.report();
        }
    }
}

struct Telling<F: FnOnce(Duration)> {
    since: Instant,
    tell: Option<F>,
}

impl<F: FnOnce(Duration)> Drop for Telling<F> {
    fn drop(&mut self) {
        if let Some(tell) = self.tell.take() {
            tell(self.since.elapsed());
        }
    }
}
