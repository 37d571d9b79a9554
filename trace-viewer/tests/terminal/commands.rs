//! The commands that ask a viewer.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use trace_viewer::exchange::to_lines;

use crate::program::{Viewer, command, run};
use crate::scene::{ID, checkout, now, single};

fn with_checkout() -> Viewer {
    let viewer = Viewer::start();
    let sent = viewer.given(&["import", "-"], &to_lines(&checkout(now())));
    assert_eq!(sent.code, Some(0), "{sent:?}");
    viewer
}

fn has(shown: &str, parts: &[&str]) {
    for part in parts {
        assert!(shown.contains(part), "{part:?} is not in:\n{shown}");
    }
}

#[test]
fn a_trace_is_shown_with_its_error_and_its_lines() {
    let viewer = with_checkout();
    let shown = viewer.shown(&["get", ID, "--logs", "--width", "110"]);
    has(
        &shown,
        &[
            &format!("trace {ID}"),
            "2,565 ms · 9 spans · 4 services · 3 errors · 1 log line",
            "◂ SELECT orders",
            "└ Declined: card declined: insufficient funds",
            "+2,450 ms WARN the bank refuses the card bank=first",
            "+2,460 ms exception exception.type=Declined",
        ],
    );
    assert!(!shown.contains('\u{1b}'), "no colours without a terminal");
    let rows = shown
        .lines()
        .take_while(|line| !line.contains("on the critical path"));
    let widest = rows.map(|line| line.chars().count()).max();
    assert_eq!(widest, Some(110), "{shown}");
    let joined = shown.replace("\n  ", " ");
    let last = joined.lines().last().unwrap();
    assert!(last.starts_with("`orders` is the bottleneck: "), "{last}");
    assert!(
        last.ends_with("of which 2,310 ms in `SELECT orders` (1 call)"),
        "{last}"
    );
    let narrow = viewer.shown(&["get", ID, "--logs", "--width", "40"]);
    let widest = narrow.lines().map(|line| line.chars().count()).max();
    assert_eq!(widest, Some(40), "{narrow}");
    has(&narrow, &["card declined:", "insufficient funds", ID]);
}

#[test]
fn a_trace_is_found_by_whatever_names_it() {
    let viewer = with_checkout();
    let lines = to_lines(&single(0xa3ce_929d_0e0e_4736, "short id", "request 7/é"));
    assert_eq!(viewer.given(&["import", "-"], &lines).code, Some(0));
    for id in [ID, &ID.to_uppercase(), &ID[..16], "4bf9"] {
        has(&viewer.shown(&["get", id]), &["POST /checkout"]);
    }
    for id in ["a3ce929d0e0e4736", "A3CE929D0E0E4736", "request 7/é"] {
        has(&viewer.shown(&["get", id]), &["short id"]);
    }
}

#[test]
fn what_may_mean_several_traces_is_asked_back() {
    let viewer = Viewer::start();
    for (number, name) in [(1, "one"), (2, "other")] {
        let id = (0xabcd << 112) | number;
        let lines = to_lines(&single(id, name, "the same"));
        assert_eq!(viewer.given(&["import", "-"], &lines).code, Some(0));
    }
    for text in ["abcd", "the same"] {
        let done = viewer.asked(&["get", text]);
        assert_eq!(done.code, Some(1));
        has(
            &done.err,
            &[
                "may mean each of these",
                "abcd0000000000000000000000000001",
                "abcd0000000000000000000000000002",
            ],
        );
    }
    let unknown = viewer.asked(&["get", "nothing\u{1b}[31m"]);
    assert_eq!(unknown.code, Some(1));
    has(
        &unknown.err,
        &[r"no trace has the id or the correlation id `nothing\u{1b}[31m`"],
    );
}

#[test]
fn lists_say_how_many_there_are_and_since_when() {
    let viewer = with_checkout();
    for list in ["search", "slow"] {
        let shown = viewer.shown(&[list]);
        has(
            &shown,
            &[
                "2,565 ms",
                "gateway",
                "POST /checkout",
                &ID[..16],
                "nothing was removed yet",
            ],
        );
    }
    has(&viewer.shown(&["search"]), &["1 trace matches\n"]);
    has(&viewer.shown(&["slow"]), &["the 1 slowest\n"]);
}

#[test]
fn searches_have_a_language() {
    let viewer = with_checkout();
    let found = viewer.shown(&["search", "{ service = \"orders\" && duration > 2s }"]);
    has(&found, &["1 trace matches"]);
    let none = viewer.shown(&["search", "{ .service.name = \"nobody\" }"]);
    has(&none, &["0 traces match"]);
    let wrong = viewer.asked(&["search", "{ duration > }"]);
    assert_eq!(wrong.code, Some(1));
    has(
        &wrong.err,
        &["character 14", "\n{ duration > }\n             ^"],
    );
}

#[test]
fn an_empty_store_says_so_and_what_to_do() {
    let viewer = Viewer::start();
    let empty = "no trace is held; `trace-viewer doctor` finds out why";
    has(&viewer.shown(&["search"]), &["0 traces match", empty]);
    has(&viewer.shown(&["errors"]), &["nothing failed", empty]);
    has(
        &viewer.shown(&["services"]),
        &["nothing was counted in the last 60 minutes"],
    );
}

#[test]
fn errors_are_grouped_by_day_and_cause() {
    let viewer = with_checkout();
    let shown = viewer.shown(&["errors", "--days", "2"]);
    has(
        &shown,
        &[
            "1 trace failed",
            "charge card",
            "card declined: insufficient funds",
        ],
    );
    assert_eq!(
        shown.matches(&ID[..16]).count(),
        1,
        "the cause alone is listed:\n{shown}"
    );
}

#[test]
fn services_and_their_calls_are_counted() {
    let viewer = with_checkout();
    let services = viewer.shown(&["services"]);
    has(
        &services,
        &["gateway", "orders", "payments", "100 %", "mail", "REQUESTS"],
    );
    // The trace is some seconds old, and all that there is.
    assert!(!services.contains("the last 60 minutes"), "{services}");
    has(&services, &[" s, since the first trace\n"]);
    let operations = viewer.shown(&["services", "orders"]);
    has(
        &operations,
        &["SELECT orders", "client", "send receipt", "producer"],
    );
    assert!(!operations.contains("charge card"), "{operations}");
    let map = viewer.shown(&["map"]);
    has(&map, &["gateway", "→ orders", "→ payments", "→ mail"]);
}

#[test]
fn a_service_that_is_not_there_is_told_those_that_are() {
    let viewer = with_checkout();
    let done = viewer.asked(&["services", "ordres"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    has(
        &done.err,
        &[
            "nothing was counted of the service `ordres` in the last 60 minutes",
            "\n  gateway\n  mail\n  orders\n  payments\n",
        ],
    );
}

#[test]
fn a_number_of_lines_that_cannot_be_given_is_refused() {
    for (arguments, allowed) in [
        (["search", "--limit", "0"], "1.."),
        (["slow", "--limit", "0"], "1..=100"),
        (["slow", "--limit", "1000"], "1..=100"),
    ] {
        let done = run(&mut command(&arguments), "");
        assert_eq!(done.code, Some(2), "{arguments:?}: {done:?}");
        has(&done.err, &["--limit", allowed]);
    }
}

#[test]
fn programs_read_json() {
    let viewer = with_checkout();
    for arguments in [
        &["get", ID, "--json"][..],
        &["search", "--json"],
        &["slow", "--json"],
        &["errors", "--json"],
        &["services", "--json"],
        &["map", "--json"],
    ] {
        let shown = viewer.shown(arguments);
        let json: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert!(json.is_object() || json.is_array(), "{arguments:?}");
    }
    let get: serde_json::Value =
        serde_json::from_str(&viewer.shown(&["get", ID, "--json"])).unwrap();
    assert_eq!(get["traceId"], ID);
    assert_eq!(get["durationNano"], 2_565_000_000_u64);
    assert_eq!(get["rows"][0]["name"], "POST /checkout");
    assert_eq!(get["rows"].as_array().unwrap().len(), 9);
}

#[test]
fn hostile_names_never_reach_the_terminal() {
    let viewer = Viewer::start();
    let hostile = "\u{1b}]0;owned\u{7}\u{202e}\r\nend";
    let lines = to_lines(&single(7, hostile, hostile));
    assert_eq!(viewer.given(&["import", "-"], &lines).code, Some(0));
    let id = format!("{:032x}", 7);
    for arguments in [
        &["get", &id, "--logs"][..],
        &["search"],
        &["slow"],
        &["services", "single"],
    ] {
        let shown = viewer.shown(arguments);
        let obeyed = |char: char| char != '\n' && (char.is_control() || char == '\u{202e}');
        assert!(!shown.contains(obeyed), "{arguments:?}: {shown:?}");
        has(&shown, &[r"\u{1b}]0;"]);
    }
}

#[test]
fn plain_output_is_ascii() {
    let viewer = with_checkout();
    for arguments in [
        &["get", ID, "--logs", "--ascii"][..],
        &["search", "--ascii"],
        &["errors", "--ascii"],
        &["services", "--ascii"],
        &["map", "--ascii"],
    ] {
        let shown = viewer.shown(arguments);
        assert!(shown.is_ascii(), "{arguments:?}: {shown}");
    }
}

#[test]
fn traces_are_shown_as_they_come() {
    let viewer = Viewer::start();
    let mut tail = command(&["tail", "--url", &viewer.url]);
    let mut tail = tail.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(tail.stdout.take().unwrap()).lines();
    // Whoever listens hears only of what comes afterwards: sent until something is heard.
    let heard = std::thread::spawn(move || lines.next().unwrap().unwrap());
    while !heard.is_finished() {
        let sent = viewer.given(&["import", "-"], &to_lines(&single(1, "a name", "")));
        assert_eq!(sent.code, Some(0));
    }
    has(
        &heard.join().unwrap(),
        &["spans", "0000000000000001", "single  a name"],
    );
    tail.kill().unwrap();
    tail.wait().unwrap();
}

#[test]
fn without_a_viewer_it_is_said_how_to_start_one() {
    // The port was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("http://127.0.0.1:{port}");
    let done = run(&mut command(&["search", "--url", &url]), "");
    assert_eq!(done.code, Some(1));
    has(
        &done.err,
        &[
            "no viewer answers at",
            &url,
            "`trace-viewer serve`",
            "`--url`",
        ],
    );
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let done = run(&mut command(&["completions", shell]), "");
        assert_eq!(done.code, Some(0));
        has(&done.out, &["trace-viewer", "doctor", "critical"]);
    }
}

#[test]
fn a_command_line_that_is_not_understood_is_explained() {
    let done = run(&mut command(&["serve", "--keep", "soon"]), "");
    assert_eq!(done.code, Some(2));
    has(&done.err, &["--keep", "`24h`"]);
}
