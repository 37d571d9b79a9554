//! The router.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::routing::{MethodRouter, post};
use trace_model::otlp::Signal;

use super::counts::Counts;
use super::intake::Intake;
use super::settings::Settings;
use super::{grpc, http};
use crate::store::Store;

/// Takes OTLP, and what Zipkin's clients send, into a store.
///
/// | path | what it takes |
/// |---|---|
/// | `/v1/traces`, `/v1/logs` | OTLP/HTTP: protobuf and JSON, gzip |
/// | `TraceService/Export`, `LogsService/Export` | OTLP/gRPC, gzip |
/// | `/api/v2/spans` | Zipkin, version 2 in JSON, gzip |
/// | `/v1/metrics`, `MetricsService/Export` | nothing: says that metrics are not kept |
///
/// A span that costs more than one may is refused alone, and the answer says how many were
/// and why the first was. Other paths are not found, so that the router can be merged into
/// one that has more of them.
#[derive(Clone)]
pub struct Receiver {
    intake: Intake,
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("settings", &self.intake.settings)
            .finish_non_exhaustive()
    }
}

impl Receiver {
    /// A receiver with the settings that most need.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Receiver::with(store, Settings::default())
    }

    /// A receiver with settings.
    pub fn with(store: Arc<dyn Store>, settings: Settings) -> Self {
        Receiver {
            intake: Intake::new(store, settings),
        }
    }

    /// The paths of OTLP.
    pub fn router(&self) -> Router {
        let http = |signal| self.post(move |intake, request| http::export(intake, signal, request));
        let grpc = |signal| self.post(move |intake, request| grpc::export(intake, signal, request));
        Router::new()
            .route("/v1/traces", http(Signal::Traces))
            .route("/v1/logs", http(Signal::Logs))
            .route("/api/v2/spans", self.post(http::zipkin))
            .route("/v1/metrics", post(http::not_kept))
            .route(&method("trace.v1.TraceService"), grpc(Signal::Traces))
            .route(&method("logs.v1.LogsService"), grpc(Signal::Logs))
            .route(&method("metrics.v1.MetricsService"), post(grpc::not_kept))
    }

    /// What became of the requests of all its routers.
    pub fn counts(&self) -> Counts {
        self.intake.tally.counts()
    }

    fn post<F, A>(&self, export: F) -> MethodRouter
    where
        F: FnOnce(Intake, Request) -> A + Clone + Send + Sync + 'static,
        A: Future<Output = axum::response::Response> + Send,
    {
        let intake = self.intake.clone();
        post(move |request: Request| export(intake, request))
    }
}

/// The path of a method. Each is mounted alone: tonic's own router would answer all other
/// paths too.
fn method(service: &str) -> String {
    format!("/opentelemetry.proto.collector.{service}/Export")
}
