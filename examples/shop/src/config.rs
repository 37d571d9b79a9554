//! The command line.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt as _};

pub(crate) const HELP: &str = "\
Five services, their traces and a viewer, in one command.

Usage: shop [OPTIONS]

Options:
  --rps N            requests a second [20]
  --for DURATION     how long, `60s` or `5m` [until Ctrl-C]
  --slow SERVICE     this one is slow: gateway, auth, orders, payments or notifications
  --fail SERVICE     this one fails, one time in five
  --lose SERVICE     one call in twenty to this one arrives without its trace
  --listen ADDRESS   where the viewer is [127.0.0.1:4319]
  --store WHERE      where traces are kept: a folder, or `redis://HOST:PORT` [a folder that is
                     removed at the end]
  -h, --help         this text

The OTEL_* variables are the services': `OTEL_TRACES_SAMPLER=always_off`, say, or
`OTEL_SDK_DISABLED=true`, to see what tracing costs.
";

/// What the program is to do.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    /// All of it.
    Run(Options),
    /// One service; how all of it starts each.
    Service(Role, Settings),
    /// The viewer; likewise.
    Viewer,
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) rate: u32,
    pub(crate) length: Option<Duration>,
    pub(crate) faults: Faults,
    pub(crate) listen: SocketAddr,
    pub(crate) store: Option<String>,
}

/// What is to go wrong, and where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    pub(crate) slow: Option<Role>,
    pub(crate) fail: Option<Role>,
    pub(crate) lose: Option<Role>,
}

/// Which service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Gateway,
    Auth,
    Orders,
    Payments,
    Notifications,
}

/// What one service is told.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) faults: Faults,
    pub(crate) auth: String,
    pub(crate) orders: String,
    pub(crate) payments: String,
    /// Where orders and the queue are kept.
    pub(crate) folder: PathBuf,
}

impl Role {
    pub(crate) const ALL: [Role; 5] = [
        Role::Gateway,
        Role::Auth,
        Role::Orders,
        Role::Payments,
        Role::Notifications,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Role::Gateway => "gateway",
            Role::Auth => "auth",
            Role::Orders => "orders",
            Role::Payments => "payments",
            Role::Notifications => "notifications",
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = Role::ALL.map(Role::name).join(", ");
        let found = Role::ALL.into_iter().find(|role| role.name() == name);
        found.ok_or_else(|| format!("there is no service `{name}`: there are {names}"))
    }
}

impl Faults {
    /// The options that say these to a service.
    pub(crate) fn options(self) -> Vec<String> {
        let faults = [
            ("--slow", self.slow),
            ("--fail", self.fail),
            ("--lose", self.lose),
        ];
        let told = faults
            .into_iter()
            .filter_map(|(option, role)| Some([option, role?.name()]));
        told.flatten().map(str::to_owned).collect()
    }
}

impl Command {
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, lexopt::Error> {
        let mut parser = Parser::from_args(arguments);
        let mut role = None;
        let mut settings = Settings::default();
        let mut options = Options {
            rate: 20,
            length: None,
            faults: Faults::default(),
            listen: (Ipv4Addr::LOCALHOST, 4319).into(),
            store: None,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
                Arg::Value(word) if word == "serve" && role.is_none() => {
                    return Ok(Command::Viewer);
                }
                Arg::Value(word) if role.is_none() => role = Some(word.parse()?),
                Arg::Long("slow") => options.faults.slow = Some(service(&mut parser)?),
                Arg::Long("fail") => options.faults.fail = Some(service(&mut parser)?),
                Arg::Long("lose") => options.faults.lose = Some(service(&mut parser)?),
                Arg::Long("rps") => options.rate = parser.value()?.parse_with(rate)?,
                Arg::Long("for") => options.length = Some(parser.value()?.parse_with(duration)?),
                Arg::Long("listen") => options.listen = parser.value()?.parse_with(address)?,
                Arg::Long("store") => options.store = Some(parser.value()?.string()?),
                Arg::Long("auth") => settings.auth = parser.value()?.string()?,
                Arg::Long("orders") => settings.orders = parser.value()?.string()?,
                Arg::Long("payments") => settings.payments = parser.value()?.string()?,
                Arg::Long("folder") => settings.folder = parser.value()?.into(),
                other => return Err(other.unexpected()),
            }
        }
        Ok(match role {
            None => Command::Run(options),
            Some(role) => {
                settings.faults = options.faults;
                Command::Service(role, settings)
            }
        })
    }
}

fn service(parser: &mut Parser) -> Result<Role, lexopt::Error> {
    parser.value()?.parse()
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let address = text.replace("localhost:", "127.0.0.1:").parse();
    address.map_err(|_| "an address is expected, IP:PORT, such as 127.0.0.1:4319".to_owned())
}

fn rate(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(rate @ 1..=2_000) => Ok(rate),
        _ => Err("a number from 1 to 2000 is expected".to_owned()),
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let expected = || "a duration is expected, such as `60s` or `5m`".to_owned();
    let end = text.find(|char: char| !char.is_ascii_digit());
    let (number, unit) = text.split_at(end.ok_or_else(expected)?);
    let number: u64 = number.parse().map_err(|_| expected())?;
    match unit {
        "s" => Ok(Duration::from_secs(number)),
        "m" => Ok(Duration::from_secs(number.saturating_mul(60))),
        _ => Err(expected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        let arguments = line.split_whitespace().map(OsString::from);
        Command::parse(arguments).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_understood_says_what_would_be() {
        let error = |line| parsed(line).unwrap_err();
        assert!(error("--slow order").contains("gateway, auth, orders, payments, notifications"));
        assert!(error("--for 60").contains("such as `60s`"));
        assert!(error("--rps 0").contains("from 1 to 2000"));
        assert!(error("--listen 4319").contains("IP:PORT, such as 127.0.0.1:4319"));
    }

    #[test]
    fn a_service_is_told_what_goes_wrong() {
        let faults = Faults {
            slow: Some(Role::Orders),
            lose: Some(Role::Auth),
            fail: None,
        };
        let line = format!("orders {}", faults.options().join(" "));
        let Ok(Command::Service(Role::Orders, settings)) = parsed(&line) else {
            panic!("a service");
        };
        assert_eq!(settings.faults, faults);
        let Ok(Command::Run(options)) = parsed("--for 2m --rps 7 --listen localhost:4400") else {
            panic!("all of it");
        };
        assert_eq!(
            (options.length, options.rate),
            (Some(Duration::from_secs(120)), 7)
        );
        assert_eq!(options.listen.to_string(), "127.0.0.1:4400");
    }
}
