//! What is shown: metrics of one name, with a value for each set of labels.

use std::borrow::Cow;

use crate::histogram::Histogram;
use crate::point::Point;

/// All metrics of one moment, which a [`Source`](crate::Source) adds its own to.
///
/// A page with a mistake in it is refused as a whole, and then nothing is known of the
/// service. So there are none: characters that a name may not have become `_`, and of two
/// metrics with the same name and labels the first stays.
///
/// ```
/// use trace_metrics::Families;
///
/// fn orders(to: &mut Families) {
///     to.counter("orders_total", "Orders that were placed.").sample([], 7);
///     to.gauge("orders_open", "Orders that are not settled, by state.")
///         .sample([("state", "new")], 2)
///         .sample([("state", "paid")], 1);
/// }
/// # let mut families = Families::default();
/// # orders(&mut families);
/// # assert_eq!(families.to_text().lines().count(), 7);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Families {
    families: Vec<Family>,
    /// What is added to where a name is taken. Nobody reads it.
    refused: Option<Box<Family>>,
}

impl Families {
    /// A number that only grows, such as of requests: its name ends in `_total`, which is
    /// added if it is missing.
    pub fn counter(&mut self, name: &'static str, help: &'static str) -> &mut Family {
        let name = name.strip_suffix("_total").unwrap_or(name);
        self.family(name, help, Kind::Counter)
    }

    /// A number that goes up and down, such as of connections.
    pub fn gauge(&mut self, name: &'static str, help: &'static str) -> &mut Family {
        self.family(name, help, Kind::Gauge)
    }

    /// How values are distributed, such as times: see [`Histogram`].
    pub fn histogram(&mut self, name: &'static str, help: &'static str) -> &mut Family {
        self.family(name, help, Kind::Histogram)
    }

    /// A count and a sum, of which a mean can be made: what is known where the values
    /// themselves are not.
    pub fn summary(&mut self, name: &'static str, help: &'static str) -> &mut Family {
        self.family(name, help, Kind::Summary)
    }

    fn family(&mut self, name: &'static str, help: &'static str, kind: Kind) -> &mut Family {
        let name = valid(name, true);
        let family = Family {
            name,
            help,
            kind,
            otel: None,
            samples: Vec::new(),
        };
        let clashes = |with: &Family| with.shown_names().any(|it| family.shows(&it));
        match self.families.iter().position(clashes) {
            Some(at) if self.families[at].is_like(&family) => &mut self.families[at],
            Some(_) => self.refused.insert(Box::new(family)),
            None => {
                self.families.push(family);
                let last = self.families.len() - 1;
                &mut self.families[last]
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Family> {
        self.families.iter().filter(|it| !it.samples.is_empty())
    }
}

/// The metrics of one name. One without a sample is not shown.
#[derive(Debug, Clone)]
pub struct Family {
    /// Of a counter without `_total`.
    pub(crate) name: Cow<'static, str>,
    pub(crate) help: &'static str,
    pub(crate) kind: Kind,
    /// What OpenTelemetry calls it, and in which unit, if that is not its name here.
    pub(crate) otel: Option<(&'static str, &'static str)>,
    pub(crate) samples: Vec<Sample>,
}

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Counter,
    Gauge,
    Histogram,
    Summary,
}

impl Kind {
    /// The word for it, in both forms of a page.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
            Kind::Summary => "summary",
        }
    }
}

/// So many values of one name are told apart, as OpenTelemetry has it. Those that come later
/// are added up, with the label `otel_metric_overflow="true"`: a label that has no end must
/// not fill the memory of who reads it.
const MOST_SAMPLES: usize = 2_000;

const OVERFLOW: (&str, &str) = ("otel.metric.overflow", "true");

/// A value and what tells it from the others of its name.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// Under the names that OpenTelemetry has for them: a page shows dots as `_`.
    pub(crate) labels: Vec<(&'static str, String)>,
    pub(crate) point: Point,
}

impl Family {
    fn is_like(&self, other: &Family) -> bool {
        (&self.name, self.kind) == (&other.name, other.kind)
    }

    /// The names that its lines have, in either form.
    fn shown_names(&self) -> impl Iterator<Item = String> {
        let endings: &[&str] = match self.kind {
            Kind::Counter => &["", "_total"],
            Kind::Gauge => &[""],
            Kind::Histogram => &["", "_bucket", "_count", "_sum"],
            Kind::Summary => &["", "_count", "_sum"],
        };
        endings
            .iter()
            .map(|ending| format!("{}{ending}", self.name))
    }

    fn shows(&self, name: &str) -> bool {
        self.shown_names().any(|it| it == name)
    }

    /// The name and the unit that OpenTelemetry's conventions have for it. Both are for
    /// OTLP; a page shows the name that was given first.
    pub fn otel(&mut self, name: &'static str, unit: &'static str) -> &mut Self {
        self.otel = Some((name, unit));
        self
    }

    /// A whole number, such as of requests. Values of labels should come from the program's
    /// text, not from what a caller sent: each makes a series of its own that Prometheus
    /// keeps.
    pub fn sample<const N: usize>(
        &mut self,
        labels: [(&'static str, &str); N],
        value: u64,
    ) -> &mut Self {
        self.push(labels, Point::Whole(value))
    }

    /// A number with a fraction, such as of seconds.
    pub fn fraction<const N: usize>(
        &mut self,
        labels: [(&'static str, &str); N],
        value: f64,
    ) -> &mut Self {
        self.push(labels, Point::Fraction(value))
    }

    /// How many values there were, and their sum; for a
    /// [`summary`](Families::summary).
    pub fn sum<const N: usize>(
        &mut self,
        labels: [(&'static str, &str); N],
        count: u64,
        sum: f64,
    ) -> &mut Self {
        self.push(labels, Point::Sum { count, sum })
    }

    /// All that was recorded so far; for a [`histogram`](Families::histogram).
    pub fn distribution<const N: usize>(
        &mut self,
        labels: [(&'static str, &str); N],
        histogram: &Histogram,
    ) -> &mut Self {
        self.push(labels, Point::Histogram(histogram.read()))
    }

    pub(crate) fn push<const N: usize>(
        &mut self,
        labels: [(&'static str, &str); N],
        point: Point,
    ) -> &mut Self {
        let fits = match point {
            Point::Whole(_) | Point::Fraction(_) => {
                matches!(self.kind, Kind::Counter | Kind::Gauge)
            }
            Point::Sum { .. } => self.kind == Kind::Summary,
            Point::Histogram(_) => self.kind == Kind::Histogram,
        };
        // A label without a value is the same as none.
        let labels = labels.into_iter().filter(|(_, value)| !value.is_empty());
        let owned = |(name, value): (&'static str, &str)| (name, value.to_owned());
        let labels: Vec<_> = labels.map(owned).collect();
        if !fits || self.samples.iter().any(|it| it.labels == labels) {
            return self;
        }
        if let Some(others) = self.samples.get_mut(MOST_SAMPLES) {
            others.point.add(&point);
        } else if self.samples.len() == MOST_SAMPLES {
            let labels = vec![owned(OVERFLOW)];
            self.samples.push(Sample { labels, point });
        } else {
            self.samples.push(Sample { labels, point });
        }
        self
    }
}

/// The name with `_` for what it may not have.
pub(crate) fn valid(name: &'static str, colon: bool) -> Cow<'static, str> {
    let fits = |(at, c): (usize, char)| {
        c.is_ascii_alphabetic() || c == '_' || (colon && c == ':') || (at > 0 && c.is_ascii_digit())
    };
    if !name.is_empty() && name.chars().enumerate().all(fits) {
        return Cow::Borrowed(name);
    }
    let fitting = name.chars().enumerate();
    let fitting = fitting.map(|(at, c)| if fits((at, c)) { c } else { '_' });
    Cow::Owned(fitting.chain(name.is_empty().then_some('_')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_cannot_be_becomes_one_that_can() {
        for (name, expected) in [
            ("fine_name:1", "fine_name:1"),
            ("http.server.request", "http_server_request"),
            ("1st", "_st"),
            ("", "_"),
            ("größe", "gr__e"),
        ] {
            assert_eq!(valid(name, true), expected);
        }
        assert_eq!(valid("a:b", false), "a_b");
    }

    #[test]
    fn more_values_than_are_told_apart_are_added_up() {
        let mut families = Families::default();
        let family = families.counter("orders", "Orders.");
        for user in 0..2 * MOST_SAMPLES {
            family.sample([("user", &user.to_string())], 3);
        }
        assert_eq!(family.samples.len(), MOST_SAMPLES + 1);
        let last = family.samples.last().unwrap();
        assert_eq!(last.labels, [("otel.metric.overflow", "true".to_owned())]);
        assert_eq!(last.point, Point::Whole(3 * MOST_SAMPLES as u64));
    }

    #[test]
    fn nothing_is_there_twice() {
        let mut families = Families::default();
        families.counter("a_total", "A.").sample([("x", "1")], 1);
        families.counter("a", "Another.").sample([("x", "1")], 2);
        families.counter("a", "Another.").sample([("x", "2")], 3);
        families.gauge("a", "Of another kind.").sample([], 4);
        families
            .gauge("a_total", "In the text, the same.")
            .sample([], 4);
        families.gauge("b", "Nothing.");
        families.summary("c", "Not of this kind.").sample([], 5);
        let shown: Vec<_> = families.iter().collect();
        let [only] = &shown[..] else {
            panic!("{shown:?}");
        };
        let values: Vec<_> = only.samples.iter().map(|it| &it.point).collect();
        assert_eq!((only.help, only.kind), ("A.", Kind::Counter));
        assert_eq!(values, [&Point::Whole(1), &Point::Whole(3)]);
    }
}
