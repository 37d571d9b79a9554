//! Which columns of the terminal are for what.

use super::super::text::{Style, escape, nanos, width};
use super::label::{indent, label};
use super::picture::Picture;

/// Widths of the parts of a line, the spaces between them not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// How deep rows may stand to the right.
    pub(super) deepest: u32,
    pub(super) name: usize,
    /// 0 where there is no room for services.
    pub(super) service: usize,
    pub(super) bar: usize,
    pub(super) duration: usize,
}

/// A terminal that is narrower gets lines that are broken.
const NARROWEST: usize = 40;
/// Where there is less, the services make way.
const WITH_SERVICES: usize = 76;
const WIDEST_SERVICE: usize = 18;
const DEEPEST: u32 = 12;
const SHORTEST_NAME: usize = 12;
const SHORTEST_BAR: usize = 10;
/// The mark of errors and the edge of the bars, with the spaces around them.
const BETWEEN: usize = 2 + 2 + 1;

impl Layout {
    pub(super) fn of(picture: &Picture<'_>, columns: usize, style: Style) -> Self {
        let total = columns.max(NARROWEST);
        let (mut name, mut duration) = (SHORTEST_NAME, 0);
        for (_, row) in picture.rows() {
            name = name.max(indent(row, DEEPEST) + width(&label(picture, row, DEEPEST, style)));
            duration = duration.max(width(&nanos(row.time.nanos())));
        }
        let services = picture.analysis.tree.names.services.iter();
        let service = services.map(|service| width(&escape(service))).max();
        let service = match total >= WITH_SERVICES {
            true => service.unwrap_or(0).min(WIDEST_SERVICE),
            false => 0,
        };
        let gap = usize::from(service > 0);
        let fixed = BETWEEN + service + gap + duration;
        let room = total.saturating_sub(fixed);
        let name = name.min(room / 2).min(room.saturating_sub(SHORTEST_BAR));
        Layout {
            // Half of the column is for names.
            deepest: DEEPEST.min(name as u32 / 4),
            name,
            service,
            bar: room.saturating_sub(name).max(1),
            duration,
        }
    }

    /// The column in which bars begin.
    pub(super) fn bars_begin(self) -> usize {
        let gap = usize::from(self.service > 0);
        2 + self.name + 1 + self.service + gap + 1
    }
}
