//! Opens the store that the settings name.

use std::path::PathBuf;
use std::sync::Arc;

use trace_store::embedded::{self, EmbeddedStore};
use trace_store::forward::{self, Forward};
use trace_store::redis::{self, RedisStore};
use trace_store::{MemoryStore, Store, TailRule};

use super::settings::{Settings, Storage, without_password};

/// Opens the store, with all that stands around it. `address` is where this process answers.
///
/// # Errors
///
/// The store cannot be opened: what happened, in words for people.
pub(super) async fn open(settings: &Settings, address: &str) -> Result<Arc<dyn Store>, String> {
    let store = kept(settings, address).await?;
    match &settings.forward {
        Some(url) => forwarding(store, url),
        None => Ok(store),
    }
}

async fn kept(settings: &Settings, address: &str) -> Result<Arc<dyn Store>, String> {
    let storage = settings.storage();
    if settings.tail_keep.is_some() && matches!(storage, Storage::Memory) {
        return Err(
            "--tail-keep needs a folder or Redis for the traces: name one with --store".to_owned(),
        );
    }
    match storage {
        Storage::Memory => Ok(Arc::new(MemoryStore::new())),
        Storage::Folder(folder) => in_folder(settings, folder, address),
        Storage::Redis(urls) => shared(settings, &urls).await,
    }
}

fn in_folder(
    settings: &Settings,
    folder: PathBuf,
    address: &str,
) -> Result<Arc<dyn Store>, String> {
    let settings = embedded::Settings {
        keep: settings.keep.0,
        max_bytes: Some(settings.max_bytes.0),
        tail: tail(settings),
        address: address.to_owned(),
        ..embedded::Settings::new(folder)
    };
    let store = EmbeddedStore::open(settings).map_err(|error| error.to_string())?;
    Ok(Arc::new(store))
}

fn tail(settings: &Settings) -> Option<TailRule> {
    let slow = settings.tail_slow.0.as_nanos();
    settings.tail_keep.map(|share| TailRule {
        slow_nanos: u64::try_from(slow).unwrap_or(u64::MAX),
        keep_percent: share.0,
    })
}

async fn shared(settings: &Settings, urls: &str) -> Result<Arc<dyn Store>, String> {
    let settings = redis::Settings {
        keep: settings.keep.0,
        tail: tail(settings),
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
