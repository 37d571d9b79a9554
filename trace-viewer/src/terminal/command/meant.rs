//! From what somebody types to the trace that is meant.

use trace_model::TraceId;

use super::super::client::Viewer;
use super::super::failed::Failed;
use super::super::text::escape;

/// The one trace that a text means: an id of 32 or 16 hex digits in upper or lower case, the
/// beginning of an id, or a correlation id.
///
/// An id of 16 digits is what a sender with ids of 64 bits shows: the same with zeros in front.
pub(super) async fn trace(viewer: &Viewer, text: &str) -> Result<TraceId, Failed> {
    let text = text.trim();
    if let Some(id) = whole_id(text) {
        return Ok(id);
    }
    let found = viewer.resolve(text).await?;
    match found.traces.as_slice() {
        [id] => read(id),
        [] => match padded(text) {
            Some(id) => Ok(id),
            None => Err(Failed::Nothing(format!(
                "no trace has the id or the correlation id `{}`; it may be wrong, or the trace \
                 was removed after its time",
                escape(text)
            ))),
        },
        [newest, ..] => {
            let ids = found.traces.join("\n  ");
            let newest = &newest[..newest.len().min(16)];
            Err(Failed::Nothing(format!(
                "`{}` may mean each of these, the newest first; name more digits, as in \
                 `{newest}`:\n  {ids}",
                escape(text)
            )))
        }
    }
}

fn whole_id(text: &str) -> Option<TraceId> {
    (text.len() == 32).then(|| text.to_ascii_lowercase().parse().ok())?
}

fn padded(text: &str) -> Option<TraceId> {
    (text.len() == 16).then(|| format!("{:0>32}", text.to_ascii_lowercase()).parse().ok())?
}

fn read(id: &str) -> Result<TraceId, Failed> {
    id.parse().map_err(|_| {
        Failed::Nothing(format!(
            "the viewer names a trace `{}`, which is no id",
            escape(id)
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_in_both_cases_and_lengths() {
        let id = whole_id("4BF92F3577B34DA6A3CE929D0E0E4736").unwrap();
        assert_eq!(id.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        let short = padded("A3CE929D0E0E4736").unwrap();
        assert_eq!(short.to_string(), "0000000000000000a3ce929d0e0e4736");
        assert_eq!(whole_id("4bf9"), None);
        assert_eq!(padded("request-12345678"), None);
    }
}
