//! A span of `tracing` that stands for the current contract.
//!
//! Libraries take `Span::current()` along to threads of their own. In a gated
//! resource that is one of these, so that what they log there has the ids of the
//! contract. It is no span of the trace.

use std::cell::Cell;
use std::sync::OnceLock;

use trace_runtime::integration::{self, StandIn};
use tracing::callsite::{Callsite, Identifier};
use tracing::dispatcher::{self, Dispatch};
use tracing::field::FieldSet;
use tracing::metadata::{Kind, Metadata};
use tracing::subscriber::Interest;
use tracing::{Level, Span};

/// Whether a subscriber has a layer of ours, of one kind.
pub(crate) type HasLayer = fn(&Dispatch) -> bool;

/// The kinds there are: one writes lines, one exports.
static WRITES: OnceLock<HasLayer> = OnceLock::new();
static EXPORTS: OnceLock<HasLayer> = OnceLock::new();

/// Has them made from now on, where a subscriber has a layer that writes lines.
pub(crate) fn for_lines(has: HasLayer) {
    WRITES.get_or_init(|| has);
    integration::set_stand_in(make);
}

/// Has them made from now on, where a subscriber has a layer that exports.
#[cfg(feature = "otlp")]
pub(crate) fn for_export(has: HasLayer) {
    EXPORTS.get_or_init(|| has);
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
    let has = |kind: &OnceLock<HasLayer>| kind.get().is_some_and(|has| has(subscriber));
    has(&EXPORTS) || has(&WRITES)
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
