//! The page that a Prometheus server scrapes, in the form that it asks for.

mod accept;
mod number;
mod openmetrics;
#[cfg(test)]
mod tests;
mod text;

use http::HeaderMap;

pub use accept::Format;

use crate::families::Families;

/// What is answered: a body, and the content type without which Prometheus 3 refuses it.
///
/// With the feature `axum` it is a response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// The value of the header `content-type`.
    pub content_type: &'static str,
    /// The metrics, as text.
    pub body: String,
}

impl Families {
    /// The page in the form that the headers of a request ask for.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderValue, header::ACCEPT};
    /// use trace_metrics::Families;
    ///
    /// let mut families = Families::default();
    /// families.counter("orders_total", "Orders that were placed.").sample([], 7);
    ///
    /// let mut headers = HeaderMap::new();
    /// let page = families.page(&headers);
    /// assert_eq!(page.content_type, "text/plain; version=0.0.4; charset=utf-8");
    ///
    /// let accept = "application/openmetrics-text; version=1.0.0, text/plain; q=0.5";
    /// headers.insert(ACCEPT, HeaderValue::from_static(accept));
    /// assert!(families.page(&headers).body.ends_with("# EOF\n"));
    /// ```
    pub fn page(&self, headers: &HeaderMap) -> Page {
        let format = Format::accepted(headers);
        Page {
            content_type: format.content_type(),
            body: match format {
                Format::Text => self.to_text(),
                Format::OpenMetrics => self.to_openmetrics(),
            },
        }
    }

    /// The text format of Prometheus, version 0.0.4. It has no exemplars.
    pub fn to_text(&self) -> String {
        text::write(self)
    }

    /// The text format of OpenMetrics, version 1.0.0, with exemplars.
    pub fn to_openmetrics(&self) -> String {
        openmetrics::write(self)
    }
}
