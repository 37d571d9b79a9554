//! `payments` as a process of its own, on a database of its own.

#![allow(dead_code, unused_imports)] // each file uses a part

pub(crate) mod database;
#[path = "../../../tests/common/mod.rs"]
mod process;

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

pub(crate) use process::{Ended, Service, terminate};

/// On a new file of SQLite's.
pub(crate) fn command() -> Command {
    let mut command = bare_command();
    command.arg("--database").arg(new_file());
    command
}

/// Which database is for the caller to say.
pub(crate) fn bare_command() -> Command {
    process::of(env!("CARGO_BIN_EXE_payments"))
}

pub(crate) fn start() -> Service {
    Service::spawn(&mut command())
}

/// A file that is not there yet, in a folder that the next run of this test empties.
pub(crate) fn new_file() -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let folder = FOLDER.get_or_init(|| {
        let test = env::current_exe().expect("a test knows its path");
        let test = test.file_stem().expect("it is a file").to_owned();
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the target folder can be written");
        }
        fs::create_dir_all(&folder).expect("the target folder can be written");
        folder
    });
    folder.join(format!("{}.db", NEXT.fetch_add(1, Ordering::Relaxed)))
}
