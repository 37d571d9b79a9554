//! After an edit, rustc checks again what was edited, and no other function of the same
//! `#[traced]` block: what is generated has no place that moves with another function.
//!
//! rustc itself is asked, by the attribute of its own incremental tests: `rustc_clean` is
//! an error where something came out otherwise, or its types were not loaded from disk.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::runtime::depend_on_it;

const FEWEST_FUNCTIONS: usize = 30;

#[test]
fn only_the_edited_function_is_checked_again() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recheck");
    // A folder of another run would say that all is as it was.
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the target folder can be written");
    }
    fs::create_dir_all(&folder).expect("the target folder can be written");

    let (before, functions) = block("7");
    assert!(functions >= FEWEST_FUNCTIONS, "{functions} functions");
    succeeds("before", &compile(&folder, "before", &before));
    // Moves all that follows by some bytes.
    succeeds("after", &compile(&folder, "after", &block("1_000_007").0));

    // Were a function not the same, it would have been said.
    let other = before.replace("std::future::ready(Ok(7))", "std::future::ready(Ok(8))");
    let output = compile(&folder, "after", &other);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("async_unused"), "{text}");
}

/// The functions of the corpus in one traced module, behind one whose text is
/// `edited`; and how many there are.
fn block(edited: &str) -> (String, usize) {
    let mut functions = 0;
    let mut text = format!(
        "#![feature(rustc_attrs)]\n#![allow(unused)]\nuse trace_runtime::traced;\n\
         #[traced]\npub mod corpus {{\n\
         pub fn edited(cx: &TraceContract) -> u64 {{ {edited} }}\n"
    );
    for line in include_str!("../../expansion/corpus.rs").lines() {
        let code = line.trim_start();
        // A derive is new with its place for rustc, and so is what uses the type.
        if code.starts_with("//!") || code.starts_with("#[derive") {
            continue;
        }
        let head = code.split_once('(').map_or("", |(head, _)| head);
        let is_function = head.starts_with("fn ") || head.contains(" fn ");
        if is_function && code.ends_with('{') {
            functions += 1;
            text += "#[rustc_clean(cfg = \"after\", loaded_from_disk = \"typeck\")] ";
        }
        text += line;
        text += "\n";
    }
    text += "}\n";
    (text, functions)
}

fn compile(folder: &Path, cfg: &str, text: &str) -> Output {
    let source = folder.join("corpus.rs");
    fs::write(&source, text).expect("the target folder can be written");
    let incremental = format!("incremental={}", folder.join("incremental").display());
    let mut command = Command::new("rustc");
    // `rustc_clean` is for rustc's own tests.
    command.env("RUSTC_BOOTSTRAP", "1").arg("-Zquery-dep-graph");
    command.args(["--edition=2024", "--crate-type=lib", "--emit=metadata"]);
    command.args(["--cfg", cfg, "-C", &incremental, "--out-dir"]);
    command.arg(folder).arg(&source);
    depend_on_it(&mut command);
    command.output().expect("rustc runs")
}

fn succeeds(which: &str, output: &Output) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{which} the edit: {text}");
}
