//! MariaDB, which stands for MySQL: Debian has no other.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::error::Error;
use crate::program;
use crate::server::{Place, Recipe, Server};

const PACKAGE: &str = "mariadb-server-core";
const PATIENCE: Duration = Duration::from_secs(1);

/// A MariaDB server, until it is dropped. Whoever connects may do everything, by whatever
/// name; there is no database but those that tests make.
#[derive(Debug)]
pub struct MariaDb {
    server: Server,
}

impl MariaDb {
    /// The server that all tests of a process share, started by the first that asks.
    ///
    /// # Panics
    ///
    /// If it cannot be started: a test that needs a server fails without one.
    pub fn shared() -> &'static MariaDb {
        static SHARED: OnceLock<Result<MariaDb, Error>> = OnceLock::new();
        match SHARED.get_or_init(MariaDb::start) {
            Ok(server) => server,
            Err(error) => panic!("{error}"),
        }
    }

    /// Starts a server.
    ///
    /// # Errors
    ///
    /// If the program is missing, or the server does not answer: with the end of its log.
    pub fn start() -> Result<MariaDb, Error> {
        let server = Server::start(&Empty)?;
        Ok(MariaDb { server })
    }

    /// What a client connects to; `database` is to be made by the test, and may be empty.
    pub fn url(&self, database: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{database}", self.port())
    }

    /// The folder of its files, and of its Unix socket.
    pub fn folder(&self) -> &Path {
        &self.server.place().folder
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.place().port
    }
}

/// Without the tables of users and rights, which a client program would have to write.
struct Empty;

impl Recipe for Empty {
    const NAME: &'static str = "mariadb";

    const STOP: &'static str = "KILL";

    fn command(&self, place: &Place) -> Result<Command, Error> {
        let mariadbd = program::find("mariadbd", PACKAGE)?;
        let data = place.folder.join("data");
        // Made by whom the server runs as.
        program::output(place.user.call(&"mkdir".into(), Self::STOP).arg(&data))?;
        let mut call = place.user.call(&mariadbd, Self::STOP);
        // First, or it is refused.
        call.arg("--no-defaults");
        call.arg("--datadir").arg(&data);
        // Not every user may write to the folder for temporary files of who runs the tests.
        call.arg("--tmpdir").arg(&data);
        call.arg("--socket").arg(place.folder.join("socket"));
        call.arg(format!("--port={}", place.port));
        call.args(["--bind-address=127.0.0.1", "--skip-grant-tables"]);
        call.args(["--skip-log-bin", "--innodb-flush-log-at-trx-commit=0"]);
        Ok(call)
    }

    fn has_port(&self, log: &str, port: u16) -> bool {
        let created = format!("Server socket created on IP: '127.0.0.1', port: '{port}'");
        log.contains(&created) && log.contains("ready for connections")
    }

    fn probe(&self, place: &Place) -> Result<(), Error> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, place.port));
        let connected = TcpStream::connect_timeout(&address, PATIENCE);
        connected
            .map(drop)
            .map_err(Error::io(format!("connect to {address}")))
    }
}
