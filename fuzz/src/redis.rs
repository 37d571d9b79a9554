//! Values that the store on Redis keeps: what is read of any bytes is read as the same when it
//! is written again, and what is compressed is inflated.

use trace_model::TraceId;
use trace_model::otlp::Signal;

#[allow(dead_code, reason = "it is written for its own crate")]
#[path = "../../trace-store/src/redis/element.rs"]
mod element;
#[allow(dead_code, reason = "it is written for its own crate")]
#[path = "../../trace-store/src/redis/names.rs"]
mod names;
#[allow(dead_code, reason = "it is written for its own crate")]
#[path = "../../trace-store/src/redis/rolls.rs"]
mod rolls;
#[allow(dead_code, reason = "it is written for its own crate")]
#[path = "../../trace-store/src/redis/zip.rs"]
mod zip;

use element::Element;
use names::{read_operation, read_process, write_operation, write_process};
use zip::Zip;

/// Checks reading `data`, whose first byte says as what.
pub fn check(data: &[u8]) {
    let Some((what, data)) = data.split_first() else {
        return;
    };
    match what % 7 {
        0 => an_element(data),
        1 => {
            let operation = read_operation(data);
            let again = operation.as_ref().map(write_operation);
            assert_eq!(again.and_then(|again| read_operation(&again)), operation);
        }
        2 => {
            let process = read_process(data);
            let again = process.as_ref().map(write_process);
            assert_eq!(again.and_then(|again| read_process(&again)), process);
        }
        3 => counts(rolls::read(data)),
        4 => counts(rolls::unzipped(data)),
        5 => a_dictionary(data),
        _ => a_request(data),
    }
}

fn an_element(data: &[u8]) {
    let id = TraceId::from_u128(7).expect("seven is an id");
    if let Ok(Element::Settled(summary)) = element::read(id, data, &Zip::default()) {
        let told = element::write_told(&summary);
        assert_eq!(element::read_told(&told), Some(summary));
    }
}

fn counts(counted: Option<crate::rollup::RollUps>) {
    let Some(counted) = counted else { return };
    assert_eq!(
        rolls::unzipped(&rolls::zipped(&counted)).as_ref(),
        Some(&counted)
    );
    let mut twice = counted.clone();
    twice.merge(&counted);
    for cell in twice.operations.values().chain(twice.edges.values()) {
        let most = cell.durations.quantile(1.0);
        assert_eq!(most.is_some(), cell.count > 0);
        cell.durations.rank(1_000_000);
    }
}

/// Whether it is one or not, what is compressed afterwards can be read.
fn a_dictionary(data: &[u8]) {
    let zip = Zip::default();
    if let Some(dictionary) = zip.learn(data) {
        zip.use_from_now_on(dictionary);
    }
    let mut frame = Vec::new();
    zip.compress(data, &mut frame);
    if !data.is_empty() {
        assert_eq!(zip.inflate(&frame).as_deref(), Ok(data));
    }
}

fn a_request(data: &[u8]) {
    let zip = Zip::default();
    let id = TraceId::from_u128(7).expect("seven is an id");
    for signal in [Signal::Traces, Signal::Logs] {
        let element = element::write_request(signal, data, &zip);
        let read = element::read(id, &element, &zip);
        assert_eq!(read, Ok(Element::Request(signal, data.to_vec())));
    }
}
