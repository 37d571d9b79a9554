//! How the server starts and ends.

use std::process::Command;

use test_servers::Redis;
use trace_viewer::exchange::to_lines;

use crate::program::{Viewer, command, run};
use crate::scene::{ID, checkout, now};

#[test]
fn the_first_line_says_where_it_is_and_what_it_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().display().to_string();
    let viewer = Viewer::start_on(&store, &["--keep", "90m", "--tail-keep", "5%"]);
    let Viewer { url, line, .. } = &viewer;
    assert!(
        line.starts_with(&format!("trace-viewer at {url}/  ")),
        "{line}"
    );
    for part in [
        "keep=90m",
        "max-bytes=10GB",
        "token=none",
        "tls=off",
        "tail-keep=5% tail-slow=1s",
    ] {
        assert!(line.contains(part), "{line}");
    }
    assert!(line.contains(&format!("store={store}")), "{line}");
    let line = Viewer::start().line.clone();
    assert!(line.contains("store=memory  keep=unlimited"), "{line}");
}

#[test]
fn what_memory_cannot_is_refused() {
    let mut serve = command(&["serve", "--store", "memory", "--tail-keep", "5%"]);
    let done = run(
        serve.args(["--listen", "0", "--otlp-http", "0", "--otlp-grpc", "0"]),
        "",
    );
    assert_eq!(done.code, Some(1));
    assert!(
        done.err.contains("--tail-keep needs a folder or Redis"),
        "{}",
        done.err
    );
}

#[test]
fn asked_to_end_it_ends_in_order() {
    assert_eq!(Viewer::start().terminate(), Some(0));
}

#[test]
fn it_ends_with_a_failure_when_the_disk_fails() {
    let folder = tempfile::tempdir().unwrap();
    let viewer = Viewer::start_on_a_failing_disk(&folder.path().display().to_string());
    let lines = to_lines(&checkout(now()));
    assert_eq!(viewer.given(&["import", "-"], &lines).code, Some(0));
    let limit = Command::new("prlimit")
        .args(["--fsize=0", "--pid", &viewer.pid().to_string()])
        .status();
    assert!(limit.unwrap().success());
    let refused = viewer.given(&["import", "-"], &lines);
    assert_ne!(refused.code, Some(0), "{refused:?}");
    let (code, said) = viewer.wait();
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("nothing is taken in until a new start"),
        "{said}"
    );
    // What was acknowledged is there.
    let again = Viewer::start_on(&folder.path().display().to_string(), &[]);
    assert!(again.shown(&["get", ID]).contains("is the bottleneck"));
}

#[test]
fn a_port_in_use_is_told_with_its_owner() {
    let first = Viewer::start();
    let taken = &first.otlp_grpc;
    let mut second = command(&[
        "serve",
        "--store",
        "memory",
        "--listen",
        "0",
        "--otlp-http",
        "0",
    ]);
    let done = run(second.args(["--otlp-grpc", taken]), "");
    assert_eq!(done.code, Some(1));
    let pid = first.pid();
    let said = format!("{taken} is in use by `trace-viewer` (process {pid})");
    assert!(
        done.err.contains(&said) && done.err.contains("`--otlp-grpc`"),
        "{}",
        done.err
    );
}

#[test]
fn others_than_this_machine_need_a_token() {
    for flag in ["--listen", "--otlp-http", "--otlp-grpc"] {
        let mut open = command(&["serve", "--store", "memory", flag, "0.0.0.0:0"]);
        // The ports of the two others, whose defaults another program may have.
        for name in ["LISTEN", "OTLP_HTTP", "OTLP_GRPC"] {
            open.env(format!("TRACE_VIEWER_{name}"), "0");
        }
        let done = run(&mut open, "");
        assert_eq!(done.code, Some(1), "{flag}");
        assert!(done.err.contains("`--token`"), "{}", done.err);
    }
}

#[test]
fn a_password_is_never_shown() {
    let forward = "http://ann:secret@127.0.0.1:9";
    let viewer = Viewer::start_with(&["--forward", forward, "--token", "hush"]);
    assert!(
        !viewer.line.contains("secret") && !viewer.line.contains("hush"),
        "{}",
        viewer.line
    );
    assert!(viewer.line.contains("token=set"), "{}", viewer.line);
}

#[test]
fn what_comes_in_is_sent_on() {
    let second = Viewer::start();
    let forward = format!("http://{}", second.otlp_http);
    let first = Viewer::start_with(&["--forward", &forward]);
    let sent = first.given(&["import", "-"], &to_lines(&checkout(now())));
    assert_eq!(sent.code, Some(0), "{sent:?}");
    // Ending waits until everything is sent on.
    assert_eq!(first.terminate(), Some(0));
    let shown = second.shown(&["get", ID]);
    assert!(shown.contains("POST /checkout"), "{shown}");
}

#[test]
fn who_reads_has_to_know_the_token() {
    let viewer = Viewer::start_with(&["--token", "hush"]);
    let lines = to_lines(&checkout(now()));
    let stranger = viewer.given(&["import", "-"], &lines);
    assert_eq!(stranger.code, Some(1));
    assert!(
        stranger.err.contains("the viewer wants its token"),
        "{stranger:?}"
    );

    let knowing = ["import", "-", "--token", "hush"];
    assert_eq!(viewer.given(&knowing, &lines).code, Some(0));
    let mut get = command(&["get", ID, "--url", &viewer.url]);
    let shown = run(get.env("TRACE_VIEWER_TOKEN", "hush"), "");
    assert!(shown.out.contains("POST /checkout"), "{shown:?}");
    let wrong = viewer.asked(&["get", ID, "--token", "loud"]);
    assert!(
        wrong.err.contains("is not the one of this viewer"),
        "{wrong:?}"
    );
    // For browsers, the address logs in.
    assert!(viewer.line.contains("/login?code="), "{}", viewer.line);
}

#[test]
fn over_redis_two_viewers_share_their_traces() {
    let redis = Redis::start().unwrap();
    let (first, second) = (
        Viewer::start_on(&redis.url(), &[]),
        Viewer::start_on(&redis.url(), &[]),
    );
    let sent = first.given(&["import", "-"], &to_lines(&checkout(now())));
    assert_eq!(sent.code, Some(0), "{sent:?}");
    assert!(second.shown(&["get", ID]).contains("POST /checkout"));
    assert!(second.shown(&["search"]).contains("1 trace matches"));
}

#[test]
fn without_redis_the_server_says_so() {
    // The port was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("redis://ann:secret@{free}");
    let mut serve = command(&["serve", "--store", &url, "--listen", "0"]);
    let done = run(serve.args(["--otlp-http", "0", "--otlp-grpc", "0"]), "");
    assert_eq!(done.code, Some(1));
    assert!(
        done.err
            .contains(&format!("--store redis://ann:…@{free}: ")),
        "{}",
        done.err
    );
    assert!(!done.err.contains("secret"), "{}", done.err);
}

#[test]
fn in_a_folder_traces_outlive_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().display().to_string();
    let killed = Viewer::start_on(&store, &[]);
    let sent = killed.given(&["import", "-"], &to_lines(&checkout(now())));
    assert_eq!(sent.code, Some(0), "{sent:?}");
    // Dropped is killed, without a chance to write anything down.
    drop(killed);
    let second = Viewer::start_on(&store, &[]);
    assert!(second.shown(&["get", ID]).contains("POST /checkout"));
    assert_eq!(second.terminate(), Some(0));
    let third = Viewer::start_on(&store, &[]);
    assert!(third.shown(&["search"]).contains("1 trace matches"));
}

#[test]
fn a_folder_that_another_process_has_is_told_with_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().display().to_string();
    let first = Viewer::start_on(&store, &[]);
    let mut second = command(&["serve", "--store", &store, "--listen", "0"]);
    let done = run(second.args(["--otlp-http", "0", "--otlp-grpc", "0"]), "");
    assert_eq!(done.code, Some(1));
    let said = format!(
        "in use by another process (process {}, at {}",
        first.pid(),
        first.url
    );
    assert!(done.err.contains(&said), "{}", done.err);
}

#[test]
fn a_limit_that_cannot_be_kept_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().display().to_string();
    let mut small = command(&[
        "serve",
        "--store",
        &store,
        "--listen",
        "0",
        "--max-bytes",
        "1MB",
    ]);
    let done = run(small.args(["--otlp-http", "0", "--otlp-grpc", "0"]), "");
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("at least 150000000"), "{}", done.err);
}
