//! Makes connections, with time limits.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::cluster::{ClusterClient, ClusterClientBuilder};
use redis::{AsyncConnectionConfig, Client, RedisError};
use tokio::time::timeout;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};

use super::failure::Failure;

/// The oldest server that knows every command that is used (`EXPIRE … NX`).
const OLDEST: &str = "7.0";

/// Chooses what encrypts, if a URL asks for it (`rediss://`) and the program has not chosen:
/// the client panics where several are compiled in, and none is.
pub(super) fn choose_cryptography(urls: &[String]) {
    let encrypted = urls.iter().any(|url| url.starts_with("rediss:"));
    if encrypted && CryptoProvider::get_default().is_none() {
        // Another thread may have been faster, which is as well.
        let _ = ring::default_provider().install_default();
    }
}

pub(super) async fn connect(
    client: &Client,
    timeout: Duration,
) -> Result<MultiplexedConnection, RedisError> {
    // The link has a time limit of its own.
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(timeout))
        .set_response_timeout(None);
    client
        .get_multiplexed_async_connection_with_config(&config)
        .await
}

pub(super) fn cluster_client(
    urls: &[String],
    timeout: Duration,
) -> Result<ClusterClient, RedisError> {
    ClusterClientBuilder::new(urls.iter().map(String::as_str))
        .connection_timeout(timeout)
        .response_timeout(timeout)
        .retries(2)
        .max_retry_wait(200)
        .build()
}

/// Whether the server is part of a cluster.
pub(super) async fn is_cluster(client: &Client, limit: Duration) -> Result<bool, Failure> {
    let asked = async {
        let mut connection = connect(client, limit).await?;
        redis::cmd("INFO")
            .query_async::<String>(&mut connection)
            .await
    };
    let answer = timeout(limit, asked).await;
    let info = answer.map_err(|_| Failure::new(format!("no answer within {limit:?}")))??;
    let version = info_value(&info, "redis_version").unwrap_or_default();
    let main = version
        .split('.')
        .next()
        .and_then(|main| main.parse::<u32>().ok());
    if main.is_some_and(|main| main < 7) {
        let text = format!("it is Redis {version}; {OLDEST} or later is needed");
        return Err(Failure::new(text));
    }
    Ok(info_value(&info, "cluster_enabled") == Some("1"))
}

/// The value of a line of what `INFO` says.
pub(super) fn info_value<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = info.lines().filter_map(|line| line.split_once(':'));
    lines
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.trim())
}

/// Where a client connects to, without the password.
pub(super) fn shown(client: &Client) -> String {
    client.get_connection_info().addr().to_string()
}
