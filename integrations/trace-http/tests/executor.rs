//! Tasks that hyper spawns, in the trace of their call: a real server and a real client
//! of HTTP/2.

#![allow(clippy::unwrap_used)]
#![expect(
    clippy::disallowed_methods,
    reason = "what becomes of tasks that others spawn is what is tested"
)]

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http2::SendRequest;
use hyper::rt::Executor;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};
use trace_http::TracedExecutor;
use trace_runtime::stats::ContextPlace;
use trace_runtime::{Callback, current, stats};
use trace_testing::record;

type Traced = TracedExecutor<TokioExecutor>;

fn traced(callback: Callback) -> Traced {
    TracedExecutor::new(callback, TokioExecutor::new())
}

fn counted(sdk: &'static str) -> (u64, u64) {
    let count = stats().context_at(ContextPlace::Sdk(sdk));
    (count.expected, count.lost)
}

/// Asks which trace the task that it runs on is in, and answers with it.
async fn answer(request: Request<Incoming>) -> Result<Response<String>, Infallible> {
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let here = match current() {
        Ok(sealed) => sealed.open_sync("answer", |cx| cx.trace_id().to_string()),
        Err(_) => "none".to_owned(),
    };
    let there = String::from_utf8_lossy(&body);
    Ok(Response::new(format!("{there} {here}")))
}

/// A server of one connection.
async fn serve(executor: Traced) -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = hyper::server::conn::http2::Builder::new(executor);
    // The connection has no trace: what it spawns for a request is to have one.
    TokioExecutor::new().execute(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let _ = server
            .serve_connection(TokioIo::new(stream), service_fn(answer))
            .await;
    });
    TcpStream::connect(address).await.unwrap()
}

/// A client on that connection, which is run without a trace.
async fn connect<B>(executor: Traced, stream: TcpStream) -> SendRequest<B>
where
    B: Body<Data = Bytes, Error = Infallible> + Send + Unpin + 'static,
{
    let client = hyper::client::conn::http2::Builder::new(executor);
    let (sender, connection) = client.handshake(TokioIo::new(stream)).await.unwrap();
    TokioExecutor::new().execute(async move {
        let _ = connection.await;
    });
    sender
}

async fn ask<B>(sender: &mut SendRequest<B>, body: B) -> String
where
    B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let request = Request::post("http://localhost/").body(body).unwrap();
    let response = sender.send_request(request).await.unwrap();
    let body = response.into_body().collect().await.unwrap();
    String::from_utf8(body.to_bytes().to_vec()).unwrap()
}

/// A request body that says in which trace it is polled. It is not ready at first, so that
/// hyper sends it from a task that it spawns.
#[derive(Default)]
struct Told {
    polls: u8,
}

impl Body for Told {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.polls += 1;
        match self.polls {
            1 => {
                task.waker().wake_by_ref();
                Poll::Pending
            }
            2 => {
                let here = current().map_or("none".to_owned(), |sealed| {
                    sealed.open_sync("body", |cx| cx.trace_id().to_string())
                });
                Poll::Ready(Some(Ok(Frame::data(here.into()))))
            }
            _ => Poll::Ready(None),
        }
    }
}

#[tokio::test]
async fn a_server_under_a_contract_answers_in_its_trace() {
    let recording = record("test", async |cx| {
        let stream = serve(traced(Callback::carrying("server", cx))).await;
        let plain = traced(Callback::carrying("its client", cx));
        let mut sender = connect(plain, stream).await;
        let answers = [
            ask(&mut sender, Empty::new()).await,
            ask(&mut sender, Empty::new()).await,
        ];
        assert_eq!(answers, [(); 2].map(|()| format!(" {}", cx.trace_id())));
    })
    .await;
    recording.trace.assert_tree(
        "
        test
          answer
          answer
        ",
    );
    recording.trace.assert_no_lost_context();
    assert_eq!(counted("server"), (2, 0));
}

#[tokio::test]
async fn a_client_under_a_contract_sends_its_bodies_in_its_trace() {
    let recording = record("test", async |cx| {
        let stream = serve(traced(Callback::carrying("its server", cx))).await;
        let mut sender = connect(traced(Callback::carrying("client", cx)), stream).await;
        let answer = ask(&mut sender, Told::default()).await;
        assert_eq!(answer, format!("{0} {0}", cx.trace_id()));
    })
    .await;
    recording.trace.assert_tree(
        "
        test
          body
          answer
        ",
    );
    recording.trace.assert_no_lost_context();
    assert!(counted("client").0 > 0);
    assert_eq!(counted("client").1, 0);
}

/// The limit that the documentation names: hyper's client spawns from the task of its
/// connection, which no call runs.
#[tokio::test]
async fn a_connection_that_is_shared_spawns_outside_of_the_call() {
    let stream = serve(traced(Callback::expected_from("shared server"))).await;
    let recording = record("test", async |_| {
        let mut sender = connect(traced(Callback::expected_from("shared")), stream).await;
        ask(&mut sender, Told::default()).await
    })
    .await;
    assert_eq!(recording.value, "none none");
    let (expected, lost) = counted("shared");
    assert!(lost > 0 && lost <= expected, "{lost} of {expected}");
    assert_eq!(counted("shared server"), (1, 1));
}

#[tokio::test]
async fn an_sdk_that_spawns_in_the_call_has_its_tasks_in_the_trace_of_each_call() {
    let executor = traced(Callback::expected_from("sdk"));
    let call = async |name: &'static str| {
        let recording = record(name, async |_| {
            let (done, told) = tokio::sync::oneshot::channel();
            executor.execute(async move {
                tokio::task::yield_now().await;
                let here = current().unwrap();
                done.send(here.open_sync("work", |cx| cx.trace_id()))
                    .unwrap();
            });
            told.await.unwrap()
        })
        .await;
        assert_eq!(recording.value, recording.trace.trace_id());
        let tree = format!("\n{name}\n  work\n");
        recording.trace.assert_tree(&tree);
    };
    tokio::join!(call("first"), call("second"));
    assert_eq!(counted("sdk"), (2, 0));
}

#[tokio::test]
async fn a_task_that_is_spawned_where_no_span_runs_is_run_and_counted() {
    let executor = traced(Callback::expected_from("stray"));
    let (done, told) = tokio::sync::oneshot::channel();
    executor.execute(async move { done.send(current().is_err()).unwrap() });
    assert!(told.await.unwrap());
    assert_eq!(counted("stray"), (1, 1));

    record("test", async |_| executor.execute(async {})).await;
    assert_eq!(counted("stray"), (2, 1));
}
