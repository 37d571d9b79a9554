//! The spawners of tokio.

#![expect(
    clippy::disallowed_methods,
    reason = "what is handed on has a span of its own inside"
)]

use std::future::Future;

use tokio::runtime::{Handle, Runtime};
use tokio::task::{AbortHandle, JoinHandle, JoinSet, LocalSet};

use crate::boundary::spawn::on::{BlockingSpawner, LocalSpawner, Spawner};

impl<T: Send + 'static> Spawner<T> for &mut JoinSet<T> {
    type Spawned = AbortHandle;

    #[track_caller]
    fn spawn_task(self, task: impl Future<Output = T> + Send + 'static) -> AbortHandle {
        self.spawn(task)
    }
}

impl<T: Send + 'static> Spawner<T> for &Handle {
    type Spawned = JoinHandle<T>;

    #[track_caller]
    fn spawn_task(self, task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.spawn(task)
    }
}

impl<T: Send + 'static> Spawner<T> for &Runtime {
    type Spawned = JoinHandle<T>;

    #[track_caller]
    fn spawn_task(self, task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.spawn(task)
    }
}

impl<T: 'static> LocalSpawner<T> for &LocalSet {
    type Spawned = JoinHandle<T>;

    #[track_caller]
    fn spawn_local_task(self, task: impl Future<Output = T> + 'static) -> JoinHandle<T> {
        self.spawn_local(task)
    }
}

impl<T: 'static> LocalSpawner<T> for &mut JoinSet<T> {
    type Spawned = AbortHandle;

    #[track_caller]
    fn spawn_local_task(self, task: impl Future<Output = T> + 'static) -> AbortHandle {
        self.spawn_local(task)
    }
}

impl<T: Send + 'static> BlockingSpawner<T> for &mut JoinSet<T> {
    type Spawned = AbortHandle;

    #[track_caller]
    fn spawn_blocking_work(self, work: impl FnOnce() -> T + Send + 'static) -> AbortHandle {
        self.spawn_blocking(work)
    }
}

impl<T: Send + 'static> BlockingSpawner<T> for &Handle {
    type Spawned = JoinHandle<T>;

    #[track_caller]
    fn spawn_blocking_work(self, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        self.spawn_blocking(work)
    }
}

impl<T: Send + 'static> BlockingSpawner<T> for &Runtime {
    type Spawned = JoinHandle<T>;

    #[track_caller]
    fn spawn_blocking_work(self, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        self.spawn_blocking(work)
    }
}
