//! The line that says what the server does.

use super::settings::{Settings, Storage, without_password};

/// One line: first the address to click, then everything that flags, environment and defaults
/// say.
pub(super) fn line(settings: &Settings, url: &str) -> String {
    let mut parts = vec![
        format!("trace-viewer at {url}"),
        format!("otlp-http={}", settings.otlp_http),
        format!("otlp-grpc={}", settings.otlp_grpc),
        format!("store={}", settings.storage()),
        limits(settings),
        format!(
            "token={}",
            if settings.token.is_some() {
                "set"
            } else {
                "none"
            }
        ),
        format!(
            "tls={}",
            if settings.tls_cert.is_some() {
                "on"
            } else {
                "off"
            }
        ),
    ];
    if !settings.host.is_empty() {
        parts.push(format!("host={}", settings.host.join(",")));
    }
    if let Some(url) = &settings.forward {
        parts.push(format!("forward={}", without_password(url)));
    }
    parts.extend(settings.link.iter().map(|link| format!("link={link}")));
    if let Some(share) = settings.tail_keep {
        parts.push(format!(
            "tail-keep={share} tail-slow={}",
            settings.tail_slow
        ));
    }
    parts.join("  ")
}

/// The limits that the store keeps to.
fn limits(settings: &Settings) -> String {
    match settings.storage() {
        Storage::Memory => "keep=unlimited".to_owned(),
        Storage::Redis(_) => format!("keep={}", settings.keep),
        Storage::Folder(_) => {
            format!("keep={}  max-bytes={}", settings.keep, settings.max_bytes)
        }
    }
}
