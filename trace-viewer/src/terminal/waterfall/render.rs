//! The whole picture.

use trace_analysis::{Analysis, Row};
use trace_model::Trace;

use super::super::text::{Paint, Style, date, escape, grouped, nanos};
use super::axis::{axis, tick_columns};
use super::label::indent;
use super::layout::Layout;
use super::lines::Lines;
use super::notes::Notes;
use super::page::Page;
use super::picture::Picture;
use super::scale::Scale;
use crate::said;

/// What is shown, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many columns the terminal has.
    pub width: usize,
    /// Sentences are broken at the width: for a reader, and not for a program that looks for one.
    pub breaks: bool,
    /// Colours and characters.
    pub style: Style,
    /// Events and log lines stand under their spans.
    pub logs: bool,
    /// Only what is on the critical path is shown.
    pub critical: bool,
}

/// Draws a trace: its rows, what went wrong, and last, where the time went. Nothing of what
/// the trace holds reaches the terminal unescaped.
pub fn render(trace: &Trace, analysis: &Analysis, options: Options) -> String {
    let Options { width, style, .. } = options;
    let picture = Picture::of(trace, analysis);
    let layout = Layout::of(&picture, width, style);
    let times = picture.times();
    let scale = Scale {
        start: times.start,
        end: times.end,
        cells: layout.bar,
    };
    let mut page = Page::new(width, options.breaks, style);
    for line in header(&picture) {
        page.whole(&line, Paint::Bold);
    }
    page.drawn("");
    let lines = Lines {
        picture: &picture,
        layout,
        scale,
        ticks: tick_columns(scale),
        style,
        colours: colours(analysis),
    };
    if picture.rows().next().is_some() {
        let left = " ".repeat(layout.bars_begin());
        page.drawn(&style.paint(Paint::Dim, &format!("{left}{}", axis(scale, style))));
    }
    rows(&lines, options, &mut page);
    below(&picture, options, &mut page);
    sentences(&picture, &mut page);
    page.finish()
}

fn header(picture: &Picture<'_>) -> [String; 2] {
    let trace = picture.trace;
    let times = picture.times();
    let errors = trace.spans.iter().filter(|span| span.is_error()).count();
    let services = picture.analysis.tree.names.services.len();
    let mut parts = Vec::new();
    if !trace.spans.is_empty() {
        parts.push(nanos(times.end - times.start));
        parts.push(counted(trace.spans.len(), "span", "spans"));
        parts.push(counted(services, "service", "services"));
    }
    if errors > 0 {
        parts.push(counted(errors, "error", "errors"));
    }
    if !trace.logs.is_empty() {
        parts.push(counted(trace.logs.len(), "log line", "log lines"));
    }
    let first = format!("trace {}  {} UTC", trace.id, date(times.start));
    [first, parts.join(" · ")]
}

fn counted(count: usize, one: &str, more: &str) -> String {
    let noun = if count == 1 { one } else { more };
    format!("{} {noun}", grouped(count as u64))
}

/// Colours go by the order of names, so that a trace looks the same each time.
fn colours(analysis: &Analysis) -> Vec<u8> {
    let services = &analysis.tree.names.services;
    let mut by_name: Vec<usize> = (0..services.len()).collect();
    by_name.sort_by_key(|at| &services[*at]);
    let mut colours = vec![0; services.len()];
    for (service, colour) in by_name.into_iter().zip((0..16).cycle()) {
        colours[service] = colour;
    }
    colours
}

fn rows(lines: &Lines<'_>, options: Options, page: &mut Page) {
    let picture = lines.picture;
    let notes = options.logs.then(|| Notes::of(picture.trace));
    for (at, row) in picture.rows() {
        if options.critical && !picture.analysis.path.holds(at) {
            continue;
        }
        page.drawn(&lines.line(at, row));
        if let Some(message) = picture.causes.get(at).filter(|message| !message.is_empty()) {
            let sign = page.style.either("└ ", "`- ");
            page.whole(
                &format!(
                    "{}{sign}{}",
                    beneath(row, lines.layout.deepest),
                    escape(message)
                ),
                Paint::Error,
            );
        }
        if let (Some(notes), Some(span)) = (&notes, row.span()) {
            for note in notes.under(span as usize, lines.scale.start) {
                page.fitted(
                    &format!("{}  {note}", beneath(row, lines.layout.deepest)),
                    Paint::Dim,
                );
            }
        }
    }
    let elsewhere = notes.map(|notes| notes.elsewhere(lines.scale.start));
    for (at, note) in elsewhere.iter().flatten().enumerate() {
        if at == 0 {
            page.fitted("  log lines of no span that has come:", Paint::Dim);
        }
        page.fitted(&format!("    {note}"), Paint::Dim);
    }
}

/// Under the name of a row.
fn beneath(row: &Row, deepest: u32) -> String {
    " ".repeat(2 + indent(row, deepest) + 2)
}

fn below(picture: &Picture<'_>, options: Options, page: &mut Page) {
    if !picture.analysis.path.sections.is_empty() {
        let (on, off) = page.style.either(("█", "▒"), ("#", "="));
        page.fitted(
            &format!("  {on} on the critical path  {off} beside it"),
            Paint::Dim,
        );
    }
    let trace = picture.trace;
    let events: usize = trace.spans.iter().map(|span| span.events.len()).sum();
    if !options.logs && events + trace.logs.len() > 0 {
        let hidden = [
            counted(events, "event", "events"),
            counted(trace.logs.len(), "log line", "log lines"),
        ];
        page.fitted(
            &format!("  {}: --logs shows them", hidden.join(", ")),
            Paint::Dim,
        );
    }
}

fn sentences(picture: &Picture<'_>, page: &mut Page) {
    let findings = said::findings(picture.analysis, &picture.causes);
    let sentence = said::sentence(picture.analysis);
    if findings.is_empty() && sentence.is_empty() {
        return;
    }
    page.drawn("");
    for finding in findings {
        page.sentence(&format!("· {}", escape(&finding)), Paint::Plain);
    }
    page.sentence(&escape(&sentence), Paint::Bold);
}
