//! A span of `tracing` that stands for the current contract.
//!
//! Libraries take `Span::current()` along to threads of their own. In a gated
//! resource that is one of these, so that what they log there has the ids of the
//! contract. It is no span of the trace.

use std::cell::Cell;

use trace_runtime::integration::{self, StandIn};
use tracing::callsite::{Callsite, Identifier};
use tracing::dispatcher::{self, Dispatch};
use tracing::field::FieldSet;
use tracing::metadata::{Kind, Metadata};
use tracing::subscriber::Interest;
use tracing::{Level, Span};

use crate::LogLayer;

/// Has them made from now on.
pub(crate) fn install() {
    integration::set_stand_in(make);
}

/// Made without asking whether it is enabled: it is not for the log.
static METADATA: Metadata<'static> = Metadata::new(
    "contract",
    "trace_log",
    Level::ERROR,
    None,
    None,
    None,
    FieldSet::new(&[], Identifier(&SITE)),
    Kind::SPAN,
);

static SITE: Site = Site { _address: 0 };

struct Site {
    /// Two that have no size may be in one place.
    _address: u8,
}

impl Callsite for Site {
    fn set_interest(&self, _: Interest) {}

    fn metadata(&self) -> &Metadata<'_> {
        &METADATA
    }
}

pub(crate) fn is_one(metadata: &Metadata<'_>) -> bool {
    metadata.callsite() == METADATA.callsite()
}

thread_local! {
    static SEEN: Cell<bool> = const { Cell::new(false) };
}

/// A layer of ours has seen the one that this thread makes.
pub(crate) fn was_seen() {
    SEEN.set(true);
}

fn make() -> Option<Box<dyn StandIn>> {
    dispatcher::get_default(|subscriber| {
        if !has_layer(subscriber) {
            return None;
        }
        // Filters of layers may hold a verdict yet on something that never came,
        // and take it for one on this; but once.
        let seen = || {
            SEEN.set(false);
            let fields = METADATA.fields();
            let span = Span::new_with(&METADATA, &fields.value_set_all(&[]), subscriber);
            SEEN.get().then(|| Box::new(Entered(span)) as _)
        };
        seen().or_else(seen)
    })
}

fn has_layer(subscriber: &Dispatch) -> bool {
    #[cfg(feature = "otlp")]
    if subscriber.is::<crate::otlp::OtlpLayer>() {
        return true;
    }
    subscriber.is::<LogLayer>()
}

struct Entered(Span);

impl StandIn for Entered {
    fn enter(&self) {
        self.0
            .with_subscriber(|(id, subscriber)| subscriber.enter(id));
    }

    fn leave(&self) {
        self.0
            .with_subscriber(|(id, subscriber)| subscriber.exit(id));
    }
}
