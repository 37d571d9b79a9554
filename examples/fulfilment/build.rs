//! Writes the client and the server of `orders.proto`, without protoc.

use tonic_build::manual::{Builder, Method, Service};

fn main() {
    let place = Method::builder()
        .name("place")
        .route_name("Place")
        .input_type("crate::order::PlaceOrder")
        .output_type("crate::order::Placed")
        .codec_path("tonic_prost::ProstCodec")
        .build();
    let orders = Service::builder()
        .name("Orders")
        .package("fulfilment")
        .method(place)
        .build();
    Builder::new().compile(&[orders]);
}
