//! What is said every ten seconds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::Value;

use crate::config::Faults;
use crate::examples::examples;
use crate::numbers::{Counted, Numbers};
use crate::viewer::asked;

const PERIOD: Duration = Duration::from_secs(10);

/// Says every ten seconds how it goes, and once where to look; does not end.
pub(crate) async fn report(numbers: &Arc<Numbers>, viewer: &str, faults: Faults) {
    let client = Client::builder().no_proxy().build().unwrap_or_default();
    let begun = Instant::now();
    let mut before = Counted::default();
    let wanted = faults.slow.iter().chain(&faults.fail).count();
    let mut is_told = wanted == 0;
    loop {
        tokio::time::sleep(PERIOD).await;
        let now = numbers.take();
        let lost = asked(&client, &format!("{viewer}/api/viewer/losses?minutes=1")).await;
        let status = asked(&client, &format!("{viewer}/api/viewer/status")).await;
        println!("{}", line(begun.elapsed(), &before, &now, &lost, &status));
        if !is_told {
            let lines = examples(&client, viewer, faults).await;
            is_told = lines.len() == wanted;
            lines
                .iter()
                .filter(|_| is_told)
                .for_each(|line| println!("{line}"));
        }
        before = now;
    }
}

fn line(at: Duration, before: &Counted, now: &Counted, lost: &Value, status: &Value) -> String {
    let number = |value: &Value| {
        value
            .as_u64()
            .map_or_else(|| "?".to_owned(), |it| it.to_string())
    };
    let dropped =
        ["batchesRefused", "spansLeftOut"].map(|name| status[name].as_str()?.parse::<u64>().ok());
    let dropped = dropped.into_iter().sum::<Option<u64>>();
    format!(
        "{:>4} s  {} requests  p50 {}  p99 {}  errors {}  declined {}  traces that lost context {}  spans dropped {}",
        at.as_secs(),
        now.requests - before.requests,
        millis(now.quantile(0.5)),
        millis(now.quantile(0.99)),
        now.errors - before.errors,
        now.declined - before.declined,
        number(&lost["lossy"]),
        dropped.map_or_else(|| "?".to_owned(), |it| it.to_string()),
    )
}

/// A duration in milliseconds, as it is read.
pub(crate) fn millis(duration: Duration) -> String {
    let millis = duration.as_secs_f64() * 1e3;
    match millis < 10.0 {
        true => format!("{millis:.1} ms"),
        false => format!("{millis:.0} ms"),
    }
}
