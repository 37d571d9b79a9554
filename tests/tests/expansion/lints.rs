//! Code that a lint has nothing to say about stays so with `#[traced]` on it, for each
//! lint of rustc and of clippy, and also where it is forbidden: a `#[allow]` in what
//! we generate would be an error there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::runtime::depend_on_it;

const FEWEST_LINTS: usize = 900;

#[test]
fn no_lint_speaks_of_what_is_generated() {
    let lints = lints();
    assert!(lints.len() >= FEWEST_LINTS, "{} lints", lints.len());
    let written = include_str!("../../expansion/corpus.rs");

    let plain = Version::new("plain", &plain(written));
    let with_lints = plain.said(&plain.compile("-W", &lints));
    let errors: Vec<_> = with_lints.iter().filter(|said| said.is_error()).collect();
    assert!(errors.is_empty(), "without `#[traced]`: {errors:#?}");

    // What is said of the code itself is told by the place: the lines are the same.
    let traced = Version::new("traced", written);
    let with_traced = traced.said(&traced.compile("-W", &lints));
    let more: Vec<_> = with_traced.difference(&with_lints).collect();
    assert!(more.is_empty(), "because of `#[traced]`: {more:#?}");

    let quiet: Vec<_> = lints
        .into_iter()
        .filter(|lint| with_lints.iter().all(|said| said.code != name(lint)))
        .collect();
    assert!(quiet.len() >= FEWEST_LINTS, "{} are quiet", quiet.len());
    let forbidden = traced.compile("-F", &quiet);
    let text = String::from_utf8_lossy(&forbidden.stderr);
    assert!(forbidden.status.success(), "forbidden: {text}");
}

/// The names of all lints: what stands before a level in the compiler's own list.
fn lints() -> Vec<String> {
    let output = clippy().args(["-W", "help"]).output().expect("clippy runs");
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    let levels = ["allow", "warn", "deny", "forbid"];
    let lint = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, level) = (words.next()?, words.next()?);
        // `warnings` is all of them, not one.
        let is_lint = levels.contains(&level) && name != "warnings";
        is_lint.then(|| name.to_owned())
    };
    let all: BTreeSet<_> = list.lines().filter_map(lint).collect();
    all.into_iter().collect()
}

/// The form of a diagnostic.
fn name(lint: &str) -> String {
    lint.replace('-', "_")
}

/// The corpus as it would be written without us, line by line.
fn plain(written: &str) -> String {
    let line = |line: &str| {
        if line.trim_start().starts_with("#[traced") {
            return String::new();
        }
        let line = line.replace("// plain: ", "").replace("#[contract] ", "");
        let line = line.replace("#[attribute(name = \"order.id\", display)] ", "");
        line.replace(", traced}", "}")
    };
    let mut plain: Vec<_> = written.lines().map(line).collect();
    plain.push(
        "fn plain(sealed: &SealedContract) -> &TraceContract { unreachable!(\"{sealed:?}\") }"
            .into(),
    );
    plain.push("fn anything() -> &'static TraceContract { unreachable!() }".into());
    plain.join("\n")
}

/// What was said, and of which line.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    code: String,
    line: u64,
    message: String,
}

impl Said {
    fn is_error(&self) -> bool {
        self.code.is_empty() || self.code.starts_with('E')
    }
}

struct Version(PathBuf);

impl Version {
    fn new(name: &str, text: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lints");
        fs::create_dir_all(&folder).expect("the target folder can be written");
        let path = folder.join(name).with_extension("rs");
        fs::write(&path, text).expect("the target folder can be written");
        Version(path)
    }

    fn compile(&self, level: &str, lints: &[String]) -> Output {
        let mut command = clippy();
        depend_on_it(&mut command);
        command.args(["--edition=2024", "--crate-type=lib", "--crate-name=corpus"]);
        command.args(["--emit=metadata", "--error-format=json", "--out-dir"]);
        command.arg(self.0.with_extension("out"));
        command.args(lints.iter().flat_map(|lint| [level, lint]));
        command.arg(&self.0).output().expect("clippy runs")
    }

    fn said(&self, output: &Output) -> BTreeSet<Said> {
        let text = String::from_utf8_lossy(&output.stderr);
        let said = |line: &str| {
            let json: serde_json::Value = serde_json::from_str(line).ok()?;
            let spans = json["spans"].as_array()?;
            let place = spans.iter().find(|span| span["is_primary"] == true)?;
            Some(Said {
                code: json["code"]["code"].as_str().unwrap_or_default().to_owned(),
                line: place["line_start"].as_u64()?,
                message: json["message"].as_str()?.to_owned(),
            })
        };
        text.lines().filter_map(said).collect()
    }
}

fn clippy() -> Command {
    Command::new("clippy-driver")
}
