//! Where to look: a trace that was slow and one that failed, each in a sentence.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::Client;
use serde_json::Value;

use crate::config::{Faults, Role};
use crate::viewer::asked;

/// A trace that began before that is there as a whole.
const SETTLED: Duration = Duration::from_secs(5);

/// A line for a trace of each kind that was asked for and is there by now.
pub(crate) async fn examples(client: &Client, viewer: &str, faults: Faults) -> Vec<String> {
    let mut lines = Vec::new();
    if faults.slow.is_some() {
        let found = asked(client, &format!("{viewer}/api/viewer/slow?limit=1")).await;
        lines.extend(line(client, viewer, "slow", &found, slowness).await);
    }
    if let Some(role) = faults.fail {
        let found = asked(client, &failed(viewer, role)).await;
        lines.extend(line(client, viewer, "failed", &found, cause).await);
    }
    lines
}

fn failed(viewer: &str, role: Role) -> String {
    let settled = SystemTime::now() - SETTLED;
    let to = settled.duration_since(UNIX_EPOCH).unwrap_or_default();
    let query = format!(
        "%7B%20status%20%3D%20error%20%26%26%20service%20%3D%20%22{}%22%20%7D",
        role.name()
    );
    let to = to.as_nanos();
    format!("{viewer}/api/viewer/search?q={query}&to={to}&limit=1")
}

async fn line(
    client: &Client,
    viewer: &str,
    what: &str,
    found: &Value,
    sentence: fn(&Value) -> Option<String>,
) -> Option<String> {
    let id = found["traces"][0]["traceId"].as_str()?;
    let tree = asked(client, &format!("{viewer}/api/viewer/trace/{id}/tree")).await;
    let sentence = sentence(&tree)?;
    Some(format!(
        "{what:>6}  {viewer}/trace/{id}\n        {sentence}"
    ))
}

/// Which service took the time.
fn slowness(tree: &Value) -> Option<String> {
    let sentence = tree["sentence"].as_str()?;
    (!sentence.is_empty()).then(|| sentence.to_owned())
}

/// Where the first error began, and what it said.
fn cause(tree: &Value) -> Option<String> {
    let cause = &tree["causes"][0];
    let row = usize::try_from(cause["row"].as_u64()?).ok()?;
    let named = |what: &str| {
        let place = tree["rows"][what][row].as_u64()?;
        tree["strings"][usize::try_from(place).ok()?].as_str()
    };
    let (service, name) = (named("service")?, named("name")?);
    let message = cause["message"].as_str()?;
    Some(format!("`{service}` failed in `{name}`: {message}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_cause_is_told_by_its_service_and_span() {
        let tree = json!({
            "causes": [{ "row": 1, "message": "card declined" }],
            "strings": ["gateway", "bank", "payments", "checkout"],
            "rows": { "service": [0, 2], "name": [3, 1] },
        });
        assert_eq!(
            cause(&tree).as_deref(),
            Some("`payments` failed in `bank`: card declined")
        );
        assert_eq!(cause(&json!({ "causes": [] })), None);
        assert_eq!(slowness(&json!({ "sentence": "" })), None);
    }
}
