//! Which form is asked for.

use http::HeaderMap;
use http::header::ACCEPT;

/// A form of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The text format of Prometheus, version 0.0.4.
    Text,
    /// The text format of OpenMetrics, version 1.0.0: the one with exemplars.
    OpenMetrics,
}

impl Format {
    /// The value of the header `content-type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Text => "text/plain; version=0.0.4; charset=utf-8",
            Format::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }

    /// The one that the request would rather have, by the rules of HTTP: the quality of
    /// the most specific range that fits. Where both are as good, and where nothing that is
    /// asked for can be given, it is the text format, unless OpenMetrics is asked for by
    /// name.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderValue, header::ACCEPT};
    /// use trace_metrics::Format;
    ///
    /// let mut headers = HeaderMap::new();
    /// assert_eq!(Format::accepted(&headers), Format::Text);
    /// headers.insert(ACCEPT, HeaderValue::from_static("application/openmetrics-text"));
    /// assert_eq!(Format::accepted(&headers), Format::OpenMetrics);
    /// ```
    pub fn accepted(headers: &HeaderMap) -> Self {
        let values = headers.get_all(ACCEPT).into_iter();
        let ranges: Vec<_> = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| split(value, ','))
            .filter_map(Range::read)
            .collect();
        let best = |format: Format| {
            let fitting = ranges.iter().filter_map(|range| {
                let specific = range.fits(format)?;
                Some((specific, range.quality))
            });
            // The most specific; of several, the best.
            fitting.max().unwrap_or((0, 0))
        };
        let (named, openmetrics) = best(Format::OpenMetrics);
        let (_, text) = best(Format::Text);
        let named = named >= Range::NAMED;
        match openmetrics > text || (openmetrics == text && openmetrics > 0 && named) {
            true => Format::OpenMetrics,
            false => Format::Text,
        }
    }

    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Format::Text => ("text", "plain", "0.0.4"),
            Format::OpenMetrics => ("application", "openmetrics-text", "1.0.0"),
        }
    }
}

/// One of the things that a request accepts.
struct Range {
    kind: String,
    subtype: String,
    version: Option<String>,
    /// In thousandths.
    quality: u16,
}

impl Range {
    const NAMED: u8 = 3;

    /// `None` if it is malformed.
    fn read(range: &str) -> Option<Self> {
        let mut parts = split(range, ';');
        let (kind, subtype) = parts.next()?.trim().split_once('/')?;
        let mut read = Range {
            kind: kind.to_ascii_lowercase(),
            subtype: subtype.to_ascii_lowercase(),
            version: None,
            quality: 1_000,
        };
        for parameter in parts {
            let Some((name, value)) = parameter.split_once('=') else {
                continue;
            };
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => read.quality = quality(value)?,
                "version" => read.version = Some(value.to_owned()),
                // Our names need no escaping, whatever it is.
                _ => {}
            }
        }
        Some(read)
    }

    /// How specific it is, if it is a range that the format is in.
    fn fits(&self, format: Format) -> Option<u8> {
        let (kind, subtype, version) = format.names();
        match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", "*") => Some(1),
            (asked, "*") if asked == kind => Some(2),
            (asked, of) if asked == kind && of == subtype => match &self.version {
                None => Some(Self::NAMED),
                Some(asked) => (asked == version).then_some(Self::NAMED + 1),
            },
            _ => None,
        }
    }
}

/// A quality of HTTP: 0 to 1, with three digits at most.
fn quality(value: &str) -> Option<u16> {
    let quality: f32 = value.parse().ok()?;
    (0.0..=1.0)
        .contains(&quality)
        .then_some((quality * 1_000.0).round() as u16)
}

/// What stands between separators that are not quoted.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c: char| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(accept: &[&str]) -> Format {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(ACCEPT, value.parse().unwrap());
        }
        Format::accepted(&headers)
    }

    #[test]
    fn what_is_asked_for_is_given() {
        use Format::{OpenMetrics, Text};
        let cases: [(&[&str], Format); 24] = [
            (&[], Text),
            (&[""], Text),
            (&["*/*"], Text),
            (&["text/*"], Text),
            (&["application/*"], OpenMetrics),
            (&["text/html"], Text),
            (&["nonsense, ;;, q=1"], Text),
            (&["text/plain"], Text),
            (&["application/openmetrics-text"], OpenMetrics),
            (
                &["APPLICATION/OpenMetrics-Text; Version=1.0.0"],
                OpenMetrics,
            ),
            (
                &["application/openmetrics-text; version=\"1.0.0\""],
                OpenMetrics,
            ),
            // A version that is not written.
            (&["application/openmetrics-text; version=0.0.1"], Text),
            (
                &["application/openmetrics-text; version=2.0.0, */*;q=0.1"],
                Text,
            ),
            // The order says nothing, the quality does.
            (
                &["text/plain;q=0.5, application/openmetrics-text;q=0.6"],
                OpenMetrics,
            ),
            (
                &["application/openmetrics-text;q=0.5, text/plain;q=0.6"],
                Text,
            ),
            (&["application/openmetrics-text;q=0, */*"], Text),
            (&["application/openmetrics-text, text/plain"], OpenMetrics),
            (&["application/*, text/plain"], Text),
            (
                &["text/plain;q=0, application/openmetrics-text;q=0.001"],
                OpenMetrics,
            ),
            // What has no quality that can be read is not there.
            (
                &["application/openmetrics-text;q=high, text/plain;q=0.1"],
                Text,
            ),
            (
                &["application/openmetrics-text;q=1.1, text/plain;q=0.1"],
                Text,
            ),
            // The most specific range decides, and a second header counts.
            (
                &[
                    "text/plain;version=0.0.4;q=0.2, text/plain;q=0.9",
                    "application/openmetrics-text;q=0.5",
                ],
                OpenMetrics,
            ),
            // Prometheus 2 and 3.
            (
                &[
                    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                ],
                OpenMetrics,
            ),
            (
                &[
                    "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.2",
                ],
                OpenMetrics,
            ),
        ];
        for (accept, expected) in cases {
            assert_eq!(of(accept), expected, "{accept:?}");
        }
    }
}
