//! Reads the lists of slow and of failed traces.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::keys::Keys;
use super::missing::Missing;
use super::names::trace_id;
use super::reading::Loaded;
use super::servers::Servers;
use crate::error::ReadError;
use crate::summary::Summary;

/// How many slow traces are listed.
const SLOW: usize = 100;

const NANOS_A_DAY: u64 = 86_400_000_000_000;

impl Servers {
    /// The slowest traces, the slowest first.
    pub(super) async fn slowest(
        &self,
        limit: usize,
        missing: &mut Missing,
    ) -> Result<Vec<Summary>, ReadError> {
        let unlisted = self.unlisted(missing).await?;
        let listed: Vec<Vec<Vec<u8>>> = self
            .each_key(missing, Keys::slow, |key| {
                let mut command = redis::cmd("ZRANGE");
                command.arg(key).arg(0).arg(SLOW - 1).arg("REV");
                command
            })
            .await?;
        let mut summaries = self.with_listed(unlisted, listed, missing).await;
        summaries.retain(|summary| summary.span_count > 0);
        summaries.sort_by_key(|summary| Reverse((summary.duration_nanos, summary.trace_id)));
        summaries.truncate(limit.min(SLOW));
        Ok(summaries)
    }

    /// The failed traces that began on a day, the newest first.
    pub(super) async fn failed(
        &self,
        day: u64,
        limit: usize,
        missing: &mut Missing,
    ) -> Result<Vec<Summary>, ReadError> {
        let unlisted = self.unlisted(missing).await?;
        let micros = |day: u64| day.saturating_mul(NANOS_A_DAY / 1_000);
        let listed: Vec<Vec<Vec<u8>>> = self
            .each_key(missing, Keys::errors, |key| {
                let mut command = redis::cmd("ZRANGE");
                command
                    .arg(key)
                    .arg(format!("({}", micros(day.saturating_add(1))));
                command.arg(micros(day)).arg("BYSCORE").arg("REV");
                command
            })
            .await?;
        let mut summaries = self.with_listed(unlisted, listed, missing).await;
        summaries.retain(|summary| {
            summary.error_count > 0 && summary.start_unix_nanos / NANOS_A_DAY == day
        });
        summaries.sort_by_key(|summary| Reverse((summary.start_unix_nanos, summary.trace_id)));
        summaries.truncate(limit);
        Ok(summaries)
    }

    async fn with_listed(
        &self,
        unlisted: Vec<Loaded>,
        listed: Vec<Vec<Vec<u8>>>,
        missing: &mut Missing,
    ) -> Vec<Summary> {
        let mut summaries: Vec<_> = unlisted.into_iter().map(|loaded| loaded.summary).collect();
        let known: HashSet<_> = summaries.iter().map(|summary| summary.trace_id).collect();
        let ids = listed.iter().flatten().filter_map(|id| trace_id(id));
        let ids: HashSet<_> = ids.filter(|id| !known.contains(id)).collect();
        summaries.extend(self.summaries(ids, missing).await);
        summaries
    }
}
