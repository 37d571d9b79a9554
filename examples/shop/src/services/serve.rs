//! How a service runs until it is told to end.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use trace_metrics::Metrics;

use crate::Failed;

/// How long what was recorded may take to be delivered, at the end.
pub(super) const DELIVERY: Duration = Duration::from_secs(5);

type Work = Pin<Box<dyn Future<Output = Result<(), Failed>> + Send>>;

/// A service that has started.
pub(super) struct Service {
    works: Vec<Work>,
    end: watch::Sender<bool>,
}

/// Becomes ready when the service is told to end.
#[derive(Clone)]
pub(super) struct Ended(watch::Receiver<bool>);

impl Service {
    /// Serves these routes and `/metrics` on a free port, which it prints.
    pub(super) async fn of(routes: Router) -> Result<Self, Failed> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let mut out = std::io::stdout();
        writeln!(out, "http://{}", listener.local_addr()?)?;
        out.flush()?;
        let routes = routes.route("/metrics", trace_metrics::route(Metrics::new()));
        let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
        let end = watch::Sender::new(false);
        let mut ended = Ended(end.subscribe());
        let serving = async move {
            let until = async move { ended.wait().await };
            let serving = axum::serve(listener, routes).with_graceful_shutdown(until);
            Ok(serving.await?)
        };
        Ok(Service {
            works: vec![Box::pin(serving)],
            end,
        })
    }

    pub(super) fn ended(&self) -> Ended {
        Ended(self.end.subscribe())
    }

    /// Adds something that the service does until it is told to end.
    pub(super) fn does(&mut self, work: impl Future<Output = Result<(), Failed>> + Send + 'static) {
        self.works.push(Box::pin(work));
    }

    /// Runs until SIGTERM comes and all is done, or something fails. Ctrl-C is the business of
    /// who started all of them: it ends them in order.
    pub(super) async fn until_told(self) -> Result<(), Failed> {
        let Service { works, end } = self;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let told = async move {
            loop {
                tokio::select! {
                    _ = terminate.recv() => break,
                    _ = interrupt.recv() => {}
                }
            }
            end.send_replace(true);
            // Kept, or the works would take it for a sign that the service is gone.
            std::future::pending::<()>().await
        };
        tokio::select! {
            done = futures_util::future::try_join_all(works) => done.map(drop),
            () = told => Ok(()),
        }
    }
}

impl Ended {
    pub(super) async fn wait(&mut self) {
        // An error: the service is gone.
        let _ = self.0.wait_for(|ended| *ended).await;
    }
}
