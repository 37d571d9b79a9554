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

/// Each is refused with what to do, and nothing is written.
#[test]
fn a_mistyped_path_is_refused() {
    let directory = directory("mistyped");
    fs::write(directory.join("Cargo.toml"), "[workspace]\n").unwrap();
    fs::create_dir_all(directory.join("taken/clippy.toml")).unwrap();
    fs::create_dir_all(directory.join("broken")).unwrap();
    fs::write(directory.join("broken/clippy.toml"), "a = [").unwrap();
    fs::create_dir_all(directory.join("bytes")).unwrap();
    fs::write(directory.join("bytes/clippy.toml"), b"a = \"\xff\"").unwrap();
    let written = || {
        let mut files = Vec::new();
        let mut left = vec![directory.clone()];
        while let Some(at) = left.pop() {
            for entry in fs::read_dir(at).unwrap().map(Result::unwrap) {
                match entry.path() {
                    path if path.is_dir() => left.push(path),
                    path => files.push((path.clone(), fs::read(path).unwrap())),
                }
            }
        }
        files.sort();
        files
    };
    let before = written();
    let workspace = "give that of your workspace";
    let named = "named clippy.toml or .clippy.toml";
    for (path, advice) in [
        ("nowhere", workspace),
        ("nowhere/", workspace),
        ("nowhere/clippy.toml", workspace),
        ("nowhere/.clippy.toml", workspace),
        ("nowhere/shop/clippy.toml", workspace),
        ("clippy.tmol", workspace),
        ("Cargo.toml", named),
        ("Cargo.toml/clippy.toml", workspace),
        ("taken", "it is a directory"),
        ("broken", "not TOML"),
        ("broken/clippy.toml", "not TOML"),
        ("bytes", "UTF-8"),
    ] {
        let output = run(&[&directory.join(path)]);
        assert_eq!(output.status.code(), Some(1), "{path}");
        assert_eq!(text(&output.stdout), "", "{path}");
        let said = text(&output.stderr);
        assert!(
            said.starts_with("error: ") && said.contains(advice),
            "{path}: {said}"
        );
    }
    // Also where there is nothing at all in front.
    assert_eq!(run(&[Path::new("/mistyped")]).status.code(), Some(1));
    assert_eq!(run(&[Path::new("")]).status.code(), Some(1));
    assert_eq!(written(), before, "nothing is written");
}

#[test]
fn a_file_is_taken_relative_to_where_one_is() {
    let directory = directory("relative");
    let mut command = Command::new(env!("CARGO_BIN_EXE_trace-lint-pack"));
    let output = command.arg("clippy.toml").current_dir(&directory).output();
    assert!(output.unwrap().status.success());
    assert!(directory.join("clippy.toml").is_file());
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
