//! Lines counted by target, within bounds: a line costs an addition or two.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Log lines of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TargetLines {
    /// The target of the events, `log` for records of the `log` crate, or
    /// [`OTHER`](Self::OTHER).
    pub target: &'static str,
    /// Lines of this target.
    pub lines: u64,
    /// Lines of this target that were written outside of any span.
    pub without_context: u64,
}

impl TargetLines {
    /// Stands for the targets that came when there was no room left: a process
    /// keeps count of some 200.
    pub const OTHER: &'static str = "(other)";
}

/// A power of two.
const SLOTS: usize = 256;

/// How many slots a target is looked for in before it is one of the others.
const PROBES: usize = 16;

static TARGETS: [Lines; SLOTS] = [const { Lines::new() }; SLOTS];
static OTHER: Lines = Lines::new();

struct Lines {
    target: OnceLock<&'static str>,
    lines: AtomicU64,
    without_context: AtomicU64,
}

impl Lines {
    const fn new() -> Self {
        Lines {
            target: OnceLock::new(),
            lines: AtomicU64::new(0),
            without_context: AtomicU64::new(0),
        }
    }

    fn read(&self, target: &'static str) -> TargetLines {
        // In this order: there are never more without context than there are.
        let without_context = self.without_context.load(Ordering::Acquire);
        TargetLines {
            target,
            lines: self.lines.load(Ordering::Relaxed),
            without_context,
        }
    }
}

pub(crate) fn count(target: &'static str, with_context: bool) {
    let lines = slot(target);
    lines.lines.fetch_add(1, Ordering::Relaxed);
    if !with_context {
        lines.without_context.fetch_add(1, Ordering::Release);
    }
}

fn slot(target: &'static str) -> &'static Lines {
    let start = hash(target);
    (start..start + PROBES)
        .filter_map(|at| TARGETS.get(at % SLOTS))
        .find(|lines| *lines.target.get_or_init(|| target) == target)
        .unwrap_or(&OTHER)
}

/// FNV-1a over the end of the name, where targets differ.
fn hash(target: &str) -> usize {
    let hash = target
        .bytes()
        .rev()
        .take(16)
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    (hash >> 32) as usize % SLOTS
}

/// What was counted so far, by name.
pub(crate) fn read() -> Vec<TargetLines> {
    let named = TARGETS.iter().filter_map(|lines| {
        let target = lines.target.get()?;
        Some(lines.read(target))
    });
    let mut read: Vec<_> = named.chain([OTHER.read(TargetLines::OTHER)]).collect();
    read.retain(|of| of.lines > 0);
    read.sort_by_key(|of| of.target);
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_targets_than_there_is_room_for() {
        let targets: Vec<&'static str> = (0..2 * SLOTS)
            .map(|at| &*String::leak(format!("crowd::module_{at}")))
            .collect();
        for (at, target) in targets.iter().enumerate() {
            for _ in 0..3 {
                count(target, at % 2 == 0);
            }
        }
        let read = read();
        assert!(read.len() <= SLOTS + 1);
        let of = |target| read.iter().find(|of| of.target == target);
        assert_eq!(
            of("crowd::module_0").map(|of| (of.lines, of.without_context)),
            Some((3, 0))
        );
        assert_eq!(
            of("crowd::module_1").map(|of| (of.lines, of.without_context)),
            Some((3, 3))
        );
        let crowd = read.iter().filter(|of| of.target.starts_with("crowd"));
        let crowd = crowd.map(|of| of.lines).sum::<u64>();
        let others = of(TargetLines::OTHER).unwrap();
        assert!(others.without_context > 0);
        assert_eq!(crowd + others.lines, 3 * targets.len() as u64);
    }
}
