//! Traces of a shop in which nothing is wrong.

use fastrand::Rng;
use trace_model::SpanKind::{Client, Internal, Server};
use trace_model::Trace;

use crate::scene::{MS, ORIGIN, Scene};

const SERVICES: [&str; 6] = ["gateway", "shop", "stock", "orders", "payments", "mail"];
const QUERIES: [&str; 5] = ["SELECT a", "SELECT b", "INSERT c", "UPDATE d", "SELECT e"];

/// A span that can be given children, and when they may run.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) span: u64,
    pub(crate) service: &'static str,
    pub(crate) start: u64,
    pub(crate) end: u64,
}

/// A trace in the making, and a place in it that is still empty.
pub(crate) struct Noise {
    pub(crate) scene: Scene,
    pub(crate) empty: Place,
}

impl Noise {
    /// Requests that call services and databases, with some work in between; one of them,
    /// half a second long, does nothing yet.
    pub(crate) fn new(rng: &mut Rng) -> Self {
        let mut scene = Scene::new();
        let end = ORIGIN + rng.u64(1_200..1_600) * MS;
        let span = scene.exact(0, SERVICES[0], "GET /", Server, (ORIGIN, end));
        let root = Place {
            span,
            service: SERVICES[0],
            start: ORIGIN,
            end,
        };
        let from = ORIGIN + rng.u64(50..400) * MS;
        let before = Place { end: from, ..root };
        fill(&mut scene, rng, before, 0);
        let service = SERVICES[rng.usize(1..6)];
        let empty = call(&mut scene, rng, root, service, from, from + 500 * MS);
        let after = Place {
            start: from + rng.u64(530..600) * MS,
            ..root
        };
        fill(&mut scene, rng, after, 0);
        Noise { scene, empty }
    }

    /// A trace with something in the empty place.
    pub(crate) fn filled(rng: &mut Rng) -> Trace {
        let mut noise = Noise::new(rng);
        fill(&mut noise.scene, rng, noise.empty, 1);
        noise.scene.trace()
    }
}

/// A call from one service to another, with time on the way.
pub(crate) fn call(
    scene: &mut Scene,
    rng: &mut Rng,
    from: Place,
    service: &'static str,
    start: u64,
    end: u64,
) -> Place {
    let name = format!("GET /{service}");
    let client = scene.exact(from.span, from.service, "GET", Client, (start, end));
    let way = (end - start) / rng.u64(20..60);
    let (start, end) = (start + way, end - way);
    let span = scene.exact(client, service, &name, Server, (start, end));
    Place {
        span,
        service,
        start,
        end,
    }
}

/// Steps one after the other, with work of the caller in between.
pub(crate) fn fill(scene: &mut Scene, rng: &mut Rng, place: Place, depth: u32) {
    let mut at = place.start + rng.u64(1..10) * MS;
    loop {
        let end = at + rng.u64(10..120) * MS;
        if end + 5 * MS >= place.end {
            return;
        }
        match rng.u8(0..4) {
            0 => {
                scene.exact(place.span, place.service, "compute", Internal, (at, end));
            }
            1 if depth < 3 => {
                let service = SERVICES[rng.usize(1..6)];
                let below = call(scene, rng, place, service, at, end);
                fill(scene, rng, below, depth + 1);
            }
            _ => {
                let query = QUERIES[rng.usize(0..5)];
                let span = scene.exact(place.span, place.service, query, Client, (at, end));
                scene.set(span, "db.system.name", "postgresql");
            }
        }
        at = end + rng.u64(2..60) * MS;
    }
}
