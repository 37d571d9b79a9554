//! `trace-lint-pack [PATH]`: merges the ban list into a `clippy.toml`.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use trace_lint_pack::{Merged, PACK, merge};

const HELP: &str = "\
Usage: trace-lint-pack [PATH]

Merges the bans of trace-contract into the clippy.toml at PATH, or in the
directory PATH, or here. It is created if it is not there; its directory is not.
Your own entries, comments and formatting stay; where you ban the same path, yours
stays.";

/// The names that clippy looks for, the first of them first.
const NAMES: [&str; 2] = [".clippy.toml", "clippy.toml"];

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let path = words.next().unwrap_or_else(|| ".".into());
    if words.next().is_some() || path.to_string_lossy().starts_with('-') {
        println!("{HELP}");
        let asked = path == "--help" || path == "-h";
        return if asked {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(2)
        };
    }
    let path = Path::new(&path);
    let merged = file_at(path).and_then(|file| {
        let merged = merge_into(&file);
        merged.map_err(|error| format!("{}: {error}", file.display()))
    });
    match merged {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The file that clippy reads: in a directory, the one with the dot comes first.
///
/// A file that clippy would not look for is none, and neither is one in a directory
/// that does not exist: both are mistyped, and no ban would be in force.
fn file_at(path: &Path) -> Result<PathBuf, String> {
    if path.is_dir() {
        let [hidden, plain] = NAMES.map(|name| path.join(name));
        return Ok(if hidden.is_file() { hidden } else { plain });
    }
    let shown = path.display();
    if !NAMES
        .iter()
        .any(|name| path.file_name() == Some(name.as_ref()))
    {
        return Err(if path.exists() {
            format!("{shown}: clippy reads only a file that is named clippy.toml or .clippy.toml")
        } else {
            format!("{shown}: there is no such directory; give that of your workspace")
        });
    }
    match path.parent() {
        Some(parent) if parent != Path::new("") && !parent.is_dir() => Err(format!(
            "{shown}: there is no directory {}; give that of your workspace",
            parent.display()
        )),
        _ => Ok(path.to_owned()),
    }
}

fn merge_into(file: &Path) -> Result<String, Box<dyn std::error::Error>> {
    if file.is_dir() {
        return Err("it is a directory, where clippy looks for a file".into());
    }
    let before = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error.into()),
    };
    let merged = merge(&before, PACK)?;
    if !merged.is_unchanged() {
        fs::write(file, &merged.text)?;
    }
    Ok(report(file, &merged))
}

fn report(file: &Path, merged: &Merged) -> String {
    let mut report = String::new();
    let lists = [
        ("added", &merged.added),
        ("updated", &merged.updated),
        ("removed", &merged.removed),
        ("left as yours", &merged.theirs),
    ];
    for (what, paths) in lists {
        for path in paths {
            // Writing to a String does not fail.
            let _ = writeln!(report, "{what:>13}  {path}");
        }
    }
    let counts = lists.map(|(what, paths)| format!("{} {what}", paths.len()));
    let _ = writeln!(report, "{}: {}", file.display(), counts.join(", "));
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_names_each_path() {
        let merged = merge("disallowed-methods = [\"tokio::spawn\"]", PACK).expect("TOML");
        let report = report(Path::new("clippy.toml"), &merged);
        assert!(
            report.contains("        added  std::thread::spawn\n"),
            "{report}"
        );
        assert!(report.contains("left as yours  tokio::spawn\n"), "{report}");
        let end = format!(
            "clippy.toml: {} added, 0 updated, 0 removed, 1 left as yours\n",
            merged.added.len()
        );
        assert!(report.ends_with(&end), "{report}");
    }
}
