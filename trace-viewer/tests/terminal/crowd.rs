//! Many senders at once that are idle, slow or hostile: others are served, and the memory of the
//! server has a bound.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use trace_viewer::exchange::to_lines;

use crate::program::Viewer;
use crate::scene::single;

/// More than a server keeps open.
const OPEN: usize = 700;
const THOUSANDS: usize = 1_500;

fn head(length: usize) -> String {
    format!(
        "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\
         content-type: application/x-protobuf\r\n"
    )
}

/// Somebody sends a trace, and somebody else reads it.
fn is_served(viewer: &Viewer, id: u128) {
    let lines = to_lines(&single(id, "a name", ""));
    let sent = viewer.given(&["import", "-"], &lines);
    assert_eq!(sent.code, Some(0), "{sent:?}");
    let shown = viewer.shown(&["get", &format!("{id:032x}")]);
    assert!(shown.contains("a name"), "{shown}");
}

#[test]
fn whoever_opens_thousands_of_connections_keeps_nobody_out() {
    let viewer = Viewer::start();
    let port = viewer.url.trim_start_matches("http://");
    let slow = format!("{}\r\nten bytes.", head(1_000));
    let begun = &head(1_000)[..30];
    let mut id = 0;
    for port in [port, &viewer.otlp_http, &viewer.otlp_grpc] {
        let mut open = VecDeque::new();
        for number in 1..=THOUSANDS {
            let mut stream = TcpStream::connect(port).unwrap();
            let sent = ["", begun, &slow][number % 3];
            // Where the server has closed it already, that is as well.
            let _ = stream.write_all(sent.as_bytes());
            open.push_back(stream);
            if open.len() > OPEN {
                open.pop_front();
            }
            if number % (THOUSANDS / 3) == 0 {
                id += 1;
                is_served(&viewer, id);
            }
        }
    }
    let peak = viewer.peak_bytes();
    assert!(peak < 200 << 20, "{peak} bytes");
}

#[test]
fn bodies_that_inflate_without_end_take_a_bounded_part_of_memory() {
    let viewer = Viewer::start();
    // A gigabyte each, in a megabyte.
    let mut zeros = GzEncoder::new(Vec::new(), Compression::default());
    zeros.write_all(&vec![0; 16 << 20]).unwrap();
    let bomb = zeros.finish().unwrap().repeat(64);
    let post = || {
        let mut stream = TcpStream::connect(&viewer.otlp_http).unwrap();
        let head = format!("{}content-encoding: gzip\r\n\r\n", head(bomb.len()));
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&bomb).unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        String::from_utf8_lossy(&status).into_owned()
    };
    thread::scope(|scope| {
        let bombs: Vec<_> = (0..32).map(|_| scope.spawn(post)).collect();
        for bomb in bombs {
            let status = bomb.join().unwrap();
            assert!(
                status.ends_with("413") || status.ends_with("429"),
                "{status}"
            );
        }
    });
    is_served(&viewer, 1);
    let peak = viewer.peak_bytes();
    assert!(peak < 200 << 20, "{peak} bytes");
}
