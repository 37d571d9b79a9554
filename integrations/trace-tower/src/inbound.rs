//! The contract of a request, as a handler asks for it.

use std::error::Error;
use std::fmt;

use http::Extensions;
use trace_runtime::integration::{ContractSource, expect_context};
use trace_runtime::span::IntoSpan;
use trace_runtime::spawn::{AsyncClosure, InForm};
use trace_runtime::stats::ContextPlace;
use trace_runtime::{CorrelationId, SealedContract, TraceContract, TraceId, untraced_sync};

#[cfg(feature = "axum")]
use crate::unlayered::Unlayered;

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
///
/// # A route without the layer
///
/// is served all the same: its trace begins with the extractor, as if
/// `TraceLayer::new(Trust::Restart)` were there, and ends with the handler. The server
/// span then does not know the answer. Each such request is counted as
/// [`Counter::ContextMissing`](trace_runtime::stats::Counter::ContextMissing), and once a
/// minute a warning says which route it was.
#[derive(Debug, Clone)]
pub struct Inbound {
    sealed: SealedContract,
    /// The server span, where no layer holds it open.
    #[cfg(feature = "axum")]
    _unlayered: Option<Unlayered>,
}

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
            Some(sealed) => Ok(Self::layered(sealed.clone())),
            None => Err(MissingLayer::told()),
        }
    }

    fn layered(sealed: SealedContract) -> Self {
        Inbound {
            sealed,
            #[cfg(feature = "axum")]
            _unlayered: None,
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
        self.sealed.open(span, body).await
    }

    /// Runs a closure that is not async in a child span of the server span: the twin of
    /// [`open`](Self::open).
    pub fn open_sync<T, By>(
        &self,
        span: impl IntoSpan<T, By>,
        body: impl FnOnce(&TraceContract) -> T,
    ) -> T {
        self.sealed.open_sync(span, body)
    }

    /// The sealed contract: clone it to keep it or to hand it on.
    pub fn sealed(&self) -> &SealedContract {
        &self.sealed
    }

    /// The trace that the request belongs to.
    pub fn trace_id(&self) -> TraceId {
        self.sealed.trace_id()
    }

    /// The id that joins everything done for the request.
    pub fn correlation_id(&self) -> CorrelationId {
        self.sealed.correlation_id()
    }
}

impl ContractSource for Inbound {
    fn sealed(&self) -> &SealedContract {
        &self.sealed
    }
}

/// A request was asked for its contract, and no layer had made one.
///
/// What to do is for whoever asked to say; the extractor of axum begins a trace. Its text
/// is for the log of the server, and not for a caller.
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
            "TRACE_CONTEXT_MISSING: the request brought no contract. After the last route add \
             `.layer(TraceLayer::new(Trust::Restart))` to the router, or `Trust::Continue` where \
             only your own services call",
        )
    }
}

impl Error for MissingLayer {}

#[cfg(feature = "axum")]
mod extractor {
    use std::convert::Infallible;

    use axum::extract::FromRequestParts;
    use http::request::Parts;
    use trace_runtime::SealedContract;
    use trace_runtime::integration::expect_context;
    use trace_runtime::stats::ContextPlace;

    use super::Inbound;
    use crate::unlayered::Unlayered;

    impl<S: Sync> FromRequestParts<S> for Inbound {
        type Rejection = Infallible;

        async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
            let sealed = parts.extensions.get::<SealedContract>();
            expect_context(ContextPlace::Request, sealed.is_some());
            if let Some(sealed) = sealed {
                return Ok(Inbound::layered(sealed.clone()));
            }
            let unlayered = Unlayered::of(parts);
            Ok(Inbound {
                sealed: unlayered.sealed(),
                _unlayered: Some(unlayered),
            })
        }
    }
}
