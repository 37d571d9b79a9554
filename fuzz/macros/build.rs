//! Copies the sources of trace-macros, and makes a library of them.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const SOURCES: &str = "../../trace-macros/src";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={SOURCES}");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("src");
    if out.exists() {
        fs::remove_dir_all(&out)?; // a module that is gone
    }
    copy(Path::new(SOURCES), &out)?;
    let root = out.join("lib.rs");
    let library = as_library(&fs::read_to_string(&root)?);
    fs::write(root, library)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The root module without what may stand only at the beginning of a crate,
/// without the macro, and with a function for others.
fn as_library(root: &str) -> String {
    let documented = |line: &&str| !line.starts_with("//!");
    let root: Vec<&str> = root.lines().filter(documented).collect();
    let root = without(&root.join("\n"), "#![allow(", ")]\n");
    let root = without(&root, "/// See `trace_runtime::traced`.", "\n}\n");
    assert!(
        root.contains("\nfn trace("),
        "trace-macros has no function `trace`"
    );
    let public = "\n/// What `#[traced]` makes of an item, with the runtime under its own name.\n\
                  pub fn expand_item(attribute: TokenStream, item: TokenStream) -> TokenStream {\n\
                  \x20   trace(attribute, item, &Runtime::Plain)\n\
                  }\n\nfn trace(";
    root.replace("\nfn trace(", public)
}

/// `text` without the part from `start` to `end`.
fn without(text: &str, start: &str, end: &str) -> String {
    let (before, rest) = text
        .split_once(start)
        .unwrap_or_else(|| panic!("no `{start}`"));
    let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("no `{end}`"));
    format!("{before}\n{after}")
}
