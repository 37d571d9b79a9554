//! `get`: one trace.

use std::io::Write;

use trace_analysis::Analysis;

use super::super::arguments::{Asked, Get};
use super::super::client::Fetched;
use super::super::failed::Failed;
use super::super::text::{Paint, escape, grouped};
use super::super::waterfall::{Options, render, to_json};
use super::{coverage, meant};

/// Shows a trace.
pub(in super::super) async fn get(asked: &Asked<Get>, out: &mut dyn Write) -> Result<(), Failed> {
    let viewer = asked.asking.viewer();
    let id = meant::trace(&viewer, &asked.what.id).await?;
    let Some(fetched) = viewer.trace(id).await? else {
        return Err(Failed::Nothing(format!(
            "nothing is known of the trace {id}: it has not come, or has ended its life; \
             `trace-viewer doctor` finds out whether spans arrive"
        )));
    };
    let analysis = Analysis::of(&fetched.trace);
    if asked.showing.json {
        let json = to_json(&fetched.trace, &analysis, fetched.notes.cut_from);
        return Ok(writeln!(out, "{json:#}")?);
    }
    let style = asked.showing.style();
    let options = Options {
        width: asked.showing.columns(),
        breaks: asked.showing.is_read(),
        style,
        logs: asked.what.logs,
        critical: asked.what.critical,
    };
    for notice in notices(&fetched) {
        let notice = style.characters(&notice);
        writeln!(out, "{}", style.paint(Paint::Dim, &notice))?;
    }
    Ok(out.write_all(render(&fetched.trace, &analysis, options).as_bytes())?)
}

/// What the store did to the trace, and what of it may be missing.
fn notices(fetched: &Fetched) -> Vec<String> {
    let notes = &fetched.notes;
    let mut notices = Vec::new();
    if let Some(of) = notes.cut_from {
        let held = grouped(fetched.trace.spans.len() as u64);
        notices.push(format!(
            "cut: {held} of {} spans were kept, the first, the failed and the slowest",
            grouped(of)
        ));
    }
    if let Some(of) = notes.lines_cut_from {
        let held = grouped(fetched.trace.logs.len() as u64);
        let of = grouped(of);
        notices.push(format!(
            "cut: {held} of {of} log lines were kept, the first"
        ));
    }
    if !notes.is_settled {
        notices.push("spans of this trace may still come".to_owned());
    }
    match notes.pin.as_deref() {
        Some("") => notices.push("pinned".to_owned()),
        Some(note) => notices.push(format!("pinned: {}", escape(note))),
        None => {}
    }
    if !notes.coverage.missing.is_empty() {
        notices.extend(coverage::lines(&notes.coverage).into_iter().skip(1));
    }
    notices
}
