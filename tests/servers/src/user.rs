//! Whom servers run as: PostgreSQL and PgBouncer refuse to run as root.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::program;

/// Who serves where root tests. No package has to create it.
const UNPRIVILEGED: &str = "nobody";

/// The user that a server runs as.
#[derive(Debug, Clone, Copy)]
pub(crate) enum User {
    /// Whoever runs the tests.
    Own,
    /// Another, as root runs the tests.
    Other { user: u32, group: u32 },
}

impl User {
    /// Whoever runs the tests made `folder`; where that is root, it is handed over.
    pub(crate) fn of(folder: &Path) -> Result<User, Error> {
        let tried = || format!("hand {} to {UNPRIVILEGED}", folder.display());
        let owner = fs::metadata(folder).map_err(Error::io(tried()))?.uid();
        if owner != 0 {
            return Ok(User::Own);
        }
        let id = |which| {
            let id = program::output(program::call("id").args([which, UNPRIVILEGED]))?;
            id.parse()
                .map_err(|error| Error::new(format!("`id {which} {UNPRIVILEGED}`: {error}")))
        };
        let (user, group) = (id("-u")?, id("-g")?);
        chown(folder, Some(user), Some(group)).map_err(Error::io(tried()))?;
        Ok(User::Other { user, group })
    }

    /// A call of `program` as this user. It gets `signal` when whoever started it ends:
    /// to be exact, when the thread ends that did.
    pub(crate) fn call(self, program: &PathBuf, signal: &str) -> Command {
        let mut call = program::call("setpriv");
        call.args(["--pdeathsig", signal]);
        if let User::Other { user, group } = self {
            call.arg("--clear-groups");
            call.arg(format!("--reuid={user}"));
            call.arg(format!("--regid={group}"));
        }
        call.arg("--").arg(program);
        call
    }
}
