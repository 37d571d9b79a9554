//! A file as it is sent.

use std::io::Write as _;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::assets::{ALL, Asset};

/// A file, compressed, and the tag that says which version of it this is.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) content_type: &'static str,
    pub(super) plain: Bytes,
    pub(super) gzip: Bytes,
    /// In quotes, as it stands in a header.
    pub(super) tag: String,
}

/// The file of this path; packed when the first one is asked for.
pub(super) fn find(path: &str) -> Option<&'static Packed> {
    static PACKED: OnceLock<Vec<Packed>> = OnceLock::new();
    let packed = PACKED.get_or_init(|| ALL.iter().map(pack).collect());
    let at = ALL.iter().position(|asset| asset.path == path)?;
    packed.get(at)
}

fn pack(asset: &Asset) -> Packed {
    let plain = asset.text.as_bytes();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    let gzip = written.expect("memory takes what is written to it");
    let hash = Sha256::digest(plain);
    Packed {
        content_type: asset.content_type(),
        plain: Bytes::from_static(plain),
        gzip: gzip.into(),
        tag: format!("\"{}\"", URL_SAFE_NO_PAD.encode(&hash[..12])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page on a slow line, and a budget that keeps libraries out.
    #[test]
    fn the_whole_page_is_less_than_150_kb() {
        let sizes = ALL.iter().map(|asset| {
            find(asset.path)
                .expect("what is named is packed")
                .gzip
                .len()
        });
        let all: usize = sizes.sum();
        assert!(all < 150_000, "{all} bytes");
    }
}
