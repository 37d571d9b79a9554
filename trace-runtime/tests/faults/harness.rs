//! Runs each case in a process of its own: a process has one pipeline, once, and
//! some of the cases end it.
//!
//! The program runs itself again, and says which case is meant in a variable of
//! the environment. The case runs on the main thread there. It prints what it
//! wants to be looked at, and panics if it fails.

use std::env;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

const CASE: &str = "TRACE_RUNTIME_FAULT";
/// A case that takes longer hangs. Most take less than a second.
const LIMIT: Duration = Duration::from_secs(120);

/// One fault, and what must become of it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Runs in a process of its own.
    pub(crate) run: fn(),
    /// Looks at what is left of that process.
    pub(crate) check: fn(&Ended),
}

/// What is left of a process.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) aborted: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A case that looks at everything itself.
pub(crate) const fn case(name: &'static str, run: fn()) -> Case {
    Case {
        name,
        run,
        check: ends_well,
    }
}

pub(crate) fn ends_well(ended: &Ended) {
    assert_eq!(ended.code, Some(0));
}

/// Does the work of `main`: one case, or all whose names contain a word of the command line.
pub(crate) fn main(cases: &[Case]) -> ExitCode {
    if let Ok(name) = env::var(CASE) {
        let case = cases.iter().find(|case| case.name == name);
        (case.expect("the name of a case").run)();
        return ExitCode::SUCCESS;
    }
    let words: Vec<String> = env::args().skip(1).collect();
    if words.iter().any(|word| word == "--list") {
        for case in cases {
            println!("{}: test", case.name);
        }
        return ExitCode::SUCCESS;
    }
    let filters: Vec<_> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let chosen = |case: &&Case| {
        filters.is_empty() || filters.iter().any(|filter| case.name.contains(*filter))
    };
    let chosen: Vec<_> = cases.iter().filter(chosen).collect();
    let (passed, failed) = run_all(&chosen);
    let left_out = cases.len() - chosen.len();
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {verdict}. {passed} passed; {failed} failed; 0 ignored; 0 measured; \
         {left_out} filtered out"
    );
    ExitCode::from(u8::from(failed > 0))
}

/// Two at a time: they wait more than they work.
fn run_all(cases: &[&Case]) -> (usize, usize) {
    println!("\nrunning {} tests", cases.len());
    let left = Mutex::new(cases.iter());
    let counts = Mutex::new((0, 0));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = left.lock().unwrap().next();
                    let Some(case) = next else { break };
                    let result = run_one(case);
                    let (passed, failed) = &mut *counts.lock().unwrap();
                    match result {
                        Ok(()) => {
                            println!("test {} ... ok", case.name);
                            *passed += 1;
                        }
                        Err(why) => {
                            println!("test {} ... FAILED\n{why}", case.name);
                            *failed += 1;
                        }
                    }
                }
            });
        }
    });
    counts.into_inner().unwrap()
}

fn run_one(case: &Case) -> Result<(), String> {
    let program = env::current_exe().unwrap();
    let mut child = Command::new(program)
        .env(CASE, case.name)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = read(child.stdout.take());
    let stderr = read(child.stderr.take());
    let status = wait(&mut child);
    let (stdout, stderr) = (stdout.join().unwrap(), stderr.join().unwrap());
    let said = format!("--- stdout\n{stdout}--- stderr\n{stderr}---");
    let Some(status) = status else {
        return Err(format!("it hangs\n{said}"));
    };
    let ended = Ended {
        code: status.code(),
        aborted: is_abort(status),
        stdout,
        stderr,
    };
    // The message of the panic is printed where it happens.
    catch_unwind(AssertUnwindSafe(|| (case.check)(&ended)))
        .map_err(|_| format!("it ended with {status}\n{said}"))
}

/// Reads to the end, on a thread: a pipe that is full stops who writes.
fn read(from: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        from.expect("a pipe").read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn wait(child: &mut Child) -> Option<std::process::ExitStatus> {
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

#[cfg(unix)]
fn is_abort(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(6)
}

#[cfg(not(unix))]
fn is_abort(status: std::process::ExitStatus) -> bool {
    !status.success()
}
