//! Values of Redis that are damaged, or that a newer version has written.

use proptest::prelude::*;
use trace_model::otlp::{Signal, write_trace};

use super::element;
use super::missing::Missing;
use super::names::{
    process_of, read_operation, read_process, trace_id, write_operation, write_process,
};
use super::reading::{Loaded, Reading};
use super::zip::{Unreadable, Zip};
use super::{pins, rolls};
use crate::damage::{cut, damaged, trace};
use crate::rollup::{Operation, RollUps};
use crate::store::Pin;
use crate::summary::Summary;

fn request() -> Vec<u8> {
    element::write_request(Signal::Traces, &write_trace(&trace()).0, &Zip::default())
}

fn told() -> Vec<u8> {
    element::write_told(&Summary::of(&trace()))
}

fn operation() -> Operation {
    let span = &trace().spans[2];
    Operation {
        service: span.service(),
        name: span.name.clone(),
        kind: span.kind,
    }
}

fn pin() -> Pin {
    Pin {
        trace_id: trace().id,
        unix_nanos: 1_700_000_000_000_000_000,
        note: "slow".into(),
    }
}

fn counts() -> RollUps {
    let mut counted = RollUps::default();
    counted.add(&trace(), |start| start / 60_000_000_000);
    counted
}

fn dictionary() -> Vec<u8> {
    let sample = |number: u32| format!("order {number} of customer {}", number % 7).into_bytes();
    let samples: Vec<_> = (0..2_000).map(sample).collect();
    zstd::dict::from_samples(&samples, 4_096).expect("there are enough samples")
}

/// What is read of a trace with this element, and what is said to be missing.
fn read(element: &[u8]) -> (Option<Loaded>, Missing) {
    let (mut reading, mut missing) = (Reading::new(trace().id), Missing::default());
    reading.add(element, &Zip::default());
    (reading.end(&mut missing), missing)
}

#[test]
fn what_is_whole_is_read_and_no_part_of_it() {
    let (loaded, missing) = read(&request());
    assert_eq!(loaded.unwrap().trace, trace());
    assert!(missing.what.is_empty());
    assert_eq!(element::read_told(&told()), Some(Summary::of(&trace())));
    assert!(cut(&told()).all(|part| element::read_told(part).is_none()));

    let written = write_operation(&operation());
    assert_eq!(read_operation(&written), Some(operation()));
    assert!(cut(&written).all(|part| read_operation(part).is_none()));

    let process = process_of(&trace().spans[0]);
    let written = write_process(&process);
    assert_eq!(read_process(&written), Some(process));
    assert!(cut(&written).all(|part| read_process(part).is_none()));

    let written = pins::write(&pin());
    assert_eq!(pins::read(trace().id, &written), Some(pin()));
    assert!(cut(&written).all(|part| pins::read(trace().id, part).is_none()));

    let written = rolls::write(&counts());
    assert_eq!(rolls::read(&written), Some(counts()));
    assert!(cut(&written).all(|part| rolls::read(part).is_none()));
    let zipped = rolls::zipped(&counts());
    assert_eq!(rolls::unzipped(&zipped), Some(counts()));
    assert!(cut(&zipped).all(|part| rolls::unzipped(part).is_none()));
}

#[test]
fn an_element_that_is_cut_or_of_a_newer_version_is_said_to_be_missing() {
    let whole = request();
    let newer = [&[2], &whole[1..]].concat();
    for element in cut(&whole).chain([&newer[..]]) {
        let (loaded, missing) = read(element);
        assert!(loaded.is_none(), "{element:?}");
        let said = missing.what.into_iter().collect::<String>();
        assert!(said.starts_with("1 damaged pieces of the trace"), "{said}");
    }
}

#[test]
fn a_frame_that_says_it_is_huge_is_damaged() {
    // The largest content size that a frame can tell, in eight bytes.
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0xe0];
    frame.extend([0xff; 8]);
    frame.extend([1, 0, 0]);
    let inflated = Zip::default().inflate(&frame);
    assert_eq!(inflated, Err(Unreadable::Damaged));
}

#[test]
fn an_unknown_dictionary_is_named() {
    let writer = Zip::default();
    let learned = writer.learn(&dictionary()).unwrap();
    let id = learned.id;
    writer.use_from_now_on(learned);
    let mut frame = Vec::new();
    writer.compress(b"order 3", &mut frame);
    assert_eq!(writer.inflate(&frame).unwrap(), b"order 3");
    let unknown = Zip::default().inflate(&frame);
    assert_eq!(unknown, Err(Unreadable::Dictionary(id)));
}

#[test]
fn counts_beyond_all_numbers_are_as_high_as_they_can_be() {
    let mut counted = counts();
    for cell in counted.operations.values_mut() {
        let mut bytes = &[
            0, 0, 1, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1,
        ][..];
        *cell = crate::rollup::Cell::read(&mut bytes).unwrap();
    }
    let mut twice = counted.clone();
    twice.merge(&counted);
    twice.add(&trace(), |start| start / 60_000_000_000);
    assert!(twice.operations.values().all(|cell| cell.count == u64::MAX));
    let cell = twice.operations.values().next().unwrap();
    assert_eq!(cell.durations.rank(u64::MAX), Some(1.0));
    assert!(cell.durations.quantile(1.0).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn an_element_is_read_or_said_to_be_missing(element in damaged(request())) {
        let (loaded, missing) = read(&element);
        let is_whole = loaded.is_some_and(|loaded| !loaded.trace.spans.is_empty());
        prop_assert!(is_whole || !missing.what.is_empty() || element.get(1) == Some(&2));
    }

    #[test]
    fn a_summary_has_no_more_services_than_bytes(told in damaged(told())) {
        if let Some(summary) = element::read_told(&told) {
            prop_assert!(summary.services.len() <= told.len());
            prop_assert_eq!(Some(summary.trace_id), trace_id(&told));
        }
    }

    #[test]
    fn names_are_no_longer_than_what_they_are_read_from(
        operation in damaged(write_operation(&operation())),
        process in damaged(write_process(&process_of(&trace().spans[0]))),
        pin in damaged(pins::write(&pin())),
    ) {
        if let Some(read) = read_operation(&operation) {
            prop_assert!(read.service.len() + read.name.len() <= operation.len());
        }
        if let Some(read) = read_process(&process) {
            prop_assert!(read.iter().map(|name| name.len()).sum::<usize>() <= process.len());
        }
        if let Some(read) = pins::read(trace().id, &pin) {
            prop_assert!(read.note.len() <= pin.len());
        }
    }

    #[test]
    fn counts_that_are_damaged_can_still_be_added_up(
        raw in damaged(rolls::write(&counts())),
        zipped in damaged(rolls::zipped(&counts())),
    ) {
        for read in [rolls::read(&raw), rolls::unzipped(&zipped)].into_iter().flatten() {
            let mut all = read.clone();
            all.merge(&read);
            all.merge(&counts());
            for cell in all.operations.values() {
                cell.durations.quantile(0.99);
                cell.durations.rank(1_000);
            }
            prop_assert!(read.operations.len() + read.edges.len() <= raw.len().max(64 * zipped.len()));
        }
    }

    #[test]
    fn with_a_damaged_dictionary_is_compressed_what_can_be_inflated_or_nothing(
        bytes in damaged(dictionary()),
    ) {
        let zip = Zip::default();
        if let Some(dictionary) = zip.learn(&bytes) {
            zip.use_from_now_on(dictionary);
        }
        let mut frame = Vec::new();
        zip.compress(b"order 3 of customer 1", &mut frame);
        prop_assert_eq!(zip.inflate(&frame).unwrap(), b"order 3 of customer 1");
    }
}
