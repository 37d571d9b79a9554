//! Handlers that must not compile, with the message they give, and their twins
//! that must. `tests/ui` of the workspace has those without a web framework, and
//! says how to write one.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The messages are those of the pinned compiler; on another they are not
/// compared.
#[test]
fn programs_that_must_not_compile() {
    if is_pinned_compiler() {
        trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
    }
}

#[test]
fn programs_that_must_compile() {
    if is_pinned_compiler() {
        trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
    }
}

#[test]
fn each_failing_program_has_a_twin_that_differs_by_one_line() {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let read = |path: &Path| fs::read_to_string(path).expect("the program can be read");
    let files = fs::read_dir(ui.join("fail")).expect("the directory is in the repository");
    let paths = files.map(|file| file.expect("the directory can be read").path());
    let programs: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .collect();
    assert!(programs.len() >= 8, "{programs:?}");
    for failing in programs {
        let name = failing.file_name().expect("it is a file");
        let (fail, pass) = (read(&failing), read(&ui.join("pass").join(name)));
        let lines = fail.lines().zip(pass.lines());
        let different = lines.filter(|(a, b)| a != b).count();
        assert_eq!(different, 1, "{name:?} and its twin");
        assert_eq!(fail.lines().count(), pass.lines().count(), "{name:?}");
        assert!(failing.with_extension("stderr").exists(), "{name:?}");
    }
}

fn is_pinned_compiler() -> bool {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("--version").output();
    let version = String::from_utf8(version.expect("rustc runs").stdout).expect("a text");
    let toolchain = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rust-toolchain.toml");
    let toolchain = fs::read_to_string(toolchain).expect("the toolchain is pinned");
    let have = version.split_whitespace().nth(1).expect("it says which");
    toolchain.contains(&format!("channel = \"{have}\""))
}
