//! The contract of a request, as a handler asks for it.

use std::error::Error;
use std::fmt;

use http::Extensions;
use trace_runtime::integration::{ContractSource, expect_context};
use trace_runtime::span::IntoSpan;
use trace_runtime::spawn::{AsyncClosure, InForm};
use trace_runtime::stats::ContextPlace;
use trace_runtime::{CorrelationId, SealedContract, TraceContract, TraceId, untraced_sync};

/// The contract that came in with a request: an axum extractor, and a sealed
/// contract that grants nothing by itself.
///
/// In a traced handler, name it as the parameter; inside, the same name is the
/// open contract of the handler's span:
///
/// ```
/// use trace_runtime::traced;
/// use trace_tower::Inbound;
///
/// #[traced]
/// async fn handler(cx: Inbound) -> String {
///     cx.set_attribute("greeted", true); // `cx` is a `&TraceContract` here
///     cx.trace_id().to_string()
/// }
/// ```
///
/// Elsewhere, [`open`](Self::open) it. A server without axum finds it in the
/// extensions of the request: [`from_extensions`](Self::from_extensions).
#[derive(Debug, Clone)]
pub struct Inbound(SealedContract);

impl Inbound {
    /// The contract that [`TraceLayer`](crate::TraceLayer) put into the
    /// extensions of a request.
    ///
    /// # Errors
    ///
    /// [`MissingLayer`] when there is none.
    ///
    /// ```
    /// use http::Extensions;
    /// use trace_tower::Inbound;
    ///
    /// let missing = Inbound::from_extensions(&Extensions::new()).unwrap_err();
    /// assert!(missing.to_string().starts_with("TRACE_CONTEXT_MISSING"));
    /// ```
    pub fn from_extensions(extensions: &Extensions) -> Result<Self, MissingLayer> {
        let sealed = extensions.get::<SealedContract>();
        expect_context(ContextPlace::Request, sealed.is_some());
        match sealed {
            Some(sealed) => Ok(Inbound(sealed.clone())),
            None => Err(MissingLayer::told()),
        }
    }

    /// Makes `cx` the contract that is [`Inbound`] to everything further in: for a
    /// middleware that wraps its handler in a span. Call it before the request goes
    /// on; without it, the handler's span is a sibling of the middleware's.
    ///
    /// A middleware of axum is a traced function like a handler:
    ///
    /// ```
    /// # #[cfg(feature = "axum")]
    /// # mod example {
    /// use axum::{extract::Request, middleware::Next, response::Response};
    /// use trace_runtime::traced;
    /// use trace_tower::Inbound;
    ///
    /// #[traced]
    /// async fn authenticated(cx: Inbound, mut request: Request, next: Next) -> Response {
    ///     Inbound::hand_inward(request.extensions_mut(), cx);
    ///     next.run(request).await
    /// }
    /// # }
    /// ```
    pub fn hand_inward(extensions: &mut Extensions, cx: &TraceContract) {
        extensions.insert(cx.seal());
    }

    /// Runs `body` in a child of the server span, lending it the open contract.
    pub async fn open<S, T, By, F, M>(&self, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
    {
        self.0.open(span, body).await
    }

    /// Runs a closure that is not async in a child span of the server span: the twin of
    /// [`open`](Self::open).
    pub fn open_sync<T, By>(
        &self,
        span: impl IntoSpan<T, By>,
        body: impl FnOnce(&TraceContract) -> T,
    ) -> T {
        self.0.open_sync(span, body)
    }

    /// The sealed contract: clone it to keep it or to hand it on.
    pub fn sealed(&self) -> &SealedContract {
        &self.0
    }

    /// The trace that the request belongs to.
    pub fn trace_id(&self) -> TraceId {
        self.0.trace_id()
    }

    /// The id that joins everything done for the request.
    pub fn correlation_id(&self) -> CorrelationId {
        self.0.correlation_id()
    }
}

impl ContractSource for Inbound {
    fn sealed(&self) -> &SealedContract {
        &self.0
    }
}

/// A handler asked for a contract, and no layer had made one.
///
/// Axum answers 500 with it: a handler that ran without its trace
/// would look well, and be the hole in the next incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingLayer(());

impl MissingLayer {
    #[cold]
    fn told() -> Self {
        let missing = MissingLayer(());
        // What is said of a loss is none itself.
        untraced_sync("a contract is missing", |_| tracing::error!("{missing}"));
        missing
    }
}

impl fmt::Display for MissingLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "TRACE_CONTEXT_MISSING: the handler takes `Inbound`, and the request brought no \
             contract. After the last route add `.layer(TraceLayer::new(Trust::Restart))` to the \
             router, or `Trust::Continue` where only your own services call",
        )
    }
}

impl Error for MissingLayer {}

#[cfg(feature = "axum")]
mod extractor {
    use axum::extract::FromRequestParts;
    use axum::response::{IntoResponse, Response};
    use http::StatusCode;
    use http::request::Parts;

    use super::{Inbound, MissingLayer};

    impl<S: Sync> FromRequestParts<S> for Inbound {
        type Rejection = MissingLayer;

        async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, MissingLayer> {
            Inbound::from_extensions(&parts.extensions)
        }
    }

    impl IntoResponse for MissingLayer {
        fn into_response(self) -> Response {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{self}\n")).into_response()
        }
    }
}
