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
directory PATH, or here. It is created if it is not there. Your own entries,
comments and formatting stay; where you ban the same path, yours stays.";

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
    let file = file_at(Path::new(&path));
    match merge_into(&file) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}

/// The file that clippy reads: in a directory, the one with the dot comes first.
fn file_at(path: &Path) -> PathBuf {
    if !path.is_dir() {
        return path.to_owned();
    }
    let hidden = path.join(".clippy.toml");
    if hidden.is_file() {
        hidden
    } else {
        path.join("clippy.toml")
    }
}

fn merge_into(file: &Path) -> Result<String, Box<dyn std::error::Error>> {
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
