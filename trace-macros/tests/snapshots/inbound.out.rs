async fn create(
    cx: Inbound,
    State(shop): State<Shop>,
    Json(order): Json<Order>,
) -> impl IntoResponse {
    let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(&cx),
        {
            static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                "create",
                ::trace_runtime::__macro_support::SpanKind::Server,
                ::core::module_path!(),
                "create",
                ::core::file!(),
                ::core::line!(),
                &[],
            );
            &CALLSITE
        },
    );
    let __traced_returned = {
        let cx @ &_ = ::trace_runtime::__macro_support::Span::contract(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        );
        ::trace_runtime::__macro_support::Instrument::new(
                cx,
                async move { shop.create(cx, order).await },
            )
            .await
    };
    ::trace_runtime::__macro_support::Span::finish(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
    );
    return __traced_returned;
}
