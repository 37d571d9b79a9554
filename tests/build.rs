//! Lists the programs in `ui/pass` that have a failing twin in `ui/fail`, as modules
//! of one crate, `tests/twins.rs`: compiled one by one they would take minutes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    println!("cargo::rerun-if-changed={}", ui.display());
    let mut twins = programs(&ui.join("fail"))?;
    twins.sort();
    let (mut modules, mut names) = (String::new(), String::new());
    for failing in twins {
        let twin = ui
            .join("pass")
            .join(failing.file_name().unwrap_or_default());
        let name = failing.file_stem().unwrap_or_default().to_string_lossy();
        // The lints of its crate are what it is about: it is run as a program.
        if name.starts_with("still-") || !twin.exists() {
            continue;
        }
        let module = name.replace('-', "_");
        let path = twin.display();
        let _ = writeln!(modules, "#[path = {:?}]\nmod r#{module};", path.to_string());
        let _ = write!(names, "{name:?},");
    }
    let _ = writeln!(modules, "const TWINS: &[&str] = &[{names}];");
    let out = env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    fs::write(out.join("twins.rs"), modules)
}

fn programs(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut programs = Vec::new();
    for file in fs::read_dir(directory)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            programs.push(path);
        }
    }
    Ok(programs)
}
