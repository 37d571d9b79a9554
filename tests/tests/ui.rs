//! Programs that must not compile, with the message they give, and their twins
//! that must.
//!
//! The messages are those of one compiler, the one `rust-toolchain.toml` names;
//! on another they are not compared. `TRYBUILD=overwrite cargo test -p
//! trace-tests --test ui must_not` writes them anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FEWEST_FAILING: usize = 200;
const FEWEST_PASSING: usize = 200;

/// What the book of limits also has in quotes: headers, and the beginning of a name.
const NO_PROGRAMS: [&str; 4] = ["limit-", "grpc-status", "x-correlation-id", "x-request-id"];

#[test]
fn programs_that_must_not_compile() {
    if is_pinned_compiler() {
        trybuild::TestCases::new().compile_fail("ui/fail/*.rs");
    }
}

/// Those that have a failing twin need not run: they are compiled in `twins.rs`.
#[test]
fn programs_that_must_compile_and_run() {
    if is_pinned_compiler() {
        let cases = trybuild::TestCases::new();
        let (fail, pass) = (names("fail", "rs"), names("pass", "rs"));
        let is_twin = |name: &&String| fail.contains(*name) && !name.starts_with("still-");
        for name in pass.iter().filter(|name| !is_twin(name)) {
            cases.pass(format!("ui/pass/{name}.rs"));
        }
    }
}

#[test]
fn each_failing_program_has_its_message() {
    let without: Vec<_> = names("fail", "rs")
        .difference(&names("fail", "stderr"))
        .cloned()
        .collect();
    assert!(without.is_empty(), "no .stderr beside {without:?}");
    let left_over: Vec<_> = names("fail", "stderr")
        .difference(&names("fail", "rs"))
        .cloned()
        .collect();
    assert!(left_over.is_empty(), "no program for {left_over:?}");
}

#[test]
fn there_are_enough_programs() {
    assert!(names("fail", "rs").len() >= FEWEST_FAILING);
    assert!(names("pass", "rs").len() >= FEWEST_PASSING);
}

/// Without a twin, a program may fail for a reason other than the one in its
/// name, and nobody would notice.
#[test]
fn each_failing_program_has_a_twin_that_differs_by_one_line() {
    let (fail, pass) = (names("fail", "rs"), names("pass", "rs"));
    let alone: Vec<_> = fail.difference(&pass).collect();
    assert!(alone.is_empty(), "no twin in ui/pass for {alone:?}");
    for name in &fail {
        let (failing, passing) = (read("fail", name), read("pass", name));
        let different = failing
            .lines()
            .zip(passing.lines())
            .filter(|(a, b)| a != b)
            .count();
        let same_length = failing.lines().count() == passing.lines().count();
        assert!(
            same_length && different == 1,
            "`{name}` differs from its twin by more than a line"
        );
    }
}

/// `docs/limits.md` says who refuses what, by the names of programs: none may be
/// left that nobody can look up, and no limit that is not in the book.
#[test]
fn the_book_of_limits_names_programs_that_exist() {
    let book = ui().join("../../docs/limits.md");
    let book = fs::read_to_string(book).expect("the book is in the repository");
    let handlers = ui().join("../../integrations/trace-tower/tests/ui/fail");
    let programs: BTreeSet<_> = [
        names("fail", "rs"),
        names("pass", "rs"),
        names_in(&handlers, "rs"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let is_name = |word: &&str| {
        word.contains('-')
            && word
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '-')
    };
    let named: BTreeSet<_> = book.split('`').filter(is_name).map(str::to_owned).collect();
    assert!(named.len() > 150, "the book names {} programs", named.len());
    let unknown: Vec<_> = named
        .difference(&programs)
        .filter(|name| !NO_PROGRAMS.contains(&name.as_str()))
        .collect();
    assert!(unknown.is_empty(), "no programs: {unknown:?}");
    let missing: Vec<_> = programs
        .iter()
        .filter(|name| name.starts_with("limit-") && !named.contains(*name))
        .collect();
    assert!(missing.is_empty(), "not in docs/limits.md: {missing:?}");
}

fn names(directory: &str, extension: &str) -> BTreeSet<String> {
    names_in(&ui().join(directory), extension)
}

fn names_in(directory: &Path, extension: &str) -> BTreeSet<String> {
    let files = fs::read_dir(directory).expect("the directory is in the repository");
    files
        .map(|file| file.expect("the directory can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect()
}

fn read(directory: &str, name: &str) -> String {
    let path = ui().join(directory).join(name).with_extension("rs");
    fs::read_to_string(path).expect("the program can be read")
}

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

/// Whether the messages are those of the compiler at work.
fn is_pinned_compiler() -> bool {
    let (have, want) = (compiler(), pinned());
    if have != want {
        println!("skipped: the messages are those of Rust {want}, and this is {have}");
    }
    have == want
}

/// The version of the compiler at work, such as `1.95.0`.
fn compiler() -> String {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler)
        .arg("--version")
        .output()
        .expect("rustc runs");
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    version
        .split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned()
}

/// The version in `rust-toolchain.toml`.
fn pinned() -> String {
    let toolchain = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rust-toolchain.toml");
    let toolchain = fs::read_to_string(toolchain).expect("the toolchain is pinned");
    let channel = toolchain
        .lines()
        .find_map(|line| line.strip_prefix("channel = "));
    channel
        .expect("it names a channel")
        .trim_matches('"')
        .to_owned()
}
