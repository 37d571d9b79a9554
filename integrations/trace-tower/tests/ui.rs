//! Handlers that must not compile, with the message they give, and their twins that
//! must: as in `tests/ui` of the workspace, which has those without a web framework.

#[path = "../../../tests/twin.rs"]
mod twin;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The messages are those of the pinned compiler; on another they are not compared.
#[test]
fn programs_that_must_not_compile() {
    if is_pinned_compiler() {
        trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
    }
}

#[test]
fn their_twins_must_compile() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("twins");
    fs::create_dir_all(&folder).expect("there is a folder for tests");
    let cases = trybuild::TestCases::new();
    for program in programs() {
        assert!(program.with_extension("stderr").exists(), "{program:?}");
        let text = fs::read_to_string(&program).expect("the program can be read");
        let twin = twin::twin(&text).unwrap_or_else(|why| panic!("{program:?}: {why}"));
        let path = folder.join(program.file_name().expect("it is a file"));
        fs::write(&path, twin).expect("the twin can be written");
        cases.pass(path);
    }
}

fn programs() -> Vec<PathBuf> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let files = fs::read_dir(ui).expect("the directory is in the repository");
    let paths = files.map(|file| file.expect("the directory can be read").path());
    let programs: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .collect();
    assert!(programs.len() >= 8, "{programs:?}");
    programs
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
