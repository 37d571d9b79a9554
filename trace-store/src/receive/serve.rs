//! Serves a router to senders that may be slow, idle or hostile.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use ::http::Request;
use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tower_service::Service;

use super::guests::{Guest, Guests};

/// How long to wait after a connection could not be accepted, and how often in a row.
const PAUSE: Duration = Duration::from_millis(50);
const FAILURES: u32 = 600;

/// Serves a router until `shutdown` ends, with the settings that most need.
///
/// # Errors
///
/// The listener has accepted no connection for half a minute, and says why each time.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let plain = async |stream| Ok::<TcpStream, io::Error>(stream);
    Server::default()
        .serve(listener, router, plain, shutdown)
        .await
}

/// How connections are served: HTTP/1.1 and HTTP/2, on one port.
///
/// A connection on which nothing is asked for is closed after a while, and where there are too
/// many, the one that has been idle for the longest time goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// How many connections may be open at once.
    pub connections: usize,
    /// How long a connection may be open without a request that is complete.
    pub idle_time: Duration,
    /// How long a request may take on a connection that has to go for another one.
    pub request_time: Duration,
    /// How long requests may still take when the server shuts down, and a handshake.
    pub grace: Duration,
}

impl Default for Server {
    fn default() -> Self {
        Server {
            connections: 512,
            idle_time: Duration::from_secs(75),
            request_time: Duration::from_secs(1),
            grace: Duration::from_secs(5),
        }
    }
}

impl Server {
    /// Serves a router until `shutdown` ends.
    ///
    /// Each connection goes through `handshake` first: for TLS, the `accept` of an acceptor,
    /// which offers `h2` and `http/1.1` by ALPN.
    ///
    /// # Errors
    ///
    /// The listener has accepted no connection for half a minute, and says why each time.
    pub async fn serve<H, F, S>(
        &self,
        listener: TcpListener,
        router: Router,
        handshake: H,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()>
    where
        H: Fn(TcpStream) -> F,
        F: Future<Output = io::Result<S>> + Send + 'static,
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let places = Arc::new(Semaphore::new(self.connections));
        let guests = Arc::new(Guests::default());
        let (ending, end) = watch::channel(());
        let mut connections = JoinSet::new();
        let mut shutdown = pin!(shutdown);
        let mut failures = 0;
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                Some(_) = connections.join_next() => continue,
                () = &mut shutdown => break,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) if failures == FAILURES => return Err(error),
                // The other side is gone again, or the process has no descriptor left, until
                // another connection ends.
                Err(_) => {
                    failures += 1;
                    guests.make_place();
                    sleep(PAUSE).await;
                    continue;
                }
            };
            failures = 0;
            let Some(place) = self.place(&places, &guests).await else {
                continue;
            };
            let _ = stream.set_nodelay(true);
            let connection = Connection {
                server: self.clone(),
                router: router.clone(),
                end: end.clone(),
            };
            let (visit, handshake) = (guests.enter(place), handshake(stream));
            spawn(&mut connections, async move {
                let limit = connection.server.grace;
                let stream = tokio::select! {
                    stream = timeout(limit, handshake) => stream,
                    () = visit.guest.leave.notified() => return,
                };
                if let Ok(Ok(stream)) = stream {
                    connection.serve(stream, visit.guest.clone()).await;
                }
            });
        }
        drop(listener);
        drop(ending);
        let all = async { while connections.join_next().await.is_some() {} };
        let _ = timeout(self.grace, all).await;
        Ok(())
    }

    /// A place for one more connection; another one has to go if there is none.
    async fn place(
        &self,
        places: &Arc<Semaphore>,
        guests: &Guests,
    ) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = places.clone().try_acquire_owned() {
            return Some(place);
        }
        guests.make_place();
        let limit = self.request_time + Duration::from_secs(1);
        timeout(limit, places.clone().acquire_owned())
            .await
            .ok()?
            .ok()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a connection belongs to no trace: its requests do"
)]
fn spawn(connections: &mut JoinSet<()>, task: impl Future<Output = ()> + Send + 'static) {
    connections.spawn(task);
}

struct Connection {
    server: Server,
    router: Router,
    end: watch::Receiver<()>,
}

impl Connection {
    async fn serve<S>(mut self, stream: S, guest: Arc<Guest>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = service_fn(|request: Request<Incoming>| {
            let answering = guest.request();
            let answer = self.router.clone().call(request.map(Body::new));
            async move {
                let answer = answer.await;
                answer.map(|answer| answer.map(|body| answering.until_sent(body)))
            }
        });
        let builder = builder();
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
        let grace = loop {
            let idle_since = match guest.is_answering() {
                true => Instant::now(),
                false => guest.since(),
            };
            let idle_end = idle_since + self.server.idle_time;
            if idle_end <= Instant::now() {
                break Duration::ZERO;
            }
            tokio::select! {
                _ = connection.as_mut() => return,
                _ = self.end.changed() => break self.server.grace,
                () = guest.leave.notified() => {
                    break self.server.request_time.saturating_sub(guest.since().elapsed());
                }
                () = sleep_until(idle_end) => {}
            }
        };
        if guest.is_answering() {
            connection.as_mut().graceful_shutdown();
            let _ = timeout(grace, connection).await;
        }
    }
}

/// A connection holds little memory that no request has asked for.
fn builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().max_buf_size(64 << 10).half_close(false);
    builder
        .http2()
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(1 << 20)
        .max_concurrent_streams(64)
        .max_header_list_size(16 << 10);
    builder
}
