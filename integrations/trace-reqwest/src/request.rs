//! A request being built, and the one way to send it.

use std::fmt::{self, Debug};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Request, Version};
use trace_runtime::{Key, TraceContract};

use crate::in_span::InSpan;
use crate::redact;
use crate::response::Response;
use crate::span::{ClientSpan, Described};

/// Builds a request; every method is reqwest's, but for
/// [`template`](Self::template) and [`resend_count`](Self::resend_count), which
/// say something about it to the trace.
#[must_use = "a request is not sent until `send` is called and awaited"]
pub struct RequestBuilder<'a> {
    cx: &'a TraceContract,
    request: reqwest::RequestBuilder,
    described: Described,
}

impl<'a> RequestBuilder<'a> {
    pub(crate) fn new(cx: &'a TraceContract, request: reqwest::RequestBuilder) -> Self {
        RequestBuilder {
            cx,
            request,
            described: Described::default(),
        }
    }

    /// The path with its variables unfilled, `/users/{id}`, recorded as
    /// `url.template`. The span is then named `GET /users/{id}`, else `GET`.
    pub fn template(mut self, template: impl Into<Key>) -> Self {
        self.described.template = Some(template.into());
        self
    }

    /// How many times this request was sent before: 1 on the first retry.
    /// Recorded as `http.request.resend_count`; each try is a span.
    ///
    /// ```
    /// # use trace_runtime::TraceContract;
    /// async fn read(client: &trace_reqwest::Client, cx: &TraceContract) -> reqwest::Result<String> {
    ///     let mut tries = 0;
    ///     loop {
    ///         let request = client.traced(cx).get("http://rates.example/eur").resend_count(tries);
    ///         match request.send().await {
    ///             Err(error) if error.is_timeout() && tries < 3 => tries += 1,
    ///             response => return response?.text().await,
    ///         }
    ///     }
    /// }
    /// ```
    pub fn resend_count(mut self, count: u32) -> Self {
        self.described.resend_count = count;
        self
    }

    /// Sends the request in a client span, with its context in the headers.
    ///
    /// # Errors
    ///
    /// The errors of reqwest's `send`: the request could not be built, which makes no
    /// span, or there was no answer, or a redirect loop. The URL in the error
    /// is redacted.
    #[expect(clippy::disallowed_methods, reason = "this is the traced form")]
    pub async fn send(self) -> reqwest::Result<Response> {
        let (client, request) = self.request.build_split();
        let mut request = request.map_err(redact::error)?;
        let mut span = ClientSpan::start(self.cx, &request, self.described);
        span.inject(request.headers_mut());
        let completion = Completion::of(&request);
        match InSpan::new(&mut span, client.execute(request)).await {
            Ok(response) => {
                span.responded(&response);
                completion.log(&span, Ok(&response));
                Ok(Response::new(response, span))
            }
            Err(error) => {
                let error = redact::error(error);
                completion.log(&span, Err(&error));
                span.failed(&error);
                Err(error)
            }
        }
    }

    /// The request as it would be sent, without its trace context.
    ///
    /// # Errors
    ///
    /// When a URL, a header or a body that was given is invalid.
    pub fn build(self) -> reqwest::Result<Request> {
        self.request.build().map_err(redact::error)
    }

    /// A copy, for a retry; `None` when the body is a stream.
    pub fn try_clone(&self) -> Option<Self> {
        Some(RequestBuilder {
            cx: self.cx,
            request: self.request.try_clone()?,
            described: self.described.clone(),
        })
    }

    /// Adds a header.
    pub fn header<K, V>(self, key: K, value: V) -> Self
    where
        HeaderName: TryFrom<K>,
        <HeaderName as TryFrom<K>>::Error: Into<http::Error>,
        HeaderValue: TryFrom<V>,
        <HeaderValue as TryFrom<V>>::Error: Into<http::Error>,
    {
        self.map(|request| request.header(key, value))
    }

    /// Adds headers, replacing those of the same names.
    pub fn headers(self, headers: HeaderMap) -> Self {
        self.map(|request| request.headers(headers))
    }

    /// Authenticates with a user name and a password.
    pub fn basic_auth(
        self,
        username: impl fmt::Display,
        password: Option<impl fmt::Display>,
    ) -> Self {
        self.map(|request| request.basic_auth(username, password))
    }

    /// Authenticates with a token.
    pub fn bearer_auth(self, token: impl fmt::Display) -> Self {
        self.map(|request| request.bearer_auth(token))
    }

    /// Sets the body.
    pub fn body(self, body: impl Into<Body>) -> Self {
        self.map(|request| request.body(body))
    }

    /// Limits the time from here to the end of the body.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|request| request.timeout(timeout))
    }

    /// Sets the HTTP version.
    pub fn version(self, version: Version) -> Self {
        self.map(|request| request.version(version))
    }

    /// Appends pairs to the query of the URL.
    #[cfg(feature = "query")]
    pub fn query(self, query: &(impl serde::Serialize + ?Sized)) -> Self {
        self.map(|request| request.query(query))
    }

    /// Sends a JSON body.
    #[cfg(feature = "json")]
    pub fn json(self, json: &(impl serde::Serialize + ?Sized)) -> Self {
        self.map(|request| request.json(json))
    }

    /// Sends a form as the body.
    #[cfg(feature = "form")]
    pub fn form(self, form: &(impl serde::Serialize + ?Sized)) -> Self {
        self.map(|request| request.form(form))
    }

    /// Sends a `multipart/form-data` body.
    #[cfg(feature = "multipart")]
    pub fn multipart(self, form: reqwest::multipart::Form) -> Self {
        self.map(|request| request.multipart(form))
    }

    fn map(self, step: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder) -> Self {
        RequestBuilder {
            request: step(self.request),
            ..self
        }
    }
}

/// Shows that there is a request, not what is in it: headers hold credentials.
impl Debug for RequestBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("described", &self.described)
            .finish_non_exhaustive()
    }
}

/// The log line of a completed request.
struct Completion(Option<Line>);

struct Line {
    method: reqwest::Method,
    url: reqwest::Url,
}

impl Completion {
    fn of(request: &Request) -> Self {
        let wanted = tracing::event_enabled!(tracing::Level::DEBUG);
        Completion(wanted.then(|| Line {
            method: request.method().clone(),
            url: redact::url(request.url()),
        }))
    }

    /// Inside of the span, so that the line carries its ids.
    fn log(self, span: &ClientSpan, outcome: Result<&reqwest::Response, &reqwest::Error>) {
        let Some(Line { method, url }) = self.0 else {
            return;
        };
        span.enter(|cx| {
            let elapsed = cx.started_at().elapsed().unwrap_or_default();
            let elapsed_ms = elapsed.as_secs_f64() * 1e3;
            match outcome {
                Ok(response) => {
                    let status = response.status().as_u16();
                    tracing::debug!(%method, %url, status, elapsed_ms, "request answered");
                }
                Err(error) => {
                    tracing::debug!(%method, %url, %error, elapsed_ms, "request failed");
                }
            }
        });
    }
}
