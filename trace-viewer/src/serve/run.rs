//! From the settings to the end.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use trace_store::receive::{Server, serve};

use super::ports::{BindError, bind};
use super::settings::Settings;
use super::tls::TlsError;
use super::values::Place;
use super::{announce, opened, router, stop, tls};
use crate::api::access::{Access, AddressError, check_address};

/// Why the server does not run, or runs no longer.
#[derive(Debug)]
pub enum ServeError {
    /// A port could not be taken.
    Bind(BindError),
    /// Others than this machine could read without a token.
    Open(AddressError),
    /// The store could not be opened, or failed at the end: what happened, in words for
    /// people.
    Store(String),
    /// Certificate or key cannot be used.
    Tls(TlsError),
    /// Connections could not be accepted any more.
    Io(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServeError::Bind(error) => write!(f, "{error}"),
            ServeError::Open(error) => write!(f, "{error}"),
            ServeError::Tls(error) => write!(f, "{error}"),
            ServeError::Store(what) => f.write_str(what),
            ServeError::Io(error) => write!(f, "no connection can be accepted: {error}"),
        }
    }
}

impl Error for ServeError {}

/// Serves until the program is asked to end. What was acknowledged is stored before it ends.
///
/// The line that says where the server is goes to `out` once connections are accepted.
///
/// # Errors
///
/// A port is in use, an address is open to others without a token, or the store fails: at
/// once, when it can take nothing any more.
pub async fn run(mut settings: Settings, out: &mut dyn Write) -> Result<(), ServeError> {
    let tls = match (&settings.tls_cert, &settings.tls_key) {
        (Some(cert), Some(key)) => Some(tls::acceptor(cert, key).map_err(ServeError::Tls)?),
        _ => None,
    };
    let page = listener("--listen", &mut settings.listen, &settings.token).await?;
    let http = listener("--otlp-http", &mut settings.otlp_http, &settings.token).await?;
    let grpc = listener("--otlp-grpc", &mut settings.otlp_grpc, &settings.token).await?;
    let access = access(&settings);
    let address = match settings.listen.0 {
        Some(address) if tls.is_some() => format!("https://{address}"),
        Some(address) => format!("http://{address}"),
        None => "no address (--listen is off)".to_owned(),
    };
    let store = opened::open(&settings, &address).await;
    let store = store.map_err(ServeError::Store)?;
    let login = access.login_path().unwrap_or_else(|| "/".to_owned());
    let url = match settings.listen.0 {
        Some(_) => address + &login,
        None => address,
    };
    // Whoever reads the line may ask to end at once.
    let asked = stop::asked().map_err(ServeError::Io)?;
    // Who started the server may have closed the output: that is no reason to end.
    let _ = writeln!(out, "{}", announce::line(&settings, &url)).and_then(|()| out.flush());

    let (end, ended) = watch::channel(());
    let served = |listener: Option<TcpListener>, router| {
        let (mut ended, tls) = (ended.clone(), tls.clone());
        async move {
            let Some(listener) = listener else {
                return Ok(());
            };
            let end = async move {
                // The channel has changed, or is closed: both say to end.
                let _ = ended.changed().await;
            };
            listen(listener, router, tls, end).await
        }
    };
    let asked = async {
        let asked = asked.await;
        // Nobody listens where every port is off.
        let _ = end.send(());
        asked.map_err(ServeError::Io)
    };
    let watched = async {
        let mut ended = ended.clone();
        tokio::select! {
            what = store.failed() => Err(ServeError::Store(what)),
            _ = ended.changed() => Ok(()),
        }
    };
    let done = tokio::try_join!(
        served(page, router::people(&store, &access, &settings)),
        served(
            http,
            router::otlp(&store, &senders(settings.otlp_http, &access))
        ),
        served(
            grpc,
            router::otlp(&store, &senders(settings.otlp_grpc, &access))
        ),
        asked,
        watched,
    );
    let closed = store.close().await;
    done?;
    closed.map_err(|error| ServeError::Store(error.to_string()))
}

/// Who may read.
fn access(settings: &Settings) -> Access {
    let access = match &settings.token {
        Some(token) => Access::with_token(token),
        None => Access::local(),
    };
    let access = match settings.tls_cert {
        Some(_) => access.over_tls(),
        None => access,
    };
    settings
        .host
        .iter()
        .fold(access, |access, name| access.with_host(name))
}

/// Who may send to a port of OTLP: from this machine everybody, from elsewhere who has the
/// token.
fn senders(place: Place, access: &Access) -> Access {
    match place.0 {
        Some(address) if !address.ip().to_canonical().is_loopback() => access.clone(),
        _ => Access::local(),
    }
}

async fn listen(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsAcceptor>,
    end: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let served = match tls {
        Some(tls) => {
            let handshake = |stream| tls::accept(tls.clone(), stream);
            Server::default()
                .serve(listener, router, handshake, end)
                .await
        }
        None => serve(listener, router, end).await,
    };
    served.map_err(ServeError::Io)
}

/// Takes a port; a port of 0 becomes the one that the system has chosen.
async fn listener(
    flag: &'static str,
    place: &mut Place,
    token: &Option<String>,
) -> Result<Option<TcpListener>, ServeError> {
    let Some(address) = place.0 else {
        return Ok(None);
    };
    check_address(address, token.is_some()).map_err(ServeError::Open)?;
    let listener = bind(flag, address).await.map_err(ServeError::Bind)?;
    place.0 = Some(listener.local_addr().map_err(ServeError::Io)?);
    Ok(Some(listener))
}
