//! Ports for the viewer: those that everybody knows, or others where they are taken.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use trace_viewer::serve::ports::owner_of;

/// Where the viewer listens.
#[derive(Debug)]
pub(crate) struct Ports {
    pub(crate) page: SocketAddr,
    pub(crate) otlp: SocketAddr,
    /// For people: what was taken, by whom, and what is used in its place.
    pub(crate) notes: Vec<String>,
}

impl Ports {
    /// # Errors
    ///
    /// The machine has no port left, or `page` is no address of it.
    pub(crate) fn choose(page: SocketAddr) -> io::Result<Self> {
        let mut notes = Vec::new();
        let page = free(page, "page", &mut notes)?;
        let otlp = free((Ipv4Addr::LOCALHOST, 4318).into(), "OTLP", &mut notes)?;
        Ok(Ports { page, otlp, notes })
    }
}

impl Ports {
    /// Whether another program has one of them by now.
    pub(crate) fn were_taken(&self) -> bool {
        [self.page, self.otlp]
            .iter()
            .any(|address| TcpListener::bind(address).is_err())
    }
}

/// The address, if it is free; else another port of the same machine.
fn free(wanted: SocketAddr, what: &str, notes: &mut Vec<String>) -> io::Result<SocketAddr> {
    match TcpListener::bind(wanted) {
        Ok(listener) => listener.local_addr(),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let other = TcpListener::bind((wanted.ip(), 0))?.local_addr()?;
            let by =
                owner_of(wanted.port()).map_or_else(String::new, |owner| format!(" by {owner}"));
            notes.push(format!("{wanted} is in use{by}: {what} is on {other}"));
            Ok(other)
        }
        Err(error) => Err(io::Error::new(
            error.kind(),
            format!("cannot listen on {wanted}: {error}"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_named_and_another_taken() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let taken = taken.local_addr().unwrap();
        let ports = Ports::choose(taken).unwrap();
        assert_ne!(ports.page, taken);
        let note = &ports.notes[0];
        assert!(
            note.contains(&format!("{taken} is in use")) && note.contains(&ports.page.to_string()),
            "{note}"
        );
    }
}
