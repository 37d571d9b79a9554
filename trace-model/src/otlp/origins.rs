//! Resources and scopes, which come again with each batch.

use std::collections::HashMap;
use std::sync::Arc;

/// How many are kept for when they come again, and how long, in bytes, they may be.
const MOST: usize = 128;
const LONGEST: usize = 16 << 10;

/// Resources, or scopes, by the bytes that they were read from.
#[derive(Debug)]
pub(super) struct Origins<T> {
    kept: HashMap<Vec<u8>, Arc<T>>,
}

impl<T> Default for Origins<T> {
    fn default() -> Self {
        Origins {
            kept: HashMap::new(),
        }
    }
}

impl<T> Origins<T> {
    /// What these bytes say, which are read if they are new.
    pub(super) fn of(
        &mut self,
        message: &[u8],
        schema_url: &[u8],
        read: impl FnOnce() -> T,
    ) -> Arc<T> {
        let length = message.len() as u64;
        let key = [&length.to_le_bytes(), message, schema_url].concat();
        if let Some(origin) = self.kept.get(&key) {
            return origin.clone();
        }
        let origin = Arc::new(read());
        if key.len() <= LONGEST {
            // Begins anew where there is no more room: what still comes is soon there again.
            if self.kept.len() == MOST {
                self.kept.clear();
            }
            self.kept.insert(key, origin.clone());
        }
        origin
    }
}
