//! Programs that must not compile, with the message they give, and programs that must.
//!
//! The messages are those of one compiler, the one `rust-toolchain.toml` names;
//! on another they are not compared. `TRYBUILD=overwrite cargo test -p
//! trace-tests --test ui must_not` writes them anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FEWEST_FAILING: usize = 273;
const FEWEST_PASSING: usize = 68;

/// Folders of programs that compile as they are: documented limits, and shapes that are
/// supported. All others have programs that must not compile.
const COMPILE: [&str; 2] = ["limit", "supported"];
/// What programs include.
const MODULES: &str = "modules";

/// What the book of limits also has in quotes: headers, and the beginning of a name.
const NO_PROGRAMS: [&str; 4] = ["limit-", "grpc-status", "x-correlation-id", "x-request-id"];

#[test]
fn programs_that_must_not_compile() {
    if is_pinned_compiler() {
        let cases = trybuild::TestCases::new();
        for theme in themes() {
            cases.compile_fail(format!("ui/{theme}/*.rs"));
        }
    }
}

/// The twins of those above are compiled in `twins.rs`, but for some that are about the
/// lints of their crate.
#[test]
fn programs_that_must_compile_and_run() {
    if is_pinned_compiler() {
        let cases = trybuild::TestCases::new();
        for folder in COMPILE {
            cases.pass(format!("ui/{folder}/*.rs"));
        }
        let twins = Path::new(env!("OUT_DIR")).join("twins");
        for name in failing("rs")
            .iter()
            .filter(|name| name.starts_with("still-"))
        {
            cases.pass(twins.join(name).with_extension("rs"));
        }
    }
}

#[test]
fn each_failing_program_has_its_message() {
    let (programs, messages) = (failing("rs"), failing("stderr"));
    let without: Vec<_> = programs.difference(&messages).collect();
    assert!(without.is_empty(), "no .stderr beside {without:?}");
    let left_over: Vec<_> = messages.difference(&programs).collect();
    assert!(left_over.is_empty(), "no program for {left_over:?}");
}

#[test]
fn there_are_enough_programs() {
    assert!(
        failing("rs").len() >= FEWEST_FAILING,
        "{}",
        failing("rs").len()
    );
    assert!(passing().len() >= FEWEST_PASSING, "{}", passing().len());
}

/// `docs/limits.md` says who refuses what, by the names of programs: none may be
/// left that nobody can look up, and no limit that is not in the book.
#[test]
fn the_book_of_limits_names_programs_that_exist() {
    let book = ui().join("../../docs/limits.md");
    let book = fs::read_to_string(book).expect("the book is in the repository");
    let of = |integration: &str| {
        let programs = format!("../../integrations/{integration}/tests/ui");
        names_in(&ui().join(programs), "rs")
    };
    let programs = [
        failing("rs"),
        passing(),
        of("trace-tower"),
        of("trace-tonic"),
    ];
    let programs: BTreeSet<_> = programs.into_iter().flatten().collect();
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

/// The folders of programs that must not compile.
fn themes() -> Vec<String> {
    let folders = fs::read_dir(ui()).expect("the directory is in the repository");
    let names = folders.map(|folder| folder.expect("the directory can be read").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    let mut themes: Vec<_> = names
        .filter(|name| !COMPILE.contains(&name.as_str()) && name != MODULES)
        .collect();
    themes.sort();
    themes
}

fn failing(extension: &str) -> BTreeSet<String> {
    let names = |theme: String| names_in(&ui().join(theme), extension);
    themes().into_iter().flat_map(names).collect()
}

fn passing() -> BTreeSet<String> {
    let names = |folder: &str| names_in(&ui().join(folder), "rs");
    COMPILE.into_iter().flat_map(names).collect()
}

fn names_in(directory: &Path, extension: &str) -> BTreeSet<String> {
    let files = fs::read_dir(directory).expect("the directory is in the repository");
    files
        .map(|file| file.expect("the directory can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect()
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
