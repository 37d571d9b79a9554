//! The command line.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr as _;

use lexopt::{Arg, Parser, ValueExt as _};

use crate::lose::Loss;

pub(crate) const HELP: &str = "\
An order through five services, in one trace.

Usage: fulfilment gateway   --orders URL
       fulfilment orders    --database-url URL
       fulfilment relay     --database-url URL --redis URL
       fulfilment warehouse --database-url URL --redis URL --nats URL
       fulfilment mailer    --nats URL

Options:
  --listen ADDRESS   where it serves [127.0.0.1:0]: /health and /metrics, and what it is for
  --lose KIND,KIND   loses a context in each of these ways, to see it on /metrics: see lose.rs
  -h, --help         this text

Spans go where the OTEL_* variables say, to the terminal without them.
";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Gateway,
    Orders,
    Relay,
    Warehouse,
    Mailer,
}

impl Role {
    const ALL: [Role; 5] = [
        Role::Gateway,
        Role::Orders,
        Role::Relay,
        Role::Warehouse,
        Role::Mailer,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Role::Gateway => "gateway",
            Role::Orders => "orders",
            Role::Relay => "relay",
            Role::Warehouse => "warehouse",
            Role::Mailer => "mailer",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) role: Role,
    pub(crate) listen: SocketAddr,
    pub(crate) lose: Vec<Loss>,
    orders: Option<String>,
    database: Option<String>,
    redis: Option<String>,
    nats: Option<String>,
}

impl Options {
    /// `None` if the help is wanted.
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Option<Self>, lexopt::Error> {
        let mut parser = Parser::from_args(arguments);
        let mut role = None;
        let mut options = Options {
            role: Role::Gateway,
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            lose: Vec::new(),
            orders: None,
            database: None,
            redis: None,
            nats: None,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Short('h') | Arg::Long("help") => return Ok(None),
                Arg::Long("listen") => options.listen = parser.value()?.parse()?,
                Arg::Long("lose") => {
                    let kinds = parser.value()?.string()?;
                    let kinds = kinds.split(',').map(Loss::from_str);
                    options.lose = kinds.collect::<Result<_, _>>()?;
                }
                Arg::Long("orders") => options.orders = Some(parser.value()?.string()?),
                Arg::Long("database-url") => options.database = Some(parser.value()?.string()?),
                Arg::Long("redis") => options.redis = Some(parser.value()?.string()?),
                Arg::Long("nats") => options.nats = Some(parser.value()?.string()?),
                Arg::Value(name) if role.is_none() => {
                    role = Role::ALL.into_iter().find(|role| role.name() == name);
                    if role.is_none() {
                        return Err(format!("there is no service {}", name.display()).into());
                    }
                }
                other => return Err(other.unexpected()),
            }
        }
        options.role =
            role.ok_or("which service? `gateway`, `orders`, `relay`, `warehouse` or `mailer`")?;
        Ok(Some(options))
    }

    pub(crate) fn orders(&self) -> Result<&str, String> {
        needed(self.orders.as_deref(), "--orders")
    }

    pub(crate) fn database(&self) -> Result<&str, String> {
        needed(self.database.as_deref(), "--database-url")
    }

    pub(crate) fn redis(&self) -> Result<&str, String> {
        needed(self.redis.as_deref(), "--redis")
    }

    pub(crate) fn nats(&self) -> Result<&str, String> {
        needed(self.nats.as_deref(), "--nats")
    }
}

fn needed<'a>(value: Option<&'a str>, option: &str) -> Result<&'a str, String> {
    value.ok_or_else(|| format!("this service needs {option} URL"))
}
