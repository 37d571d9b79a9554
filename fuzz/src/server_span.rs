//! Server spans: no secret of a request's target or headers reaches an attribute,
//! whatever stands around it.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use arbitrary::{Arbitrary, Unstructured};
use http::{HeaderValue, Request, Response};
use tower_layer::Layer;
use tower_service::Service;
use trace_runtime::Trust;
use trace_tower::TraceLayer;

use crate::spans;

/// Stands where secrets are, and nowhere else.
const SECRET: &str = "s3cretC4nary";

/// A request. Where a secret is, is said by its parts; the rest is anything.
#[derive(Debug, Arbitrary)]
struct Asked<'a> {
    /// With scheme and authority, as a proxy asks.
    absolute: bool,
    user: &'a str,
    path: &'a str,
    /// Keys, and what stands before and behind the secret in their values.
    query: Vec<(&'a str, &'a str, &'a str)>,
    host: &'a str,
    agent: &'a str,
    method: &'a str,
    trusted: bool,
    traceparent: &'a str,
    baggage: &'a str,
}

/// Asks a traced server as `data` says.
pub fn check(data: &[u8]) {
    // A fuzzer finds the word that is searched for.
    if data
        .windows(SECRET.len())
        .any(|part| part == SECRET.as_bytes())
    {
        return;
    }
    let Ok(asked) = Asked::arbitrary_take_rest(Unstructured::new(data)) else {
        return;
    };
    let Some(request) = request(&asked) else {
        return;
    };
    let path = request.uri().path().to_owned();
    let (status, exported) = spans::with_pipeline(|| serve(request, asked.trusted));
    assert_eq!(status, 200);
    let [span] = &exported.spans[..] else {
        panic!("one span for one request: {:?}", exported.spans);
    };
    // The span knows where it was sent, up to the limit on values.
    let known = span.attribute("url.path").and_then(|path| path.as_str());
    assert!(
        known.is_some_and(|known| path.starts_with(known)),
        "{known:?}"
    );
    let shown = format!("{span:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    let written = String::from_utf8(exported.json).expect("UTF-8");
    assert!(!written.contains(SECRET), "{written}");
}

/// `None` where HTTP does not allow it.
fn request(asked: &Asked<'_>) -> Option<Request<()>> {
    // An ampersand ends a value, and an equals sign a key: what stands there is
    // the next key, which is no secret.
    let query = asked.query.iter().map(|(key, before, behind)| {
        let clean = |text: &str| text.replace(['&', '='], "");
        format!("{}={}{SECRET}{behind}", clean(key), before.replace('&', ""))
    });
    let query: Vec<String> = query.collect();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.join("&"))
    };
    let path = asked.path.replace(['?', '#'], "");
    let path = path.trim_start_matches('/');
    let user = asked.user.replace(['/', '?', '#'], "");
    let uri = match asked.absolute {
        true => format!("http://{user}:{SECRET}@{}/{path}{query}", asked.host),
        false => format!("/{path}{query}"),
    };
    let mut request = Request::builder().uri(uri);
    if !asked.method.is_empty() {
        request = request.method(asked.method);
    }
    let secret = format!("Bearer {SECRET}");
    let mut request = request.body(()).ok()?;
    for (name, value) in [
        ("host", asked.host),
        ("user-agent", asked.agent),
        ("traceparent", asked.traceparent),
        ("baggage", asked.baggage),
        ("authorization", secret.as_str()),
        ("cookie", secret.as_str()),
    ] {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            request.headers_mut().insert(name, value);
        }
    }
    Some(request)
}

/// Runs the service to its end, and reads its empty body.
fn serve(request: Request<()>, trusted: bool) -> u16 {
    let trust = if trusted {
        Trust::Continue
    } else {
        Trust::Restart
    };
    let mut service = TraceLayer::new(trust).layer(Server);
    let mut cx = Context::from_waker(Waker::noop());
    let mut answer = pin!(service.call(request));
    let Poll::Ready(Ok(response)) = answer.as_mut().poll(&mut cx) else {
        panic!("a server that is ready answers at once");
    };
    response.status().as_u16()
}

/// Answers everything.
struct Server;

impl Service<Request<()>> for Server {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        ready(Ok(Response::new(String::new())))
    }
}
