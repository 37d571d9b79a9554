//! What a store does at its limits: of bytes, of the disk, of the clock, of names.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tempfile::tempdir;
use trace_store::embedded::{Clock, EmbeddedStore, Settings};
use trace_store::search::Search;
use trace_store::{Bound, Store, WriteError};

use crate::made::{BEGIN, Hands, SECOND, attribute, batch, id, settings, span};

const HOUR: Duration = Duration::from_secs(3_600);

/// A text that nothing compresses.
fn noise(bytes: usize) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'!' + (state % 90) as u8)
    };
    std::iter::repeat_with(next).take(bytes).collect()
}

fn heavy(trace: u64, noise: &str) -> trace_model::Span {
    let start = trace * SECOND;
    let mut span = span(trace, 1, "orders", "POST /orders", [start, start + 1]);
    span.attributes.push(attribute("noise", noise));
    span
}

fn on_disk(folder: &Path) -> u64 {
    let mut sum = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(about) = entry.metadata() else {
            continue;
        };
        sum += if about.is_dir() {
            on_disk(&entry.path())
        } else {
            // Of a file with holes, what it takes.
            std::os::unix::fs::MetadataExt::blocks(&about) * 512
        };
    }
    sum
}

#[tokio::test]
async fn beyond_the_bytes_the_oldest_hours_go() {
    let (folder, hands) = (tempdir().unwrap(), Hands::new());
    let store = EmbeddedStore::open(Settings {
        max_bytes: Some(Settings::LEAST_BYTES),
        ..settings(folder.path(), &hands)
    })
    .unwrap();
    // 24 hours of 5 MB each, of which 86 MB can be kept beside the journal.
    let noise = noise(1_000_000);
    for hour in 0..24_u64 {
        for number in 1..=6 {
            let one = heavy(hour * 10 + number, &noise);
            store.write(batch(vec![one])).await.unwrap();
        }
        store.settle().await.unwrap();
        hands.move_on(HOUR);
    }
    store.settle().await.unwrap();
    let status = store.status().await;
    assert!(
        status.bytes <= Settings::LEAST_BYTES,
        "{} bytes",
        status.bytes
    );
    // The journal is counted; what lies beside it is small.
    let taken = on_disk(folder.path());
    assert!(taken <= Settings::LEAST_BYTES + (80 << 20), "{taken} bytes");

    let newest = store.trace(id(231)).await.unwrap();
    assert!(newest.value.is_some(), "the newest hour is there");
    let oldest = store.trace(id(1)).await.unwrap();
    assert_eq!(oldest.value, None);
    let found = store.search(&Search::default()).await.unwrap();
    for coverage in [newest.coverage, oldest.coverage, found.coverage] {
        assert_eq!(coverage.bound, Some(Bound::Bytes));
        assert!(coverage.oldest_unix_nanos > Some(BEGIN));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_go_while_traces_come_and_are_asked_for() {
    let (folder, hands) = (tempdir().unwrap(), Hands::new());
    let store = Arc::new(
        EmbeddedStore::open(Settings {
            keep: 3 * HOUR,
            ..settings(folder.path(), &hands)
        })
        .unwrap(),
    );
    let (written, is_over) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let readers = (0..2).map(|_| {
        let (store, written, is_over) = (store.clone(), written.clone(), is_over.clone());
        async move {
            let mut asked = 0_u64;
            while !is_over.load(Ordering::Acquire) {
                // What was acknowledged last is there, always.
                let last = written.load(Ordering::Acquire);
                if last > 0 {
                    let answer = store.trace(id(last)).await.unwrap();
                    let is_new = written.load(Ordering::Acquire) < last + 200;
                    assert!(answer.value.is_some() || !is_new, "trace {last} is gone");
                }
                store.search(&Search::default()).await.unwrap();
                asked += 1;
                tokio::task::yield_now().await;
            }
            asked
        }
    });
    let readers = futures_util::future::join_all(readers);
    let writer = async {
        for number in 1..=1_200_u64 {
            let start = number * SECOND;
            let one = span(number, 1, "orders", "POST /orders", [start, start + 1]);
            store.write(batch(vec![one])).await.unwrap();
            written.store(number, Ordering::Release);
            if number % 100 == 0 {
                store.settle().await.unwrap();
                hands.move_on(HOUR);
            }
        }
        is_over.store(true, Ordering::Release);
    };
    let (asked, ()) = tokio::join!(readers, writer);
    assert!(asked.iter().all(|asked| *asked > 10), "{asked:?}");
    store.settle().await.unwrap();
    // The last three hours, whole; what came before is gone.
    for number in 901..=1_200 {
        assert!(
            store.trace(id(number)).await.unwrap().value.is_some(),
            "{number}"
        );
    }
    for number in 1..=800 {
        assert_eq!(
            store.trace(id(number)).await.unwrap().value,
            None,
            "{number}"
        );
    }
}

#[tokio::test]
async fn a_clock_that_is_set_removes_nothing_and_stops_nothing() {
    let folder = tempdir().unwrap();
    let [wall, steady] = [BEGIN, 0].map(|at| Arc::new(AtomicU64::new(at)));
    let read = |of: &Arc<AtomicU64>| {
        let of = of.clone();
        move || of.load(Ordering::Relaxed)
    };
    let store = EmbeddedStore::open(Settings {
        keep: 3 * HOUR,
        clock: Clock::new(read(&wall), read(&steady)),
        ..Settings::new(folder.path())
    })
    .unwrap();
    let write = async |number: u64| {
        let start = number * SECOND;
        let one = span(number, 1, "orders", "POST /orders", [start, start + 1]);
        store.write(batch(vec![one])).await.unwrap();
        store.settle().await.unwrap();
    };
    let held = async || {
        let found = store.search(&Search::default()).await.unwrap().value;
        let ids = found.traces.iter();
        ids.map(|hit| hit.summary.trace_id.to_u128() as u64)
            .collect::<Vec<_>>()
    };
    write(1).await;
    let a_year = 365 * 24 * HOUR.as_nanos() as u64;
    for (number, set) in [(2, BEGIN + a_year), (3, BEGIN - a_year)] {
        wall.store(set, Ordering::Relaxed);
        write(number).await;
        assert_eq!(
            held().await.len() as u64,
            number,
            "nothing has expired at once"
        );
        let troubles = store.status().await.troubles;
        assert!(
            troubles[0].contains("the clock of this machine was set"),
            "{troubles:?}"
        );
    }
    // Set a year back as it is, time goes on, and what is old goes.
    for number in 4..=9 {
        steady.fetch_add(HOUR.as_nanos() as u64, Ordering::Relaxed);
        wall.fetch_add(HOUR.as_nanos() as u64, Ordering::Relaxed);
        write(number).await;
    }
    assert_eq!(held().await, [9, 8, 7, 6]);
    // Set right again, all is well.
    wall.store(BEGIN + 6 * HOUR.as_nanos() as u64, Ordering::Relaxed);
    write(10).await;
    assert_eq!(held().await, [10, 9, 8, 7, 6]);
    assert_eq!(store.status().await.troubles, Vec::<String>::new());
}

#[tokio::test]
async fn names_without_end_are_counted_under_one() {
    let (folder, hands) = (tempdir().unwrap(), Hands::new());
    let store = EmbeddedStore::open(settings(folder.path(), &hands)).unwrap();
    for round in 0..20_u64 {
        let spans = (1..=1_000).map(|number| {
            let number = round * 1_000 + number;
            let mut one = span(
                number,
                1,
                "orders",
                &format!("GET /orders/{number}"),
                [0, 1],
            );
            one.attributes
                .push(attribute("correlation_id", &*format!("c-{number}")));
            one
        });
        store.write(batch(spans.collect())).await.unwrap();
    }
    store.settle().await.unwrap();
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    let spans: u64 = counted.operations.values().map(|cell| cell.count).sum();
    assert_eq!(spans, 20_000, "every span is counted");
    let names = counted
        .operations
        .keys()
        .map(|(operation, _)| &operation.name);
    let names: std::collections::BTreeSet<_> = names.collect();
    assert!(names.len() <= 1_010, "{} names", names.len());
    // Every one of them is found all the same.
    let found = store.resolve("c-19999", 5).await.unwrap().value;
    assert_eq!(found, [id(19_999)]);
}

/// A small disk of its own; nothing where the machine does not let a test have one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn of_mib(size: u32) -> Option<Self> {
        let folder = tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}m"), "tmpfs"]);
        let mounted = mount.arg(folder.path()).output();
        match mounted {
            Ok(done) if done.status.success() => Some(SmallDisk(folder)),
            _ => None,
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What cannot be unmounted goes with the machine.
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.0.path())
            .status();
    }
}

#[tokio::test]
async fn a_full_disk_is_refused_and_left_again_without_a_new_start() {
    let Some(disk) = SmallDisk::of_mib(330) else {
        eprintln!("not run: no disk can be mounted here, which needs root");
        return;
    };
    let hands = Hands::new();
    let store = EmbeddedStore::open(Settings {
        keep: 3 * HOUR,
        ..settings(disk.0.path(), &hands)
    })
    .unwrap();
    store.write(batch(vec![heavy(1, "")])).await.unwrap();
    store.settle().await.unwrap();
    // Somebody else fills the disk.
    let filler = disk.0.path().join("filler");
    fs::write(&filler, vec![7_u8; 220 << 20]).unwrap();
    let refused = loop {
        // The keeper looks ten times a second.
        match store.write(batch(vec![heavy(2, "")])).await {
            Err(error) => break error,
            Ok(()) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    assert!(matches!(refused, WriteError::Full { .. }), "{refused}");
    let status = store.status().await;
    assert!(status.batches_refused > 0);
    assert!(
        status.troubles[0].contains("nearly full"),
        "{:?}",
        status.troubles
    );
    assert!(
        store.trace(id(1)).await.unwrap().value.is_some(),
        "it can be read"
    );

    fs::remove_file(filler).unwrap();
    while store.write(batch(vec![heavy(3, "")])).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(store.trace(id(3)).await.unwrap().value.is_some());
    assert_eq!(store.status().await.troubles, Vec::<String>::new());
}
