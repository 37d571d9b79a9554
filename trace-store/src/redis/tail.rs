//! Tells all stores of traces that have settled, whichever of them saw to it.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::StreamExt;
use redis::{Client, RedisError};
use tokio::time::{sleep, timeout};

use super::element::read_told;
use super::servers::Servers;

/// How long nothing may be heard before the connection is made again: it may be dead.
const SILENCE: Duration = Duration::from_secs(60);

/// How long to wait after a connection has broken.
const PAUSE: Duration = Duration::from_millis(500);

/// Listens for as long as the store is there. A node of a cluster hears what another is told.
pub(super) async fn listen(servers: Weak<Servers>) {
    let mut next = 0;
    while let Some(urls) = servers
        .upgrade()
        .map(|servers| servers.settings.urls.clone())
    {
        let url = &urls[next % urls.len()];
        next += 1;
        // Why it broke is said by those who read and write.
        let _ = listen_to(url, &servers).await;
        sleep(PAUSE).await;
    }
}

async fn listen_to(url: &str, servers: &Weak<Servers>) -> Result<(), RedisError> {
    let Some((channel, limit)) = servers
        .upgrade()
        .map(|servers| (servers.keys.channel(), servers.settings.timeout))
    else {
        return Ok(());
    };
    let client = Client::open(url)?;
    let connected = async {
        let mut subscription = client.get_async_pubsub().await?;
        subscription.subscribe(channel).await?;
        Ok::<_, RedisError>(subscription)
    };
    let Ok(subscription) = timeout(limit, connected).await else {
        return Ok(());
    };
    let mut messages = subscription?.into_on_message();
    while let Ok(Some(message)) = timeout(SILENCE, messages.next()).await {
        let Some(servers) = servers.upgrade() else {
            break;
        };
        if let Some(summary) = read_told(message.get_payload_bytes()) {
            // Nobody listens, often.
            let _ = servers.tail.send(Arc::new(summary));
        }
    }
    Ok(())
}
