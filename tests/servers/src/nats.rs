//! NATS, with its streams.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::error::Error;
use crate::program;
use crate::server::{Place, Recipe, Server};

const PACKAGE: &str = "nats-server";
const PATIENCE: Duration = Duration::from_secs(1);

/// A NATS server with JetStream, until it is dropped.
#[derive(Debug)]
pub struct Nats {
    server: Server,
}

impl Nats {
    /// The server that all tests of a process share, started by the first that asks.
    ///
    /// # Panics
    ///
    /// If it cannot be started: a test that needs a server fails without one.
    pub fn shared() -> &'static Nats {
        static SHARED: OnceLock<Result<Nats, Error>> = OnceLock::new();
        match SHARED.get_or_init(Nats::start) {
            Ok(server) => server,
            Err(error) => panic!("{error}"),
        }
    }

    /// Starts a server.
    ///
    /// # Errors
    ///
    /// If the program is missing, or the server does not answer: with the end of its log.
    pub fn start() -> Result<Nats, Error> {
        let server = Server::start(&JetStream)?;
        Ok(Nats { server })
    }

    /// What a client connects to.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.server.place().port)
    }
}

struct JetStream;

impl Recipe for JetStream {
    const NAME: &'static str = "nats";

    const STOP: &'static str = "KILL";

    fn command(&self, place: &Place) -> Result<Command, Error> {
        let server = program::find("nats-server", PACKAGE)?;
        let mut call = place.user.call(&server, Self::STOP);
        call.args(["--addr", "127.0.0.1", "--port"]);
        call.arg(place.port.to_string());
        call.args(["--jetstream", "--store_dir"]).arg(&place.folder);
        Ok(call)
    }

    fn has_port(&self, log: &str, port: u16) -> bool {
        let listens = format!("Listening for client connections on 127.0.0.1:{port}");
        log.contains(&listens) && log.contains("Server is ready")
    }

    fn probe(&self, place: &Place) -> Result<(), Error> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, place.port));
        let connected = TcpStream::connect_timeout(&address, PATIENCE);
        connected
            .map(drop)
            .map_err(Error::io(format!("connect to {address}")))
    }
}
