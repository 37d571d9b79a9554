//! The layer of a server.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use http::request::Parts;
use tonic::Request;
use tonic::metadata::MetadataMap;
use tonic::transport::server::TcpConnectInfo;
use tower_layer::Layer;
use trace_runtime::Trust;
use trace_tower::{Rpc, TraceService};

/// Opens a server span for each call, and gives its handler a contract; see the [crate] for
/// what is recorded.
///
/// ```no_run
/// use tonic::transport::Server;
/// use trace_runtime::Trust;
/// use trace_tonic::TraceLayer;
///
/// # async fn example(routes: tonic::service::Routes) -> Result<(), tonic::transport::Error> {
/// Server::builder()
///     .layer(TraceLayer::new(Trust::Continue))
///     .add_routes(routes)
///     .serve("[::1]:50051".parse().expect("it is an address"))
///     .await
/// # }
/// ```
///
/// It is [`trace_tower::TraceLayer`], told that calls are gRPC and where tonic keeps the
/// address of a peer.
#[derive(Debug, Clone)]
pub struct TraceLayer {
    layer: trace_tower::TraceLayer,
    rpc: Rpc,
}

impl TraceLayer {
    /// A layer that treats all callers alike: [`Trust::Continue`] on a listener that only our
    /// own services reach, [`Trust::Restart`] on a public one.
    pub fn new(trust: Trust) -> Self {
        trace_tower::TraceLayer::new(trust).into()
    }

    /// A layer that asks `trust` about each call. Decide by what a caller cannot forge, such as
    /// its address or a certificate: `|parts| …` sees the headers before anyone has checked
    /// them.
    pub fn with_trust(trust: impl Fn(&Parts) -> Trust + Send + Sync + 'static) -> Self {
        trace_tower::TraceLayer::with_trust(trust).into()
    }

    /// Records nothing for calls of this service, named in full: `shop.Heartbeats`. Handlers
    /// that ask for a contract still get one. So it is with health checks and reflection,
    /// unless [`traced`](Self::traced) names them.
    #[must_use]
    pub fn untraced(mut self, service: impl Into<Cow<'static, str>>) -> Self {
        self.rpc = self.rpc.untraced(service);
        self
    }

    /// Records calls of this service after all: `grpc.health.v1.Health`,
    /// `grpc.reflection.v1.ServerReflection`.
    #[must_use]
    pub fn traced(mut self, service: &str) -> Self {
        self.rpc = self.rpc.traced(service);
        self
    }

    /// The time limit of the server, the same as was given to tonic's `Server::timeout`: a
    /// handler that is dropped for it is an error then, and not one whose caller left. The
    /// `grpc-timeout` of a caller is known anyway.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.rpc = self.rpc.timeout(timeout);
        self
    }
}

/// A layer that was set up in ways that are not repeated here.
impl From<trace_tower::TraceLayer> for TraceLayer {
    fn from(layer: trace_tower::TraceLayer) -> Self {
        let rpc = Rpc::new().peer(peer);
        TraceLayer { layer, rpc }
    }
}

impl<S> Layer<S> for TraceLayer {
    type Service = TraceService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        self.layer.clone().rpc(self.rpc.clone()).layer(inner)
    }
}

/// Where tonic has put the address of the peer.
fn peer(parts: &Parts) -> Option<SocketAddr> {
    if let Some(plain) = parts.extensions.get::<TcpConnectInfo>() {
        return plain.remote_addr();
    }
    // Behind TLS it is in a type that is there only with tonic's features for TLS. A request
    // knows, and has to own what it looks into.
    Request::from_parts(MetadataMap::new(), parts.extensions.clone(), ()).remote_addr()
}
