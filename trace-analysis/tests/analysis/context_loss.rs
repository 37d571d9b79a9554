use std::collections::HashSet;

use trace_analysis::{Arrivals, Background, LossClass, LossRate, Tree, losses};
use trace_model::SpanId;
use trace_model::SpanKind::{Client, Internal, Server};

use crate::scene::{ORIGIN, Scene};

struct Known {
    later: HashSet<u64>,
    since: u64,
}

impl Background for Known {
    fn arrived_later(&self, parent: SpanId) -> bool {
        self.later.contains(&parent.to_u64())
    }

    fn kept_since(&self) -> u64 {
        self.since
    }

    fn arrivals(&self, service: &str, _operation: &str) -> Arrivals {
        Arrivals {
            all: 100,
            with_parent: if service == "orders" { 95 } else { 40 },
            usual_caller: (service == "orders").then(|| "gateway".into()),
        }
    }
}

fn known() -> Known {
    Known {
        later: HashSet::from([77]),
        since: ORIGIN,
    }
}

fn classes(scene: Scene, known: &Known) -> Vec<(LossClass, Option<String>)> {
    let trace = scene.trace();
    let losses = losses(&trace, &Tree::of(&trace), known);
    let from =
        |loss: trace_analysis::Loss| (loss.class, loss.edge.from.map(|from| from.to_string()));
    losses.into_iter().map(from).collect()
}

#[test]
fn why_a_parent_is_not_there_is_told_apart() {
    let gateway = || Some("gateway".to_owned());
    let cases = [
        (77, Some(0x300), Server, LossClass::Late, gateway()),
        (99, Some(0x300), Server, LossClass::RemoteUnknown, gateway()),
        (
            99,
            Some(0x100),
            Server,
            LossClass::Lost,
            Some("orders".to_owned()),
        ),
        (99, None, Server, LossClass::RemoteUnknown, gateway()),
        (99, None, Client, LossClass::Lost, Some("orders".to_owned())),
        (0, None, Server, LossClass::UnexpectedRoot, gateway()),
    ];
    for (parent, flags, kind, class, from) in cases {
        let mut scene = Scene::new();
        let span = scene.span(parent, "orders", "POST", kind, (0, 10));
        scene.change(span).flags = flags.unwrap_or(0);
        assert_eq!(classes(scene, &known()), [(class, from)]);
    }
}

#[test]
fn what_is_older_than_the_store_is_not_lost() {
    let mut scene = Scene::new();
    scene.span(99, "orders", "POST", Internal, (0, 10));
    let young = Known {
        since: ORIGIN + 1,
        ..known()
    };
    assert_eq!(classes(scene, &young)[0].0, LossClass::Expired);
}

#[test]
fn a_root_that_is_often_one_is_expected() {
    let mut scene = Scene::new();
    let root = scene.span(0, "gateway", "GET /", Server, (0, 10));
    scene.span(root, "gateway", "work", Internal, (0, 10));
    assert_eq!(classes(scene, &known()), []);
}

#[test]
fn the_rate_counts_traces_and_only_losses() {
    let mut rate = LossRate::default();
    for (parent, kind) in [(99, Internal), (77, Internal), (0, Internal), (0, Server)] {
        let mut scene = Scene::new();
        scene.span(parent, "orders", "POST", kind, (0, 10));
        let trace = scene.trace();
        rate.add(&losses(&trace, &Tree::of(&trace), &known()));
    }
    assert_eq!((rate.settled, rate.lossy), (4, 2));
    assert_eq!(rate.share(), 0.5);
    let counted: Vec<(LossClass, u64)> = rate.edges.iter().map(|(key, n)| (key.1, *n)).collect();
    assert_eq!(
        counted,
        [
            (LossClass::Late, 1),
            (LossClass::UnexpectedRoot, 1),
            (LossClass::Lost, 1)
        ]
    );
}
