//! The command line.

use std::ffi::OsString;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use lexopt::{Arg, Parser, ValueExt as _};

use crate::bank::Faults;
use crate::store::{Database, SqlComments};

pub(crate) const HELP: &str = "\
A payment service on a database, traced from end to end.

Usage: payments [OPTIONS]

  --listen ADDR         where to listen, IP:PORT [default: 127.0.0.1:8080]
  --database PATH       a file of SQLite's, made if it is not there
                        [default: payments.db]
  --database-url URL    a PostgreSQL database instead, postgres://…
  --sql-comments WHAT   what statements say of themselves to the database: off,
                        tags (the application), trace (the trace as well)
                        [default: tags]
  --bank FAULTS         lets charges go wrong: fail=0.1,hang=0.05,slow=0.2 are
                        shares of them, from 0 to 1
  --ledger FAULTS       lets writing a payment down go wrong, behind its charge:
                        see how the charge is refunded. lose=0.1 loses the
                        context in that share of payments: see who notices
  --help                this text

  POST /payments        {\"user\", \"amount_cents\", \"currency\"}; each user has
                        100,000.00 of EUR, GBP and USD to begin with. With an
                        Idempotency-Key, asking again gives the same answer
  GET  /payments/{id}   one payment
  GET  /health          not traced
  GET  /metrics         not traced
  POST /test            [{\"url\", \"arguments\"}, ...]: posts each in order

Log lines go to standard output. Traces go to OTEL_EXPORTER_OTLP_ENDPOINT if that
is set, and are printed to standard error as trees otherwise. With
OTEL_LOGS_EXPORTER=otlp, log lines go there as well.
";

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Serve(Options),
}

/// How to serve.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Options {
    pub(crate) listen: SocketAddr,
    pub(crate) database: Database,
    pub(crate) sql_comments: SqlComments,
    pub(crate) bank: Faults,
    pub(crate) ledger: Faults,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            database: Database::File(PathBuf::from("payments.db")),
            sql_comments: SqlComments::Tags,
            bank: Faults::default(),
            ledger: Faults::default(),
        }
    }
}

impl Command {
    /// Reads the arguments, without the program's name.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, UsageError> {
        let mut parser = Parser::from_args(arguments);
        let mut options = Options::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("listen") => options.listen = address(&text(&mut parser)?)?,
                Arg::Long("database") => {
                    options.database = Database::File(parser.value()?.into());
                }
                Arg::Long("database-url") => {
                    options.database = Database::Url(text(&mut parser)?);
                }
                Arg::Long("sql-comments") => options.sql_comments = text(&mut parser)?.parse()?,
                Arg::Long("bank") => options.bank = faults("--bank", &mut parser)?,
                Arg::Long("ledger") => options.ledger = faults("--ledger", &mut parser)?,
                Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
                other => return Err(UsageError(other.unexpected().to_string())),
            }
        }
        Ok(Command::Serve(options))
    }
}

fn text(parser: &mut Parser) -> Result<String, UsageError> {
    Ok(parser.value()?.string()?)
}

fn address(given: &str) -> Result<SocketAddr, UsageError> {
    let address = given.replace("localhost:", "127.0.0.1:").parse();
    address.map_err(|_| {
        UsageError(format!(
            "--listen {given:?} is not an address: write IP:PORT, as 127.0.0.1:8080"
        ))
    })
}

fn faults(option: &str, parser: &mut Parser) -> Result<Faults, UsageError> {
    let given = text(parser)?;
    given
        .parse()
        .map_err(|error| UsageError(format!("{option}: {error}")))
}

impl FromStr for SqlComments {
    type Err = UsageError;

    fn from_str(given: &str) -> Result<Self, UsageError> {
        match given {
            "off" => Ok(SqlComments::Off),
            "tags" => Ok(SqlComments::Tags),
            "trace" => Ok(SqlComments::Trace),
            _ => Err(UsageError(format!(
                "--sql-comments {given:?}: write off, tags or trace"
            ))),
        }
    }
}

/// The command line makes no sense.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UsageError(String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

impl From<lexopt::Error> for UsageError {
    fn from(error: lexopt::Error) -> Self {
        UsageError(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Command, UsageError> {
        Command::parse(arguments.iter().map(OsString::from))
    }

    fn listens(arguments: &[&str]) -> String {
        match parse(arguments) {
            Ok(Command::Serve(options)) => options.listen.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_address_has_a_default_and_two_spellings() {
        assert_eq!(listens(&[]), "127.0.0.1:8080");
        assert_eq!(listens(&["--listen", "0.0.0.0:1"]), "0.0.0.0:1");
        assert_eq!(listens(&["--listen=[::1]:1"]), "[::1]:1");
        assert_eq!(listens(&["--listen", "localhost:1"]), "127.0.0.1:1");
        assert_eq!(parse(&["--help"]), Ok(Command::Help));
    }

    #[test]
    fn a_database_is_a_file_or_a_server() {
        let database = |arguments: &[&str]| match parse(arguments) {
            Ok(Command::Serve(options)) => Some(options.database),
            _ => None,
        };
        let file = |path: &str| Some(Database::File(path.into()));
        assert_eq!(database(&[]), file("payments.db"));
        assert_eq!(database(&["--database", "x.db"]), file("x.db"));
        let url = "postgres://localhost/shop".to_owned();
        assert_eq!(
            database(&["--database-url", &url]),
            Some(Database::Url(url.clone()))
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (arguments, said) in [
            (&["--listen"][..], "missing argument for option '--listen'"),
            (&["--listen", "8080"], "--listen \"8080\" is not an address"),
            (&["--port=1"], "invalid option '--port'"),
            (&["--bank", "burn=1"], "--bank: \"burn=1\" are not faults"),
            (&["--sql-comments", "all"], "--sql-comments \"all\": write"),
        ] {
            let error = parse(arguments).expect_err("it is a mistake").to_string();
            assert!(error.starts_with(said), "{error}");
        }
    }
}
