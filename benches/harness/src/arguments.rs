//! The command line of a subject.

use std::time::Duration;

use crate::workload::Workload;

/// How a subject is to be set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// One program may serve several ways to set a library up.
    pub variant: String,
    /// If not, every trace is sampled out.
    pub sampled: bool,
    /// Length of the export queue, where there is one; spans.
    pub queue: usize,
    /// What will be run.
    pub workload: Workload,
}

/// The whole of it.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) config: Config,
    pub(crate) extent: Extent,
    /// In place of what the subject says.
    pub(crate) chunk_spans: Option<u64>,
    /// Requests of `h`.
    pub(crate) requests: u64,
    /// Polls of one span in `f`.
    pub(crate) polls: u64,
}

/// How long it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// A warm-up, then chunks for this long.
    Time(Duration),
    /// This many chunks and nothing else: for counting instructions.
    Chunks(u64),
}

/// Longer than a chunk, so that nothing need be dropped.
const QUEUE: usize = 16_384;
/// What a service would have: the queue is to be full in `h`.
const SHORT_QUEUE: usize = 1000;

pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut workload = None;
    let mut arguments = Arguments {
        config: Config {
            variant: String::new(),
            sampled: true,
            queue: QUEUE,
            workload: Workload::Empty1000,
        },
        extent: Extent::Time(Duration::from_millis(200)),
        chunk_spans: None,
        requests: 15_000,
        polls: 100,
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("`{word}` needs a value"));
        match word.as_str() {
            "--workload" => {
                let name = value()?;
                let found = Workload::named(&name);
                workload = Some(found.ok_or(format!("there is no workload `{name}`"))?);
            }
            "--variant" => arguments.config.variant = value()?,
            "--unsampled" => arguments.config.sampled = false,
            "--target-ms" => {
                arguments.extent = Extent::Time(Duration::from_millis(number(&value()?)?));
            }
            "--chunks" => arguments.extent = Extent::Chunks(number(&value()?)?),
            "--chunk-spans" => arguments.chunk_spans = Some(number(&value()?)?),
            "--polls" => arguments.polls = number(&value()?)?,
            "--requests" => arguments.requests = number(&value()?)?,
            _ => return Err(format!("there is no option `{word}`")),
        }
    }
    arguments.config.workload = workload.ok_or("which `--workload`?")?;
    if arguments.config.workload == Workload::Wide {
        arguments.config.queue = SHORT_QUEUE;
    }
    Ok(arguments)
}

fn number(word: &str) -> Result<u64, String> {
    word.parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| format!("`{word}` is no number above 0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Arguments, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_subject_runs_one_workload() {
        let arguments = parsed("--variant count --workload h --unsampled --chunks 2").unwrap();
        assert_eq!(arguments.config.variant, "count");
        assert_eq!(arguments.config.workload, Workload::Wide);
        assert_eq!(arguments.config.queue, SHORT_QUEUE);
        assert!(!arguments.config.sampled);
        assert_eq!(arguments.extent, Extent::Chunks(2));
    }

    #[test]
    fn mistakes_are_named() {
        for (line, message) in [
            ("", "which `--workload`?"),
            ("--workload z", "there is no workload `z`"),
            ("--workload", "`--workload` needs a value"),
            ("--workload a --chunks 0", "`0` is no number above 0"),
            ("--fast", "there is no option `--fast`"),
        ] {
            assert_eq!(parsed(line).expect_err(line), message);
        }
    }
}
