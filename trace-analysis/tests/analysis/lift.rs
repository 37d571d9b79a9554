use trace_analysis::lift;
use trace_model::Attribute;

use crate::scene::attribute;

#[test]
fn the_value_that_the_slow_ones_share_is_named_and_ids_are_not() {
    let sample = |number: usize, version: &str| {
        vec![
            attribute("service.version", version),
            attribute("region", ["eu", "us"][number % 2]),
            attribute("order.id", &number.to_string()),
        ]
    };
    let slow: Vec<Vec<Attribute>> = (0..20).map(|n| sample(n, "1.2")).collect();
    let rest: Vec<Vec<Attribute>> = (20..220)
        .map(|n| sample(n, if n % 10 == 0 { "1.2" } else { "1.1" }))
        .collect();
    let by_reference = |samples: &'static [Vec<Attribute>]| -> Vec<Vec<&'static Attribute>> {
        samples
            .iter()
            .map(|sample| sample.iter().collect())
            .collect()
    };
    let lifts = lift(&by_reference(slow.leak()), &by_reference(rest.leak()));
    assert_eq!(lifts.len(), 1);
    assert_eq!(
        (&*lifts[0].key, &*lifts[0].value),
        ("service.version", "1.2")
    );
    assert!((lifts[0].lift() - 0.9).abs() < 1e-9);
}

#[test]
fn four_are_too_few_and_nothing_is_nothing() {
    let version = attribute("version", "2");
    let other = attribute("version", "1");
    let slow = vec![vec![&version]; 4];
    let rest = vec![vec![&other]; 100];
    assert_eq!(lift(&slow, &rest), []);
    assert_eq!(lift(&[], &[]), []);
}
