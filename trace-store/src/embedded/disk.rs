//! The database, with budgets: how much of it may wait in memory and in journals.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};

use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use super::folder::{self, OpenError};
use crate::error::{ReadError, WriteError};

/// How much of a keyspace waits in memory. There are about eight at a time.
const MEMTABLE_BYTES: u64 = 4 << 20;
/// The least that fjall takes.
const JOURNAL_BYTES: u64 = 64 << 20;
const CACHE_BYTES: u64 = 16 << 20;
/// So much of the disk is left to others, and to fjall, which does not survive a full disk.
const SPARE_BYTES: u64 = 160 << 20;

/// The database of a folder.
pub(super) struct Disk {
    pub(super) database: Database,
    /// Few small rows: the watermark, and what was counted.
    pub(super) meta: Keyspace,
    pub(super) rollups: Keyspace,
    pub(super) pins: Keyspace,
    pub(super) runs: Keyspace,
    /// The summaries of traces of which parts lie in several blocks.
    pub(super) late: Keyspace,
    /// How many bytes of filters are in memory.
    pub(super) filter_bytes: Arc<AtomicUsize>,
    path: PathBuf,
    /// Why the database does not go on.
    broken: Mutex<Option<String>>,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Disk").field("path", &self.path).finish()
    }
}

impl Disk {
    pub(super) fn open(path: &Path, address: &str) -> Result<Self, OpenError> {
        folder::prepare(path)?;
        let failed = |error: fjall::Error| match error {
            fjall::Error::Locked => OpenError::Taken {
                folder: path.to_owned(),
                owner: folder::owner(path),
            },
            error => OpenError::Io {
                folder: path.to_owned(),
                source: error.into(),
            },
        };
        let database = Database::builder(path.join("fjall"))
            .cache_size(CACHE_BYTES)
            .max_journaling_size(JOURNAL_BYTES)
            .worker_threads(2)
            .open()
            .map_err(failed)?;
        folder::claim(path, address);
        let keyspace = |name| database.keyspace(name, options).map_err(failed);
        Ok(Disk {
            meta: keyspace("meta")?,
            rollups: keyspace("rollups")?,
            pins: keyspace("pins")?,
            runs: keyspace("runs")?,
            late: keyspace("late")?,
            database,
            filter_bytes: Arc::default(),
            path: path.to_owned(),
            broken: Mutex::default(),
        })
    }

    /// A keyspace of this name, made where there is none.
    pub(super) fn keyspace(&self, name: &str) -> Result<Keyspace, fjall::Error> {
        self.database.keyspace(name, options)
    }

    /// What was written survives a loss of power.
    pub(super) fn sync(&self) -> Result<(), fjall::Error> {
        self.note(self.database.persist(PersistMode::SyncData))
    }

    /// Idle keyspaces are written out: their rows would keep every journal alive.
    pub(super) fn release_journals(&self) -> Result<(), fjall::Error> {
        if self.database.journal_count() > 2 {
            for idle in [
                &self.meta,
                &self.rollups,
                &self.pins,
                &self.runs,
                &self.late,
            ] {
                idle.rotate_memtable_and_wait()?;
            }
        }
        Ok(())
    }

    /// How many bytes all of it takes.
    pub(super) fn bytes(&self) -> u64 {
        self.database.disk_space().unwrap_or_default()
    }

    /// Whether the disk is nearly full.
    pub(super) fn is_full(&self) -> bool {
        rustix::fs::statvfs(&self.path)
            .is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) < SPARE_BYTES)
    }

    /// Remembers a failure: after one, fjall takes nothing any more.
    pub(super) fn note<T>(&self, result: Result<T, fjall::Error>) -> Result<T, fjall::Error> {
        if let Err(error) = &result {
            let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
            broken.get_or_insert_with(|| error.to_string());
        }
        result
    }

    /// What is wrong, in words for people.
    pub(super) fn trouble(&self) -> Option<String> {
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = self.path.display();
        broken.as_ref().map(|what| {
            format!("writing to {folder} failed ({what}); nothing is taken in until a new start")
        })
    }
}

fn options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default().max_memtable_size(MEMTABLE_BYTES)
}

impl From<fjall::Error> for WriteError {
    fn from(error: fjall::Error) -> Self {
        WriteError::Failed(error.to_string())
    }
}

impl From<fjall::Error> for ReadError {
    fn from(error: fjall::Error) -> Self {
        ReadError(error.to_string())
    }
}
