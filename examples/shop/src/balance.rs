//! At the end: whether all that was made is there.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::Client;
use serde_json::Value;

use crate::children::Last;
use crate::config::Role;
use crate::numbers::Counted;
use crate::process::Usage;
use crate::report::millis;
use crate::viewer::asked;

/// The traces of requests begin here.
const QUERY: &str = "%7B%20rootServiceName%20%3D%20%22gateway%22%20%7D";

/// What was made, and what is stored.
#[derive(Debug)]
pub(crate) struct Balance {
    pub(crate) counted: Counted,
    pub(crate) services: Vec<Last>,
    pub(crate) usage: Vec<Usage>,
    pub(crate) viewer: Usage,
    pub(crate) traces: u64,
    pub(crate) spans: u64,
    pub(crate) lossy: Option<u64>,
}

impl Balance {
    /// How many spans the services have started.
    fn started(&self) -> u64 {
        self.services.iter().map(|last| last.started).sum()
    }

    fn dropped(&self) -> u64 {
        self.services.iter().map(|last| last.dropped).sum()
    }

    /// Whether each request is a trace, and each span that was started is stored; also where
    /// the environment says that nothing is recorded.
    pub(crate) fn is_even(&self) -> bool {
        self.started() == 0
            || self.traces == self.counted.requests
                && self.spans == self.started()
                && self.dropped() == 0
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Balance { counted, .. } = self;
        let requests = counted.requests.max(1);
        writeln!(f, "requests made      {:>9}", counted.requests)?;
        writeln!(f, "traces stored      {:>9}", self.traces)?;
        writeln!(f, "spans made         {:>9}", self.started())?;
        writeln!(f, "spans stored       {:>9}", self.spans)?;
        writeln!(f, "spans dropped      {:>9}", self.dropped())?;
        let lossy = self
            .lossy
            .map_or_else(|| "not known".to_owned(), |it| it.to_string());
        writeln!(
            f,
            "context lost       {lossy:>9}  (traces older than half a minute)"
        )?;
        writeln!(
            f,
            "seen in the viewer {:>9}  after the answer, p50; p99 {}",
            millis(counted.visible_quantile(0.5)),
            millis(counted.visible_quantile(0.99)),
        )?;
        writeln!(
            f,
            "\n{:<14}{:>18}{:>14}",
            "", "CPU µs a request", "memory MiB"
        )?;
        let names = Role::ALL.map(Role::name);
        let all = names.iter().zip(&self.usage);
        for (name, usage) in all.chain([(&"viewer", &self.viewer)]) {
            let cpu = usage.cpu_micros / requests;
            writeln!(f, "{name:<14}{cpu:>18}{:>14}", usage.peak_kib / 1024)?;
        }
        let even = match (self.started(), self.is_even()) {
            (0, _) => "Nothing was recorded, as the environment says.",
            (_, true) => "The numbers balance: each request is a trace, and no span was lost.",
            (_, false) => "The numbers do NOT balance.",
        };
        write!(f, "\n{even}")
    }
}

/// How many traces of requests that began since a time and how many spans the viewer has, once
/// it has as many as are expected, or after a while.
pub(crate) async fn stored(
    viewer: &str,
    since: SystemTime,
    requests: u64,
    spans: u64,
) -> (u64, u64) {
    let client = Client::builder().no_proxy().build().unwrap_or_default();
    let mut found = (0, 0);
    for _ in 0..20 {
        let status = asked(&client, &format!("{viewer}/api/viewer/status")).await;
        let taken = status["spansTaken"]
            .as_str()
            .and_then(|text| text.parse().ok());
        found = (traces(&client, viewer, since).await, taken.unwrap_or(0));
        if found.0 >= requests && found.1 >= spans {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    found
}

/// Counts the traces, page by page. A store that others use, or that was there before, has
/// more of them.
async fn traces(client: &Client, viewer: &str, since: SystemTime) -> u64 {
    let since = since.duration_since(UNIX_EPOCH).unwrap_or_default();
    let from = since.as_nanos();
    let mut count = 0;
    let mut after = String::new();
    loop {
        let url = format!("{viewer}/api/viewer/search?q={QUERY}&from={from}&limit=1000{after}");
        let page = asked(client, &url).await;
        count += page["traces"]
            .as_array()
            .map_or(0, |traces| traces.len() as u64);
        match &page["next"] {
            Value::String(next) => after = format!("&after={next}"),
            _ => return count,
        }
    }
}

/// How many of the newest traces have lost their context; nothing where none is old
/// enough to be looked at.
pub(crate) async fn lossy(viewer: &str) -> Option<u64> {
    let client = Client::builder().no_proxy().build().ok()?;
    let losses = asked(&client, &format!("{viewer}/api/viewer/losses?minutes=60")).await;
    let looked_at = losses["lookedAt"].as_u64()?;
    losses["lossy"].as_u64().filter(|_| looked_at > 0)
}
