//! Server-sent events, as they come.

use http_body_util::BodyExt;
use hyper::body::Incoming;

use super::connection::AskError;

/// The events of an answer that does not end.
#[derive(Debug)]
pub struct Lines {
    body: Incoming,
    /// What has come, and is no whole line yet.
    begun: Vec<u8>,
}

/// An event is one line; a longer one is no event of a viewer.
const LONGEST: usize = 1 << 20;

impl Lines {
    pub(super) fn of(body: Incoming) -> Self {
        Lines {
            body,
            begun: Vec::new(),
        }
    }

    /// The data of the next event; `None` where the viewer has ended.
    ///
    /// # Errors
    ///
    /// The connection broke, or what comes is no event.
    ///
    /// Source: "Server-sent events" of the HTML standard, of which a viewer uses one line of
    /// `data` an event.
    pub async fn next(&mut self) -> Result<Option<String>, AskError> {
        loop {
            while let Some(end) = self.begun.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.begun.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                if let Some(data) = line.trim_end().strip_prefix("data:") {
                    return Ok(Some(data.trim_start().to_owned()));
                }
            }
            if self.begun.len() > LONGEST {
                return Err(AskError::Unreadable("a line of more than 1 MiB".to_owned()));
            }
            match self.body.frame().await {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.begun.extend_from_slice(&data);
                    }
                }
                Some(Err(error)) => return Err(AskError::Unreadable(error.to_string())),
                None => return Ok(None),
            }
        }
    }
}
