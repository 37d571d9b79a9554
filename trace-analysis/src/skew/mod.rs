//! Clocks that differ from host to host.

// From the top down: a module stands above what it imports.
mod estimate;

mod clock;
mod local;
mod range;

use std::fmt;
use std::sync::Arc;

use trace_model::Span;

use crate::duration::duration;
use crate::tree::Forest;
use clock::Clocks;

/// By so many nanoseconds a server may outlive its client: 10 ms. A server sends its answer
/// before it ends, and on a busy machine it may wait in between.
const AFTERWARDS: u64 = 10_000_000;

/// Which times are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Times {
    /// Times as they were sent.
    Sent,
    /// Times as they would be if the clocks of all hosts agreed.
    Adjusted,
    /// Times that are adjusted where the clocks differ by an amount that can be a difference of clocks: see
    /// [`Skew::LEAST_NANOS`] and [`Skew::MOST_NANOS`].
    #[default]
    Best,
}

/// What is known of clocks that differ from host to host.
///
/// Judged by calls between hosts: for each pair of hosts, all their calls together leave a
/// range of differences.
///
/// * A server must begin after its client has begun and before it has ended. A pair whose calls
///   contradict that is not adjusted.
/// * A server that ends after its client is no sign before 10 ms are over, and none at all where
///   an address of the call is a loopback one, or where another call says otherwise: on one
///   host with one clock, a server that is busy ends after its client, too.
/// * Where clocks do differ, servers are put in the middle of their clients.
///
/// So a clock that is behind its caller's is seen when it is behind by more than the fastest call
/// took to arrive; one that is ahead when it is ahead by 10 ms more than the fastest call took
/// to return. What is found is wrong by half of the two times together, at most. What is stored
/// is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Skew {
    /// The hosts whose clock differs from the one of the first row.
    pub hosts: Vec<HostSkew>,
    /// The pairs of hosts whose calls contradict each other: they were not adjusted.
    pub contradictory: Vec<(Arc<str>, Arc<str>)>,
    /// The times of the rows are adjusted.
    pub adjusted: bool,
}

/// How far the clock of a host is off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostSkew {
    /// The host, or the process where no host is named.
    pub host: Arc<str>,
    /// What must be added to its times.
    pub shift_nanos: i64,
}

impl Skew {
    /// Clocks that differ by less are left alone: 1 ms.
    pub const LEAST_NANOS: u64 = 1_000_000;
    /// Clocks that differ by more are left alone, since something else is wrong: 5 s.
    pub const MOST_NANOS: u64 = 5_000_000_000;

    /// Judges the clocks, and adjusts the times of `forest` where `times` wants it.
    pub(crate) fn of(spans: &[Span], forest: &mut Forest<'_>, times: Times) -> Self {
        let clocks = Clocks::of(&forest.resources);
        if clocks.names.len() < 2 {
            return Skew::default();
        }
        let ranges = estimate::ranges(spans, forest, &clocks);
        let name = |clock: u32| clocks.names[clock as usize].clone();
        let contradictory = (ranges.iter())
            .filter(|(_, range)| range.shift().is_none())
            .map(|(&(one, other), _)| (name(one), name(other)))
            .collect();
        let first = first_resource(forest).map_or(0, |at| clocks.of_resource[at as usize]);
        let shifts = estimate::shifts(clocks.names.len(), first, &ranges);
        let hosts: Vec<HostSkew> = (0_u32..)
            .zip(&shifts)
            .filter_map(|(clock, shift)| {
                let shift_nanos = shift.filter(|shift| *shift != 0)?;
                let host = name(clock);
                Some(HostSkew { host, shift_nanos })
            })
            .collect();
        let mut skew = Skew {
            hosts,
            contradictory,
            adjusted: false,
        };
        let range = Skew::LEAST_NANOS..=Skew::MOST_NANOS;
        skew.adjusted = match times {
            Times::Sent => false,
            Times::Adjusted => !skew.hosts.is_empty(),
            Times::Best => range.contains(&skew.largest_nanos()),
        };
        if skew.adjusted {
            forest.shift(|at| shifts[clocks.of_resource[at as usize] as usize].unwrap_or(0));
        }
        skew
    }

    /// The largest difference between the first row's clock and another one.
    pub fn largest_nanos(&self) -> u64 {
        let shifts = self
            .hosts
            .iter()
            .map(|host| host.shift_nanos.unsigned_abs());
        shifts.max().unwrap_or(0)
    }
}

/// The resource of the earliest span that has no span above it: its host has the time.
fn first_resource(forest: &Forest<'_>) -> Option<u32> {
    let is_top = |parent: u32| forest.nodes[parent as usize].resource.is_none();
    let tops = forest
        .nodes
        .iter()
        .filter(|node| node.parent.is_none_or(is_top));
    let tops = tops.filter_map(|node| Some((node.time, node.id, node.resource?)));
    tops.min().map(|(_, _, resource)| resource)
}

/// Says what was done, or could be done; says nothing where the clocks agree.
impl fmt::Display for Skew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let largest = self
            .hosts
            .iter()
            .max_by_key(|host| host.shift_nanos.unsigned_abs());
        let Some(largest) = largest else {
            return Ok(());
        };
        let by = duration(largest.shift_nanos.unsigned_abs());
        let late = if largest.shift_nanos > 0 {
            "behind"
        } else {
            "ahead"
        };
        write!(
            f,
            "the clock of `{}` is {by} {late}: times are ",
            largest.host
        )?;
        f.write_str(match self.adjusted {
            true => "adjusted",
            false => "shown as they were sent",
        })
    }
}
