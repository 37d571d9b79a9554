//! The programs of the system that a build needs besides the Rust toolchain.

use std::io::{self, Write};
use std::process::{Command, Stdio};

/// A program that must be there, and where Debian and its kin have it from.
#[derive(Debug, PartialEq, Eq)]
struct Needed {
    /// Started with `--version` to see whether it is there.
    program: &'static str,
    package: &'static str,
    why: &'static str,
}

const CC: Needed = Needed {
    program: "cc",
    package: "build-essential",
    why: "rustc links with it, and dependencies have C sources",
};

const CPP: Needed = Needed {
    program: "c++",
    package: "g++",
    why: "libFuzzer is written in C++",
};

const VALGRIND: Needed = Needed {
    program: "valgrind",
    package: "valgrind",
    why: "it counts the instructions",
};

const NEEDED: &[Needed] = &[CC];
const FOR_COUNTING: &[Needed] = &[CC, VALGRIND];
const FOR_FUZZING: &[Needed] = &[CC, CPP];

/// Installs what is missing if that is possible, and else says what to install.
///
/// Only Linux is looked at: elsewhere the linker comes with the platform's own
/// tools, and rustc says so when it is missing.
///
/// # Errors
///
/// The outer one if `out` cannot be written; the inner one says what is missing.
pub(crate) fn ensure(out: &mut impl Write) -> io::Result<Result<(), String>> {
    ensure_all(NEEDED, out)
}

/// As [`ensure`], with what the fuzz targets need besides.
///
/// # Errors
///
/// As those of [`ensure`].
pub(crate) fn ensure_for_fuzzing(out: &mut impl Write) -> io::Result<Result<(), String>> {
    ensure_all(FOR_FUZZING, out)
}

/// As [`ensure`], with what counts instructions besides.
///
/// # Errors
///
/// As those of [`ensure`].
pub(crate) fn ensure_for_counting(out: &mut impl Write) -> io::Result<Result<(), String>> {
    ensure_all(FOR_COUNTING, out)
}

fn ensure_all(needed: &'static [Needed], out: &mut impl Write) -> io::Result<Result<(), String>> {
    if !cfg!(target_os = "linux") {
        return Ok(Ok(()));
    }
    let missing = missing(needed, runs);
    if missing.is_empty() {
        return Ok(Ok(()));
    }
    if !is_root() || !runs("apt-get") {
        return Ok(Err(advice(&missing)));
    }
    let packages = packages(&missing);
    writeln!(out, "installing with apt-get: {}", packages.join(" "))?;
    out.flush()?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    if apt_get(&["update"]) && apt_get(&install) {
        Ok(Ok(()))
    } else {
        Ok(Err(format!("apt-get failed; {}", advice(&missing))))
    }
}

fn missing(needed: &'static [Needed], is_there: impl Fn(&str) -> bool) -> Vec<&'static Needed> {
    needed
        .iter()
        .filter(|needed| !is_there(needed.program))
        .collect()
}

fn packages(missing: &[&Needed]) -> Vec<&'static str> {
    missing.iter().map(|needed| needed.package).collect()
}

fn advice(missing: &[&Needed]) -> String {
    let reasons: Vec<String> = missing
        .iter()
        .map(|needed| format!("`{}` is missing ({})", needed.program, needed.why))
        .collect();
    format!(
        "{}; on Debian or Ubuntu: sudo apt-get install {}",
        reasons.join(", "),
        packages(missing).join(" ")
    )
}

fn runs(program: &str) -> bool {
    quiet(program).arg("--version").status().is_ok()
}

fn is_root() -> bool {
    let id = quiet("id").arg("-u").stdout(Stdio::piped()).output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn apt_get(arguments: &[&str]) -> bool {
    Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_missing_where_all_is_there() {
        assert_eq!(missing(FOR_FUZZING, |_| true), Vec::<&Needed>::new());
    }

    #[test]
    fn the_advice_names_program_reason_and_package() {
        let missing = missing(FOR_FUZZING, |program| program != "cc");
        assert_eq!(
            advice(&missing),
            "`cc` is missing (rustc links with it, and dependencies have C sources); \
             on Debian or Ubuntu: sudo apt-get install build-essential"
        );
    }

    #[test]
    fn a_program_that_does_not_exist_does_not_run() {
        assert!(!runs("no-such-program-of-this-workspace"));
    }
}
