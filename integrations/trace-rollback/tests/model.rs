//! Any steps, any compensations, any end: what was done and is not kept is undone once,
//! last first.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use trace_rollback::{RollbackOutcome, RollbackScope};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undo {
    Works,
    Fails,
    Panics,
    Hangs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Kept,
    Undone,
    Dropped,
    /// Decided, and registered into afterwards.
    KeptThenMore,
    UndoneThenMore,
}

fn undo() -> impl Strategy<Value = Undo> {
    prop_oneof![
        5 => Just(Undo::Works),
        2 => Just(Undo::Fails),
        2 => Just(Undo::Panics),
        1 => Just(Undo::Hangs),
    ]
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        Just(End::Kept),
        Just(End::Undone),
        Just(End::Dropped),
        Just(End::KeptThenMore),
        Just(End::UndoneThenMore),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn it_runs_what_the_model_says(steps in prop::collection::vec(undo(), 0..12), end in end()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime starts");
        let (begun, outcome) = runtime.block_on(run(&steps, end));

        let undone = !matches!(end, End::Kept | End::KeptThenMore);
        let mut expected: Vec<usize> = match undone {
            true => (0..steps.len()).rev().collect(),
            false => Vec::new(),
        };
        if end == End::UndoneThenMore {
            expected.push(steps.len());
        }
        prop_assert_eq!(begun, expected);
        if let Some(outcome) = outcome {
            let expected = match steps.iter().all(|step| *step == Undo::Works) {
                _ if steps.is_empty() => RollbackOutcome::None,
                true => RollbackOutcome::Complete,
                false => RollbackOutcome::Partial,
            };
            prop_assert_eq!(outcome, expected);
        }
    }
}

/// Which compensations began, in order; and what came of it, where somebody waited.
async fn run(steps: &[Undo], end: End) -> (Vec<usize>, Option<RollbackOutcome>) {
    let begun = Arc::new(Mutex::new(Vec::new()));
    let outcome = trace_runtime::run("model", async |cx| {
        let scope = RollbackScope::open();
        let rollback = scope.rollback();
        let register = |number: usize, undo: Undo| {
            let begun = Arc::clone(&begun);
            rollback.compensate(cx, "undo", async move |_cx| {
                begun.lock().expect("nobody panics with it").push(number);
                match undo {
                    Undo::Works => Ok(()),
                    Undo::Fails => Err("it fails"),
                    Undo::Panics => panic!("it panics"),
                    Undo::Hangs => pending().await,
                }
            });
        };
        for (number, step) in steps.iter().enumerate() {
            register(number, *step);
        }
        let mut outcome = None;
        match end {
            End::Kept | End::KeptThenMore => scope.keep(),
            End::Undone | End::UndoneThenMore => outcome = Some(scope.undo().await),
            End::Dropped => drop(scope),
        }
        if matches!(end, End::KeptThenMore | End::UndoneThenMore) {
            register(steps.len(), Undo::Works);
        }
        outcome
    })
    .await;
    // The clock stands still but for this: all time limits are over.
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let begun = begun.lock().expect("nobody panics with it").clone();
    (begun, outcome)
}
