//! `init_from_env`, in processes of its own.

#![allow(clippy::unwrap_used)]

use std::env;
use std::process::{Command, Stdio};

use tracing::{debug, info};

#[path = "support/mod.rs"]
mod support;

/// Set in the processes that log.
const CHILD: &str = "TRACE_LOG_TEST_CHILD";

fn main() {
    if env::var_os(CHILD).is_some() {
        return child();
    }
    json_unless_standard_output_is_a_terminal();
    the_form_and_the_level_can_be_chosen();
    values_that_cannot_be_understood_are_reported();
    records_of_the_log_crate_are_lines();
    println!("4 passed");
}

fn child() {
    trace_log::init_from_env().unwrap();
    trace_runtime::run_sync("job", |_| {
        info!(target: "shop", order = 1, "paid\x1b");
        debug!(target: "shop", "details");
        log::warn!(target: "old::library", attempt = 2; "from {}", "log");
    });
    if env::var_os("RUST_LOG").is_some() {
        return; // which may be reported, and would be again
    }
    let again = trace_log::init_from_env().unwrap_err();
    assert!(again.to_string().contains("logger already"), "{again}");
}

struct Output {
    out: Vec<String>,
    err: String,
}

fn run(variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .env_remove("RUST_LOG")
        .env_remove("TRACE_LOG_FORMAT")
        .env(CHILD, "1");
    command.envs(variables.iter().copied()).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{variables:?}: {err}");
    Output {
        out: out.lines().map(str::to_owned).collect(),
        err,
    }
}

fn json_unless_standard_output_is_a_terminal() {
    let output = run(&[]);
    assert_eq!(output.err, "");
    assert_eq!(output.out.len(), 2);
    let line = support::check(&output.out[0]);
    assert_eq!(line["message"], "paid\x1b");
    assert!(line["trace_id"].is_string());
}

fn the_form_and_the_level_can_be_chosen() {
    let output = run(&[("TRACE_LOG_FORMAT", "terminal"), ("RUST_LOG", "shop=debug")]);
    assert_eq!(output.err, "");
    assert_eq!(output.out.len(), 2);
    assert!(
        output.out[0].ends_with(" shop: paid\\u{1b} order=1"),
        "{}",
        output.out[0]
    );
    assert!(output.out[1].contains("DEBUG"), "{}", output.out[1]);
    assert!(!output.out[0].contains('\x1b'));
    assert_eq!(run(&[("RUST_LOG", "off")]).out.len(), 0);
}

fn values_that_cannot_be_understood_are_reported() {
    let output = run(&[("TRACE_LOG_FORMAT", "xml"), ("RUST_LOG", "shop=\x1bloud")]);
    assert_eq!(output.out.len(), 2);
    support::check(&output.out[0]);
    let warnings: Vec<_> = output.err.lines().collect();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    for (variable, default) in [("TRACE_LOG_FORMAT=\"xml\"", "json"), ("RUST_LOG=", "info")] {
        let said = |warning: &&str| {
            warning.contains(variable) && warning.ends_with(&format!("using `{default}`"))
        };
        assert!(warnings.iter().any(said), "{warnings:?}");
    }
    assert!(!output.err.contains('\x1b'));
}

fn records_of_the_log_crate_are_lines() {
    let line = support::check(&run(&[]).out[1]);
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["target"], "old::library");
    assert_eq!(line["message"], "from log");
    assert_eq!(line["fields"], serde_json::json!({ "attempt": 2 }));
    assert!(line["trace_id"].is_string());
}
