async fn create(
    cx: Inbound,
    State(shop): State<Shop>,
    Json(order): Json<Order>,
) -> impl IntoResponse {
    let span = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::parent(&cx),
        {
            use ::trace_runtime::__macro_support::{Callsite, Kind};
            static CALLSITE: Callsite = Callsite::new(
                "create",
                Kind::Server,
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
                &[],
            );
            &CALLSITE
        },
        |_| {},
    );
    #[allow(clippy::shadow_unrelated)]
    let cx = span.contract();
    let returned = ::trace_runtime::__macro_support::Instrument::new(
            cx,
            async move { shop.create(cx, order).await },
        )
        .await;
    span.finish(::core::option::Option::None);
    returned
}
