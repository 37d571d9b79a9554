//! The connection, to one server or to a cluster: one for all, made again where it broke.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::cluster::ClusterClient;
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::{MultipleNodeRoutingInfo, RoutingInfo};
use redis::{Client, Cmd, Pipeline, RedisError, Value};
use tokio::time::timeout;

use super::clients::{choose_cryptography, cluster_client, connect, is_cluster, shown};
use super::failure::Failure;

/// After a connection could not be made, how long nobody tries again: who asks in the
/// meantime is told at once.
const PAUSE: Duration = Duration::from_millis(500);

/// After so many time limits without an answer of any node, the connection to a cluster is made
/// anew: that of the client may wait for itself for good while a node comes back.
const DEAF: u32 = 2;

/// How many time limits a connection to a cluster may take: a node that is silent takes one to
/// be connected to, and one when the nodes are known.
const CLUSTER: u32 = 3;

/// What a server says to one command.
pub(super) type Reply = Result<Value, RedisError>;

/// The connection to the servers.
pub(super) struct Link {
    clients: Clients,
    timeout: Duration,
    state: tokio::sync::Mutex<State>,
    /// What the link said last, if it could not be made.
    broken: Mutex<Option<(Instant, Failure)>>,
    /// When a server has answered last, or the connection was made.
    heard: Mutex<Instant>,
}

enum Clients {
    One(Box<Client>),
    Cluster(Box<ClusterClient>),
}

#[derive(Default)]
struct State {
    connection: Option<Connection>,
    /// Which connection it is, so that one that broke is thrown away once.
    number: u64,
}

#[derive(Clone)]
enum Connection {
    One(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Link {
    /// Asks the servers, one after the other, whether they are a cluster, and connects.
    pub(super) async fn new(urls: &[String], timeout: Duration) -> Result<Self, Failure> {
        choose_cryptography(urls);
        let mut failure = Failure::new("no address of a Redis server was given");
        for url in urls {
            let client = Client::open(url.as_str())?;
            match is_cluster(&client, timeout).await {
                Ok(cluster) => {
                    let clients = match cluster {
                        true => Clients::Cluster(Box::new(cluster_client(urls, timeout)?)),
                        false => Clients::One(Box::new(client)),
                    };
                    let link = Link {
                        clients,
                        timeout,
                        state: tokio::sync::Mutex::default(),
                        broken: Mutex::default(),
                        heard: Mutex::new(Instant::now()),
                    };
                    link.connection().await?;
                    return Ok(link);
                }
                Err(error) => failure = Failure::new(format!("{}: {error}", shown(&client))),
            }
        }
        Err(failure)
    }

    pub(super) fn is_cluster(&self) -> bool {
        matches!(self.clients, Clients::Cluster(_))
    }

    /// Sends commands for one shard, and gives the answer to each.
    pub(super) async fn ask(
        &self,
        commands: impl IntoIterator<Item = Cmd>,
    ) -> Result<Vec<Reply>, Failure> {
        self.send(commands, Pipeline::new()).await
    }

    /// Sends commands for one shard that are carried out in one step.
    pub(super) async fn ask_at_once(
        &self,
        commands: impl IntoIterator<Item = Cmd>,
    ) -> Result<Vec<Reply>, Failure> {
        let mut pipeline = Pipeline::new();
        pipeline.atomic();
        self.send(commands, pipeline).await
    }

    async fn send(
        &self,
        commands: impl IntoIterator<Item = Cmd>,
        mut pipeline: Pipeline,
    ) -> Result<Vec<Reply>, Failure> {
        for command in commands {
            pipeline.add_command(command);
        }
        if pipeline.is_empty() {
            return Ok(Vec::new());
        }
        pipeline.ignore_errors();
        let (connection, number) = self.connection().await?;
        let asked = async {
            match connection {
                Connection::One(mut one) => pipeline.query_async(&mut one).await,
                Connection::Cluster(mut cluster) => pipeline.query_async(&mut cluster).await,
            }
        };
        self.within(asked, number).await
    }

    /// Sends one command to each server that holds keys, and gives what each says.
    pub(super) async fn ask_all(&self, command: Cmd) -> Result<Vec<Value>, Failure> {
        let (connection, number) = self.connection().await?;
        let asked = async {
            match connection {
                Connection::One(mut one) => Ok(vec![command.query_async(&mut one).await?]),
                Connection::Cluster(mut cluster) => {
                    let all = MultipleNodeRoutingInfo::AllMasters;
                    let routing = RoutingInfo::MultiNode((all, None));
                    match cluster.route_command(command, routing).await? {
                        Value::Map(answers) => {
                            Ok(answers.into_iter().map(|(_, answer)| answer).collect())
                        }
                        answer => Ok(vec![answer]),
                    }
                }
            }
        };
        self.within(asked, number).await
    }

    async fn within<T>(
        &self,
        asked: impl Future<Output = Result<T, RedisError>>,
        number: u64,
    ) -> Result<T, Failure> {
        let answer = timeout(self.timeout, asked).await;
        let failure = match answer {
            Ok(Ok(value)) => {
                self.has_heard();
                return Ok(value);
            }
            Ok(Err(error)) if !is_broken(&error) => return Err(error.into()),
            Ok(Err(error)) => error.into(),
            Err(_) => Failure::new(format!("no answer within {:?}", self.timeout)),
        };
        // A node of a cluster may be out of order while the others answer: their connection
        // finds the way by itself.
        if !self.is_cluster() || self.is_deaf() {
            self.throw_away(number).await;
        }
        Err(failure)
    }

    fn has_heard(&self) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn is_deaf(&self) -> bool {
        let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.elapsed() > self.timeout * DEAF
    }

    async fn connection(&self) -> Result<(Connection, u64), Failure> {
        let mut state = self.state.lock().await;
        if let Some(connection) = &state.connection {
            return Ok((connection.clone(), state.number));
        }
        let broken = || self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, failure)) = &*broken()
            && since.elapsed() < PAUSE
        {
            return Err(failure.clone());
        }
        let limit = match self.is_cluster() {
            true => self.timeout * CLUSTER,
            false => self.timeout,
        };
        let connected = timeout(limit, self.connect()).await;
        let failure = match connected {
            Ok(Ok(connection)) => {
                self.has_heard();
                state.connection = Some(connection.clone());
                state.number += 1;
                return Ok((connection, state.number));
            }
            Ok(Err(error)) => Failure::from(error),
            Err(_) => Failure::new(format!("no connection within {limit:?}")),
        };
        *broken() = Some((Instant::now(), failure.clone()));
        Err(failure)
    }

    async fn connect(&self) -> Result<Connection, RedisError> {
        Ok(match &self.clients {
            Clients::One(client) => Connection::One(connect(client, self.timeout).await?),
            Clients::Cluster(client) => Connection::Cluster(client.get_async_connection().await?),
        })
    }

    async fn throw_away(&self, number: u64) {
        let mut state = self.state.lock().await;
        if state.number == number {
            state.connection = None;
        }
    }
}

/// Whether another connection may do better.
fn is_broken(error: &RedisError) -> bool {
    error.is_io_error() || error.is_connection_dropped() || error.is_unrecoverable_error()
}
