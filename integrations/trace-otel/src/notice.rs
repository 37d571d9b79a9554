//! What the operator is told: few lines, none of them twice.

use std::fmt;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Takes the lines: standard error unless something else is set.
#[derive(Clone)]
pub(crate) struct Notices(Arc<dyn Fn(&str) + Send + Sync>);

impl Notices {
    pub(crate) fn to(sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(sink))
    }

    pub(crate) fn say(&self, line: fmt::Arguments<'_>) {
        (self.0)(&line.to_string());
    }
}

impl Default for Notices {
    fn default() -> Self {
        Self::to(|line| {
            // Not `eprintln!`, which panics when nobody reads standard error.
            let _ = writeln!(std::io::stderr(), "{line}");
        })
    }
}

impl fmt::Debug for Notices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notices")
    }
}

/// Tells when exporting begins to fail and when it works again; at most once a
/// minute, however often that changes.
#[derive(Debug)]
pub(crate) struct Health {
    notices: Notices,
    told: Option<Instant>,
    failing: bool,
    /// A message in an answer that said yes, told once.
    warned: bool,
}

const QUIET: Duration = Duration::from_secs(60);

impl Health {
    pub(crate) fn new(notices: Notices) -> Self {
        Self {
            notices,
            told: None,
            failing: false,
            warned: false,
        }
    }

    pub(crate) fn failed(&mut self, target: &dyn fmt::Display, reason: &str) {
        let quiet = self.told.is_some_and(|told| told.elapsed() < QUIET);
        if self.failing || quiet {
            return;
        }
        self.failing = true;
        self.told = Some(Instant::now());
        self.notices.say(format_args!(
            "trace: {target} does not take spans: {reason}; what is lost is counted"
        ));
    }

    pub(crate) fn worked(&mut self, target: &dyn fmt::Display) {
        if std::mem::take(&mut self.failing) {
            self.notices
                .say(format_args!("trace: {target} takes spans again"));
        }
    }

    pub(crate) fn rejected(&mut self, target: &dyn fmt::Display, rejected: u64, message: &str) {
        if (rejected == 0 && message.is_empty()) || std::mem::replace(&mut self.warned, true) {
            return;
        }
        match rejected {
            0 => self.notices.say(format_args!(
                "trace: {target} takes spans, and says: {message:?}; this is told once"
            )),
            _ => self.notices.say(format_args!(
                "trace: {target} rejected {rejected} spans: {message:?}; this is told once"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn each_change_is_told_once() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let mut health = Health::new(Notices::to(move |line| {
            sink.lock().unwrap().push(line.to_owned());
        }));
        for _ in 0..3 {
            health.worked(&"otlp");
            health.failed(&"otlp", "refused");
            health.failed(&"otlp", "refused");
            health.rejected(&"otlp", 0, "");
            health.rejected(&"otlp", 2, "too old");
        }
        health.worked(&"otlp");
        assert_eq!(
            *lines.lock().unwrap(),
            [
                "trace: otlp does not take spans: refused; what is lost is counted",
                "trace: otlp rejected 2 spans: \"too old\"; this is told once",
                "trace: otlp takes spans again",
            ]
        );
    }
}
