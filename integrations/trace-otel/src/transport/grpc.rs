//! OTLP over gRPC. The message is encoded already: tonic only carries it.

use bytes::{Buf, BufMut, Bytes};
use http::uri::PathAndQuery;
use tonic::client;
use tonic::codec::{Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::metadata::MetadataMap;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};

use super::{Answer, status};
use crate::config::{Compression, Otlp};
use crate::signal::Signal;

#[derive(Debug)]
pub(crate) struct Grpc {
    signal: Signal,
    endpoint: Endpoint,
    metadata: MetadataMap,
    compression: Compression,
    client: Option<client::Grpc<Channel>>,
}

impl Grpc {
    pub(crate) fn new(otlp: &Otlp, signal: Signal) -> Result<Self, String> {
        let scheme = if otlp.endpoint.is_tls() {
            "https"
        } else {
            "http"
        };
        let url = format!("{scheme}://{}", otlp.endpoint.authority());
        let endpoint = Endpoint::from_shared(url)
            .and_then(|endpoint| endpoint.user_agent(super::USER_AGENT))
            .map_err(|error| error.to_string())?;
        #[cfg(feature = "tls")]
        let endpoint = match otlp.endpoint.is_tls() {
            true => tls(endpoint, &otlp.tls)?,
            false => endpoint,
        };
        #[cfg(not(feature = "tls"))]
        if otlp.endpoint.is_tls() {
            return Err("an https:// endpoint needs the feature `tls` of trace-otel".to_owned());
        }
        Ok(Self {
            signal,
            endpoint,
            metadata: MetadataMap::from_headers(otlp.headers.clone()),
            compression: otlp.compression,
            client: None,
        })
    }

    pub(crate) fn disconnect(&mut self) {
        self.client = None;
    }

    pub(crate) async fn send(&mut self, body: Bytes) -> Answer {
        let client = match &mut self.client {
            Some(client) => client,
            none => none.insert(client(&self.endpoint, self.compression)),
        };
        if let Err(error) = client.ready().await {
            return Answer::retry(innermost(&error));
        }
        let request = Request::from_parts(self.metadata.clone(), Default::default(), body);
        let method = PathAndQuery::from_static(self.signal.method());
        match client.unary(request, method, Verbatim).await {
            Ok(response) => Answer::accepted_with(response.get_ref(), self.signal),
            Err(status) => answer(&status),
        }
    }
}

/// A client that connects with its first request, on the runtime of this one.
#[expect(
    clippy::disallowed_methods,
    reason = "spans are delivered outside of any trace"
)]
fn client(endpoint: &Endpoint, compression: Compression) -> client::Grpc<Channel> {
    let client = client::Grpc::new(endpoint.connect_lazy());
    match compression {
        Compression::None => client,
        Compression::Gzip => client.send_compressed(CompressionEncoding::Gzip),
    }
}

#[cfg(feature = "tls")]
fn tls(endpoint: Endpoint, tls: &crate::config::Tls) -> Result<Endpoint, String> {
    use tonic::transport::{Certificate, ClientTlsConfig, Identity};

    let read = |path: &std::path::Path| {
        std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let mut config = ClientTlsConfig::new();
    config = match &tls.certificate {
        Some(path) => config.ca_certificate(Certificate::from_pem(read(path)?)),
        None => config.with_native_roots(),
    };
    if let (Some(certificate), Some(key)) = (&tls.client_certificate, &tls.client_key) {
        config = config.identity(Identity::from_pem(read(certificate)?, read(key)?));
    }
    endpoint
        .tls_config(config)
        .map_err(|error| innermost(&error))
}

/// What the codes mean, by the table of the OTLP specification.
fn answer(status: &Status) -> Answer {
    let delay = status::retry_delay(status.details());
    let retry = match status.code() {
        // Our own limit on what is read. The receiver said yes before that.
        Code::OutOfRange
            if status
                .message()
                .contains("decoded message length too large") =>
        {
            return Answer::accepted();
        }
        Code::Cancelled
        | Code::DeadlineExceeded
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unavailable
        | Code::DataLoss => true,
        // Only a receiver that says when expects to have resources again.
        Code::ResourceExhausted => delay.is_some(),
        _ => false,
    };
    let message = match std::error::Error::source(status) {
        Some(source) => innermost(source),
        None => status::shown(status.message().as_bytes()),
    };
    let reason = match message.is_empty() {
        true => format!("{:?}", status.code()),
        false => format!("{:?}: {message}", status.code()),
    };
    match retry {
        true => Answer::Retry {
            after: delay,
            reason,
        },
        false => Answer::Refused { reason },
    }
}

/// The cause below all wrapping: "transport error" says nothing.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// Messages as the bytes they are.
#[derive(Clone, Copy, Debug)]
struct Verbatim;

impl Codec for Verbatim {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Verbatim {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put(message);
        Ok(())
    }
}

impl Decoder for Verbatim {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// `google.rpc.Status` with a `RetryInfo` of 2 s.
    fn retry_info() -> Bytes {
        let url = b"type.googleapis.com/google.rpc.RetryInfo";
        let mut any = vec![0x0a, url.len() as u8];
        any.extend(url);
        any.extend([0x12, 4, 0x0a, 2, 0x08, 2]);
        let mut status = vec![0x1a, any.len() as u8];
        status.extend(any);
        status.into()
    }

    #[test]
    fn codes() {
        use Code::*;
        let retryable = [
            Cancelled,
            DeadlineExceeded,
            Aborted,
            OutOfRange,
            Unavailable,
            DataLoss,
        ];
        for code in (0..17).map(Code::from_i32).filter(|code| *code != Ok) {
            let plain = answer(&Status::new(code, "no"));
            let delayed = answer(&Status::with_details(code, "no", retry_info()));
            let reason = format!("{code:?}: no");
            let expected = |may, after| match may {
                true => Answer::Retry {
                    after,
                    reason: reason.clone(),
                },
                false => Answer::Refused {
                    reason: reason.clone(),
                },
            };
            assert_eq!(plain, expected(retryable.contains(&code), None));
            let may = retryable.contains(&code) || code == ResourceExhausted;
            assert_eq!(delayed, expected(may, Some(Duration::from_secs(2))));
        }
    }

    #[test]
    fn an_answer_that_is_too_long_is_a_yes() {
        let text = "Error, decoded message length too large: found 99 bytes, the limit is: 4";
        assert_eq!(answer(&Status::out_of_range(text)), Answer::accepted());
    }
}
