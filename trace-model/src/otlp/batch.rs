//! One request, checked, with an index of what is in it.

use std::ops::Range;

use bytes::Bytes;

use super::entry::{Entry, Group, Signal};
use super::limits::{Limits, Refused};
use super::scan::Scan;
use super::wire::Malformed;

/// One request that came in: its bytes, and where in them the spans or log lines lie.
///
/// Each entry has a valid trace id, costs no more than the limits allow, and can be decoded.
#[derive(Debug, Clone)]
pub struct Batch {
    signal: Signal,
    bytes: Bytes,
    groups: Vec<Group>,
    entries: Vec<Entry>,
}

impl Batch {
    /// Looks through a request.
    ///
    /// A span without a valid id, and one beyond `limits`, is refused alone. A line that names
    /// no trace is left out without being counted as refused: it is nobody's mistake.
    ///
    /// # Errors
    ///
    /// The bytes are no such request, so that nothing of it can be taken.
    pub fn read(
        signal: Signal,
        bytes: Bytes,
        limits: &Limits,
    ) -> Result<(Batch, Refused), Malformed> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(Malformed::new("4 GiB or more"));
        }
        let mut scan = Scan::of(signal, &bytes, limits);
        scan.request()?;
        let Scan {
            groups,
            entries,
            refused,
            ..
        } = scan;
        let batch = Batch {
            signal,
            bytes,
            groups,
            entries,
        };
        Ok((batch, refused))
    }

    /// What the batch carries.
    pub fn signal(&self) -> Signal {
        self.signal
    }

    /// The request, as it was sent, refused spans included.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The spans or lines that were taken.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What the spans of the batch share.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The bytes at a place.
    pub fn slice(&self, range: &Range<u32>) -> &[u8] {
        &self.bytes[range.start as usize..range.end as usize]
    }
}
