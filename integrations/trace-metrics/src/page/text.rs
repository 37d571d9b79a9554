//! The text format of Prometheus, version 0.0.4.

use std::fmt::Write as _;

use super::number::{Labels, Short, escaped};
use crate::families::{Families, Family, Kind, Sample};
use crate::point::Point;

pub(super) fn write(families: &Families) -> String {
    let mut page = String::new();
    for family in families.iter() {
        let (name, help) = (shown_name(family), escaped(family.help));
        let kind = family.kind.as_str();
        // Writing to a `String` does not fail.
        let _ = writeln!(page, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for sample in &family.samples {
            let _ = write_sample(&mut page, &name, sample);
        }
    }
    page
}

/// Of a counter, all of its name: elsewhere `_total` is no part of it.
fn shown_name(family: &Family) -> String {
    match family.kind {
        Kind::Counter => format!("{}_total", family.name),
        _ => family.name.to_string(),
    }
}

fn write_sample(page: &mut String, name: &str, sample: &Sample) -> std::fmt::Result {
    let labels = Labels(&sample.labels, None);
    match &sample.point {
        Point::Whole(value) => writeln!(page, "{name}{labels} {value}"),
        Point::Fraction(value) => writeln!(page, "{name}{labels} {}", Short(*value)),
        Point::Sum { count, sum } => {
            writeln!(page, "{name}_sum{labels} {}", Short(*sum))?;
            writeln!(page, "{name}_count{labels} {count}")
        }
        Point::Histogram(histogram) => {
            for (end, count, _) in histogram.cumulative() {
                let end = Short(end.unwrap_or(f64::INFINITY)).to_string();
                let labels = Labels(&sample.labels, Some(("le", end)));
                writeln!(page, "{name}_bucket{labels} {count}")?;
            }
            writeln!(page, "{name}_sum{labels} {}", Short(histogram.sum))?;
            writeln!(page, "{name}_count{labels} {}", histogram.count())
        }
    }
}
