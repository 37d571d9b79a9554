use std::mem::discriminant;

use fastrand::Rng;
use trace_analysis::{Analysis, FindingKind};
use trace_model::SpanKind::{Client, Consumer, Internal, Producer};

use super::noise::{Noise, Place, call, fill};
use super::tally::Tally;
use crate::scene::{MS, Scene};

const TRACES: u64 = 400;

/// What is put into the empty place: it gives the span at which it must show. In every
/// second trace it is the real thing, in the others, where it is told, only much like it.
fn tally(kind: &FindingKind, plant: impl Fn(&mut Scene, &mut Rng, Place, bool) -> u64) -> Tally {
    let mut tally = Tally::default();
    for seed in 0..TRACES {
        let mut rng = Rng::with_seed(seed);
        let planted = seed % 2 == 0;
        let mut noise = Noise::new(&mut rng);
        let at = plant(&mut noise.scene, &mut rng, noise.empty, planted);
        let trace = noise.scene.trace();
        let analysis = Analysis::of(&trace);
        let found = analysis.findings.iter();
        let found = found.filter(|finding| discriminant(&finding.kind) == discriminant(kind));
        let (right, wrong): (Vec<u64>, Vec<u64>) = found
            .map(|finding| {
                let span = analysis.tree.rows[finding.row as usize].span();
                let span = span.expect("findings show at spans");
                trace.spans[span as usize].span_id.to_u64()
            })
            .partition(|span| *span == at);
        tally.count(planted, right.len(), wrong.len());
    }
    tally
}

#[test]
fn one_query_for_each_row() {
    let kind = FindingKind::NPlusOne {
        calls: 0,
        total_nanos: 0,
    };
    let tally = tally(&kind, |scene, rng, place, real| {
        // Four calls are too few; calls that make up two thirds of the time are not enough.
        let few = rng.bool();
        let calls = if real || !few { rng.u64(6..80) } else { 4 };
        let (each, mut at) = (440 * MS / calls, place.start + 2 * MS);
        for _ in 0..calls {
            let share = if real || few {
                rng.u64(92..100)
            } else {
                rng.u64(60..70)
            };
            let length = each * share / 100;
            scene.exact(
                place.span,
                place.service,
                "SELECT item",
                Client,
                (at, at + length),
            );
            at += each;
        }
        place.span
    });
    tally.demand("N+1", 95, 95);
}

#[test]
fn calls_that_could_be_made_at_once() {
    let kind = FindingKind::Serial {
        targets: Vec::new(),
    };
    let tally = tally(&kind, |scene, rng, place, real| {
        let mut at = place.start + 5 * MS;
        for service in ["stock", "payments", "mail"]
            .into_iter()
            .take(rng.usize(2..4))
        {
            // Calls with much work of the caller in between depend on each other.
            let end = at + rng.u64(60..140) * MS;
            let below = call(scene, rng, place, service, at, end);
            fill(scene, rng, below, 3);
            at = end + if real { rng.u64(0..4) } else { rng.u64(20..50) } * MS;
        }
        place.span
    });
    tally.demand("serial calls", 90, 95);
}

#[test]
fn tries_after_a_failure() {
    let kind = FindingKind::Retry {
        tries: 0,
        succeeded: true,
    };
    let tally = tally(&kind, |scene, rng, place, real| {
        let tries = rng.u64(2..5);
        let mut at = place.start + MS;
        for place_of in 1..=tries {
            let end = at + rng.u64(10..60) * MS;
            let span = scene.exact(place.span, place.service, "POST card", Client, (at, end));
            // Requests of other things are no retries.
            let path = if real { 0 } else { place_of };
            let url = format!("https://card.example/charge/{path}");
            scene.set(span, "url.full", url.as_str());
            if place_of < tries || rng.u8(0..4) == 0 {
                scene.fail(span, "503");
            }
            at = end + rng.u64(10..50) * MS;
        }
        place.span
    });
    tally.demand("retries", 95, 95);
}

#[test]
fn one_for_which_all_others_waited() {
    let kind = FindingKind::Straggler {
        calls: 0,
        median_nanos: 0,
        slowest_nanos: 0,
    };
    let tally = tally(&kind, |scene, rng, place, real| {
        let calls = rng.u64(4..20);
        let slow = rng.u64(0..calls);
        for shard in 0..calls {
            let start = place.start + rng.u64(1..5) * MS;
            // Twice as long as the others is no straggler.
            let lengths = match (shard == slow, real) {
                (true, true) => 300..450,
                (true, false) => 85..110,
                (false, _) => 40..90,
            };
            let length = rng.u64(lengths);
            let times = (start, start + length * MS);
            scene.exact(place.span, place.service, "GET shard", Client, times);
        }
        place.span
    });
    tally.demand("stragglers", 95, 95);
}

#[test]
fn waiting_for_something_that_is_not_traced() {
    let tally = tally(&FindingKind::Waiting, |scene, rng, place, real| {
        let times = (place.start + MS, place.end - MS);
        let span = scene.exact(place.span, place.service, "lock", Internal, times);
        let busy = if real {
            rng.i64(1..100)
        } else {
            rng.i64(300..490)
        } * MS as i64;
        scene.set(span, "busy_ns", busy);
        scene.set(span, "idle_ns", (times.1 - times.0) as i64 - busy);
        span
    });
    tally.demand("waiting", 95, 95);
}

#[test]
fn messages_that_lay() {
    let tally = tally(&FindingKind::Queued, |scene, rng, place, real| {
        let sent = (place.start + MS, place.start + 3 * MS);
        let sending = scene.exact(place.span, place.service, "send", Producer, sent);
        let lay = if real {
            rng.u64(200..400)
        } else {
            rng.u64(0..100)
        };
        let taken = sent.1 + lay * MS;
        scene.exact(
            sending,
            "mail",
            "process",
            Consumer,
            (taken, taken + 20 * MS),
        );
        sending
    });
    tally.demand("queued messages", 95, 95);
}
