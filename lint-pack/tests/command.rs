//! The command: which file it takes, and what it leaves alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty directory.
fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("a directory of ours");
    directory
}

fn run(arguments: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trace-lint-pack"));
    command.args(arguments).output().expect("it was built")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("it writes text")
}

#[test]
fn a_missing_file_is_created_and_then_complete() {
    let directory = directory("missing");
    let first = run(&[&directory]);
    assert!(first.status.success());
    assert!(text(&first.stdout).contains("added  tokio::spawn\n"));
    let file = fs::read_to_string(directory.join("clippy.toml")).unwrap();
    let second = run(&[&directory.join("clippy.toml")]);
    assert!(text(&second.stdout).ends_with(": 0 added, 0 updated, 0 removed, 0 left as yours\n"));
    assert_eq!(
        fs::read_to_string(directory.join("clippy.toml")).unwrap(),
        file
    );
}

#[test]
fn the_file_that_clippy_reads_is_taken() {
    let directory = directory("hidden");
    fs::write(directory.join(".clippy.toml"), "").unwrap();
    assert!(run(&[&directory]).status.success());
    assert!(!directory.join("clippy.toml").exists());
    let hidden = fs::read_to_string(directory.join(".clippy.toml")).unwrap();
    assert!(hidden.contains("tokio::spawn"));
}

#[test]
fn a_file_that_is_not_understood_is_left_alone() {
    let file = directory("broken").join("clippy.toml");
    fs::write(&file, "disallowed-methods = [").unwrap();
    let output = run(&[&file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("not TOML"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "disallowed-methods = [");
}

/// The list is in force here too: after a change of it, run `cargo xtask lint-pack`.
#[test]
fn this_workspace_has_every_ban() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../clippy.toml");
    let file = fs::read_to_string(root).unwrap();
    let merged = trace_lint_pack::merge(&file, trace_lint_pack::PACK).unwrap();
    assert!(merged.is_unchanged(), "{merged:?}");
    assert_eq!(merged.theirs, [""; 0]);
}

#[test]
fn an_unknown_option_is_not_a_path() {
    let output = run(&[Path::new("--force")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).starts_with("Usage: "));
}
