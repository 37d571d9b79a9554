//! What each command stands for: a list of steps, in the order they run.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::arguments::{Extent, TestOptions};
use crate::cargo_call::CargoCall;
use crate::run::OnFailure;

/// One step of a command.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) work: Work,
}

/// What a step does, and what shows that it succeeded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Succeeds by cargo's exit status.
    Check(CargoCall),
    /// Succeeds by cargo's exit status, and by at least one test that ran: a
    /// filter that matches nothing must not look like success.
    Tests(CargoCall),
    /// Is left out, for this reason.
    Skip(String),
}

/// The steps of `cargo xtask test`.
///
/// Without `--workspace`, cargo takes the default members: all packages but the
/// benchmarks, which would have the peers built. Of those, what measures this
/// library is looked at by itself.
pub(crate) fn test(options: &TestOptions, root: &Path) -> Vec<Step> {
    let mut tests = CargoCall::new("test --locked");
    if options.on_failure == OnFailure::KeepGoing {
        tests = tests.arg("--no-fail-fast");
    }
    let (loom, docs) = match options.extent {
        Extent::Full => (loom_work(root), docs()),
        Extent::Quick => (
            Work::Skip("--quick".to_owned()),
            Work::Skip("--quick".to_owned()),
        ),
    };
    vec![
        Step {
            name: "format",
            work: Work::Check(CargoCall::new("fmt --all --check")),
        },
        Step {
            name: "lints",
            work: Work::Check(CargoCall::new(
                "clippy --all-targets --locked -- -D warnings",
            )),
        },
        Step {
            name: "tests",
            work: Work::Tests(tests),
        },
        Step {
            name: "bench lints",
            work: Work::Check(CargoCall::new(
                "clippy -p bench-harness -p bench-contract --all-targets --locked -- -D warnings",
            )),
        },
        Step {
            name: "bench tests",
            work: Work::Tests(CargoCall::new("test -p bench-harness --locked")),
        },
        Step {
            name: "loom",
            work: loom,
        },
        Step {
            name: "docs",
            work: docs,
        },
    ]
}

/// The step of `cargo xtask lint-pack`: a package of its own, since it needs a
/// TOML parser, and this one builds without dependencies.
pub(crate) fn lint_pack(path: &Path) -> [Step; 1] {
    let merge = CargoCall::new("run --quiet -p trace-lint-pack --locked --").arg(path);
    [Step {
        name: "lint pack",
        work: Work::Check(merge),
    }]
}

/// The steps of `cargo xtask bless`.
pub(crate) fn bless() -> Vec<Step> {
    vec![
        Step {
            name: "macro snapshots",
            work: Work::Check(CargoCall::new("test -p trace-macros --locked").env("BLESS", "1")),
        },
        Step {
            name: "UI messages",
            work: Work::Check(
                CargoCall::new("test -p trace-tests -p trace-tower --locked")
                    .env("TRYBUILD", "overwrite"),
            ),
        },
    ]
}

/// The steps of `cargo xtask loom`: the step of the test command, but each model
/// also says how many executions it took.
pub(crate) fn loom(root: &Path) -> Vec<Step> {
    let work = match loom_work(root) {
        Work::Tests(call) => Work::Tests(call.arg("--").arg("--nocapture")),
        work => work,
    };
    vec![Step { name: "loom", work }]
}

/// The concurrency models, in a target directory of their own: their flag
/// changes every dependency, and would have all of them built anew twice a run.
fn loom_work(root: &Path) -> Work {
    let sources = ["trace-runtime", "src"].iter().collect::<PathBuf>();
    if !mentions(&root.join(&sources), "loom::model") {
        return Work::Skip(format!(
            "no file in {} calls `loom::model`",
            sources.display()
        ));
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target"));
    Work::Tests(loom_models(Path::new(&target)))
}

fn loom_models(target: &Path) -> CargoCall {
    CargoCall::new("test -p trace-runtime --release --lib --locked")
        .env("RUSTFLAGS", "--cfg loom")
        .arg("--target-dir")
        .arg(target.join("loom"))
        .arg("loom")
}

fn docs() -> Work {
    Work::Check(CargoCall::new("doc --no-deps --locked").env("RUSTDOCFLAGS", "-D warnings"))
}

/// Whether a Rust file under `directory` has `text` in a line that is not a
/// comment. What cannot be read does not mention it.
fn mentions(directory: &Path, text: &str) -> bool {
    let Ok(entries) = fs::read_dir(directory) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return mentions(&path, text);
        }
        path.extension().is_some_and(|extension| extension == "rs")
            && fs::read_to_string(&path).is_ok_and(|source| {
                source
                    .lines()
                    .any(|line| line.contains(text) && !line.trim_start().starts_with("//"))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(steps: &[Step]) -> Vec<String> {
        let work = |step: &Step| match &step.work {
            Work::Check(call) | Work::Tests(call) => call.to_string(),
            Work::Skip(reason) => format!("skipped: {reason}"),
        };
        steps.iter().map(work).collect()
    }

    fn test_steps(extent: Extent, on_failure: OnFailure) -> Vec<String> {
        // A directory without sources, so that there is no loom model.
        shown(&test(
            &TestOptions { extent, on_failure },
            Path::new("no-such-directory"),
        ))
    }

    #[test]
    fn the_test_command_in_full() {
        let [format, lints, tests, bench_lints, bench_tests, loom, docs] =
            &test_steps(Extent::Full, OnFailure::Stop)[..]
        else {
            panic!("seven steps");
        };
        assert_eq!(format, "cargo fmt --all --check");
        assert_eq!(lints, "cargo clippy --all-targets --locked -- -D warnings");
        assert_eq!(tests, "cargo test --locked");
        assert_eq!(
            bench_lints,
            "cargo clippy -p bench-harness -p bench-contract --all-targets --locked -- -D warnings"
        );
        assert_eq!(bench_tests, "cargo test -p bench-harness --locked");
        assert!(loom.starts_with("skipped: no file in "), "{loom}");
        assert_eq!(
            docs,
            "RUSTDOCFLAGS=\"-D warnings\" cargo doc --no-deps --locked"
        );
    }

    #[test]
    fn loom_models_have_their_own_target_directory() {
        assert_eq!(
            loom_models(Path::new("target")).to_string(),
            "RUSTFLAGS=\"--cfg loom\" cargo test -p trace-runtime --release --lib --locked \
             --target-dir target/loom loom"
        );
    }

    #[test]
    fn the_loom_command_shows_the_number_of_executions() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let [step] = &shown(&loom(&root))[..] else {
            panic!("one step");
        };
        assert!(step.ends_with(" loom -- --nocapture"), "{step}");
    }

    #[test]
    fn quick_leaves_out_loom_and_docs() {
        let steps = test_steps(Extent::Quick, OnFailure::Stop);
        assert_eq!(steps[5..], ["skipped: --quick", "skipped: --quick"]);
        assert_eq!(
            steps[..5],
            test_steps(Extent::Full, OnFailure::Stop)[..5],
            "the other steps are the same"
        );
    }

    #[test]
    fn keep_going_reaches_every_test_binary() {
        let steps = test_steps(Extent::Full, OnFailure::KeepGoing);
        assert_eq!(steps[2], "cargo test --locked --no-fail-fast");
    }

    #[test]
    fn bless_rewrites_snapshots_before_messages() {
        assert_eq!(
            shown(&bless()),
            [
                "BLESS=1 cargo test -p trace-macros --locked",
                "TRYBUILD=overwrite cargo test -p trace-tests -p trace-tower --locked",
            ]
        );
    }

    #[test]
    fn lint_pack_is_given_the_path() {
        assert_eq!(
            shown(&lint_pack(Path::new("a shop"))),
            ["cargo run --quiet -p trace-lint-pack --locked -- \"a shop\""]
        );
    }

    #[test]
    fn a_mention_in_a_comment_is_none() {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert!(mentions(&sources, "fn mentions("));
        // The only line that has the next text is this comment: no-loom-here
        assert!(!mentions(&sources, &["no", "loom", "here"].join("-")));
        assert!(!mentions(&sources.join("no-such-directory"), ""));
    }
}
