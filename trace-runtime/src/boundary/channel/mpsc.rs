//! Many senders, one receiver.

use std::task::{Context, Poll};

use tokio::sync::mpsc;
pub use tokio::sync::mpsc::error::{SendError, TryRecvError, TrySendError};

use crate::boundary::Carried;
use crate::contract::TraceContract;

/// A channel with room for `capacity` messages.
///
/// # Panics
///
/// When `capacity` is zero, as tokio's.
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = mpsc::channel(capacity);
    (Sender(sender), Receiver(receiver))
}

/// A channel without a bound.
pub fn unbounded_channel<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (UnboundedSender(sender), UnboundedReceiver(receiver))
}

/// Sends messages with the context they are sent in.
#[derive(Debug)]
pub struct Sender<T>(mpsc::Sender<Carried<T>>);

impl<T> Sender<T> {
    /// Waits for room, and sends.
    ///
    /// # Errors
    ///
    /// When the receiver is gone; the message comes back.
    pub async fn send(&self, cx: &TraceContract, message: T) -> Result<(), SendError<Carried<T>>> {
        self.0.send(Carried::new(cx, message)).await
    }

    /// Sends if there is room.
    ///
    /// # Errors
    ///
    /// When there is none, or the receiver is gone; the message comes back.
    pub fn try_send(&self, cx: &TraceContract, message: T) -> Result<(), TrySendError<Carried<T>>> {
        self.0.try_send(Carried::new(cx, message))
    }

    /// Sends from code that is not async, blocking until there is room.
    ///
    /// # Errors
    ///
    /// When the receiver is gone; the message comes back.
    ///
    /// # Panics
    ///
    /// Inside of an async task, as tokio's.
    pub fn blocking_send(
        &self,
        cx: &TraceContract,
        message: T,
    ) -> Result<(), SendError<Carried<T>>> {
        self.0.blocking_send(Carried::new(cx, message))
    }

    /// Passes a received message on with the context it came with.
    ///
    /// # Errors
    ///
    /// When the receiver is gone; the message comes back.
    pub async fn forward(&self, message: Carried<T>) -> Result<(), SendError<Carried<T>>> {
        self.0.send(message).await
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Sender(self.0.clone())
    }
}

/// Receives messages with the context they were sent in.
#[derive(Debug)]
pub struct Receiver<T>(mpsc::Receiver<Carried<T>>);

impl<T> Receiver<T> {
    /// The next message; `None` when all senders are gone.
    pub async fn recv(&mut self) -> Option<Carried<T>> {
        self.0.recv().await
    }

    /// The next message, if one is there.
    ///
    /// # Errors
    ///
    /// When none is, or all senders are gone.
    pub fn try_recv(&mut self) -> Result<Carried<T>, TryRecvError> {
        self.0.try_recv()
    }

    /// The next message, in code that is not async.
    ///
    /// # Panics
    ///
    /// Inside of an async task, as tokio's.
    pub fn blocking_recv(&mut self) -> Option<Carried<T>> {
        self.0.blocking_recv()
    }

    /// Polls for the next message, for a `Stream` of your own.
    pub fn poll_recv(&mut self, task: &mut Context<'_>) -> Poll<Option<Carried<T>>> {
        self.0.poll_recv(task)
    }

    /// Takes no more messages; those sent already can still be received.
    pub fn close(&mut self) {
        self.0.close();
    }
}

/// Sends messages with the context they are sent in, without a bound.
#[derive(Debug)]
pub struct UnboundedSender<T>(mpsc::UnboundedSender<Carried<T>>);

impl<T> UnboundedSender<T> {
    /// Sends a message at once, without waiting for room.
    ///
    /// # Errors
    ///
    /// When the receiver is gone; the message comes back.
    pub fn send(&self, cx: &TraceContract, message: T) -> Result<(), SendError<Carried<T>>> {
        self.0.send(Carried::new(cx, message))
    }

    /// Passes a received message on with the context it came with.
    ///
    /// # Errors
    ///
    /// When the receiver is gone; the message comes back.
    pub fn forward(&self, message: Carried<T>) -> Result<(), SendError<Carried<T>>> {
        self.0.send(message)
    }
}

impl<T> Clone for UnboundedSender<T> {
    fn clone(&self) -> Self {
        UnboundedSender(self.0.clone())
    }
}

/// Receives messages with the context they were sent in.
#[derive(Debug)]
pub struct UnboundedReceiver<T>(mpsc::UnboundedReceiver<Carried<T>>);

impl<T> UnboundedReceiver<T> {
    /// The next message; `None` when all senders are gone.
    pub async fn recv(&mut self) -> Option<Carried<T>> {
        self.0.recv().await
    }

    /// The next message, if one is there.
    ///
    /// # Errors
    ///
    /// When none is, or all senders are gone.
    pub fn try_recv(&mut self) -> Result<Carried<T>, TryRecvError> {
        self.0.try_recv()
    }

    /// The next message, in code that is not async.
    ///
    /// # Panics
    ///
    /// Inside of an async task, as tokio's.
    pub fn blocking_recv(&mut self) -> Option<Carried<T>> {
        self.0.blocking_recv()
    }
}
