//! All measurements of a run, by workload and subject.

use std::collections::BTreeMap;

use crate::json::Object;
use crate::statistics::Spread;

/// The runs of each cell of the tables.
#[derive(Debug, Default)]
pub(crate) struct Measured(BTreeMap<(String, String), Vec<Object>>);

impl Measured {
    pub(crate) fn add(&mut self, workload: &str, subject: &str, run: Object) {
        let cell = (workload.to_owned(), subject.to_owned());
        self.0.entry(cell).or_default().push(run);
    }

    pub(crate) fn runs(&self, workload: &str, subject: &str) -> &[Object] {
        let cell = (workload.to_owned(), subject.to_owned());
        self.0.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// `None` if it was not measured.
    pub(crate) fn spread(&self, workload: &str, subject: &str, key: &str) -> Option<Spread> {
        let runs = self.runs(workload, subject).iter();
        Spread::of(runs.filter_map(|run| run.number(key)))
    }

    pub(crate) fn median(&self, workload: &str, subject: &str, key: &str) -> Option<f64> {
        Some(self.spread(workload, subject, key)?.median)
    }

    /// The least of the medians of `subjects`.
    pub(crate) fn best(&self, workload: &str, subjects: &[&str], key: &str) -> Option<f64> {
        let medians = subjects
            .iter()
            .filter_map(|subject| self.median(workload, subject, key));
        medians.min_by(f64::total_cmp)
    }
}

/// What did not arrive in one run.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Missing {
    /// Spans that were made and did not arrive.
    pub(crate) spans: f64,
    /// Of these, those that the library counted.
    pub(crate) counted: f64,
    /// Roots of spans that did arrive, attributes, errors, events, lines and
    /// ids in lines. Looked at only where all spans arrived.
    pub(crate) other: f64,
}

impl Missing {
    pub(crate) fn of(run: &Object) -> Missing {
        let number = |key: &str| run.number(key).unwrap_or_default();
        // More may arrive than was asked for: events that a library adds.
        let gap = |made: &str, arrived: &str| (number(made) - number(arrived)).max(0.0);
        let lines = gap("lines_made", "lines_arrived") + gap("lines_searched", "lines_with_ids");
        if !run.is_true("recorded") {
            return Missing {
                other: lines,
                ..Missing::default()
            };
        }
        let spans = gap("spans_made", "spans_arrived");
        // Too many roots are spans that lost their parent.
        let roots = (number("roots_made") - number("roots_arrived")).abs();
        let of_spans = ["attributes", "errors", "events"]
            .map(|what| gap(&format!("{what}_made"), &format!("{what}_arrived")));
        Missing {
            spans,
            counted: run.numbers("lost_").map(|(_, spans)| spans).sum(),
            other: lines
                + if spans == 0.0 {
                    roots + of_spans.iter().sum::<f64>()
                } else {
                    0.0
                },
        }
    }

    pub(crate) fn plus(self, other: Missing) -> Missing {
        Missing {
            spans: self.spans + other.spans,
            counted: self.counted + other.counted,
            other: self.other + other.other,
        }
    }

    /// Spans whose loss nobody counted, and what else is not there.
    pub(crate) fn unaccounted(self) -> f64 {
        (self.spans - self.counted).abs() + self.other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(of: &str) -> Missing {
        Missing::of(&Object::parse(of).expect(of))
    }

    #[test]
    fn the_best_is_the_least_median() {
        let mut measured = Measured::default();
        for (subject, value) in [("x", 9), ("x", 3), ("x", 4), ("y", 5)] {
            let run = Object::parse(&format!("{{\"ns\":{value}}}")).expect("an object");
            measured.add("a", subject, run);
        }
        assert_eq!(measured.median("a", "x", "ns"), Some(4.0));
        assert_eq!(measured.best("a", &["x", "y", "z"], "ns"), Some(4.0));
        assert_eq!(measured.best("b", &["x"], "ns"), None);
    }

    #[test]
    fn losses_are_found() {
        let all = r#"{"recorded":true,"spans_made":9,"spans_arrived":9,"roots_made":1,"roots_arrived":1,
                      "events_made":2,"events_arrived":4}"#;
        assert_eq!(
            missing(all),
            Missing::default(),
            "more events than were asked for"
        );
        for (change, into) in [
            ("\"spans_arrived\":9", "\"spans_arrived\":8"),
            ("\"roots_arrived\":1", "\"roots_arrived\":2"),
            ("\"events_arrived\":4", "\"events_arrived\":1"),
        ] {
            assert_eq!(
                missing(&all.replace(change, into)).unaccounted(),
                1.0,
                "{into}"
            );
        }
        let counted = all.replace("\"spans_arrived\":9", "\"spans_arrived\":6,\"lost_full\":3");
        assert_eq!(missing(&counted).spans, 3.0);
        assert_eq!(missing(&counted).unaccounted(), 0.0);
    }

    #[test]
    fn what_is_not_recorded_is_not_missed() {
        let off = r#"{"recorded":false,"spans_made":9,"spans_arrived":0,"lines_made":2,"lines_arrived":1}"#;
        assert_eq!(missing(off).unaccounted(), 1.0, "but for its lines");
    }
}
