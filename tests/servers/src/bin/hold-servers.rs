//! Starts one server of each kind, prints their folders, and waits until it is killed.

use std::thread;

use test_servers::{Error, MariaDb, PgBouncer, Postgres};

fn main() -> Result<(), Error> {
    let postgres = Postgres::start(&[])?;
    let pgbouncer = PgBouncer::start(&postgres, 1)?;
    let mariadb = MariaDb::start()?;
    println!("{}", postgres.folder().display());
    println!("{}", pgbouncer.folder().display());
    println!("{}", mariadb.folder().display());
    loop {
        thread::park();
    }
}
