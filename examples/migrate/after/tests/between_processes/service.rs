//! A service as a process of its own.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;

/// Killed, if the test forgets to end it.
pub(crate) struct Service {
    child: Child,
    pub(crate) url: String,
}

impl Service {
    /// Starts a program on a free port, and waits until it listens.
    pub(crate) fn start(program: &str, collector: &str, rates: Option<&str>) -> Self {
        let mut command = Command::new(program);
        command.args(["--listen", "127.0.0.1:0"]);
        if let Some(url) = rates {
            command.args(["--rates", url]);
        }
        // What the developer's shell exports is not part of the test.
        for (variable, _) in env::vars() {
            let is_ours = ["OTEL_", "RUST_LOG", "TRACE_LOG_"];
            if is_ours.iter().any(|prefix| variable.starts_with(prefix))
                || variable.to_ascii_uppercase().ends_with("_PROXY")
            {
                command.env_remove(variable);
            }
        }
        command
            // The one before has its name in its code, and keeps it.
            .env("OTEL_SERVICE_NAME", "migrated")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector)
            .env("TRACE_LOG_FORMAT", "json")
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("it was built");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let address = lines.by_ref().find_map(|line| {
            let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
            let address = line["fields"]["address"].as_str()?;
            Some(address.to_owned())
        });
        let address = address.expect("it says where it listens");
        #[expect(
            clippy::disallowed_methods,
            reason = "so that the service can go on writing"
        )]
        thread::spawn(move || lines.for_each(drop));
        Service {
            child,
            url: format!("http://{address}"),
        }
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn end(mut self) {
        let mut kill = Command::new("kill");
        let kill = kill.args(["-INT", &self.child.id().to_string()]);
        assert!(kill.status().expect("Debian has it in `procps`").success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It has ended already, where all is well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program of another package of this workspace, built if it is not yet.
///
/// With all features, and with this test named: that makes cargo choose the features of the
/// dependencies as it does for `cargo test --all-features`, which then has built them already.
pub(crate) fn built(package: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--message-format=json"])
        .args(["--all-features", "--test", "between_processes"])
        .args(["--bin", package])
        // The root: from a member's folder, cargo looks at this member alone.
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{package} cannot be built");
    let messages = String::from_utf8(output.stdout).unwrap();
    let program = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).unwrap();
        // The test itself is among what was built.
        let is_it = message["target"]["name"] == package;
        let executable = message["executable"].as_str().filter(|_| is_it)?;
        Some(executable.to_owned())
    });
    program.expect("a package with a program")
}
