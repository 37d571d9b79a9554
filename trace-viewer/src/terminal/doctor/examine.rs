//! One look after the other, from the viewer outwards.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use trace_model::TraceId;

use super::super::client::{Target, Viewer};
use super::environment;
use super::finding::{Finding, Verdict};
use super::probe::{Way, send, trace};
use crate::api::viewer::StatusLine;
use crate::serve::Place;
use crate::serve::ports::owner_of;

/// So often a span that was acknowledged is asked for, before it counts as lost.
const ASKS: u32 = 10;
const BETWEEN_ASKS: Duration = Duration::from_millis(200);

/// Where to look.
#[derive(Debug, Clone)]
pub(in super::super) struct Where<'a> {
    pub(in super::super) url: &'a Target,
    pub(in super::super) viewer: &'a Viewer,
    pub(in super::super) token: Option<&'a str>,
    /// A flag, and the port that it names.
    pub(in super::super) ports: [(&'static str, Place); 2],
}

/// Everything that was found out; `told` hears of each finding at once.
pub(in super::super) async fn examine(
    looked: Where<'_>,
    mut told: impl FnMut(&Finding),
) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut tell = |finding: Finding| {
        told(&finding);
        found.push(finding);
    };
    let status = viewer(&looked, &mut tell).await;
    let is_there = status.is_some();
    let said = status.and_then(|status| status.ports);
    let said = said.map(|ports| [ports.otlp_http, ports.otlp_grpc]);
    let mut numbers = Vec::new();
    for (at, (flag, place)) in looked.ports.into_iter().enumerate() {
        let Some(address) = place.0 else {
            tell(Finding::odd(format!(
                "{flag} is off: nothing comes in there"
            )));
            continue;
        };
        numbers.push(address.port());
        let said = said.map(|said| said[at]);
        if port(flag, address, said, &mut tell).await {
            for way in Way::ALL {
                tell(span(&looked, address, way, is_there).await);
            }
        }
    }
    let variable = |name: &str| std::env::var(name).ok();
    environment::read(variable, &numbers)
        .into_iter()
        .for_each(&mut tell);
    found
}

/// What the viewer says of itself, if one answers.
async fn viewer(looked: &Where<'_>, tell: &mut impl FnMut(Finding)) -> Option<StatusLine> {
    let status: StatusLine = match looked.viewer.ask("/api/viewer/status", &[]).await {
        Ok(status) => status,
        Err(error) => {
            tell(Finding::bad(error.to_string()));
            return None;
        }
    };
    if status.program != "trace-viewer" {
        tell(Finding::bad(format!(
            "what answers at {} is no trace-viewer",
            looked.url
        )));
        return None;
    }
    tell(Finding::good(format!(
        "trace-viewer {} (process {}) answers at {}: {} spans taken in since it began, {} traces \
         held",
        status.version, status.pid, looked.url, status.spans_taken, status.traces
    )));
    if status.batches_refused > 0 {
        tell(Finding::odd(format!(
            "{} batches were refused since it began",
            status.batches_refused
        )));
    }
    for trouble in &status.troubles {
        tell(Finding::bad(trouble.clone()));
    }
    Some(status)
}

/// Whether somebody listens on a port; `said` is where the viewer says that it listens, `None`
/// where this port of it is off.
async fn port(
    flag: &str,
    address: SocketAddr,
    said: Option<Option<SocketAddr>>,
    tell: &mut impl FnMut(Finding),
) -> bool {
    let owner = owner_of(address.port()).map(|owner| format!("{owner} listens"));
    let owner = owner.unwrap_or_else(|| "somebody listens".to_owned());
    match timeout(Duration::from_secs(3), TcpStream::connect(address)).await {
        Ok(Ok(_)) => {
            tell(Finding::good(format!("{address} ({flag}): {owner}")));
            true
        }
        Ok(Err(error)) => {
            tell(match said {
                // Whoever has turned it off sends nothing there.
                Some(None) => Finding::odd(format!(
                    "{address} ({flag}): nobody listens; `{flag}` is off in this viewer"
                )),
                Some(Some(other)) => Finding::bad(format!(
                    "{address} ({flag}): nobody listens ({error}); this viewer takes spans in at \
                     {other}: name it with `{flag}`"
                )),
                None => Finding::bad(format!(
                    "{address} ({flag}): nobody listens ({error}); start `trace-viewer serve`, or \
                     name the port that it uses with `{flag}`; `{flag} off` where it has none"
                )),
            });
            false
        }
        Err(_) => {
            tell(Finding::bad(format!(
                "{address} ({flag}): no connection within 3 s"
            )));
            false
        }
    }
}

/// Sends a span, and asks for it.
async fn span(looked: &Where<'_>, address: SocketAddr, way: Way, is_there: bool) -> Finding {
    let trace = trace(way, address.port());
    let name = way.name();
    // A viewer has TLS on all its ports, or on none.
    let port = looked.url.beside(address);
    if let Err(what) = send(&port, looked.token, way, &trace).await {
        return Finding::bad(format!("{address}, {name}: a span is not taken: {what}"));
    }
    if !is_there {
        return Finding::odd(format!(
            "{address}, {name}: a span is taken, and nobody can be asked where it went"
        ));
    }
    match arrived(looked.viewer, trace.id).await {
        true => Finding::good(format!(
            "{address}, {name}: a span arrives, and is found by its id"
        )),
        false => {
            let owner = owner_of(address.port());
            let owner = owner
                .map(|owner| format!(" by {owner}"))
                .unwrap_or_default();
            Finding::bad(format!(
                "{address}, {name}: a span is taken{owner}, and is not found at {}: another \
                 program has the port, or another viewer",
                looked.url
            ))
        }
    }
}

async fn arrived(viewer: &Viewer, id: TraceId) -> bool {
    for _ in 0..ASKS {
        if matches!(viewer.trace(id).await, Ok(Some(_))) {
            return true;
        }
        sleep(BETWEEN_ASKS).await;
    }
    false
}

/// Whether spans arrive, as far as was found out.
pub(in super::super) fn is_well(found: &[Finding]) -> bool {
    found.iter().all(|finding| finding.verdict != Verdict::Bad)
}
