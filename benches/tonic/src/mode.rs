//! Which sides of a call are traced, and whether that is recorded.

/// One way to make a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mode {
    pub(crate) name: &'static str,
    /// By `channel.traced(cx)`, or tonic's own channel.
    pub(crate) client: bool,
    /// With the layer and a traced handler, or neither.
    pub(crate) server: bool,
    pub(crate) recorded: bool,
}

pub(crate) const MODES: [Mode; 7] = [
    mode("plain tonic", false, false, false),
    mode("client, not recorded", true, false, false),
    mode("client, recorded", true, false, true),
    mode("server, not recorded", false, true, false),
    mode("server, recorded", false, true, true),
    mode("both, not recorded", true, true, false),
    mode("both, recorded", true, true, true),
];

const fn mode(name: &'static str, client: bool, server: bool, recorded: bool) -> Mode {
    Mode {
        name,
        client,
        server,
        recorded,
    }
}
