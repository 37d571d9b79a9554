//! Many senders, many receivers; each receiver gets each message.

use tokio::sync::broadcast;
pub use tokio::sync::broadcast::error::{RecvError, SendError, TryRecvError};

use crate::boundary::Carried;
use crate::contract::TraceContract;

/// A channel that keeps the last `capacity` messages.
///
/// # Panics
///
/// When `capacity` is zero or huge, as tokio's.
pub fn channel<T: Clone>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = broadcast::channel(capacity);
    (Sender(sender), Receiver(receiver))
}

/// Sends messages with the context they are sent in.
#[derive(Debug)]
pub struct Sender<T>(broadcast::Sender<Carried<T>>);

impl<T: Clone> Sender<T> {
    /// Sends to all receivers there are, and says how many.
    ///
    /// # Errors
    ///
    /// When there is none; the message comes back.
    pub fn send(&self, cx: &TraceContract, message: T) -> Result<usize, SendError<Carried<T>>> {
        self.0.send(Carried::new(cx, message))
    }

    /// Another receiver, of what is sent from now on.
    pub fn subscribe(&self) -> Receiver<T> {
        Receiver(self.0.subscribe())
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Sender(self.0.clone())
    }
}

/// Receives messages with the context they were sent in.
#[derive(Debug)]
pub struct Receiver<T>(broadcast::Receiver<Carried<T>>);

impl<T: Clone> Receiver<T> {
    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// When all senders are gone, or messages were missed.
    pub async fn recv(&mut self) -> Result<Carried<T>, RecvError> {
        self.0.recv().await
    }

    /// The next message, if one is there.
    ///
    /// # Errors
    ///
    /// When none is, all senders are gone, or messages were missed.
    pub fn try_recv(&mut self) -> Result<Carried<T>, TryRecvError> {
        self.0.try_recv()
    }

    /// Another receiver, of what is sent from now on.
    pub fn resubscribe(&self) -> Self {
        Receiver(self.0.resubscribe())
    }
}
