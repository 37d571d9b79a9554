//! Tells customers, in the trace of their order: the messages of the queue carry it.

use std::time::Duration;

use axum::Router;
use trace_runtime::{TraceContract, fallible, traced};

use super::fault::{Broken, Fault};
use super::queue::{Message, Queue};
use super::serve::{Ended, Service};
use crate::Failed;
use crate::config::{Role, Settings};

/// How long it rests when the queue is empty.
const REST: Duration = Duration::from_millis(20);

pub(super) async fn start(cx: &TraceContract, settings: &Settings) -> Result<Service, Failed> {
    let queue = Queue::open(cx, &settings.folder).await?;
    let fault = Fault::of(Role::Notifications, settings);
    let mut service = Service::of(Router::new()).await?;
    let ended = service.ended();
    service.does(work(queue, fault, ended));
    Ok(service)
}

/// Works the queue off; told to end, until it is empty.
async fn work(queue: Queue, fault: Fault, mut ended: Ended) -> Result<(), Failed> {
    let mut is_ending = false;
    loop {
        if let Some(message) = queue.take().await? {
            let process = async |cx: &TraceContract, message| notify(cx, fault, message).await;
            // That it failed is in its span: a mail is not worth more.
            let _ = message
                .open(fallible("process notifications"), process)
                .await;
        } else if is_ending {
            return Ok(());
        } else {
            tokio::select! {
                () = tokio::time::sleep(REST) => {}
                () = ended.wait() => is_ending = true,
            }
        }
    }
}

#[traced]
async fn notify(cx: &TraceContract, fault: Fault, message: Message) -> Result<(), Broken> {
    cx.set_attribute("order.id", message.order);
    fault.linger(cx).await;
    send_mail(cx, fault, &message.customer).await?;
    tracing::info!(order.id = message.order, "customer told");
    Ok(())
}

#[traced]
async fn send_mail(cx: &TraceContract, fault: Fault, customer: &str) -> Result<(), Broken> {
    cx.set_attribute("customer", customer);
    tokio::time::sleep(Duration::from_millis(3)).await;
    fault.strike(Role::Notifications)
}
