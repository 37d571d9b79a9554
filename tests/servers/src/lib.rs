//! Real servers for tests, from the programs that the machine has.
//!
//! A server gets a free port on the loopback interface and a temporary folder. It stops, and
//! its folder goes, when its value is dropped, also in a panic, and when the process that
//! started it ends, in whatever way: a `static` may hold one, and a test that is killed
//! leaves nothing behind.
//!
//! ```
//! use test_servers::Postgres;
//!
//! let database = Postgres::shared().database();
//! assert_eq!(database.query("SELECT 6 * 7").unwrap(), "42");
//! ```
//!
//! A peer in another language is a script: [`Python`] has the packages of PyPI that it asks
//! for, [`Node`] those of npm. A [`Browser`] looks at pages.
//!
//! # What the machine needs
//!
//! Debian's packages `postgresql`, `pgbouncer`, `mariadb-server-core`, `redis-server`,
//! `nats-server`, `prometheus`, `python3`, `python3-venv`, `nodejs`, `npm` and `chromium`, and
//! `setpriv` (of `util-linux`, which is always there). Where a program is missing, the test that
//! asked for its server fails, and says which package has it.
//!
//! # To add a server
//!
//! A file beside `pgbouncer.rs`: a `Recipe` (in `server.rs`), and a type that holds the `Server`
//! which comes of it.

// From the top down: a module stands above what it imports.
mod browser;
mod mariadb;
mod nats;
mod node;
mod pgbouncer;
mod prometheus;
mod python;
mod redis;

mod postgres;

mod psql;

mod packages;
mod script;

mod running;
mod server;

mod user;

mod program;

mod error;

pub use browser::Browser;
pub use error::Error;
pub use mariadb::MariaDb;
pub use nats::Nats;
pub use node::Node;
pub use pgbouncer::PgBouncer;
pub use postgres::{Database, Postgres};
pub use prometheus::{Prometheus, promtool, promtool_check_metrics};
pub use python::Python;
pub use redis::{KilledRedis, Redis, RedisCluster};
pub use running::Running;
pub use script::Script;
