//! What a development build says on stderr about a context that is not the one
//! meant: with the place to look at.

use std::process::Command;

use trace_runtime::{Callback, TraceContract, run, run_sync, traced};

/// Set in the process that makes the mistakes.
const CHILD: &str = "TRACE_TESTS_WARNINGS";

const LEAF: u32 = line!() + 2;
#[traced]
fn leaf(cx: &TraceContract) {}

const ROOT: u32 = line!() + 2;
#[traced(root as cx)]
fn root() {}

const RUN: u32 = line!() + 10;
const RUN_SYNC: u32 = RUN + 2;
const CALLBACK: u32 = RUN_SYNC + 2;

fn mistakes() {
    // Where nothing is recorded, no contract is stale.
    trace_testing::start();
    run_sync("outer", |outer| {
        outer.span_sync("inner", |_| leaf(outer));
        root();
        let future = run("async root", async |_| {});
        futures_util::FutureExt::now_or_never(future).expect("it waits for nothing");
        run_sync("sync root", |_| {});
    });
    Callback::expected_from("stripe").open_sync("settled", |_| {});
}

#[test]
fn a_warning_names_the_place() {
    if std::env::var_os(CHILD).is_some() {
        return mistakes();
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "a_warning_names_the_place", "--nocapture"]);
    let output = child.env(CHILD, "1").output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let warnings: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("trace: "))
        .collect();
    let expected = [
        format!(
            "trace: span `leaf`, of the function at {}:{LEAF}, was started",
            file!()
        ),
        format!("trace: trace `root` was begun at {}:{ROOT} where", file!()),
        format!(
            "trace: trace `async root` was begun at {}:{RUN} where",
            file!()
        ),
        format!(
            "trace: trace `sync root` was begun at {}:{RUN_SYNC} where",
            file!()
        ),
        format!(
            "trace: CONTEXT_LOST_IN_SDK: `stripe` ran the callback at {}:{CALLBACK}:",
            file!()
        ),
    ];
    assert_eq!(warnings.len(), expected.len(), "{text}");
    for (warning, beginning) in warnings.iter().zip(&expected) {
        assert!(
            warning.starts_with(beginning.as_str()),
            "{warning}\n{beginning}"
        );
    }
}
