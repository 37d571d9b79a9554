//! The real program, as a server and as commands that ask it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

/// A server on ports that were free; killed when dropped.
pub(crate) struct Viewer {
    child: Child,
    pub(crate) url: String,
    pub(crate) otlp_http: String,
    pub(crate) otlp_grpc: String,
    pub(crate) line: String,
}

/// What a command has written.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The program, without what the developer's shell exports.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trace-viewer"));
    for (name, _) in std::env::vars() {
        let names = [
            "OTEL_",
            "TRACE_VIEWER_",
            "NO_COLOR",
            "HTTP_PROXY",
            "http_proxy",
        ];
        if names.iter().any(|start| name.starts_with(start)) {
            command.env_remove(name);
        }
    }
    command.args(arguments);
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command, input: &str) -> Done {
    let piped = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // A command that does not read its input closes it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Done {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Viewer {
    pub(crate) fn start() -> Self {
        Viewer::start_with(&[])
    }

    pub(crate) fn start_with(more: &[&str]) -> Self {
        Viewer::start_on("memory", more)
    }

    /// A server whose traces are kept in this place.
    pub(crate) fn start_on(store: &str, more: &[&str]) -> Self {
        Viewer::started(command(&["serve", "--store", store]).args(more))
    }

    /// A server that trusts the certificates in this file, and no others.
    pub(crate) fn start_trusting(certificates: &str, store: &str) -> Self {
        let mut serve = command(&["serve", "--store", store]);
        Viewer::started(serve.env("SSL_CERT_FILE", certificates))
    }

    fn started(command: &mut Command) -> Self {
        for port in ["--listen", "--otlp-http", "--otlp-grpc"] {
            if !command.get_args().any(|argument| argument == port) {
                command.args([port, "127.0.0.1:0"]);
            }
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let after = |name: &str| {
            let (_, rest) = line.split_once(name).unwrap();
            rest.split_whitespace().next().unwrap().to_owned()
        };
        let address = after(" at ");
        let url = address
            .split("/login")
            .next()
            .unwrap()
            .trim_end_matches('/');
        Viewer {
            url: url.to_owned(),
            otlp_http: after("otlp-http="),
            otlp_grpc: after("otlp-grpc="),
            child,
            line,
        }
    }

    /// A server that lives on when the system refuses to make a file longer, as it does on a
    /// disk that fails: the signal for it is ignored.
    pub(crate) fn start_on_a_failing_disk(store: &str) -> Self {
        let serve = command(&["serve", "--store", store]);
        let mut ignoring = Command::new("bash");
        ignoring.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
        ignoring.arg(serve.get_program()).args(serve.get_args());
        for (name, value) in serve.get_envs() {
            if value.is_none() {
                ignoring.env_remove(name);
            }
        }
        Viewer::started(ignoring.stderr(Stdio::piped()))
    }

    /// Waits for the end; gives the exit code, and what was written about it.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        if let Some(mut err) = self.child.stderr.take() {
            err.read_to_string(&mut said).unwrap();
        }
        (self.child.wait().unwrap().code(), said)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How much memory the process has had at most, in bytes.
    pub(crate) fn peak_bytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib: u64 = peak
            .unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap();
        kib << 10
    }

    /// A command that asks this server.
    pub(crate) fn asked(&self, arguments: &[&str]) -> Done {
        self.given(arguments, "")
    }

    /// The same, with an input.
    pub(crate) fn given(&self, arguments: &[&str], input: &str) -> Done {
        run(command(arguments).env("TRACE_VIEWER_URL", &self.url), input)
    }

    /// What a command writes that succeeds.
    pub(crate) fn shown(&self, arguments: &[&str]) -> String {
        let done = self.asked(arguments);
        assert_eq!(done.code, Some(0), "{arguments:?}: {done:?}");
        done.out
    }

    /// Sends SIGTERM, and waits; gives the exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let pid = self.pid().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code()
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        // Whoever has ended already cannot be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
