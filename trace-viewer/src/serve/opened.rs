//! Opens the store that the settings name.

use std::sync::Arc;

use trace_store::forward::{self, Forward};
use trace_store::redis::{self, RedisStore};
use trace_store::{MemoryStore, Store};

use super::settings::{Settings, Storage, without_password};

/// Opens the store, with all that stands around it.
///
/// # Errors
///
/// The store cannot be opened: what happened, in words for people.
pub(super) async fn open(settings: &Settings) -> Result<Arc<dyn Store>, String> {
    let store = kept(settings).await?;
    match &settings.forward {
        Some(url) => forwarding(store, url),
        None => Ok(store),
    }
}

async fn kept(settings: &Settings) -> Result<Arc<dyn Store>, String> {
    match settings.storage() {
        Storage::Memory => Ok(Arc::new(MemoryStore::new())),
        Storage::Folder(folder) => Err(format!(
            "traces cannot be kept in the folder {} yet; use `--store memory`",
            folder.display()
        )),
        Storage::Redis(urls) => shared(settings, &urls).await,
    }
}

async fn shared(settings: &Settings, urls: &str) -> Result<Arc<dyn Store>, String> {
    let settings = redis::Settings {
        keep: settings.keep.0,
        ..redis::Settings::new(urls.split(',').map(str::to_owned))
    };
    let store = RedisStore::connect(settings).await;
    let store = store.map_err(|error| format!("--store {}: {error}", without_password(urls)))?;
    Ok(Arc::new(store))
}

fn forwarding(store: Arc<dyn Store>, url: &str) -> Result<Arc<dyn Store>, String> {
    let wrong = |what: String| format!("--forward {}: {what}", without_password(url));
    let endpoint = url
        .parse()
        .map_err(|error: trace_otel::EndpointError| wrong(error.to_string()))?;
    let settings = forward::Settings::to(&endpoint);
    let forward = Forward::new(store, &settings).map_err(|error| wrong(error.to_string()))?;
    Ok(Arc::new(forward))
}
