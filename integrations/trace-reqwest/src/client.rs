//! The client, and its view under a contract.

use reqwest::{IntoUrl, Method, Request};
use trace_runtime::TraceContract;

use crate::request::RequestBuilder;

/// A [`reqwest::Client`] that sends nothing until it is given a contract.
///
/// Cheap to clone, as reqwest's. To configure one, build a `reqwest::Client`
/// and adopt it:
///
/// ```
/// use std::time::Duration;
///
/// # fn example() -> reqwest::Result<trace_reqwest::Client> {
/// let configured = reqwest::Client::builder().timeout(Duration::from_secs(2)).build()?;
/// let client = trace_reqwest::Client::from(configured);
/// # Ok(client)
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Client(reqwest::Client);

impl Client {
    /// A client with reqwest's defaults.
    ///
    /// # Panics
    ///
    /// When TLS cannot be initialized, where `reqwest::Client::new` panics too.
    #[expect(clippy::disallowed_methods, reason = "it is wrapped at once")]
    pub fn new() -> Self {
        Client(reqwest::Client::new())
    }

    /// The client, for requests that are children of `cx`.
    pub fn traced<'a>(&'a self, cx: &'a TraceContract) -> TracedClient<'a> {
        TracedClient {
            client: &self.0,
            cx,
        }
    }
}

impl From<reqwest::Client> for Client {
    fn from(client: reqwest::Client) -> Self {
        Client(client)
    }
}

/// A client under a contract; made by [`Client::traced`].
#[derive(Debug, Clone, Copy)]
pub struct TracedClient<'a> {
    client: &'a reqwest::Client,
    cx: &'a TraceContract,
}

impl<'a> TracedClient<'a> {
    /// Starts building a `GET` request.
    pub fn get(self, url: impl IntoUrl) -> RequestBuilder<'a> {
        self.request(Method::GET, url)
    }

    /// Starts building a `POST` request.
    pub fn post(self, url: impl IntoUrl) -> RequestBuilder<'a> {
        self.request(Method::POST, url)
    }

    /// Starts building a `PUT` request.
    pub fn put(self, url: impl IntoUrl) -> RequestBuilder<'a> {
        self.request(Method::PUT, url)
    }

    /// Starts building a `PATCH` request.
    pub fn patch(self, url: impl IntoUrl) -> RequestBuilder<'a> {
        self.request(Method::PATCH, url)
    }

    /// Starts building a `DELETE` request.
    pub fn delete(self, url: impl IntoUrl) -> RequestBuilder<'a> {
        self.request(Method::DELETE, url)
    }

    /// Starts building a `HEAD` request.
    pub fn head(self, url: impl IntoUrl) -> RequestBuilder<'a> {
        self.request(Method::HEAD, url)
    }

    /// Starts building a request with this method.
    pub fn request(self, method: Method, url: impl IntoUrl) -> RequestBuilder<'a> {
        RequestBuilder::new(self.cx, self.client.request(method, url))
    }

    /// Sends a request that was built elsewhere.
    ///
    /// # Errors
    ///
    /// The same as those of [`RequestBuilder::send`].
    pub async fn execute(self, request: Request) -> reqwest::Result<crate::Response> {
        let request = reqwest::RequestBuilder::from_parts(self.client.clone(), request);
        RequestBuilder::new(self.cx, request).send().await
    }
}
