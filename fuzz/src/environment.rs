//! The `OTEL_*` variables: any values make a configuration, each warning is one
//! line about a variable that is set, lists mean what their grammar says, and no
//! secret is shown.

use std::collections::BTreeMap;

use arbitrary::{Arbitrary, Unstructured};
use trace_otel::{Config, Endpoint, Otlp, Signal};
use url::Url;

use crate::by_path;
use crate::one_line::is_unsafe;
use crate::reference::grammar::hex_digit;

/// Stands where secrets are, and nowhere else.
const SECRET: &str = "s3cretC4nary";

/// Variables whose values may be shown. An empty value is no value.
const PLAIN: [&str; 24] = [
    "OTEL_SDK_DISABLED",
    "OTEL_SERVICE_NAME",
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_TRACES_SAMPLER",
    "OTEL_TRACES_SAMPLER_ARG",
    "OTEL_PROPAGATORS",
    "OTEL_TRACES_EXPORTER",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
    "OTEL_EXPORTER_OTLP_TIMEOUT",
    "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
    "OTEL_EXPORTER_OTLP_COMPRESSION",
    "OTEL_EXPORTER_OTLP_INSECURE",
    "OTEL_EXPORTER_OTLP_CERTIFICATE",
    "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
    "OTEL_EXPORTER_OTLP_CLIENT_KEY",
    "OTEL_BSP_SCHEDULE_DELAY",
    "OTEL_BSP_EXPORT_TIMEOUT",
    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
    "OTEL_BSP_MAX_QUEUE_SIZE",
    "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    "OTEL_LOG_LEVEL",
    "OTEL_CONFIG_FILE",
];

const ENDPOINTS: [&str; 3] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
];

const HEADERS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
];

/// A name, and what stands before and behind the secret in the value.
type Header<'a> = (&'a str, &'a str, &'a str);

#[derive(Debug, Arbitrary)]
struct Variables<'a> {
    endpoint: Option<(u8, Place<'a>)>,
    headers: Option<(u8, Vec<Header<'a>>)>,
    plain: Vec<(u8, &'a str)>,
}

/// A URL with secrets. Where they are, is said by its parts; the rest is anything.
#[derive(Debug, Arbitrary)]
struct Place<'a> {
    scheme: Scheme,
    user: &'a str,
    password: Option<&'a str>,
    host: &'a str,
    path: &'a str,
    query: Option<(&'a str, &'a str)>,
}

#[derive(Debug, Arbitrary)]
enum Scheme {
    Http,
    Https,
    None,
}

impl Place<'_> {
    fn url(&self) -> String {
        let scheme = match self.scheme {
            Scheme::Http => "http://",
            Scheme::Https => "https://",
            Scheme::None => "",
        };
        // A slash ends what may be a password, and a question mark the path.
        let before_path = |text: &str| text.replace(['/', '?', '#', '\\'], "");
        let user = match self.password {
            Some(password) => {
                let (user, password) = (before_path(self.user), before_path(password));
                format!("{user}:{SECRET}{password}@")
            }
            None => String::new(),
        };
        let path = self.path.replace(['?', '#'], "");
        let query = match self.query {
            Some((before, behind)) => format!("?{before}{SECRET}{behind}"),
            None => String::new(),
        };
        format!("{scheme}{user}{}{path}{query}", before_path(self.host))
    }
}

/// Sets variables as `data` says, and reads them.
pub fn check(data: &[u8]) {
    // A fuzzer finds the word that is searched for.
    if data
        .windows(SECRET.len())
        .any(|part| part == SECRET.as_bytes())
    {
        return;
    }
    if let Ok(text) = std::str::from_utf8(data) {
        list(text);
        endpoint(text);
    }
    if let Ok(variables) = Variables::arbitrary_take_rest(Unstructured::new(data)) {
        configuration(&variables);
    }
}

fn configuration(variables: &Variables<'_>) {
    let mut set: BTreeMap<&str, String> = BTreeMap::new();
    if let Some((which, place)) = &variables.endpoint {
        set.insert(
            ENDPOINTS[usize::from(*which) % ENDPOINTS.len()],
            place.url(),
        );
    }
    if let Some((which, headers)) = &variables.headers {
        let headers = headers.iter().map(|(name, before, behind)| {
            // A comma ends a value, and an equals sign a name.
            let name = name.replace([',', '='], "");
            format!("{name}={}{SECRET}{behind}", before.replace(',', ""))
        });
        let list = headers.collect::<Vec<_>>().join(",");
        set.insert(HEADERS[usize::from(*which) % HEADERS.len()], list);
    }
    for (which, value) in &variables.plain {
        // Files are looked for: only such as cannot be there.
        let variable = PLAIN[usize::from(*which) % PLAIN.len()];
        let is_file = variable.ends_with("CERTIFICATE") || variable.ends_with("KEY");
        let value = if is_file {
            format!("/no such/{value}")
        } else {
            (*value).to_owned()
        };
        set.insert(variable, value);
    }

    let (config, warnings) = Config::from_lookup(|variable| set.get(variable).cloned());
    let (otlp, more) = Otlp::from_lookup(Signal::Logs, |variable| set.get(variable).cloned());
    for warning in warnings.iter().chain(&more) {
        let text = warning.to_string();
        assert!(text.contains(warning.variable()), "{text}");
        let value = set.get(warning.variable());
        assert!(
            value.is_some_and(|value| !value.trim().is_empty()),
            "{text}: is not set"
        );
        assert!(!text.chars().any(is_unsafe), "{text:?}");
        assert!(text.chars().count() < 1_500, "{text}");
        hides(&text);
    }
    hides(&format!("{config} {config:?} {otlp} {otlp:?}"));
}

fn hides(text: &str) {
    assert!(!text.contains(SECRET), "{text}");
}

/// `key=value,…`, percent-encoded.
fn list(text: &str) {
    let (pairs, unusable) = by_path::list_pairs(text);
    let mut expected: Vec<(String, String)> = Vec::new();
    let mut wrong = 0;
    for entry in text
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
    {
        let pair = entry.split_once('=').and_then(|(key, value)| {
            let (key, value) = (decoded(key.trim())?, decoded(value.trim())?);
            (!key.is_empty()).then_some((key, value))
        });
        let Some((key, value)) = pair else {
            wrong += 1;
            continue;
        };
        match expected.iter().position(|(known, _)| *known == key) {
            Some(at) => expected[at].1 = value,
            None => expected.push((key, value)),
        }
    }
    assert_eq!((pairs, unusable), (expected, wrong), "{text:?}");
}

fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2)?;
        if !digits.chars().all(hex_digit) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

/// What we take for a URL goes where a URL parser of others says that it goes.
fn endpoint(text: &str) {
    let Ok(endpoint) = text.parse::<Endpoint>() else {
        return;
    };
    let shown = endpoint.to_string();
    assert_eq!(format!("{endpoint:?}"), shown);
    assert!(!shown.chars().any(is_unsafe), "{shown:?}");
    assert!(
        !shown.contains(['?', '@']) || endpoint_path_has_at(&shown),
        "{shown}"
    );
    let again: Endpoint = shown.parse().expect("what is shown is an endpoint");
    assert_eq!(again.to_string(), shown, "{text:?}");
    assert_eq!(
        (again.host(), again.port()),
        (endpoint.host(), endpoint.port())
    );
    assert!(
        endpoint.for_traces().to_string().ends_with("/v1/traces"),
        "{text:?}"
    );
    let Ok(url) = Url::parse(text) else {
        return;
    };
    assert_eq!(url.scheme() == "https", endpoint.is_tls(), "{text:?}");
    assert_eq!(
        url.port_or_known_default(),
        Some(endpoint.port()),
        "{text:?}"
    );
}

/// An at sign in the path is no end of a password.
fn endpoint_path_has_at(shown: &str) -> bool {
    let (_, behind) = shown.split_once("://").expect("a scheme");
    let (authority, _) = behind.split_once('/').unwrap_or((behind, ""));
    !authority.contains('@') && !shown.contains('?')
}
