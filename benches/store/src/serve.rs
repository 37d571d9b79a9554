//! The embedded store behind OTLP over HTTP, for `send`.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use trace_store::embedded::{EmbeddedStore, Settings};
use trace_store::receive::{Receiver, serve};

/// Where it listens, and what it keeps.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// The folder.
    folder: PathBuf,
    /// The address.
    #[arg(long, default_value = "127.0.0.1:4318")]
    listen: String,
    /// The most bytes on disk.
    #[arg(long)]
    max_bytes: Option<u64>,
}

impl Serve {
    pub(crate) fn run(&self) -> Result<()> {
        Runtime::new()?.block_on(async {
            let store = EmbeddedStore::open(Settings {
                max_bytes: self.max_bytes,
                address: self.listen.clone(),
                ..Settings::new(&self.folder)
            })?;
            let listener = TcpListener::bind(&self.listen).await?;
            println!("process {}", std::process::id());
            let receiver = Receiver::new(Arc::new(store));
            serve(listener, receiver.router(), std::future::pending()).await?;
            Ok(())
        })
    }
}
