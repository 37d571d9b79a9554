//! A script that is about to run.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::program;
use crate::running::Running;

/// A script that is about to run; made by [`Python::script`](crate::Python::script) and
/// [`Node::script`](crate::Node::script).
#[derive(Debug)]
pub struct Script {
    call: Command,
}

impl Script {
    /// A call of `interpreter`. Should whoever runs the test be killed, it is as well.
    pub(crate) fn of(interpreter: &Path) -> Script {
        let mut call = program::call("setpriv");
        call.args(["--pdeathsig", "KILL", "--"]).arg(interpreter);
        Script { call }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.call.arg(argument);
        self
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.call.env(name, value);
        self
    }

    /// Runs the script to its end: what it printed, without the last line break.
    ///
    /// # Errors
    ///
    /// If it fails: with what it wrote to its standard error.
    pub fn run(mut self) -> Result<String, Error> {
        program::output(&mut self.call)
    }

    /// Starts the script, which is killed when the value that is returned is dropped.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start(self) -> Result<Running, Error> {
        Running::start(self.call)
    }
}
