//! What a request must bring along.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};

use super::host;
use super::secret::Secret;

/// The cookie of a browser that has logged in.
const COOKIE_NAME: &str = "trace-viewer-session";
/// More browsers are not logged in at once: the oldest is logged out.
const MOST_SESSIONS: usize = 256;
/// More links do not work at once: the oldest ends.
const MOST_CODES: usize = 16;

/// Which requests are answered.
///
/// A clone is the same access: who logs in at one is logged in at the other.
#[derive(Debug, Clone)]
pub struct Access {
    token: Option<Secret>,
    hosts: Vec<String>,
    is_over_tls: bool,
    logins: Arc<Mutex<Logins>>,
}

#[derive(Debug, Default)]
struct Logins {
    codes: VecDeque<Secret>,
    sessions: VecDeque<Secret>,
}

impl Access {
    /// For this machine: every program on it may ask, under the names of this machine.
    pub fn local() -> Self {
        Access::new(None)
    }

    /// For those who know the token, from anywhere: under any address, and under the names of
    /// [`with_host`](Self::with_host).
    pub fn with_token(token: &str) -> Self {
        Access::new(Some(Secret::new(token)))
    }

    fn new(token: Option<Secret>) -> Self {
        Access {
            token,
            hosts: Vec::new(),
            is_over_tls: false,
            logins: Arc::default(),
        }
    }

    /// The viewer is reached under this name too: `traces.example.com`, without a port.
    #[must_use]
    pub fn with_host(mut self, name: &str) -> Self {
        self.hosts.push(name.to_ascii_lowercase());
        self
    }

    /// The viewer is reached over TLS: the cookie never goes another way.
    #[must_use]
    pub fn over_tls(mut self) -> Self {
        self.is_over_tls = true;
        self
    }

    /// A path that logs one browser in, once: the first one that opens it. `None` where no
    /// token is set, so that there is nothing to log in to.
    pub fn login_path(&self) -> Option<String> {
        self.token.as_ref()?;
        let (code, text) = Secret::random();
        push(&mut self.logins().codes, code, MOST_CODES);
        Some(format!("/login?code={text}"))
    }

    /// Ends a code; the cookie of a new session if it was one.
    pub(super) fn log_in(&self, code: &str) -> Option<String> {
        let mut logins = self.logins();
        let place = logins
            .codes
            .iter()
            .position(|known| known.is(code.as_bytes()))?;
        logins.codes.remove(place);
        let (session, text) = Secret::random();
        push(&mut logins.sessions, session, MOST_SESSIONS);
        let secure = if self.is_over_tls { "; Secure" } else { "" };
        Some(format!(
            "{COOKIE_NAME}={text}; Path=/; HttpOnly; SameSite=Strict{secure}"
        ))
    }

    /// Whether the viewer is reached under this name.
    pub(super) fn knows(&self, name: &str) -> bool {
        host::is_loopback(name)
            || (self.token.is_some() && host::is_address(name))
            || self
                .hosts
                .iter()
                .any(|host| host.eq_ignore_ascii_case(name))
    }

    /// Whether the request brings the token, or the cookie of a login, if one is needed.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else {
            return true;
        };
        let bearer = headers.get(AUTHORIZATION).and_then(|value| {
            let (scheme, given) = value.as_bytes().split_at_checked(7)?;
            scheme
                .eq_ignore_ascii_case(b"bearer ")
                .then(|| given.trim_ascii())
        });
        if bearer.is_some_and(|given| token.is(given)) {
            return true;
        }
        let logins = self.logins();
        let mut cookies = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == COOKIE_NAME)
            .take(4);
        cookies.any(|(_, id)| {
            let mut sessions = logins.sessions.iter();
            sessions.any(|session| session.is(id.as_bytes()))
        })
    }

    fn logins(&self) -> std::sync::MutexGuard<'_, Logins> {
        self.logins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn push(secrets: &mut VecDeque<Secret>, secret: Secret, most: usize) {
    if secrets.len() == most {
        secrets.pop_front();
    }
    secrets.push_back(secret);
}
