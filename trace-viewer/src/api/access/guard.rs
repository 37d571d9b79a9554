//! What is looked at before a request is answered.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;

use super::admitted::Access;
use super::refusal::Refusal;
use super::{headers, host, origin};

/// Paths that say nothing of any trace. A probe has no token.
const OPEN: [&str; 3] = ["/health", "/ready", "/login"];

impl Access {
    /// Puts every path of a router under this access, and adds to its answers what the browser
    /// may not do with them.
    pub fn guard(&self, router: Router) -> Router {
        router
            .layer(middleware::from_fn_with_state(self.clone(), guard))
            .layer(middleware::map_response(headers::add))
    }
}

/// Answers a request, or refuses it.
async fn guard(State(access): State<Access>, request: Request, next: Next) -> Response {
    match look(&access, &request) {
        None => next.run(request).await,
        Some(refusal) => refusal.answer(request.headers()),
    }
}

fn look(access: &Access, request: &Request) -> Option<Refusal> {
    let authority = host::authority(request);
    let Some(authority) =
        authority.filter(|at| host::name(at).is_some_and(|name| access.knows(name)))
    else {
        return Some(Refusal::ForeignHost);
    };
    if origin::is_foreign(request.headers(), authority) {
        return Some(Refusal::ForeignOrigin);
    }
    let is_open = OPEN.contains(&request.uri().path());
    (!is_open && !access.admits(request.headers())).then_some(Refusal::NoToken)
}
