#![expect(clippy::disallowed_methods, reason = "a server without a trace")]

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message;

use super::lock;

/// What to do with a request.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Status line, headers beside the length, body.
    Answer(&'static str, &'static str, Vec<u8>),
    /// A 200 with a body of so many MiB, of which the head says nothing.
    Huge(usize),
    /// No answer for a minute.
    Hang,
    /// The connection is closed without an answer.
    Close,
    /// A 200 without a body, and the connection is closed after a moment.
    CloseLater,
}

impl Action {
    pub(crate) fn status(line: &'static str) -> Self {
        Self::Answer(line, "", Vec::new())
    }
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) at: Instant,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The number of its connection, from 0.
    pub(crate) connection: usize,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| known == name);
        header.map(|(_, value)| &**value)
    }

    pub(crate) fn decode(&self) -> ExportTraceServiceRequest {
        let mut body = Vec::new();
        match self.header("content-encoding") {
            Some("gzip") => {
                GzDecoder::new(&*self.body).read_to_end(&mut body).unwrap();
            }
            other => {
                assert_eq!(other, None);
                body.clone_from(&self.body);
            }
        }
        ExportTraceServiceRequest::decode(&*body).unwrap()
    }
}

/// An HTTP receiver on loopback. It follows its script, one action a request,
/// and answers 200 when that is at its end.
#[derive(Clone)]
pub(crate) struct Receiver {
    address: SocketAddr,
    script: Arc<Mutex<VecDeque<Action>>>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Receiver {
    pub(crate) fn start(script: impl IntoIterator<Item = Action>) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), script)
    }

    pub(crate) fn on(listener: TcpListener, script: impl IntoIterator<Item = Action>) -> Self {
        let receiver = Self {
            address: listener.local_addr().unwrap(),
            script: Arc::new(Mutex::new(script.into_iter().collect())),
            requests: Arc::default(),
        };
        let started = receiver.clone();
        thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                let receiver = started.clone();
                thread::spawn(move || receiver.serve(stream.unwrap(), connection));
            }
        });
        receiver
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/v1/traces", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        lock(&self.requests).clone()
    }

    /// Until the connection ends; the exporter may end it at any point.
    fn serve(&self, stream: TcpStream, connection: usize) -> io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut stream = stream;
        while let Some(request) = read(&mut reader, connection)? {
            lock(&self.requests).push(request);
            let action = lock(&self.script).pop_front();
            match action.unwrap_or(Action::status("200 OK")) {
                Action::Answer(status, headers, body) => {
                    let length = body.len();
                    write!(
                        stream,
                        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n"
                    )?;
                    stream.write_all(&body)?;
                }
                Action::Huge(mebibytes) => {
                    write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
                    let block = vec![b'x'; 1 << 20];
                    for _ in 0..mebibytes {
                        stream.write_all(&block)?;
                    }
                    return Ok(());
                }
                Action::Hang => thread::sleep(Duration::from_secs(60)),
                Action::Close => return Ok(()),
                Action::CloseLater => {
                    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")?;
                    thread::sleep(Duration::from_millis(50));
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

fn read(reader: &mut BufReader<TcpStream>, connection: usize) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap().to_owned();
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let mut request = Request {
        at: Instant::now(),
        path,
        headers,
        body: Vec::new(),
        connection,
    };
    let length = request.header("content-length").unwrap().parse().unwrap();
    request.body.resize(length, 0);
    reader.read_exact(&mut request.body)?;
    Ok(Some(request))
}
