//! This program again, as a service; and a collector that it sends to.

use std::env;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread::{self, JoinHandle};

const PROGRAM: &str = "TRACE_SETUP_TEST_PROGRAM";

/// Runs the program that the environment names, if it does, and ends.
pub(crate) fn as_told(programs: &[(&str, fn())]) {
    let Ok(name) = env::var(PROGRAM) else { return };
    let (_, program) = programs
        .iter()
        .find(|(known, _)| *known == name)
        .expect("the tests name programs that there are");
    program();
    std::process::exit(0);
}

#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// In an environment that has nothing of the tester's own.
pub(crate) fn run(program: &str, environment: &[(&str, &str)]) -> Service {
    let mut command = Command::new(env::current_exe().expect("tests run from a file"));
    for (variable, _) in env::vars_os() {
        let name = variable.to_string_lossy().into_owned();
        if name.starts_with("OTEL_") || ["RUST_LOG", "TRACE_LOG_FORMAT"].contains(&name.as_str()) {
            command.env_remove(variable);
        }
    }
    command
        .env(PROGRAM, program)
        .envs(environment.iter().copied());
    let output = command.output().expect("a program can be started");
    let service = Service {
        stdout: String::from_utf8(output.stdout).expect("lines are UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("lines are UTF-8"),
    };
    assert!(output.status.success(), "{service:?}");
    service
}

/// Takes one request, and says that it was accepted.
pub(crate) struct Collector {
    pub(crate) url: String,
    thread: JoinHandle<String>,
}

impl Collector {
    #[expect(
        clippy::disallowed_methods,
        reason = "a server in a test, without a trace"
    )]
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let thread = thread::spawn(move || {
            let (stream, _) = listener.accept().expect("somebody connects");
            answer(stream)
        });
        Collector {
            url: format!("http://{address}"),
            thread,
        }
    }

    /// The request, head and body, as far as it is text.
    pub(crate) fn received(self) -> String {
        self.thread.join().expect("the collector took a request")
    }
}

/// Of a port that was somebody's a moment ago.
pub(crate) fn nobodys_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    format!("http://{address}")
}

fn answer(mut stream: TcpStream) -> String {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        let length = text
            .split_once("content-length: ")
            .and_then(|(_, rest)| rest.split("\r\n").next()?.parse::<usize>().ok());
        let body = request
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .map(|end| request.len() - end - 4);
        if body.is_some_and(|body| Some(body) >= length) {
            break;
        }
        match stream.read(&mut buffer).expect("the request is read") {
            0 => break,
            read => request.extend_from_slice(&buffer[..read]),
        }
    }
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
    stream
        .write_all(head.as_bytes())
        .expect("the answer is sent");
    String::from_utf8_lossy(&request).into_owned()
}
