//! One message.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;
pub use tokio::sync::oneshot::error::{RecvError, TryRecvError};

use crate::boundary::Carried;
use crate::contract::TraceContract;

/// A channel for one message.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = oneshot::channel();
    (Sender(sender), Receiver(receiver))
}

/// Sends the message with the context it is sent in.
#[derive(Debug)]
pub struct Sender<T>(oneshot::Sender<Carried<T>>);

impl<T> Sender<T> {
    /// Sends the one message, with the context it is sent in.
    ///
    /// # Errors
    ///
    /// When the receiver is gone; the message comes back.
    pub fn send(self, cx: &TraceContract, message: T) -> Result<(), Carried<T>> {
        self.0.send(Carried::new(cx, message))
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// The message, with the context it was sent in; await it.
#[derive(Debug)]
pub struct Receiver<T>(oneshot::Receiver<Carried<T>>);

impl<T> Receiver<T> {
    /// The message, if it is there.
    ///
    /// # Errors
    ///
    /// When it is not, or the sender is gone.
    pub fn try_recv(&mut self) -> Result<Carried<T>, TryRecvError> {
        self.0.try_recv()
    }

    /// The message, in code that is not async.
    ///
    /// # Errors
    ///
    /// When the sender went without sending.
    ///
    /// # Panics
    ///
    /// Inside of an async task, as tokio's.
    pub fn blocking_recv(self) -> Result<Carried<T>, RecvError> {
        self.0.blocking_recv()
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<Carried<T>, RecvError>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(task)
    }
}
