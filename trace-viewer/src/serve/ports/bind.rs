//! Takes a port, or says who has it.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

use super::owner::{Owner, owner_of};

/// A port could not be taken.
#[derive(Debug)]
pub struct BindError {
    flag: &'static str,
    address: SocketAddr,
    owner: Option<Owner>,
    source: io::Error,
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BindError {
            flag,
            address,
            source,
            ..
        } = self;
        match (source.kind(), &self.owner) {
            (io::ErrorKind::AddrInUse, Some(owner)) => {
                write!(f, "{address} is in use by {owner}")?;
            }
            (io::ErrorKind::AddrInUse, None) => write!(f, "{address} is in use")?,
            _ => write!(f, "cannot listen on {address}: {source}")?,
        }
        write!(f, "; end it, or choose another port with `{flag}`")
    }
}

impl Error for BindError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// So many connections may wait to be accepted, as many senders come at once after a start. One
/// more would wait for a second, and for more each time.
const WAITING: u32 = 1_024;

/// Listens on an address; `flag` is where another one can be told.
///
/// # Errors
///
/// The address is in use, and the error says by whom; or it is none of this machine.
pub async fn bind(flag: &'static str, address: SocketAddr) -> Result<TcpListener, BindError> {
    listen(address).map_err(|source| BindError {
        flag,
        address,
        owner: owner_of(address.port()),
        source,
    })
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A new start does not wait until the system has forgotten the connections of the last one.
    socket.set_reuseaddr(cfg!(unix))?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_named_with_its_owner_and_the_flag() {
        let first = bind("--listen", ([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = first.local_addr().unwrap();
        let refused = bind("--listen", address).await.unwrap_err().to_string();
        assert!(
            refused.starts_with(&format!("{address} is in use by `")),
            "{refused}"
        );
        assert!(
            refused.contains(&format!("(process {})", std::process::id())),
            "{refused}"
        );
        assert!(
            refused.ends_with("choose another port with `--listen`"),
            "{refused}"
        );
    }
}
