async fn charge(
    cx: &TraceContract,
    order: &Order,
    currency: &str,
    attempt: u32,
    brand: Brand,
) -> Result<Receipt, ChargeError> {
    let __traced_declare = |
        __traced_attributes: &mut ::trace_runtime::__macro_support::Attributes<'_>|
    {
        __traced_attributes.value(&order.id);
        __traced_attributes.value(&currency);
        __traced_attributes.display(&(order.net + order.tax));
        __traced_attributes.debug(&order.items);
        __traced_attributes.value(&::core::option::Option::None::<bool>);
        __traced_attributes.value(&attempt);
        __traced_attributes.display(&brand);
    };
    let mut __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::<
        28,
    >::start_with_room(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                "charge card",
                ::trace_runtime::__macro_support::SpanKind::Client,
                ::core::module_path!(),
                "charge",
                ::core::file!(),
                ::core::line!(),
                &[
                    "order.id",
                    "currency",
                    "total",
                    "items",
                    "order.total",
                    "attempt",
                    "card.brand",
                ],
            );
            &CALLSITE
        },
    );
    ::trace_runtime::__macro_support::Span::declare(
        &mut __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        __traced_declare,
    );
    let __traced_returned = {
        let cx @ &_ = ::trace_runtime::__macro_support::Span::contract(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        );
        ::trace_runtime::__macro_support::Instrument::new(
                cx,
                async move {
                    if false {
                        return ::trace_runtime::__macro_support::returns::<
                            Result<Receipt, ChargeError>,
                        >();
                    }
                    bank(cx, order, brand).await
                },
            )
            .await
    };
    ::trace_runtime::__macro_support::Span::record_return(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        ::trace_runtime::__macro_support::returned(&__traced_returned)
            .__traced_value()
            .map(::trace_runtime::__macro_support::as_debug),
    );
    if let ::core::option::Option::Some(__traced_error) = ::trace_runtime::__macro_support::Span::error(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        ::trace_runtime::__macro_support::returned(&__traced_returned).__traced_error(),
    ) {
        ::trace_runtime::__macro_support::Span::fail(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
            ::trace_runtime::__macro_support::Failure::type_only(
                ::trace_runtime::__macro_support::failed(__traced_error)
                    .__traced_describe(),
            ),
        );
    }
    ::trace_runtime::__macro_support::Span::finish(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
    );
    return __traced_returned;
}
