//! The text format.

use std::fmt::{Display, Write};

use trace_store::rollup::Cell;

/// The upper bounds of a histogram, in seconds: those of Tempo's.
const BOUNDS: [f64; 14] = [
    0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1.02, 2.05, 4.1, 8.2, 16.4,
];
/// How far a bin of a sketch may reach over a bound.
const PRECISION: f64 = 1.01;

/// Names of labels, and their values.
pub(super) type Labels<'a> = [(&'a str, &'a str)];

/// Metrics, one under the other.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    pub(super) fn finish(self) -> String {
        self.0
    }

    /// Begins a metric.
    pub(super) fn metric(&mut self, name: &str, r#type: &str, help: &str) {
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {type}"));
    }

    pub(super) fn sample(&mut self, name: &str, labels: &Labels<'_>, value: impl Display) {
        let labels = Written(labels, None);
        self.line(format_args!("{name}{labels} {value}"));
    }

    /// All lines of one histogram of seconds.
    pub(super) fn histogram(&mut self, name: &str, labels: &Labels<'_>, cell: &Cell) {
        let mut bins = cell.durations.bins().peekable();
        let mut below = 0;
        for bound in BOUNDS {
            let limit = bound * 1e9 * PRECISION;
            while let Some((_, count)) = bins.next_if(|(upper, _)| *upper as f64 <= limit) {
                below += count;
            }
            let labels = Written(labels, Some(bound));
            self.line(format_args!("{name}_bucket{labels} {below}"));
        }
        let all = Written(labels, Some(f64::INFINITY));
        self.line(format_args!("{name}_bucket{all} {}", cell.count));
        let plain = Written(labels, None);
        self.line(format_args!(
            "{name}_sum{plain} {}",
            cell.total_nanos as f64 / 1e9
        ));
        self.line(format_args!("{name}_count{plain} {}", cell.count));
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.0, "{line}").expect("a String takes everything");
    }
}

/// Labels as they are written, with the bound of a bucket behind them.
struct Written<'a>(&'a Labels<'a>, Option<f64>);

impl Display for Written<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut between = "{";
        for (name, value) in self.0 {
            write!(f, "{between}{name}=\"")?;
            for char in value.chars() {
                match char {
                    '\\' => f.write_str("\\\\")?,
                    '"' => f.write_str("\\\"")?,
                    '\n' => f.write_str("\\n")?,
                    char => f.write_char(char)?,
                }
            }
            f.write_char('"')?;
            between = ",";
        }
        match self.1 {
            Some(bound) if bound.is_infinite() => write!(f, "{between}le=\"+Inf\"}}"),
            Some(bound) => write!(f, "{between}le=\"{bound}\"}}"),
            None if self.0.is_empty() => Ok(()),
            None => f.write_char('}'),
        }
    }
}
