//! Traces out of one viewer and into another.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;

use trace_viewer::exchange::to_lines;

use crate::program::{Viewer, command, run};
use crate::scene::{ID, checkout, now, single};

#[test]
fn what_is_exported_is_imported_exactly() {
    let (first, second) = (Viewer::start(), Viewer::start());
    let lines = to_lines(&checkout(now()));
    let sent = first.given(&["import", "-"], &lines);
    assert_eq!(sent.code, Some(0), "{sent:?}");
    assert!(
        sent.out.contains("1 traces, 9 spans, 1 log lines sent"),
        "{}",
        sent.out
    );
    for arguments in [&["export", ID][..], &["export", "--query", ""]] {
        assert_eq!(first.shown(arguments), lines, "{arguments:?}");
    }
    assert_eq!(second.given(&["import", "-"], &lines).code, Some(0));
    assert_eq!(second.shown(&["export", ID]), lines);
}

#[test]
fn an_export_writes_all_that_a_query_finds_or_says_that_it_does_not() {
    let viewer = Viewer::start();
    // More than a page of a search, and than two of them.
    let lines: String = (1..=1_005)
        .map(|id| to_lines(&single(id, "a name", "")))
        .collect();
    let sent = viewer.given(&["import", "-"], &lines);
    assert_eq!(sent.code, Some(0), "{sent:?}");
    let all = viewer.asked(&["export", "--query", "{ }"]);
    assert_eq!(all.code, Some(0), "{}", all.err);
    let (mut written, mut held): (Vec<_>, Vec<_>) =
        (all.out.lines().collect(), lines.lines().collect());
    written.sort_unstable();
    held.sort_unstable();
    assert!(written == held, "{} lines", written.len());
    assert_eq!(all.err, "1,005 traces written\n");

    let some = viewer.asked(&["export", "--query", "", "--limit", "7"]);
    assert_eq!(some.out.lines().count(), 7);
    assert_eq!(
        some.err,
        "more traces match: --limit 7 cut them off; without it, all are written\n\
         7 traces written\n"
    );
}

#[test]
fn a_preview_sends_nothing() {
    let viewer = Viewer::start();
    let preview = viewer.given(&["import", "-", "--dry-run"], &to_lines(&checkout(now())));
    assert_eq!(preview.code, Some(0), "{preview:?}");
    for part in [
        "gateway POST /checkout",
        ID,
        "1 traces, 9 spans, 1 log lines would be sent",
    ] {
        assert!(preview.out.contains(part), "{part}: {}", preview.out);
    }
    assert!(viewer.shown(&["search"]).contains("0 traces match"));
}

#[test]
fn a_file_of_jaeger_is_sent() {
    let viewer = Viewer::start();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/saved/jaeger.json");
    let sent = viewer.shown(&["import", file]);
    assert!(
        sent.contains("traces in Jaeger's JSON: 1 traces, 2 spans"),
        "{sent}"
    );
    assert!(
        sent.contains("1 refused, the first because of: `zz` is no span id"),
        "{sent}"
    );
    assert!(
        viewer
            .shown(&["get", "a3ce929d0e0e4736"])
            .contains("SELECT orders")
    );
}

#[test]
fn a_mistake_names_file_line_and_column() {
    let viewer = Viewer::start();
    let done = viewer.given(&["import", "-"], "{\"resourceSpans\": []}\nnothing");
    assert_eq!(done.code, Some(1));
    assert!(
        done.err.contains("-, line 2, column 2: no JSON"),
        "{}",
        done.err
    );
    let done = viewer.asked(&["import", "/nowhere/traces.json"]);
    assert!(
        done.err.contains("/nowhere/traces.json: No such file"),
        "{}",
        done.err
    );
}

#[test]
fn a_broken_line_is_told_with_its_number_and_all_others_are_sent() {
    let viewer = Viewer::start();
    let line = |id| to_lines(&single(id, "a name", ""));
    let file = format!(
        "{}{{\"resourceSpans\":[\n{}nothing\n{}",
        line(1),
        line(2),
        line(3)
    );
    let done = viewer.given(&["import", "-"], &file);
    assert_eq!(done.code, Some(1), "{done:?}");
    for said in [
        "-, line 2, column 18: no JSON",
        "-, line 4, column 2: no JSON",
        "-: 2 of its documents could not be read, and are left out",
    ] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    assert!(done.out.contains("3 traces, 3 spans"), "{}", done.out);
    let held = viewer.shown(&["search"]);
    assert!(held.contains("3 traces match"), "{held}");
}

#[test]
fn what_has_come_is_sent_before_the_file_ends() {
    let viewer = Viewer::start();
    let mut import = command(&["import", "-", "--url", &viewer.url]);
    let import = import.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut import = import.spawn().unwrap();
    let mut file = import.stdin.take().unwrap();
    for count in 1..=3 {
        let lines = to_lines(&single(count, "a name", ""));
        file.write_all(lines.as_bytes()).unwrap();
        // The file goes on only when this is there.
        let held = if count == 1 {
            "1 trace matches"
        } else {
            &format!("{count} traces match")
        };
        while !viewer.shown(&["search"]).contains(held) {}
    }
    drop(file);
    let done = import.wait_with_output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(said.contains("3 traces, 3 spans"), "{said}");
}

/// Reads one request, and answers it; gives how long its body was.
fn answer(stream: TcpStream, answer: &str) -> usize {
    let mut request = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        request.read_line(&mut line).unwrap();
        if let Some(said) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = said.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    request.read_exact(&mut vec![0; length]).unwrap();
    request.get_mut().write_all(answer.as_bytes()).unwrap();
    length
}

#[test]
fn what_a_viewer_has_no_room_for_is_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let busy = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n";
    let taken = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    let lengths = std::thread::spawn(move || {
        // In this order, for nobody comes after the last answer.
        let answers = [busy, busy, taken].into_iter().zip(listener.incoming());
        let answered = answers.map(|(said, stream)| answer(stream.unwrap(), said));
        answered.collect::<Vec<_>>()
    });
    let mut import = command(&["import", "-", "--url", &url]);
    let done = run(&mut import, &to_lines(&single(1, "a name", "")));
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("1 traces, 1 spans"), "{}", done.out);
    let lengths = lengths.join().unwrap();
    assert_eq!(lengths, [lengths[0]; 3]);
}
