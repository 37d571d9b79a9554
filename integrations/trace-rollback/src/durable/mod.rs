//! Compensations that outlive the process: written down before the step, and taken up
//! again by the next process where this one was killed.
//!
//! The order is the point. The entry is written *before* the step, so that no kill can
//! come between them; undoing must therefore do no harm where the step never happened,
//! such as a refund by the key of a charge that the bank does not know. And it is settled
//! *in the transaction* that makes the step final, so that either both hold or none:
//!
//! 1. [`DurableRollback::compensate`] writes the entry, and registers it with the
//!    [`Rollback`] of the request;
//! 2. the step: the charge;
//! 3. one database transaction writes what the charge was for, and takes the entry out of
//!    the journal, if nobody has claimed it. If somebody has, it is being undone: roll back.
//!
//! If the request fails, its process [claims](Journal::claim) the entry and undoes the
//! step. If the process is killed, [`DurableRollback::take_up`] does, at the next start or
//! in another process. A claim is given to one only; a process that is killed between the
//! claim and its end leaves an entry that is claimed again later. So within a process a
//! step is undone exactly once, and across kills at least once.

mod error;
mod journal;

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;
use trace_runtime::{Carried, TraceContract, fallible};

pub use self::error::NotWritten;
pub use self::journal::{Entry, Journal};
use crate::rollback::Rollback;

/// What undoes a step that is known by its data alone.
pub trait UndoStep: Send + Sync + 'static {
    /// What has to be known to undo the step. It is written to the journal as JSON: no
    /// secrets, and what one version has written the next must be able to read.
    type Step: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// Why it could not be undone.
    type Error: Display + Send;

    /// What undoing this step is called, in the span and in the log: of few values.
    fn name(&self, step: &Self::Step) -> &'static str;

    /// Undoes the step. It may never have happened, and may have been undone before: that
    /// is no error.
    fn undo(
        &self,
        cx: &TraceContract,
        step: &Self::Step,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// A journal, and what undoes the steps in it.
#[derive(Debug)]
pub struct DurableRollback<J, U>(Arc<Inner<J, U>>);

#[derive(Debug)]
struct Inner<J, U> {
    journal: J,
    undo: U,
}

impl<J, U> Clone for DurableRollback<J, U> {
    fn clone(&self) -> Self {
        DurableRollback(Arc::clone(&self.0))
    }
}

/// How many entries [`DurableRollback::take_up`] has come to the end of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TakenUp {
    /// Undone, and out of the journal.
    pub undone: u64,
    /// Not undone. They stay, and their time comes again.
    pub failed: u64,
}

impl<J: Journal, U: UndoStep> DurableRollback<J, U> {
    /// Steps that are written to `journal`, and undone by `undo`.
    pub fn new(journal: J, undo: U) -> Self {
        DurableRollback(Arc::new(Inner { journal, undo }))
    }

    /// Writes down what undoes a step, and registers it; call it before the step. Gives the
    /// id of the entry, by which the transaction that makes the step final settles it.
    ///
    /// # Errors
    ///
    /// [`NotWritten`]: do not take the step then.
    pub async fn compensate(
        &self,
        cx: &TraceContract,
        rollback: &Rollback,
        step: U::Step,
    ) -> Result<String, NotWritten<J::Error>> {
        let name = self.0.undo.name(&step);
        let id = new_id(cx);
        let entry = Entry {
            id: id.clone(),
            name: name.to_owned(),
            step: serde_json::to_string(&Carried::new(cx, &step)).map_err(NotWritten::Step)?,
        };
        let written = self.0.journal.write(cx, &entry).await;
        written.map_err(NotWritten::Journal)?;
        let (inner, claimed) = (Arc::clone(&self.0), id.clone());
        rollback.compensate(cx, name, async move |cx| {
            inner.claim_and_undo(cx, &claimed, &step).await.map(drop)
        });
        Ok(id)
    }

    /// Undoes what processes before this one, or beside it, have left unfinished; each step
    /// in the trace that it belongs to. For the start, and every few seconds from then on.
    ///
    /// # Errors
    ///
    /// The journal's, when it could not be read. A step that could not be undone is no
    /// error: it is logged, counted, and stays in the journal.
    pub async fn take_up(&self, cx: &TraceContract) -> Result<TakenUp, J::Error> {
        let mut taken = TakenUp::default();
        for entry in self.0.journal.unfinished(cx).await? {
            match self.take_up_one(&entry).await {
                Ok(true) => taken.undone += 1,
                Ok(false) => {} // somebody else has it, or it was settled
                Err(error) => {
                    taken.failed += 1;
                    let (id, compensation) = (&entry.id, &entry.name);
                    tracing::error!(id, compensation, %error, "not undone: it stays in the journal");
                }
            }
        }
        Ok(taken)
    }

    async fn take_up_one(&self, entry: &Entry) -> Result<bool, String> {
        let step: Carried<U::Step> =
            serde_json::from_str(&entry.step).map_err(|error| error.to_string())?;
        let name = fallible(entry.name.clone());
        step.open(name, async |cx, step| {
            self.0.claim_and_undo(cx, &entry.id, &step).await
        })
        .await
    }
}

impl<J: Journal, U: UndoStep> Inner<J, U> {
    /// Whether it was for us to undo it.
    async fn claim_and_undo(
        &self,
        cx: &TraceContract,
        id: &str,
        step: &U::Step,
    ) -> Result<bool, String> {
        let claimed = self.journal.claim(cx, id).await;
        if !claimed.map_err(|error| format!("it could not be claimed: {error}"))? {
            return Ok(false);
        }
        let undone = self.undo.undo(cx, step).await;
        undone.map_err(|error| error.to_string())?;
        let removed = self.journal.remove(cx, id).await;
        removed.map_err(|error| format!("undone, and still in the journal: {error}"))?;
        Ok(true)
    }
}

/// One that no other process makes: trace and span are drawn at random.
fn new_id(cx: &TraceContract) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{}-{}-{next:x}", cx.trace_id(), cx.span_id())
}
