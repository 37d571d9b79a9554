//! From what people have, a part of an id or a name of a request, to traces.

use memchr::memmem::Finder;
use trace_model::{Attribute, Trace, TraceId};

use super::block::{Filter, Hashes};
use super::engine::{Engine, lock};
use super::needle;
use super::read::Reader;
use crate::error::ReadError;
use crate::search::{CORRELATION_IDS, Literal};

impl Engine {
    pub(super) fn resolve(&self, text: &str, limit: usize) -> Result<Vec<TraceId>, ReadError> {
        let mut reader = Reader::default();
        let mut ids = self.by_prefix(text, limit)?;
        ids.extend(self.by_correlation(text, limit, &mut reader)?);
        self.each_live(needle::as_sent(text), |trace| {
            ids.extend(is_correlated(trace, text).then_some(trace.id));
        });
        ids.sort_unstable();
        ids.dedup();
        let mut found: Vec<(u64, TraceId)> = Vec::new();
        for id in ids {
            if let Some(stored) = self.trace(id, &mut reader)? {
                found.push((stored.trace.interval().unwrap_or_default().0, id));
            }
        }
        found.sort_unstable_by_key(|found| std::cmp::Reverse(*found));
        found.truncate(limit);
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }

    /// The traces whose ids begin so.
    fn by_prefix(&self, text: &str, limit: usize) -> Result<Vec<TraceId>, ReadError> {
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if text.is_empty() || text.len() > 32 || !is_hex {
            return Ok(Vec::new());
        }
        let bound = |digit: &str| {
            let padded = text.to_owned() + &digit.repeat(32 - text.len());
            u128::from_str_radix(&padded, 16).unwrap_or_default()
        };
        let range = [bound("0"), bound("f")];
        let is_meant = |id: &TraceId| (range[0]..=range[1]).contains(&id.to_u128());
        let hours = lock(&self.shelf).hours.clone();
        let mut ids: Vec<TraceId> = lock(&self.live).traces.keys().copied().collect();
        ids.extend(self.pinned_ids()?);
        ids.retain(is_meant);
        // The newest ones are asked for, and ids are in no order of time: so many are compared.
        let most = limit.saturating_mul(64).max(1_024);
        for hour in hours.iter().rev() {
            let room = most.saturating_sub(ids.len());
            ids.extend(hour.ids(range, room)?);
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// The settled traces with this correlation id: one block after the other, the newest
    /// first, as far as the filters say that it may be there.
    fn by_correlation(
        &self,
        text: &str,
        limit: usize,
        reader: &mut Reader,
    ) -> Result<Vec<TraceId>, ReadError> {
        let literal = Literal::Text(text.into());
        let needle = needle::as_sent(text).map(Finder::new);
        let hashes = CORRELATION_IDS.map(|key| Hashes::equal(key, &literal));
        let hours = lock(&self.shelf).hours.clone();
        let mut found = Vec::new();
        for hour in hours.iter().rev() {
            for zone in hour.zones().iter().rev() {
                let filter = hour.filter(zone.block)?;
                let filter = Filter::of(&filter);
                if found.len() >= limit || !hashes.iter().any(|hash| filter.may_have(*hash)) {
                    continue;
                }
                let traces = reader.block(hour, zone.block, |_| true, needle.as_ref())?;
                let traces = traces
                    .iter()
                    .filter(|(_, trace)| is_correlated(trace, text));
                found.extend(traces.map(|(_, trace)| trace.id));
            }
        }
        Ok(found)
    }
}

fn is_correlated(trace: &Trace, text: &str) -> bool {
    let correlated = |attributes: &[Attribute]| {
        let mut ids = attributes.iter();
        ids.any(|id| CORRELATION_IDS.contains(&&*id.key) && id.value.as_text() == Some(text))
    };
    trace.spans.iter().any(|span| correlated(&span.attributes))
        || trace.logs.iter().any(|line| correlated(&line.attributes))
}
