//! One line: mark, name, service, bar, duration.

use trace_analysis::{Row, What};

use super::super::text::{Paint, Side, Style, escape, fit, nanos, pad};
use super::bar::bar;
use super::label::{indent, label};
use super::layout::Layout;
use super::picture::Picture;
use super::scale::Scale;

/// What all lines of a waterfall share.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    pub(super) picture: &'a Picture<'a>,
    pub(super) layout: Layout,
    pub(super) scale: Scale,
    /// The columns of the axis' ticks.
    pub(super) ticks: Vec<usize>,
    pub(super) style: Style,
    /// By service, in the order of the analysis: its colour.
    pub(super) colours: Vec<u8>,
}

impl Lines<'_> {
    /// The line of a row.
    pub(super) fn line(&self, at: u32, row: &Row) -> String {
        let Lines {
            picture,
            layout,
            style,
            ..
        } = self;
        let sections = picture.sections(at);
        let edge = match sections.is_empty() {
            true => style.either("│", ":"),
            false => style.either("┃", "|"),
        };
        let times = row.time.start..row.time.end;
        let bar = bar(self.scale, times, sections, &self.ticks, *style);
        let duration = style.characters(&nanos(row.time.nanos()));
        let duration = pad(&duration, layout.duration, Side::Right);
        let paint = self.paint(at);
        let service = match layout.service {
            0 => String::new(),
            room => format!("{} ", style.paint(paint, &self.service(at, room))),
        };
        let bar = style.paint(paint, &bar);
        let name = self.name(row);
        format!(
            "{} {name} {service}{edge}{bar} {duration}",
            self.mark(at, row)
        )
    }

    /// The cause of an error is filled, what only passes it on is not.
    fn mark(&self, at: u32, row: &Row) -> String {
        let mark = match (self.picture.causes.get(at), row.is_error()) {
            (Some(_), _) => self.style.either("✖", "X"),
            (None, true) => self.style.either("×", "x"),
            (None, false) => return " ".to_owned(),
        };
        self.style.paint(Paint::Error, mark)
    }

    fn name(&self, row: &Row) -> String {
        let room = self.layout.name;
        let deepest = self.layout.deepest;
        let indent = indent(row, deepest);
        let name = label(self.picture, row, deepest, self.style);
        let name = fit(&name, room - indent, self.style.either('…', '~'));
        let name = pad(&format!("{}{name}", " ".repeat(indent)), room, Side::Left);
        match row.what {
            What::Span(_) => name,
            What::Missing(_) | What::Trace => self.style.paint(Paint::Dim, &name),
        }
    }

    fn service(&self, at: u32, room: usize) -> String {
        let name = self.picture.analysis.tree.service_name(at);
        let name = name.map(|name| self.style.characters(&escape(name)));
        let fitted = fit(&name.unwrap_or_default(), room, self.style.either('…', '~'));
        pad(&fitted, room, Side::Left)
    }

    fn paint(&self, at: u32) -> Paint {
        let service = self.picture.analysis.tree.service(at);
        let colour = service.and_then(|service| self.colours.get(service as usize));
        colour.map_or(Paint::Dim, |colour| Paint::Service(*colour))
    }
}
