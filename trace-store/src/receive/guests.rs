//! The connections that are open, and which of them goes when there are too many.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::sync::{Notify, OwnedSemaphorePermit};
use tokio::time::Instant;

/// One connection.
#[derive(Debug)]
pub(super) struct Guest {
    /// How many requests are being answered.
    requests: AtomicUsize,
    /// When the first of these requests began; while there is none, when the last one was
    /// answered, or the connection made.
    since: Mutex<Instant>,
    /// The place is needed for another connection.
    pub(super) leave: Notify,
}

impl Guest {
    /// A request is being answered, until what is returned is dropped.
    pub(super) fn request(self: &Arc<Self>) -> Answering {
        if self.requests.fetch_add(1, Ordering::Relaxed) == 0 {
            *self.lock() = Instant::now();
        }
        Answering(self.clone())
    }

    pub(super) fn is_answering(&self) -> bool {
        self.requests.load(Ordering::Relaxed) > 0
    }

    /// Since when it has been answering, or idle.
    pub(super) fn since(&self) -> Instant {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, Instant> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request is being answered.
#[derive(Debug)]
pub(super) struct Answering(Arc<Guest>);

impl Answering {
    /// The answer is being given until its body is sent.
    pub(super) fn until_sent(self, body: Body) -> Sending {
        Sending {
            body,
            _answering: self,
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        *self.0.lock() = Instant::now();
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A body of an answer that is being given.
#[derive(Debug)]
pub(super) struct Sending {
    body: Body,
    _answering: Answering,
}

impl HttpBody for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// All connections.
#[derive(Debug, Default)]
pub(super) struct Guests {
    present: Mutex<Present>,
}

#[derive(Debug, Default)]
struct Present {
    last: u64,
    guests: HashMap<u64, Arc<Guest>>,
}

impl Guests {
    pub(super) fn enter(self: &Arc<Self>, place: OwnedSemaphorePermit) -> Visit {
        let guest = Arc::new(Guest {
            requests: AtomicUsize::new(0),
            since: Mutex::new(Instant::now()),
            leave: Notify::new(),
        });
        let mut present = self.lock();
        present.last += 1;
        let number = present.last;
        present.guests.insert(number, guest.clone());
        drop(present);
        Visit {
            guests: self.clone(),
            number,
            guest,
            _place: place,
        }
    }

    /// Asks the connection to leave that has been of no use for the longest time: whoever
    /// opens thousands and says nothing loses them, and nobody else does.
    pub(super) fn make_place(&self) {
        let present = self.lock();
        let least = present
            .guests
            .values()
            .min_by_key(|guest| (guest.is_answering(), guest.since()));
        if let Some(guest) = least {
            guest.leave.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Present> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection among the others, until this is dropped.
#[derive(Debug)]
pub(super) struct Visit {
    guests: Arc<Guests>,
    number: u64,
    pub(super) guest: Arc<Guest>,
    /// Given back after the connection is no guest any more: whoever gets the place may need
    /// another one, and must not ask the same connection to leave.
    _place: OwnedSemaphorePermit,
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.guests.lock().guests.remove(&self.number);
    }
}
