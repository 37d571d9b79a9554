//! Scripts run with the packages that they ask for.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use test_servers::{Python, Script};

/// Small, and without dependencies.
const PACKAGE: &str = "iniconfig==2.3.0";

fn script(python: &Python, text: &str) -> (tempfile::TempDir, Script) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script.py");
    fs::write(&file, text).unwrap();
    let script = python.script(&file);
    (folder, script)
}

#[test]
fn a_script_has_its_package_its_arguments_and_its_environment() {
    let python = Python::with(&[PACKAGE]).unwrap();
    let text = "import iniconfig, os, sys\nprint(iniconfig.__name__, sys.argv[1], os.environ['X'])";
    let (_folder, script) = script(&python, text);
    let printed = script.arg("one").env("X", "two").run().unwrap();
    assert_eq!(printed, "iniconfig one two");
}

#[test]
fn a_script_that_fails_says_why() {
    let python = Python::with(&[PACKAGE]).unwrap();
    let (_folder, script) = script(&python, "raise ValueError('too bad')");
    let error = script.run().unwrap_err();
    assert!(error.to_string().contains("too bad"), "{error}");
}

#[test]
fn a_running_script_is_read_line_by_line_and_ends_with_its_value() {
    let python = Python::with(&[PACKAGE]).unwrap();
    let text = "import os, time\nprint(os.getpid())\nprint('ready')\ntime.sleep(600)";
    let (_folder, script) = script(&python, text);
    let running = script.start().unwrap();
    let id = running.line().unwrap();
    assert_eq!(running.line().unwrap(), "ready");
    let process = Path::new("/proc").join(&id);
    assert!(process.exists());
    drop(running);
    assert!(!process.exists());
}

#[test]
fn a_script_that_ended_prints_no_more() {
    let python = Python::with(&[PACKAGE]).unwrap();
    let (_folder, script) = script(&python, "print('all')");
    let running = script.start().unwrap();
    assert_eq!(running.line().unwrap(), "all");
    let error = running.line().unwrap_err();
    assert!(error.to_string().contains("printed no more"), "{error}");
}

#[test]
fn a_package_that_there_is_not_is_named() {
    let error = Python::with(&["iniconfig==0.0.0"]).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("pip cannot install iniconfig==0.0.0"),
        "{text}"
    );
}
