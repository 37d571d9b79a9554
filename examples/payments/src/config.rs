//! The command line.

use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;

pub(crate) const HELP: &str = "\
A payment service, traced from end to end.

Usage: payments [--listen ADDR]

  --listen ADDR  where to listen, IP:PORT [default: 127.0.0.1:8080]
  --help         this text

  POST /payments        {\"user\", \"amount_cents\", \"currency\"}; each user has
                        100,000.00 of EUR, GBP and USD to begin with
  GET  /payments/{id}   one payment
  GET  /health          not traced
  GET  /metrics         not traced
  POST /test            [{\"url\", \"arguments\"}, ...]: posts each in order

Log lines go to standard output. Traces go to OTEL_EXPORTER_OTLP_ENDPOINT if that
is set, and are printed to standard error as trees otherwise.
";

const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Serve { listen: SocketAddr },
}

impl Command {
    /// Reads the arguments, without the program's name.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, UsageError> {
        let mut listen = DEFAULT_LISTEN;
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let argument = argument.to_string_lossy().into_owned();
            match argument.split_once('=') {
                Some(("--listen", address)) => listen = parse_address(address)?,
                _ if argument == "--listen" => {
                    let address = arguments.next().ok_or(UsageError::NoAddress)?;
                    listen = parse_address(&address.to_string_lossy())?;
                }
                _ if argument == "--help" || argument == "-h" => return Ok(Command::Help),
                _ => return Err(UsageError::Unknown(argument)),
            }
        }
        Ok(Command::Serve { listen })
    }
}

fn parse_address(given: &str) -> Result<SocketAddr, UsageError> {
    let address = given.replace("localhost:", "127.0.0.1:").parse();
    address.map_err(|_| UsageError::Address(given.to_owned()))
}

/// The command line makes no sense.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum UsageError {
    NoAddress,
    Address(String),
    Unknown(String),
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UsageError::NoAddress => f.write_str("--listen needs an address, as 127.0.0.1:8080"),
            UsageError::Address(given) => write!(
                f,
                "--listen {given:?} is not an address: write IP:PORT, as 127.0.0.1:8080"
            ),
            UsageError::Unknown(argument) => write!(f, "unknown argument {argument:?}"),
        }
    }
}

impl std::error::Error for UsageError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Command, UsageError> {
        Command::parse(arguments.iter().map(OsString::from))
    }

    fn serve(address: &str) -> Result<Command, UsageError> {
        let listen = address.parse().unwrap();
        Ok(Command::Serve { listen })
    }

    #[test]
    fn the_address_has_a_default_and_two_spellings() {
        assert_eq!(parse(&[]), serve("127.0.0.1:8080"));
        assert_eq!(parse(&["--listen", "0.0.0.0:1"]), serve("0.0.0.0:1"));
        assert_eq!(parse(&["--listen=[::1]:1"]), serve("[::1]:1"));
        assert_eq!(parse(&["--listen", "localhost:1"]), serve("127.0.0.1:1"));
        assert_eq!(parse(&["--help"]), Ok(Command::Help));
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(parse(&["--listen"]), Err(UsageError::NoAddress));
        assert_eq!(
            parse(&["--listen", "8080"]),
            Err(UsageError::Address("8080".to_owned()))
        );
        assert_eq!(
            parse(&["--port=1"]),
            Err(UsageError::Unknown("--port=1".to_owned()))
        );
    }
}
