//! Makes the twin of each program in `ui` that must not compile (`twin.rs`), and lists
//! them as modules of one crate, `tests/twins.rs`: compiled one by one they would take
//! minutes.

mod twin;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders of `ui` whose programs compile as they are.
const COMPILE: [&str; 3] = ["limit", "modules", "supported"];

fn main() -> io::Result<()> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    println!("cargo::rerun-if-changed={}", ui.display());
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let twins = out.join("twins");
    if twins.exists() {
        fs::remove_dir_all(&twins)?; // of a program that is gone
    }
    fs::create_dir(&twins)?;
    let modules = ui.join("modules");
    let (mut listed, mut names) = (String::new(), String::new());
    for program in programs(&ui)? {
        let name = program.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&program)?;
        let twin = twin::twin(&text).unwrap_or_else(|why| panic!("{}: {why}", program.display()));
        // It is compiled elsewhere.
        let twin = twin.replace("\"../modules/", &format!("\"{}/", modules.display()));
        let path = twins.join(format!("{name}.rs"));
        assert!(!path.exists(), "two programs are called `{name}`");
        fs::write(&path, twin)?;
        // The lints of its crate are what it is about: it is run as a program.
        if name.starts_with("still-") {
            continue;
        }
        let module = name.replace('-', "_");
        let path = path.display().to_string();
        let _ = writeln!(listed, "#[path = {path:?}]\nmod r#{module};");
        let _ = write!(names, "{name:?},");
    }
    let _ = writeln!(listed, "const TWINS: &[&str] = &[{names}];");
    fs::write(out.join("twins.rs"), listed)?;
    fs::write(out.join("paths.rs"), paths()?)
}

/// Uses each path into the runtime that a message gives, so that one which is not there
/// is an error.
fn paths() -> io::Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sources = [
        "trace-runtime/lints/clippy.toml",
        "trace-runtime/lints/README.md",
        "trace-macros/src/plan/raw_spawn/mod.rs",
        "trace-macros/src/plan/mod.rs",
        "trace-macros/src/args/unknown.rs",
        "docs/limits.md",
        "README.md",
    ];
    let mut found = BTreeSet::new();
    for source in sources {
        let path = root.join(source);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(path)?;
        for (at, _) in text.match_indices("`trace_runtime::") {
            let rest = &text[at + 1..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
            found.insert(
                rest[..end.unwrap_or(rest.len())]
                    .trim_end_matches(':')
                    .to_owned(),
            );
        }
    }
    assert!(!found.is_empty(), "messages name paths");
    let uses = found.iter().zip(1..);
    Ok(uses
        .map(|(path, number)| format!("use {path} as path_{number};\n"))
        .collect())
}

/// Those that must not compile.
fn programs(ui: &Path) -> io::Result<Vec<PathBuf>> {
    let mut programs = Vec::new();
    for folder in fs::read_dir(ui)? {
        let folder = folder?.path();
        let compile = COMPILE.iter().any(|name| folder.ends_with(name));
        if compile || !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                programs.push(path);
            }
        }
    }
    programs.sort();
    Ok(programs)
}
