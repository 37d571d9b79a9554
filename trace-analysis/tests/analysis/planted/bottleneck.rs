use fastrand::Rng;
use trace_analysis::{Analysis, Place};
use trace_model::SpanKind::Client;

use super::noise::Noise;
use super::tally::Tally;
use crate::scene::MS;

/// One query takes longer than all else together; the sentence must name it.
#[test]
fn the_slow_query_is_named() {
    let mut tally = Tally::default();
    for seed in 0..400 {
        let mut rng = Rng::with_seed(seed);
        let mut noise = Noise::new(&mut rng);
        let place = noise.empty;
        let shift = rng.u64(2_000..6_000) * MS;
        let times = (place.start + 10 * MS, place.start + 10 * MS + shift);
        noise
            .scene
            .exact(place.span, place.service, "SELECT slow", Client, times);
        let mut trace = noise.scene.trace();
        // All that contains the query, and all that comes after it, ends that much later.
        let moment = place.start + 11 * MS;
        for span in trace
            .spans
            .iter_mut()
            .filter(|span| &*span.name != "SELECT slow")
        {
            span.end_unix_nanos += if span.end_unix_nanos > moment {
                shift
            } else {
                0
            };
            span.start_unix_nanos += if span.start_unix_nanos > moment {
                shift
            } else {
                0
            };
        }
        let found = Analysis::of(&trace).bottleneck.unwrap();
        let named = found
            .operation
            .is_some_and(|operation| &*operation.name == "SELECT slow");
        let right = named && found.places[0].place == Place::Service(place.service.into());
        tally.count(
            true,
            usize::from(found.single && right),
            usize::from(found.single && !right),
        );
    }
    tally.demand("bottleneck", 95, 95);
}
