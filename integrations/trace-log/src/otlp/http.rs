//! One request over HTTP/1.1, on a connection of its own, with nothing but the
//! standard library: it blocks the thread that sends, and logs nothing.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::endpoint::Endpoint;

/// How much of an answer is read, in bytes. A receiver has little to say.
const LONGEST_ANSWER: usize = 1 << 20;

/// How often a read or a write looks whether the deadline has moved.
const LOOK: Duration = Duration::from_millis(100);

/// What the receiver said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Vec<u8>,
}

/// Sends `body`; `left` says how much time there is, each time it is asked.
pub(super) fn post(
    endpoint: &Endpoint,
    headers: &str,
    body: &[&[u8]],
    left: &dyn Fn() -> Duration,
) -> Result<Answer, String> {
    let said = |error: std::io::Error| error.to_string();
    let mut stream = connect(endpoint, left)?;
    // A batch is few writes; waiting for more to fill a packet helps nobody.
    let _ = stream.set_nodelay(true);
    stream.set_read_timeout(Some(LOOK)).map_err(said)?;
    stream.set_write_timeout(Some(LOOK)).map_err(said)?;

    let length: usize = body.iter().map(|part| part.len()).sum();
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {}\r\nuser-agent: {}\r\ncontent-type: application/x-protobuf\r\n\
         content-length: {length}\r\nconnection: close\r\n{headers}\r\n",
        endpoint.path(),
        endpoint.authority(),
        concat!("trace-log/", env!("CARGO_PKG_VERSION")),
    );
    write(&mut stream, head.as_bytes(), left)?;
    for part in body {
        write(&mut stream, part, left)?;
    }
    let mut answer = Vec::new();
    loop {
        if let Some(parsed) = parse(&answer, false) {
            return Ok(parsed);
        }
        if answer.len() > LONGEST_ANSWER || !read(&mut stream, &mut answer, left)? {
            let none = || "the answer is no HTTP".to_owned();
            return parse(&answer, true).ok_or_else(none);
        }
    }
}

fn connect(endpoint: &Endpoint, left: &dyn Fn() -> Duration) -> Result<TcpStream, String> {
    let addresses = (endpoint.host(), endpoint.port()).to_socket_addrs();
    let mut last = format!("{} has no address", endpoint.host());
    for address in addresses.map_err(|error| error.to_string())? {
        let left = left();
        if left.is_zero() {
            return Err(TIMED_OUT.to_owned());
        }
        match TcpStream::connect_timeout(&address, left) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error.to_string(),
        }
    }
    Err(last)
}

const TIMED_OUT: &str = "no answer in time";

fn write(
    stream: &mut TcpStream,
    mut bytes: &[u8],
    left: &dyn Fn() -> Duration,
) -> Result<(), String> {
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(0) => return Err("the receiver takes no more".to_owned()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if is_wait(error.kind()) => {}
            Err(error) => return Err(error.to_string()),
        }
        if left().is_zero() {
            return Err(TIMED_OUT.to_owned());
        }
    }
    Ok(())
}

/// Appends what has come; `false` at the end.
fn read(
    stream: &mut TcpStream,
    to: &mut Vec<u8>,
    left: &dyn Fn() -> Duration,
) -> Result<bool, String> {
    let mut bytes = [0; 4096];
    loop {
        match stream.read(&mut bytes) {
            Ok(0) => return Ok(false),
            Ok(read) => {
                to.extend_from_slice(bytes.get(..read).unwrap_or_default());
                return Ok(true);
            }
            Err(error) if is_wait(error.kind()) => {}
            Err(error) => return Err(error.to_string()),
        }
        if left().is_zero() {
            return Err(TIMED_OUT.to_owned());
        }
    }
}

fn is_wait(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

/// The answer, once it is whole; or what there is of it, at the end.
fn parse(answer: &[u8], at_end: bool) -> Option<Answer> {
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let (head, body) = answer.split_at(end);
    let body = body.get(4..).unwrap_or_default();
    let head = str::from_utf8(head).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines
        .next()?
        .strip_prefix("HTTP/1.")?
        .get(2..5)?
        .parse()
        .ok()?;
    let headers: Vec<(&str, &str)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let header = |name: &str| {
        let found = headers
            .iter()
            .find(|(have, _)| have.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value)
    };
    let chunked = header("transfer-encoding")
        .is_some_and(|encoding| encoding.to_ascii_lowercase().contains("chunked"));
    let length = header("content-length").and_then(|length| length.parse().ok());
    let body = if chunked {
        match unchunk(body) {
            Some(body) => body,
            None if at_end => Vec::new(),
            None => return None,
        }
    } else {
        match length {
            Some(length) => match body.get(..length) {
                Some(body) => body.to_vec(),
                None if at_end => Vec::new(),
                None => return None,
            },
            None if at_end || status == 204 => body.to_vec(),
            None => return None,
        }
    };
    Some(Answer {
        status,
        retry_after: header("retry-after")
            .and_then(|seconds| seconds.parse().ok())
            .map(Duration::from_secs),
        body,
    })
}

/// The body in one piece, if its last chunk has come.
fn unchunk(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|bytes| bytes == b"\r\n")?;
        let size = str::from_utf8(chunks.get(..end)?).ok()?;
        let size = size.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        let rest = chunks.get(end + 2..)?;
        let (chunk, rest) = rest.split_at_checked(size)?;
        body.extend_from_slice(chunk);
        chunks = rest.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let body =
            |answer: &str, at_end| parse(answer.as_bytes(), at_end).map(|answer| answer.body);
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
        assert_eq!(body(whole, false).as_deref(), Some(&b"abc"[..]));
        for cut in 0..whole.len() {
            assert_eq!(body(&whole[..cut], false), None, "{cut}");
        }
        let chunked =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\n";
        assert_eq!(body(chunked, false).as_deref(), Some(&b"abc"[..]));
        for cut in 0..chunked.len() {
            assert_eq!(body(&chunked[..cut], false), None, "{cut}");
        }
        let open = "HTTP/1.0 200 OK\r\n\r\nabc";
        assert_eq!(body(open, false), None);
        assert_eq!(body(open, true).as_deref(), Some(&b"abc"[..]));
        assert_eq!(
            body("HTTP/1.1 200\r\ncontent-length: 9\r\n\r\na", true).as_deref(),
            Some(&[][..])
        );
        for none in [
            "",
            "\r\n\r\n",
            "SMTP\r\n\r\n",
            "HTTP/1.1 2\r\n\r\n",
            "HTTP/1.1 \u{e9}\u{e9}\r\n\r\n",
        ] {
            assert_eq!(body(none, true), None, "{none:?}");
        }
    }

    #[test]
    fn a_pause_may_be_asked_for() {
        let pause = |value: &str| {
            let answer =
                format!("HTTP/1.1 503 x\r\nRetry-After: {value}\r\ncontent-length: 0\r\n\r\n");
            parse(answer.as_bytes(), false).unwrap().retry_after
        };
        assert_eq!(pause("7"), Some(Duration::from_secs(7)));
        assert_eq!(pause("soon"), None);
        assert_eq!(pause("-1"), None);
    }
}
