//! How a service runs until it is told to end.

use std::net::SocketAddr;
use std::pin::Pin;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use trace_metrics::Metrics;
use trace_runtime::TraceContract;

use crate::Failed;

type Work = Pin<Box<dyn Future<Output = Result<(), Failed>> + Send>>;

/// A service that has started: what it does, side by side, until it is told to end.
pub(crate) struct Service {
    works: Vec<Work>,
    stop: watch::Sender<bool>,
}

/// Becomes ready when the service is told to end.
#[derive(Clone)]
pub(crate) struct Stopped(watch::Receiver<bool>);

impl Service {
    pub(crate) fn new() -> Self {
        Service {
            works: Vec::new(),
            stop: watch::Sender::new(false),
        }
    }

    pub(crate) fn stopped(&self) -> Stopped {
        Stopped(self.stop.subscribe())
    }

    /// Adds something that the service does until it is told to end.
    pub(crate) fn does(&mut self, work: impl Future<Output = Result<(), Failed>> + Send + 'static) {
        self.works.push(Box::pin(work));
    }

    /// Serves these routes, `/health` and `/metrics`.
    pub(crate) async fn serves(
        &mut self,
        cx: &TraceContract,
        listen: SocketAddr,
        routes: Router,
    ) -> Result<(), Failed> {
        let listener = listen_on(cx, listen).await?;
        // Outside of the layer of the routes.
        let metrics = Metrics::new().source(trace_metrics::log);
        let routes = routes
            .route("/health", get(async || "ok"))
            .route("/metrics", trace_metrics::route(metrics));
        let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
        let mut stopped = self.stopped();
        self.does(async move {
            let until = async move { stopped.wait().await };
            axum::serve(listener, routes)
                .with_graceful_shutdown(until)
                .await?;
            Ok(())
        });
        Ok(())
    }

    /// Runs until a signal comes and all is done, or something fails.
    pub(crate) async fn until_signal(self) -> Result<(), Failed> {
        let Service { works, stop } = self;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let working = futures_util::future::try_join_all(works);
        let told = async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            stop.send_replace(true);
            // Kept, or the works would take it for a signal that it is gone.
            std::future::pending::<()>().await
        };
        tokio::select! {
            done = working => done.map(drop),
            () = told => Ok(()),
        }
    }
}

impl Stopped {
    pub(crate) async fn wait(&mut self) {
        // An error: the service is gone.
        let _ = self.0.wait_for(|stopped| *stopped).await;
    }
}

/// Listens, and says where.
async fn listen_on(cx: &TraceContract, listen: SocketAddr) -> Result<TcpListener, Failed> {
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    let address = listener.local_addr()?;
    // Within the trace of the start.
    let _ = cx;
    tracing::info!(%address, "listening");
    Ok(listener)
}
