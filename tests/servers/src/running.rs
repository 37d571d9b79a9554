//! A program that runs beside the test and prints.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::error::Error;

/// How long a line may take. Ample: a loaded machine is no failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that was started, until this is dropped: then it is killed.
///
/// ```no_run
/// # fn example(python: &test_servers::Python) -> Result<(), test_servers::Error> {
/// let server = python.script("tests/server.py").start()?;
/// let port: u16 = server.line()?.parse().expect("its first line is its port");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    /// Starts a program, whose standard error goes where that of the test goes.
    #[expect(
        clippy::disallowed_methods,
        reason = "the thread only reads, and belongs to no trace"
    )]
    pub(crate) fn start(mut call: Command) -> Result<Running, Error> {
        let name = format!("{call:?}");
        call.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = call.spawn().map_err(Error::io(format!("run {name}")))?;
        let (sender, lines) = mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Running { name, child, lines })
    }

    /// The next line that it prints, for which it has a minute.
    ///
    /// # Errors
    ///
    /// If none comes.
    pub fn line(&self) -> Result<String, Error> {
        self.lines.recv_timeout(PATIENCE).map_err(|error| {
            let why = match error {
                RecvTimeoutError::Timeout => format!("printed nothing for {PATIENCE:?}"),
                RecvTimeoutError::Disconnected => "has ended, and printed no more".to_owned(),
            };
            Error::new(format!("{} {why}", self.name))
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
