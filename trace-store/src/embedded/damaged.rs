//! Rows that are damaged, of batches, pins and counts.

use proptest::prelude::*;
use trace_model::otlp::{Batch, Limits, Signal, write_trace};

use super::arrivals;
use super::counts::{OPERATIONS, read_row, write_operations};
use super::engine::LEVEL;
use super::inflate::inflate;
use super::pins::{Pinned, read_pin, row};
use crate::damage::{cut, damaged, trace};
use crate::rollup::{RollUps, write_varint};
use crate::store::Pin;

fn arrival() -> Vec<u8> {
    let (request, _) = write_trace(&trace());
    let compressed = zstd::bulk::compress(&request, LEVEL).expect("zstd compresses any bytes");
    let batch = Batch::read(Signal::Traces, request.into(), &Limits::default());
    let (batch, _) = batch.expect("what is written can be read");
    arrivals::row(&batch, &compressed, 5)
}

fn pin() -> Vec<u8> {
    let pinned = Pinned {
        pin: Pin {
            trace_id: trace().id,
            unix_nanos: 5,
            note: "slow".into(),
        },
        trace: trace(),
        cut_from: Some(9),
        lines_cut_from: Some(3),
    };
    row(&pinned).expect("zstd compresses any bytes")
}

fn counts() -> RollUps {
    let mut counted = RollUps::default();
    counted.add(&trace(), |_| 1);
    counted
}

#[test]
fn what_is_whole_is_read_and_no_part_of_it() {
    let read = arrivals::read(1, &arrival()).unwrap();
    assert_eq!((read.came_nanos, read.entries.len()), (5, 3));
    assert!(cut(&arrival()).all(|part| arrivals::read(1, part).is_none()));
    let read = read_pin(trace().id, &pin()).unwrap();
    assert_eq!((read.cut_from, read.lines_cut_from), (Some(9), Some(3)));
    assert_eq!(read.trace, trace());
    assert!(cut(&pin()).all(|part| read_pin(trace().id, part).is_none()));
    let mut read = RollUps::default();
    read_row(OPERATIONS, 1, &write_operations(&counts()), &mut read);
    assert_eq!(read.operations, counts().operations);
}

#[test]
fn what_inflates_to_another_length_than_was_written_is_damaged() {
    let piece = zstd::bulk::compress(b"orders", LEVEL).unwrap();
    assert_eq!(inflate(&piece, 6).unwrap(), b"orders");
    for length in [0, 5, 7, usize::MAX] {
        assert_eq!(inflate(&piece, length), None);
    }
    assert_eq!(inflate(&[], 0), None);
}

#[test]
fn a_batch_that_says_it_is_huge_is_none() {
    for length in [1_u64 << 31, 1 << 40, u64::MAX] {
        let mut row = vec![0, 5];
        write_varint(&mut row, length);
        row.push(0);
        // No frame, and one that does not say how long it is.
        row.extend([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 1, 0, 0]);
        assert!(arrivals::read(1, &row).is_none());
        assert!(arrivals::read(1, &row[..row.len() - 9]).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_batch_has_entries_within_it_or_none(row in damaged(arrival())) {
        if let Some(read) = arrivals::read(1, &row) {
            let mut ends = read.entries.iter().map(|entry| entry.range.end as usize);
            prop_assert!(ends.all(|end| end <= read.arrival.raw_bytes));
        }
    }

    #[test]
    fn a_pin_is_read_or_not(row in damaged(pin())) {
        if let Some(read) = read_pin(trace().id, &row) {
            prop_assert_eq!(read.pin.trace_id, trace().id);
            prop_assert!(read.pin.note.len() <= row.len());
        }
    }

    #[test]
    fn counts_that_are_damaged_can_still_be_added_up(row in damaged(write_operations(&counts()))) {
        let mut read = counts();
        read_row(OPERATIONS, 1, &row, &mut read);
        read_row(OPERATIONS, 1, &row, &mut read);
        prop_assert!(read.operations.len() <= row.len() + 2);
    }
}
