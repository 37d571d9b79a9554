async fn create(
    cx: Inbound,
    State(shop): State<Shop>,
    Json(order): Json<Order>,
) -> impl IntoResponse {
    #[allow(clippy::shadow_reuse)]
    let cx = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(&cx),
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
    );
    let returned = {
        #[allow(clippy::shadow_reuse)]
        let cx = cx.contract();
        ::trace_runtime::__macro_support::Instrument::new(
                cx,
                async move { shop.create(cx, order).await },
            )
            .await
    };
    cx.finish(::core::option::Option::None);
    returned
}
