//! The spawners of tokio-util. A task of a `JoinMap` goes on `(&mut map, key)`.

#![expect(
    clippy::disallowed_methods,
    reason = "what is handed on has a span of its own inside"
)]

use std::future::Future;
use std::hash::{BuildHasher, Hash};

use tokio::task::{AbortHandle, JoinHandle};
use tokio_util::task::{JoinMap, JoinQueue, TaskTracker};

use crate::boundary::spawn::on::{BlockingSpawner, LocalSpawner, Spawner};

impl<T: Send + 'static> Spawner<T> for &TaskTracker {
    type Spawned = JoinHandle<T>;

    #[track_caller]
    fn spawn_task(self, task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.spawn(task)
    }
}

impl<T: Send + 'static> Spawner<T> for &mut JoinQueue<T> {
    type Spawned = AbortHandle;

    #[track_caller]
    fn spawn_task(self, task: impl Future<Output = T> + Send + 'static) -> AbortHandle {
        self.spawn(task)
    }
}

impl<K, T, S> Spawner<T> for (&mut JoinMap<K, T, S>, K)
where
    K: Hash + Eq,
    T: Send + 'static,
    S: BuildHasher,
{
    type Spawned = ();

    #[track_caller]
    fn spawn_task(self, task: impl Future<Output = T> + Send + 'static) {
        let (map, key) = self;
        map.spawn(key, task);
    }
}

impl<T: 'static> LocalSpawner<T> for &TaskTracker {
    type Spawned = JoinHandle<T>;

    #[track_caller]
    fn spawn_local_task(self, task: impl Future<Output = T> + 'static) -> JoinHandle<T> {
        self.spawn_local(task)
    }
}

impl<T: 'static> LocalSpawner<T> for &mut JoinQueue<T> {
    type Spawned = AbortHandle;

    #[track_caller]
    fn spawn_local_task(self, task: impl Future<Output = T> + 'static) -> AbortHandle {
        self.spawn_local(task)
    }
}

impl<K, T, S> LocalSpawner<T> for (&mut JoinMap<K, T, S>, K)
where
    K: Hash + Eq,
    T: 'static,
    S: BuildHasher,
{
    type Spawned = ();

    #[track_caller]
    fn spawn_local_task(self, task: impl Future<Output = T> + 'static) {
        let (map, key) = self;
        map.spawn_local(key, task);
    }
}

impl<T: Send + 'static> BlockingSpawner<T> for &TaskTracker {
    type Spawned = JoinHandle<T>;

    #[track_caller]
    fn spawn_blocking_work(self, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        self.spawn_blocking(work)
    }
}

impl<T: Send + 'static> BlockingSpawner<T> for &mut JoinQueue<T> {
    type Spawned = AbortHandle;

    #[track_caller]
    fn spawn_blocking_work(self, work: impl FnOnce() -> T + Send + 'static) -> AbortHandle {
        self.spawn_blocking(work)
    }
}

impl<K, T, S> BlockingSpawner<T> for (&mut JoinMap<K, T, S>, K)
where
    K: Hash + Eq,
    T: Send + 'static,
    S: BuildHasher,
{
    type Spawned = ();

    #[track_caller]
    fn spawn_blocking_work(self, work: impl FnOnce() -> T + Send + 'static) {
        let (map, key) = self;
        map.spawn_blocking(key, work);
    }
}
