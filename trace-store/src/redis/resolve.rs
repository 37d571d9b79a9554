//! Finds traces by the beginning of their id, or by a correlation id.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use trace_model::TraceId;

use super::keys::Keys;
use super::lists::{correlated, correlation_ids};
use super::missing::Missing;
use super::names::trace_id;
use super::reading::Loaded;
use super::servers::Servers;
use crate::error::ReadError;

/// Where to go on, and members with their scores.
type Page = (u64, Vec<(Vec<u8>, f64)>);

/// How many members of an index are looked through with one command.
const AT_A_TIME: usize = 10_000;

/// How long the indexes are looked through, in as many time limits of the servers.
const PATIENCE: u32 = 3;

/// How many more than are asked for are kept: an index may say a later start than is true.
const SPARE: usize = 64;

/// How many traces with one correlation id are looked at.
const CORRELATED: usize = 1_000;

impl Servers {
    pub(super) async fn named(
        &self,
        text: &str,
        limit: usize,
        missing: &mut Missing,
    ) -> Result<Vec<TraceId>, ReadError> {
        let prefix = text.to_ascii_lowercase();
        let is_meant = |loaded: &Loaded| {
            let starts = !prefix.is_empty() && loaded.trace.id.to_string().starts_with(&prefix);
            starts || is_correlated(loaded, text)
        };
        let unlisted = self.unlisted(missing).await?;
        let mut found: BTreeSet<(u64, TraceId)> = unlisted
            .iter()
            .filter(|loaded| is_meant(loaded))
            .map(|loaded| (start(loaded), loaded.trace.id))
            .collect();
        let by_correlation = self.correlated_with(text, missing).await?;
        let whole = u128::from_str_radix(&prefix, 16)
            .ok()
            .and_then(TraceId::from_u128);
        let by_id = match (pattern(&prefix), whole) {
            (Some(_), Some(id)) if prefix.len() == 32 => vec![id],
            (Some(pattern), _) => self.with_prefix(&pattern, limit, missing).await?,
            (None, _) => Vec::new(),
        };
        let ids: BTreeSet<_> = by_correlation.into_iter().chain(by_id).collect();
        let loaded = self.load(ids, missing).await;
        let meant = loaded.iter().filter(|loaded| is_meant(loaded));
        found.extend(meant.map(|loaded| (start(loaded), loaded.trace.id)));
        Ok(found
            .into_iter()
            .rev()
            .take(limit)
            .map(|(_, id)| id)
            .collect())
    }

    async fn correlated_with(
        &self,
        text: &str,
        missing: &mut Missing,
    ) -> Result<Vec<TraceId>, ReadError> {
        let least = correlated(text, None);
        let greatest = [least.as_slice(), &[0xff; 17]].concat();
        let listed: Vec<Vec<Vec<u8>>> = self
            .each_key(missing, Keys::correlated, |key| {
                let mut command = redis::cmd("ZRANGE");
                command.arg(key);
                command.arg([b"[", least.as_slice()].concat());
                command.arg([b"[", greatest.as_slice()].concat());
                command.arg("BYLEX").arg("LIMIT").arg(0).arg(CORRELATED);
                command
            })
            .await?;
        let id = |member: &Vec<u8>| trace_id(member.get(8..)?);
        Ok(listed.iter().flatten().filter_map(id).collect())
    }

    /// Looks through the indexes; the servers compare, so that only what is meant is sent.
    async fn with_prefix(
        &self,
        pattern: &[u8],
        limit: usize,
        missing: &mut Missing,
    ) -> Result<Vec<TraceId>, ReadError> {
        let since = Instant::now();
        let patience = self.settings.timeout * PATIENCE;
        let asked = self.each_shard(missing, |shard| async move {
            let mut missing = Missing::default();
            let mut found: HashMap<TraceId, f64> = HashMap::new();
            let of_hour = |hour| {
                [
                    self.keys.index(shard, None, hour),
                    self.keys.lines(shard, hour),
                ]
            };
            for key in self.hours().rev().flat_map(of_hour) {
                let mut cursor = 0;
                loop {
                    let mut command = redis::cmd("ZSCAN");
                    command.arg(&key).arg(cursor).arg("MATCH").arg(pattern);
                    command.arg("COUNT").arg(AT_A_TIME);
                    let reply = self.link.ask([command]).await?.pop();
                    let page: Option<Page> = reply.and_then(|reply| missing.value(&key, reply));
                    let Some((next, members)) = page else { break };
                    let id = |(member, score): (Vec<u8>, f64)| Some((trace_id(&member)?, score));
                    found.extend(members.into_iter().filter_map(id));
                    newest(&mut found, limit);
                    cursor = next;
                    if cursor == 0 || since.elapsed() > patience {
                        break;
                    }
                }
                if since.elapsed() > patience {
                    missing.note("ids of the time before: looking through them takes too long");
                    break;
                }
            }
            Ok((found, missing))
        });
        let mut ids = Vec::new();
        for (_, (found, other)) in asked.await? {
            ids.extend(found.into_keys());
            missing.merge(other);
        }
        Ok(ids)
    }
}

/// Forgets all but the latest, when there are many more.
fn newest(found: &mut HashMap<TraceId, f64>, limit: usize) {
    let most = limit.saturating_add(SPARE);
    if found.len() > most.saturating_mul(2) {
        let mut all: Vec<_> = found.drain().collect();
        all.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        all.truncate(most);
        found.extend(all);
    }
}

/// When the first span began; a trace with lines only comes last.
fn start(loaded: &Loaded) -> u64 {
    loaded.trace.interval().map_or(0, |(start, _)| start)
}

fn is_correlated(loaded: &Loaded, text: &str) -> bool {
    let spans = loaded.trace.spans.iter().map(|span| &span.attributes);
    let lines = loaded.trace.logs.iter().map(|line| &line.attributes);
    let mut all = spans.chain(lines).flat_map(|of| correlation_ids(of));
    all.any(|id| id == text)
}

/// What the first bytes of an id look like, for `MATCH`; `None` if this is no beginning of an
/// id in lower-case hex digits.
fn pattern(prefix: &str) -> Option<Vec<u8>> {
    let digit = |digit: u8| (digit as char).to_digit(16).map(|value| value as u8);
    if prefix.is_empty() || prefix.len() > 32 {
        return None;
    }
    let mut pattern = Vec::new();
    for pair in prefix.as_bytes().chunks(2) {
        match *pair {
            [high, low] => pattern.extend([b'\\', digit(high)? << 4 | digit(low)?]),
            [high] => {
                let least = digit(high)? << 4;
                pattern.extend([b'[', least, b'-', least | 0xf, b']']);
            }
            _ => {}
        }
    }
    pattern.push(b'*');
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn a_prefix_is_bytes_and_for_half_a_byte_a_range() {
        assert_eq!(pattern("5b2").unwrap(), b"\\\x5b[\x20-\x2f]*");
        assert_eq!(pattern("").as_deref(), None);
        assert_eq!(pattern("xy").as_deref(), None);
    }
}
