//! PgBouncer.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::postgres::{Database, Postgres};
use crate::program;
use crate::psql;
use crate::server::{Place, Recipe, Server};

/// A PgBouncer in transaction mode in front of a [`Postgres`], until it is dropped.
#[derive(Debug)]
pub struct PgBouncer<'a> {
    server: Server,
    behind: &'a Postgres,
}

impl<'a> PgBouncer<'a> {
    /// Starts one that opens at most so many connections to each database of the server.
    /// With one, whatever a client leaves on the connection is seen by the next.
    ///
    /// # Errors
    ///
    /// If the program is missing, or it does not answer: with the end of its log.
    pub fn start(behind: &'a Postgres, server_connections: u16) -> Result<PgBouncer<'a>, Error> {
        let configuration = Configuration {
            server_port: behind.port(),
            server_connections,
        };
        let server = Server::start(&configuration)?;
        Ok(PgBouncer { server, behind })
    }

    /// What a client connects to, to get to the database by way of this.
    pub fn url(&self, database: &Database<'_>) -> String {
        psql::url(self.port(), database.name())
    }

    /// The rows of the answer to `sql`, as [`Database::query`] gives them.
    ///
    /// # Errors
    ///
    /// If the server refuses: with what it says.
    pub fn query(&self, database: &Database<'_>, sql: &str) -> Result<String, Error> {
        psql::query(self.port(), database.name(), sql)
    }

    /// The answer of its console, as to `SHOW POOLS` or `SHOW VERSION`.
    ///
    /// # Errors
    ///
    /// If the console refuses: with what it says.
    pub fn console(&self, command: &str) -> Result<String, Error> {
        psql::query(self.port(), CONSOLE, command)
    }

    /// The server behind it.
    pub fn behind(&self) -> &'a Postgres {
        self.behind
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.place().port
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        &self.server.place().folder
    }

    /// All that it has logged.
    pub fn log(&self) -> String {
        self.server.place().log()
    }
}

/// The database that stands for PgBouncer itself.
const CONSOLE: &str = "pgbouncer";

struct Configuration {
    server_port: u16,
    server_connections: u16,
}

impl Configuration {
    /// Clients send `extra_float_digits` as they connect, which PgBouncer refuses unless it
    /// is told to ignore it. Without a Unix socket, a port that is taken is a failure.
    fn text(&self, port: u16) -> String {
        let Configuration {
            server_port,
            server_connections,
        } = self;
        let user = psql::USER;
        format!(
            "[databases]\n\
             * = host=127.0.0.1 port={server_port} user={user}\n\
             [pgbouncer]\n\
             listen_addr = 127.0.0.1\n\
             listen_port = {port}\n\
             unix_socket_dir =\n\
             auth_type = any\n\
             pool_mode = transaction\n\
             default_pool_size = {server_connections}\n\
             max_client_conn = 500\n\
             ignore_startup_parameters = extra_float_digits\n"
        )
    }
}

impl Recipe for Configuration {
    const NAME: &'static str = "pgbouncer";

    // Its own signals wait for clients, in some versions.
    const STOP: &'static str = "KILL";

    fn command(&self, place: &Place) -> Result<Command, Error> {
        let pgbouncer = program::find("pgbouncer", "pgbouncer")?;
        let file = place.folder.join("pgbouncer.ini");
        let written = fs::write(&file, self.text(place.port));
        written.map_err(Error::io(format!("write {}", file.display())))?;
        let mut call = place.user.call(&pgbouncer, Self::STOP);
        call.arg(file);
        Ok(call)
    }

    fn has_port(&self, log: &str, port: u16) -> bool {
        log.contains(&format!("listening on 127.0.0.1:{port}"))
    }

    fn probe(&self, place: &Place) -> Result<(), Error> {
        psql::query(place.port, CONSOLE, "SHOW VERSION").map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_taken_port_is_found_out() {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = other.local_addr().unwrap().port();
        let configuration = Configuration {
            server_port: 1,
            server_connections: 1,
        };
        let error = Server::start_on(port, &configuration).unwrap_err();
        assert!(error.port_taken, "{error}");
    }
}
