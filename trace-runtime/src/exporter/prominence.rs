//! Which attributes of a span a reader looks for first.

/// What decides whether one reads on, the most telling first.
const FIRST: [&str; 12] = [
    "http.response.status_code",
    "rpc.response.status_code",
    "db.response.status_code",
    "error.type",
    "cancelled",
    "http.route",
    "url.path",
    "url.full",
    "rpc.method",
    "db.query.summary",
    "db.operation.name",
    "messaging.destination.name",
];

/// What is the same on most spans, or stands in another attribute or in the name, the
/// most telling first. A name that ends with a dot is that of a family.
const LAST: [&str; 10] = [
    "http.request.method",
    "server.address",
    "server.port",
    "client.",
    "user_agent.",
    "url.scheme",
    "network.",
    "http.request.body.",
    "http.response.body.",
    "code.",
];

/// Sorts before what is less telling; keys of no list are alike.
pub(super) fn of(key: &str) -> usize {
    if let Some(at) = FIRST.iter().position(|first| *first == key) {
        return at;
    }
    let last = LAST.iter().position(|last| match last.ends_with('.') {
        true => key.starts_with(last),
        false => key == *last,
    });
    FIRST.len() + last.map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_by_its_status() {
        let mut keys = [
            "url.scheme",
            "http.request.method",
            "network.protocol.version",
            "order.id",
            "user_agent.original",
            "http.route",
            "cart.size",
            "http.response.status_code",
            "code.function.name",
        ];
        keys.sort_by_key(|key| of(key));
        assert_eq!(
            keys,
            [
                "http.response.status_code",
                "http.route",
                "order.id",
                "cart.size",
                "http.request.method",
                "user_agent.original",
                "url.scheme",
                "network.protocol.version",
                "code.function.name",
            ]
        );
    }
}
