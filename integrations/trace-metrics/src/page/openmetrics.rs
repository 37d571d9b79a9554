//! The text format of OpenMetrics, version 1.0.0.

use std::fmt::{self, Write as _};
use std::time::{Duration, UNIX_EPOCH};

use super::number::{Canonical, Labels, quoted};
use crate::families::{Families, Family, Kind, Sample};
use crate::point::{Exemplar, Point};

pub(super) fn write(families: &Families) -> String {
    let mut page = String::new();
    for family in families.iter() {
        // Writing to a `String` does not fail.
        let _ = write_family(&mut page, family);
    }
    page.push_str("# EOF\n");
    page
}

fn write_family(page: &mut String, family: &Family) -> fmt::Result {
    let name = &family.name;
    let kind = family.kind.as_str();
    writeln!(page, "# TYPE {name} {kind}")?;
    // A unit has to be the end of the name.
    let mut units = ["seconds", "bytes"].into_iter();
    if let Some(unit) = units.find(|unit| name.ends_with(&format!("_{unit}"))) {
        writeln!(page, "# UNIT {name} {unit}")?;
    }
    writeln!(page, "# HELP {name} {}", quoted(family.help))?;
    for sample in &family.samples {
        write_sample(page, family, sample)?;
    }
    Ok(())
}

fn write_sample(page: &mut String, family: &Family, sample: &Sample) -> fmt::Result {
    let (name, labels) = (&family.name, Labels(&sample.labels, None));
    let ending = match family.kind {
        Kind::Counter => "_total",
        _ => "",
    };
    match &sample.point {
        Point::Whole(value) => writeln!(page, "{name}{ending}{labels} {value}"),
        Point::Fraction(value) => writeln!(page, "{name}{ending}{labels} {}", Canonical(*value)),
        Point::Sum { count, sum } => {
            writeln!(page, "{name}_count{labels} {count}")?;
            writeln!(page, "{name}_sum{labels} {}", Canonical(*sum))
        }
        Point::Histogram(histogram) => {
            for (end, count, exemplar) in histogram.cumulative() {
                let end = Canonical(end.unwrap_or(f64::INFINITY)).to_string();
                let labels = Labels(&sample.labels, Some(("le", end)));
                write!(page, "{name}_bucket{labels} {count}")?;
                if let Some(exemplar) = exemplar {
                    write_exemplar(page, &exemplar)?;
                }
                page.push('\n');
            }
            writeln!(page, "{name}_count{labels} {}", histogram.count())?;
            writeln!(page, "{name}_sum{labels} {}", Canonical(histogram.sum))
        }
    }
}

fn write_exemplar(page: &mut String, exemplar: &Exemplar) -> fmt::Result {
    let at = exemplar.at.duration_since(UNIX_EPOCH);
    let at = at.as_ref().map_or(0.0, Duration::as_secs_f64);
    write!(
        page,
        " # {{trace_id=\"{}\",span_id=\"{}\"}} {} {at:.3}",
        exemplar.trace_id,
        exemplar.span_id,
        Canonical(exemplar.value)
    )
}
