//! Where metrics come from.

use crate::families::Families;

/// Something that has metrics: a closure or a function that adds them, or a type of this
/// crate.
///
/// It is asked at each scrape, on the thread that answers it. So it should read numbers
/// that are there, and not wait: what asks a database when it is scraped is silent
/// when the database is.
pub trait Source: Send + Sync {
    /// Adds the metrics, as they are now.
    fn collect(&self, to: &mut Families);
}

impl<F: Fn(&mut Families) + Send + Sync> Source for F {
    fn collect(&self, to: &mut Families) {
        self(to);
    }
}
