//! Requests of which a dictionary is made.

use std::sync::{Mutex, PoisonError};

use super::zip::Zip;

/// Of how many requests, or how many bytes of them, a dictionary is made.
const SAMPLES: usize = 4_000;
const SAMPLES_BYTES: usize = 4 << 20;

/// The longest request that is a sample.
const LONGEST: usize = 16 << 10;

/// Requests of which a dictionary is made.
#[derive(Debug, Default)]
pub(super) struct Samples {
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    requests: Vec<Vec<u8>>,
    bytes: usize,
}

impl Samples {
    /// Takes a sample, while there is no dictionary.
    pub(super) fn add(&self, request: &[u8], zip: &Zip) {
        if request.len() > LONGEST || zip.in_use().is_some() {
            return;
        }
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if !taken.are_enough() {
            taken.bytes += request.len();
            taken.requests.push(request.to_vec());
        }
    }

    /// The samples, if there are enough.
    pub(super) fn take(&self) -> Option<Vec<Vec<u8>>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken
            .are_enough()
            .then(|| std::mem::take(&mut *taken).requests)
    }
}

impl Taken {
    fn are_enough(&self) -> bool {
        self.requests.len() >= SAMPLES || self.bytes >= SAMPLES_BYTES
    }
}
