//! Links to where else something of a trace may be seen: its logs, its host.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// What stands in braces and is known of a whole trace.
const OF_TRACE: [&str; 3] = ["trace_id", "start_ms", "end_ms"];
/// What is known of a span only.
const OF_SPAN: [&str; 3] = ["span_id", "service", "operation"];
/// Behind this stands the key of an attribute of the span or of its resource.
const ATTRIBUTE: &str = "attribute.";

/// A link that the page shows, `Logs=https://logs.example/?q={trace_id}`: the page puts values
/// for what stands in braces.
///
/// `{trace_id}`, `{start_ms}` and `{end_ms}` are known of a trace; `{span_id}`, `{service}`,
/// `{operation}` and `{attribute.KEY}` of a span. A link with one of the latter is shown at
/// spans that have it, any other one at the trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkTemplate {
    /// What is shown.
    pub name: String,
    /// The address, with names in braces.
    pub template: String,
    /// Whether a span has to be known, and not a trace alone.
    pub of_span: bool,
}

impl FromStr for LinkTemplate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            "expected a name and an address, as in `Logs=https://logs.example/?q={trace_id}`";
        let (name, template) = text.split_once('=').ok_or(expected)?;
        let name = name.trim();
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(expected.to_owned());
        }
        let scheme = ["http://", "https://"];
        let Some(rest) = scheme
            .iter()
            .find_map(|scheme| template.strip_prefix(scheme))
        else {
            return Err("the address of a link begins with `http://` or `https://`".to_owned());
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() || host.contains(['{', '}', '@', '\\']) {
            return Err("a link names its host, the same for all traces, and no user".to_owned());
        }
        if template.contains(|char: char| char.is_whitespace() || char.is_control()) {
            return Err("the address of a link has no blanks: write `%20`".to_owned());
        }
        let mut of_span = false;
        for piece in template.split('{').skip(1) {
            let Some((known, _)) = piece.split_once('}') else {
                return Err(format!("`{{{piece}` has no `}}`"));
            };
            let is_of_span = OF_SPAN.contains(&known)
                || known
                    .strip_prefix(ATTRIBUTE)
                    .is_some_and(|key| !key.is_empty());
            if !is_of_span && !OF_TRACE.contains(&known) {
                return Err(format!(
                    "`{{{known}}}` is not known; `{{{}}}` and `{{{ATTRIBUTE}KEY}}` are",
                    [OF_TRACE, OF_SPAN].concat().join("}`, `{")
                ));
            }
            of_span |= is_of_span;
        }
        Ok(LinkTemplate {
            name: name.to_owned(),
            template: template.to_owned(),
            of_span,
        })
    }
}

impl fmt::Display for LinkTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.template)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_span(text: &str) -> Result<bool, String> {
        text.parse().map(|link: LinkTemplate| link.of_span)
    }

    #[test]
    fn a_link_is_of_a_trace_or_of_a_span() {
        assert_eq!(
            of_span("Logs=https://l/?q={trace_id}&from={start_ms}"),
            Ok(false)
        );
        assert_eq!(of_span("Wiki=https://wiki/"), Ok(false));
        assert_eq!(
            of_span("Logs=https://l/?q={trace_id}&s={span_id}"),
            Ok(true)
        );
        assert_eq!(of_span("Host=https://h/{attribute.host.name}"), Ok(true));
    }

    #[test]
    fn what_is_no_link_is_refused_with_the_reason() {
        let refused = |text: &str| of_span(text).unwrap_err();
        assert!(refused("https://logs").contains("as in `Logs="));
        assert!(refused("=https://logs").contains("as in `Logs="));
        assert!(refused("X=javascript:alert({trace_id})").contains("`https://`"));
        for host in [
            "{attribute.host}/",
            "/{trace_id}",
            "h:{attribute.port}/",
            "h{operation}",
            "me@h/",
            "h\\@evil/",
        ] {
            let refused = refused(&format!("X=https://{host}"));
            assert!(refused.contains("names its host"), "{host}: {refused}");
        }
        assert!(refused("X=https://h/ {trace_id}").contains("`%20`"));
        assert!(refused("X=https://h/{trace").contains("has no `}`"));
        assert_eq!(
            refused("X=https://h/{traceid}"),
            "`{traceid}` is not known; `{trace_id}`, `{start_ms}`, `{end_ms}`, `{span_id}`, \
             `{service}`, `{operation}` and `{attribute.KEY}` are"
        );
    }
}
