//! What live spans and lines say, as they came: the whole trace is not waited for.

use memchr::memmem::Finder;
use trace_model::Trace;

use super::engine::{Engine, lock};
use super::read::{Reader, parts};

/// So many live spans and lines are looked at, the newest ones, where all of them are asked for.
const MOST: usize = 200_000;

impl Engine {
    /// Shows what is live of each trace, arrival by arrival, the newest first: names and ids are
    /// in single spans. A trace whose spans came one by one is shown in as many parts. With a
    /// needle, of these those of which a message has it.
    ///
    /// An arrival is inflated once, whoever's spans are in it: a burst of short traces, which
    /// share arrivals, costs little.
    pub(super) fn each_live(&self, needle: Option<&str>, mut see: impl FnMut(&Trace)) {
        let needle = needle.map(Finder::new);
        let arrivals = lock(&self.live).newest(MOST);
        let mut reader = Reader::default();
        for of_traces in arrivals.into_values().rev() {
            for (id, places) in of_traces {
                let bytes = reader.bytes_of(&places);
                let parts = parts(&places, &bytes);
                let has = |needle: &Finder<'_>| {
                    let mut messages = parts.iter().map(|part| part.message);
                    messages.any(|message| needle.find(message).is_some())
                };
                if needle.as_ref().is_none_or(has) {
                    let mut trace = Trace::new(id);
                    reader.decode(id, &parts, &mut trace);
                    see(&trace);
                }
            }
        }
    }
}
