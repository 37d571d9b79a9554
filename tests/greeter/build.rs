//! Writes the clients and the servers of `greeter.proto`.

use tonic_build::manual::{Builder, Method, Service};

fn main() {
    let method = |name, route| {
        Method::builder()
            .name(name)
            .route_name(route)
            .input_type("crate::HelloRequest")
            .output_type("crate::HelloReply")
            .codec_path("tonic_prost::ProstCodec")
    };
    let greeter = Service::builder()
        .name("Greeter")
        .package("greeter")
        .method(method("say_hello", "SayHello").build())
        .method(method("repeat", "Repeat").server_streaming().build())
        .method(method("gather", "Gather").client_streaming().build())
        .method(
            method("chat", "Chat")
                .client_streaming()
                .server_streaming()
                .build(),
        )
        .build();
    let doorman = Service::builder()
        .name("Doorman")
        .package("greeter")
        .method(method("greet", "Greet").build())
        .build();
    Builder::new().compile(&[greeter, doorman]);
}
