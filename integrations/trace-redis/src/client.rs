//! The client, which makes connections.

#![expect(
    clippy::disallowed_methods,
    reason = "what is made here is put under a contract"
)]

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::{AsyncConnectionConfig, IntoConnectionInfo, RedisResult};

use crate::MultiplexedConnection;
use crate::connection::Connection;
use crate::dedicated::DedicatedConnection;
use crate::pubsub::PubSub;
use crate::stats::RedisStats;
use crate::target::{Server, Settings, Target};

/// A [`redis::Client`] whose connections send nothing without a contract.
///
/// To connect is no command, and makes no span: what redis sends for it, `AUTH` and `HELLO`
/// among others, is not seen here.
///
/// ```no_run
/// # async fn connect() -> redis::RedisResult<()> {
/// use std::time::Duration;
///
/// let client = trace_redis::Client::open("redis://127.0.0.1/0")?
///     .slow_threshold(Duration::from_millis(20))
///     .record_keys();
/// let con = client.get_multiplexed_async_connection().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    client: redis::Client,
    target: Arc<Target>,
}

impl Client {
    /// A client for this server, by its URL for example. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// If the URL is none, or not one of Redis.
    pub fn open(server: impl IntoConnectionInfo) -> RedisResult<Self> {
        Ok(redis::Client::open(server)?.into())
    }

    /// Records the first key of a command, as `db.redis.key`. Off by default: keys have ids of
    /// users in them, and more. Connections that are made already are not changed.
    #[must_use]
    pub fn record_keys(self) -> Self {
        self.with(|settings| settings.record_keys = true)
    }

    /// Commands that take as long write a line at warn level; 100 ms by default. Those that
    /// wait at the server by their nature, such as `BLPOP`, write none.
    #[must_use]
    pub fn slow_threshold(self, threshold: Duration) -> Self {
        self.with(|settings| settings.slow = threshold)
    }

    fn with(self, set: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.target.settings;
        set(&mut settings);
        let target = Target {
            server: self.target.server.clone(),
            settings,
            ..Target::default()
        };
        Client {
            client: self.client,
            target: Arc::new(target),
        }
    }

    /// A connection that its clones share.
    ///
    /// # Errors
    ///
    /// If the server is not there, or refuses.
    pub async fn get_multiplexed_async_connection(&self) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new();
        self.get_multiplexed_async_connection_with_config(&config)
            .await
    }

    /// A connection that its clones share, with settings of redis's.
    ///
    /// # Errors
    ///
    /// If the server is not there, or refuses.
    pub async fn get_multiplexed_async_connection_with_config(
        &self,
        config: &AsyncConnectionConfig,
    ) -> RedisResult<MultiplexedConnection> {
        let connecting = self
            .client
            .get_multiplexed_async_connection_with_config(config);
        Ok(Connection::new(connecting.await?, Arc::clone(&self.target)))
    }

    /// A connection that its clones share, and that is made again when it is lost.
    ///
    /// # Errors
    ///
    /// If the server is not there, or refuses.
    #[cfg(feature = "connection-manager")]
    pub async fn get_connection_manager(&self) -> RedisResult<crate::ConnectionManager> {
        let manager = self.client.get_connection_manager().await?;
        Ok(Connection::new(manager, Arc::clone(&self.target)))
    }

    /// The same as [`get_connection_manager`](Self::get_connection_manager), with settings of
    /// redis's.
    ///
    /// # Errors
    ///
    /// If the server is not there, or refuses.
    #[cfg(feature = "connection-manager")]
    pub async fn get_connection_manager_with_config(
        &self,
        config: redis::aio::ConnectionManagerConfig,
    ) -> RedisResult<crate::ConnectionManager> {
        let connecting = self.client.get_connection_manager_with_config(config);
        Ok(Connection::new(connecting.await?, Arc::clone(&self.target)))
    }

    /// The same as [`get_connection_manager`](Self::get_connection_manager), connected by the
    /// first command.
    ///
    /// # Errors
    ///
    /// If the settings do not fit together.
    #[cfg(feature = "connection-manager")]
    pub fn get_connection_manager_lazy(
        &self,
        config: redis::aio::ConnectionManagerConfig,
    ) -> RedisResult<crate::ConnectionManager> {
        let manager = self.client.get_connection_manager_lazy(config)?;
        Ok(Connection::new(manager, Arc::clone(&self.target)))
    }

    /// A connection of its own, for commands that wait at the server, for `longest` at most:
    /// after that and 5 s more they fail. `None`: for as long as the command says, which for
    /// `BLPOP key 0` has no end, also if the server is gone without a word.
    ///
    /// # Errors
    ///
    /// If the server is not there, or refuses.
    pub async fn get_dedicated_connection(
        &self,
        longest: Option<Duration>,
    ) -> RedisResult<DedicatedConnection> {
        let target = Arc::clone(&self.target);
        DedicatedConnection::open(self.client.clone(), longest, target).await
    }

    /// A connection for subscriptions.
    ///
    /// # Errors
    ///
    /// If the server is not there, or refuses.
    pub async fn get_async_pubsub(&self) -> RedisResult<PubSub> {
        let pubsub = self.client.get_async_pubsub().await?;
        Ok(PubSub::new(pubsub, Arc::clone(&self.target)))
    }

    /// redis's own client, for what no contract can reach. Nothing that its connections send is
    /// traced: a search for `untraced` finds every place.
    pub fn untraced(&self) -> &redis::Client {
        &self.client
    }

    #[cfg(feature = "streams")]
    pub(crate) fn server(&self) -> &Server {
        &self.target.server
    }

    /// What is counted of the connections of this client and its clones.
    pub fn stats(&self) -> RedisStats {
        self.target.counters.stats()
    }
}

impl From<redis::Client> for Client {
    fn from(client: redis::Client) -> Self {
        let target = Target {
            server: Server::of(client.get_connection_info()),
            ..Target::default()
        };
        Client {
            client,
            target: Arc::new(target),
        }
    }
}

/// Shows where the server is; what else redis knows has a password in it.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.target.server)
            .finish_non_exhaustive()
    }
}
