//! Where entries are kept.

use std::fmt::Display;

use trace_runtime::TraceContract;

/// A step that may have to be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key, of at most 80 characters of `[0-9a-f-]`.
    pub id: String,
    /// What undoing it is called.
    pub name: String,
    /// The step and the trace that it belongs to, as JSON.
    pub step: String,
}

/// Where entries are kept, such as a table of the database that steps belong to:
///
/// ```sql
/// CREATE TABLE compensations (
///     id         TEXT   PRIMARY KEY,
///     name       TEXT   NOT NULL,
///     step       TEXT   NOT NULL,
///     claimed    BOOLEAN NOT NULL,
///     changed_at BIGINT NOT NULL   -- when it was written or claimed
/// );
/// ```
///
/// Beside these, an entry is settled by whoever makes the step final, in that
/// transaction, if it has not been claimed: `DELETE … WHERE id = $1 AND NOT claimed`, which
/// must hit one row.
pub trait Journal: Send + Sync + 'static {
    /// What the store says when it fails.
    type Error: Display + Send;

    /// Writes an entry; it must be there when this returns, whatever happens then.
    fn write(
        &self,
        cx: &TraceContract,
        entry: &Entry,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Takes an entry for undoing, and tells whether the caller has it. `false` where it was
    /// settled, or where another has claimed it and may still be at work. From then on it
    /// cannot be settled.
    fn claim(
        &self,
        cx: &TraceContract,
        id: &str,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Removes an entry whose step is undone.
    fn remove(
        &self,
        cx: &TraceContract,
        id: &str,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The entries that somebody has left: written longer ago than a request takes, or
    /// claimed longer ago than undoing takes. Too many at once come in parts, the oldest
    /// first.
    fn unfinished(
        &self,
        cx: &TraceContract,
    ) -> impl Future<Output = Result<Vec<Entry>, Self::Error>> + Send;
}
