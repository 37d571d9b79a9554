//! `doctor`: why there are no traces.

use std::io::{self, Write};
use std::process::ExitCode;

use super::super::arguments::Doctor;
use super::super::doctor::{Finding, Verdict, Where, examine, is_well};
use super::super::failed::Failed;
use super::super::text::{Paint, Style, escape};

/// Looks at everything between a sender and this terminal. Exit code 0: spans arrive; 1: they
/// do not, or the environment keeps them away.
pub(in super::super) async fn doctor(
    asked: &Doctor,
    out: &mut dyn Write,
) -> Result<ExitCode, Failed> {
    let style = Style::of_stdout(asked.ascii);
    let viewer = asked.asking.viewer();
    let looked = Where {
        url: &asked.asking.url,
        viewer: &viewer,
        token: asked.asking.token.as_deref(),
        ports: [
            ("--otlp-http", asked.otlp_http),
            ("--otlp-grpc", asked.otlp_grpc),
        ],
    };
    let mut written = Ok(());
    let found = examine(looked, |finding| {
        let shown = writeln!(out, "{}", shown(finding, style)).and_then(|()| out.flush());
        if let (Err(error), true) = (shown, written.is_ok()) {
            written = Err(error);
        }
    })
    .await;
    written.map_err(|error: io::Error| Failed::Io(error))?;
    let bad = style.either("✖", "X");
    let (code, sum) = match is_well(&found) {
        true => (
            ExitCode::SUCCESS,
            "spans that are sent here arrive. Where a service's do not: is its exporter set up, \
             does the process live long enough to send, does its sampler keep any?"
                .to_owned(),
        ),
        false => (
            ExitCode::FAILURE,
            format!("the first line with {bad} is where it stops"),
        ),
    };
    writeln!(out, "\n{}", style.paint(Paint::Bold, &sum))?;
    Ok(code)
}

fn shown(finding: &Finding, style: Style) -> String {
    let mark = match finding.verdict {
        Verdict::Good => style.either("✓", "v").to_owned(),
        Verdict::Odd => style.paint(Paint::Bold, "?"),
        Verdict::Bad => style.paint(Paint::Error, style.either("✖", "X")),
    };
    format!("{mark} {}", style.characters(&escape(&finding.sentence)))
}
