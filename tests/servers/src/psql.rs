//! Asks a server that speaks PostgreSQL's protocol, by way of `psql`.

use crate::error::Error;
use crate::program;

/// Who owns all databases.
pub(crate) const USER: &str = "postgres";

/// The rows of the answer, one a line, with `|` between the columns.
pub(crate) fn query(port: u16, database: &str, sql: &str) -> Result<String, Error> {
    let psql = program::find("psql", "postgresql-client")?;
    let mut call = program::call(psql);
    call.args(["--no-psqlrc", "--no-password", "--quiet"]);
    call.args(["--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]);
    call.arg(format!("--port={port}"));
    call.args(["--host=127.0.0.1", "--username", USER]);
    call.args(["--dbname", database, "--command", sql]);
    program::output(&mut call)
}

/// What a client connects to.
pub(crate) fn url(port: u16, database: &str) -> String {
    format!("postgres://{USER}@127.0.0.1:{port}/{database}")
}
