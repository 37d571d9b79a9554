//! What each command stands for: a list of steps, in the order they run.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::arguments::{Extent, OnFailure, TestOptions};
use crate::cargo_call::CargoCall;
use crate::features::{self, Package};

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
    /// Succeeds by cargo's exit status, once for each combination of features; there is at
    /// least one.
    Combinations(Vec<CargoCall>),
    /// Succeeds by cargo's exit status, and by at least one test that ran: a
    /// filter that matches nothing must not look like success.
    Tests(Vec<CargoCall>),
    /// Succeeds as `Tests` does; each test is a model that loom runs.
    Models(CargoCall),
    /// Is left out, for this reason.
    Skip(String),
}

impl Work {
    /// The calls to make, in this order.
    pub(crate) fn calls(&self) -> &[CargoCall] {
        match self {
            Work::Check(call) | Work::Models(call) => std::slice::from_ref(call),
            Work::Combinations(calls) | Work::Tests(calls) => calls,
            Work::Skip(_) => &[],
        }
    }
}

/// The steps of `cargo xtask test`. To add one, add it to the list.
///
/// Without `--workspace`, cargo takes the default members: all packages but the
/// benchmarks, which would have the peers built. Of those, what measures this
/// library is looked at by itself.
pub(crate) fn test(options: &TestOptions, packages: &[Package], root: &Path) -> Vec<Step> {
    let check = |line| Work::Check(CargoCall::new(line));
    let tests = |calls: Vec<CargoCall>| match options.on_failure {
        OnFailure::Stop => Work::Tests(calls),
        OnFailure::KeepGoing => {
            let calls = calls.into_iter();
            Work::Tests(calls.map(|call| call.arg("--no-fail-fast")).collect())
        }
    };
    let unless_quick = |work: Work| match options.extent {
        Extent::Full => work,
        Extent::Quick => Work::Skip("--quick".to_owned()),
    };
    let step = |name, work| Step { name, work };
    vec![
        step("format", check("fmt --all --check")),
        step(
            "lints",
            check("clippy --all-targets --all-features --locked -- -D warnings"),
        ),
        step(
            "bench lints",
            check(
                "clippy -p bench-harness -p bench-contract -p bench-report --all-targets --all-features --locked \
                 -- -D warnings",
            ),
        ),
        step(
            "features",
            unless_quick(Work::Combinations(features::combinations(packages))),
        ),
        step(
            "tests",
            tests(vec![CargoCall::new("test --all-features --locked")]),
        ),
        step(
            "bench tests",
            tests(vec![CargoCall::new(
                "test -p bench-harness -p bench-report --all-features --locked",
            )]),
        ),
        step(
            "tests without default features",
            unless_quick(tests(features::tests_without_default_features(packages))),
        ),
        step("loom", unless_quick(loom_work(root))),
        step("sanitizer", unless_quick(sanitizer().work)),
        step("task hook", unless_quick(task_hook().work)),
        step("docs", unless_quick(docs())),
        step("book", unless_quick(check("xtask book"))),
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
        Step {
            name: "guide",
            work: Work::Tests(vec![
                CargoCall::new("test -p xtask --locked guide::").env("BLESS", "1"),
            ]),
        },
    ]
}

/// The steps of `cargo xtask loom`: the step of the test command, but each model
/// also says how many executions it took.
pub(crate) fn loom(root: &Path) -> Vec<Step> {
    let work = match loom_work(root) {
        Work::Models(call) => Work::Models(call.arg("--").arg("--nocapture")),
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
    Work::Models(loom_models(&target_folder()))
}

/// The tests with coroutines, under AddressSanitizer: it sees a read of a stack that is
/// gone, which a plain run may survive. `RUSTC_BOOTSTRAP` lets a stable compiler take
/// the flag; the target is named so that build scripts are built without it.
pub(crate) fn sanitizer() -> Step {
    const TARGET: &str = "x86_64-unknown-linux-gnu";
    let is_there = cfg!(all(
        target_arch = "x86_64",
        target_os = "linux",
        target_env = "gnu"
    ));
    let work = if is_there {
        Work::Tests(vec![coroutines(TARGET, &target_folder())])
    } else {
        Work::Skip(format!("AddressSanitizer is used on {TARGET} only"))
    };
    Step {
        name: "sanitizer",
        work,
    }
}

fn coroutines(target: &str, folder: &Path) -> CargoCall {
    CargoCall::new("test -p trace-runtime --test coroutines --features corosensei/sanitizer")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .arg("--locked")
        .arg("--target")
        .arg(target)
        .arg("--target-dir")
        .arg(folder.join("sanitizer"))
}

/// The test of what tokio tells of tasks in a build for `tokio_unstable`, in a target
/// directory of its own: the flag changes every dependency.
pub(crate) fn task_hook() -> Step {
    let test = CargoCall::new("test -p trace-runtime --test task_hook --locked")
        .env("RUSTFLAGS", "--cfg tokio_unstable")
        .arg("--target-dir")
        .arg(target_folder().join("tokio-unstable"));
    Step {
        name: "task hook",
        work: Work::Tests(vec![test]),
    }
}

/// Where cargo builds.
pub(crate) fn target_folder() -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR");
    PathBuf::from(folder.unwrap_or_else(|| OsString::from("target")))
}

fn loom_models(target: &Path) -> CargoCall {
    CargoCall::new("test -p trace-runtime --release --lib --locked")
        .env("RUSTFLAGS", "--cfg loom")
        .arg("--target-dir")
        .arg(target.join("loom"))
        .arg("loom")
}

/// With the examples, since that makes cargo choose the features of dependencies as it does
/// for the lints, which have checked them already. Without programs: one that is named as its
/// library would lie in the same place.
fn docs() -> Work {
    Work::Check(
        CargoCall::new("doc --no-deps --all-features --lib --examples --locked")
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
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
            Work::Skip(reason) => vec![format!("skipped: {reason}")],
            work => work.calls().iter().map(CargoCall::to_string).collect(),
        };
        steps.iter().flat_map(work).collect()
    }

    /// Of a workspace without features, in a directory without loom models.
    fn test_steps(extent: Extent, on_failure: OnFailure) -> Vec<String> {
        let options = TestOptions { extent, on_failure };
        shown(&test(&options, &[], Path::new("no-such-directory")))
    }

    #[test]
    fn the_test_command_in_full() {
        let steps = test_steps(Extent::Full, OnFailure::Stop);
        let loom = "skipped: no file in trace-runtime/src calls `loom::model`";
        let [sanitizer, task_hook] = &shown(&[sanitizer(), task_hook()])[..] else {
            panic!("two calls");
        };
        assert_eq!(
            steps,
            [
                "cargo fmt --all --check",
                "cargo clippy --all-targets --all-features --locked -- -D warnings",
                "cargo clippy -p bench-harness -p bench-contract -p bench-report --all-targets --all-features \
                 --locked -- -D warnings",
                "cargo test --all-features --locked",
                "cargo test -p bench-harness -p bench-report --all-features --locked",
                loom,
                sanitizer,
                task_hook,
                "RUSTDOCFLAGS=\"-D warnings\" cargo doc --no-deps --all-features --lib --examples \
                 --locked",
                "cargo xtask book",
            ]
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
    fn the_sanitizer_watches_the_coroutines() {
        assert_eq!(
            coroutines("x86_64-unknown-linux-gnu", Path::new("target")).to_string(),
            "RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address cargo test -p trace-runtime --test \
             coroutines --features corosensei/sanitizer --locked --target \
             x86_64-unknown-linux-gnu --target-dir target/sanitizer"
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
    fn quick_leaves_out_what_takes_long() {
        let options = TestOptions {
            extent: Extent::Quick,
            on_failure: OnFailure::Stop,
        };
        let steps = test(&options, &[], Path::new("no-such-directory"));
        let left_out = steps.iter().filter(|step| step.work.calls().is_empty());
        let left_out: Vec<_> = left_out.map(|step| step.name).collect();
        assert_eq!(
            left_out,
            [
                "features",
                "tests without default features",
                "loom",
                "sanitizer",
                "task hook",
                "docs",
                "book"
            ]
        );
    }

    #[test]
    fn keep_going_reaches_every_test_binary() {
        let steps = test_steps(Extent::Full, OnFailure::KeepGoing);
        let tests = steps.iter().filter(|call| call.starts_with("cargo test "));
        for call in tests {
            assert!(call.ends_with(" --no-fail-fast"), "{call}");
        }
    }

    #[test]
    fn bless_rewrites_snapshots_before_messages() {
        assert_eq!(
            shown(&bless()),
            [
                "BLESS=1 cargo test -p trace-macros --locked",
                "TRYBUILD=overwrite cargo test -p trace-tests -p trace-tower --locked",
                "BLESS=1 cargo test -p xtask --locked guide::",
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
