//! Steps that are written down before they are taken.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use trace_rollback::RollbackScope;
use trace_rollback::durable::{DurableRollback, Entry, Journal, NotWritten, UndoStep};
use trace_runtime::TraceContract;

/// A table in memory, which outlives what uses it.
#[derive(Clone, Default)]
struct Table(Arc<Mutex<Rows>>);

#[derive(Default)]
struct Rows {
    entries: BTreeMap<String, (Entry, bool)>,
    refuses: bool,
}

impl Table {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("nobody panics with it")
    }

    /// What the transaction does that makes a step final.
    fn settle(&self, id: &str) -> bool {
        let mut rows = self.rows();
        let open = rows.entries.get(id).is_some_and(|(_, claimed)| !claimed);
        open && rows.entries.remove(id).is_some()
    }

    /// As time does, when the process that has claimed something is gone.
    fn forget_claims(&self) {
        for (_, claimed) in self.rows().entries.values_mut() {
            *claimed = false;
        }
    }
}

impl Journal for Table {
    type Error = &'static str;

    async fn write(&self, _: &TraceContract, entry: &Entry) -> Result<(), Self::Error> {
        let mut rows = self.rows();
        if rows.refuses {
            return Err("read-only");
        }
        rows.entries
            .insert(entry.id.clone(), (entry.clone(), false));
        Ok(())
    }

    async fn claim(&self, _: &TraceContract, id: &str) -> Result<bool, Self::Error> {
        let mut rows = self.rows();
        let Some((_, claimed)) = rows.entries.get_mut(id) else {
            return Ok(false);
        };
        Ok(!std::mem::replace(claimed, true))
    }

    async fn remove(&self, _: &TraceContract, id: &str) -> Result<(), Self::Error> {
        self.rows().entries.remove(id);
        Ok(())
    }

    async fn unfinished(&self, _: &TraceContract) -> Result<Vec<Entry>, Self::Error> {
        let rows = self.rows();
        let open = rows.entries.values().filter(|(_, claimed)| !claimed);
        Ok(open.map(|(entry, _)| entry.clone()).collect())
    }
}

/// The charges that stand; refunding takes one out.
#[derive(Clone, Default)]
struct Bank(Arc<Mutex<Vec<u32>>>);

impl Bank {
    fn charges(&self) -> Vec<u32> {
        self.0.lock().expect("nobody panics with it").clone()
    }

    fn charge(&self, id: u32) {
        self.0.lock().expect("nobody panics with it").push(id);
    }
}

impl UndoStep for Bank {
    type Step = u32;
    type Error = String;

    fn name(&self, _: &u32) -> &'static str {
        "refund"
    }

    async fn undo(&self, cx: &TraceContract, step: &u32) -> Result<(), String> {
        cx.set_attribute("charge", *step);
        if *step == 13 {
            return Err("the bank is closed".to_owned());
        }
        let mut charges = self.0.lock().expect("nobody panics with it");
        charges.retain(|charge| charge != step);
        Ok(())
    }
}

fn durable() -> (DurableRollback<Table, Bank>, Table, Bank) {
    let (table, bank) = (Table::default(), Bank::default());
    let durable = DurableRollback::new(table.clone(), bank.clone());
    (durable, table, bank)
}

#[tokio::test]
async fn a_failed_request_is_undone_and_leaves_no_entry() {
    let (durable, table, bank) = durable();
    let recording = trace_testing::record("pay", async |cx| {
        let scope = RollbackScope::open();
        let written = durable.compensate(cx, &scope.rollback(), 7).await;
        assert!(written.is_ok());
        bank.charge(7);
        scope.undo().await
    })
    .await;
    assert_eq!(recording.value.as_str(), "complete");
    recording.trace.assert_tree("pay\n  refund charge=7");
    assert_eq!((bank.charges(), table.rows().entries.len()), (vec![], 0));
}

#[tokio::test]
async fn what_is_settled_stays_whatever_the_request_says() {
    let (durable, table, bank) = durable();
    trace_runtime::run("pay", async |cx| {
        let scope = RollbackScope::open();
        let id = durable.compensate(cx, &scope.rollback(), 7).await;
        bank.charge(7);
        assert!(table.settle(&id.expect("the table takes it")));
        // The commit went through, and its answer was lost.
        assert_eq!(scope.undo().await.as_str(), "complete");
    })
    .await;
    assert_eq!(bank.charges(), [7]);
}

#[tokio::test]
async fn what_is_claimed_cannot_be_settled() {
    let (durable, table, _) = durable();
    trace_runtime::run("pay", async |cx| {
        let scope = RollbackScope::open();
        let id = durable.compensate(cx, &scope.rollback(), 7).await;
        let id = id.expect("the table takes it");
        assert!(table.claim(cx, &id).await.is_ok_and(|claimed| claimed));
        assert!(!table.settle(&id));
        scope.keep();
    })
    .await;
}

#[tokio::test]
async fn the_next_process_undoes_it_in_the_same_trace() {
    let (durable, table, bank) = durable();
    let mut recording = trace_testing::record("pay", async |cx| {
        let scope = RollbackScope::open();
        for charge in [7, 8] {
            let written = durable.compensate(cx, &scope.rollback(), charge).await;
            assert!(written.is_ok());
            bank.charge(charge);
        }
        // Killed: nothing of this process runs any more.
        std::mem::forget(scope);
    })
    .await;

    let next = DurableRollback::new(table.clone(), bank.clone());
    let taken = trace_runtime::run("start", async |cx| next.take_up(cx).await).await;
    let taken = taken.expect("the table can be read");
    assert_eq!((taken.undone, taken.failed), (2, 0));
    assert_eq!((bank.charges(), table.rows().entries.len()), (vec![], 0));
    recording
        .wait_for("refund")
        .await
        .expect("it is in the trace");
    recording.trace.sorted().assert_tree(
        "
        pay
          refund (consumer) charge=7
          refund (consumer) charge=8
        ",
    );
}

#[tokio::test]
async fn what_cannot_be_undone_stays() {
    let (durable, table, bank) = durable();
    trace_runtime::run("pay", async |cx| {
        let scope = RollbackScope::open();
        let written = durable.compensate(cx, &scope.rollback(), 13).await;
        assert!(written.is_ok());
        bank.charge(13);
        assert_eq!(scope.undo().await.as_str(), "partial");
        assert_eq!(table.rows().entries.len(), 1);

        table.forget_claims();
        let taken = durable.take_up(cx).await.expect("the table can be read");
        assert_eq!((taken.undone, taken.failed), (0, 1));
        assert_eq!((bank.charges(), table.rows().entries.len()), (vec![13], 1));
    })
    .await;
}

#[tokio::test]
async fn a_journal_that_refuses_stops_the_step() {
    let (durable, table, _) = durable();
    table.rows().refuses = true;
    trace_runtime::run("pay", async |cx| {
        let scope = RollbackScope::open();
        let written = durable.compensate(cx, &scope.rollback(), 7).await;
        assert!(matches!(written, Err(NotWritten::Journal("read-only"))));
        assert_eq!(scope.undo().await.as_str(), "none");
    })
    .await;
}
