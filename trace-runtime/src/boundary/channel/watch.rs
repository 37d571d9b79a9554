//! The latest value, for many readers.

use tokio::sync::watch;
pub use tokio::sync::watch::error::{RecvError, SendError};

use crate::boundary::Carried;
use crate::contract::TraceContract;

/// A channel that holds `initial` until something else is sent.
pub fn channel<T>(cx: &TraceContract, initial: T) -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = watch::channel(Carried::new(cx, initial));
    (Sender(sender), Receiver(receiver))
}

/// Sets the value, with the context it was set in.
#[derive(Debug)]
pub struct Sender<T>(watch::Sender<Carried<T>>);

impl<T> Sender<T> {
    /// Replaces the value and wakes the readers.
    ///
    /// # Errors
    ///
    /// When there is no reader; the value comes back.
    pub fn send(&self, cx: &TraceContract, value: T) -> Result<(), SendError<Carried<T>>> {
        self.0.send(Carried::new(cx, value))
    }

    /// Makes another reader of the same value.
    pub fn subscribe(&self) -> Receiver<T> {
        Receiver(self.0.subscribe())
    }
}

/// Reads the value, with the context it was set in.
#[derive(Debug)]
pub struct Receiver<T>(watch::Receiver<Carried<T>>);

impl<T: Clone> Receiver<T> {
    /// Waits until the value is another than the one seen last.
    ///
    /// # Errors
    ///
    /// When the sender is gone.
    pub async fn changed(&mut self) -> Result<(), RecvError> {
        self.0.changed().await
    }

    /// A copy of the value, which counts as seen. Of many watchers, each that opens it is
    /// a span in the trace in which the value was set; one that has a contract of its own
    /// takes it with [`read`](Carried::read), and makes none.
    pub fn get(&mut self) -> Carried<T> {
        self.0.borrow_and_update().clone()
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Receiver(self.0.clone())
    }
}
