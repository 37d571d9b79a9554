//! What is set on the layer, and asked for each request.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use trace_runtime::Trust;

use crate::rpc::Rpc;
use crate::served::Observer;

/// Shared by all clones of a service: a connection makes many.
#[derive(Clone)]
pub(crate) struct Settings {
    trust: TrustPolicy,
    untraced: Vec<Cow<'static, str>>,
    /// How gRPC calls are told, if otherwise than other requests.
    rpc: Option<Rpc>,
    observer: Option<Observer>,
    #[cfg(feature = "rollback")]
    idempotent: Vec<Cow<'static, str>>,
}

/// Whom to trust.
#[derive(Clone)]
pub(crate) enum TrustPolicy {
    All(Trust),
    ByRequest(Arc<dyn Fn(&Parts) -> Trust + Send + Sync>),
}

impl Settings {
    pub(crate) fn new(trust: TrustPolicy) -> Self {
        Settings {
            trust,
            untraced: Vec::new(),
            rpc: None,
            observer: None,
            #[cfg(feature = "rollback")]
            idempotent: Vec::new(),
        }
    }

    pub(crate) fn leave_untraced(&mut self, path: Cow<'static, str>) {
        self.untraced.push(path);
    }

    pub(crate) fn tell(&mut self, observer: Observer) {
        self.observer = Some(observer);
    }

    pub(crate) fn observer(&self) -> Option<&Observer> {
        self.observer.as_ref()
    }

    pub(crate) fn trust(&self, parts: &Parts) -> Trust {
        match &self.trust {
            TrustPolicy::All(trust) => *trust,
            TrustPolicy::ByRequest(decide) => decide(parts),
        }
    }

    pub(crate) fn is_untraced(&self, path: &str) -> bool {
        self.untraced.iter().any(|untraced| untraced == path)
    }

    pub(crate) fn rpc(&self) -> Option<&Rpc> {
        self.rpc.as_ref()
    }

    pub(crate) fn set_rpc(&mut self, rpc: Rpc) {
        self.rpc = Some(rpc);
    }

    #[cfg(feature = "rollback")]
    pub(crate) fn undo_on(&mut self, route: Cow<'static, str>) {
        self.idempotent.push(route);
    }

    /// Whether requests to it are undone when they fail: by its route where the router
    /// tells it, or else by its path.
    #[cfg(feature = "rollback")]
    pub(crate) fn is_idempotent(&self, route: &str) -> bool {
        self.idempotent.iter().any(|idempotent| idempotent == route)
    }

    pub(crate) fn show(&self, to: &mut fmt::DebugStruct<'_, '_>) {
        match &self.trust {
            TrustPolicy::All(trust) => to.field("trust", trust),
            TrustPolicy::ByRequest(_) => to.field("trust", &"by request"),
        };
        to.field("untraced", &self.untraced);
        if let Some(rpc) = &self.rpc {
            to.field("rpc", rpc);
        }
        #[cfg(feature = "rollback")]
        to.field("idempotent", &self.idempotent);
    }
}
