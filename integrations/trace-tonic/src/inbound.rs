//! The contract that came in with a request.

use std::error::Error;
use std::fmt;

use tonic::{Request, Status};
use trace_runtime::integration::expect_context;
use trace_runtime::stats::ContextPlace;
use trace_runtime::{SealedContract, TraceContract, untraced_sync};

/// The contract of a request, which [`TraceLayer`](crate::TraceLayer) has put there.
///
/// `#[traced]` on the service, or on one of its methods, calls this by itself, and the body
/// has the contract of its own span as `cx`. It is for what is not traced:
///
/// ```
/// use tonic::{Request, Response, Status};
///
/// async fn echo(request: Request<String>) -> Result<Response<String>, Status> {
///     let sealed = trace_tonic::inbound(&request)?;
///     let text = request.into_inner();
///     let echoed = sealed.open("repeat", async |cx| {
///         cx.set_attribute("letters", text.len());
///         text.repeat(2)
///     });
///     Ok(Response::new(echoed.await))
/// }
/// ```
///
/// # Errors
///
/// [`MissingContract`] when there is none.
pub fn inbound<R: BringsContract>(request: &R) -> Result<SealedContract, MissingContract> {
    let sealed = request.contract();
    expect_context(ContextPlace::Request, sealed.is_some());
    sealed.cloned().ok_or_else(|| {
        let missing = MissingContract(());
        // What is said of a loss is none itself.
        untraced_sync("a contract is missing", |_| tracing::error!("{missing}"));
        missing
    })
}

/// What `#[traced]` finds a contract in: a [`tonic::Request`]. Nobody else can implement it.
#[diagnostic::on_unimplemented(
    message = "no contract is found in `{Self}`: it is not a request of tonic",
    label = "this function is traced, and takes no other contract",
    note = "add a parameter that is one: `cx: &TraceContract`, or `cx: Inbound` in a handler of axum"
)]
pub trait BringsContract: private::Sealed {
    /// The contract, if a layer has put one there.
    #[doc(hidden)]
    fn contract(&self) -> Option<&SealedContract>;
}

impl<T> BringsContract for Request<T> {
    fn contract(&self) -> Option<&SealedContract> {
        self.extensions().get()
    }
}

mod private {
    pub trait Sealed {}

    impl<T> Sealed for tonic::Request<T> {}
}

/// What a handler returns where there is no contract.
///
/// Called by `#[traced]`.
pub fn refused<R: Refuse>(missing: MissingContract) -> R {
    R::refuse(missing)
}

/// What a traced function returns that finds its contract in its request: a `Result` with an
/// error that can say that there was none, as [`Status`] can.
#[diagnostic::on_unimplemented(
    message = "the contract may be missing in the request, and `{Self}` cannot say so",
    label = "expected a `Result` whose error is a `tonic::Status`",
    note = "a function that is called by one of ours takes `cx: &TraceContract` instead"
)]
pub trait Refuse {
    /// The value that says that the contract is missing.
    #[doc(hidden)]
    fn refuse(missing: MissingContract) -> Self;
}

impl<T, E: From<MissingContract>> Refuse for Result<T, E> {
    fn refuse(missing: MissingContract) -> Self {
        Err(missing.into())
    }
}

/// Makes `cx` the contract that [`inbound`] finds in a request: for an interceptor that works
/// in a span of its own, and for a test that calls a handler without a server.
///
/// ```
/// use tonic::Request;
///
/// # trace_runtime::run_sync("test", |cx| {
/// let mut request = Request::new("hello");
/// trace_tonic::hand_inward(&mut request, cx);
/// assert_eq!(trace_tonic::inbound(&request).unwrap().trace_id(), cx.trace_id());
/// # });
/// ```
pub fn hand_inward<T>(request: &mut Request<T>, cx: &TraceContract) {
    request.extensions_mut().insert(cx.seal());
}

/// A handler is traced, and no layer has put a contract into its request.
///
/// The caller gets it as `INTERNAL`: a handler that ran without its trace would look well, and
/// be the hole in the next incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingContract(());

impl fmt::Display for MissingContract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "TRACE_CONTEXT_MISSING: the handler is traced, and the request brought no contract. \
             Add the layer to the server, `Server::builder().layer(TraceLayer::new(…))`; a test \
             that calls the handler itself gives the request one, \
             `trace_tonic::hand_inward(&mut request, cx)`; a function that is no handler takes \
             `cx: &TraceContract`",
        )
    }
}

impl Error for MissingContract {}

impl From<MissingContract> for Status {
    fn from(missing: MissingContract) -> Status {
        Status::internal(missing.to_string())
    }
}
