//! How many bytes of messages are in memory at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::rejection::Rejection;

/// Bytes are counted by so many.
const UNIT: usize = 1024;

/// When a sender is to come again that found no room. Messages stay in memory for
/// milliseconds.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Room for the messages of all requests together.
#[derive(Debug, Clone)]
pub(super) struct Room {
    free: Arc<Semaphore>,
}

impl Room {
    pub(super) fn of(bytes: usize) -> Self {
        let units = (bytes / UNIT).min(Semaphore::MAX_PERMITS);
        Room {
            free: Arc::new(Semaphore::new(units)),
        }
    }

    /// Room for a message of which nothing has come yet.
    pub(super) fn place(&self) -> Place {
        Place {
            room: self.clone(),
            held: None,
            bytes: 0,
        }
    }
}

/// Room that one message takes, given back when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    room: Room,
    held: Option<OwnedSemaphorePermit>,
    bytes: usize,
}

impl Place {
    /// Takes room for more bytes of the message.
    pub(super) fn grow(&mut self, bytes: usize) -> Result<(), Rejection> {
        self.bytes = self.bytes.saturating_add(bytes);
        let held = self.held.as_ref().map_or(0, |held| held.num_permits());
        let missing = self.bytes.div_ceil(UNIT).saturating_sub(held);
        if missing == 0 {
            return Ok(());
        }
        let missing = u32::try_from(missing).unwrap_or(u32::MAX);
        let free = self.room.free.clone().try_acquire_many_owned(missing);
        let more = free.map_err(|_| Rejection::Busy {
            what: "the memory for requests is in use".to_owned(),
            retry_after: RETRY_AFTER,
        })?;
        match &mut self.held {
            Some(held) => held.merge(more),
            none => *none = Some(more),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_shared_and_given_back() {
        let room = Room::of(4 * UNIT);
        let (mut one, mut other) = (room.place(), room.place());
        assert_eq!(one.grow(UNIT), Ok(()));
        assert_eq!(one.grow(UNIT), Ok(()));
        assert_eq!(other.grow(2 * UNIT), Ok(()));
        assert!(matches!(one.grow(1), Err(Rejection::Busy { .. })));
        drop(other);
        assert_eq!(one.grow(1), Ok(()));
    }

    #[test]
    fn few_bytes_share_a_unit() {
        let room = Room::of(UNIT);
        let mut place = room.place();
        for _ in 0..UNIT {
            assert_eq!(place.grow(1), Ok(()));
        }
        assert!(place.grow(1).is_err());
    }
}
