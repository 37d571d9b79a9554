//! The time in which a span itself was at work, and the time between two services.

use crate::tree::Tree;

/// What each row did with its time. All lists are as long as [`Tree::rows`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SelfTime {
    /// The row's time in which none of its children was at work. Nothing for a call whose
    /// other side was traced: that time is under way, not at work.
    pub own: Vec<u64>,
    /// The time of a call that its server did not see: the network, and the queue before
    /// the server. Nothing where no server was traced.
    pub under_way: Vec<u64>,
}

impl SelfTime {
    pub(crate) fn of(tree: &Tree, servers: &[Option<u32>]) -> Self {
        let rows = &tree.rows;
        let mut covered = vec![0_u64; rows.len()];
        // Siblings come by their start: one look at each suffices.
        let mut covered_until = vec![0_u64; rows.len()];
        for row in rows {
            let Some(parent) = row.parent.map(|parent| parent as usize) else {
                continue;
            };
            let part = row.time.clip(rows[parent].time);
            let from = part.start.max(covered_until[parent]);
            covered[parent] += part.end.saturating_sub(from);
            covered_until[parent] = covered_until[parent].max(part.end);
        }
        let mut times = SelfTime {
            own: vec![0; rows.len()],
            under_way: vec![0; rows.len()],
        };
        for (row, server) in servers.iter().enumerate() {
            let open = rows[row].time.nanos() - covered[row];
            let time = match server {
                Some(_) => &mut times.under_way,
                None => &mut times.own,
            };
            time[row] = open;
        }
        times
    }
}
