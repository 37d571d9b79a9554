//! Where the viewer may listen.

use std::error::Error;
use std::fmt;
use std::net::SocketAddr;

/// The address is reached by others, and no token keeps them out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressError(SocketAddr);

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is reached by other machines: set a token (`--token`), or listen on 127.0.0.1",
            self.0
        )
    }
}

impl Error for AddressError {}

/// Looks whether it is safe to listen on an address.
///
/// ```
/// use trace_viewer::api::access::check_address;
///
/// assert!(check_address("127.0.0.1:4318".parse()?, false).is_ok());
/// assert!(check_address("0.0.0.0:4318".parse()?, true).is_ok());
/// assert!(check_address("0.0.0.0:4318".parse()?, false).is_err());
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
///
/// # Errors
///
/// Other machines reach the address, and there is no token.
pub fn check_address(address: SocketAddr, has_token: bool) -> Result<(), AddressError> {
    if has_token || address.ip().to_canonical().is_loopback() {
        return Ok(());
    }
    Err(AddressError(address))
}
