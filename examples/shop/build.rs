//! Writes the client and the server of `payments.proto`, without protoc.

use tonic_build::manual::{Builder, Method, Service};

fn main() {
    let charge = Method::builder()
        .name("charge")
        .route_name("Charge")
        .input_type("crate::services::proto::ChargeRequest")
        .output_type("crate::services::proto::Charged")
        .codec_path("tonic_prost::ProstCodec")
        .build();
    let payments = Service::builder()
        .name("Payments")
        .package("shop")
        .method(charge)
        .build();
    // Channels are made by trace-tonic.
    Builder::new().build_transport(false).compile(&[payments]);
}
