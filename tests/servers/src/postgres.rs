//! PostgreSQL.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::error::Error;
use crate::program;
use crate::psql;
use crate::server::{Place, Recipe, Server};

const PACKAGE: &str = "postgresql";

/// Nothing of the data outlives the server, so nothing waits for a disk.
const SETTINGS: [(&str, &str); 6] = [
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
    ("max_connections", "200"),
    // Who, in the words of `pg_stat_activity`: `application_name`, then the database.
    ("log_line_prefix", "%m [%p] app=%a db=%d "),
    ("listen_addresses", "127.0.0.1"),
];

/// A PostgreSQL server, until it is dropped: the newest that is installed.
///
/// Its one user is `postgres`, without a password.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
    databases: AtomicUsize,
}

impl Postgres {
    /// The server that all tests of a process share, started by the first that asks.
    ///
    /// # Panics
    ///
    /// If it cannot be started: a test that needs a server fails without one.
    pub fn shared() -> &'static Postgres {
        static SHARED: OnceLock<Result<Postgres, Error>> = OnceLock::new();
        match SHARED.get_or_init(|| Postgres::start(&[])) {
            Ok(server) => server,
            Err(error) => panic!("{error}"),
        }
    }

    /// Starts a server of its own, for what other tests must not see or change, with
    /// settings of `postgresql.conf`.
    ///
    /// # Errors
    ///
    /// If a program is missing, or the server does not answer: with the end of its log.
    pub fn start(settings: &[(&str, &str)]) -> Result<Postgres, Error> {
        let server = Server::start(&Settings(settings))?;
        Ok(Postgres {
            server,
            databases: AtomicUsize::new(0),
        })
    }

    /// A new, empty database.
    ///
    /// # Panics
    ///
    /// If the server refuses.
    pub fn database(&self) -> Database<'_> {
        let number = self.databases.fetch_add(1, Relaxed);
        let name = format!("test_{number}");
        if let Err(error) = self.query("postgres", &format!("CREATE DATABASE {name}")) {
            panic!("{error}");
        }
        Database { server: self, name }
    }

    /// The rows of the answer to `sql`, one a line, with `|` between the columns.
    ///
    /// # Errors
    ///
    /// If the server refuses: with what it says.
    pub fn query(&self, database: &str, sql: &str) -> Result<String, Error> {
        psql::query(self.port(), database, sql)
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.place().port
    }

    /// The folder of its files, and of its Unix socket.
    pub fn folder(&self) -> &Path {
        &self.server.place().folder
    }

    /// All that it has logged. Lines begin with the time, the process, `app=` with the
    /// client's `application_name`, and `db=` with the database.
    pub fn log(&self) -> String {
        self.server.place().log()
    }
}

/// A database, for one test alone. It goes with its server.
#[derive(Debug)]
pub struct Database<'a> {
    server: &'a Postgres,
    name: String,
}

impl Database<'_> {
    /// The name that statements and clients know it by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a client connects to.
    pub fn url(&self) -> String {
        psql::url(self.server.port(), &self.name)
    }

    /// The rows of the answer to `sql`, one a line, with `|` between the columns.
    ///
    /// # Errors
    ///
    /// If the server refuses: with what it says.
    pub fn query(&self, sql: &str) -> Result<String, Error> {
        self.server.query(&self.name, sql)
    }
}

struct Settings<'a>(&'a [(&'a str, &'a str)]);

impl Recipe for Settings<'_> {
    const NAME: &'static str = "postgres";

    // "Immediate shutdown".
    const STOP: &'static str = "QUIT";

    fn command(&self, place: &Place) -> Result<Command, Error> {
        let data = place.folder.join("data");
        let initdb = program::find("initdb", PACKAGE)?;
        let mut initdb = place.user.call(&initdb, "KILL");
        initdb.current_dir(&place.folder);
        initdb.args(["--no-sync", "--no-locale", "--encoding=UTF8"]);
        initdb.args(["--auth=trust", "--username", psql::USER, "--pgdata"]);
        program::output(initdb.arg(&data))?;

        let postgres = program::find("postgres", PACKAGE)?;
        let mut call = place.user.call(&postgres, Self::STOP);
        call.arg("-D").arg(data);
        call.arg("-k").arg(&place.folder);
        call.arg("-p").arg(place.port.to_string());
        for (name, value) in SETTINGS.iter().chain(self.0) {
            call.arg("-c").arg(format!("{name}={value}"));
        }
        Ok(call)
    }

    fn has_port(&self, log: &str, port: u16) -> bool {
        log.contains(&format!(
            "listening on IPv4 address \"127.0.0.1\", port {port}"
        ))
    }

    fn probe(&self, place: &Place) -> Result<(), Error> {
        psql::query(place.port, "postgres", "SELECT 1").map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_taken_port_is_told_from_other_failures() {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = other.local_addr().unwrap().port();
        let error = Server::start_on(port, &Settings(&[])).unwrap_err();
        assert!(error.port_taken, "{error}");

        let error = Postgres::start(&[("shared_buffers", "much")]).unwrap_err();
        assert!(!error.port_taken, "{error}");
        assert!(error.to_string().contains("shared_buffers"), "{error}");
    }
}
